import { questionLimit, type QuestionInput } from '#lib/domain/audits/checklists/forms.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireUser, tidy } from '#lib/server/documents/input.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { clausesOf, linkableDocuments, lockDraft, touchDraft, type Draft, type LoadedChecklist } from './facts.ts';
import { questionsOf, type ChecklistQuestion } from './published.ts';

type Edit = { checklistId: string; rowVersion?: number };

/**
 * Adds a question to the draft: behind the last one of its section, else at the end. Recorded as `checklist.add_question`.
 * @throws NotFound; Forbidden; Conflict `checklist_no_draft`, `stale`; Invalid by field
 */
export function addQuestion(ctx: Ctx, input: Edit & { question: QuestionInput }): Promise<{ id: string; key: string }> {
	return transaction(ctx, async (ctx) => {
		const draft = await lockDraft(ctx, input.checklistId, input.rowVersion);
		const { documentIds, ...question } = await checked(ctx, draft.checklist, input.question);
		const all = await questionsOf(ctx, draft.version.id);
		if (all.length >= questionLimit) throw new Conflict('checklist_full', { limit: questionLimit });
		const last = question.section === '' ? -1 : all.findLastIndex(({ section }) => section === question.section);
		const place = last === -1 ? all.length : last + 1;
		const { id, key } = await ctx.db.checklistQuestion.create({
			data: { ...question, versionId: draft.version.id, key: crypto.randomUUID(), position: place + 1 },
			select: { id: true, key: true }
		});
		await ctx.db.checklistQuestionLink.createMany({ data: documentIds.map((documentId) => ({ questionId: id, documentId })) });
		await renumber(ctx, [...all.slice(0, place).map((one) => one.id), id, ...all.slice(place).map((one) => one.id)]);
		await done(ctx, draft, 'checklist.add_question', null, { position: place + 1, ...question, documentIds });
		return { id, key };
	});
}

/** Rewrites a question of the draft. Recorded as `checklist.change_question`. @throws as `addQuestion` */
export function changeQuestion(ctx: Ctx, input: Edit & { questionId: string; question: QuestionInput }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const draft = await lockDraft(ctx, input.checklistId, input.rowVersion);
		const { before } = await find(ctx, draft, input.questionId);
		const { documentIds, ...question } = await checked(ctx, draft.checklist, input.question, before.documentIds);
		await ctx.db.checklistQuestion.update({ where: { id: before.id }, data: question });
		await ctx.db.checklistQuestionLink.deleteMany({ where: { questionId: before.id, documentId: { notIn: documentIds } } });
		await ctx.db.checklistQuestionLink.createMany({
			data: documentIds.map((documentId) => ({ questionId: before.id, documentId })),
			skipDuplicates: true
		});
		await done(ctx, draft, 'checklist.change_question', before, { position: before.position, ...question, documentIds });
	});
}

/**
 * Moves a question of the draft one step, or to a place from 1. At the end of a section it goes on into the next one. Recorded as
 * `checklist.move_question`. @throws NotFound; Forbidden; Conflict `checklist_no_draft`, `stale`
 */
export function moveQuestion(ctx: Ctx, input: Edit & { questionId: string; to: 'up' | 'down' | number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const draft = await lockDraft(ctx, input.checklistId, input.rowVersion);
		const { before, all } = await find(ctx, draft, input.questionId);
		const from = all.findIndex(({ id }) => id === before.id);
		const wanted = input.to === 'up' ? from - 1 : input.to === 'down' ? from + 1 : input.to - 1;
		const wished = Math.max(0, Math.min(all.length - 1, wanted));
		if (wished === from) return;
		const others = all.filter(({ id }) => id !== before.id);
		// The question that it would pass, or that stands where it goes.
		const neighbour = others[wished > from ? wished - 1 : wished];
		const section = neighbour?.section ?? before.section;
		// One step over the edge of a section is the step into the next one.
		const place = typeof input.to === 'string' && section !== before.section ? from : wished;
		await ctx.db.checklistQuestion.update({ where: { id: before.id }, data: { section } });
		await renumber(
			ctx,
			others.toSpliced(place, 0, before).map(({ id }) => id)
		);
		await done(
			ctx,
			draft,
			'checklist.move_question',
			{ position: from + 1, section: before.section },
			{ text: before.text, position: place + 1, section }
		);
	});
}

/** Takes a question out of the draft. Recorded as `checklist.remove_question` with its text. @throws as `moveQuestion` */
export function removeQuestion(ctx: Ctx, input: Edit & { questionId: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const draft = await lockDraft(ctx, input.checklistId, input.rowVersion);
		const { before, all } = await find(ctx, draft, input.questionId);
		await ctx.db.checklistQuestionLink.deleteMany({ where: { questionId: before.id } });
		await ctx.db.checklistQuestion.delete({ where: { id: before.id } });
		await renumber(
			ctx,
			all.flatMap(({ id }) => (id === before.id ? [] : [id]))
		);
		await done(ctx, draft, 'checklist.remove_question', before, null);
	});
}

