import { behindOf, adoptionStateOf, isMeantFor, type AdoptionState, type Behind } from '#lib/domain/procedures/models/adoption-state.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { readUnits, unitNamesOn, type UnitRow } from '#lib/server/units/units-on-day.ts';
import { departmentUnit, requireDepartment } from './department.ts';
import { adoptionIndex, readAdoptions, readModel, readModels, type AdoptionRow, type LoadedModel } from './facts.ts';
import { unitAskedFor, unitsInSight } from './scope.ts';
import { offeredSets, readSet } from './set-facts.ts';

export type Stance = { readonly state: AdoptionState; readonly behind: Behind | null };

/** How the unit stands to a model; `kindCode` of a unit that does not exist today is empty. */
export function stanceOf(model: LoadedModel, unit: UnitRow | null, adoption: AdoptionRow | null): Stance {
	const state = adoptionStateOf(model, unit?.kindCode ?? '', adoption);
	return { state, behind: state === 'behind' && adoption ? behindOf(model, adoption) : null };
}

export type ListedModel = Pick<LoadedModel, 'id' | 'code' | 'title' | 'edition'> & {
	readonly numbers: string | null;
	readonly kinds: readonly string[];
	readonly retiredOn: Day | null;
	/** Of the unit whose page it is. */
	readonly stance: Stance | null;
	/** Forms of the model of which the unit has not followed the newest version. */
	readonly formsBehind: number;
};

/**
 * The models and sets on offer, and how the reader's unit stands to them. Who manages models sees retired ones too.
 * @throws Forbidden, Unauthenticated
 */
export async function modelsPage(ctx: Ctx, params: URLSearchParams, activeUnitId: string | null) {
	const unitId = unitAskedFor(ctx, null, activeUnitId);
	const department = await departmentUnit(ctx);
	const manage = department !== null && may(ctx.actor, 'model.manage', { unitId: department });
	const models = await readModels(ctx, manage ? Prisma.sql`true` : Prisma.sql`m.retired_on is null`);
	const sets = await offeredSets(ctx);
	const kinds = await kindNames(ctx);
	const unit = unitId && unitId !== department ? await unitRow(ctx, unitId) : null;
	const adoptionOf = adoptionIndex(unit ? await readAdoptions(ctx, { unitIds: [unit.unitId] }) : []);
	const [kind, edition] = [params.get('kind') ?? '', params.get('edition') ?? ''];
	const wanted = models.filter((model) => (kind === '' || isMeantFor(model, kind)) && (edition === '' || model.edition === edition));
	const forms = unit ? (await readModels(ctx, Prisma.sql`m.retired_on is null`, 'forms')).filter(({ isForm }) => isForm) : [];
	const isBehind = (form: LoadedModel) => {
		const taken = unit ? adoptionOf(unit.unitId, form.documentId) : null;
		return taken !== null && taken.documentId !== null && behindOf(form, taken) !== null;
	};
	const isLeft = (model: LoadedModel, unit: UnitRow) =>
		model.inForce !== null && stanceOf(model, unit, adoptionOf(unit.unitId, model.documentId)).state === 'not_started';
	const nameOf = (code: string) => kinds.find((one) => one.value === code)?.label ?? code;
	return {
		department: department ? ((await unitNamesOn(ctx, [department], today(ctx))).get(department) ?? null) : null,
		unit,
		models: wanted.map((model): ListedModel => ({
			id: model.id,
			code: model.code,
			title: model.title,
			edition: model.edition,
			numbers: model.inForce ? shortNumbers(model.inForce) : null,
			kinds: model.unitKinds.map(nameOf),
			retiredOn: model.retiredOn,
			stance: unit ? stanceOf(model, unit, adoptionOf(unit.unitId, model.documentId)) : null,
			formsBehind: forms.filter((form) => form.id === model.id && isBehind(form)).length
		})),
		sets: sets
			.filter((set) => (kind === '' || isMeantFor(set, kind)) && (edition === '' || set.edition === edition))
			.map((set) => ({
				id: set.id,
				name: set.name,
				edition: set.edition,
				count: set.models.length,
				kinds: set.unitKinds.map(nameOf),
				/** Models of the set that the unit has not taken up yet. */
				left: unit ? models.filter((model) => set.models.includes(model.id) && isLeft(model, unit)).length : 0
			})),
		filter: { kind, edition },
		/** What could become a model; units that could publish them. */
		choices: manage ? await markChoices(ctx) : [],
		units:
			department === null && may(ctx.actor, 'model.appoint_unit')
				? (await readUnits(ctx, today(ctx))).map(({ unitId: value, code, name }) => ({ value, label: name, hint: code }))
				: [],
		kinds,
		day: today(ctx),
		can: {
			manage,
			appoint: may(ctx.actor, 'model.appoint_unit'),
			adopt: unit !== null && may(ctx.actor, 'model.adopt', { unitId: unit.unitId })
		}
	};
}

