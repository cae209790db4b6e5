import { z } from 'zod';
import { scoreLine } from '#lib/domain/audits/scores/rules.ts';
import { unitStates, type UnitState } from '#lib/domain/roll-out/board.ts';
import type { FigureCode, FigureValue } from './figures.ts';

/** A unit's place in a wave of the roll-out, as it stood at the end of the period. */
const wave = z.object({
	waveId: z.string(),
	title: z.string(),
	state: z.enum(unitStates),
	steps: z.number(),
	settled: z.number(),
	lateSteps: z.number(),
	lateDays: z.number(),
	/** Its next step; null once nothing is left to do. */
	next: z.string().nullable()
});
export type ReportWave = z.output<typeof wave>;

/** What a unit scores by a set of criteria, line by line with what each rests on. */
const score = z.object({
	title: z.string(),
	year: z.number(),
	isSample: z.boolean(),
	asOf: z.string(),
	points: z.number(),
	max: z.number(),
	lines: z.array(scoreLine)
});
export type ReportScore = z.output<typeof score>;

/** A wave over its units: how many stand where, and of all their steps how many are settled. */
const waveSum = z.object({
	waveId: z.string(),
	title: z.string(),
	units: z.number(),
	states: z.object({ late: z.number(), waiting: z.number(), on_track: z.number(), done: z.number(), not_started: z.number() }),
	steps: z.number(),
	settled: z.number()
});
export type WaveSum = z.output<typeof waveSum>;

export type Attached = { readonly waves: readonly ReportWave[]; readonly score: ReportScore | null };

/** What was frozen beside the figures of a unit; nothing in a report of before it was kept. */
export function readAttached(stored: unknown): Attached {
	const read = z.object({ waves: z.array(wave).default([]), score: score.nullable().default(null) }).safeParse(stored);
	return read.success ? read.data : { waves: [], score: null };
}

export function readWaveSums(stored: unknown): readonly WaveSum[] {
	const read = z.array(waveSum).safeParse(stored);
	return read.success ? read.data : [];
}

/** The waves over these units, each once, in the order in which they come. */
export function waveSums(units: readonly { readonly waves: readonly ReportWave[] }[]): WaveSum[] {
	return [
		...Map.groupBy(
			units.flatMap(({ waves }) => waves),
			({ waveId }) => waveId
		)
	].map(([waveId, own]) => {
		const count = (state: UnitState) => own.filter((one) => one.state === state).length;
		return {
			waveId,
			title: own[0]?.title ?? '',
			units: own.length,
			states: {
				late: count('late'),
				waiting: count('waiting'),
				on_track: count('on_track'),
				done: count('done'),
				not_started: count('not_started')
			},
			steps: own.reduce((sum, { steps }) => sum + steps, 0),
			settled: own.reduce((sum, { settled }) => sum + settled, 0)
		};
	});
}

type Some = Partial<Record<FigureCode, FigureValue>>;

/** Steps over all waves of a unit; nothing for a unit in none. */
export function waveFigures(waves: readonly ReportWave[]): Some {
	if (waves.length === 0) return {};
	const sum = (pick: (wave: ReportWave) => number) => waves.reduce((total, wave) => total + pick(wave), 0);
	return {
		rollOutSteps: sum(({ steps }) => steps),
		rollOutSettled: sum(({ settled }) => settled),
		rollOutLate: sum(({ lateSteps }) => lateSteps)
	};
}

/** Points of how many, as papers in Vietnamese write them. */
export function scoreFigures(score: ReportScore | null): Some {
	if (score === null) return {};
	const points = (value: number) => String(value).replace('.', ',');
	return { score: `${points(score.points)}/${points(score.max)}`, scoreSet: `${score.title} (${score.year})` };
}
