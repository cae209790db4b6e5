import { toDbDate } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, requireUser } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { requireDepartment } from './department.ts';
import { readModel, type LoadedModel } from './facts.ts';

export type ModelAbout = { unitKinds: readonly string[]; edition: string; dueDays: number };

/**
 * Makes a document of the Department's own unit a model. It must be open to the province, so that every unit can read what it adopts.
 * Recorded as `model.mark` at the document.
 * @throws Forbidden; Invalid by field; Conflict `model_already`, `model_hidden`, `no_department`
 */
export function markModel(ctx: Ctx, input: ModelAbout & { documentId: string }): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const unitId = await requireDepartment(ctx);
		const role = authorize(ctx, 'model.manage', { unitId });
		const document = await ctx.db.document.findFirst({
			where: { id: input.documentId, unitId, status: 'open' },
			select: { id: true, code: true, kindCode: true, visibility: true, parentId: true, model: { select: { id: true } } }
		});
		if (!document) throw new Invalid({ documentId: 'not_the_department' });
		if (document.model) throw new Conflict('model_already', { field: 'documentId', code: document.code });
		if (document.visibility !== 'province' && document.visibility !== 'public')
			throw new Conflict('model_hidden', { field: 'documentId', code: document.code });
		const about = await knownAbout(ctx, input);
		const model = await ctx.db.frameworkModel.create({
			data: { documentId: document.id, ...about, markedById: requireUser(ctx), markedAt: ctx.clock.now() },
			select: { id: true }
		});
		await record(ctx, { event: 'model.mark', subjectType: 'document', subjectId: document.id, unitId, role, after: about });
		return model;
	});
}

/** Kinds, edition and days of a model. Recorded as `model.change`. @throws Conflict `stale`, `model_retired`; NotFound; Forbidden */
export function changeModel(ctx: Ctx, input: ModelAbout & { modelId: string; rowVersion?: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { model, role } = await load(ctx, input);
		if (model.retiredOn !== null) throw new Conflict('model_retired');
		const about = await knownAbout(ctx, input);
		await update(ctx, model, about);
		await record(ctx, {
			event: 'model.change',
			subjectType: 'document',
			subjectId: model.documentId,
			unitId: model.unitId,
			role,
			before: { unitKinds: [...model.unitKinds], edition: model.edition, dueDays: model.dueDays },
			after: about
		});
	});
}

/**
 * A model is no longer offered from today on, or offered again. What units made of it stays theirs. Recorded as `model.retire`,
 * `model.restore`. @throws Conflict `stale`, `model_retired`; NotFound; Forbidden
 */
export function retireModel(ctx: Ctx, input: { modelId: string; reason: string; rowVersion?: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { model, role } = await load(ctx, input);
		if (model.retiredOn !== null) throw new Conflict('model_retired');
		const reason = requireReason(input.reason, 'reason');
		await update(ctx, model, { retiredOn: toDbDate(today(ctx)), retiredReason: reason });
		await record(ctx, {
			event: 'model.retire',
			subjectType: 'document',
			subjectId: model.documentId,
			unitId: model.unitId,
			role,
			after: { retiredOn: today(ctx) },
			comment: reason
		});
	});
}

export function restoreModel(ctx: Ctx, input: { modelId: string; rowVersion?: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { model, role } = await load(ctx, input);
		if (model.retiredOn === null) return;
		await update(ctx, model, { retiredOn: null, retiredReason: null });
		await record(ctx, {
			event: 'model.restore',
			subjectType: 'document',
			subjectId: model.documentId,
			unitId: model.unitId,
			role,
			before: { retiredOn: model.retiredOn }
		});
	});
}

async function load(ctx: Ctx, input: { modelId: string; rowVersion?: number }): Promise<{ model: LoadedModel; role: string }> {
	const model = await readModel(ctx, input.modelId);
	const role = authorize(ctx, 'model.manage', { unitId: model.unitId });
	if (input.rowVersion !== undefined && input.rowVersion !== model.rowVersion)
		throw new Conflict('stale', { rowVersion: model.rowVersion });
	return { model, role };
}

async function update(ctx: Ctx, model: LoadedModel, data: object): Promise<void> {
	const { count } = await ctx.db.frameworkModel.updateMany({
		where: { id: model.id, rowVersion: model.rowVersion },
		data: { ...data, rowVersion: model.rowVersion + 1 }
	});
	if (count !== 1) throw new Conflict('stale');
}

async function knownAbout(ctx: Ctx, input: ModelAbout): Promise<{ unitKinds: string[]; edition: string; dueDays: number }> {
	return { unitKinds: await knownKinds(ctx, input.unitKinds), edition: input.edition, dueDays: input.dueDays };
}

/** @throws Invalid for a kind of unit that does not exist */
export async function knownKinds(ctx: Ctx, codes: readonly string[]): Promise<string[]> {
	const wanted = [...new Set(codes)];
	const known = await ctx.db.unitKind.findMany({ where: { code: { in: wanted } }, orderBy: { sortOrder: 'asc' }, select: { code: true } });
	if (known.length !== wanted.length) throw new Invalid({ unitKinds: 'invalid' });
	return known.map(({ code }) => code);
}
