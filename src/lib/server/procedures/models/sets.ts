import type { SetInput } from '#lib/domain/procedures/models/forms.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { requireDepartment } from './department.ts';
import { knownKinds } from './manage.ts';

/** A new set of models, in the order given. Recorded as `model_set.create`. @throws Forbidden; Invalid by field; Conflict `no_department` */
export function createSet(ctx: Ctx, input: SetInput): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const unitId = await requireDepartment(ctx);
		const role = authorize(ctx, 'model.manage', { unitId });
		const { models, ...about } = await known(ctx, input);
		const set = await ctx.db.modelSet.create({
			data: { ...about, createdById: requireUser(ctx), createdAt: ctx.clock.now() },
			select: { id: true }
		});
		await ctx.db.modelSetMember.createMany({ data: models.map((modelId, position) => ({ setId: set.id, modelId, position })) });
		await record(ctx, {
			event: 'model_set.create',
			subjectType: 'model_set',
			subjectId: set.id,
			unitId,
			role,
			after: { ...about, models: await codesOf(ctx, models) }
		});
		return set;
	});
}

/**
 * Name, kinds, edition and members of a set. What leaves it is kept with the day. Recorded as `model_set.change`.
 * @throws Conflict `stale`, `set_retired`; NotFound; Forbidden; Invalid by field
 */
export function changeSet(ctx: Ctx, input: SetInput & { setId: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { set, role, unitId } = await load(ctx, input.setId, input.rowVersion);
		if (set.retiredOn) throw new Conflict('set_retired');
		const { models, ...about } = await known(ctx, input);
		await update(ctx, set, about);
		const before = set.members.map(({ modelId }) => modelId);
		await ctx.db.modelSetMember.updateMany({
			where: { setId: set.id, removedOn: null, modelId: { notIn: models } },
			data: { removedOn: toDbDate(today(ctx)) }
		});
		for (const [position, modelId] of models.entries()) {
			if (before.includes(modelId))
				await ctx.db.modelSetMember.updateMany({ where: { setId: set.id, modelId, removedOn: null }, data: { position } });
			else await ctx.db.modelSetMember.create({ data: { setId: set.id, modelId, position } });
		}
		await record(ctx, {
			event: 'model_set.change',
			subjectType: 'model_set',
			subjectId: set.id,
			unitId,
			role,
			before: { name: set.name, unitKinds: set.unitKinds, edition: set.edition, note: set.note, models: await codesOf(ctx, before) },
			after: { ...about, models: await codesOf(ctx, models) }
		});
	});
}

/** A set is no longer offered from today on. Recorded as `model_set.retire`. @throws Conflict `stale`, `set_retired`; NotFound; Forbidden */
export function retireSet(ctx: Ctx, input: { setId: string; reason: string; rowVersion?: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { set, role, unitId } = await load(ctx, input.setId, input.rowVersion);
		if (set.retiredOn) throw new Conflict('set_retired');
		const reason = requireReason(input.reason, 'reason');
		await update(ctx, set, { retiredOn: toDbDate(today(ctx)), retiredReason: reason });
		await record(ctx, {
			event: 'model_set.retire',
			subjectType: 'model_set',
			subjectId: set.id,
			unitId,
			role,
			after: { retiredOn: today(ctx) },
			comment: reason
		});
	});
}

async function load(ctx: Ctx, setId: string, rowVersion: number | undefined) {
	const unitId = await requireDepartment(ctx);
	const role = authorize(ctx, 'model.manage', { unitId });
	const set = isUuid(setId)
		? await ctx.db.modelSet.findUnique({
				where: { id: setId },
				include: { members: { where: { removedOn: null }, orderBy: { position: 'asc' }, select: { modelId: true } } }
			})
		: null;
	if (!set) throw new NotFound();
	if (rowVersion !== undefined && rowVersion !== set.rowVersion) throw new Conflict('stale', { rowVersion: set.rowVersion });
	return { set, role, unitId };
}

async function update(ctx: Ctx, set: { id: string; rowVersion: number }, data: object): Promise<void> {
	const { count } = await ctx.db.modelSet.updateMany({
		where: { id: set.id, rowVersion: set.rowVersion },
		data: { ...data, rowVersion: set.rowVersion + 1 }
	});
	if (count !== 1) throw new Conflict('stale');
}

async function known(ctx: Ctx, input: SetInput) {
	const name = tidy(input.name);
	if (name === '') throw new Invalid({ name: 'required' });
	const models = [...new Set(input.models)];
	if (models.length === 0) throw new Invalid({ models: 'required' });
	const offered = await ctx.db.frameworkModel.count({ where: { id: { in: models }, retiredOn: null } });
	if (offered !== models.length) throw new Invalid({ models: 'invalid' });
	return { name, unitKinds: await knownKinds(ctx, input.unitKinds), edition: input.edition, note: tidy(input.note), models };
}

async function codesOf(ctx: Ctx, modelIds: readonly string[]): Promise<string[]> {
	const rows = await ctx.db.frameworkModel.findMany({
		where: { id: { in: [...modelIds] } },
		select: { id: true, document: { select: { code: true } } }
	});
	const codes = new Map(rows.map((row) => [row.id, row.document.code]));
	return modelIds.flatMap((id) => codes.get(id) ?? []);
}
