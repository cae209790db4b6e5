import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import pg from 'pg';
import type { Finished, Orders } from './die-while-working.ts';

const script = path.resolve('test/support/crash/die-while-working.ts');

export type Outcome = { readonly end: 'killed' } | ({ readonly end: 'done' } & Finished);

export type Workers = {
	/** Gives the orders to a process and waits for its end and for the end of its connections. */
	run(orders: Orders): Promise<Outcome>;
	close(): Promise<void>;
};

/** Processes that die while they work; the next ones load while one works. `ahead` is how many. */
export function startWorkers(databaseUrl: string, compileCache: string, ahead = 2): Workers {
	const spare: ReadyWorker[] = [];
	let count = 0;

	const refill = () => {
		while (spare.length < ahead) spare.push(startWorker(compileCache));
	};
	refill();
	return {
		async run(orders) {
			const worker = spare.shift() ?? startWorker(compileCache);
			await worker.ready;
			refill();
			// The name by which the server knows the connections of this process.
			count += 1;
			const name = `crash-${count}`;
			const url = new URL(orders.databaseUrl);
			url.searchParams.set('application_name', name);
			const outcome = await end(worker, { ...orders, databaseUrl: url.href });
			await connectionsGone(databaseUrl, name);
			return outcome;
		},
		async close() {
			await Promise.all(
				spare.map(async ({ child, gone }) => {
					child.kill('SIGKILL');
					await gone;
				})
			);
		}
	};
}

/**
 * Lets one process after the other die, each a step later, until one is done; `check` looks at what each has left. Nothing is put
 * right in between: each next one is the try again that a person makes. Gives the steps of the last.
 */
export async function dieAtEachStep(
	workers: Workers,
	ordersOf: (dieBefore: number) => Orders,
	check: (dieBefore: number) => Promise<void>
): Promise<readonly string[]> {
	for (let dieBefore = 0; ; dieBefore += 1) {
		const outcome = await workers.run(ordersOf(dieBefore));
		if (outcome.end === 'done') return outcome.steps;
		await check(dieBefore);
	}
}

type ReadyWorker = { child: ChildProcess; ready: Promise<void>; gone: Promise<void>; complaints: () => string };

function startWorker(compileCache: string): ReadyWorker {
	const child = fork(script, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env: { ...process.env, NODE_COMPILE_CACHE: compileCache } });
	let complaints = '';
	child.stderr?.setEncoding('utf8').on('data', (text: string) => (complaints += text));
	const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	const ready = new Promise<void>((resolve, reject) => {
		child.once('message', () => resolve());
		child.once('exit', () => reject(new Error(`a worker ended before its orders came: ${complaints}`)));
	});
	// A spare one that is killed at the end of the test was not waited for.
	ready.catch(() => undefined);
	return { child, ready, gone, complaints: () => complaints };
}

function end({ child, complaints }: ReadyWorker, orders: Orders): Promise<Outcome> {
	return new Promise((resolve, reject) => {
		let finished: Finished | null = null;
		child.once('message', (message: Finished) => (finished = message));
		child.once('exit', (_code, signal) => {
			if (signal === 'SIGKILL') resolve({ end: 'killed' });
			else if (finished) resolve({ end: 'done', ...finished });
			else reject(new Error(`a worker failed: ${complaints()}`));
		});
		child.send(orders);
	});
}

/** What a killed process had open is undone by the server when it notices; only then is there something to look at. */
async function connectionsGone(databaseUrl: string, applicationName: string): Promise<void> {
	const client = new pg.Client({ connectionString: databaseUrl });
	await client.connect();
	try {
		for (let tries = 0; tries < 2000; tries += 1) {
			const { rows } = await client.query('select 1 from pg_stat_activity where application_name = $1', [applicationName]);
			if (rows.length === 0) return;
		}
		throw new Error(`${applicationName} still has connections`);
	} finally {
		await client.end();
	}
}
