import { z } from 'zod';

const text = z.string().default('');
const maybe = z.string().nullable().default(null);

const notice = z.object({
	title: text,
	day: text,
	startsAt: text,
	place: text,
	chair: text,
	secretary: text,
	members: z.array(z.object({ name: text, position: text })),
	inputs: z.array(z.object({ code: text, clause: text, reporter: text }))
});
export type PrintedNotice = z.output<typeof notice>;

const minutes = z.object({
	title: text,
	standard: text,
	startsAt: text,
	endedAt: maybe,
	place: text,
	plannedOn: maybe,
	firstPlannedOn: maybe,
	periodFrom: maybe,
	members: z.array(z.object({ name: text, position: text, present: z.boolean().nullable(), absentReason: maybe })),
	inputs: z.array(
		z.object({
			code: text,
			clause: text,
			reporter: text,
			source: maybe,
			figures: z.unknown(),
			figuresOn: maybe,
			text,
			textSource: text,
			textOn: maybe,
			missing: text,
			discussion: text,
			conclusion: text
		})
	),
	decisions: z.array(z.object({ what: text, kind: text, follow: text, responsible: text, dueOn: maybe })),
	conclusion: text
});
export type PrintedMinutes = z.output<typeof minutes>;

/** The notice as it was kept. */
export function readNotice(kept: unknown): PrintedNotice {
	return notice.parse(kept);
}

/** The minutes as they were kept. */
export function readMinutes(kept: unknown): PrintedMinutes {
	return minutes.parse(kept);
}
