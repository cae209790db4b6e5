import pg from 'pg';

type Asks = { query(sql: string, values?: unknown[]): Promise<unknown> };

/**
 * Drops a database although connections to it are still open. Not by FORCE: that refuses an owner who is no superuser as long as an
 * autovacuum of the server's own works there, while a plain DROP asks it to stop and waits. New connections are refused first, because a pool
 * makes one anew when its last was ended; each that is open is waited for, because on a busy machine it takes longer to end than DROP has
 * patience.
 * @param asks a connection to another database of the same server, as the owner
 */
export async function dropDatabase(asks: Asks, name: string): Promise<void> {
	await asks.query(`ALTER DATABASE ${pg.escapeIdentifier(name)} WITH ALLOW_CONNECTIONS false`);
	await asks.query('SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = $1 AND usename = current_user', [name]);
	await asks.query(`DROP DATABASE ${pg.escapeIdentifier(name)}`);
}
