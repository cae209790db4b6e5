import { z } from 'zod';
import {
	listOf,
	maxInteger,
	optionalDay,
	optionalId,
	optionalText,
	requiredDay,
	requiredId,
	requiredText
} from '#lib/domain/shared/form-fields.ts';
import { readChoices } from './event-choices.ts';
import type { EventInput, EventTarget } from './event-rules.ts';
import { nameLength, unitEventKinds, type UnitFacts } from './unit.ts';

/** The places of new units in the form of a split. */
export const splitPlaces = [1, 2, 3, 4] as const;

const act = {
	effectiveOn: requiredDay,
	decisionNumber: optionalText(100),
	decisionDate: optionalDay,
	basis: optionalText(500)
};

const code = optionalText(40);
const name = optionalText(nameLength);

/** The new units of a split; one whose code and name are empty is none. Names with numbers, so that a form can show them again. */
const newUnits = {
	code1: code,
	name1: name,
	kindCode1: code,
	parentId1: optionalId,
	code2: code,
	name2: name,
	kindCode2: code,
	parentId2: optionalId,
	code3: code,
	name3: name,
	kindCode3: code,
	parentId3: optionalId,
	code4: code,
	name4: name,
	kindCode4: code,
	parentId4: optionalId
};

/** One form for all kinds of events: what a kind does not need stays empty. */
export const eventForm = z
	.object({
		kind: z.enum(unitEventKinds),
		...act,
		/** Further units that end in a merge. */
		others: listOf(z.uuid('invalid')),
		/** Existing units that take over in a merge, split or abolition. */
		heirs: listOf(z.uuid('invalid')),
		code,
		name,
		kindCode: code,
		parentId: optionalId,
		...newUnits
	})
	.superRefine((form, context) => {
		const need = (field: 'name' | 'code' | 'kindCode') => {
			if (form[field] === '') context.addIssue({ code: 'custom', path: [field], message: 'required' });
		};
		const beginsOne = form.kind === 'ESTABLISH' || (form.kind === 'MERGE' && form.heirs.length === 0);
		if (beginsOne || form.kind === 'RENAME') need('name');
		if (beginsOne) need('code');
		if (beginsOne || form.kind === 'CHANGE_KIND' || form.kind === 'UPGRADE') need('kindCode');
		if (form.kind === 'MERGE' && form.others.length === 0 && form.heirs.length === 0)
			context.addIssue({ code: 'custom', path: ['others'], message: 'required' });
	});

export type EventForm = z.output<typeof eventForm>;

/** The whole entry of an event: its form, the unit that it is about, the kept scan, and what was chosen of open things. */
export const eventEntryForm = z.record(z.string(), z.unknown()).transform((fields, context) => {
	const form = eventForm.safeParse(fields);
	for (const { path, message } of form.error?.issues ?? [])
		context.addIssue({ code: 'custom', path: path.flatMap((part) => (typeof part === 'symbol' ? [] : [part])), message });
	const about = eventAbout.safeParse(fields);
	for (const { path, message } of about.error?.issues ?? [])
		context.addIssue({ code: 'custom', path: path.flatMap((part) => (typeof part === 'symbol' ? [] : [part])), message });
	if (!form.success || !about.success) return z.NEVER;
	if (form.data.kind !== 'ESTABLISH' && about.data.unit === null) {
		context.addIssue({ code: 'custom', path: ['unit'], message: 'required' });
		return z.NEVER;
	}
	return { ...form.data, ...about.data, choices: readChoices(Object.entries(fields)) };
});

const eventAbout = z.object({ unit: optionalId, answers: optionalId, keptScan: optionalId });

export type EventEntry = z.output<typeof eventEntryForm>;

export const callOffForm = z.object({ reason: requiredText(2000) });

/** What the form says about one unit, as an event. Empty fields of a unit that goes on leave it as it is. */
export function eventFromForm(form: EventForm, unitId: string): EventInput {
	const { kind, effectiveOn } = form;
	const heirs: EventTarget[] = form.heirs.map((id) => ({ unitId: id }));
	const { parentId } = form;
	const facts: UnitFacts = { code: form.code, name: form.name, kindCode: form.kindCode, parentId };
	const given = { ...(form.name ? { name: form.name } : {}), ...(form.code ? { code: form.code } : {}) };
	const self = (change: Partial<UnitFacts>): EventInput => ({
		kind,
		effectiveOn,
		from: [unitId],
		to: [{ unitId, change: { ...given, ...change } }]
	});
	switch (kind) {
		case 'ESTABLISH':
			return { kind, effectiveOn, from: [], to: [{ unitId: null, facts }] };
		case 'MERGE':
			return {
				kind,
				effectiveOn,
				from: [...new Set([unitId, ...form.others])].filter((id) => !form.heirs.includes(id)),
				to: heirs.length > 0 ? heirs : [{ unitId: null, facts }]
			};
		case 'SPLIT':
			return { kind, effectiveOn, from: [unitId], to: [...newUnitsOf(form), ...heirs] };
		case 'ABOLISH':
			return { kind, effectiveOn, from: [unitId], to: heirs };
		case 'RENAME':
			return self({});
		case 'MOVE_PARENT':
			return self({ parentId });
		case 'CHANGE_KIND':
		case 'UPGRADE':
			return self({ kindCode: form.kindCode });
	}
}

function newUnitsOf(form: EventForm): EventTarget[] {
	const rows: UnitFacts[] = [
		{ code: form.code1, name: form.name1, kindCode: form.kindCode1, parentId: form.parentId1 },
		{ code: form.code2, name: form.name2, kindCode: form.kindCode2, parentId: form.parentId2 },
		{ code: form.code3, name: form.name3, kindCode: form.kindCode3, parentId: form.parentId3 },
		{ code: form.code4, name: form.name4, kindCode: form.kindCode4, parentId: form.parentId4 }
	];
	return rows.filter((facts) => facts.code !== '' || facts.name !== '').map((facts) => ({ unitId: null, facts }));
}

export const importForm = z.object({ validFrom: requiredDay, legalBasis: optionalText(300) });

export const commitImportForm = z.object({
	file: requiredId,
	validFrom: requiredDay,
	legalBasis: optionalText(300),
	expected: z.string().regex(/^[0-9a-f]{64}$/, 'invalid')
});

const divisionText = { code: requiredText(20), name: requiredText(nameLength), headId: optionalId };
const rowVersion = z.coerce.number('invalid').int('invalid').min(1, 'invalid').max(maxInteger, 'invalid');

export const newDivisionForm = z.object({ ...divisionText, from: requiredDay });
export const changeDivisionForm = z.object({ ...divisionText, divisionId: requiredId, from: requiredDay, rowVersion });
export const closeDivisionForm = z.object({ divisionId: requiredId, on: requiredDay, rowVersion });
export const numberingForm = z.object({ scheme: z.enum(['issue_revision', 'major_minor', 'single']), rowVersion });
