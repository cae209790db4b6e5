import type { RequestLocals } from '#lib/server/http/request.ts';

declare global {
	namespace App {
		interface Locals extends RequestLocals {}
		interface Error {
			message: string;
			code?: string;
			requestId?: string;
		}
	}
}

export {};
