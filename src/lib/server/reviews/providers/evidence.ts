import { addEvidence, removeEvidence } from '#lib/server/corrective-actions/evidence.ts';
import type { EvidenceReader } from '#lib/server/corrective-actions/evidence-list.ts';
import type { VersionFile } from '#lib/server/documents/files.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { loadProvider, takeProvider, type Provider } from './load.ts';

/** Adds files to the last rating of a provider. @throws NotFound (no rating), Forbidden, Invalid; Conflict `provider_ended` */
export function addProviderFiles(ctx: Ctx, providerId: string, files: readonly VersionFile[]): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { provider, subject } = await takeProvider(ctx, providerId);
		const role = authorize(ctx, 'provider.manage', subject);
		const last = await ctx.db.providerRating.findFirst({
			where: { providerId: provider.id },
			orderBy: { number: 'desc' },
			select: { id: true }
		});
		if (!last) throw new Conflict('provider_not_rated');
		await addEvidence(ctx, {
			subjectType: 'provider_rating',
			subjectId: last.id,
			unitId: provider.unitId,
			files,
			role,
			trail: place(provider)
		});
	});
}

/** A head takes away what was added by mistake, while the provider is used; not their own. @throws as `removeEvidence`; Conflict `provider_ended` */
export function removeProviderFile(ctx: Ctx, providerId: string, input: { evidenceId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { provider, subject } = await takeProvider(ctx, providerId);
		const ratings = await ctx.db.providerRating.findMany({ where: { providerId: provider.id }, select: { id: true } });
		const by = { action: 'provider.remove_evidence', subject } as const;
		await removeEvidence(ctx, {
			...input,
			subjectType: 'provider_rating',
			subjectIds: ratings.map(({ id }) => id),
			by,
			trail: place(provider)
		});
	});
}

const place = (provider: Provider) => ({ subjectType: 'external_provider', subjectId: provider.id, name: provider.name });

/** Opens for whoever may read the provider. */
export const readRatingEvidence: EvidenceReader = async (ctx, ratingId) => {
	const rating = await ctx.db.providerRating.findUnique({ where: { id: ratingId }, select: { providerId: true } });
	if (!rating) throw new NotFound('file_not_found');
	return { name: (await loadProvider(ctx, rating.providerId)).provider.name };
};
