/** Acts on several things at once: each is an act of its own, and what is refused stops none of the others. */
export const manyEvents = ['submit', 'recall', 'pass', 'return', 'approve', 'cancel'] as const;
export type ManyEvent = (typeof manyEvents)[number];

/** What a person can choose for several documents of a list. */
export const manyActs = ['submit', 'pass', 'return', 'audience', 'owner'] as const;
export type ManyAct = (typeof manyActs)[number];

/** More would not be answered within one request, nor read by anybody before they press. */
export const mostAtOnce = 200;

export function isManyAct(text: string | null): text is ManyAct {
	return manyActs.some((act) => act === text);
}
