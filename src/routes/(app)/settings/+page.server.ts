import { printRuleForm } from '#lib/domain/documents/print-forms.ts';
import { readingRuleForm } from '#lib/domain/documents/reading-forms.ts';
import { changeDivisionForm, closeDivisionForm, newDivisionForm, numberingForm } from '#lib/domain/units/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { named } from '#lib/server/http/named-action.ts';
import { unitSettings } from '#lib/server/units/division-list.ts';
import { changeDivision, closeDivision, createDivision } from '#lib/server/units/divisions.ts';
import { printSettings, setPrintRule } from '#lib/server/documents/prints/rule.ts';
import { readingSettings, setReadingRule } from '#lib/server/documents/readings/rules.ts';
import { setNumberingScheme } from '#lib/server/units/settings.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

const unitIdOf = (event: { locals: App.Locals }) => event.locals.activeUnitId ?? '';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({
		settings: await unitSettings(ctx, unitIdOf(event)),
		reading: await readingSettings(ctx, unitIdOf(event)),
		prints: await printSettings(ctx, unitIdOf(event))
	}));

const said = async (act: Promise<unknown>, text: () => string) => {
	await act;
	return { toast: { text: text() } };
};

/** Forms of a division stand there once per row: `?form=` says which of them was sent. */
export const actions: Actions = {
	create: action(
		newDivisionForm,
		(ctx, { from, ...text }, event) =>
			said(createDivision(ctx, { unitId: unitIdOf(event), validFrom: from, ...text }), m.units_division_created),
		{ form: 'create' }
	),
	change: named(changeDivisionForm, (ctx, input) => said(changeDivision(ctx, input), m.units_division_changed)),
	close: named(closeDivisionForm, (ctx, input) => said(closeDivision(ctx, input), m.units_division_closed)),
	reading: action(
		readingRuleForm,
		(ctx, input, event) => said(setReadingRule(ctx, { unitId: unitIdOf(event), ...input }), m.readers_settings_saved),
		{ form: 'reading' }
	),
	prints: action(
		printRuleForm,
		(ctx, input, event) => said(setPrintRule(ctx, { unitId: unitIdOf(event), ...input }), m.copies_rule_saved),
		{ form: 'prints' }
	),
	numbering: action(
		numberingForm,
		(ctx, input, event) => said(setNumberingScheme(ctx, { unitId: unitIdOf(event), ...input }), m.units_numbering_saved),
		{ form: 'numbering' }
	)
};
