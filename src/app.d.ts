import type { IncomingMessage } from 'node:http';
import type { RequestLocals } from '#lib/server/http/request.ts';

declare global {
	namespace App {
		interface Locals extends RequestLocals {}
		interface Platform {
			/** Node's own request, in the built app. */
			req?: IncomingMessage;
		}
		interface Error {
			message: string;
			code?: string;
			requestId?: string;
		}
	}
}

export {};
