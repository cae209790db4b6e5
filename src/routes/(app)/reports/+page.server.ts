import { redirect } from '@sveltejs/kit';
import { beginForm, readPeriod, ruleForm } from '#lib/domain/reports/periodic.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { beginReport } from '#lib/server/reports/periodic/acts.ts';
import { reportingUnit, reportsPage } from '#lib/server/reports/periodic/list.ts';
import { reportQuery } from '#lib/server/reports/periodic/province-list.ts';
import { setReportRule } from '#lib/server/reports/periodic/rule.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, (ctx) => {
		const asked = event.url.searchParams;
		return reportsPage(ctx, event.locals.activeUnitId, readPeriod(asked.get('period')), reportQuery(asked), asked.get('unit'));
	});

export const actions: Actions = {
	begin: action(
		beginForm,
		async (ctx, input, event) => {
			const { id } = await beginReport(ctx, reportingUnit(ctx, event.locals.activeUnitId), input);
			redirect(303, `/reports/${id}`);
		},
		{ form: 'begin' }
	),
	rule: action(
		ruleForm,
		async (ctx, input, event) => {
			await setReportRule(ctx, input);
			setFlash(event.cookies, { text: m.reports_rule_saved() });
			redirect(303, '/reports');
		},
		{ form: 'rule' }
	)
};
