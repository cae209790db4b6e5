import type { CriterionInput, SetAbout } from '#lib/domain/audits/scores/forms.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { loadSet, type CriteriaSet } from './facts.ts';

/**
 * A draft of a set of criteria: empty, or going on from a published one with its criteria. Recorded as `criteria_set.create`.
 * @throws Forbidden; NotFound; Conflict `criteria_set_draft`, `criteria_set_revised` when another goes on from it; Invalid by field
 */
export function createSet(ctx: Ctx, input: SetAbout & { revisesId: string | null }): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'criteria.manage');
		const { revisesId } = input;
		const revised = revisesId === null ? null : await loadSet(ctx, revisesId);
		if (revised && revised.state !== 'published') throw new Conflict('criteria_set_draft');
		if (revised) await ctx.db.$queryRaw`select 1 from criteria_set where id = ${revised.id}::uuid for update`;
		if (revised && (await ctx.db.criteriaSet.count({ where: { revisesId: revised.id, state: { not: 'discarded' } } })) > 0)
			throw new Conflict('criteria_set_revised');
		const about = await known(ctx, input);
		const { id } = await ctx.db.criteriaSet.create({
			data: { ...about, revisesId, createdById: requireUser(ctx), createdAt: ctx.clock.now() },
			select: { id: true }
		});
		await ctx.db.criterion.createMany({
			data: (revised?.criteria ?? []).map(({ id: _id, max, ...criterion }) => ({ ...criterion, setId: id, maxPoints: max }))
		});
		await record(ctx, {
			event: 'criteria_set.create',
			subjectType: 'criteria_set',
			subjectId: id,
			unitId: null,
			role,
			after: { ...about, revises: revised?.title ?? null, criteria: revised?.criteria.length ?? 0 }
		});
		return { id };
	});
}

/** Year, title, kinds and whether it is a sample. Recorded as `criteria_set.change`. @throws as `saveCriterion` */
export function changeSet(ctx: Ctx, input: SetAbout & { setId: string; rowVersion?: number }): Promise<void> {
	return edit(ctx, input, async (ctx, set) => {
		const about = await known(ctx, input);
		await ctx.db.criteriaSet.update({ where: { id: set.id }, data: about });
		const { year, title, unitKinds, isSample } = set;
		return { before: { year, title, unitKinds: [...unitKinds], isSample }, after: about };
	});
}

/**
 * Adds a criterion to a draft, or rewrites one of its. Recorded as `criteria_set.change`.
 * @throws Forbidden; NotFound; Conflict `criteria_set_published`, `stale`; Invalid `number` for a code that the set has
 */
export function saveCriterion(
	ctx: Ctx,
	input: { setId: string; criterionId: string | null; criterion: CriterionInput; rowVersion?: number }
): Promise<void> {
	return edit(ctx, input, async (ctx, set) => {
		const { number, text, maxPoints, rule, full, least } = input.criterion;
		const before = input.criterionId === null ? null : set.criteria.find(({ id }) => id === input.criterionId);
		if (before === undefined) throw new NotFound();
		const code = tidy(number);
		if (code === '') throw new Invalid({ number: 'required' });
		if (set.criteria.some((one) => one.code === code && one.id !== before?.id)) throw new Invalid({ number: 'criterion_code_taken' });
		const data = { code, text: tidy(text), maxPoints, rule, params: { full, least } };
		if (before) await ctx.db.criterion.update({ where: { id: before.id }, data });
		else await ctx.db.criterion.create({ data: { ...data, setId: set.id, position: (set.criteria.at(-1)?.position ?? 0) + 1 } });
		return {
			before: before && { code: before.code, text: before.text, maxPoints: before.max, rule: before.rule, ...before.params },
			after: { code, text: data.text, maxPoints, rule, full, least }
		};
	});
}

/** Takes a criterion out of a draft. Recorded as `criteria_set.change`. @throws as `saveCriterion` */
export function removeCriterion(ctx: Ctx, input: { setId: string; criterionId: string; rowVersion?: number }): Promise<void> {
	return edit(ctx, input, async (ctx, set) => {
		const before = set.criteria.find(({ id }) => id === input.criterionId);
		if (!before) throw new NotFound();
		await ctx.db.criterion.delete({ where: { id: before.id } });
		return { before: { code: before.code, text: before.text, maxPoints: before.max, rule: before.rule }, after: null };
	});
}

