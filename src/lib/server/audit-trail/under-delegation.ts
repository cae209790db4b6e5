import type { Ctx } from '#lib/server/platform/context.ts';
import { rowsUnderDelegation } from './list.ts';
import { namesFor } from './subjects.ts';
import { showAct } from './words.ts';

/** An act done in the place of somebody absent, as that person reads of it. */
export type ActInPlace = {
	readonly id: string;
	readonly at: Date;
	readonly event: string;
	readonly act: string;
	readonly subject: string;
	readonly subjectHref: string | null;
};

/** The newest acts that the trail names this delegation with. No question of rights; nothing of what was said and saved comes back. */
export async function listActsUnder(ctx: Ctx, of: { id: string; toId: string }, limit: number): Promise<ActInPlace[]> {
	const rows = await rowsUnderDelegation(ctx, of, limit);
	const names = await namesFor(ctx, rows);
	return rows.map((row) => {
		const { id, at, event, act, subject, subjectHref } = showAct(row, names, ctx.locale);
		return { id, at, event, act, subject, subjectHref };
	});
}
