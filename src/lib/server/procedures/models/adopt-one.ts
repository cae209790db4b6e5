import { codeKey } from '#lib/domain/documents/code.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { proposeNextCode } from '#lib/domain/documents/propose-code.ts';
import { fillUnitName, localise } from '#lib/domain/procedures/models/localise.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import * as m from '#lib/paraglide/messages.js';
import { record } from '#lib/server/audit-trail/record.ts';
import { createDocument } from '#lib/server/documents/documents.ts';
import { requireUser, tidy } from '#lib/server/documents/input.ts';
import { createVersion } from '#lib/server/documents/versions.ts';
import { inForceOn } from '#lib/server/permissions/visible.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';
import { unitNameOn } from '#lib/server/units/units-on-day.ts';
import { findContent } from '../content-store.ts';
import { createProcedureVersion } from '../new-procedure.ts';
import { addAdoptionAct } from './acts.ts';
import { bodyOf } from './model-text.ts';
import { readAdoptions, type AdoptionRow } from './facts.ts';
import { counterpartsIn, namesOf, roleWordsOf } from './unit-words.ts';

export type AdoptOne = {
	unitId: string;
	/** The Department's document: a model, or a form of one. */
	documentId: string;
	code?: string;
	title?: string;
};
/** A document of the unit that waits for its draft; null: the unit follows the model already. */
export type Placed = {
	documentId: string;
	code: string;
	draft: { adoptionId: string; source: Source; title: string; unitName: string } | null;
};
export type AdoptedOne = { outcome: 'adopted' | 'already'; documentId: string; versionId: string | null; code: string };

/**
 * The unit's document for one model or form, in the open transaction. Its draft comes after it (`writeAdopted`), when all documents of the
 * act are there and their texts can name each other.
 * @throws what `createDocument` throws; Conflict `model_not_in_force`, `parent_not_adopted`
 */
export async function placeAdopted(ctx: Ctx, input: AdoptOne): Promise<Placed> {
	authorize(ctx, 'model.adopt', { unitId: input.unitId });
	const source = await loadSource(ctx, input.documentId);
	const known = await hold(ctx, input.unitId, source.id);
	const kept = known?.documentId ? await ctx.db.document.findUniqueOrThrow({ where: { id: known.documentId } }) : null;
	if (known?.base && kept) return { documentId: kept.id, code: kept.code, draft: null };

	const parentId = source.parentId === null ? null : await counterpartOf(ctx, input.unitId, source.parentId);
	if (source.formOf && parentId === null) throw new Conflict('parent_not_adopted', { code: source.formOf });
	const unitName = await unitNameOn(ctx, input.unitId, today(ctx));
	const title = tidy(input.title) || fillUnitName(source.title, unitName);
	const document = kept ?? (await newDocument(ctx, input, source, title, parentId));
	const adoptionId = await keepAdoption(ctx, input.unitId, source.id, known, document.id);
	return { documentId: document.id, code: document.code, draft: { adoptionId, source, title, unitName } };
}

/** The draft of a document that was placed, with the unit's own names, in the open transaction. @throws what `createVersion` throws */
export async function writeAdopted(ctx: Ctx, unitId: string, placed: Placed): Promise<AdoptedOne> {
	const { documentId, code, draft } = placed;
	if (!draft) return { outcome: 'already', documentId, versionId: null, code };
	const role = authorize(ctx, 'model.adopt', { unitId });
	const { adoptionId, source, title, unitName } = draft;
	// Two who adopt the same at once: the second waits here and finds it done.
	const known = await hold(ctx, unitId, source.id);
	if (known?.base) return { outcome: 'already', documentId, versionId: null, code };

	const { content, source: file } = await bodyOf(ctx, source.versionId);
	const words = { unitName, roles: await roleWordsOf(ctx, unitId), ...namesOf(await counterpartsIn(ctx, unitId)) };
	const text = content ? localise(content, words) : null;
	const summary = m.models_adopted_summary({ code: source.code, numbers: shortNumbers(source) }, { locale: 'vi' });
	const begin = { documentId, title, summary };
	const version = text
		? await createProcedureVersion(ctx, { ...begin, content: text })
		: await createVersion(ctx, { ...begin, source: file });
	await addAdoptionAct(ctx, {
		adoptionId,
		event: 'adopt',
		modelVersionId: source.versionId,
		resultVersionId: version.id,
		// As it was stored: the command that begins a version may add what its class asks for.
		asIsSha256: text ? (await findContent(ctx, version.id))?.sha256 : file?.sha256,
		localisation: words
	});
	await record(ctx, {
		event: 'model.adopt',
		subjectType: 'document',
		subjectId: documentId,
		unitId,
		role,
		after: { model: source.code, modelVersion: shortNumbers(source), code, version: version.id }
	});
	return { outcome: 'adopted', documentId, versionId: version.id, code };
}

