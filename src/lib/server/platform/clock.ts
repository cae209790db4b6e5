/**
 * The one clock of the app. `CLOCK=+40d` (or `-3h`) moves it together with the database's `eiso_now()`, which a database without
 * the demo mark refuses.
 */
export type Clock = { now(): Date; moved: boolean };

const unitMs: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Parses `+40d`, `-90m`. @throws RangeError when it is not of that form. */
export function parseOffset(text: string): number {
	const match = /^([+-]?)(\d{1,6})([smhd])$/.exec(text.trim());
	const factor = match ? unitMs[match[3] ?? ''] : undefined;
	if (!match || factor === undefined) throw new RangeError(`CLOCK must look like +40d or -3h, not "${text}"`);
	return (match[1] === '-' ? -1 : 1) * Number(match[2]) * factor;
}

export function systemClock(offsetMs = 0): Clock {
	return { now: () => new Date(Date.now() + offsetMs), moved: offsetMs !== 0 };
}

/** A clock that stands still, for the demo loader and tests; move it with `set`. */
export function fixedClock(start: Date): Clock & { set(to: Date): void } {
	let current = start;
	return {
		now: () => current,
		moved: true,
		set: (to) => {
			current = to;
		}
	};
}
