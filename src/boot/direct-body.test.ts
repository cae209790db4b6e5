import { once } from 'node:events';
import { request as send, type IncomingMessage, type Server } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { directBodyOf, offerDirectBody, type DirectBody } from '#lib/server/files/direct-body.ts';
import { loadSettings } from '#lib/server/platform/settings.ts';
import { closeServer, createAppServer, listen, type App } from './app.ts';

const servers: Server[] = [];
afterEach(async () => {
	await Promise.all(servers.splice(0).map((server) => closeServer(server, 100)));
});

/** Serves as the build does: the route hands over the body, then the app ends an answer without one. */
async function serve(body: () => DirectBody, answer: { status: number; headers?: Record<string, string> }): Promise<number> {
	const handle: App['handle'] = (nodeRequest, response) => {
		const request = new Request('http://localhost/', { method: nodeRequest.method });
		offerDirectBody(request, nodeRequest);
		directBodyOf(request)?.(body());
		for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
		response.writeHead(answer.status);
		response.end();
	};
	const server = createAppServer(loadSettings({}), () => ({ handle, close: () => Promise.resolve() }));
	servers.push(server);
	return listen(server, 0, '127.0.0.1');
}

function ask(port: number, method = 'GET') {
	const headers = { host: 'localhost', 'accept-encoding': 'br' };
	const sent = send({ port, host: '127.0.0.1', method, headers });
	sent.end();
	return { sent, response: once(sent, 'response').then(([response]: IncomingMessage[]) => response) };
}

async function get(port: number, method = 'GET'): Promise<{ status: number | undefined; body: string }> {
	const response = await ask(port, method).response;
	const chunks: Buffer[] = [];
	for await (const chunk of (response ?? []) as AsyncIterable<Buffer>) chunks.push(chunk);
	return { status: response?.statusCode, body: Buffer.concat(chunks).toString() };
}

describe('a body that is handed over', () => {
	const pdf = { 'content-type': 'application/pdf', 'content-length': '5' };

	it.each([
		['bytes', () => Buffer.from('bytes')],
		['a stream', () => Readable.from([Buffer.from('by'), Buffer.from('tes')])]
	])('goes out as %s', async (_what, body) => {
		expect(await get(await serve(body, { status: 200, headers: pdf }))).toEqual({ status: 200, body: 'bytes' });
		expect(await get(await serve(body, { status: 206, headers: pdf }))).toEqual({ status: 206, body: 'bytes' });
	});

	it.each([304, 404, 500])('stays back when the answer became %i, and its file is let go', async (status) => {
		const body = new PassThrough();
		expect(await get(await serve(() => body, { status }))).toEqual({ status, body: '' });
		expect(body.destroyed).toBe(true);
	});

	it('is let go when the client went away before it was there', async () => {
		const body = new PassThrough();
		const over = Promise.withResolvers<Error | null>();
		const arrived = Promise.withResolvers<true>();
		const handle: App['handle'] = async (nodeRequest, response) => {
			const request = new Request('http://localhost/', { method: nodeRequest.method });
			offerDirectBody(request, nodeRequest);
			arrived.resolve(true);
			await once(response, 'close');
			directBodyOf(request)?.(body);
			try {
				response.end();
				over.resolve(null);
			} catch (error) {
				over.resolve(error instanceof Error ? error : new Error('thrown'));
			}
		};
		const server = createAppServer(loadSettings({}), () => ({ handle, close: () => Promise.resolve() }));
		servers.push(server);
		const { sent, response } = ask(await listen(server, 0, '127.0.0.1'));
		response.catch(() => undefined);
		await arrived.promise;
		sent.destroy();
		expect(await over.promise).toBeNull();
		expect(body.destroyed).toBe(true);
	});

	it('is let go when the client goes away', async () => {
		const body = new PassThrough();
		body.write('begun');
		const { sent, response } = ask(await serve(() => body, { status: 200, headers: { 'content-type': 'application/pdf' } }));
		await response;
		const closed = new Promise((resolve) => body.once('close', resolve));
		sent.destroy();
		await closed;
		expect(body.destroyed).toBe(true);
	});

	it('is not asked for by HEAD', async () => {
		const body = new PassThrough();
		expect(await get(await serve(() => body, { status: 200, headers: pdf }), 'HEAD')).toEqual({ status: 200, body: '' });
	});
});
