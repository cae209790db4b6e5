/** What a process opens, closed in reverse order when it is told to end. */
export type Lifetime = {
	/** Aborted when the process is told to end. */
	readonly signal: AbortSignal;
	/** Does one step of the start; what it opened is closed at the end, also when the end comes during the step. */
	open<T>(step: () => Promise<T>, close: (opened: T) => Promise<unknown>): Promise<T>;
	/** Ends the process as a signal would. */
	end(exitCode?: number): void;
};

/**
 * Runs a program until Ctrl-C, SIGTERM or the end of its parent, then closes what it opened, last first, and exits. A second Ctrl-C
 * stops waiting for what is still at work. An error during the start is told and ends the process with code 1.
 */
export function runProcess(start: (lifetime: Lifetime) => Promise<void>): void {
	const abort = new AbortController();
	const closers: (() => Promise<unknown>)[] = [];
	let code = 0;
	let hurry = false;
	const lifetime: Lifetime = {
		signal: abort.signal,
		async open(step, close) {
			abort.signal.throwIfAborted();
			const opened = await step();
			closers.push(() => close(opened));
			abort.signal.throwIfAborted();
			return opened;
		},
		end: (exitCode = 0) => {
			code ||= exitCode;
			hurry = abort.signal.aborted;
			abort.abort(new EndOfProcess());
		}
	};
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) process.on(name, () => lifetime.end());
	process.channel?.unref();
	for (const name of ['uncaughtException', 'unhandledRejection']) {
		process.on(name, (error: unknown) => {
			report(error);
			lifetime.end(1);
		});
	}
	void (async () => {
		try {
			await start(lifetime);
			await aborted(abort.signal);
		} catch (error) {
			if (!abort.signal.aborted) {
				report(error);
				code = 1;
			}
		}
		for (const close of closers.reverse()) {
			await Promise.race([close().catch(report), until(() => hurry)]);
		}
		process.exit(code);
	})();
}

class EndOfProcess extends Error {}

function aborted(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve();
		// The listener alone would not keep a process alive that has nothing else open yet.
		const timer = setInterval(() => undefined, 60_000);
		signal.addEventListener('abort', () => {
			clearInterval(timer);
			resolve();
		});
	});
}

async function until(isTrue: () => boolean): Promise<void> {
	while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 100).unref());
}

function report(error: unknown): void {
	const words = error instanceof Error && isForOperators(error) ? error.message : error;
	process.stderr.write(`${typeof words === 'string' ? words : describe(words)}\n`);
}

const told = new Set(['SettingsError', 'MigrationError', 'EmbeddedPostgresError', 'StartError']);

function isForOperators(error: Error): boolean {
	return told.has(error.name);
}

function describe(error: unknown): string {
	return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The program cannot start, for a reason that the operator can remove. */
export class StartError extends Error {
	constructor(message: string, options?: ErrorOptions) {
		super(message, options);
		this.name = 'StartError';
	}
}
