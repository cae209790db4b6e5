import { mostAtOnce, type ManyAct } from '#lib/domain/documents/many.ts';
import { shownState, type ShownState } from '#lib/domain/documents/phase.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Unauthenticated } from '#lib/server/platform/errors.ts';
import type { ItemAnswer } from '../many.ts';
import { versionsOf } from './many-versions.ts';
import { divisionOptions, staffOptions, type Choice } from './options.ts';

export type Chosen = {
	/** Of the version; of the document, where the act is about documents. */
	readonly id: string;
	readonly rowVersion: number;
	readonly code: string;
	readonly title: string;
	readonly numbers: string | null;
	readonly state: ShownState | null;
	readonly href: string;
	/** Whether the act can be done with it as things stand. */
	readonly possible: boolean;
};

export type ManyPage = {
	readonly act: ManyAct;
	readonly rows: readonly Chosen[];
	/** Chosen documents that have nothing open that this person may see. */
	readonly without: number;
	readonly divisions: readonly Choice[];
	readonly people: readonly Choice[];
};

/**
 * What was chosen in a list, before something is done with all of it: each thing by its name, and whether the act fits it. What the
 * person may not see is left out.
 * @throws Unauthenticated; Forbidden for audience and owner, who does not keep the unit's documents
 */
export async function manyPage(ctx: Ctx, act: ManyAct, asked: URLSearchParams, unitId: string | null): Promise<ManyPage> {
	if (ctx.actor.kind !== 'user') throw new Unauthenticated();
	const ids = (name: string) => [...new Set(asked.getAll(name).filter(isUuid))].slice(0, mostAtOnce);
	if (act === 'audience' || act === 'owner') return ofDocuments(ctx, act, ids('document'), unitId);
	const documentIds = ids('document');
	const versions = await versionsOf(ctx, { documentIds, versionIds: ids('version') });
	const found = new Set(versions.map((version) => version.documentId));
	return {
		act,
		rows: versions.slice(0, mostAtOnce).map((version) => ({
			id: version.id,
			rowVersion: version.rowVersion,
			code: version.code,
			title: version.title,
			numbers: shortNumbers(version, version.scheme),
			state: shownState({ state: version.state, effectiveFrom: null, effectiveTo: null }, today(ctx)),
			href: `/versions/${version.id}`,
			possible: version.may[act]
		})),
		without: documentIds.filter((id) => !found.has(id)).length,
		divisions: [],
		people: []
	};
}

async function ofDocuments(ctx: Ctx, act: ManyAct, documentIds: string[], unitId: string | null): Promise<ManyPage> {
	authorize(ctx, 'document.manage', { unitId });
	if (unitId === null) return { act, rows: [], without: documentIds.length, divisions: [], people: [] };
	const [documents, divisions, people] = await Promise.all([
		ctx.db.document.findMany({
			where: { id: { in: documentIds }, unitId },
			orderBy: { codeSort: 'asc' },
			select: { id: true, code: true, title: true, status: true, rowVersion: true }
		}),
		divisionOptions(ctx, unitId),
		staffOptions(ctx, unitId)
	]);
	const rows = documents.map(({ id, code, title, status, rowVersion }) => ({
		id,
		rowVersion,
		code,
		title,
		numbers: null,
		state: null,
		href: `/documents/${id}`,
		possible: status === 'open'
	}));
	return { act, rows, without: documentIds.length - rows.length, divisions, people };
}

export type NamedAnswer = {
	readonly id: string;
	/** Null for what the person may not see. */
	readonly name: { readonly code: string; readonly title: string; readonly href: string } | null;
	readonly done: boolean;
	/** Why not, and what to do, in the person's language. */
	readonly why: string | null;
};

/** What a form that acts on many says back. */
export type ManyAnswer = { readonly many: { readonly done: number; readonly answers: readonly NamedAnswer[] } };

/** The answers by the names of the things. @param words says a refusal in the person's language */
export async function namedAnswers(
	ctx: Ctx,
	answers: readonly ItemAnswer[],
	words: (refusal: Extract<ItemAnswer, { done: false }>['refusal']) => string
): Promise<NamedAnswer[]> {
	const ids = answers.map((one) => one.id);
	const seen = answers.filter((one) => one.done || one.refusal.status !== 404).map((one) => one.id);
	const [versions, documents] = await Promise.all([
		ctx.db.version.findMany({ where: { id: { in: ids } }, select: { id: true, title: true, document: { select: { code: true } } } }),
		ctx.db.document.findMany({ where: { id: { in: ids } }, select: { id: true, title: true, code: true } })
	]);
	const names = new Map<string, NamedAnswer['name']>([
		...versions.map(({ id, title, document }) => [id, { code: document.code, title, href: `/versions/${id}` }] as const),
		...documents.map(({ id, title, code }) => [id, { code, title, href: `/documents/${id}` }] as const)
	]);
	return answers.map((one) => ({
		id: one.id,
		name: seen.includes(one.id) ? (names.get(one.id) ?? null) : null,
		done: one.done,
		why: one.done ? null : words(one.refusal)
	}));
}
