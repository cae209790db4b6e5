import { may } from '#lib/domain/permissions/decide.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { externalDatesSelect } from './status.ts';

export const externalSelect = {
	id: true,
	unitId: true,
	number: true,
	title: true,
	issuer: true,
	issuedOn: true,
	link: true,
	checkMonths: true,
	createdAt: true,
	rowVersion: true,
	...externalDatesSelect
} as const satisfies Prisma.ExternalDocumentSelect;

export type LoadedExternal = Prisma.ExternalDocumentGetPayload<{ select: typeof externalSelect }>;

/** Whether the actor keeps the list in which it stands. */
export function mayKeep(ctx: Ctx, external: { unitId: string | null }): boolean {
	return external.unitId === null ? may(ctx.actor, 'external.keep_province') : may(ctx.actor, 'external.keep', { unitId: external.unitId });
}

/** @throws Forbidden when the actor does not keep the list in which it stands */
export function authorizeKeeper(ctx: Ctx, external: { unitId: string | null }): string {
	return external.unitId === null ? authorize(ctx, 'external.keep_province') : authorize(ctx, 'external.keep', { unitId: external.unitId });
}

/**
 * An external document that this actor may see: those of the province are open to everybody who is signed in, a unit's own to its people,
 * the coordinator and its inspectors. Else it does not exist: 404.
 */
export async function loadExternal(ctx: Ctx, id: string): Promise<LoadedExternal> {
	const external = isUuid(id) ? await ctx.db.externalDocument.findUnique({ where: { id }, select: externalSelect }) : null;
	if (!external) throw new NotFound('external_not_found');
	const seen =
		external.unitId === null ? may(ctx.actor, 'external.read_province') : may(ctx.actor, 'external.read', { unitId: external.unitId });
	if (!seen) throw new NotFound('external_not_found');
	return external;
}
