import type { Ctx } from '#lib/server/platform/context.ts';
import { boardQuery, cycleBoard } from './board.ts';
import { draftPage } from './draft-pages.ts';
import { loadCycle } from './facts.ts';

/** One cycle: while a draft what it needs, afterwards the board. @throws NotFound */
export async function cyclePage(ctx: Ctx, cycleId: string, params: URLSearchParams) {
	const { cycle } = await loadCycle(ctx, cycleId);
	return cycle.state === 'draft'
		? { draft: await draftPage(ctx, cycleId), board: null }
		: { draft: null, board: await cycleBoard(ctx, cycleId, boardQuery(params)) };
}
