import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { addDays, fromDbDate } from '#lib/domain/shared/day.ts';
import { isFileType } from '#lib/server/files/rules.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import type { EndingUnit } from '#lib/server/units/finish-closing.ts';
import { decideOffer, endOffers, loadOffer, offer } from '#lib/server/units/handed-over.ts';
import { unitNameOn } from '#lib/server/units/units-on-day.ts';
import * as m from '#lib/paraglide/messages.js';
import { createDocument } from '../documents.ts';
import { createExternal, subscribe } from '../external/lines.ts';
import type { VersionFile } from '../files.ts';
import { createVersion } from '../versions.ts';

/** Drafts of a unit that ends, for its successors to take over; those that were issued after all are no drafts any more. */
export async function offerDrafts(ctx: Ctx, ending: EndingUnit, versionIds: readonly string[]): Promise<number> {
	return offer(ctx, ending, 'draft', versionIds);
}

/** What was offered when the event was entered and came into force in the old unit after all. */
export async function endOffersOfIssued(ctx: Ctx, { eventId, unitId }: EndingUnit): Promise<void> {
	if (eventId === null) return;
	const issued = await ctx.db.version.findMany({
		where: { unitId, state: { in: ['issued', 'withdrawn'] } },
		select: { id: true }
	});
	await endOffers(ctx, { eventId, originUnitId: unitId, kind: 'draft', subjectIds: issued.map(({ id }) => id) });
}

/** The external documents that the unit kept: lines of the province and its own. */
export async function offerExternals(ctx: Ctx, ending: EndingUnit): Promise<number> {
	const kept = await ctx.db.externalSubscription.findMany({
		where: { unitId: ending.unitId, endedAt: null },
		select: { externalId: true }
	});
	return offer(
		ctx,
		ending,
		'external_document',
		kept.map(({ externalId }) => externalId)
	);
}

/**
 * Takes a draft over: a document of the successor with a draft of the same files, or of the same text where it was written in eISO. The summary
 * says where it came from. Review and approval begin anew.
 * @param input.code in the successor; empty: as it was
 * @param input.copyText copies the text that was written in eISO from one version to another: the business of a later folder
 * @throws NotFound; Conflict `code_taken`, `unit_closed`, `illegal_transition`, `draft_without_content`; Forbidden
 */
export function takeDraft(
	ctx: Ctx,
	input: { id: string; code: string; copyText: (ctx: Ctx, from: string, to: string) => Promise<void> }
): Promise<{ documentId: string; versionId: string }> {
	return transaction(ctx, async (ctx) => {
		const found = await loadOffer(ctx, input.id);
		if (found.state !== 'open') throw new Conflict('illegal_transition', { state: found.state, event: 'take' });
		const origin = await ctx.db.version.findUniqueOrThrow({
			where: { id: found.subjectId },
			include: { document: true, pdf: true, source: true, content: { select: { versionId: true } } }
		});
		const { pdf, source } = filesOf(origin);
		const isWritten = origin.structured && origin.content !== null;
		if (!isWritten && !pdf && !source) throw new Conflict('draft_without_content');
		const unit = await unitNameOn(ctx, found.originUnitId, fromDbDate(found.event.effectiveOn));
		const document = await createDocument(ctx, {
			unitId: found.unitId,
			kind: origin.document.kindCode,
			code: input.code || origin.document.code,
			title: origin.title,
			class: origin.document.class,
			medium: origin.document.medium
		});
		const version = await createVersion(ctx, {
			documentId: document.id,
			title: origin.title,
			summary: m.carryover_draft_summary({ code: origin.document.code, unit }, { locale: 'vi' }),
			references: [],
			...(isWritten ? { structured: true } : { pdf, source })
		});
		if (isWritten) await input.copyText(ctx, origin.id, version.id);
		await decideOffer(ctx, found, 'take', { resultId: document.id, what: document.code });
		return { documentId: document.id, versionId: version.id };
	});
}

type Files = {
	pdf: { size: bigint } | null;
	source: { size: bigint } | null;
	pdfSha256: string | null;
	pdfName: string | null;
	pdfPages: number | null;
	sourceSha256: string | null;
	sourceName: string | null;
	sourceType: string | null;
};

function filesOf(of: Files): { pdf: VersionFile | null; source: VersionFile | null } {
	const { pdfSha256, sourceSha256, sourceType } = of;
	return {
		pdf:
			pdfSha256 === null
				? null
				: { sha256: pdfSha256, fileName: of.pdfName ?? '', fileType: 'pdf', size: Number(of.pdf?.size ?? 0), pages: of.pdfPages },
		source:
			sourceSha256 === null || sourceType === null || !isFileType(sourceType)
				? null
				: { sha256: sourceSha256, fileName: of.sourceName ?? '', fileType: sourceType, size: Number(of.source?.size ?? 0), pages: null }
	};
}

/**
 * Takes an external document onto the successor's list: a line of the province is subscribed to, one of the old unit is written anew.
 * @throws NotFound; Conflict `illegal_transition`, `unit_closed`; Forbidden; Invalid `number` (`external_taken`)
 */
export function takeExternal(ctx: Ctx, id: string): Promise<{ externalId: string }> {
	return transaction(ctx, async (ctx) => {
		const found = await loadOffer(ctx, id);
		if (found.state !== 'open') throw new Conflict('illegal_transition', { state: found.state, event: 'take' });
		const external = await ctx.db.externalDocument.findUniqueOrThrow({ where: { id: found.subjectId } });
		let externalId = external.id;
		if (external.unitId === null) await subscribe(ctx, found.unitId, [external.id]);
		else {
			const { number, title, issuer, link, checkMonths } = external;
			const days = { issuedOn: fromDbDate(external.issuedOn), inForceFrom: fromDbDate(external.inForceFrom) };
			const keeping = { receivedOn: null, appliedFor: '', divisionId: null, checkerId: null, checkMonths };
			const until = fromDbDate(external.inForceTo);
			const input = { number, title, issuer, link, ...days, inForceUntil: until && addDays(until, -1), ...keeping, rowVersion: undefined };
			externalId = (await createExternal(ctx, found.unitId, input)).id;
		}
		await decideOffer(ctx, found, 'take', { resultId: externalId, what: external.number });
		return { externalId };
	});
}

/** Whether the successor exists already: before, nothing can be taken into it. */
export async function existsToday(ctx: Ctx, unitId: string): Promise<boolean> {
	const day = today(ctx);
	const [row] = await ctx.db.$queryRaw<{ is: boolean }[]>`
		select exists (select 1 from unit_version where unit_id = ${unitId}::uuid and valid_from <= ${day}::date
			and (valid_to is null or valid_to > ${day}::date)) as is`;
	return row?.is ?? false;
}
