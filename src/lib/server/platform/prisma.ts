import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.ts';

/**
 * A client with a pool of its own. `max` is the number of connections; the caller disconnects. Connections that fail while idle
 * are dropped and made anew, so a restart of the database is survived.
 */
export function createPrisma(databaseUrl: string, options: { max?: number } = {}): PrismaClient {
	const adapter = new PrismaPg({
		connectionString: databaseUrl,
		max: options.max ?? 10,
		application_name: 'eiso',
		connectionTimeoutMillis: 20_000,
		idleTimeoutMillis: 60_000
	});
	return new PrismaClient({ adapter, errorFormat: 'minimal' });
}
