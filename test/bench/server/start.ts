import { fork, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemActor } from '#lib/domain/permissions/actor.ts';
import { createSession, sessionCookie } from '#lib/server/identity/sessions.ts';
import { systemClock } from '#lib/server/platform/clock.ts';
import { createContext } from '#lib/server/platform/context.ts';
import { createPrisma } from '#lib/server/platform/prisma.ts';
import { frugal } from '../../../scripts/frugal.mjs';
import { httpClient, type HttpClient } from './client.ts';
import type { Asked, Question, Statement } from './protocol.ts';

export type MeasuredServer = {
	readonly port: number;
	readonly databaseUrl: string;
	/** A client that is signed in as a person. */
	as(userId: string, sockets?: number): Promise<HttpClient>;
	/** The cookie of a new session of a person. */
	cookieOf(userId: string): Promise<string>;
	/** A client that is not. */
	readonly nobody: HttpClient;
	/** The statements that the app sent since the last call. */
	statements(): Promise<Statement[]>;
	residentBytes(): Promise<number>;
	stop(): Promise<void>;
};

/** The built product in a process of its own, as an operator runs it with the worker apart, so that no job disturbs the measure. */
export async function startMeasured(databaseUrl: string, storageDir: string): Promise<MeasuredServer> {
	const port = await freePort();
	const child = fork('src/entry.ts', [], {
		execArgv: [...frugal, '--enable-source-maps', '--import', new URL('preload.ts', import.meta.url).href],
		serialization: 'advanced',
		stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
		env: {
			...process.env,
			DATABASE_URL: databaseUrl,
			STORAGE_DIR: storageDir,
			PORT: String(port),
			// The address on the stamps: always the same, so that the copies of the last run are still good.
			ORIGIN: 'http://localhost:3000',
			HOST: '127.0.0.1',
			DEMO: '0',
			EISO_WORKER: 'apart',
			LOG_LEVEL: 'error',
			SMTP_URL: '',
			S3_ENDPOINT: '',
			CLOCK: ''
		}
	});
	const nobody = httpClient(port, 4);
	const ask = asker(child);
	const clients: HttpClient[] = [nobody];
	await ready(child, nobody);
	return {
		port,
		databaseUrl,
		nobody,
		async as(userId, sockets = 1) {
			const client = httpClient(port, sockets, await cookieOf(databaseUrl, userId));
			clients.push(client);
			return client;
		},
		cookieOf: (userId) => cookieOf(databaseUrl, userId),
		statements: async () => (await ask('statements')).statements,
		residentBytes: async () => (await ask('memory')).residentBytes,
		async stop() {
			for (const client of clients) client.close();
			if (child.exitCode !== null) return;
			const gone = new Promise((resolve) => child.once('exit', resolve));
			child.kill('SIGTERM');
			await gone;
		}
	};
}

function asker(child: ChildProcess): (ask: Question['ask']) => Promise<Asked> {
	const waiting = new Map<number, (answer: Asked) => void>();
	let last = 0;
	child.on('message', (answer: Asked) => {
		waiting.get(answer.id)?.(answer);
		waiting.delete(answer.id);
	});
	return (ask) =>
		new Promise((resolve, reject) => {
			last += 1;
			waiting.set(last, resolve);
			child.send({ id: last, ask } satisfies Question, (error) => {
				if (error) reject(error);
			});
		});
}

async function ready(child: ChildProcess, client: HttpClient): Promise<void> {
	const until = performance.now() + 120_000;
	while (performance.now() < until) {
		if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode} before it was ready`);
		const answer = await client.get({ path: '/readyz' }).catch(() => null);
		if (answer?.status === 200) return;
		await sleep(100);
	}
	child.kill('SIGTERM');
	throw new Error('The server was not ready in two minutes');
}

async function cookieOf(databaseUrl: string, userId: string): Promise<string> {
	const client = createPrisma(databaseUrl, { max: 1 });
	try {
		const ctx = createContext({ actor: systemActor, client, clock: systemClock() });
		const { id } = await createSession(ctx, userId, { userAgent: 'bench', address: '127.0.0.1', sharedComputer: false });
		return `${sessionCookie.name}=${id}`;
	} finally {
		await client.$disconnect();
	}
}

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const bound = probe.address();
			probe.close(() => (bound && typeof bound === 'object' ? resolve(bound.port) : reject(new Error('no free port'))));
		});
	});
}