/** A model, its versions and forms, and what one unit made of it. @throws NotFound, Forbidden */
export async function modelPage(ctx: Ctx, modelId: string, params: URLSearchParams, activeUnitId: string | null) {
	const own = unitsInSight(ctx);
	const model = await readModel(ctx, modelId);
	const asked = params.get('unit');
	const wanted = unitAskedFor(ctx, asked !== null && isUuid(asked) ? asked : null, activeUnitId);
	const unitId = wanted === model.unitId ? null : wanted;
	const unit = unitId === null ? null : await unitRow(ctx, unitId);
	const forms = await formsOf(ctx, [model.documentId]);
	const adoptionOf = adoptionIndex(
		unit ? await readAdoptions(ctx, { unitIds: [unit.unitId], documentIds: [model.documentId, ...forms.map((form) => form.id)] }) : []
	);
	const adoption = unit ? adoptionOf(unit.unitId, model.documentId) : null;
	const sets = (await offeredSets(ctx)).filter((set) => set.models.includes(model.id));
	return {
		model: { ...model, numbers: model.inForce ? shortNumbers(model.inForce) : null },
		versions: model.versions.map(({ effectiveFrom, effectiveTo, ...numbers }) => ({
			id: numbers.id,
			numbers: shortNumbers(numbers),
			effectiveFrom,
			effectiveTo
		})),
		kinds: await kindNames(ctx),
		sets: sets.map(({ id, name }) => ({ id, name })),
		unit,
		adoption,
		stance: unit ? stanceOf(model, unit, adoption) : null,
		document: adoption ? await documentOf(ctx, adoption) : null,
		history: adoption ? await historyOf(ctx, adoption.id) : [],
		forms: forms.map((form) => {
			const taken = unit ? adoptionOf(unit.unitId, form.id) : null;
			return {
				...form,
				adoptionId: taken?.id ?? null,
				adopted: taken?.documentId != null,
				behind: taken ? behindOf({ ...model, versions: form.versions }, taken) : null
			};
		}),
		day: today(ctx),
		everyUnit: own === null,
		can: {
			manage: may(ctx.actor, 'model.manage', { unitId: model.unitId }),
			adopt: unit !== null && may(ctx.actor, 'model.adopt', { unitId: unit.unitId })
		}
	};
}

/** A set and its models in order; for who manages them also what could be put in. @throws NotFound, Forbidden */
export async function setPage(ctx: Ctx, setId: string, activeUnitId: string | null) {
	unitsInSight(ctx);
	const set = await readSet(ctx, setId);
	const models = await readModels(ctx);
	const department = await departmentUnit(ctx);
	const unitId = unitAskedFor(ctx, null, activeUnitId);
	const unit = unitId && unitId !== department ? await unitRow(ctx, unitId) : null;
	const adoptionOf = adoptionIndex(unit ? await readAdoptions(ctx, { unitIds: [unit.unitId] }) : []);
	const listed = (model: LoadedModel) => ({
		id: model.id,
		code: model.code,
		title: model.title,
		numbers: model.inForce ? shortNumbers(model.inForce) : null,
		stance: unit ? stanceOf(model, unit, adoptionOf(unit.unitId, model.documentId)) : null
	});
	return {
		set,
		models: set.models.flatMap((id) => models.filter((model) => model.id === id).map(listed)),
		day: today(ctx),
		choices: models.map(({ id, code, title }) => ({ value: id, label: code, hint: title })),
		kinds: await kindNames(ctx),
		unit,
		can: {
			manage: department !== null && may(ctx.actor, 'model.manage', { unitId: department }),
			adopt: unit !== null && may(ctx.actor, 'model.adopt', { unitId: unit.unitId })
		}
	};
}

