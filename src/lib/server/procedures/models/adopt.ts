import { tidyCode } from '#lib/domain/documents/code.ts';
import { requireUser, tidy } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { DomainError } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { adoptOne } from './adopt-one.ts';

export type AdoptRequest = {
	unitId: string;
	/** Models and forms of models, by the Department's document. Empty code or title: the one proposed. */
	items: readonly { documentId: string; code?: string; title?: string }[];
	/** Codes chosen for any of them, also for those that are not adopted now: the texts name them. */
	codes?: Readonly<Record<string, string>>;
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
 * own name, codes and role words put in. Each is an act of its own with its own rows in the trail; what is refused holds up nothing else,
 * and what was adopted before is left as it is, so that the same request may be sent again. The unit's words for roles are remembered.
 * @throws Forbidden for who is no officer of the unit; the refusals of single items come back
 */
export async function adoptModels(ctx: Ctx, request: AdoptRequest): Promise<Adopted[]> {
	authorize(ctx, 'model.adopt', { unitId: request.unitId });
	await rememberRoles(ctx, request.unitId, request.roles ?? []);
	const chosen = new Map(Object.entries(request.codes ?? {}));
	for (const item of request.items) if (item.code) chosen.set(item.documentId, item.code);
	const codes = new Map([...chosen].map(([documentId, code]) => [documentId, tidyCode(code)]));
	const results: Adopted[] = [];
	const done = new Set<string>();
	for (const item of request.items) {
		if (done.has(item.documentId)) continue;
		done.add(item.documentId);
		try {
			const adopted = await transaction(ctx, (ctx) => adoptOne(ctx, { ...item, unitId: request.unitId, codes }));
			results.push({ sourceDocumentId: item.documentId, ...adopted, refusal: null });
		} catch (cause) {
			if (!(cause instanceof DomainError)) throw cause;
			const already = cause.code === 'already_adopted';
			const outcome = already ? ('already' as const) : ('refused' as const);
			results.push({
				sourceDocumentId: item.documentId,
				outcome,
				documentId: null,
				versionId: null,
				code: item.code ?? null,
				refusal: already ? null : cause
			});
		}
	}
	return results;
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
