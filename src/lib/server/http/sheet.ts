import type { Actions, RequestEvent, RequestHandler } from '@sveltejs/kit';
import { answerForm, findingForm, sendSchema, settleForm, settleSchema } from '#lib/domain/audits/answer-forms.ts';
import type { SheetKind } from '#lib/domain/audits/answers.ts';
import { sendFindings } from '#lib/server/audits/answering/findings.ts';
import { answeringPage } from '#lib/server/audits/answering/page.ts';
import { sendAnswers } from '#lib/server/audits/answering/send.ts';
import { settleConflict } from '#lib/server/audits/answering/settle.ts';
import type { SheetRef } from '#lib/server/audits/answering/sheet.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { DomainError, Invalid } from '#lib/server/platform/errors.ts';
import * as m from '#lib/paraglide/messages.js';
import { action } from './action.ts';
import { answer } from './answer.ts';
import { jsonCall } from './json-call.ts';
import { problemResponse } from './problem.ts';

/**
 * The three pages on which a checklist is answered are one page: its data, its forms for browsers without scripts, and the calls by which a device
 * sends what was typed without a network.
 */
const refOf = (kind: SheetKind, event: Pick<RequestEvent, 'params'>): SheetRef => ({ kind, id: event.params['id'] ?? '' });

/** A shared computer keeps nothing. */
const mayKeep = (event: Pick<RequestEvent, 'locals'>) => ({ keeps: event.locals.session?.sharedComputer === false });

export function loadSheetPage(kind: SheetKind, event: Pick<RequestEvent, 'locals' | 'params' | 'url'>) {
	return answer(event, async (ctx) => {
		const sheet = await answeringPage(ctx, refOf(kind, event), mayKeep(event));
		const asked = Number(event.url.searchParams.get('q'));
		return {
			sheet,
			start: Number.isInteger(asked) && asked >= 1 && asked <= sheet.questions.length ? asked - 1 : 0,
			path: event.url.pathname,
			newId: crypto.randomUUID(),
			fullName: ctx.actor.kind === 'user' ? ctx.actor.fullName : '',
			idleMinutes: event.locals.session?.idleMinutes ?? null
		};
	});
}

/** What the page sends by script: everything again is nothing again. */
export const sheetCalls = (kind: SheetKind): { GET: RequestHandler; POST: RequestHandler } => ({
	GET: async (event) => {
		try {
			const page = await answeringPage(event.locals.ctx, refOf(kind, event), mayKeep(event));
			return Response.json(page, { headers: { 'cache-control': 'private, no-store' } });
		} catch (error) {
			if (error instanceof DomainError) return problemResponse(error, event.locals.ctx);
			throw error;
		}
	},
	POST: (event) =>
		jsonCall(event, sendSchema, async (ctx, { edits, findings }) => {
			const sheet = refOf(kind, event);
			const answers = edits.length > 0 ? await sendAnswers(ctx, { sheet, edits }) : null;
			const raised = await sendFindings(ctx, { sheet, findings });
			return { at: ctx.clock.now().toISOString(), results: [...(answers?.results ?? []), ...raised] };
		})
});

export const sheetSettling =
	(kind: SheetKind): RequestHandler =>
	(event) =>
		jsonCall(event, settleSchema, (ctx, input) => settleConflict(ctx, { sheet: refOf(kind, event), ...input }));

/** The forms of a page without scripts. */
export const sheetActions = (kind: SheetKind): Actions => ({
	answer: action(
		answerForm,
		async (ctx, { id, questionId, baseVersion, ...given }, event) => {
			const edit = { id, questionId, baseVersion, after: null, madeAt: ctx.clock.now().toISOString(), answer: given };
			const { results } = await sendAnswers(ctx, { sheet: refOf(kind, event), edits: [edit] });
			refuse(results[0]);
			return { message: results[0]?.outcome === 'conflict' ? m.sheets_saved_conflict() : m.sheets_saved() };
		},
		{ form: 'answer' }
	),
	finding: action(
		findingForm,
		async (ctx, finding, event) => {
			const [result] = await sendFindings(ctx, { sheet: refOf(kind, event), findings: [{ ...finding, madeAt: madeNow(ctx) }] });
			refuse(result);
			return { message: m.sheets_saved() };
		},
		{ form: 'finding' }
	),
	settle: action(
		settleForm,
		async (ctx, input, event) => {
			await settleConflict(ctx, { ...input, sheet: refOf(kind, event), madeAt: madeNow(ctx) });
			return { message: m.sheets_saved() };
		},
		{ form: 'settle' }
	)
});

const madeNow = (ctx: Ctx) => ctx.clock.now().toISOString();

/** What a device would keep and show, a form says at once. */
function refuse(result: { outcome: string; code?: string; fields?: Readonly<Record<string, string>> } | undefined): void {
	if (result?.outcome !== 'refused') return;
	if (result.fields && Object.keys(result.fields).length > 0) throw new Invalid(result.fields);
	throw new DomainError(result.code ?? 'invalid', 409);
}
