import pg from 'pg';
import { PrismaClient } from './generated/client.ts';
import { OneByOneAdapter } from './one-by-one.ts';
import { offerPrepared, preparedName } from './prepared.ts';

/**
 * A client with a pool of its own. `max` is the number of connections; the caller disconnects. Connections that fail while idle
 * are dropped and made anew, so a restart of the database is survived. What comes again is prepared.
 */
export function createPrisma(databaseUrl: string, options: { max?: number } = {}): PrismaClient {
	const pool = new pg.Pool({
		connectionString: databaseUrl,
		max: options.max ?? 10,
		application_name: 'eiso',
		connectionTimeoutMillis: 20_000,
		idleTimeoutMillis: 60_000
	});
	// The pool has dropped the connection already; without a listener the process would end.
	pool.on('error', () => undefined);
	const adapter = new OneByOneAdapter(pool, { disposeExternalPool: true, statementNameGenerator: ({ sql }) => preparedName(sql) ?? '' });
	const client = new PrismaClient({ adapter, errorFormat: 'minimal' });
	offerPrepared(client, pool);
	return client;
}
