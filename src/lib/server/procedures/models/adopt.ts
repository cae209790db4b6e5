import { tidyCode } from '#lib/domain/documents/code.ts';
import { requireUser, tidy } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { DomainError } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { placeAdopted, writeAdopted, type Placed } from './adopt-one.ts';
import { tieDrafts } from './tie.ts';

export type AdoptRequest = {
	unitId: string;
	/** Models and forms of models, by the Department's document. Empty code or title: the one proposed. */
	items: readonly { documentId: string; code?: string; title?: string }[];
	roles?: readonly { role: string; words: string }[];
};

/** What became of one of them. */
export type Adopted = {
	readonly sourceDocumentId: string;
	readonly outcome: 'adopted' | 'already' | 'refused';
	/** The unit's document, if there is one now. */
	readonly documentId: string | null;
	readonly versionId: string | null;
	readonly code: string | null;
	readonly refusal: DomainError | null;
};

/**
 * Adopts models and their forms into a unit, in the order given: of each a document of the unit and a draft with the model's text, its
 * own name, codes, documents and role words put in. First come all documents, then their drafts, so that each text names and links the
 * unit's own documents, those after it too; drafts that the unit had before get what is new to them (`tieDrafts`). Each is an act of its
 * own with its own rows in the trail; what is refused holds up nothing else, and what was adopted before is left as it is, so that the
 * same request may be sent again. The unit's words for roles are remembered.
 * @throws Forbidden for who is no officer of the unit; the refusals of single items come back
 */
export async function adoptModels(ctx: Ctx, request: AdoptRequest): Promise<Adopted[]> {
	const { unitId } = request;
	authorize(ctx, 'model.adopt', { unitId });
	await rememberRoles(ctx, unitId, request.roles ?? []);
	const items = request.items.filter((item, at) => request.items.findIndex(({ documentId }) => documentId === item.documentId) === at);
	const placed: (Placed | Adopted)[] = [];
	for (const { code, ...item } of items)
		placed.push(
			await orRefused({ documentId: item.documentId, code }, () =>
				transaction(ctx, (ctx) => placeAdopted(ctx, { ...item, code: code ? tidyCode(code) : '', unitId }))
			)
		);
	const results: Adopted[] = [];
	for (const [at, item] of items.entries()) {
		const one = placed[at];
		if (!one) continue;
		results.push(
			'outcome' in one
				? one
				: await orRefused(item, async () => ({
						sourceDocumentId: item.documentId,
						...(await transaction(ctx, (ctx) => writeAdopted(ctx, unitId, one))),
						refusal: null
					}))
		);
	}
	if (results.some(({ outcome }) => outcome === 'adopted')) await tieDrafts(ctx, unitId);
	return results;
}

async function orRefused<Result>(item: { documentId: string; code?: string }, act: () => Promise<Result>): Promise<Result | Adopted> {
	try {
		return await act();
	} catch (cause) {
		if (!(cause instanceof DomainError)) throw cause;
		const refused = { sourceDocumentId: item.documentId, documentId: null, versionId: null, code: item.code ?? null };
		return cause.code === 'already_adopted'
			? { ...refused, outcome: 'already', refusal: null }
			: { ...refused, outcome: 'refused', refusal: cause };
	}
}

async function rememberRoles(ctx: Ctx, unitId: string, roles: NonNullable<AdoptRequest['roles']>): Promise<void> {
	const given = new Map(roles.map(({ role, words }) => [tidy(role).slice(0, 300), tidy(words).slice(0, 300)]));
	await transaction(ctx, async (ctx) => {
		for (const [role, words] of given) {
			if (role === '') continue;
			const data = { words: words || role, updatedById: requireUser(ctx), updatedAt: ctx.clock.now() };
			await ctx.db.modelRoleWord.upsert({
				where: { unitId_role: { unitId, role } },
				create: { unitId, role, ...data },
				update: data
			});
		}
	});
}
