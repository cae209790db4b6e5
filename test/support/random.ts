/** Numbers that look random and are the same for the same seed, so that a failing case can be run again. */
export type Random = {
	/** From 0 up to, not including, `below`. */
	below(below: number): number;
	/** True with this probability. */
	chance(probability: number): boolean;
	pick<Item>(items: readonly Item[]): Item;
	/** Each item with this probability, in order. */
	some<Item>(items: readonly Item[], probability: number): Item[];
};

/** Mulberry32: 32 bits of state, good enough to make cases with. */
export function random(seed: number): Random {
	let state = seed >>> 0;
	function next(): number {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}
	const below = (limit: number) => Math.floor(next() * limit);
	return {
		below,
		chance: (probability) => next() < probability,
		pick(items) {
			const item = items[below(items.length)];
			if (item === undefined) throw new Error('nothing to pick from');
			return item;
		},
		some: (items, probability) => items.filter(() => next() < probability)
	};
}
