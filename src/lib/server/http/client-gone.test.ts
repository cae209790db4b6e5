import { connect } from 'node:net';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { getRequest } from '@sveltejs/kit/node';
import { describe, expect, it } from 'vitest';
import { isClientGone, whileSent } from './client-gone.ts';
import { readForm } from './read-form.ts';

/** Begins a POST, leaves in the middle of its body, and gives what reading it came to. */
async function brokenOff(read: (request: Request) => Promise<unknown>): Promise<unknown> {
	const server = createServer();
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	const socket = connect(port, '127.0.0.1');
	const came = once(server, 'request');
	socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nname=');
	const [incoming] = (await came) as [Parameters<typeof getRequest>[0]['request']];
	const request = await getRequest({ request: incoming, base: 'http://x' });
	const outcome = read(request).then(
		() => 'read',
		(error: unknown) => error
	);
	socket.destroy();
	const result = await outcome;
	server.close();
	return result;
}

describe('a sender who leaves in the middle', () => {
	it('is refused, of a form', async () => {
		expect(await brokenOff(readForm)).toMatchObject({ code: 'client_gone', status: 400 });
	});

	it('is refused, of a text', async () => {
		expect(await brokenOff((request) => whileSent(request, request.text()))).toMatchObject({ code: 'client_gone', status: 400 });
	});

	it('would be an error by itself', async () => {
		expect(await brokenOff((request) => request.text())).toMatchObject({ code: 'ECONNRESET' });
	});
});

describe('a fault of ours', () => {
	const gone = new Request('http://x/', { signal: AbortSignal.abort() });
	const there = new Request('http://x/');
	const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

	it.each([
		['a bug, whoever has left', new TypeError('x is undefined'), gone],
		['a connection of ours that broke', reset, there]
	])('stays one: %s', async (_, error, request) => {
		expect(isClientGone(error, request)).toBe(false);
		await expect(whileSent(request, Promise.reject(error))).rejects.toBe(error);
	});
});
