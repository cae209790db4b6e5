import pg from 'pg';
import { withConnection } from '#lib/server/platform/connection.ts';
import { dropDatabase } from '#lib/server/platform/drop-database.ts';
import { UsageError } from './command.ts';

/** Written on the database, so that no other is ever taken for it. */
const mark = 'eISO: made by demo replay';

/**
 * Makes a database beside the one of `url`, on the same server. One of that name is dropped first if an earlier replay made it and
 * `again` is said. Gives the address of the new one.
 * @throws UsageError for the name of the main database, a name that is taken, or a role that may make none
 */
export async function makeReplayDatabase(url: string, name: string, again: boolean): Promise<string> {
	if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) throw new UsageError(`"${name}" is no name for a database: small letters, digits and _`);
	await withConnection(url, async (client) => {
		const { rows } = await client.query<{ main: string; mine: string | null; taken: boolean; allowed: boolean }>(
			`SELECT current_database()::text AS main, d.oid IS NOT NULL AS taken, shobj_description(d.oid, 'pg_database') AS mine,
				(SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user) AS allowed
			 FROM (SELECT $1::text AS name) wanted LEFT JOIN pg_database d ON d.datname = wanted.name`,
			[name]
		);
		const [state] = rows;
		if (!state) throw new Error('the server gave no row');
		if (state.main === name) throw new UsageError(`${name} is the main database; the replay goes into one of its own`);
		if (state.taken && state.mine !== mark)
			throw new UsageError(`there is a database ${name} which no replay has made; name another by --database`);
		if (state.taken && !again) throw new UsageError(`there is a database ${name} of an earlier replay; --again makes it anew`);
		if (!state.allowed) throw new UsageError('the role of DATABASE_URL may not make databases: ALTER ROLE … CREATEDB');
		if (state.taken) await dropDatabase(client, name);
		await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
		await client.query(`COMMENT ON DATABASE ${pg.escapeIdentifier(name)} IS ${pg.escapeLiteral(mark)}`);
	});
	const made = new URL(url);
	made.pathname = `/${name}`;
	return made.href;
}

/** Takes away what `makeReplayDatabase` made. */
export function dropReplayDatabase(url: string, name: string): Promise<void> {
	return withConnection(url, (client) => dropDatabase(client, name));
}
