import { emptyLine } from '#lib/domain/documents/take-on.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { createBatch } from '#lib/server/documents/batches.ts';
import { cancelVersion } from '#lib/server/documents/review.ts';
import { withdrawVersion } from '#lib/server/documents/withdraw.ts';
import { saveTakeOn, startTakeOn } from '#lib/server/documents/take-on/list.ts';
import { createContext, today, type Ctx } from '#lib/server/platform/context.ts';
import { castRoles, duties, type CastRole } from './permission-cast.ts';
import {
	approvedVersion,
	documentsWorld,
	draftVersion,
	issuedVersion,
	passedVersion,
	password,
	submittedVersion,
	type AVersion,
	type DocumentsWorld
} from './documents.ts';
import { onItsDay } from './raw-writes.ts';

export type WorldState =
	'draft' | 'in_review' | 'in_approval' | 'approved' | 'upcoming' | 'in_force' | 'superseded' | 'withdrawn' | 'cancelled';
export type Placed = { readonly id: string; readonly documentId: string; readonly code: string; readonly title: string };

export type PermissionWorld = {
	readonly world: DocumentsWorld;
	/** One version in each state, all of one unit; `superseded` and `in_force` are of one document. */
	readonly versions: Readonly<Record<WorldState, Placed>>;
	readonly batches: Readonly<Record<'draft' | 'issued' | 'in_effect', string>>;
	/** A document that has no version yet. */
	readonly empty: { readonly id: string; readonly code: string; readonly title: string };
	/** A list of paper documents that nobody signed yet. */
	readonly takeOn: string;
	readonly people: ReadonlyMap<CastRole, string>;
	/** As each request loads them, by a token where they are a person. */
	as(role: CastRole): Promise<Ctx>;
	/** The unit in which somebody works. */
	unitOf(role: CastRole): string | null;
};

/** Words that only stand in what was never issued: whoever may not see it must never meet them. */
export const secret = 'Kín';

/**
 * A unit with a version in every state, the unit above it, another one, and everybody of the cast. The author is the world's
 * drafter, who is not named to the documents any more; the reviewer passed, the head approved, the officer issued.
 */
export async function permissionWorld(): Promise<PermissionWorld> {
	const world = await documentsWorld('2026-11-01T02:00:00Z', { parent: 'UBND' });
	const { client, ids } = world;
	const named = (title: string, more = {}) => ({ title, document: { title, ...more } });

	const superseded = await issuedVersion(world, named('Tiếp nhận hồ sơ'));
	const withdrawn = await issuedVersion(world, named('Chứng thực chữ ký'));
	world.clock.set(new Date('2026-11-10T02:00:00Z'));
	await withdrawVersion(await world.as('head'), { versionId: withdrawn.id, comment: 'Luật thay đổi', from: world.day(), password });
	const inForce = await issuedVersion(world, { documentId: superseded.documentId, title: 'Tiếp nhận hồ sơ mới', confirm: warningCodes });
	world.clock.set(new Date('2026-11-24T02:00:00Z'));
	const upcoming = await issuedVersion(world, { ...named('Cấp bản sao'), effectiveOn: world.day(9), confirm: warningCodes });
	const draft = await draftVersion(world, named(`${secret} nháp`));
	const inReview = await submittedVersion(world, named(`${secret} soát xét`));
	const inApproval = await passedVersion(world, named(`${secret} phê duyệt`));
	const approved = await approvedVersion(world, named(`${secret} chờ ban hành`));
	const cancelled = await draftVersion(world, named(`${secret} hủy`));
	await cancelVersion(await world.as('officer'), { versionId: cancelled.id, comment: 'Thôi' });
	const batch = await createBatch(await world.as('officer'), {
		unitId: world.unitId,
		versionIds: [approved.id],
		decisionNumber: '99/QĐ-KÍN',
		decisionDate: world.day(),
		effectiveOn: world.day(3)
	});
	const empty = await client.document.create({
		data: {
			unitId: world.unitId,
			kindCode: 'QT',
			code: 'QT.KIN.1',
			codeKey: 'QT.KIN.1',
			codeSort: 'QT.KIN.00000001',
			title: `${secret} chưa có gì`,
			createdById: ids.officer
		},
		select: { id: true, code: true, title: true }
	});

	const takeOn = await startTakeOn(await world.as('officer'), world.unitId);
	await saveTakeOn(await world.as('officer'), {
		takeOnId: takeOn.id,
		lines: [{ ...emptyLine, code: 'QT-99', title: `${secret} trên giấy` }],
		askReading: false
	});

	const people = await castIn(world);
	const documentIds = [superseded, withdrawn, upcoming, draft, inReview, inApproval, approved, cancelled].map(
		(version) => version.documentId
	);
	await client.documentDrafter.deleteMany({ where: { documentId: { in: documentIds } } });
	await client.documentDrafter.createMany({
		data: [...documentIds, empty.id].map((documentId) => ({
			documentId,
			userId: people.get('drafter_named') ?? '',
			namedById: ids.officer
		}))
	});
	await client.guestReview.createMany({
		data: [draft, inReview, inApproval, approved].map((version) => ({
			versionId: version.id,
			askedOfUnitId: world.parentUnitId ?? '',
			askedById: ids.officer,
			reason: 'Thiếu người',
			state: 'appointed' as const,
			guestId: people.get('guest') ?? ''
		}))
	});

	const versions = await placedVersions(world, {
		draft,
		in_review: inReview,
		in_approval: inApproval,
		approved,
		upcoming,
		in_force: inForce,
		superseded,
		withdrawn,
		cancelled
	});
	return {
		world,
		versions,
		batches: { draft: batch.id, issued: upcoming.batch.id, in_effect: inForce.batch.id },
		empty,
		takeOn: takeOn.id,
		people,
		async as(role) {
			const userId = people.get(role);
			if (!userId) return world.nobody;
			// A token of its own each time: limits of calls are other tests' business.
			const via = { token: { id: crypto.randomUUID(), name: 'test' } };
			const actor = await loadActor(client, userId, today(world.system), via);
			if (!actor) throw new Error('this person may not act');
			return createContext({ actor, client, clock: world.clock });
		},
		unitOf(role) {
			const { unit } = duties[role];
			return unit === 'own' ? world.unitId : unit === 'parent' ? world.parentUnitId : unit === 'other' ? world.otherUnitId : null;
		}
	};
}

