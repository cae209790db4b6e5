import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Conflict, DomainError } from '#lib/server/platform/errors.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';

export type Answer = { status: number; body: unknown };

const stored = z.object({ body: z.unknown() });
const keepMs = 24 * 60 * 60 * 1000;
/** Longer than any act lasts: a key that is still without an answer belongs to a process that was killed. */
const abandonedMs = 2 * 60 * 1000;
const keyLength = 200;

/** Acts of this process that are under way: a double send waits for the first one's answer. */
const running = new Map<string, { readonly bodyHash: string; readonly answer: Promise<Answer> }>();

/**
 * SHA-256 over the parts, hex; where one part ends and the next begins counts. A body may carry a password, so the token itself must be
 * among the parts: nobody can guess a password from what is kept.
 */
export function hashOf(...parts: readonly string[]): string {
	const hash = createHash('sha256');
	for (const part of parts) hash.update(`${part.length}:${part}`);
	return hash.digest('hex');
}

/**
 * Runs a POST once per `Idempotency-Key` of a token (design.md §9): the same key and body within 24 hours get the first answer again,
 * also while the first is under way. What was refused has changed nothing and is not kept: it may be sent again with the same key.
 * @throws DomainError `idempotency_key_invalid`, `idempotency_key_reused` (422: another body); Conflict `idempotency_in_progress` (the
 * first runs in another process); what `run` throws
 */
export async function once(ctx: Ctx, key: string, bodyHash: string, run: () => Promise<Answer>): Promise<Answer> {
	const tokenId = ctx.actor.kind === 'user' ? ctx.actor.token?.id : undefined;
	if (!tokenId) return run();
	if (key === '' || key.length > keyLength) throw new DomainError('idempotency_key_invalid', 422, { limit: keyLength });
	const name = `${tokenId}:${key}`;
	const first = running.get(name);
	if (first && first.bodyHash !== bodyHash) throw reused();
	if (first) return first.answer;
	const answer = firstOrKept(ctx, { tokenId, key, bodyHash }, run);
	running.set(name, { bodyHash, answer });
	try {
		return await answer;
	} finally {
		running.delete(name);
	}
}

type Key = { tokenId: string; key: string; bodyHash: string };

async function firstOrKept(ctx: Ctx, about: Key, run: () => Promise<Answer>): Promise<Answer> {
	if (await claim(ctx, about)) return keepAnswer(ctx, about, run);
	const { tokenId, key } = about;
	const row = await ctx.client.idempotencyKey.findUnique({ where: { tokenId_key: { tokenId, key } } });
	if (row && row.bodyHash !== about.bodyHash) throw reused();
	if (row?.status == null) throw new Conflict('idempotency_in_progress');
	return { status: row.status, body: stored.parse(row.response).body };
}

function reused(): DomainError {
	return new DomainError('idempotency_key_reused', 422);
}

async function claim(ctx: Ctx, { tokenId, key, bodyHash }: Key): Promise<boolean> {
	const now = ctx.clock.now();
	const before = (ms: number) => ({ lt: new Date(now.getTime() - ms) });
	await ctx.client.idempotencyKey.deleteMany({
		where: { tokenId, OR: [{ createdAt: before(keepMs) }, { key, status: null, createdAt: before(abandonedMs) }] }
	});
	const { count } = await ctx.client.idempotencyKey.createMany({
		data: [{ tokenId, key, bodyHash, createdAt: now }],
		skipDuplicates: true
	});
	return count === 1;
}

async function keepAnswer(ctx: Ctx, { tokenId, key }: Key, run: () => Promise<Answer>): Promise<Answer> {
	const where = { tokenId_key: { tokenId, key } };
	let answer: Answer;
	try {
		answer = await run();
	} catch (error) {
		await ctx.client.idempotencyKey.delete({ where });
		throw error;
	}
	await ctx.client.idempotencyKey.update({ where, data: { status: answer.status, response: { body: toJson(answer.body) } } });
	return answer;
}

function toJson(value: unknown): Prisma.InputJsonValue {
	return z.json().parse(JSON.parse(JSON.stringify(value ?? null))) as Prisma.InputJsonValue;
}
