import { codeKey } from '#lib/domain/documents/code.ts';
import { rolesOf, fillUnitName } from '#lib/domain/procedures/models/localise.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden, NotFound } from '#lib/server/platform/errors.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { codeInUnit } from './adopt-one.ts';
import { adoptionIndex, readAdoptions, readModels, type LoadedModel } from './facts.ts';
import { bodyOf } from './model-text.ts';
import { formsOf, unitRow } from './pages.ts';
import { readSet } from './set-facts.ts';

/** One line of the form: a model, or a form of the model above it. */
export type AdoptLine = {
	readonly documentId: string;
	readonly sourceCode: string;
	readonly sourceTitle: string;
	readonly numbers: string | null;
	readonly isForm: boolean;
	/** What is written into the unit: a text that can be edited here, or a copy of the model's file. */
	readonly structured: boolean;
	/** Proposed. */
	readonly code: string;
	readonly title: string;
	readonly already: boolean;
	/** Nothing of it is in force today, so there is nothing to adopt. */
	readonly waits: boolean;
};

/**
 * The form that adopts a set, one model or several: of each the code by the unit's own pattern, the title with the unit's name, and the
 * unit's words for the roles that the texts name, as it gave them before.
 * @param ask `set`, or one or several `model`
 * @throws Forbidden for who is no officer of the active unit; NotFound
 */
export async function adoptPage(ctx: Ctx, ask: { set: string | null; models: readonly string[] }, activeUnitId: string | null) {
	if (!activeUnitId) throw new Forbidden();
	authorize(ctx, 'model.adopt', { unitId: activeUnitId });
	const unit = await unitRow(ctx, activeUnitId);
	if (!unit) throw new NotFound();
	const set = ask.set === null ? null : await readSet(ctx, ask.set);
	const wanted = set ? set.models : ask.models.filter(isUuid);
	const all = await readModels(ctx);
	const models = wanted.flatMap((id) => all.filter((model) => model.id === id));
	if (models.length === 0) throw new NotFound();
	const forms = await formsOf(
		ctx,
		models.map((model) => model.documentId)
	);
	const adoptionOf = adoptionIndex(await readAdoptions(ctx, { unitIds: [unit.unitId] }));
	const documents = await ctx.db.document.findMany({
		where: { unitId: unit.unitId, status: 'open' },
		select: { id: true, code: true, kindCode: true, class: true }
	});
	const contents = await contentsOf(ctx, models);
	const lines = models.flatMap((model) => {
		const taken = adoptionOf(unit.unitId, model.documentId);
		const existing = documents.find(({ id }) => id === taken?.documentId)?.code;
		const code = existing ?? propose(model, null);
		const own = forms.filter((form) => form.parentId === model.documentId);
		return [
			line(model, false, code, taken?.documentId != null && taken.base !== null, contents.has(model.id)),
			...own.map((form) => {
				const formTaken = adoptionOf(unit.unitId, form.id);
				const formCode = documents.find(({ id }) => id === formTaken?.documentId)?.code;
				return line(
					{ ...form, documentId: form.id },
					true,
					formCode ?? propose({ code: form.code, kind: form.kindCode, class: null }, { code, sourceCode: model.code }),
					formTaken?.documentId != null && formTaken.base !== null,
					false
				);
			})
		];
	});

	/** Each proposal counts as taken for the next. */
	function propose(source: Pick<LoadedModel, 'code' | 'kind' | 'class'>, under: { code: string; sourceCode: string } | null): string {
		const code = codeInUnit(source, documents, under, Number(today(ctx).slice(0, 4)));
		documents.push({ id: '', code, kindCode: source.kind, class: source.class });
		return code;
	}
	function line(
		source: Pick<LoadedModel, 'documentId' | 'code' | 'title' | 'inForce'>,
		isForm: boolean,
		code: string,
		already: boolean,
		structured: boolean
	): AdoptLine {
		return {
			documentId: source.documentId,
			sourceCode: source.code,
			sourceTitle: source.title,
			numbers: source.inForce ? shortNumbers(source.inForce) : null,
			isForm,
			structured,
			code,
			title: fillUnitName(source.title, unit?.name ?? ''),
			already,
			waits: source.inForce === null
		};
	}

	const roles = rolesOf([...contents.values()]);
	const known = await ctx.db.modelRoleWord.findMany({ where: { unitId: unit.unitId }, select: { role: true, words: true } });
	return {
		unit,
		set: set ? { id: set.id, name: set.name } : null,
		lines,
		roles: roles.map((role) => ({ role, words: known.find((word) => word.role === role)?.words ?? role })),
		codes: documents.filter(({ id }) => id !== '').map(({ code }) => codeKey(code))
	};
}

/** Of those that are structured. */
async function contentsOf(ctx: Ctx, models: readonly LoadedModel[]) {
	const found = new Map<string, NonNullable<Awaited<ReturnType<typeof bodyOf>>['content']>>();
	for (const model of models) {
		const content = model.inForce ? (await bodyOf(ctx, model.inForce.id)).content : null;
		if (content) found.set(model.id, content);
	}
	return found;
}
