import { compareNumbers, shortNumbers } from '#lib/domain/documents/numbering.ts';
import type { PartKey, ProcedureContent } from '#lib/domain/procedures/content.ts';
import { changedParts, partsOf, somePartsSchema } from '#lib/domain/procedures/content-parts.ts';
import { localisation, localise, rolesOf, type Localisation } from '#lib/domain/procedures/models/localise.ts';
import { applyChoices, offersOf, type MergeChoice, type MergeOffer } from '#lib/domain/procedures/models/merge-model.ts';
import * as m from '#lib/paraglide/messages.js';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason } from '#lib/server/documents/input.ts';
import { createVersion, editVersion } from '#lib/server/documents/versions.ts';
import type { VersionFile } from '#lib/server/documents/files.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import type { VersionState } from '#lib/server/platform/generated/enums.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { contentSha256, findContent } from '../content-store.ts';
import { createProcedureVersion } from '../new-procedure.ts';
import { saveContent } from '../save-content.ts';
import { addAdoptionAct } from './acts.ts';
import { bodyOf } from './model-text.ts';
import { loadAdoption, type LoadedAdoption } from './stance.ts';
import { counterpartsIn, namesOf, roleWordsOf } from './unit-words.ts';

export type UnitVersion = { readonly id: string; readonly state: VersionState; readonly issueNo: number; readonly revisionNo: number };

/** What stands before a merge: the model as it was and is, and what the unit has. */
export type MergeState = {
	readonly adoption: LoadedAdoption & { readonly documentId: string };
	readonly role: string;
	readonly words: Localisation;
	readonly base: { readonly id: string; readonly numbers: string };
	/** The newest issued version of the model, upcoming ones included. */
	readonly newest: { readonly id: string; readonly numbers: string };
	/** What a merge goes into: the unit's draft, else its newest version. */
	readonly own: UnitVersion | null;
	/** Null: one of the three is a file, which people merge by hand. */
	readonly texts: {
		readonly base: ProcedureContent;
		readonly mine: ProcedureContent;
		readonly theirs: ProcedureContent;
		readonly revision: number;
	} | null;
	readonly offers: readonly MergeOffer[];
	readonly file: { readonly model: VersionFile | null; readonly unchanged: boolean };
};

/** @throws NotFound for who is no officer of the unit; Conflict `already_merged` when there is nothing newer, `not_adopted` */
export async function mergeState(ctx: Ctx, adoptionId: string): Promise<MergeState> {
	const { adoption, role } = await loadAdoption(ctx, adoptionId);
	const { documentId } = adoption;
	if (documentId === null || adoption.base === null) throw new Conflict('not_adopted');
	const [merged] = (
		await ctx.db.modelAdoptionAct.findMany({
			where: { adoptionId, event: { in: ['adopt', 'merge'] }, resultVersion: { documentId, state: { not: 'cancelled' } } },
			orderBy: [{ at: 'desc' }, { id: 'desc' }],
			select: {
				asIsSha256: true,
				localisation: true,
				modelVersion: { select: { id: true, issueNo: true, revisionNo: true } }
			}
		})
	).sort((a, b) => (a.modelVersion && b.modelVersion ? compareNumbers(b.modelVersion, a.modelVersion) : 0));
	if (!merged?.modelVersion) throw new Conflict('not_adopted');
	const issued = await ctx.db.version.findMany({
		where: { documentId: adoption.sourceDocumentId, state: 'issued' },
		select: { id: true, issueNo: true, revisionNo: true }
	});
	const newest = issued.sort(compareNumbers).at(-1);
	if (!newest || compareNumbers(newest, merged.modelVersion) <= 0) throw new Conflict('already_merged');

	const versions = await ctx.db.version.findMany({
		where: { documentId, state: { not: 'cancelled' } },
		select: { id: true, state: true, issueNo: true, revisionNo: true }
	});
	const own = versions.sort(compareNumbers).at(-1) ?? null;
	const putIn = localisation.parse(merged.localisation);
	const [was, now, mine] = [
		await bodyOf(ctx, merged.modelVersion.id),
		await bodyOf(ctx, newest.id),
		own ? await bodyOf(ctx, own.id) : null
	];
	const stored = own ? await findContent(ctx, own.id) : null;
	const words = await wordsNow(ctx, adoption.unitId, putIn, was.content);
	const texts =
		was.content && now.content && mine?.content && stored
			? { base: localise(was.content, putIn), mine: mine.content, theirs: localise(now.content, words), revision: stored.revision }
			: null;
	return {
		adoption: { ...adoption, documentId },
		role,
		words,
		base: { id: merged.modelVersion.id, numbers: shortNumbers(merged.modelVersion) },
		newest: { id: newest.id, numbers: shortNumbers(newest) },
		own,
		texts,
		offers: texts ? offersOf(texts.base, texts.mine, texts.theirs) : [],
		file: { model: now.source, unchanged: merged.asIsSha256 !== null && mine?.source?.sha256 === merged.asIsSha256 }
	};
}

