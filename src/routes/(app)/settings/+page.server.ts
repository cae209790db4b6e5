import { printRuleForm } from '#lib/domain/documents/print-forms.ts';
import { readingRuleForm } from '#lib/domain/documents/reading-forms.ts';
import { changeDivisionForm, closeDivisionForm, newDivisionForm, numberingForm } from '#lib/domain/units/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
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

export const actions: Actions = {
	create: action(
		newDivisionForm,
		async (ctx, { from, ...text }, event) => {
			await createDivision(ctx, { unitId: unitIdOf(event), validFrom: from, ...text });
			return { toast: { text: m.units_division_created() } };
		},
		{ form: 'create' }
	),
	change: async (event) => {
		const form = `change-${event.url.searchParams.get('division') ?? ''}`;
		return action(
			changeDivisionForm,
			async (ctx, input) => {
				await changeDivision(ctx, input);
				return { toast: { text: m.units_division_changed() } };
			},
			{ form }
		)(event);
	},
	close: async (event) => {
		const form = `close-${event.url.searchParams.get('division') ?? ''}`;
		return action(
			closeDivisionForm,
			async (ctx, input) => {
				await closeDivision(ctx, input);
				return { toast: { text: m.units_division_closed() } };
			},
			{ form }
		)(event);
	},
	reading: action(
		readingRuleForm,
		async (ctx, input, event) => {
			await setReadingRule(ctx, { unitId: unitIdOf(event), ...input });
			return { toast: { text: m.readers_settings_saved() } };
		},
		{ form: 'reading' }
	),
	prints: action(
		printRuleForm,
		async (ctx, input, event) => {
			await setPrintRule(ctx, { unitId: unitIdOf(event), ...input });
			return { toast: { text: m.copies_rule_saved() } };
		},
		{ form: 'prints' }
	),
	numbering: action(
		numberingForm,
		async (ctx, input, event) => {
			await setNumberingScheme(ctx, { unitId: unitIdOf(event), ...input });
			return { toast: { text: m.units_numbering_saved() } };
		},
		{ form: 'numbering' }
	)
};
