import { isDay } from '#lib/domain/shared/day.ts';
import { formatDateTime, formatDay, formatNumber } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import { wordsOf } from '#lib/words.ts';
import type { Locale } from '#lib/server/platform/context.ts';
import { isUuid, type TrailEntryRow } from './list.ts';
import type { SubjectName, TrailNames } from './subjects.ts';

/** One act as a person reads it. */
export type ShownAct = {
	readonly id: string;
	readonly seq: number;
	readonly at: Date;
	/** Null: the province's chain. */
	readonly unitId: string | null;
	readonly unit: string;
	readonly who: string;
	/** Position, in whose place, and the token or operator it came through. */
	readonly whoFacts: string;
	readonly event: string;
	readonly act: string;
	readonly subject: string;
	readonly subjectHref: string | null;
	readonly changes: readonly Change[];
	readonly comment: string | null;
	/** What was said and saved stays in its unit. */
	readonly hidden: boolean;
	readonly hash: string;
};

/** Either side is null when there was nothing. */
export type Change = { readonly field: string; readonly before: string | null; readonly after: string | null };

const messageKey = (prefix: string, name: string) =>
	`${prefix}_${name
		.replace(/([a-z0-9])([A-Z])/g, '$1_$2')
		.replace(/[.-]/g, '_')
		.toLowerCase()}`;

/** The words of an event (`version.approve`), null when it has none. */
export function eventWords(event: string, locale: Locale): string | null {
	return wordsOf(messageKey('trail_event', event), {}, locale);
}

export function subjectTypeWords(type: string, locale: Locale): string {
	return wordsOf(messageKey('trail_subject', type), {}, locale) ?? type;
}

export function showAct(row: TrailEntryRow, names: TrailNames, locale: Locale): ShownAct {
	const subject = names.subject({ type: row.subjectType, id: row.subjectId });
	const unit = row.unitId === null ? m.trail_province({}, { locale }) : (names.ofId(row.unitId) ?? row.unitId);
	return {
		id: row.id,
		seq: row.seq,
		at: row.at,
		unitId: row.unitId,
		unit,
		who: row.actorId === null ? systemName(row.actorName, locale) : row.actorName,
		whoFacts: whoFacts(row, locale),
		event: row.event,
		act: eventWords(row.event, locale) ?? row.event,
		subject: subjectWords(row, subject, locale),
		subjectHref: subject?.href ?? null,
		changes: differences(row.before, row.after, names, locale),
		comment: row.comment,
		hidden: row.hidden,
		hash: row.hash
	};
}

function systemName(name: string, locale: Locale): string {
	if (name === 'system') return m.trail_actor_system({}, { locale });
	return name === 'public' ? m.trail_actor_public({}, { locale }) : name;
}

function whoFacts(row: TrailEntryRow, locale: Locale): string {
	const via = row.byToken
		? m.trail_by_token({ name: row.operator ?? '' }, { locale })
		: row.operator
			? m.trail_by_operator({ name: row.operator }, { locale })
			: '';
	const inPlace = row.delegation ? m.trail_in_place_of({ name: row.delegation.ofName }, { locale }) : null;
	return [row.position, inPlace, via].filter(Boolean).join(' · ');
}

function subjectWords(row: TrailEntryRow, subject: SubjectName | null, locale: Locale): string {
	const type = subjectTypeWords(row.subjectType, locale);
	if (subject?.label) return `${type}: ${subject.label}`;
	return isUuid(row.subjectId) || row.subjectId === row.subjectType ? type : `${type}: ${row.subjectId}`;
}

/** What differs between before and after, field by field, in words. */
export function differences(before: unknown, after: unknown, names: TrailNames, locale: Locale): Change[] {
	const was = fields(before);
	const is = fields(after);
	const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])];
	return keys
		.filter((key) => JSON.stringify(was[key] ?? null) !== JSON.stringify(is[key] ?? null))
		.map((key) => ({
			field: wordsOf(messageKey('trail_field', key), {}, locale) ?? key,
			before: valueWords(key, was[key], names, locale),
			after: valueWords(key, is[key], names, locale)
		}))
		.filter((change) => change.before !== null || change.after !== null);
}

function fields(value: unknown): Record<string, unknown> {
	if (value === null || value === undefined) return {};
	if (typeof value !== 'object' || Array.isArray(value)) return { value };
	return { ...value };
}

const hexHash = /^[0-9a-f]{64}$/;
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const midnight = /^\d{4}-\d{2}-\d{2}T00:00:00(?:\.000)?Z$/;

/** A value of the trail as people write it; null when there is nothing to say. */
function valueWords(key: string, value: unknown, names: TrailNames, locale: Locale): string | null {
	if (value === null || value === undefined || value === '') return null;
	if (typeof value === 'boolean') return value ? m.trail_yes({}, { locale }) : m.trail_no({}, { locale });
	if (typeof value === 'number') return formatNumber(value, { locale });
	if (typeof value === 'string') return textWords(key, value, names, locale);
	if (Array.isArray(value)) {
		const items = value.flatMap((item) => valueWords(key, item, names, locale) ?? []);
		return items.length > 0 ? items.join(', ') : null;
	}
	const parts = Object.entries(value).flatMap(([name, item]) => {
		const words = valueWords(name, item, names, locale);
		return words === null ? [] : [`${wordsOf(messageKey('trail_field', name), {}, locale) ?? name}: ${words}`];
	});
	return parts.length > 0 ? parts.join('; ') : null;
}

function textWords(key: string, text: string, names: TrailNames, locale: Locale): string {
	if (isUuid(text)) return names.ofId(text) ?? text.slice(0, 8);
	if (key === 'event') return eventWords(text, locale) ?? text;
	if (key === 'subjectType') return subjectTypeWords(text, locale);
	if (hexHash.test(text)) return `SHA-256 ${text.slice(0, 16)}…`;
	if (isDay(text)) return formatDay(text);
	// A `date` column goes through JSON as midnight UTC: it is a day, not a moment.
	if (midnight.test(text)) return formatDay(text.slice(0, 10));
	if (instant.test(text) && !Number.isNaN(Date.parse(text))) return formatDateTime(new Date(text));
	return wordsOf(messageKey('trail_value', `${key}_${text}`), {}, locale) ?? stateWords(key, text, locale) ?? text;
}

function stateWords(key: string, text: string, locale: Locale): string | null {
	if (!/^[a-z_]+$/.test(text)) return null;
	if (key === 'state')
		return wordsOf(`common_state_version_${text}`, {}, locale) ?? wordsOf(`common_state_batch_${text}`, {}, locale) ?? null;
	return wordsOf(messageKey('trail_value', text), {}, locale);
}
