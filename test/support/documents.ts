import { createHash, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { PgBoss } from 'pg-boss';
import { publicActor, systemActor, type Actor, type Role } from '#lib/domain/permissions/actor.ts';
import { addDays, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { approveVersion } from '#lib/server/documents/approve.ts';
import { createDocument, type NewDocument } from '#lib/server/documents/documents.ts';
import type { VersionFile } from '#lib/server/documents/files.ts';
import { issueNow, type Issued } from '#lib/server/documents/issue.ts';
import { passVersion, submitVersion } from '#lib/server/documents/review.ts';
import { createVersion, type VersionText } from '#lib/server/documents/versions.ts';
import { createFileParser } from '#lib/server/files/inspect.ts';
import type { UploadTools } from '#lib/server/files/store-upload.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { hashPassword } from '#lib/server/identity/password.ts';
import { attachQueue, createBoss } from '#lib/server/jobs/queue.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext, today, type Ctx } from '#lib/server/platform/context.ts';
import { DomainError } from '#lib/server/platform/errors.ts';
import type { PrismaClient } from '#lib/server/platform/generated/client.ts';
import { createLogger } from '#lib/server/platform/log.ts';
import { createFileStore } from '#lib/server/storage/index.ts';
import { testDatabase } from './database.ts';
import { pdfWith } from './hostile-files/pdf.ts';
import { removeFolder } from './remove-folder.ts';

export const password = 'một mật khẩu đủ dài 2026';

/** Who is in the unit of a documents world, by what they do. `outsider` holds every role, in another unit. */
export type Who =
	| 'officer'
	| 'drafter'
	| 'reviewer'
	| 'reviewer2'
	| 'head'
	| 'deputy'
	| 'staff'
	| 'outsider'
	| 'coordinator'
	| 'inspector'
	| 'administrator';

const cast: Record<Who, readonly Role[]> = {
	officer: ['officer'],
	drafter: ['drafter'],
	reviewer: ['reviewer'],
	reviewer2: ['reviewer'],
	head: ['head'],
	deputy: ['head'],
	staff: ['reader'],
	outsider: ['officer', 'reviewer', 'head', 'drafter'],
	coordinator: [],
	inspector: [],
	administrator: []
};

export type DocumentsWorld = {
	readonly client: PrismaClient;
	readonly url: string;
	readonly clock: ReturnType<typeof fixedClock>;
	readonly tools: UploadTools;
	/** Where the disk store keeps its files. */
	readonly storeDir: string;
	readonly boss: PgBoss;
	readonly unitId: string;
	readonly parentUnitId: string | null;
	readonly otherUnitId: string;
	readonly divisionId: string;
	readonly ids: Readonly<Record<Who, string>>;
	readonly nobody: Ctx;
	readonly system: Ctx;
	/** Loaded afresh, as each request does. */
	as(who: Who): Promise<Ctx>;
	asId(userId: string): Promise<Ctx>;
	/** Another active person of the unit, or of another one. */
	addPerson(roles: readonly Role[], more?: { unitId?: string; divisionId?: string; position?: string }): Promise<string>;
	addUnit(code: string, parentId?: string): Promise<string>;
	day(offset?: number): Day;
	/** A real PDF in the real store. Different text, different bytes. */
	pdf(text?: string): Promise<VersionFile>;
	close(): Promise<void>;
};

/** `parent`: the code of a unit above the world's own. */
export type WorldOptions = { max?: number; parent?: string };

export async function documentsWorld(now = '2026-11-24T02:00:00Z', options: WorldOptions = {}): Promise<DocumentsWorld> {
	const database = await testDatabase({ max: options.max ?? 12 });
	const { client } = database;
	const boss = await createBoss(database.url, createLogger('silent'));
	attachQueue(client, boss);
	const clock = fixedClock(new Date(now));
	const folder = await mkdtemp(path.join(os.tmpdir(), 'eiso-documents-'));
	const tempDir = path.join(folder, 'temp');
	await mkdir(tempDir);
	const storeDir = path.join(folder, 'files');
	const store = await createFileStore({ kind: 'disk', dir: storeDir });
	const tools: UploadTools = { store, tempDir, parser: createFileParser({ tempDir }) };
	const passwordHash = await hashPassword(password);
	const contextOf = (actor: Actor) => createContext({ actor, client, clock });
	const system = contextOf(systemActor);
	const longAgo = toDbDate('2016-01-01');

	await client.unitKind.create({ data: { code: 'T-KIND', nameVi: 'Sở', nameEn: 'Department', sortOrder: 1 } });
	for (const [code, needs] of [
		['QT', { pdfRequired: true, sourceRequired: false }],
		['BM', { pdfRequired: false, sourceRequired: true }]
	] as const)
		await client.documentKind.upsert({ where: { code }, create: { code, nameVi: code, nameEn: code, sortOrder: 1, ...needs }, update: {} });

	async function addUnit(code: string, parentId?: string): Promise<string> {
		const { id } = await client.unit.create({ data: {} });
		await client.unitVersion.create({
			data: { unitId: id, code, name: `Đơn vị ${code}`, kindCode: 'T-KIND', parentId, validFrom: longAgo }
		});
		// Most tests withdraw for other reasons; what a unit that wants requests refuses is tried in change-requests.test.ts.
		await client.changeRule.create({ data: { unitId: id, withdrawals: { QT: true, BM: true, HD: true, QC: true } } });
		return id;
	}
	const parentUnitId = options.parent ? await addUnit(options.parent) : null;
	const unitId = await addUnit('SO-NV', parentUnitId ?? undefined);
	const otherUnitId = await addUnit('SO-TC');
	const division = await client.division.create({ data: { unitId } });
	await client.divisionVersion.create({
		data: { divisionId: division.id, code: 'CCHC', name: 'Phòng Cải cách hành chính', validFrom: longAgo }
	});

	let people = 0;
	async function newUser(fullName: string): Promise<string> {
		people += 1;
		const user = await client.user.create({
			data: { fullName, email: `${randomUUID()}@example.vn`, staffName: `P.${people}`, status: 'active', passwordHash }
		});
		return user.id;
	}
	const addPerson: DocumentsWorld['addPerson'] = async (roles, more = {}) => {
		const id = await newUser(`Người ${people + 1}`);
		await client.membership.create({
			data: {
				userId: id,
				unitId: more.unitId ?? unitId,
				divisionId: more.divisionId ?? null,
				roles: [...roles],
				position: more.position ?? (roles.includes('head') ? 'Giám đốc' : 'Chuyên viên'),
				capacity: roles.includes('head') ? 'chief' : null,
				validFrom: longAgo
			}
		});
		return id;
	};
	const ids = {} as Record<Who, string>;
	for (const [who, roles] of Object.entries(cast) as [Who, readonly Role[]][]) {
		if (roles.length > 0) {
			ids[who] = await addPerson(roles, { unitId: who === 'outsider' ? otherUnitId : unitId });
		} else {
			ids[who] = await newUser(who);
			const role = who as 'coordinator' | 'inspector' | 'administrator';
			await client.provinceAppointment.create({ data: { userId: ids[who], role, position: '', validFrom: longAgo } });
		}
	}
	await client.inspectionAccess.create({
		data: { userId: ids.inspector, unitId, basis: 'Quyết định', validFrom: longAgo, grantedById: ids.coordinator }
	});

	async function asId(userId: string): Promise<Ctx> {
		const actor = await loadActor(client, userId, today(system));
		if (!actor) throw new Error('this person may not act');
		return contextOf(actor);
	}

	return {
		client,
		url: database.url,
		clock,
		tools,
		storeDir,
		boss,
		unitId,
		parentUnitId,
		otherUnitId,
		divisionId: division.id,
		ids,
		nobody: contextOf(publicActor),
		system,
		as: (who) => asId(ids[who]),
		asId,
		addPerson,
		addUnit,
		day: (offset = 0) => addDays(today(system), offset),
		async pdf(text = randomUUID()) {
			const bytes = pdfWith({ catalog: `/Lang (${text.replace(/[()\\]/g, '')})` });
			const sha256 = createHash('sha256').update(bytes).digest('hex');
			const temporary = path.join(tempDir, randomUUID());
			await writeFile(temporary, bytes);
			await store.put(temporary, { sha256, size: bytes.length, contentType: 'application/pdf' });
			await rm(temporary);
			return { sha256, fileName: `${text}.pdf`, fileType: 'pdf', size: bytes.length, pages: 1 };
		},
		async close() {
			await boss.stop({ graceful: false });
			await tools.parser.close();
			await database.drop();
			await removeFolder(folder);
		}
	};
}

let codes = 0;

/** A procedure of the unit, with the drafter named to it. */
export async function aDocument(
	world: DocumentsWorld,
	more: Partial<NewDocument> = {}
): Promise<{ id: string; code: string; rowVersion: number }> {
	codes += 1;
	return createDocument(await world.as('officer'), {
		unitId: world.unitId,
		kind: 'QT',
		code: `QT.X.${codes}`,
		title: `Quy trình ${codes}`,
		drafters: [world.ids.drafter],
		...more
	});
}

export type AVersion = { documentId: string; id: string; rowVersion: number; code: string };
type VersionOptions = VersionText & {
	documentId?: string;
	document?: Partial<NewDocument>;
	step?: 'issue' | 'revision';
	reviewer?: string;
	/** Another than `world.pdf()` makes; null for a form that has only its source. */
	pdf?: VersionFile | null;
	source?: VersionFile;
};

/** A draft by the drafter, ready to be submitted. */
export async function draftVersion(world: DocumentsWorld, options: VersionOptions = {}): Promise<AVersion> {
	const { documentId, document, ...text } = options;
	const id = documentId ?? (await aDocument(world, document)).id;
	const created = await createVersion(await world.as('drafter'), { documentId: id, summary: 'Lần đầu', pdf: await world.pdf(), ...text });
	const { code } = await world.client.document.findUniqueOrThrow({ where: { id }, select: { code: true } });
	return { documentId: id, id: created.id, rowVersion: created.rowVersion, code };
}

export async function submittedVersion(world: DocumentsWorld, options: VersionOptions = {}): Promise<AVersion> {
	const draft = await draftVersion(world, options);
	const moved = await submitVersion(await world.as('drafter'), { versionId: draft.id, reviewer: options.reviewer ?? null });
	return { ...draft, rowVersion: moved.rowVersion };
}

export async function passedVersion(world: DocumentsWorld, options: VersionOptions = {}): Promise<AVersion> {
	const submitted = await submittedVersion(world, options);
	const moved = await passVersion(await world.as('reviewer'), { versionId: submitted.id });
	return { ...submitted, rowVersion: moved.rowVersion };
}

export async function approvedVersion(world: DocumentsWorld, options: VersionOptions = {}): Promise<AVersion> {
	const passed = await passedVersion(world, options);
	const moved = await approveVersion(await world.as('head'), { versionId: passed.id, password });
	return { ...passed, rowVersion: moved.rowVersion };
}

/** Issued by the officer, in force from a day (default: today). */
export async function issuedVersion(
	world: DocumentsWorld,
	options: VersionOptions & { effectiveOn?: Day; confirm?: readonly string[] } = {}
): Promise<AVersion & { batch: Issued }> {
	const { effectiveOn, confirm, ...text } = options;
	const approved = await approvedVersion(world, text);
	const batch = await issueVersions(world, [approved.id], { effectiveOn, confirm });
	return { ...approved, rowVersion: approved.rowVersion + 1, batch };
}

export async function issueVersions(
	world: DocumentsWorld,
	versionIds: readonly string[],
	options: { effectiveOn?: Day; confirm?: readonly string[] } = {}
): Promise<Issued> {
	return issueNow(await world.as('officer'), {
		unitId: world.unitId,
		decisionNumber: '518/QĐ-SNV',
		decisionDate: world.day(),
		effectiveOn: options.effectiveOn ?? world.day(),
		versionIds,
		confirm: options.confirm
	});
}

/** What an act was refused with; fails when it passes. */
export async function refusal(act: Promise<unknown>): Promise<{ code: string; params: Readonly<Record<string, unknown>> }> {
	try {
		await act;
	} catch (error) {
		if (error instanceof DomainError) return { code: error.code, params: error.params };
		throw error;
	}
	throw new Error('the act was not refused');
}

/** The codes of those of several acts at once that were refused; anything but a refusal is thrown. */
export function refusedCodes(results: readonly PromiseSettledResult<unknown>[]): string[] {
	return results.flatMap((result) => {
		if (result.status === 'fulfilled') return [];
		if (result.reason instanceof DomainError) return [result.reason.code];
		throw result.reason;
	});
}

export async function versionRow(world: DocumentsWorld, id: string) {
	return world.client.version.findUniqueOrThrow({ where: { id } });
}

/** The events of the trail about a thing, in order. */
export async function trailOf(world: DocumentsWorld, subjectId: string): Promise<string[]> {
	const rows = await world.client.auditTrail.findMany({ where: { subjectId }, orderBy: { seq: 'asc' }, select: { event: true } });
	return rows.map((row) => row.event);
}

/** The kinds of open notices that a person has about a thing, oldest first; those of one moment (the clock of a world stands) by kind. */
export async function noticesOf(world: DocumentsWorld, who: Who, subjectId: string): Promise<string[]> {
	const rows = await world.client.notice.findMany({
		where: { userId: world.ids[who], subjectId, lapsedAt: null },
		orderBy: [{ createdAt: 'asc' }, { kind: 'asc' }],
		select: { kind: true }
	});
	return rows.map((row) => row.kind);
}
