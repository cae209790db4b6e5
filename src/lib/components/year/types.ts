import type { YearPart } from '#lib/domain/year/parts.ts';

/** What came of a part that was ticked, and why not. */
export type ShownOutcome = { readonly part: YearPart; readonly result: 'made' | 'exists' | 'refused'; readonly why: string };
