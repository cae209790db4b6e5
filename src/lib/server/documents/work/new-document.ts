import type { Ctx } from '#lib/server/platform/context.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';
import { proposeCode } from '../documents.ts';
import { newDocumentOptions } from './options.ts';

/** What the form of a new document begins with: the kinds, a free code in the unit's own style, who and what it can name. */
export async function newDocumentStart(ctx: Ctx, unitId: string | null, wish: { kind: string | null; parentId: string | null }) {
	if (!unitId) throw new Forbidden();
	const options = await newDocumentOptions(ctx, unitId);
	const kind = options.kinds.find((one) => one.value === wish.kind)?.value ?? (wish.parentId ? 'BM' : 'QT');
	const parentId = options.parents.find((one) => one.value === wish.parentId)?.value ?? null;
	return { options, kind, parentId, code: await proposeCode(ctx, unitId, kind, parentId) };
}
