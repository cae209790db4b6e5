import type { ProcessReply } from './process-service.ts';

/** The child's end of a process service: answers each message of the parent, and ends with it. */
export function serveRequests<Request, Answer>(answer: (request: Request) => Answer | Promise<Answer>): void {
	process.on('disconnect', () => process.exit(0));
	process.on('message', (request) => {
		void reply(request as Request);
	});

	async function reply(request: Request): Promise<void> {
		let message: ProcessReply;
		try {
			message = { answer: await answer(request) };
		} catch (error) {
			message = { error: error instanceof Error ? error.message : String(error) };
		}
		process.send?.(message);
	}
}
