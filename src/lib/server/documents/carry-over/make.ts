import { codeKey, codeSort, isCode } from '#lib/domain/documents/code.ts';
import type { Wanted } from '#lib/domain/documents/carry-over.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { isFileType } from '#lib/server/files/rules.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { enqueueText } from '../text-jobs.ts';

type Chosen = Wanted & { readonly chosenById: string };
type Origin = Awaited<ReturnType<Ctx['db']['version']['findMany']>>[number];
type OriginDocument = Awaited<ReturnType<Ctx['db']['document']['findMany']>>[number];

/** The successor's own document: kind, class and medium as before, for all of its people. */
export async function newDocument(
	ctx: Ctx,
	{ target, code, parentId, chosenById, document }: Chosen & { parentId: string | null; document: OriginDocument }
): Promise<string> {
	if (!isCode(code)) throw new Invalid({ code: 'code_invalid' });
	const { kindCode, class: documentClass, title, medium } = document;
	// Whoever was restricted to people of the old unit concerns nobody else: the successor's people are told who may see it.
	const visibility = document.visibility === 'restricted' ? 'unit' : document.visibility;
	const { id } = await ctx.db.document.create({
		data: {
			...{ unitId: target, kindCode, class: documentClass, code, codeKey: codeKey(code), codeSort: codeSort(code), title, parentId },
			...{ visibility, medium, createdById: chosenById, createdAt: ctx.clock.now() }
		},
		select: { id: true }
	});
	await ctx.db.documentAudience.create({ data: { documentId: id, kind: 'unit' } });
	await record(ctx, {
		event: 'document.create',
		subjectType: 'document',
		subjectId: id,
		unitId: target,
		role: 'system',
		after: { kind: kindCode, class: documentClass, code, title, visibility, carriedFrom: document.id }
	});
	return id;
}

/** A version of it with the same bytes and numbers, as a draft that is put in force in the same transaction. */
export async function newVersion(
	ctx: Ctx,
	event: { readonly id: string },
	{ target, until, askReading, chosenById, documentId, origin, version }: Chosen & { documentId: string; origin: Origin }
): Promise<string> {
	const now = ctx.clock.now();
	const { issueNo, revisionNo, title, summary, changeClass } = origin;
	const { pdfSha256, pdfName, pdfPages, sourceSha256, sourceName, sourceType } = origin;
	const { id } = await ctx.db.version.create({
		data: {
			...{ documentId, unitId: target, issueNo, revisionNo, title, summary, changeClass, origin: 'carried_over' },
			...{ pdfSha256, pdfName, pdfPages, sourceSha256, sourceName, sourceType },
			...{ createdById: chosenById, createdAt: now, updatedAt: now }
		},
		select: { id: true }
	});
	await ctx.db.carriedVersion.create({
		data: {
			...{ versionId: id, eventId: event.id, originVersionId: origin.id, originUnitId: version.unitId, unitId: target },
			...{ until: toDbDate(until), askReading, carriedById: chosenById, carriedAt: now }
		}
	});
	const pdf =
		pdfSha256 === null ? null : { sha256: pdfSha256, fileName: pdfName ?? '', fileType: 'pdf' as const, size: 0, pages: pdfPages };
	const source =
		sourceSha256 !== null && sourceType !== null && isFileType(sourceType)
			? { sha256: sourceSha256, fileName: sourceName ?? '', fileType: sourceType, size: 0, pages: null }
			: null;
	await enqueueText(ctx, id, { pdf, source });
	return id;
}
