import { TooMany } from '#lib/server/platform/errors.ts';

/** Calls a minute per token (states.md §13). */
export const apiLimits = { read: 1200, write: 120, upload: 30 } as const;
export type CallKind = keyof typeof apiLimits;

type Window = { endsAt: number; count: number };

/**
 * Counts calls per token and kind in windows of a minute. In the memory of the process: a count in the database would cost each read
 * a write (docs/decisions/0201). Several web processes each allow the limit.
 */
export function createRateLimiter(windowMs = 60_000) {
	const windows = new Map<string, Window>();
	return {
		/** @throws TooMany with the seconds until the window ends */
		count(tokenId: string, kind: CallKind, now: number): void {
			const key = `${kind}:${tokenId}`;
			let window = windows.get(key);
			if (!window || window.endsAt <= now) {
				if (windows.size > 10_000) for (const [old, one] of windows) if (one.endsAt <= now) windows.delete(old);
				window = { endsAt: now + windowMs, count: 0 };
				windows.set(key, window);
			}
			window.count += 1;
			if (window.count > apiLimits[kind]) throw new TooMany(Math.ceil((window.endsAt - now) / 1000));
		}
	};
}