/** What the form of a new set offers. @throws Forbidden, Conflict `no_department` */
export async function newSetPage(ctx: Ctx) {
	authorize(ctx, 'model.manage', { unitId: await requireDepartment(ctx) });
	const models = await readModels(ctx);
	return { choices: models.map(({ id, code, title }) => ({ value: id, label: code, hint: title })), kinds: await kindNames(ctx) };
}

/** What the form of a new model offers: the Department's documents that are none yet, forms left out. @throws Forbidden, Conflict */
export async function markChoices(ctx: Ctx) {
	const department = await departmentUnit(ctx);
	const documents =
		department !== null && may(ctx.actor, 'model.manage', { unitId: department })
			? await ctx.db.document.findMany({
					where: {
						unitId: department,
						status: 'open',
						model: null,
						kindCode: { not: 'BM' },
						visibility: { in: ['province', 'public'] },
						versions: { some: { state: 'issued' } }
					},
					orderBy: { codeSort: 'asc' },
					select: { id: true, code: true, title: true }
				})
			: [];
	return documents.map(({ id, code, title }) => ({ value: id, label: code, hint: title }));
}

/** Forms of models in force, with their issued versions. */
export async function formsOf(ctx: Ctx, documentIds: readonly string[]) {
	const day = today(ctx);
	const rows = await ctx.db.document.findMany({
		where: { parentId: { in: [...documentIds] }, status: 'open', versions: { some: { state: 'issued' } } },
		orderBy: { codeSort: 'asc' },
		select: {
			id: true,
			parentId: true,
			code: true,
			title: true,
			kindCode: true,
			versions: {
				where: { state: 'issued' },
				select: { id: true, issueNo: true, revisionNo: true, effectiveFrom: true, effectiveTo: true }
			}
		}
	});
	return rows.map(({ versions, ...form }) => {
		const dated = versions.flatMap(({ effectiveFrom, effectiveTo, ...version }) =>
			effectiveFrom === null
				? []
				: [
						{
							...version,
							effectiveFrom: effectiveFrom.toISOString().slice(0, 10),
							effectiveTo: effectiveTo?.toISOString().slice(0, 10) ?? null
						}
					]
		);
		const inForce = dated.find((one) => one.effectiveFrom <= day && (one.effectiveTo === null || one.effectiveTo > day));
		return { ...form, versions: dated, inForce: inForce ?? null, numbers: inForce ? shortNumbers(inForce) : null };
	});
}

/** The unit's document: its name for who keeps it, and for the Department once it was issued. */
async function documentOf(ctx: Ctx, adoption: AdoptionRow): Promise<{ id: string; code: string; title: string } | null> {
	if (!adoption.documentId) return null;
	if (!adoption.visible && !may(ctx.actor, 'batch.read', { unitId: adoption.unitId })) return null;
	return ctx.db.document.findUnique({ where: { id: adoption.documentId }, select: { id: true, code: true, title: true } });
}

async function historyOf(ctx: Ctx, adoptionId: string) {
	const acts = await ctx.db.modelAdoptionAct.findMany({
		where: { adoptionId },
		orderBy: [{ at: 'desc' }, { id: 'desc' }],
		select: {
			id: true,
			event: true,
			reason: true,
			actorName: true,
			at: true,
			modelVersion: { select: { issueNo: true, revisionNo: true } }
		}
	});
	return acts.map(({ modelVersion, ...act }) => ({ ...act, numbers: modelVersion ? shortNumbers(modelVersion) : null }));
}

/** The unit as it is today; null when it is no more. */
export async function unitRow(ctx: Ctx, unitId: string): Promise<UnitRow | null> {
	const [unit] = await readUnits(ctx, today(ctx), Prisma.sql`v.unit_id = ${unitId}::uuid`);
	return unit ?? null;
}

export async function kindNames(ctx: Ctx): Promise<{ value: string; label: string }[]> {
	const kinds = await ctx.db.unitKind.findMany({ orderBy: { sortOrder: 'asc' } });
	return kinds.map((kind) => ({ value: kind.code, label: ctx.locale === 'vi' ? kind.nameVi : kind.nameEn }));
}
