/** The value below which a part of the values lies: 0.5 is the median. */
export function quantile(values: readonly number[], part: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]) => quantile(values, 0.5);
export const p95 = (values: readonly number[]) => quantile(values, 0.95);

/** The time of one call in ms. */
export async function timed(act: () => Promise<unknown>): Promise<number> {
	const started = performance.now();
	await act();
	return performance.now() - started;
}

/**
 * The times of several things in turns, round by round, so that what disturbs the machine disturbs all alike; the order turns too.
 * The first tenth of the rounds only warms up.
 */
export async function inTurns<Name extends string>(
	rounds: number,
	acts: Record<Name, (round: number) => Promise<number>>
): Promise<Record<Name, number[]>> {
	const names = Object.keys(acts).filter((name): name is Name => name in acts);
	const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
	const warm = Math.ceil(rounds / 10);
	for (let round = -warm; round < rounds; round++) {
		for (const index of names.keys()) {
			const name = names[(index + Math.abs(round)) % names.length];
			if (name === undefined) continue;
			const ms = await acts[name](Math.abs(round));
			if (round >= 0) times[name].push(ms);
		}
	}
	return times;
}
