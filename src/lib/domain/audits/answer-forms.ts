import { z } from 'zod';
import type { Answer, AnswerEdit } from './answers.ts';
import { isResultOf, sheetKinds } from './answers.ts';

/** As long as a text of an answer may be. */
export const longestAnswer = 8_000;
/** As many sayings as fit into one sending; a device sends the rest in the next. */
export const mostEdits = 200;

const result = z
	.string()
	.refine((value): value is Answer['result'] => sheetKinds.some((kind) => isResultOf(kind, value)), 'result_of_sheet');
const text = z.string().max(longestAnswer, `too_long:${longestAnswer}`);

export const answerSchema = z.object({
	result,
	points: z.number().min(0).max(1_000).nullable().default(null),
	evidence: text.default(''),
	note: text.default('')
}) satisfies z.ZodType<Answer>;

const uuid = z.uuid();
/** A moment by the clock of a device, which may be wrong, but not so that no database can keep it. */
const moment = z.iso.datetime({ offset: true }).refine((value) => {
	const year = new Date(value).getUTCFullYear();
	return year >= 1970 && year < 3000;
}, 'invalid');

export const editSchema = z.object({
	id: uuid,
	questionId: uuid,
	baseVersion: z.int().min(0).max(100_000),
	after: uuid.nullable().default(null),
	madeAt: moment,
	answer: answerSchema
}) satisfies z.ZodType<AnswerEdit>;

export const findingEditSchema = z.object({
	id: uuid,
	questionId: uuid,
	madeAt: moment,
	grade: z.enum(['major', 'minor', 'observation', 'recommendation']),
	statement: text,
	evidence: text.default(''),
	requirement: text.default('')
});
/** A finding that was raised on a question, by the id that the device gave it. */
export type FindingEdit = z.output<typeof findingEditSchema>;

/** What a page of ours sends. `shape`: of the messages; a page that was kept from before an update is told to be opened anew. */
export const sendingShape = 1;
export const sendSchema = z.object({
	shape: z.literal(sendingShape, 'page_too_old'),
	edits: z.array(editSchema).max(mostEdits),
	findings: z.array(findingEditSchema).max(mostEdits)
});

const settling = { questionId: uuid, editId: uuid, version: z.int().min(0), newId: uuid, madeAt: moment };
export const settleSchema = z.discriminatedUnion('choice', [
	z.object({ ...settling, choice: z.literal('keep') }),
	z.object({ ...settling, choice: z.literal('take') }),
	z.object({ ...settling, choice: z.literal('write'), answer: answerSchema })
]);

const number = z
	.string()
	.trim()
	.default('')
	.transform((typed) => (typed === '' ? null : Number(typed.replace(',', '.'))))
	.refine((value) => value === null || (value >= 0 && value <= 1_000), 'points_within_weight');
const version = z.coerce.number().int().min(0).max(100_000);

/** One answer as a form without scripts sends it. */
export const answerForm = z.object({
	id: uuid,
	questionId: uuid,
	baseVersion: version,
	result: result.default('unanswered'),
	points: number,
	evidence: text.default(''),
	note: text.default('')
});
export const findingForm = findingEditSchema.omit({ madeAt: true });
export const settleForm = z.object({ questionId: uuid, editId: uuid, version, newId: uuid, choice: z.enum(['keep', 'take']) });
