import { countAttempt, type ThrottleRule } from '#lib/server/identity/throttle.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { checkPrint, type PrintCheck } from '../print-check.ts';

/** So that nobody finds codes by trying (states.md §13). */
const perAddress: ThrottleRule = { limit: 60, windowSeconds: 60, blockSeconds: 60 };

export type PublicCheck = { readonly code: string; readonly print: PrintCheck | null; readonly at: Date };

/** What anybody who has a printed copy may know of it. @throws TooMany */
export async function publicCheck(ctx: Ctx, code: string): Promise<PublicCheck> {
	await countAttempt(ctx.client, `verify:address:${ctx.address || 'unknown'}`, perAddress, ctx.clock.now());
	return { code: code.slice(0, 80), print: await checkPrint(ctx, code), at: ctx.clock.now() };
}
