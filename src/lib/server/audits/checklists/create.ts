import { toDbDate } from '#lib/domain/shared/day.ts';
import type { CreateChecklist } from '#lib/domain/audits/checklists/forms.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { authorizeManage, loadChecklist, loadVersion } from './facts.ts';
import { questionsOf } from './published.ts';

/**
 * A checklist of a unit, or of the province (`unitId` null), with a first draft: empty, or with the questions of a version that the actor may
 * read (a sample, the province's, an own one), whose edition it takes. Copied questions keep their keys: what was answered last time is still
 * found. Recorded as `checklist.create`.
 * @throws Forbidden; Invalid by field; NotFound for a version that the actor may not read
 */
export function createChecklist(ctx: Ctx, input: CreateChecklist & { unitId: string | null }): Promise<{ id: string; versionId: string }> {
	return transaction(ctx, async (ctx) => {
		const role = authorizeManage(ctx, input.unitId);
		const from = input.fromVersionId === null ? null : await loadVersion(ctx, input.fromVersionId);
		const title = tidy(input.title);
		if (title === '') throw new Invalid({ title: 'required' });
		const standardCode = from?.checklist.standardCode ?? input.standardCode;
		if ((await ctx.db.standard.count({ where: { code: standardCode } })) === 0) throw new Invalid({ standardCode: 'required' });
		const about = { title, purpose: input.purpose, standardCode, unitKinds: await knownKinds(ctx, input.unitKinds) };
		const [createdById, createdAt] = [requireUser(ctx), ctx.clock.now()];
		const { id } = await ctx.db.checklist.create({
			data: { unitId: input.unitId, ...about, createdById, createdAt },
			select: { id: true }
		});
		const version = await ctx.db.checklistVersion.create({
			data: { checklistId: id, number: 1, createdById, createdAt },
			select: { id: true }
		});
		const questions = from ? await copyQuestions(ctx, from.version.id, version.id, input.unitId) : 0;
		await record(ctx, {
			event: 'checklist.create',
			subjectType: 'checklist',
			subjectId: id,
			unitId: input.unitId,
			role,
			after: { ...about, ...(from ? { copiedFrom: `${from.checklist.title} (${from.version.number})`, questions } : {}) }
		});
		return { id, versionId: version.id };
	});
}

/**
 * Begins the next version from the last published one, with its questions and their keys. Recorded as `checklist.begin_version`.
 * @throws NotFound; Forbidden; Conflict `checklist_retired`, `checklist_draft_open` when one is being written
 */
export function beginVersion(ctx: Ctx, input: { checklistId: string }): Promise<{ versionId: string }> {
	return transaction(ctx, async (ctx) => {
		// Of two who begin at once, the second sees the first one's draft.
		const { unitId } = await loadChecklist(ctx, input.checklistId);
		const role = authorizeManage(ctx, unitId);
		await ctx.db.$queryRaw`select 1 from checklist where id = ${input.checklistId}::uuid for update`;
		const checklist = await loadChecklist(ctx, input.checklistId);
		if (checklist.retiredOn !== null) throw new Conflict('checklist_retired');
		if (checklist.draft || !checklist.published) throw new Conflict('checklist_draft_open');
		const { published } = checklist;
		const number = published.number + 1;
		const version = await ctx.db.checklistVersion.create({
			data: { checklistId: checklist.id, number, createdById: requireUser(ctx), createdAt: ctx.clock.now() },
			select: { id: true }
		});
		const questions = await copyQuestions(ctx, published.id, version.id, unitId);
		await record(ctx, {
			event: 'checklist.begin_version',
			subjectType: 'checklist',
			subjectId: checklist.id,
			unitId,
			role,
			after: { number, questions }
		});
		return { versionId: version.id };
	});
}

