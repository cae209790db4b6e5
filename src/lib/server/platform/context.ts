import type { Actor } from '#lib/domain/permissions/actor.ts';
import { dayOf, type Day } from '#lib/domain/shared/day.ts';
import type { PrismaClient, Prisma } from './generated/client.ts';
import type { Clock } from './clock.ts';

export type Locale = 'vi' | 'en';

/** A handle for reads and writes: the client itself, or one open transaction. */
export type Db = PrismaClient | Prisma.TransactionClient;

/**
 * Everything a command or query needs to know about who asks, when and through what. Made once per request, job or command line
 * call by `createContext`; `transaction()` hands a copy with the open transaction as `db`.
 */
export type Ctx = {
	readonly actor: Actor;
	readonly locale: Locale;
	readonly requestId: string;
	readonly client: PrismaClient;
	readonly db: Db;
	readonly clock: Clock;
	/** True inside `transaction()`. */
	readonly inTransaction: boolean;
	/** The address the request came from; empty for jobs and the command line. */
	readonly address: string;
};

export type CtxOptions = {
	actor: Actor;
	client: PrismaClient;
	clock: Clock;
	locale?: Locale;
	requestId?: string;
	address?: string;
};

export function createContext(options: CtxOptions): Ctx {
	return {
		actor: options.actor,
		locale: options.locale ?? 'vi',
		requestId: options.requestId ?? crypto.randomUUID(),
		client: options.client,
		db: options.client,
		clock: options.clock,
		inTransaction: false,
		address: options.address ?? ''
	};
}

/** Today in Asia/Ho_Chi_Minh by the app's clock. */
export function today(ctx: Ctx): Day {
	return dayOf(ctx.clock.now());
}