/**
 * Publishes a draft: fixed from now on, and what counts in the place of the one that it goes on from. Recorded as `criteria_set.publish`.
 * @throws Forbidden; NotFound; Conflict `criteria_set_published`, `stale`, `criteria_empty`
 */
export function publishSet(ctx: Ctx, input: { setId: string; rowVersion?: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { set, role } = await lock(ctx, input);
		if (set.criteria.length === 0) throw new Conflict('criteria_empty');
		await ctx.db.criteriaSet.update({
			where: { id: set.id },
			data: { state: 'published', publishedAt: ctx.clock.now(), rowVersion: set.rowVersion + 1 }
		});
		await record(ctx, {
			event: 'criteria_set.publish',
			subjectType: 'criteria_set',
			subjectId: set.id,
			unitId: null,
			role,
			after: { criteria: set.criteria.map(({ code }) => code), maxPoints: set.max }
		});
	});
}

/**
 * Sets aside a draft that was begun by mistake (decision 0414): frozen as it was and shown nowhere; the set that it went on from may be gone on
 * from again. Recorded as `criteria_set.discard` with the reason and the codes of its criteria.
 * @throws Forbidden; NotFound; Conflict `criteria_set_published`, `stale`; Invalid `reason`
 */
export function discardSet(ctx: Ctx, input: { setId: string; reason: string; rowVersion?: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { set, role } = await lock(ctx, input);
		const reason = requireReason(input.reason, 'reason');
		await ctx.db.criteriaSet.update({ where: { id: set.id }, data: { state: 'discarded', rowVersion: set.rowVersion + 1 } });
		await record(ctx, {
			event: 'criteria_set.discard',
			subjectType: 'criteria_set',
			subjectId: set.id,
			unitId: null,
			role,
			before: { year: set.year, title: set.title, criteria: set.criteria.map(({ code }) => code) },
			after: null,
			comment: reason
		});
	});
}

type Told = { before: object | null; after: object | null };

function edit(
	ctx: Ctx,
	input: { setId: string; rowVersion?: number },
	write: (ctx: Ctx, set: CriteriaSet) => Promise<Told>
): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { set, role } = await lock(ctx, input);
		const { before, after } = await write(ctx, set);
		await ctx.db.criteriaSet.update({ where: { id: set.id }, data: { rowVersion: set.rowVersion + 1 } });
		await record(ctx, {
			event: 'criteria_set.change',
			subjectType: 'criteria_set',
			subjectId: set.id,
			unitId: null,
			role,
			before: before && { ...before },
			after: after && { ...after }
		});
	});
}

async function lock(ctx: Ctx, { setId, rowVersion }: { setId: string; rowVersion?: number }): Promise<{ set: CriteriaSet; role: string }> {
	const { id } = await loadSet(ctx, setId);
	const role = authorize(ctx, 'criteria.manage');
	await ctx.db.$queryRaw`select 1 from criteria_set where id = ${id}::uuid for update`;
	const set = await loadSet(ctx, id);
	if (set.state === 'published') throw new Conflict('criteria_set_published');
	if (rowVersion !== undefined && rowVersion !== set.rowVersion) throw new Conflict('stale', { rowVersion: set.rowVersion });
	return { set, role };
}

async function known(ctx: Ctx, { year, title, unitKinds, isSample }: SetAbout) {
	const text = tidy(title);
	if (text === '') throw new Invalid({ title: 'required' });
	const wanted = [...new Set(unitKinds)];
	const kinds = await ctx.db.unitKind.findMany({ where: { code: { in: wanted } }, orderBy: { sortOrder: 'asc' }, select: { code: true } });
	if (kinds.length !== wanted.length) throw new Invalid({ unitKinds: 'invalid' });
	return { year, title: text, unitKinds: kinds.map(({ code }) => code), isSample };
}
