import { systemActor } from '#lib/domain/permissions/actor.ts';
import type { Clock } from '#lib/server/platform/clock.ts';
import { createContext, type Db } from '#lib/server/platform/context.ts';
import type { Prisma, PrismaClient } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';

/** Writes past the commands, on the day of a world's clock: the database's guards, which are awake, know no other day. */
export function onItsDay<T>(world: { client: PrismaClient; clock: Clock }, write: (db: Db) => Promise<T>): Promise<T> {
	const { client, clock } = world;
	return transaction(createContext({ actor: systemActor, client, clock }), ({ db }) => write(db));
}

/** Writes rows as they end up, with the guards of these tables asleep: for tests that are not about how a thing came to be. */
export function pastGuards<T>(
	client: PrismaClient,
	tables: readonly string[],
	write: (db: Prisma.TransactionClient) => Promise<T>
): Promise<T> {
	return client.$transaction(async (tx) => {
		for (const table of tables) await tx.$executeRawUnsafe(`alter table ${table} disable trigger user`);
		const written = await write(tx);
		for (const table of tables) await tx.$executeRawUnsafe(`alter table ${table} enable trigger user`);
		return written;
	});
}
