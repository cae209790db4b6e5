import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { directBodyKey, type DirectBody } from '#lib/server/files/direct-body.ts';

/**
 * Lets a route hand over the bytes of its answer beside a head without body. They go out when the app ends that answer; an answer
 * that became another one (an error, "not modified") goes without them.
 */
export function acceptDirectBody(request: IncomingMessage, response: ServerResponse): void {
	if (request.method !== 'GET') return;
	Object.assign(request, {
		[directBodyKey]: (given: DirectBody) => {
			let body: DirectBody | null = given;
			const end = response.end.bind(response);
			response.once('close', () => drop(body));
			Object.assign(response, {
				end(...args: unknown[]) {
					const mine = body;
					body = null;
					// The client may have gone before there was anything to send: then there is nobody to pipe to, and Node would throw.
					if (response.destroyed) drop(mine);
					else if (mine === null || (response.statusCode !== 200 && response.statusCode !== 206)) {
						drop(mine);
						Reflect.apply(end, response, args);
					} else if (Buffer.isBuffer(mine)) end(mine);
					// Ends the response when the file ends, and lets go of the file when the client goes away.
					else pipeline(mine, response, () => undefined);
					return response;
				}
			});
		}
	});
}

function drop(body: DirectBody | null): void {
	if (body !== null && !Buffer.isBuffer(body)) body.destroy();
}
