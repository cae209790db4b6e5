import { TooMany } from '#lib/server/platform/errors.ts';

export type Slots = { use<Result>(work: () => Promise<Result>): Promise<Result> };

/** At most `atOnce` pieces of work run; the others wait in order, and are told to come back after `waitMs`. */
export function createSlots({ atOnce, waitMs = 30_000 }: { atOnce: number; waitMs?: number }): Slots {
	let running = 0;
	const waiting: (() => void)[] = [];

	function enter(): Promise<void> {
		if (running < atOnce) {
			running += 1;
			return Promise.resolve();
		}
		return new Promise((resolve, reject) => {
			const turn = () => {
				clearTimeout(timer);
				resolve();
			};
			const timer = setTimeout(() => {
				waiting.splice(waiting.indexOf(turn), 1);
				reject(new TooMany(30));
			}, waitMs);
			waiting.push(turn);
		});
	}

	function leave() {
		const next = waiting.shift();
		// The place passes to the next one, so that `running` stays as it is.
		if (next) next();
		else running -= 1;
	}

	return {
		async use(work) {
			await enter();
			try {
				return await work();
			} finally {
				leave();
			}
		}
	};
}
