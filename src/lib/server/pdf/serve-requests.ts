import type { ProcessReply } from './process-service.ts';

/**
 * The child's end of a process service: answers each message of the parent, and ends with it. Messages come from our own process,
 * so their shape is not checked again.
 */
export function serveRequests(answer: (request: unknown) => unknown): void {
	process.on('disconnect', () => process.exit(0));
	process.on('message', (request) => {
		void reply(request);
	});

	async function reply(request: unknown): Promise<void> {
		let message: ProcessReply;
		try {
			message = { answer: await answer(request) };
		} catch (error) {
			message = { error: error instanceof Error ? error.message : String(error) };
		}
		process.send?.(message);
	}
}
