import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

export type Result = {
	readonly operation: string;
	readonly measured: number;
	readonly unit: '×' | 'ms' | 'queries' | 'requests' | 'points' | 'kB' | 'MB' | '%' | 's';
	/** Null: printed only. */
	readonly target: { readonly is: 'at most' | 'at least'; readonly value: number } | null;
	/** Counts and bytes are the same on every machine: a miss ends the bench with 1. Ratios and times do so with BENCH_STRICT=1. */
	readonly absolute: boolean;
	/** The times and numbers behind it. */
	readonly detail: Readonly<Record<string, number | string>>;
};

export function isMet({ measured, target }: Result): boolean {
	if (target === null) return true;
	return target.is === 'at most' ? measured <= target.value : measured >= target.value;
}

export function rounded(value: number): number {
	return Number(value.toPrecision(3));
}

/** The results as lines of a table. */
export function tableOf(results: readonly Result[]): string {
	const rows = results.map((result) => [
		result.operation,
		`${rounded(result.measured)} ${result.unit}`,
		result.target ? `${result.target.is === 'at most' ? '≤' : '≥'} ${result.target.value} ${result.unit}` : '–',
		result.target === null ? '' : isMet(result) ? 'met' : 'NOT MET',
		Object.entries(result.detail)
			.map(([name, value]) => `${name} ${typeof value === 'number' ? rounded(value) : value}`)
			.join(', ')
	]);
	const lines = [['operation', 'measured', 'target', '', 'behind it'], ...rows];
	const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
	return lines
		.map((line) =>
			line
				.map((cell, column) => cell.padEnd(widths[column] ?? 0))
				.join('  ')
				.trimEnd()
		)
		.join('\n');
}

/** Keeps the results beside those of earlier runs. Gives the file's name. */
export async function keepResults(results: readonly Result[], about: object): Promise<string> {
	const file = path.join('bench', 'results', `${new Date().toISOString().replaceAll(':', '-').slice(0, 19)}.json`);
	await mkdir(path.dirname(file), { recursive: true });
	await writeFile(
		file,
		`${JSON.stringify({ ...about, results: results.map((result) => ({ ...result, met: isMet(result) })) }, null, '\t')}\n`
	);
	return file;
}

/** Whether the bench failed. */
export function isFailed(results: readonly Result[], strict: boolean): boolean {
	return results.some((result) => (result.absolute || strict) && !isMet(result));
}
