import { fork, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/**
 * A child process that answers requests one at a time. Typst keeps memory that only the end of its process gives back, and
 * an uploaded PDF is hostile: both therefore work where a crash, a hang or a full memory hurts nobody else. The process
 * starts with the first request, is replaced after some hundred, and ends when nothing was asked for a while.
 */
export type ProcessServiceOptions = {
	/** Path of the script; its arguments are given as they are. */
	readonly script: string;
	readonly args: readonly string[];
	/** Arguments for Node itself, beside the limit of its heap. */
	readonly nodeArgs?: readonly string[];
	readonly requestsPerProcess: number;
	readonly timeoutMs: number;
	/** Resident memory above which the process is ended while it works (measured on Linux only). */
	readonly memoryLimitMb: number;
	readonly idleMs: number;
};

export type ProcessService<Request, Answer> = {
	call(request: Request): Promise<Answer>;
	/** Ends the process; what still waits is refused. A later call starts a new process. */
	stop(): Promise<void>;
};

export type PdfProcessFailure = 'refused' | 'timeout' | 'memory' | 'crashed' | 'stopped';

export class PdfProcessError extends Error {
	readonly code: PdfProcessFailure;

	constructor(code: PdfProcessFailure, message: string) {
		super(message);
		this.name = 'PdfProcessError';
		this.code = code;
	}
}

/** What the child sends back; `serveRequests` is the other end. */
export type ProcessReply = { readonly answer: unknown } | { readonly error: string };

type Job<Request, Answer> = {
	readonly request: Request;
	readonly resolve: (answer: Answer) => void;
	readonly reject: (error: Error) => void;
};

type Running = { readonly child: ChildProcess; readonly ended: Promise<void>; served: number; errors: string };

const memoryCheckMs = 200;
const keptErrorText = 2000;

export function createProcessService<Request extends object, Answer>(options: ProcessServiceOptions): ProcessService<Request, Answer> {
	const queue: Job<Request, Answer>[] = [];
	let running: Running | null = null;
	let busy = false;
	let idleTimer: NodeJS.Timeout | undefined;

	function start(): Running {
		const child = fork(options.script, [...options.args], {
			// No secret of the server is handed to the process that opens hostile files.
			env: { PATH: process.env.PATH },
			execArgv: ['--max-old-space-size=512', ...(options.nodeArgs ?? [])],
			serialization: 'advanced',
			stdio: ['ignore', 'ignore', 'pipe', 'ipc']
		});
		const started: Running = {
			child,
			ended: new Promise((resolve) => child.once('close', () => resolve())),
			served: 0,
			errors: ''
		};
		child.stderr?.setEncoding('utf8').on('data', (text: string) => {
			started.errors = (started.errors + text).slice(-keptErrorText);
		});
		return started;
	}

	function end(process: Running): Promise<void> {
		if (running === process) running = null;
		// Whoever waits for the end must not leave before it.
		hold(process.child, true);
		process.child.kill('SIGKILL');
		return process.ended;
	}

	async function work(): Promise<void> {
		if (busy) return;
		busy = true;
		clearTimeout(idleTimer);
		for (let job = queue.shift(); job; job = queue.shift()) {
			running ??= start();
			const current = running;
			hold(current.child, true);
			try {
				job.resolve((await ask(current, job.request, options)) as Answer);
			} catch (error) {
				job.reject(error instanceof Error ? error : new Error(String(error)));
				if (!(error instanceof PdfProcessError) || error.code !== 'refused') void end(current);
			}
			current.served += 1;
			if (running === current && current.served >= options.requestsPerProcess) void end(current);
		}
		busy = false;
		const rested = running;
		if (!rested) return;
		hold(rested.child, false);
		idleTimer = setTimeout(() => void end(rested), options.idleMs).unref();
	}

	return {
		call: (request) =>
			new Promise<Answer>((resolve, reject) => {
				queue.push({ request, resolve, reject });
				void work();
			}),
		async stop() {
			clearTimeout(idleTimer);
			for (const job of queue.splice(0)) job.reject(new PdfProcessError('stopped', 'the PDF process was stopped'));
			if (running) await end(running);
		}
	};
}

/** An idle child must not keep a command line from ending; a busy one must. */
function hold(child: ChildProcess, on: boolean): void {
	const stderr = child.stderr as (NodeJS.ReadableStream & { ref?: () => void; unref?: () => void }) | null;
	for (const handle of [child, child.channel, stderr]) {
		if (on) handle?.ref?.();
		else handle?.unref?.();
	}
}

function ask(process: Running, request: object, options: ProcessServiceOptions): Promise<unknown> {
	const { child } = process;
	return new Promise((resolve, reject) => {
		const fail = (code: PdfProcessFailure, message: string) => settle(() => reject(new PdfProcessError(code, message)));
		const timeout = setTimeout(() => fail('timeout', `no answer within ${options.timeoutMs} ms`), options.timeoutMs);
		const memory = setInterval(() => {
			void residentMegabytes(child.pid).then((used) => {
				if (used > options.memoryLimitMb) fail('memory', `more than ${options.memoryLimitMb} MB in use`);
			});
		}, memoryCheckMs);
		const onMessage = (reply: ProcessReply) => {
			if ('error' in reply) fail('refused', reply.error);
			else settle(() => resolve(reply.answer));
		};
		const onEnd = () => fail('crashed', `the process ended: ${process.errors.trim() || 'no message'}`);
		function settle(how: () => void) {
			clearTimeout(timeout);
			clearInterval(memory);
			child.off('message', onMessage).off('close', onEnd).off('error', onEnd);
			how();
		}
		child.on('message', onMessage).on('close', onEnd).on('error', onEnd);
		child.send(request, (error) => {
			if (error) onEnd();
		});
	});
}

async function residentMegabytes(pid: number | undefined): Promise<number> {
	try {
		const fields = (await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ');
		return (Number(fields[1]) * 4096) / 1e6;
	} catch {
		// Another system than Linux, or the process has just ended: the time limit remains.
		return 0;
	}
}
