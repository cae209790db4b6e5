import { encode } from 'uqr';

/** A QR code as horizontal runs of dark modules, `[x, y, length]`, without the empty border. Less correction makes larger modules. */
export type QrRuns = { readonly size: number; readonly runs: readonly (readonly [number, number, number])[] };

export function qrRuns(text: string, correction: 'L' | 'M' = 'M'): QrRuns {
	const { size, data } = encode(text, { ecc: correction, border: 0 });
	const runs: [number, number, number][] = [];
	data.forEach((row, y) => {
		for (let x = 0; x < size; x++) {
			const from = x;
			while (row[x]) x++;
			if (x > from) runs.push([from, y, x - from]);
		}
	});
	return { size, runs };
}
