import type { HttpClient } from '../server/client.ts';
import { insist } from '../server/client.ts';
import type { Statement } from '../server/protocol.ts';
import { timed } from '../stats.ts';
import type { World } from '../world.ts';

/** What is rendered with nothing to show: the sign-in page, which asks the database for nothing. */
export const emptyPage = '/sign-in';
const asBrowser = { accept: 'text/html', 'accept-encoding': 'br' };

/** The time of a page as a browser asks for it, in ms. */
export async function pageTime(client: HttpClient, path: string): Promise<number> {
	return (await insist(client, { path, headers: asBrowser })).ms;
}

/** The statements of one page, when what is remembered for a while is remembered. */
export async function statementsOf(world: World, client: HttpClient, path: string): Promise<Statement[]> {
	await pageTime(client, path);
	await world.server.statements();
	await pageTime(client, path);
	return world.server.statements();
}

/** The one statement that does the work of a page. @throws Error when it is not there: the page was changed */
export function statementWith(statements: readonly Statement[], words: string): Statement {
	const found = statements.find(({ text }) => text.includes(words));
	if (!found) throw new Error(`No statement with “${words}” among ${statements.length}`);
	return found;
}

/** The time of a statement over one connection, with all its rows read, in ms. */
export function sqlTime(world: World, { text, values }: Statement): Promise<number> {
	return timed(() => world.sql.query({ text, values, rowMode: 'array' }));
}
