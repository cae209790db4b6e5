import { DomainError } from '#lib/server/platform/errors.ts';

/**
 * Waits for what is still being sent. A sender who leaves meanwhile (a page closed, a preview overtaken by the next one) is no fault of ours:
 * it becomes a refusal, which nobody reads and no log counts as an error.
 * @throws DomainError `client_gone` (400); what the reading throws otherwise
 */
export async function whileSent<Result>(request: Request, reading: Promise<Result>): Promise<Result> {
	try {
		return await reading;
	} catch (error) {
		if (isClientGone(error, request)) throw new DomainError('client_gone', 400);
		throw error;
	}
}

/** Only what breaking off looks like: a real fault after the sender has left stays one. */
export function isClientGone(error: unknown, request: Request): boolean {
	return request.signal.aborted && error instanceof Error && brokenOff.has('code' in error ? String(error.code) : error.name);
}

const brokenOff: ReadonlySet<string> = new Set(['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR', 'AbortError']);