/**
 * The words for the new version of the model: those put in before, with the unit's word for each role that the model names only since, and
 * what the unit adopted since by its own code and link. Where a document of the unit got another code the merge offers that too.
 */
async function wordsNow(ctx: Ctx, unitId: string, words: Localisation, was: ProcedureContent | null): Promise<Localisation> {
	const named = new Set(was ? rolesOf([was]) : []);
	const since = Object.entries(await roleWordsOf(ctx, unitId)).filter(([role]) => !named.has(role));
	const names = namesOf(await counterpartsIn(ctx, unitId));
	return {
		...words,
		roles: { ...Object.fromEntries(since), ...words.roles },
		codes: { ...words.codes, ...names.codes },
		documents: { ...words.documents, ...names.documents }
	};
}

export type MergeInput = {
	adoptionId: string;
	/** The version of the model that the page showed. */
	modelVersionId: string;
	/** The unit's version that it showed. */
	ownVersionId: string;
	/** The text's revision there: what was saved since is not overwritten. */
	revision: number;
	choices: Readonly<Partial<Record<PartKey, MergeChoice>>>;
	texts: Readonly<Partial<Record<PartKey, string>>>;
};
export type Merged = { readonly versionId: string };

/**
 * Merges the newest version of a model into the unit's draft, or into a new one, part by part as chosen. Recorded as `model.merge` at the
 * unit's document, beside the acts of the draft.
 * @throws Conflict `stale` when the model, the unit's version or its text is another than the page showed; `already_merged`;
 * `open_version_exists` while the unit's version waits for review, approval or issue; `not_written_here` for what is a file
 */
export function mergeModel(ctx: Ctx, input: MergeInput): Promise<Merged> {
	return transaction(ctx, async (ctx) => {
		const state = await heldState(ctx, input.adoptionId);
		const { own, texts } = state;
		if (!own || !texts) throw new Conflict('not_written_here');
		if (input.modelVersionId !== state.newest.id || input.ownVersionId !== own.id || input.revision !== texts.revision)
			throw new Conflict('stale');
		const result = applyChoices(texts.mine, state.offers, input.choices, input.texts);
		const summary = m.models_merged_summary({ code: state.adoption.source.code, numbers: state.newest.numbers }, { locale: 'vi' });
		const versionId = await intoDraft(ctx, state, own, texts, result, summary);
		await keepMerge(ctx, state, versionId, contentSha256(texts.theirs), summary);
		return { versionId };
	});
}

