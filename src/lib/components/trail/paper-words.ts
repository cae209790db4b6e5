import { formatDateTime, formatNumber } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Chain } from '#lib/server/audit-trail/chains.ts';
import type { BreakReason } from '#lib/server/audit-trail/verify.ts';
import type { PaperCheck, PaperOutcome } from '#lib/server/audit-trail/verify-paper.ts';

const reasons: Record<BreakReason, () => string> = {
	gap: m.trail_reason_gap,
	link: m.trail_reason_link,
	hash: m.trail_reason_hash,
	head: m.trail_reason_head,
	checkpoint: m.trail_reason_checkpoint,
	signature: m.trail_reason_signature,
	closed: m.trail_reason_closed
};

export function breakWords(reason: BreakReason): string {
	return reasons[reason]();
}

export function chainWords(chain: Chain | null): string {
	return chain === null || chain.unitId === null ? m.trail_province() : (chain.unitCode ?? chain.unitId);
}

const titles: Record<PaperOutcome, () => string> = {
	whole: m.trail_paper_whole_title,
	broken: m.trail_paper_broken_title,
	different: m.trail_paper_different_title,
	forged: m.trail_paper_forged_title,
	misfit: m.trail_paper_misfit_title,
	unsettled: m.trail_paper_unsettled_title,
	unknown: m.trail_paper_unknown_title,
	mistyped: m.trail_paper_mistyped_title
};

/** What a comparison with a paper found: how serious, and what to do. */
export function paperWords(paper: PaperCheck): { tone: 'ok' | 'wait' | 'stop'; title: string; text: string } {
	const chain = chainWords(paper.chain);
	const seq = formatNumber(paper.seq ?? 0);
	const code = paper.point.code ?? `${paper.point.label ?? ''} #${paper.point.seq ?? ''}`;
	const title = titles[paper.outcome]();
	switch (paper.outcome) {
		case 'whole':
			return { tone: 'ok', title, text: m.trail_paper_whole({ chain, seq }) };
		case 'broken':
			return { tone: 'stop', title, text: m.trail_paper_broken({ chain, seq, broken: formatNumber(paper.check?.broken?.seq ?? 0) }) };
		case 'different':
			return {
				tone: 'stop',
				title,
				text: paper.actual === null ? m.trail_paper_missing({ chain, seq }) : m.trail_paper_different({ chain, seq })
			};
		case 'forged':
			return { tone: 'stop', title, text: m.trail_paper_forged({ chain, seq }) };
		case 'misfit':
			return {
				tone: 'wait',
				title,
				text: paper.at
					? m.trail_paper_misfit({ chain, seq, at: formatDateTime(paper.at), code })
					: m.trail_paper_misfit_code({ chain, seq, code })
			};
		case 'unsettled':
			return { tone: 'stop', title, text: m.trail_paper_unsettled({ chain, seq }) };
		case 'unknown':
			return { tone: 'wait', title, text: m.trail_paper_unknown({ code }) };
		case 'mistyped':
			return { tone: 'wait', title, text: m.trail_paper_mistyped({ code }) };
	}
}
