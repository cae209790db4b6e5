import { authorize } from '#lib/server/permissions/authorize.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { loadDocument } from '../document-facts.ts';
import { readingCounts } from '../readings/queries/reading-counts.ts';
import { divisionOptions, referenceOptions, staffOptions } from './options.ts';

/** Who keeps a document and whom it reaches, with what can be chosen instead. @throws Forbidden, NotFound */
export async function documentSettings(ctx: Ctx, documentId: string) {
	const { document, subject } = await loadDocument(ctx, documentId);
	authorize(ctx, 'document.manage', subject);
	const [divisions, people, documents, versions] = await Promise.all([
		divisionOptions(ctx, document.unitId),
		staffOptions(ctx, document.unitId),
		referenceOptions(ctx, document.unitId, document.id),
		ctx.db.version.findMany({ where: { documentId }, select: { id: true, state: true, effectiveTo: true } })
	]);
	const lines = document.audience;
	const issued = versions.some((version) => version.state === 'issued' || version.state === 'withdrawn');
	const now = toDbDate(today(ctx));
	const current = versions.filter(({ state, effectiveTo }) => state === 'issued' && (effectiveTo === null || effectiveTo > now));
	const reading = await readingCounts(
		ctx,
		current.map((version) => version.id)
	);
	return {
		id: document.id,
		code: document.code,
		title: document.title,
		status: document.status,
		rowVersion: document.rowVersion,
		/** The code belongs to the document from the first issue on. */
		canRecode: !issued,
		canAbandon: document.status === 'open' && versions.every((version) => version.state === 'cancelled'),
		values: {
			ownerDivisionId: document.ownerDivisionId,
			ownerId: document.ownerId,
			parentId: document.parentId,
			replacesId: document.replacesId,
			drafters: document.drafters.map((drafter) => drafter.userId),
			medium: document.medium,
			distribution: document.distribution,
			visibility: document.visibility,
			reach: lines.some((line) => line.kind === 'unit') ? 'unit' : lines.length > 0 ? 'some' : 'nobody',
			audienceDivisions: lines.flatMap((line) => line.divisionId ?? []),
			audienceRoles: lines.flatMap((line) => line.role ?? []),
			audiencePeople: lines.flatMap((line) => line.userId ?? [])
		},
		/** Of what is in force or upcoming; null when there is nothing to read. */
		reading: current.length > 0 ? total([...reading.values()]) : null,
		divisions,
		people,
		documents
	};
}

function total(counts: readonly { read: number; open: number }[]): { read: number; open: number } {
	return counts.reduce((sum, { read, open }) => ({ read: sum.read + read, open: sum.open + open }), { read: 0, open: 0 });
}