/** Title and kinds of units. Recorded as `checklist.change`. @throws NotFound; Forbidden; Conflict `stale`, `checklist_retired`; Invalid */
export function changeChecklist(
	ctx: Ctx,
	input: { checklistId: string; title: string; unitKinds: readonly string[]; rowVersion?: number }
): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const checklist = await loadChecklist(ctx, input.checklistId);
		const role = authorizeManage(ctx, checklist.unitId);
		if (checklist.retiredOn !== null) throw new Conflict('checklist_retired');
		const title = tidy(input.title);
		if (title === '') throw new Invalid({ title: 'required' });
		const about = { title, unitKinds: await knownKinds(ctx, input.unitKinds) };
		await update(ctx, checklist, input.rowVersion, about);
		await record(ctx, {
			event: 'checklist.change',
			subjectType: 'checklist',
			subjectId: checklist.id,
			unitId: checklist.unitId,
			role,
			before: { title: checklist.title, unitKinds: [...checklist.unitKinds] },
			after: about
		});
	});
}

/**
 * A checklist is no longer offered for new audits; those that use it go on. Recorded as `checklist.retire`.
 * @throws NotFound; Forbidden; Conflict `stale`, `checklist_retired`; Invalid `reason`
 */
export function retireChecklist(ctx: Ctx, input: { checklistId: string; reason: string; rowVersion?: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const checklist = await loadChecklist(ctx, input.checklistId);
		const role = authorizeManage(ctx, checklist.unitId);
		if (checklist.retiredOn !== null) throw new Conflict('checklist_retired');
		const reason = requireReason(input.reason, 'reason');
		await update(ctx, checklist, input.rowVersion, { retiredOn: toDbDate(today(ctx)), retiredReason: reason });
		await record(ctx, {
			event: 'checklist.retire',
			subjectType: 'checklist',
			subjectId: checklist.id,
			unitId: checklist.unitId,
			role,
			after: { retiredOn: today(ctx) },
			comment: reason
		});
	});
}

async function update(ctx: Ctx, checklist: { id: string; rowVersion: number }, expected: number | undefined, data: object): Promise<void> {
	if (expected !== undefined && expected !== checklist.rowVersion) throw new Conflict('stale', { rowVersion: checklist.rowVersion });
	const { count } = await ctx.db.checklist.updateMany({
		where: { id: checklist.id, rowVersion: checklist.rowVersion },
		data: { ...data, rowVersion: checklist.rowVersion + 1 }
	});
	if (count !== 1) throw new Conflict('stale');
}

async function knownKinds(ctx: Ctx, codes: readonly string[]): Promise<string[]> {
	const wanted = [...new Set(codes)];
	const known = await ctx.db.unitKind.findMany({ where: { code: { in: wanted } }, orderBy: { sortOrder: 'asc' }, select: { code: true } });
	if (known.length !== wanted.length) throw new Invalid({ unitKinds: 'invalid' });
	return known.map(({ code }) => code);
}

/** Questions with their keys, places and links, but for links that the new owner could not make. How many there are. */
async function copyQuestions(ctx: Ctx, fromId: string, toId: string, unitId: string | null): Promise<number> {
	const questions = await questionsOf(ctx, fromId);
	const copies = questions.map(({ documentIds, ...question }) => ({
		copy: { ...question, id: crypto.randomUUID(), versionId: toId },
		documentIds
	}));
	await ctx.db.checklistQuestion.createMany({ data: copies.map(({ copy }) => copy) });
	const named = [...new Set(questions.flatMap(({ documentIds }) => documentIds))];
	const kept = await ctx.db.document.findMany({
		where: { id: { in: named }, status: 'open', OR: [...(unitId ? [{ unitId }] : []), { model: { retiredOn: null } }] },
		select: { id: true }
	});
	const keeps = new Set(kept.map(({ id }) => id));
	await ctx.db.checklistQuestionLink.createMany({
		data: copies.flatMap(({ copy, documentIds }) =>
			documentIds.filter((id) => keeps.has(id)).map((documentId) => ({ questionId: copy.id, documentId }))
		)
	});
	return questions.length;
}
