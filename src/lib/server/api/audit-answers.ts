import { z } from 'zod';
import { answerSchema, editSchema, mostEdits } from '#lib/domain/audits/answer-forms.ts';
import { sheetKinds } from '#lib/domain/audits/answers.ts';
import { answeringPage } from '#lib/server/audits/answering/page.ts';
import { sendAnswers } from '#lib/server/audits/answering/send.ts';
import { idParams, operation } from './operation.ts';

const kind = z.enum(sheetKinds).default('internal').meta({
	description:
		'`internal`: of an internal audit; `inspection`: of a team on site; `self`: of a unit about itself, by the id of the inspection.'
});
const query = z.object({ kind });
const answer = z.object({
	result: z.string(),
	points: z.number().nullable(),
	evidence: z.string(),
	note: z.string().meta({ description: 'Of an inspection: the remark; of a unit about itself: what it says.' })
});
const question = z
	.object({
		id: z.uuid(),
		text: z.string(),
		clause: z.string().nullable(),
		areaId: z.uuid().nullable(),
		weight: z.int(),
		version: z.int().meta({ description: 'Counts the answers; 0: none yet.' }),
		answer,
		answeredBy: z.string().nullable(),
		answeredAt: z.string().nullable(),
		conflicts: z
			.array(z.object({ id: z.uuid(), by: z.string(), madeAt: z.string(), answer }))
			.meta({ description: 'Answers that wait beside what stands.' })
	})
	.meta({ id: 'AuditQuestion' });

export const listAuditAnswers = operation({
	id: 'listAuditAnswers',
	method: 'GET',
	path: '/audits/{id}/answers',
	tag: 'Audits',
	summary: 'The questions of an audit or inspection with their answers',
	description: 'Auditees see those of their own area.',
	params: idParams,
	query,
	response: z.object({ state: z.string(), items: z.array(question) }).meta({ id: 'AuditAnswers' }),
	async run(ctx, { params, query }) {
		const page = await answeringPage(ctx, { kind: query.kind, id: params.id }, { keeps: false });
		const items = page.questions.map(({ id, text, clause, areaId, weight, version, answer, answeredBy, answeredAt, conflicts }) => ({
			...{ id, text, clause, areaId, weight, version, answer, answeredBy, answeredAt },
			conflicts: [...conflicts]
		}));
		return { state: page.state, items };
	}
});

const outcome = z
	.object({
		id: z.uuid(),
		questionId: z.uuid(),
		outcome: z.enum(['applied', 'conflict', 'dropped', 'refused']),
		version: z.int().optional(),
		answer: answer.optional().meta({ description: 'What stands now, of an edit that was applied.' }),
		merged: z.boolean().optional().meta({ description: 'Others had changed something else meanwhile.' }),
		code: z.string().optional().meta({ description: 'Of a refusal: `question_not_found`, `area_not_yours`, `invalid`.' }),
		fields: z.record(z.string(), z.string()).optional()
	})
	.meta({ id: 'AnswerOutcome' });

export const sendAuditAnswers = operation({
	id: 'sendAuditAnswers',
	method: 'POST',
	path: '/audits/{id}/answers',
	tag: 'Audits',
	summary: 'Answer questions of an audit or inspection',
	description:
		'Each edit carries an id of the sender: sent again it does nothing again. One that was begun from an older version is merged, or waits beside what stands.',
	params: idParams,
	query,
	body: z.object({
		edits: z
			.array(editSchema.extend({ answer: answerSchema }))
			.min(1)
			.max(mostEdits)
	}),
	response: z.object({ at: z.string(), results: z.array(outcome) }).meta({ id: 'AnswersTaken' }),
	problems: ['illegal_transition'],
	async run(ctx, { params, query, body }) {
		const { at, results } = await sendAnswers(ctx, { sheet: { kind: query.kind, id: params.id }, edits: body.edits });
		return { at, results };
	}
});
