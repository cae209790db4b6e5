import type { Ctx } from '#lib/server/platform/context.ts';

const known = new WeakMap<object, boolean>();

/** Whether this installation shows sample data. A database never changes from one to the other while a process runs. */
export async function isDemo(ctx: Ctx): Promise<boolean> {
	const remembered = known.get(ctx.client);
	if (remembered !== undefined) return remembered;
	const row = await ctx.client.installation.findUnique({ where: { id: 1 }, select: { demo: true } });
	const demo = row?.demo ?? false;
	known.set(ctx.client, demo);
	return demo;
}
