import { z } from 'zod';

const variables = z.object({
	/** 1: the province of design.md §10. */
	BENCH_SCALE: z.coerce.number().gt(0).max(1).default(1),
	/** Where its database and files lie; kept for the next run. */
	BENCH_DIR: z.string().default('storage/bench'),
	/** Seconds of each of the two loads while the memory is watched; 600 for the target of §10. */
	BENCH_LOAD_SECONDS: z.coerce.number().int().min(3).default(60),
	/** Names of measures, with commas: list, search, open, stamp, paper, sign, issue, reading, adoption of models, audit cycle, roll-out board, province reports, evidence pack, bytes, mixed, memory, growth. */
	BENCH_ONLY: z.string().default(''),
	/** 1: a missed ratio fails too. */
	BENCH_STRICT: z.enum(['0', '1']).default('0')
});

export type Options = {
	readonly scale: number;
	readonly dir: string;
	readonly loadSeconds: number;
	readonly only: readonly string[];
	readonly strict: boolean;
};

/** What may be set for a run. @throws ZodError that names what is wrong */
export function readOptions(env: NodeJS.ProcessEnv): Options {
	const set = Object.fromEntries(Object.entries(env).filter(([name, value]) => name.startsWith('BENCH_') && value));
	const { BENCH_SCALE, BENCH_DIR, BENCH_LOAD_SECONDS, BENCH_ONLY, BENCH_STRICT } = variables.parse(set);
	return {
		scale: BENCH_SCALE,
		dir: BENCH_DIR,
		loadSeconds: BENCH_LOAD_SECONDS,
		only: BENCH_ONLY.split(',').filter((name) => name !== ''),
		strict: BENCH_STRICT === '1'
	};
}
