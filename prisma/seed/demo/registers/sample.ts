import type { Day } from '#lib/domain/shared/day.ts';
import type { Acting } from '../audit-programme.ts';

/** For whom and when the registers of the demo are kept. */
export type Sample = {
	/** The officer and the head on a day; loaded once for each. */
	on(day: Day): Promise<Acting>;
	unitId: string;
	day: Day;
	year: number;
	people: readonly string[];
};

/** One of the people, whatever their number. */
export const at = ({ people }: Sample, index: number) => people[index % people.length] ?? '';
