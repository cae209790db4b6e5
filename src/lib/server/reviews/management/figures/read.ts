import { z } from 'zod';
import { figureGroups, type FrozenFigures } from '#lib/domain/reviews/management-inputs.ts';

const frozen = z.object({
	from: z.string(),
	to: z.string(),
	groups: z.array(
		z.object({
			group: z.enum(figureGroups),
			rows: z.array(z.object({ name: z.string(), value: z.union([z.number(), z.string(), z.null()]), href: z.string().nullable() })),
			items: z.array(z.object({ label: z.string(), text: z.string(), href: z.string().nullable() }))
		})
	)
});

/** Figures as they were frozen; null where there are none. */
export function readFigures(kept: unknown): FrozenFigures | null {
	const read = frozen.safeParse(kept);
	return read.success ? read.data : null;
}
