import type pg from 'pg';
import type { Db } from './context.ts';
import type { Prisma, PrismaClient } from './generated/client.ts';

/**
 * Statements that are asked on nearly every request: planned once per connection instead of each time, and without the ORM's work
 * around them. Measured for an opened file: planning took three quarters of the database's time (docs/benchmark.md).
 */
type Prepared = { readonly pool: pg.Pool; readonly connected: () => Promise<void> };

const offered = new WeakMap<object, Prepared>();

/** A client's own pool, for `readPrepared`. */
export function offerPrepared(client: PrismaClient, pool: pg.Pool): void {
	let connecting: Promise<void> | null = null;
	// Connected by the ORM too, so that its `$disconnect` ends the pool.
	const connected = () =>
		(connecting ??= client.$connect().catch((error: unknown) => {
			connecting = null;
			throw error;
		}));
	offered.set(client, { pool, connected });
}

/**
 * The rows of a reading statement, as text, numbers, booleans, moments (`timestamptz`) and JSON; cast days to text. In a transaction
 * it is an ordinary statement of that transaction. The values must be such that one plan serves all of them: lookups by key.
 */
export async function readPrepared<Row extends pg.QueryResultRow>(db: Db, statement: Prisma.Sql): Promise<Row[]> {
	const prepared = offered.get(db);
	if (!prepared) return db.$queryRaw<Row[]>(statement);
	await prepared.connected();
	const { text } = statement;
	const { rows } = await prepared.pool.query<Row>({ name: nameOf(text), text, values: statement.values });
	return rows;
}

const names = new Map<string, string>();
/** Each connection keeps every prepared statement; the texts differ with roles and memberships, so there could be many. */
const mostNames = 300;

function nameOf(text: string): string | undefined {
	const known = names.get(text);
	if (known || names.size >= mostNames) return known;
	const made = `eiso_${names.size}`;
	names.set(text, made);
	return made;
}
