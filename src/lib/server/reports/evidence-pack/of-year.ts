import { Prisma } from '#lib/server/platform/generated/client.ts';
import type { PackAsk } from './selection.ts';

/** The first day of the year and of the one after it. */
type Year = { readonly start: Prisma.Sql; readonly next: Prisma.Sql; readonly number: number };
type Rule = (column: (name: string) => Prisma.Sql, year: Year) => Prisma.Sql;

const local = (moment: Prisma.Sql) => Prisma.sql`(${moment} at time zone 'Asia/Ho_Chi_Minh')::date`;
/** `name` is a column of days; `name@` one of moments, whose day in the province counts. */
const dayOf = (column: (name: string) => Prisma.Sql, name: string) =>
	name.endsWith('@') ? local(column(name.slice(0, -1))) : column(name);
/** The first of these that is there. */
const first = (column: (name: string) => Prisma.Sql, names: readonly string[]) =>
	Prisma.sql`coalesce(${Prisma.join(names.map((name) => dayOf(column, name)))})`;

/** It happened on a day of the year. */
const on =
	(...names: readonly string[]): Rule =>
	(column, { start, next }) =>
		Prisma.sql`${first(column, names)} >= ${start} and ${first(column, names)} < ${next}`;
/** It was so on some day of the year: from the first of `from` on, until before `until`. */
const during =
	(from: readonly string[], until: readonly string[]): Rule =>
	(column, { start, next }) =>
		Prisma.sql`${first(column, from)} < ${next} and coalesce(${first(column, until)} > ${start}, true)`;
/** The same with a last day that belongs to it. */
const through =
	(from: readonly string[], last: readonly string[]): Rule =>
	(column, { start, next }) =>
		Prisma.sql`${first(column, from)} < ${next} and coalesce(${first(column, last)} >= ${start}, true)`;
const ofItsYear: Rule = (column, { number }) => Prisma.sql`${column('year')} = ${number}::int`;
const begun: Rule = (column, { next }) => Prisma.sql`${local(column('created_at'))} < ${next}`;

/** What of the registers of a unit belongs to a year. A table that is not here has no days and is packed whole. */
const rules: Readonly<Record<string, Rule>> = {
	membership: during(['valid_from'], ['valid_to']),
	unit_version: during(['valid_from'], ['valid_to']),
	unit_standard: during(['valid_from'], ['valid_to']),
	steering_committee: during(['valid_from'], ['valid_to']),
	auditor: during(['valid_from'], ['ended_on', 'valid_to']),
	audit_area: during(['created_at@'], ['ended_on']),
	record_series: during(['created_at@'], ['ended_on']),
	roll_out_unit: during(['joined_on'], ['left_on']),
	external_provider: during(['started_on'], ['ended_on']),
	external_document: during(['in_force_from', 'issued_on', 'created_at@'], ['in_force_to']),
	announcement: during(['effective_on', 'decision_date', 'created_at@'], ['effective_to']),
	delegation: through(['valid_from'], ['valid_to']),
	sod_exception: through(['valid_from'], ['valid_to']),
	person_certificate: through(['issued_on'], ['ended_on', 'valid_to']),
	risk: through(['created_at@'], ['closed_at@']),
	hand_over: through(['begun_at@'], ['ended_at@']),
	audit_programme: ofItsYear,
	objective_set: ofItsYear,
	iso_plan_step: ofItsYear,
	record_year: ofItsYear,
	periodic_report: ofItsYear,
	service_figure: ofItsYear,
	division: begun,
	model_adoption: begun,
	fault_report: on('reported_at@'),
	periodic_review: on('reviewed_on'),
	criteria_score: on('as_of'),
	management_review: on('held_on', 'planned_on'),
	system_confirmation: on('confirmed_on', 'as_of'),
	training: on('held_on'),
	record_disposal: on('carried_out_on', 'approved_at@', 'created_at@'),
	outside_paper: on('added_at@'),
	take_on: on('signed_at@', 'ready_at@', 'created_at@')
};

/** Tables whose rows are chosen by their days in the pack of a year. */
export const tablesOfYears: readonly string[] = Object.keys(rules);

/** Whether a row of a register, as `alias`, belongs to the pack: in a pack of a year what happened in it or was so on some day of it. */
export function ofYear(table: string, alias: 't' | 'p' | 'x', { scope, year }: PackAsk): Prisma.Sql {
	const rule = rules[table];
	if (scope !== 'year' || year === null || !rule) return Prisma.sql`true`;
	const day = (of: number) => Prisma.sql`make_date(${of}::int, 1, 1)`;
	return Prisma.sql`(${rule((name) => Prisma.raw(`${alias}.${name}`), { start: day(year), next: day(year + 1), number: year })})`;
}
