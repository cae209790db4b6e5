import type { NumberingScheme, Numbers } from '#lib/domain/documents/numbering.ts';
import { dayOf, type Day } from '#lib/domain/shared/day.ts';
import * as m from '#lib/paraglide/messages.js';
import { printedDay, printedMoment } from './moment.ts';
import type { Stamp } from './stamp.ts';

/** Where a copy stands, as its stamp says it (design.md §6). */
export type Mark =
	| { readonly kind: 'upcoming'; readonly from: Day }
	| { readonly kind: 'in_force' }
	/** `lastDay` is the last day on which it was in force; null when it never was. */
	| { readonly kind: 'past'; readonly lastDay: Day | null }
	/** In force after the end of the unit that issued it: which one that was, and the last day. */
	| { readonly kind: 'transitional'; readonly unit: string; readonly lastDay: Day };

export type StampFacts = Numbers & {
	readonly code: string;
	readonly title: string;
	readonly scheme: NumberingScheme;
	readonly inForceFrom: Day;
	readonly mark: Mark;
	/** The day on which a version of before eISO was taken on; null or absent: it was issued here. */
	readonly takenOn?: Day | null;
	/** Code of the print, for `/v/<code>`. */
	readonly printCode: string;
	/** Scheme, host and port by which people reach the system; null on a single machine without one. */
	readonly origin: string | null;
	/** Whose copy it is and when it was made; null for the reading copy. */
	readonly personal: { readonly name: string; readonly at: Date } | null;
	/** Of a numbered print: its number, where it is kept, and when it was issued. */
	readonly numbered?: { readonly number: string; readonly place: string; readonly at: Date };
};

/** A stamp stands on a Vietnamese document and is made once for all readers: its words do not follow the reader's language. */
const locale = { locale: 'vi' } as const;
const two = (value: number) => String(value).padStart(2, '0');

export function stampWords(facts: StampFacts): Stamp {
	const path = `/v/${facts.printCode}`;
	const address = `${facts.origin ?? ''}${path}`;
	const { personal, numbered } = facts;
	return {
		code: facts.code,
		title: facts.title,
		numbers: [
			numbersInWords(facts),
			m.print_in_force_from({ day: printedDay(facts.inForceFrom) }, locale),
			facts.takenOn ? m.take_on_since({ day: printedDay(facts.takenOn) }, locale) : ''
		]
			.filter(Boolean)
			.join(' · '),
		mark: {
			kind: facts.mark.kind,
			text: numbered ? m.print_mark_numbered({ mark: markInWords(facts.mark), number: numbered.number }, locale) : markInWords(facts.mark),
			across: facts.mark.kind === 'past' ? m.print_mark_past({}, locale) : null
		},
		pageWords: m.print_page({ page: '{page}', pages: '{pages}' }, locale),
		address,
		addressWords: m.print_check_at({ address }, locale),
		// The address stands above it: a long place must not push out what is to be read.
		personal: numbered
			? m.print_numbered({ number: numbered.number, place: numbered.place, day: printedDay(dayOf(numbered.at)) }, locale)
			: personal && m.print_personal({ name: personal.name, moment: printedMoment(personal.at), address: path }, locale)
	};
}

function markInWords(mark: Mark): string {
	switch (mark.kind) {
		case 'upcoming':
			return m.print_mark_upcoming({ day: printedDay(mark.from) }, locale);
		case 'in_force':
			return m.print_mark_in_force({}, locale);
		case 'past':
			return mark.lastDay ? m.print_mark_past_after({ day: printedDay(mark.lastDay) }, locale) : m.print_mark_past({}, locale);
		case 'transitional':
			return m.print_mark_transitional({ unit: mark.unit, day: printedDay(mark.lastDay) }, locale);
	}
}

function numbersInWords({ scheme, issueNo, revisionNo }: StampFacts): string {
	if (scheme === 'major_minor') return m.print_numbers_major_minor({ issue: issueNo, revision: revisionNo }, locale);
	if (scheme === 'single') return m.print_numbers_single({ issue: two(issueNo) }, locale);
	return m.print_numbers_issue_revision({ issue: two(issueNo), revision: two(revisionNo) }, locale);
}
