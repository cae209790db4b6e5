import { nextNumbers, compareNumbers, type NumberStep } from '#lib/domain/documents/numbering.ts';
import { decide } from '#lib/domain/permissions/decide.ts';
import { phaseOn } from '#lib/domain/documents/phase.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { Conflict, Forbidden, Invalid } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { askForPdf, pdfWasMadeOf } from './conversion.ts';
import { answerRequests } from './change-requests/links.ts';
import { addAct } from './history.ts';
import { loadDocument } from './document-facts.ts';
import { referToFiles, requireTypes, type VersionFile } from './files.ts';
import { requireLengths, requireUser, tidy } from './input.ts';
import { enqueueText } from './text-jobs.ts';
import { carryExternalReferences, writeExternalReferences } from './external/references.ts';
import { followTitles } from './titles.ts';
import { requireUnitToPrepare } from './unit-facts.ts';
import { loadVersion, type LoadedVersion } from './version-facts.ts';

export type { VersionFile } from './files.ts';
export type VersionText = {
	title?: string;
	summary?: string;
	changeClass?: 'editorial' | 'substantive';
	references?: readonly string[];
	externals?: readonly string[];
};

/**
 * V1: opens the next version of a document. References of the version before go along. Files must be durable already.
 * @throws Conflict `open_version_exists`, `successor_pending`, `unit_closed`; Invalid by field
 */
export function createVersion(
	ctx: Ctx,
	input: VersionText & {
		documentId: string;
		step?: NumberStep;
		pdf?: VersionFile | null;
		source?: VersionFile | null;
		/** It is written in eISO: the caller adds its text in the same transaction, and there are no files yet. */
		structured?: boolean;
	}
): Promise<{ id: string; state: 'draft'; issueNo: number; revisionNo: number; rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const { document, subject } = await loadDocument(ctx, input.documentId);
		const role = authorize(ctx, 'version.create', subject);
		if (document.status !== 'open') throw new Conflict('illegal_transition', { state: document.status });
		await requireUnitToPrepare(ctx, document.unitId);
		requireTypes(input);
		requireLengths(input);
		if (input.structured && (input.pdf || input.source)) throw new Conflict('written_here');
		const versions = await ctx.db.version.findMany({
			where: { documentId: document.id, state: { not: 'cancelled' } },
			select: { id: true, issueNo: true, revisionNo: true, state: true, title: true, effectiveFrom: true, effectiveTo: true }
		});
		refuseSecondOpen(versions, today(ctx));
		const latest = [...versions].sort(compareNumbers).at(-1);
		const numbers = nextNumbers(document.unit.numberingScheme, versions, input.step ?? 'issue');
		const title = tidy(input.title ?? '') || latest?.title || document.title;
		await referToFiles(ctx, [input.pdf, input.source]);
		const created = await ctx.db.version.create({
			data: {
				documentId: document.id,
				unitId: document.unitId,
				...numbers,
				title,
				summary: tidy(input.summary ?? ''),
				changeClass: input.changeClass ?? 'substantive',
				structured: input.structured ?? false,
				createdById: requireUser(ctx),
				createdAt: ctx.clock.now(),
				updatedAt: ctx.clock.now(),
				...fileColumns('pdf', input.pdf),
				...fileColumns('source', input.source)
			},
			select: { id: true, rowVersion: true, round: true, unitId: true, pdfSha256: true, sourceSha256: true }
		});
		await addAuthor(ctx, created.id, created.round);
		const references = input.references ?? (latest ? await referencesOf(ctx, latest.id) : []);
		await setReferences(ctx, created.id, document.unitId, references);
		if (latest) await carryExternalReferences(ctx, latest.id, created.id);
		if (input.externals) await writeExternalReferences(ctx, created.id, document.unitId, input.externals);
		await followTitles(ctx, [document.id]);
		// What has been in force once is changed by a request, where the unit wants that; the first version needs none.
		if (latest && versions.some((version) => version.effectiveFrom !== null))
			await answerRequests(ctx, document.unitId, 'revision', [{ ...document, versionId: created.id }]);
		await addAct(ctx, created, 'create');
		await record(ctx, {
			event: 'version.create',
			subjectType: 'version',
			subjectId: created.id,
			unitId: document.unitId,
			role,
			after: {
				code: document.code,
				title,
				...numbers,
				pdf: created.pdfSha256,
				source: created.sourceSha256,
				pages: input.pdf?.pages ?? null
			}
		});
		await enqueueText(ctx, created.id, input);
		if (input.source) await askForPdf(ctx, created.id);
		await notify(ctx, {
			to: document.drafters.map((drafter) => drafter.userId),
			kind: 'version_begun',
			subjectType: 'version',
			subjectId: created.id,
			unitId: document.unitId,
			params: { code: document.code, title }
		});
		return { id: created.id, state: 'draft', rowVersion: created.rowVersion, ...numbers };
	});
}

function refuseSecondOpen(
	versions: readonly { state: LoadedVersion['state']; effectiveFrom: Date | null; effectiveTo: Date | null }[],
	day: string
): void {
	for (const version of versions) {
		const phase = phaseOn(
			{ state: version.state, effectiveFrom: fromDbDate(version.effectiveFrom), effectiveTo: fromDbDate(version.effectiveTo) },
			day
		);
		if (phase === 'open') throw new Conflict('open_version_exists');
		if (phase === 'upcoming') throw new Conflict('successor_pending');
	}
}

/**
 * V2: saves texts, numbers or files of a draft. Whoever saves becomes an author of the round.
 * @throws Conflict `stale` with the row version as it is, `illegal_transition` when it is no draft, `written_here` for files of a version
 * whose files are made from its text
 */
