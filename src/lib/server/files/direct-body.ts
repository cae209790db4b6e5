import type { Readable } from 'node:stream';

/**
 * A way past the web streams between a route and the socket: the route answers with head and permission, and hands the bytes to our
 * own server (src/boot), which sends them itself. Web streams cost more than the file (docs/decisions/0304).
 */
export type DirectBody = Buffer | Readable;
/** Takes over the body: a stream is read to its end or destroyed by whoever has it now. */
export type SendDirectly = (body: DirectBody) => void;

/** On Node's request; registered, because the server and the build each have this module. */
export const directBodyKey: unique symbol = Symbol.for('eiso.direct-body');

const senders = new WeakMap<Request, SendDirectly>();

/** Connects a route's request with the way that our server has put on Node's; without one nothing is offered. */
export function offerDirectBody(request: Request, nodeRequest: object | undefined): void {
	const send: unknown = nodeRequest && Reflect.get(nodeRequest, directBodyKey);
	if (isSender(send)) senders.set(request, send);
}

/** The way for the body of this request's answer, once; null where the answer must carry it. */
export function directBodyOf(request: Request): SendDirectly | null {
	return senders.get(request) ?? null;
}

function isSender(value: unknown): value is SendDirectly {
	return typeof value === 'function';
}
