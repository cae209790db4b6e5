import type { YearPart } from '#lib/domain/year/parts.ts';
import type { DueKind } from '#lib/server/year/due.ts';
import type { LeftKind } from '#lib/server/year/left-open.ts';
import type { PartState } from '#lib/server/year/rows.ts';
import * as m from '#lib/paraglide/messages.js';

export const partWords: Record<YearPart, () => string> = {
	programme: m.year_part_programme,
	objectives: m.year_part_objectives,
	plan: m.year_part_plan,
	training: m.year_part_training,
	review: m.year_part_review,
	records: m.year_part_records
};

/** The same as headings of a table of all units, which must stay narrow. */
export const partHeadings: Record<YearPart, () => string> = {
	programme: m.year_short_programme,
	objectives: m.year_short_objectives,
	plan: m.year_short_plan,
	training: m.year_short_training,
	review: m.year_short_review,
	records: m.year_short_records
};

export const leftWords: Record<LeftKind, () => string> = {
	actions: m.year_left_actions,
	results: m.year_left_results,
	missed: m.year_left_missed,
	audits: m.year_left_audits,
	review: m.year_left_review,
	steps: m.year_left_steps,
	needs: m.year_left_needs,
	records: m.year_left_records
};

export const dueWords: Record<DueKind, () => string> = {
	documents: m.year_due_documents,
	providers: m.year_due_providers,
	risks: m.year_due_risks,
	certificates: m.year_due_certificates
};

/** Where a part is kept. */
export function partHref({ part, id }: PartState, year: number): string {
	const places: Record<YearPart, string> = {
		programme: id ? `/audits/programmes/${id}` : '/audits/programmes',
		objectives: id ? `/objectives/${id}` : '/objectives',
		plan: `/quality-system?year=${year}`,
		training: `/training?view=needs&year=${year}`,
		review: id ? `/management-reviews/${id}` : '/management-reviews',
		records: '/records/series'
	};
	return places[part];
}
