import { createHash } from 'node:crypto';
import type { Signer } from '#lib/server/identity/signing.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';

/** What is signed: facts in plain values, days as `2026-11-26`. */
export type SignedContent = Prisma.InputJsonObject;

export type SignedAct = {
	/** As in the trail: `corrective_action`, `audit`, `inspection`, `audit_programme`. */
	subjectType: string;
	subjectId: string;
	/** `approve_action_plan`, `appoint_team`, `sign_minutes` ... */
	meaning: string;
	/** The sentence that the signer read, in Vietnamese. */
	meaningText: string;
	/** The unit for which it is signed; null: nobody's unit (coordinator, inspector). */
	unitId: string | null;
	/** From `proveSigner` or `provePerson`, called before the transaction. */
	signer: Signer;
	content: SignedContent;
};

/**
 * Keeps a signature over an act, in the caller's transaction: who, as what, the meaning in words, and the SHA-256 of what was signed. The act's
 * own row of the trail names the hash (`contentSha256`). An internal signature, never a "chữ ký số".
 */
export async function signAct(ctx: Ctx, act: SignedAct): Promise<{ id: string; contentSha256: string }> {
	if (!ctx.inTransaction) throw new Error('signAct() outside a transaction');
	const { signer, content, ...facts } = act;
	const contentSha256 = contentHash(content);
	const { id } = await ctx.db.actSignature.create({
		data: { ...facts, ...signer, contentSha256, signedAt: ctx.clock.now() },
		select: { id: true }
	});
	return { id, contentSha256 };
}

/** Whether what is there now is what was signed. */
export function isAsSigned(signature: { contentSha256: string }, content: SignedContent): boolean {
	return signature.contentSha256 === contentHash(content);
}

/** SHA-256 over the facts with their names in order, so that the order in which they are loaded does not matter. */
export function contentHash(content: SignedContent): string {
	return createHash('sha256')
		.update(JSON.stringify(sorted(content)))
		.digest('hex');
}

function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([, inner]) => inner !== undefined)
			.toSorted(([one], [other]) => (one < other ? -1 : 1))
			.map(([name, inner]) => [name, sorted(inner)])
	);
}

export type ShownSignature = {
	readonly id: string;
	readonly meaning: string;
	readonly meaningText: string;
	readonly signerName: string;
	readonly position: string;
	readonly capacity: string | null;
	readonly contentSha256: string;
	readonly notice: string | null;
	readonly signedAt: Date;
};

/** The signatures of things, the first first. No question of rights. */
export async function signaturesOf(ctx: Ctx, subjectType: string, subjectIds: readonly string[]): Promise<Map<string, ShownSignature[]>> {
	const rows = await ctx.db.actSignature.findMany({
		where: { subjectType, subjectId: { in: [...subjectIds] } },
		orderBy: [{ signedAt: 'asc' }, { id: 'asc' }],
		select: {
			id: true,
			subjectId: true,
			meaning: true,
			meaningText: true,
			signerName: true,
			position: true,
			capacity: true,
			contentSha256: true,
			notice: true,
			signedAt: true
		}
	});
	return Map.groupBy(rows, ({ subjectId }) => subjectId);
}