/** Two merges of one adoption go one after the other: the second finds nothing to merge. */
async function heldState(ctx: Ctx, adoptionId: string): Promise<MergeState> {
	await ctx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`merge ${adoptionId}`}, 0))`;
	return mergeState(ctx, adoptionId);
}

async function intoDraft(
	ctx: Ctx,
	state: MergeState,
	own: UnitVersion,
	texts: NonNullable<MergeState['texts']>,
	result: ProcedureContent,
	summary: string
): Promise<string> {
	if (own.state === 'draft') {
		const changed = changedParts(texts.mine, result);
		const parts = partsOf(result);
		if (changed.length > 0) {
			const chosen = somePartsSchema.parse(Object.fromEntries(changed.map((part) => [part, parts[part]])));
			await saveContent(ctx, { versionId: own.id, base: texts.revision, parts: chosen });
		}
		return own.id;
	}
	requireSettled(own);
	const version = await createProcedureVersion(ctx, { documentId: state.adoption.documentId, step: 'revision', summary, content: result });
	return version.id;
}

/** @throws Conflict `open_version_exists` for what waits for review, approval or issue: it is recalled or returned first */
function requireSettled(own: UnitVersion): void {
	if (['in_review', 'in_approval', 'approved'].includes(own.state)) throw new Conflict('open_version_exists');
}

/**
 * Takes the new file of a model as the unit's draft. Where the unit has not changed the model's file it comes into the open draft, or a new
 * one. A file of the unit's own is never written over: with `anew` the model's comes as a new draft beside what the unit has issued.
 * Recorded as `model.merge`, beside the acts of the draft.
 * @throws Conflict `changed_here` when the unit's file is its own and not asked to begin anew, or stands in an open draft; as `mergeModel`
 */
export function takeModelFile(ctx: Ctx, input: { adoptionId: string; modelVersionId: string; anew?: boolean }): Promise<Merged> {
	return transaction(ctx, async (ctx) => {
		const state = await heldState(ctx, input.adoptionId);
		if (input.modelVersionId !== state.newest.id) throw new Conflict('stale');
		const { own, file } = state;
		const inDraft = own?.state === 'draft';
		if (!own || !file.model || (!file.unchanged && (inDraft || !input.anew))) throw new Conflict('changed_here');
		requireSettled(own);
		const summary = m.models_merged_summary({ code: state.adoption.source.code, numbers: state.newest.numbers }, { locale: 'vi' });
		const { documentId } = state.adoption;
		const versionId = inDraft ? own.id : (await createVersion(ctx, { documentId, step: 'revision', summary, source: file.model })).id;
		// A PDF of the text before is none of this one.
		if (inDraft) await editVersion(ctx, { versionId, source: file.model, pdf: null });
		await keepMerge(ctx, state, versionId, file.model.sha256, summary);
		return { versionId };
	});
}

/**
 * The officer has merged by hand: the unit's open draft is what came of it, with a summary of what was taken over.
 * @throws Conflict `no_draft` without a draft that it could have come into; `stale`
 */
export function markMerged(ctx: Ctx, input: { adoptionId: string; modelVersionId: string; summary: string }): Promise<Merged> {
	return transaction(ctx, async (ctx) => {
		const state = await heldState(ctx, input.adoptionId);
		const summary = requireReason(input.summary, 'summary');
		if (input.modelVersionId !== state.newest.id) throw new Conflict('stale');
		if (state.own?.state !== 'draft') throw new Conflict('no_draft');
		const theirs = await bodyOf(ctx, state.newest.id);
		const sha256 = theirs.content ? contentSha256(localise(theirs.content, state.words)) : (theirs.source?.sha256 ?? null);
		await keepMerge(ctx, state, state.own.id, sha256, summary);
		return { versionId: state.own.id };
	});
}

async function keepMerge(ctx: Ctx, state: MergeState, versionId: string, asIsSha256: string | null, summary: string): Promise<void> {
	const { adoption } = state;
	await addAdoptionAct(ctx, {
		adoptionId: adoption.id,
		event: 'merge',
		modelVersionId: state.newest.id,
		resultVersionId: versionId,
		asIsSha256,
		localisation: state.words,
		reason: summary
	});
	await record(ctx, {
		event: 'model.merge',
		subjectType: 'document',
		subjectId: adoption.documentId,
		unitId: adoption.unitId,
		role: state.role,
		before: { modelVersion: state.base.numbers },
		after: { model: adoption.source.code, modelVersion: state.newest.numbers, version: versionId },
		comment: summary
	});
}
