import { fork, type ChildProcess } from 'node:child_process';
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { createSlots } from './upload-slots.ts';
import type { FileRefusalCode, RefusalParams } from './rules.ts';

export type LimitedOptions = {
	/** The only folder outside the program that the process may read. */
	readonly readDir: string;
	readonly atOnce?: number;
	readonly memoryMb?: number;
	/** Files after which a process is replaced, so that nothing that a file left in it lives long. */
	readonly filesEach?: number;
	readonly idleMs?: number;
};

export type Job = { readonly job: 'inspect' | 'text' | 'blocks' | 'table' | 'signatures'; readonly [key: string]: unknown };

/** What the process sends back. */
export type Reply =
	| { readonly result: unknown }
	| { readonly refusal: { readonly code: FileRefusalCode; readonly params: RefusalParams } }
	| { readonly failure: string };

/** The process did not answer: it was ended for time or memory, or it fell over. */
export class LimitReached extends Error {
	readonly limit: 'time' | 'memory' | 'crash';

	constructor(limit: 'time' | 'memory' | 'crash') {
		super(`the file went beyond the limit of ${limit}`);
		this.name = 'LimitReached';
		this.limit = limit;
	}
}

export type LimitedProcesses = {
	run(job: Job, timeoutMs: number): Promise<Reply>;
	close(): Promise<void>;
};

type Worker = { readonly child: ChildProcess; files: number; idle?: NodeJS.Timeout };

// Bundling moves this module, so the worker's file is found from the project's folder.
const workerFile = 'src/lib/server/files/inspect-worker.ts';
const memoryCheckMs = 100;

/**
 * Processes that parse hostile files: they may read the program and one folder, and may not write, start anything, load native
 * code or see our environment. Time and memory are watched from here, because a process that is busy cannot watch itself.
 */
export function createLimitedProcesses(options: LimitedOptions): LimitedProcesses {
	const { atOnce = 2, memoryMb = 900, filesEach = 40, idleMs = 20_000 } = options;
	const slots = createSlots({ atOnce, waitMs: 10 * 60_000 });
	const free: Worker[] = [];
	const all = new Set<Worker>();
	let closed = false;

	async function take(): Promise<Worker> {
		const worker = free.pop();
		if (worker) {
			clearTimeout(worker.idle);
			worker.child.ref();
			worker.child.channel?.ref();
			return worker;
		}
		const started: Worker = { child: await start(options.readDir, memoryMb), files: 0 };
		all.add(started);
		started.child.once('exit', () => {
			all.delete(started);
			leave(started);
		});
		return started;
	}

	/** It is given to nobody any more. */
	function leave(worker: Worker) {
		const index = free.indexOf(worker);
		if (index >= 0) free.splice(index, 1);
	}

	function giveBack(worker: Worker) {
		worker.files += 1;
		if (closed || worker.files >= filesEach) {
			worker.child.kill('SIGKILL');
			return;
		}
		// An idle process must not keep ours alive.
		worker.child.unref();
		worker.child.channel?.unref();
		worker.idle = setTimeout(() => {
			// Its end is heard of only later: whoever came in between would take its death for the file's fault.
			leave(worker);
			worker.child.kill('SIGKILL');
		}, idleMs).unref();
		free.push(worker);
	}

	return {
		run: (job, timeoutMs) =>
			slots.use(async () => {
				if (closed) throw new Error('the file parser is closed');
				const worker = await take();
				try {
					const reply = await ask(worker.child, job, { timeoutMs, memoryMb });
					giveBack(worker);
					return reply;
				} catch (error) {
					worker.child.kill('SIGKILL');
					throw error;
				}
			}),
		async close() {
			closed = true;
			await Promise.all(
				[...all].map(({ child }) => {
					// Idle ones are unreferenced, and their end must be waited for.
					child.ref();
					const gone = new Promise((resolve) => child.once('exit', resolve));
					child.kill('SIGKILL');
					return gone;
				})
			);
		}
	};
}

async function start(readDir: string, memoryMb: number): Promise<ChildProcess> {
	const root = process.cwd();
	const readable = [path.join(root, 'node_modules'), path.join(root, 'src'), path.join(root, 'package.json'), readDir];
	const real = await Promise.all(readable.map((place) => realpath(place)));
	return fork(path.join(root, workerFile), {
		execArgv: [
			'--permission',
			...new Set([...readable, ...real].map((place) => `--allow-fs-read=${place}`)),
			`--max-old-space-size=${Math.floor(memoryMb / 2)}`,
			'--disable-warning=ExperimentalWarning'
		],
		env: { NODE_ENV: 'production', TZ: 'UTC' },
		serialization: 'advanced',
		stdio: ['ignore', 'ignore', 'ignore', 'ipc']
	});
}

function ask(child: ChildProcess, job: Job, limits: { timeoutMs: number; memoryMb: number }): Promise<Reply> {
	return new Promise((resolve, reject) => {
		const end = (finish: () => void) => {
			clearTimeout(timer);
			clearInterval(memory);
			child.off('message', answer).off('exit', fell).off('error', broke);
			finish();
		};
		const answer = (reply: unknown) => end(() => resolve(reply as Reply));
		// Node ends itself with SIGABRT (134) when its heap is full.
		const fell = (code: number | null, signal: string | null) =>
			end(() => reject(new LimitReached(signal === 'SIGABRT' || code === 134 ? 'memory' : 'crash')));
		const broke = (error: Error) => end(() => reject(error));
		const timer = setTimeout(() => end(() => reject(new LimitReached('time'))), limits.timeoutMs);
		const memory = setInterval(() => {
			void residentMb(child.pid).then((megabytes) => {
				if (megabytes > limits.memoryMb) end(() => reject(new LimitReached('memory')));
			});
		}, memoryCheckMs);
		child.on('message', answer).on('exit', fell).on('error', broke);
		child.send(job, (error) => error && broke(error));
	});
}

/** Memory in use, as Linux tells it. Elsewhere only the heap limit of Node holds. */
async function residentMb(pid: number | undefined): Promise<number> {
	try {
		const pages = Number((await readFile(`/proc/${pid}/statm`, 'latin1')).split(' ')[1]);
		return (pages * 4096) / 1024 / 1024;
	} catch {
		return 0;
	}
}
