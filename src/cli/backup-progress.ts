import type { OnProgress } from '#lib/server/backup/format.ts';
import type { Tools } from './command.ts';

/** A line for each table, one a second for the files. */
export function progressLines({ note }: Pick<Tools, 'note'>): OnProgress {
	let last = 0;
	return (progress) => {
		if (progress.stage === 'tables') {
			note(`Table ${progress.done} of ${progress.total}: ${progress.name}, ${progress.rows} rows`);
			return;
		}
		const now = performance.now();
		if (now - last < 1000 && progress.done < progress.total) return;
		last = now;
		note(`Files ${progress.done} of ${progress.total}, ${progress.copied} copied`);
	};
}
