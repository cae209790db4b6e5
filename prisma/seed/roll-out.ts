import { z } from 'zod';
import type { Ctx } from '#lib/server/platform/context.ts';
import data from './data/roll-out.json' with { type: 'json' };

const text = z.string().min(1);
const file = z.object({
	phases: z.array(z.object({ code: text, nameVi: text, nameEn: text, shortVi: text, shortEn: text, sortOrder: z.int() })),
	groups: z.array(z.object({ code: text, nameVi: text, nameEn: text, sortOrder: z.int() })),
	steps: z.array(
		z.object({
			kind: z.enum(['build', 'maintain']),
			code: text,
			phaseCode: text,
			position: z.int(),
			titleVi: text,
			titleEn: text,
			howVi: text,
			howEn: text,
			proof: text.nullable(),
			role: z.enum(['officer', 'head']),
			dueMonth: z.int().min(1).max(12),
			dueDay: z.int().min(1).max(31)
		})
	)
});
export type RollOutFile = z.infer<typeof file>;

/** Stages, groups and the plans that a wave starts from (domain.md §1.4, an example that the coordinator changes). */
export function readRollOut(): RollOutFile {
	return file.parse(data);
}

/** Loads them; what is there already is left as it is, and a plan that the coordinator replaced stays replaced. In the caller's transaction. */
export async function loadRollOut(ctx: Ctx, { phases, groups, steps }: RollOutFile): Promise<void> {
	await ctx.db.rollOutPhase.createMany({ data: phases, skipDuplicates: true });
	await ctx.db.rollOutGroup.createMany({ data: groups, skipDuplicates: true });
	for (const [kind, plan] of Map.groupBy(steps, (step) => step.kind))
		if ((await ctx.db.rollOutDefaultStep.count({ where: { kind } })) === 0) await ctx.db.rollOutDefaultStep.createMany({ data: plan });
}
