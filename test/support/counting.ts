import type { Ctx } from '#lib/server/platform/context.ts';

/** A context that counts what is asked of the database: each raw statement and each call of a model. */
export function counting(ctx: Ctx): { ctx: Ctx; count: () => number } {
	let asked = 0;
	const db = ctx.client.$extends({
		query: {
			$allOperations({ args, query }) {
				asked += 1;
				return query(args);
			}
		}
	});
	// The extended client has the same calls; its type differs only in what extensions could add.
	return { ctx: { ...ctx, db: db as unknown as Ctx['db'] }, count: () => asked };
}
