import { z } from 'zod';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Unauthenticated } from '#lib/server/platform/errors.ts';
import { searchDocuments, type Found } from './search.ts';

const query = z.object({
	q: z.string().trim().max(200).catch(''),
	kind: z
		.string()
		.regex(/^[\p{L}\d]{1,20}$/u)
		.optional()
		.catch(undefined),
	page: z.coerce.number().int().min(1).max(500).catch(1)
});

/** The page of a search: `found` is null while nothing was asked. @throws Unauthenticated */
export async function searchPage(ctx: Ctx, params: URLSearchParams): Promise<{ q: string; kind: string | null; found: Found | null }> {
	if (ctx.actor.kind !== 'user') throw new Unauthenticated();
	const { q, kind, page } = query.parse({ q: params.get('q') ?? '', kind: params.get('kind') ?? undefined, page: params.get('page') ?? 1 });
	return { q, kind: kind ?? null, found: q === '' ? null : await searchDocuments(ctx, { q, kind, page }) };
}
