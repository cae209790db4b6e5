import { z } from 'zod';
import { remarkNames, reportKinds } from '#lib/domain/reports/periodic.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { beginReport, editReport, receiveReport, returnReport, sendReport } from '#lib/server/reports/periodic/acts.ts';
import { loadReport } from '#lib/server/reports/periodic/load.ts';
import { unitIdOf } from '#lib/server/units/unit-ref.ts';
import { named } from './field-names.ts';
import { answerWith, idParams, operation } from './operation.ts';
import { dayInput, passwordSignature, requiredText, rowVersion, text, unitInput } from './schemas.ts';

const begun = z.object({ id: z.uuid() });
const after = z.object({ state: z.enum(['draft', 'sent', 'received', 'cancelled']), rowVersion });

async function stateOf(ctx: Ctx, id: string): Promise<z.output<typeof after>> {
	const { state, rowVersion } = await loadReport(ctx, id);
	return { state, rowVersion };
}

export const createPeriodicReport = operation({
	id: 'createPeriodicReport',
	method: 'POST',
	path: '/periodic-reports',
	tag: 'Reports',
	summary: 'Begin the report of a period, with eISO’s figures',
	description:
		'For officer and heads of the unit; without `unit` the Department’s own over the province. From sixty days before the end of the period on. Answers 200 with the report that is there when it was begun before.',
	body: z.object({
		unit: unitInput.optional(),
		kind: z.enum(reportKinds, 'required'),
		year: z.int('year_invalid').min(2000, 'year_invalid').max(2200, 'year_invalid')
	}),
	response: begun,
	status: 201,
	alsoAnswers: { 200: begun },
	problems: ['forbidden', 'unit_not_found', 'unit_closed'],
	async run(ctx, { body: { unit, ...period } }) {
		const { id, isNew } = await beginReport(ctx, unit === undefined ? null : await unitIdOf(ctx, unit), period);
		return answerWith(isNew ? 201 : 200, { id });
	}
});

const remark = (limit: number) => text(limit).optional();

export const changePeriodicReport = operation({
	id: 'changePeriodicReport',
	method: 'PUT',
	path: '/periodic-reports/{id}',
	tag: 'Reports',
	summary: 'Write number, day and remarks of a report that is not sent',
	description: 'What is left out stays as it is. Figures are eISO’s and are not written.',
	params: idParams,
	body: z.object({
		rowVersion,
		number: text(60).optional(),
		reportDate: dayInput.nullable().optional(),
		remarks: z
			.object({ results: remark(8000), difficulties: remark(8000), proposals: remark(8000), plan: remark(8000), cost: remark(2000) })
			.default({})
	}),
	response: after,
	problems: ['report_not_found', 'forbidden', 'stale', 'illegal_transition'],
	async run(ctx, { params, body }) {
		const now = await loadReport(ctx, params.id);
		const remarks = { ...now.remarks };
		for (const name of remarkNames) remarks[name] = body.remarks[name] ?? remarks[name];
		const { rowVersion, number = now.number, reportDate = now.reportDate } = body;
		await editReport(ctx, params.id, { rowVersion, number, reportDate, ...remarks });
		return stateOf(ctx, params.id);
	}
});

const transition = z.discriminatedUnion('event', [
	z.object({ event: z.literal('send'), rowVersion, signature: passwordSignature }),
	z.object({ event: z.literal('receive'), rowVersion }),
	z.object({ event: z.literal('return'), rowVersion, reason: requiredText(2000) })
]);

function move(ctx: Ctx, reportId: string, body: z.output<typeof transition>): Promise<void> {
	const { rowVersion } = body;
	switch (body.event) {
		case 'send':
			return sendReport(ctx, reportId, { rowVersion, password: body.signature.password });
		case 'receive':
			return receiveReport(ctx, reportId, { rowVersion, comment: '' });
		case 'return':
			return named({ comment: 'reason' }, returnReport(ctx, reportId, { rowVersion, comment: body.reason }));
	}
}

export const movePeriodicReport = operation({
	id: 'movePeriodicReport',
	method: 'POST',
	path: '/periodic-reports/{id}/transitions',
	tag: 'Reports',
	summary: 'Sign and send a report, or receive it or give it back',
	description:
		'A head sends the unit’s, with `signature`: its figures are frozen as they are then. The coordinator sends the Department’s own, receives what units sent, or gives it back with a reason.',
	params: idParams,
	body: transition,
	response: after,
	problems: ['report_not_found', 'forbidden', 'stale', 'illegal_transition', 'signature_refused', 'unit_closed'],
	async run(ctx, { params, body }) {
		await move(ctx, params.id, body);
		return stateOf(ctx, params.id);
	}
});
