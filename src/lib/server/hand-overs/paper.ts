import { agencyName, letterhead, usualWords } from '#lib/domain/documents/decision-words.ts';
import { goes, type HandOverLine } from '#lib/domain/hand-overs/duties.ts';
import { hasProvinceRole } from '#lib/domain/permissions/actor.ts';
import { dayOf, toDbDate } from '#lib/domain/shared/day.ts';
import { formatDateTime } from '#lib/format.ts';
import { dutyKindWord, insteadWord, lineLabel, stayWord } from '#lib/hand-over-words.ts';
import * as m from '#lib/paraglide/messages.js';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { decisionUnit } from '#lib/server/documents/decision-text.ts';
import { renderHandOver } from '#lib/server/pdf/render.ts';
import type { HandOverParty } from '#lib/server/pdf/hand-over-data.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';
import { loadHandOver, type LoadedHandOver } from './load.ts';
import { shownList } from './pages.ts';

const vi = { locale: 'vi' } as const;

/**
 * The minutes as PDF, in Vietnamese: the list that both confirmed, with both names, times and the hash; of an open hand-over a draft of now.
 * Noted in the access log.
 * @throws NotFound; Forbidden (an administrator sees no content)
 */
export async function handOverPaper(ctx: Ctx, id: string): Promise<{ bytes: Uint8Array; fileName: string; contentType: string }> {
	const handOver = await loadHandOver(ctx, id);
	if (hasProvinceRole(ctx.actor, 'administrator')) throw new Forbidden();
	const { list, sha256 } = await shownList({ ...ctx, locale: 'vi' }, handOver);
	const done = handOver.state === 'done' && handOver.endedAt !== null;
	const day = dayOf(handOver.endedAt ?? ctx.clock.now());
	const unit = await decisionUnit({ ...ctx, locale: 'vi' }, { unitId: handOver.unitId, decisionDate: toDbDate(day) });
	const moved = list.filter(goes).length;
	logRead(ctx, { action: 'export', unitId: handOver.unitId, detail: `hand-over ${handOver.id}` });
	const bytes = await renderHandOver(
		{
			...letterhead(unit),
			mark: done ? null : m.hand_overs_paper_draft({}, vi),
			place: usualWords(unit).place,
			day: done ? day : null,
			subject: m.hand_overs_paper_subject({ who: handOver.from.fullName, to: handOver.to.fullName, agency: agencyName(unit.name) }, vi),
			reason: handOver.reason,
			giver: await party(ctx, handOver, 'giver', sha256),
			receiver: await party(ctx, handOver, 'receiver', sha256),
			lines: list.map(paperLine),
			counts: m.hand_overs_paper_counts({ moved, stayed: list.length - moved }, vi),
			note: m.hand_overs_paper_note({ hash: sha256 || '–' }, vi)
		},
		{ createdAt: handOver.endedAt ?? ctx.clock.now() }
	);
	const fileName = `${m.hand_overs_paper_file({}, vi)} ${handOver.from.fullName}.pdf`;
	return { bytes, fileName, contentType: 'application/pdf' };
}

function paperLine(line: HandOverLine) {
	const note = line.leftOut
		? m.hand_overs_paper_left_out({ reason: line.leftOut }, vi)
		: line.stays
			? m.hand_overs_paper_stays({ reason: stayWord(line.stays, 'vi') }, vi)
			: '';
	return {
		kind: dutyKindWord(line.kind, 'vi'),
		label: lineLabel(line, 'vi'),
		to: goes(line) ? line.toName : '–',
		note: [note, line.leftOut ? '' : insteadWord(line, 'vi'), line.remark].filter((text) => text !== '').join('\n')
	};
}

async function party(ctx: Ctx, handOver: LoadedHandOver, side: 'giver' | 'receiver', sha256: string): Promise<HandOverParty> {
	const person = side === 'giver' ? handOver.from : handOver.to;
	const word = handOver.confirmations.findLast((one) => one.side === side && one.contentSha256 === sha256);
	const membership = await ctx.db.membership.findFirst({
		where: { unitId: handOver.unitId, userId: person.id, validFrom: { lte: handOver.begunAt } },
		orderBy: { validFrom: 'desc' },
		select: { position: true }
	});
	const when = word ? formatDateTime(word.confirmedAt) : '';
	return {
		name: person.fullName,
		position: membership?.position ?? '',
		confirmed: !word
			? m.hand_overs_paper_unconfirmed({}, vi)
			: word.inPlace
				? m.hand_overs_paper_in_place({ name: word.user.fullName, when }, vi)
				: m.hand_overs_paper_confirmed({ when }, vi)
	};
}