/**
 * Publishes the draft: from now on it is offered for audits and never changes. What the province publishes of a sample is its own from then
 * on. Recorded as `checklist.publish`.
 * @throws NotFound; Forbidden; Conflict `checklist_no_draft`, `stale`, `checklist_empty`, `checklist_clauses_unknown`
 */
export function publishDraft(ctx: Ctx, input: Edit & { note?: string }): Promise<{ versionId: string; number: number }> {
	return transaction(ctx, async (ctx) => {
		const draft = await lockDraft(ctx, input.checklistId, input.rowVersion);
		const { checklist, version, role } = draft;
		const questions = await questionsOf(ctx, version.id);
		if (questions.length === 0) throw new Conflict('checklist_empty');
		const known = new Set((await clausesOf(ctx, checklist.standardCode)).map(({ number }) => number));
		const unknown = questions.filter(({ clause }) => clause !== null && !known.has(clause));
		if (unknown.length > 0) throw new Conflict('checklist_clauses_unknown', { clauses: unknown.map(({ clause }) => clause).join(', ') });
		const note = tidy(input.note);
		await ctx.db.checklistVersion.update({
			where: { id: version.id },
			data: {
				state: 'published',
				note,
				publishedAt: ctx.clock.now(),
				publishedById: requireUser(ctx),
				rowVersion: version.rowVersion + 1
			}
		});
		if (checklist.isSample)
			await ctx.db.checklist.update({ where: { id: checklist.id }, data: { isSample: false, rowVersion: { increment: 1 } } });
		await record(ctx, {
			event: 'checklist.publish',
			subjectType: 'checklist',
			subjectId: checklist.id,
			unitId: checklist.unitId,
			role,
			after: { number: version.number, questions: questions.length, note }
		});
		return { versionId: version.id, number: version.number };
	});
}

async function find(ctx: Ctx, { version }: Draft, questionId: string): Promise<{ before: ChecklistQuestion; all: ChecklistQuestion[] }> {
	const all = await questionsOf(ctx, version.id);
	const before = all.find(({ id }) => id === questionId);
	if (!before) throw new NotFound();
	return { before, all };
}

/** @param linked links that may stay although they could not be made any more */
async function checked(
	ctx: Ctx,
	checklist: LoadedChecklist,
	input: QuestionInput,
	linked: readonly string[] = []
): Promise<QuestionInput & { documentIds: string[] }> {
	const text = tidy(input.text);
	if (text === '') throw new Invalid({ text: 'required' });
	const { clause } = input;
	if (clause !== null && !(await ctx.db.clause.findFirst({ where: { standardCode: checklist.standardCode, number: clause } })))
		throw new Invalid({ clause: 'invalid' });
	const documentIds = [...new Set(input.documentIds)];
	const fresh = documentIds.filter((id) => !linked.includes(id));
	if (fresh.length > 0) {
		const offered = new Set((await linkableDocuments(ctx, checklist.unitId)).map(({ id }) => id));
		if (fresh.some((id) => !offered.has(id))) throw new Invalid({ documentIds: 'invalid' });
	}
	return {
		section: tidy(input.section),
		text,
		clause,
		evidence: tidy(input.evidence),
		guidance: tidy(input.guidance),
		weight: input.weight,
		documentIds
	};
}

/** Places from 1 in this order; only those that differ are written. */
export async function renumber(ctx: Ctx, ids: readonly string[]): Promise<void> {
	await ctx.db.$executeRaw`
		update checklist_question q set position = placed.position
		from unnest(${[...ids]}::uuid[]) with ordinality as placed (id, position) where q.id = placed.id and q.position <> placed.position`;
}

type Told = Partial<Omit<ChecklistQuestion, 'id' | 'key'>>;

async function done(
	ctx: Ctx,
	{ checklist, version, role }: Draft,
	event: 'checklist.add_question' | 'checklist.change_question' | 'checklist.move_question' | 'checklist.remove_question',
	before: Told | null,
	after: Told | null
): Promise<void> {
	await touchDraft(ctx, version);
	await record(ctx, {
		event,
		subjectType: 'checklist',
		subjectId: checklist.id,
		unitId: checklist.unitId,
		role,
		before: before && forTrail(before),
		after: after && forTrail(after)
	});
}

function forTrail({ position, section, text, clause, evidence, guidance, weight, documentIds }: Told) {
	return {
		...(position === undefined ? {} : { position }),
		...(section === undefined ? {} : { section }),
		...(text === undefined ? {} : { text }),
		...(clause === undefined ? {} : { clause }),
		...(evidence === undefined ? {} : { evidence }),
		...(guidance === undefined ? {} : { guidance }),
		...(weight === undefined ? {} : { weight }),
		...(documentIds === undefined ? {} : { documents: [...documentIds] })
	};
}
