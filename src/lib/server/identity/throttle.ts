import type { PrismaClient } from '#lib/server/platform/generated/client.ts';
import { TooMany } from '#lib/server/platform/errors.ts';

/** So many attempts in a window; past that, blocked for a while. */
export type ThrottleRule = { readonly limit: number; readonly windowSeconds: number; readonly blockSeconds: number };

/** Sign-in and signature passwords share one throttle per account (states.md §13); five wrong ones block (domain.md §5.5). */
export const passwordPerAccount: ThrottleRule = { limit: 5, windowSeconds: 900, blockSeconds: 900 };
export const passwordPerAddress: ThrottleRule = { limit: 50, windowSeconds: 900, blockSeconds: 900 };

/**
 * Counts one attempt under a key and refuses when the rule is broken. Counted in the database, outside the caller's
 * transaction: a rolled back act still counts, and several web processes share the count.
 * @throws TooMany with the seconds to wait
 */
export async function countAttempt(client: PrismaClient, key: string, rule: ThrottleRule, now: Date): Promise<void> {
	const windowEnds = new Date(now.getTime() + rule.windowSeconds * 1000);
	const blockedUntil = new Date(now.getTime() + rule.blockSeconds * 1000);
	const rows = await client.$queryRaw<{ count: number; blocked_until: Date | null }[]>`
		insert into throttle as t (key, count, window_ends_at) values (${key}, 1, ${windowEnds})
		on conflict (key) do update set
			count = case when t.window_ends_at <= ${now} then 1 else t.count + 1 end,
			window_ends_at = case when t.window_ends_at <= ${now} then excluded.window_ends_at else t.window_ends_at end,
			blocked_until = case
				when t.blocked_until > ${now} then t.blocked_until
				when t.window_ends_at > ${now} and t.count + 1 > ${rule.limit} then ${blockedUntil}
				else null end
		returning count, blocked_until`;
	const blocked = rows[0]?.blocked_until;
	if (blocked && blocked > now) throw new TooMany(Math.ceil((blocked.getTime() - now.getTime()) / 1000));
}

/**
 * Gives one attempt back after a success, without lifting a block: a whole office behind one address signs in every morning, and
 * only failures shall add up.
 */
export async function returnAttempt(client: PrismaClient, key: string): Promise<void> {
	await client.throttle.updateMany({ where: { key, count: { gt: 0 } }, data: { count: { decrement: 1 } } });
}

/** Forgets the attempts after a success. */
export async function clearAttempts(client: PrismaClient, key: string): Promise<void> {
	await client.throttle.deleteMany({ where: { key } });
}

export const accountKey = (userId: string): string => `password:account:${userId}`;
export const addressKey = (address: string): string => `password:address:${address}`;