export function editVersion(
	ctx: Ctx,
	input: VersionText & { versionId: string; rowVersion?: number; step?: NumberStep; pdf?: VersionFile | null; source?: VersionFile | null }
): Promise<{ rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const { version, subject } = await loadVersion(ctx, input.versionId);
		const decision = decide(ctx.actor, 'version.edit', subject);
		if (!decision.allowed) throw new Forbidden(decision.reason);
		if (version.state !== 'draft') throw new Conflict('illegal_transition', { state: version.state, event: 'edit' });
		if (input.rowVersion !== undefined && input.rowVersion !== version.rowVersion)
			throw new Conflict('stale', { state: version.state, rowVersion: version.rowVersion });
		if (version.structured && (input.pdf !== undefined || input.source !== undefined)) throw new Conflict('written_here');
		if (input.title !== undefined && tidy(input.title) === '') throw new Invalid({ title: 'title_required' });
		requireTypes(input);
		requireLengths(input);
		await referToFiles(ctx, [input.pdf, input.source]);
		const numbers = input.step ? await renumber(ctx, version, input.step) : {};
		// A PDF that was made of the text goes with it.
		const pdf = input.pdf === undefined && input.source !== undefined && (await pdfWasMadeOf(ctx, version)) ? null : input.pdf;
		const data = {
			...(input.title === undefined ? {} : { title: tidy(input.title) }),
			...(input.summary === undefined ? {} : { summary: tidy(input.summary) }),
			...(input.changeClass === undefined ? {} : { changeClass: input.changeClass }),
			...numbers,
			...fileColumns('pdf', pdf),
			...fileColumns('source', input.source)
		};
		const { count } = await ctx.db.version.updateMany({
			where: { id: version.id, state: 'draft', rowVersion: version.rowVersion },
			data: { ...data, updatedAt: ctx.clock.now(), rowVersion: version.rowVersion + 1 }
		});
		if (count !== 1) throw new Conflict('stale');
		await followTitles(ctx, [version.documentId]);
		await addAuthor(ctx, version.id, version.round);
		if (input.references) await setReferences(ctx, version.id, version.unitId, input.references);
		const externals = input.externals && (await writeExternalReferences(ctx, version.id, version.unitId, input.externals));
		const pdfSha256 = pdf === undefined ? version.pdfSha256 : (pdf?.sha256 ?? null);
		await addAct(ctx, { ...version, pdfSha256 }, 'edit');
		await record(ctx, {
			event: 'version.edit',
			subjectType: 'version',
			subjectId: version.id,
			unitId: version.unitId,
			role: decision.role,
			before: { ...pick(version, Object.keys(data)), ...(externals ? { externals } : {}) },
			after: {
				...data,
				...(input.references ? { references: [...input.references] } : {}),
				...(input.externals ? { externals: [...input.externals] } : {})
			}
		});
		await enqueueText(ctx, version.id, input);
		if (input.source) await askForPdf(ctx, version.id);
		return { rowVersion: version.rowVersion + 1 };
	});
}

/** The numbers by the other step, counted from the versions beside this one. */
async function renumber(ctx: Ctx, version: LoadedVersion, step: NumberStep): Promise<{ issueNo: number; revisionNo: number }> {
	const others = await ctx.db.version.findMany({
		where: { documentId: version.documentId, state: { not: 'cancelled' }, id: { not: version.id } },
		select: { issueNo: true, revisionNo: true }
	});
	const unit = await ctx.db.unit.findUniqueOrThrow({ where: { id: version.unitId }, select: { numberingScheme: true } });
	return nextNumbers(unit.numberingScheme, others, step);
}

export async function addAuthor(ctx: Ctx, versionId: string, round: number): Promise<void> {
	await ctx.db.versionAuthor.createMany({
		data: [{ versionId, round, userId: requireUser(ctx), since: ctx.clock.now() }],
		skipDuplicates: true
	});
}

async function referencesOf(ctx: Ctx, versionId: string): Promise<string[]> {
	const rows = await ctx.db.versionReference.findMany({ where: { versionId }, select: { documentId: true } });
	return rows.map((row) => row.documentId);
}

/** References point to documents of the same unit; an unknown one is refused by name. */
async function setReferences(ctx: Ctx, versionId: string, unitId: string, documentIds: readonly string[]): Promise<void> {
	const wanted = [...new Set(documentIds)];
	const known = await ctx.db.document.findMany({ where: { id: { in: wanted }, unitId, status: 'open' }, select: { id: true } });
	if (known.length !== wanted.length) throw new Invalid({ references: 'reference_unknown' });
	const current = await referencesOf(ctx, versionId);
	const gone = current.filter((id) => !wanted.includes(id));
	const added = wanted.filter((id) => !current.includes(id));
	if (gone.length > 0) await ctx.db.versionReference.deleteMany({ where: { versionId, documentId: { in: gone } } });
	if (added.length > 0) await ctx.db.versionReference.createMany({ data: added.map((documentId) => ({ versionId, documentId })) });
}

function fileColumns(part: 'pdf' | 'source', file: VersionFile | null | undefined): Record<string, string | number | null> {
	if (file === undefined) return {};
	if (part === 'pdf') return { pdfSha256: file?.sha256 ?? null, pdfName: file?.fileName ?? null, pdfPages: file?.pages ?? null };
	return { sourceSha256: file?.sha256 ?? null, sourceName: file?.fileName ?? null, sourceType: file?.fileType ?? null };
}

function pick(from: object, keys: readonly string[]): Record<string, string | number | null> {
	return Object.fromEntries(Object.entries(from).filter(([key]) => keys.includes(key)));
}
