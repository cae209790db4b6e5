import { z } from 'zod';
import { addDays, addMonths, isDay, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';

/*
 * What the decision on an event says about open things of the units that end (states.md §11). An event may be entered before its successors
 * exist, so a choice names its successor by the place in the event's `to`; once written, by the unit's id.
 */

export const eventSubjects = ['unit', 'document', 'inspection', 'corrective_action', 'record_series'] as const;
export type EventSubject = (typeof eventSubjects)[number];

/**
 * `carry` and `leave`: a document, or (of a unit) all that is in force on its last day, goes on in force in the successor or ends.
 * `move`: an action, a record series or an inspection goes to that successor. `cancel`: an inspection ends with its unit.
 */
export const eventChoiceKinds = ['carry', 'leave', 'move', 'cancel'] as const;
export type EventChoiceKind = (typeof eventChoiceKinds)[number];

export type EventChoice = {
	readonly subjectType: EventSubject;
	readonly subjectId: string;
	readonly choice: EventChoiceKind;
	/** Place of the successor in the event's `to`, from 0. */
	readonly target: number;
	/** The code in the successor; null: the same. Only of a document that is carried. */
	readonly newCode: string | null;
	/** Exclusive: the first day on which it applies no more. Null: the longest allowed. Only of what is carried. */
	readonly until: Day | null;
	/** Whether the successor's people are asked to read it. Only of what is carried. */
	readonly askReading: boolean;
};

/** All choices of an event; what is not named takes its default: nothing is carried over, the rest goes to the first successor. */
export type EventChoices = readonly EventChoice[];

/** Twelve months: the longest that anything is carried over. Exclusive, as ranges are. */
export function longestUntil(effectiveOn: Day): Day {
	return addMonths(effectiveOn, 12);
}

/** What is wrong with the days and codes of choices; null when nothing is. Fields are those of the form. */
export function wrongChoice(choice: EventChoice, effectiveOn: Day): 'carry_too_long' | 'carry_until_early' | null {
	if (choice.choice !== 'carry' || choice.until === null) return null;
	if (choice.until <= effectiveOn) return 'carry_until_early';
	return choice.until > longestUntil(effectiveOn) ? 'carry_too_long' : null;
}

/** Name of the form's field for one thing and one successor: `choice:document:<id>:0`. */
export function choiceField(subjectType: EventSubject, subjectId: string, target = 0): string {
	return `choice:${subjectType}:${subjectId}:${target}`;
}
/** Name of the field for a new code of a document in one successor. */
export function codeField(documentId: string, target = 0): string {
	return `choice-code:${documentId}:${target}`;
}
/** Last day (inclusive, as people say it) for all that is carried over, and whether it is read anew. */
export const untilField = 'choice-last-day';
export const askField = 'choice-ask';

/**
 * Reads the choices out of a posted form, whatever else is in it. Of a thing with several successors each has a field; one field with the
 * value `move:<place>` says where a thing goes that can go to one only. Of a field that stands twice (a box over its default) the last counts.
 * What is not readable is left out.
 */
export function readChoices(entries: Iterable<readonly [string, unknown]>): EventChoices {
	const fields = new Map<string, string>();
	for (const [name, given] of entries) {
		const value: unknown = Array.isArray(given) ? given.at(-1) : given;
		if (typeof value === 'string') fields.set(name, value.normalize('NFC').trim());
	}
	const lastDay = fields.get(untilField) ?? '';
	const until = isDay(lastDay) ? addDays(lastDay, 1) : null;
	const askReading = fields.has(askField);
	const choices: EventChoice[] = [];
	for (const [name, value] of fields) {
		const [, type, subjectId = '', place = '0'] = /^choice:([a-z_]+):([0-9a-f-]+):(\d{1,2})$/.exec(name) ?? [];
		const subjectType = eventSubjects.find((one) => one === type);
		const [kind, target = place] = value.split(':');
		const choice = eventChoiceKinds.find((one) => one === kind);
		if (!subjectType || !choice || !isUuid(subjectId) || !/^\d{1,2}$/.test(target)) continue;
		const isCarried = choice === 'carry';
		choices.push({
			subjectType,
			subjectId,
			choice,
			target: Number(target),
			newCode: isCarried && subjectType === 'document' ? fields.get(codeField(subjectId, Number(place))) || null : null,
			until: isCarried ? until : null,
			askReading: isCarried && askReading
		});
	}
	return choices;
}

/** The choices of a posted form, whatever else is in it. */
export const choicesForm = z.record(z.string(), z.unknown()).transform((fields) => readChoices(Object.entries(fields)));
