import { isUuid } from '#lib/domain/shared/uuid.ts';
import { visibleText } from '#lib/domain/shared/visible-text.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { deliverFile } from '#lib/server/files/deliver.ts';
import { contentTypes, type FileType } from '#lib/server/files/rules.ts';
import { addStoredFiles } from '#lib/server/files/stored-files.ts';
import { enqueue } from '#lib/server/jobs/queue.ts';
import type { FileStore } from '#lib/server/storage/port.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { checksOf, type SignatureChecks } from './checks.ts';

/** What a paper made outside can belong to. Each is loaded, and its rules are asked, by the folder that owns it. */
export const paperSubjects = ['issue_batch', 'announcement'] as const;
export type PaperSubject = (typeof paperSubjects)[number];

/** The thing that a paper belongs to, whose trail tells of it: its number or name. */
export type PaperOf = {
	readonly subjectType: PaperSubject;
	readonly subjectId: string;
	readonly unitId: string | null;
	readonly name: string;
};

/** A file that the store holds already. */
export type PaperFile = { readonly sha256: string; readonly fileName: string; readonly fileType: FileType; readonly size: number };

export type OutsidePaperItem = {
	readonly id: string;
	readonly name: string;
	/** Bytes. */
	readonly size: number;
	readonly sha256: string;
	readonly addedBy: string;
	readonly addedAt: Date;
	readonly removed: { readonly at: Date; readonly by: string; readonly reason: string } | null;
	readonly checks: SignatureChecks;
};

/** So that a page stays a page. */
const most = 20;
const longestReason = 2_000;

/**
 * Attaches papers signed outside eISO; their signatures are checked by a job at once. The caller has loaded the thing, asked whether papers may be
 * added to it now and names the role. Recorded as `paper.attach` with names and hashes. Joins an open transaction.
 * @throws Invalid `paper` (none, no PDF, there already, too many)
 */
export function attachPapers(ctx: Ctx, of: PaperOf, files: readonly PaperFile[], role: string): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { subjectType, subjectId, unitId } = of;
		if (files.length === 0) throw new Invalid({ paper: 'required' });
		if (files.some(({ fileType }) => fileType !== 'pdf')) throw new Invalid({ paper: 'paper_pdf' });
		// Two who attach at once wait for each other, so that none is there twice.
		await ctx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`paper:${subjectId}`}, 0))`;
		const kept = await ctx.db.outsidePaper.findMany({ where: { subjectType, subjectId, removedAt: null }, select: { sha256: true } });
		const hashes = [...kept.map(({ sha256 }) => sha256), ...files.map(({ sha256 }) => sha256)];
		if (new Set(hashes).size !== hashes.length) throw new Invalid({ paper: 'paper_known' });
		if (hashes.length > most) throw new Invalid({ paper: 'paper_too_many' });
		await addStoredFiles(
			ctx,
			files.map(({ sha256, size, fileType }) => ({ sha256, size, contentType: contentTypes[fileType] }))
		);
		const by = { addedById: personOf(ctx), addedAt: ctx.clock.now() };
		await ctx.db.outsidePaper.createMany({
			data: files.map(({ sha256, fileName, size }) => ({
				...{ subjectType, subjectId, unitId, sha256, storedSha256: sha256, name: fileName, size: BigInt(size) },
				...by
			}))
		});
		await record(ctx, {
			event: 'paper.attach',
			subjectType,
			subjectId,
			unitId,
			role,
			after: { number: of.name, files: files.map(({ fileName, sha256 }) => ({ name: fileName, sha256 })) }
		});
		for (const { sha256 } of files) await enqueue(ctx, 'signatures.check', { sha256 }, { key: sha256 });
	});
}

/**
 * Takes away a paper that was attached by mistake: a stub with name, size, hash, who and why stays, and so does what its checks found. Recorded as
 * `paper.remove`. Joins an open transaction.
 * @throws NotFound `file_not_found` (not of this thing); Conflict `stale` (taken away already); Invalid `reason`
 */
export function removePaper(ctx: Ctx, of: PaperOf, input: { paperId: string; reason: string }, role: string): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { subjectType, subjectId, unitId } = of;
		const reason = visibleText(input.reason.normalize('NFC'));
		if (reason === '') throw new Invalid({ reason: 'reason_required' });
		if (reason.length > longestReason) throw new Invalid({ reason: `too_long:${longestReason}` });
		const paper = await ownPaper(ctx, of, input.paperId);
		const { count } = await ctx.db.outsidePaper.updateMany({
			where: { id: paper.id, removedAt: null },
			data: { removedAt: ctx.clock.now(), removedById: personOf(ctx), removedReason: reason, storedSha256: null }
		});
		if (count !== 1) throw new Conflict('stale');
		const about = { name: paper.name, sha256: paper.sha256 };
		await record(ctx, {
			event: 'paper.remove',
			subjectType,
			subjectId,
			unitId,
			role,
			before: { number: of.name, files: [about] },
			after: { removed: [about] },
			comment: reason
		});
	});
}

/** The papers of a thing with what their checks found, in the order in which they came. The caller has asked whether it may be seen. Three statements. */
export async function papersOf(ctx: Ctx, subjectType: PaperSubject, subjectId: string): Promise<OutsidePaperItem[]> {
	const person = { select: { fullName: true } } as const;
	const rows = await ctx.db.outsidePaper.findMany({
		where: { subjectType, subjectId },
		orderBy: [{ addedAt: 'asc' }, { id: 'asc' }],
		include: { addedBy: person, removedBy: person }
	});
	const checks = await checksOf(ctx, [...new Set(rows.map(({ sha256 }) => sha256))]);
	return rows.map((row) => ({
		id: row.id,
		name: row.name,
		size: Number(row.size),
		sha256: row.sha256,
		addedBy: row.addedBy.fullName,
		addedAt: row.addedAt,
		removed: row.removedAt ? { at: row.removedAt, by: row.removedBy?.fullName ?? '', reason: row.removedReason ?? '' } : null,
		checks: checks.get(row.sha256) ?? { newest: null, earlier: [], isWaiting: true }
	}));
}

/** The bytes of a paper, bit for bit, for who may read what it belongs to. @throws NotFound `file_not_found` */
export async function deliverPaper(ctx: Ctx, store: FileStore, of: PaperOf, paperId: string, request: Request): Promise<Response> {
	const paper = await ownPaper(ctx, of, paperId);
	if (!paper.storedSha256) throw new NotFound('file_not_found');
	logRead(ctx, { action: 'file', unitId: of.unitId, detail: `${of.name} ${paper.name}` });
	return deliverFile(request, store, { sha256: paper.storedSha256, contentType: contentTypes.pdf, fileName: paper.name });
}

async function ownPaper(ctx: Ctx, { subjectType, subjectId }: Pick<PaperOf, 'subjectType' | 'subjectId'>, paperId: string) {
	const paper = isUuid(paperId) ? await ctx.db.outsidePaper.findFirst({ where: { id: paperId, subjectType, subjectId } }) : null;
	if (!paper) throw new NotFound('file_not_found');
	return paper;
}

function personOf(ctx: Ctx): string {
	const id = userIdOf(ctx.actor);
	if (!id) throw new NotFound();
	return id;
}