/** What the unit did with a model, held until the transaction ends. */
async function hold(ctx: Ctx, unitId: string, sourceDocumentId: string): Promise<AdoptionRow | null> {
	await ctx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`adopt ${unitId} ${sourceDocumentId}`}, 0))`;
	const [known = null] = await readAdoptions(ctx, { unitIds: [unitId], documentIds: [sourceDocumentId] });
	return known;
}

/** The unit's open document that came of one of the Department's. */
async function counterpartOf(ctx: Ctx, unitId: string, sourceDocumentId: string): Promise<string | null> {
	const row = await ctx.db.modelAdoption.findFirst({
		where: { unitId, sourceDocumentId, document: { status: 'open' } },
		select: { documentId: true }
	});
	return row?.documentId ?? null;
}

type Source = {
	id: string;
	code: string;
	title: string;
	kind: string;
	class: 'system' | 'tthc' | 'internal' | null;
	/** The procedure above a form, and its code. */
	parentId: string | null;
	parentCode: string | null;
	/** Its code, when it is the parent that is the model. */
	formOf: string | null;
	versionId: string;
	issueNo: number;
	revisionNo: number;
};

/** @throws NotFound for what is neither a model on offer nor a form of one; Conflict `model_not_in_force` */
async function loadSource(ctx: Ctx, documentId: string): Promise<Source> {
	const offered = { retiredOn: null };
	const document = isUuid(documentId)
		? await ctx.db.document.findFirst({
				where: { id: documentId, status: 'open', OR: [{ model: offered }, { parent: { model: offered } }] },
				select: {
					id: true,
					code: true,
					kindCode: true,
					class: true,
					model: { select: { id: true } },
					parent: { select: { id: true, code: true } },
					versions: { where: inForceOn(today(ctx)), select: { id: true, title: true, issueNo: true, revisionNo: true } }
				}
			})
		: null;
	if (!document) throw new NotFound('model_not_found');
	const [version] = document.versions;
	if (!version) throw new Conflict('model_not_in_force', { code: document.code });
	const { model, parent, kindCode, versions: _versions, ...rest } = document;
	const { id: versionId, ...numbers } = version;
	return {
		...rest,
		...numbers,
		versionId,
		kind: kindCode,
		parentId: parent?.id ?? null,
		parentCode: parent?.code ?? null,
		formOf: model ? null : (parent?.code ?? null)
	};
}

async function newDocument(ctx: Ctx, input: AdoptOne, source: Source, title: string, parentId: string | null) {
	const code = input.code || (await proposedCode(ctx, input.unitId, source, parentId));
	const created = await createDocument(ctx, {
		unitId: input.unitId,
		kind: source.kind,
		class: source.class,
		code,
		title,
		parentId
	});
	return { id: created.id, code: created.code };
}

async function proposedCode(ctx: Ctx, unitId: string, source: Source, parentId: string | null): Promise<string> {
	const documents = await ctx.db.document.findMany({
		where: { unitId, status: 'open' },
		select: { id: true, code: true, kindCode: true, class: true }
	});
	const parent = documents.find(({ id }) => id === parentId);
	const under = parent && source.parentCode !== null ? { code: parent.code, sourceCode: source.parentCode } : null;
	return codeInUnit(source, documents, under, Number(today(ctx).slice(0, 4)));
}

type Coded = { readonly code: string; readonly kindCode: string; readonly class: Source['class'] };

/**
 * The code for a model in a unit: the unit's own pattern, if it has documents of this kind, best of this class; else the model's own code,
 * if it is free. A form follows its procedure: where that has the model's code, so has the form.
 * @param under the unit's procedure, for a form, and what the model calls it
 */
export function codeInUnit(
	source: { code: string; kind: string; class: Source['class'] },
	documents: readonly Coded[],
	under: { code: string; sourceCode: string } | null,
	year: number
): string {
	const ofKind = documents.filter(({ kindCode }) => kindCode === source.kind);
	const ofClass = ofKind.filter((document) => document.class === source.class);
	const codes = (ofClass.length > 0 ? ofClass : ofKind).map(({ code }) => code);
	const taken = documents.map(({ code }) => code);
	const isFree = !taken.some((code) => codeKey(code) === codeKey(source.code));
	const asModel = under ? codeKey(under.code) === codeKey(under.sourceCode) : codes.length === 0 || codes.includes(source.code);
	if (isFree && asModel) return source.code;
	return proposeNextCode({ kind: source.kind, taken, ofKind: codes, parentCode: under?.code ?? null, year });
}

async function keepAdoption(
	ctx: Ctx,
	unitId: string,
	sourceDocumentId: string,
	known: AdoptionRow | null,
	documentId: string
): Promise<string> {
	if (known) {
		await ctx.db.modelAdoption.update({
			where: { id: known.id },
			data: { documentId, notApplicableReason: null, declinedVersionId: null, declineReason: null, rowVersion: { increment: 1 } }
		});
		return known.id;
	}
	const created = await ctx.db.modelAdoption.create({
		data: { unitId, sourceDocumentId, documentId, createdById: requireUser(ctx), createdAt: ctx.clock.now() },
		select: { id: true }
	});
	return created.id;
}
