// Loaded into the measured server before anything else: tells the bench, when asked, which statements went to the database and how
// much memory the process holds. What it costs a statement is one push.
import pg from 'pg';
import type { Asked, Question, Statement } from './protocol.ts';

const kept: Statement[] = [];
const prototype: { query: (this: pg.Client, ...args: unknown[]) => unknown } = pg.Client.prototype;
const original = prototype.query;

prototype.query = function (...args) {
	// Only the app's own pool: the queue of jobs asks by itself at any time.
	if (kept.length < 1000 && applicationOf(this) === 'eiso') kept.push(statementOf(args[0], args[1]));
	return Reflect.apply(original, this, args);
};

function applicationOf(client: object): unknown {
	const parameters: unknown = Reflect.get(client, 'connectionParameters');
	return typeof parameters === 'object' && parameters ? Reflect.get(parameters, 'application_name') : null;
}

function statementOf(query: unknown, values: unknown): Statement {
	if (typeof query === 'string') return { text: query, values: Array.isArray(values) ? values : [] };
	if (typeof query !== 'object' || query === null) return { text: '', values: [] };
	const given: unknown = Reflect.get(query, 'values') ?? values;
	return { text: String(Reflect.get(query, 'text')), values: Array.isArray(given) ? given : [] };
}

process.on('message', (question: Question) => {
	const answer: Asked =
		question.ask === 'memory'
			? { id: question.id, residentBytes: process.memoryUsage.rss(), statements: [] }
			: { id: question.id, residentBytes: 0, statements: kept.splice(0) };
	process.send?.(answer);
});
