import type { Check, Fix } from '#lib/domain/procedures/checks.ts';
import type { ProcedureContent } from '#lib/domain/procedures/content.ts';
import { hoursOf, hoursPerDay } from '#lib/domain/procedures/duration.ts';
import * as m from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';

/** Working time in the reader's language: days while they are whole or quarters, else hours. */
export function timeWords(hours: number): string {
	const inDays = Number.isInteger(hours / (hoursPerDay / 4)) && hours >= hoursPerDay / 2;
	const number = new Intl.NumberFormat(getLocale(), { maximumFractionDigits: 2 }).format(inDays ? hours / hoursPerDay : hours);
	return inDays ? m.procedure_checks_days({ value: number }) : m.procedure_checks_hours({ value: number });
}

/** One or two sentences: what is wrong. */
export function checkWords({ code, params }: Check): string {
	const text = (name: string) => String(params[name] ?? '');
	const time = (name: string) => timeWords(Math.abs(Number(params[name] ?? 0)));
	switch (code) {
		case 'part_empty':
			return m.procedure_checks_part_empty();
		case 'row_empty':
			return m.procedure_checks_row_empty({ no: text('no') });
		case 'who_missing':
			return m.procedure_checks_who_missing({ no: text('no') });
		case 'time_missing':
			return m.procedure_checks_time_missing({ no: text('no') });
		case 'times_differ': {
			const values = { sum: time('sum'), limit: time('limit'), missing: time('missing') };
			const sentence = Number(params.missing) > 0 ? m.procedure_checks_times_short(values) : m.procedure_checks_times_long(values);
			if (params.before === undefined) return sentence;
			return `${sentence} ${m.procedure_checks_times_changed({ no: text('no'), before: time('before'), now: time('now') })}`;
		}
		case 'form_not_listed':
			return m.procedure_checks_form_not_listed({ code: text('code') });
		case 'form_unknown':
			return m.procedure_checks_form_unknown({ code: text('code') });
		case 'form_not_in_force':
			return m.procedure_checks_form_not_in_force({ code: text('code') });
		case 'form_draft':
			return m.procedure_checks_form_draft({ code: text('code') });
		case 'form_name_missing':
			return m.procedure_checks_form_name_missing({ code: text('code') });
		case 'code_twice':
			return m.procedure_checks_code_twice({ code: text('code') });
		case 'reference_twice':
			return m.procedure_checks_reference_twice();
		case 'reference_gone':
			return m.procedure_checks_reference_gone();
		case 'reference_not_in_force':
			return m.procedure_checks_reference_not_in_force({ code: text('code') });
		case 'reference_repealed': {
			const values = { text: text('text'), day: text('day').split('-').reverse().join('/') };
			if (text('replacedBy') === '') return m.procedure_checks_reference_repealed(values);
			return m.procedure_checks_reference_replaced({ ...values, replacedBy: text('replacedBy') });
		}
		case 'retention_missing':
			return m.procedure_checks_retention_missing({ no: text('no') });
		case 'service_unknown':
			return m.procedure_checks_service_unknown({ code: text('code') });
		case 'service_limit_differs':
			return m.procedure_checks_service_limit_differs({ written: time('written'), known: time('known'), decision: text('decision') });
		case 'service_decision_missing':
			return m.procedure_checks_service_decision_missing({ decision: text('decision') });
	}
}

/** The words of the button that takes a suggestion. */
export function fixWords(fix: Fix, content: ProcedureContent): string {
	switch (fix.kind) {
		case 'set_step_time': {
			const no = content.steps.findIndex(({ id }) => id === fix.rowId) + 1;
			return m.procedure_checks_fix_step_time({ no, time: timeWords(hoursOf(fix.time)) });
		}
		case 'set_time_limit':
			return m.procedure_checks_fix_time_limit({ time: timeWords(hoursOf(fix.time)) });
		case 'add_form':
			return m.procedure_checks_fix_add_form({ code: fix.code });
		case 'replace_code':
			return m.procedure_checks_fix_replace_code({ to: fix.to });
		case 'set_form_name':
			return m.procedure_checks_fix_form_name({ name: fix.name });
		case 'add_legal_basis':
			return m.procedure_checks_fix_legal_basis();
		case 'remove_row':
			return m.procedure_checks_fix_remove_row();
	}
}
