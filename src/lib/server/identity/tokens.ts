import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import type { Clock } from '#lib/server/platform/clock.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Forbidden, NotFound } from '#lib/server/platform/errors.ts';
import type { PrismaClient } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { ownActor } from './own-actor.ts';
import { hashSecret, newSecret } from './secrets.ts';

export const tokenDays = 90;
const prefix = 'eiso_';
const usedEveryMs = 60_000;

type Row = { id: string; user_id: string; name: string; last_used_at: Date | null };

/** Whose token it is; null when it is unknown, ended, too old, or of a person who is not active. One query. */
export async function readToken(
	client: PrismaClient,
	clock: Clock,
	bearer: string
): Promise<{ userId: string; token: { id: string; name: string } } | null> {
	if (!bearer.startsWith(prefix) || bearer.length > 100) return null;
	const now = clock.now();
	const [row] = await client.$queryRaw<Row[]>`
		select t.id, t.user_id, t.name, t.last_used_at from api_token t join "user" u on u.id = t.user_id
		where t.hash = ${hashSecret(bearer)} and t.ended_at is null and t.expires_at > ${now} and u.status = 'active'`;
	if (!row) return null;
	if (!row.last_used_at || now.getTime() - row.last_used_at.getTime() >= usedEveryMs)
		await client.apiToken.updateMany({ where: { id: row.id }, data: { lastUsedAt: now } });
	return { userId: row.user_id, token: { id: row.id, name: row.name } };
}

/**
 * Makes a token of the acting person, or of anybody for the operator at the command line. The token is in the answer and
 * nowhere else. Recorded as `token.create`.
 * @throws Forbidden when somebody makes one for another person, or a token makes a token
 */
export function createToken(ctx: Ctx, input: { userId: string; name: string }): Promise<{ id: string; token: string; expiresAt: Date }> {
	return transaction(ctx, async (ctx) => {
		ownOrOperator(ctx, input.userId);
		const token = prefix + newSecret();
		const now = ctx.clock.now();
		const expiresAt = new Date(now.getTime() + tokenDays * 86_400_000);
		const name = input.name.normalize('NFC').trim();
		const made = await ctx.db.apiToken.create({
			data: { userId: input.userId, name, hash: hashSecret(token), expiresAt, createdAt: now, createdBy: operatorOf(ctx) },
			select: { id: true }
		});
		await record(ctx, {
			event: 'token.create',
			subjectType: 'person',
			subjectId: input.userId,
			unitId: null,
			after: { token: made.id, name, expiresAt: expiresAt.toISOString() }
		});
		return { id: made.id, token, expiresAt };
	});
}

/** Makes a token of the person at the keyboard. @throws as `createToken`; Unauthenticated */
export function createOwnToken(ctx: Ctx, name: string): Promise<{ token: string; expiresAt: Date }> {
	return createToken(ctx, { userId: ownActor(ctx).userId, name });
}

/** The acting person's tokens that still work. @throws Unauthenticated */
export async function ownTokens(ctx: Ctx): Promise<TokenRow[]> {
	return listTokens(ctx, ownActor(ctx).userId);
}

export type TokenRow = { id: string; name: string; createdAt: Date; expiresAt: Date; lastUsedAt: Date | null };

/** The person's tokens that still work, the newest first. */
export function listTokens(ctx: Ctx, userId: string): Promise<TokenRow[]> {
	return ctx.db.apiToken.findMany({
		where: { userId, endedAt: null, expiresAt: { gt: ctx.clock.now() } },
		orderBy: { createdAt: 'desc' },
		select: { id: true, name: true, createdAt: true, expiresAt: true, lastUsedAt: true }
	});
}

/** Ends one token of the acting person. Recorded as `token.end`. @throws NotFound when it is not theirs or has ended */
export function endToken(ctx: Ctx, tokenId: string): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const userId = userIdOf(ctx.actor);
		if (!userId) throw new NotFound();
		const { count } = await ctx.db.apiToken.updateMany({
			where: { id: tokenId, userId, endedAt: null },
			data: { endedAt: ctx.clock.now() }
		});
		if (count !== 1) throw new NotFound();
		await record(ctx, { event: 'token.end', subjectType: 'person', subjectId: userId, unitId: null, after: { token: tokenId } });
	});
}

/** Ends all tokens of a person, within the act that is recorded (disable, reset). */
export async function endTokensOf(ctx: Ctx, userId: string): Promise<number> {
	const { count } = await ctx.db.apiToken.updateMany({ where: { userId, endedAt: null }, data: { endedAt: ctx.clock.now() } });
	return count;
}

function operatorOf(ctx: Ctx): string {
	return ctx.actor.kind === 'user' ? (ctx.actor.operator ?? '') : ctx.actor.kind;
}

function ownOrOperator(ctx: Ctx, userId: string): void {
	const { actor } = ctx;
	if (actor.kind === 'system') return;
	if (actor.kind !== 'user' || actor.userId !== userId || actor.token !== null) throw new Forbidden();
}