async function placedVersions(world: DocumentsWorld, versions: Record<WorldState, AVersion>): Promise<Record<WorldState, Placed>> {
	const rows = await world.client.version.findMany({
		where: { id: { in: Object.values(versions).map((version) => version.id) } },
		select: { id: true, documentId: true, title: true, document: { select: { code: true } } }
	});
	const place = (state: WorldState): Placed => {
		const row = rows.find((one) => one.id === versions[state].id);
		if (!row) throw new Error(`no version is ${state}`);
		return { id: row.id, documentId: row.documentId, code: row.document.code, title: row.title };
	};
	return {
		draft: place('draft'),
		in_review: place('in_review'),
		in_approval: place('in_approval'),
		approved: place('approved'),
		upcoming: place('upcoming'),
		in_force: place('in_force'),
		superseded: place('superseded'),
		withdrawn: place('withdrawn'),
		cancelled: place('cancelled')
	};
}

/** The world's own people where they are of the cast, new ones for the rest. */
async function castIn(world: DocumentsWorld): Promise<Map<CastRole, string>> {
	const { ids, client } = world;
	const people = new Map<CastRole, string>([
		['reader', ids.staff],
		['author', ids.drafter],
		['reviewer', ids.reviewer],
		['officer', ids.officer],
		['head', ids.head],
		['coordinator', ids.coordinator],
		['inspector', ids.inspector],
		['administrator', ids.administrator]
	]);
	for (const role of castRoles) {
		const { unit, roles, province } = duties[role];
		if (people.has(role) || role === 'nobody') continue;
		if (unit) {
			const unitId = unit === 'own' ? world.unitId : unit === 'parent' ? world.parentUnitId : world.otherUnitId;
			people.set(role, await world.addPerson(roles, { unitId: unitId ?? '' }));
		} else if (province) {
			const id = await world.addPerson(['reader'], { unitId: world.otherUnitId });
			await onItsDay(world, (db) => db.membership.updateMany({ where: { userId: id }, data: { validTo: toDbDate(world.day()) } }));
			await client.provinceAppointment.create({ data: { userId: id, role: province, validFrom: toDbDate('2016-01-01') } });
			await client.inspectionAccess.create({
				data: { userId: id, unitId: world.otherUnitId, basis: 'QĐ', validFrom: toDbDate('2016-01-01'), grantedById: ids.coordinator }
			});
			people.set(role, id);
		}
	}
	return people;
}
