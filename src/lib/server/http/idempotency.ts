import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Conflict, DomainError } from '#lib/server/platform/errors.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';

export type Answer = { status: number; body: unknown };

const stored = z.object({ body: z.unknown() });
const keepMs = 24 * 60 * 60 * 1000;

export function hashOf(...parts: readonly string[]): string {
	const hash = createHash('sha256');
	for (const part of parts) hash.update(`${part.length}:${part}`);
	return hash.digest('hex');
}

/**
 * Runs a POST once per `Idempotency-Key` of a token (design.md §9): the same key and body within 24 hours get the first answer again;
 * another body is 422, a first one that still runs 409. What failed by our own fault may be tried again with the same key.
 */
export async function once(ctx: Ctx, key: string, bodyHash: string, run: () => Promise<Answer>): Promise<Answer> {
	const tokenId = ctx.actor.kind === 'user' ? ctx.actor.token?.id : undefined;
	if (!tokenId) return run();
	if (key.length > 200) throw new DomainError('idempotency_key_invalid', 422);
	const client = ctx.client;
	const now = ctx.clock.now();
	await client.idempotencyKey.deleteMany({ where: { tokenId, createdAt: { lt: new Date(now.getTime() - keepMs) } } });
	const { count } = await client.idempotencyKey.createMany({ data: [{ tokenId, key, bodyHash, createdAt: now }], skipDuplicates: true });
	if (count === 0) {
		const before = await client.idempotencyKey.findUnique({ where: { tokenId_key: { tokenId, key } } });
		if (before && before.bodyHash !== bodyHash) throw new DomainError('idempotency_key_reused', 422);
		if (!before || before.status === null) throw new Conflict('idempotency_in_progress');
		return { status: before.status, body: stored.parse(before.response).body };
	}
	try {
		const answer = await run();
		await client.idempotencyKey.update({
			where: { tokenId_key: { tokenId, key } },
			data: { status: answer.status, response: { body: answer.body === undefined ? null : toJson(answer.body) } }
		});
		return answer;
	} catch (error) {
		await client.idempotencyKey.delete({ where: { tokenId_key: { tokenId, key } } });
		throw error;
	}
}

function toJson(value: unknown): Prisma.InputJsonValue {
	return z.json().parse(JSON.parse(JSON.stringify(value))) as Prisma.InputJsonValue;
}
