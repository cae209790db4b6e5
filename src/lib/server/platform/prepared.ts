import type pg from 'pg';
import type { Db } from './context.ts';
import type { Prisma, PrismaClient } from './generated/client.ts';

/**
 * Statements that come again are prepared: a connection plans them once instead of each time. Planning took three quarters of the
 * database's time for a page (docs/decisions/0304). PostgreSQL goes on planning by the values where that looks cheaper.
 */
type Offered = { readonly pool: pg.Pool; readonly connected: () => Promise<void> };

const offered = new WeakMap<object, Offered>();

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
 * The rows of a reading statement without the ORM's work around it, for what nearly every request asks: text, numbers, booleans,
 * moments (`timestamptz`) and JSON; cast days to text. In a transaction it is an ordinary statement of that transaction.
 */
export async function readPrepared<Row extends pg.QueryResultRow>(db: Db, statement: Prisma.Sql): Promise<Row[]> {
	const prepared = offered.get(db);
	if (!prepared) return db.$queryRaw<Row[]>(statement);
	await prepared.connected();
	const { text } = statement;
	const { rows } = await prepared.pool.query<Row>({ name: preparedName(text), text, values: statement.values });
	return rows;
}

/** Begins a statement whose way depends on its values: a common word and a rare one, one unit and the province. It is planned each time. */
export const byItsValues = '/* by its values */';

/** How often each text came; those that have a name have it for good, because connections remember it. */
const seen = new Map<string, number>();
const names = new Map<string, string>();
/** Lists of different lengths make ever new texts: only what came several times gets one of the names. */
const namedFrom = 3;
const mostNames = 400;
const mostSeen = 2_000;

/** The name under which a connection prepares a statement; none for what is rare. */
export function preparedName(text: string): string | undefined {
	const known = names.get(text);
	if (known || names.size >= mostNames || text.includes(byItsValues)) return known;
	const times = (seen.get(text) ?? 0) + 1;
	if (times < namedFrom) {
		if (seen.size >= mostSeen) seen.clear();
		seen.set(text, times);
		return undefined;
	}
	seen.delete(text);
	const made = `eiso_${names.size}`;
	names.set(text, made);
	return made;
}
