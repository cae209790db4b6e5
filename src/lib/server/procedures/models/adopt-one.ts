import { codeKey } from '#lib/domain/documents/code.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { proposeNextCode } from '#lib/domain/documents/propose-code.ts';
import { fillUnitName, localise, type Localisation } from '#lib/domain/procedures/models/localise.ts';
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

export type AdoptOne = {
	unitId: string;
	/** The Department's document: a model, or a form of one. */
	documentId: string;
	code?: string;
	title?: string;
	/** Codes chosen in the unit, by the Department's document. */
	codes: ReadonlyMap<string, string>;
};
export type AdoptedOne = { outcome: 'adopted' | 'already'; documentId: string; versionId: string | null; code: string };

/** Adopts one model or form, in the open transaction. @throws what `createDocument` throws; Conflict `model_not_in_force`, `parent_not_adopted` */
export async function adoptOne(ctx: Ctx, input: AdoptOne): Promise<AdoptedOne> {
	const role = authorize(ctx, 'model.adopt', { unitId: input.unitId });
	const source = await loadSource(ctx, input.documentId);
	// Two who adopt the same at once: the second waits here and finds it done.
	await ctx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`adopt ${input.unitId} ${source.id}`}, 0))`;
	const [known] = await readAdoptions(ctx, { unitIds: [input.unitId], documentIds: [source.id] });
	const kept = known?.documentId ? await ctx.db.document.findUniqueOrThrow({ where: { id: known.documentId } }) : null;
	if (known?.base && kept) return { outcome: 'already', documentId: kept.id, versionId: null, code: kept.code };

	const others = await adoptedIn(ctx, input.unitId);
	const parentId =
		source.parentId === null ? null : (others.find((other) => other.sourceDocumentId === source.parentId)?.documentId ?? null);
	if (source.formOf && parentId === null) throw new Conflict('parent_not_adopted', { code: source.formOf });
	const unitName = await unitNameOn(ctx, input.unitId, today(ctx));
	const title = tidy(input.title) || fillUnitName(source.title, unitName);
	const document = kept ?? (await newDocument(ctx, input, source, title, parentId));

	const { content, source: file } = await bodyOf(ctx, source.versionId);
	const words = await wordsOf(ctx, input, others, source, document, unitName);
	const text = content ? localise(content, words) : null;
	const summary = m.models_adopted_summary({ code: source.code, numbers: shortNumbers(source) }, { locale: 'vi' });
	const begin = { documentId: document.id, title, summary };
	const version = text
		? await createProcedureVersion(ctx, { ...begin, content: text })
		: await createVersion(ctx, { ...begin, source: file });
	const adoptionId = await keepAdoption(ctx, input.unitId, source.id, known ?? null, document.id);
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
		subjectId: document.id,
		unitId: input.unitId,
		role,
		after: { model: source.code, modelVersion: shortNumbers(source), code: document.code, version: version.id }
	});
	return { outcome: 'adopted', documentId: document.id, versionId: version.id, code: document.code };
}

type Source = {
	id: string;
	code: string;
	title: string;
	kind: string;
	class: 'system' | 'tthc' | 'internal' | null;
	/** The procedure above a form. */
	parentId: string | null;
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
	return { ...rest, ...numbers, versionId, kind: kindCode, parentId: parent?.id ?? null, formOf: model ? null : (parent?.code ?? null) };
}

type Other = { sourceDocumentId: string; sourceCode: string; documentId: string; code: string };

/** What the unit has adopted already. */
async function adoptedIn(ctx: Ctx, unitId: string): Promise<Other[]> {
	const rows = await ctx.db.modelAdoption.findMany({
		where: { unitId, document: { status: 'open' } },
		select: {
			sourceDocumentId: true,
			sourceDocument: { select: { code: true } },
			document: { select: { id: true, code: true } }
		}
	});
	return rows.flatMap(({ sourceDocumentId, sourceDocument, document }) =>
		document ? [{ sourceDocumentId, sourceCode: sourceDocument.code, documentId: document.id, code: document.code }] : []
	);
}

async function newDocument(ctx: Ctx, input: AdoptOne, source: Source, title: string, parentId: string | null) {
	const code = input.code || input.codes.get(source.id) || (await proposedCode(ctx, input.unitId, source, parentId));
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
		select: { id: true, code: true, kindCode: true }
	});
	return codeInUnit(source, documents, documents.find(({ id }) => id === parentId)?.code ?? null, Number(today(ctx).slice(0, 4)));
}

/**
 * The code for a model in a unit: the unit's own pattern, if it has one of this kind; else the model's own code, if it is free.
 * @param parentCode of the unit's procedure, for a form
 */
export function codeInUnit(
	source: { code: string; kind: string },
	documents: readonly { code: string; kindCode: string }[],
	parentCode: string | null,
	year: number
): string {
	const ofKind = documents.filter(({ kindCode }) => kindCode === source.kind).map(({ code }) => code);
	const taken = documents.map(({ code }) => code);
	const isFree = !taken.some((code) => codeKey(code) === codeKey(source.code));
	if (isFree && (ofKind.length === 0 || ofKind.includes(source.code))) return source.code;
	return proposeNextCode({ kind: source.kind, taken, ofKind, parentCode, year });
}

async function wordsOf(
	ctx: Ctx,
	input: AdoptOne,
	others: readonly Other[],
	source: Source,
	document: { id: string; code: string },
	unitName: string
): Promise<Localisation> {
	const words = await ctx.db.modelRoleWord.findMany({ where: { unitId: input.unitId }, select: { role: true, words: true } });
	const named = await ctx.db.document.findMany({
		where: { id: { in: [...input.codes.keys()].filter(isUuid) } },
		select: { id: true, code: true }
	});
	const codes = new Map<string, string>();
	for (const { id, code } of named) codes.set(code, input.codes.get(id) ?? code);
	for (const other of others) codes.set(other.sourceCode, other.code);
	const documents = new Map(others.map((other) => [other.sourceDocumentId, other.documentId]));
	return {
		unitName,
		roles: Object.fromEntries(words.filter((word) => word.words !== word.role).map((word) => [word.role, word.words])),
		codes: Object.fromEntries(codes.set(source.code, document.code)),
		documents: Object.fromEntries(documents.set(source.id, document.id))
	};
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
