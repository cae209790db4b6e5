import { request as send, type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders, type Server } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { loadSettings } from '#lib/server/platform/settings.ts';
import { closeServer, createAppServer, listen, type App } from './app.ts';

const page = `<!doctype html>${'<p>Quy trình</p>'.repeat(500)}`;
const servers: Server[] = [];
afterEach(async () => {
	await Promise.all(servers.splice(0).map((server) => closeServer(server, 100)));
});

type Handle = App['handle'];
type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer };

async function serve(handle: Handle, env: Record<string, string> = {}): Promise<number> {
	const server = createAppServer(loadSettings(env), () => ({ handle, close: () => Promise.resolve() }));
	servers.push(server);
	return listen(server, 0, '127.0.0.1');
}

function get(port: number, headers: OutgoingHttpHeaders = {}, options: { path?: string; method?: string } = {}): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const sent = send({ port, host: '127.0.0.1', path: '/', headers: { host: 'localhost', ...headers }, ...options }, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
		});
		sent.on('error', reject);
		sent.end();
	});
}

/** Answers with the headers that the app would see. */
const echo: Handle = (request, response) => {
	response.setHeader('content-type', 'application/json');
	response.writeHead(200);
	response.end(JSON.stringify(request.headers));
};
async function seen(port: number, headers: OutgoingHttpHeaders): Promise<Record<string, unknown>> {
	const { body } = await get(port, headers);
	return JSON.parse(body.toString()) as Record<string, unknown>;
}

describe('an address that no text can hold', () => {
	it.each(['/documents?q=%00', '/v/a%00b'])('%s is refused before the app sees it', async (path) => {
		expect((await get(await serve(echo), {}, { path })).status).toBe(400);
		expect((await get(await serve(echo), {}, { path: path.replace('%00', '%2500') })).status).toBe(200);
	});
});

describe('the name a request comes under', () => {
	it.each(['localhost', 'localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'LOCALHOST'])('%s is served', async (host) => {
		expect((await get(await serve(echo), { host })).status).toBe(200);
	});

	it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io', '192.168.1.7'])(
		'%s is refused while ORIGIN is not set',
		async (host) => {
			const answer = await get(await serve(echo), { host });
			expect(answer.status).toBe(421);
			expect(answer.body.toString()).toContain('Set ORIGIN');
		}
	);

	it('may be that of HOST', async () => {
		const port = await serve(echo, { HOST: '192.168.1.7' });
		expect((await get(port, { host: '192.168.1.7:3000' })).status).toBe(200);
		expect((await get(port, { host: '192.168.1.8:3000' })).status).toBe(421);
	});

	it('does not matter for probes, nor when ORIGIN is set', async () => {
		expect((await get(await serve(echo), { host: '10.0.0.3' }, { path: '/healthz?x=1' })).status).toBe(200);
		expect((await get(await serve(echo, { ORIGIN: 'https://iso.vn' }), { host: 'inside:8080' })).status).toBe(200);
	});
});

describe('what the app is told', () => {
	it('is our own word for protocol and address', async () => {
		const told = await seen(await serve(echo), { 'x-eiso-protocol': 'https', 'x-eiso-address': '6.6.6.6', 'x-forwarded-for': '6.6.6.6' });
		expect(told).toMatchObject({ 'x-eiso-protocol': 'http', 'x-eiso-address': '127.0.0.1' });
	});

	it.each([
		['9.9.9.9, 10.0.0.1', '1', '10.0.0.1'],
		['6.6.6.6, 9.9.9.9, 10.0.0.1', '2', '9.9.9.9'],
		['9.9.9.9', '2', '127.0.0.1']
	])('is the address that our proxies saw: %s by %s', async (forwarded, proxies, address) => {
		const port = await serve(echo, { TRUST_PROXY: proxies, ORIGIN: 'https://iso.vn' });
		expect(await seen(port, { 'x-forwarded-for': forwarded })).toMatchObject({ 'x-eiso-address': address });
	});

	it('of a bearer has an Origin, and no cookie', async () => {
		const told = await seen(await serve(echo), { authorization: 'Bearer eiso_x', cookie: 'session=1' });
		expect(told.origin).toBe('http://localhost');
		expect(told.cookie).toBeUndefined();
		const behind = await seen(await serve(echo, { ORIGIN: 'https://iso.vn' }), { authorization: 'bearer eiso_x' });
		expect(behind.origin).toBe('https://iso.vn');
	});

	it('of a bearer keeps the Origin it came with; others get none', async () => {
		const port = await serve(echo);
		expect(await seen(port, { authorization: 'Bearer x', origin: 'https://evil.example' })).toMatchObject({
			origin: 'https://evil.example'
		});
		expect((await seen(port, { cookie: 'session=1' })).origin).toBeUndefined();
	});
});

describe('a page', () => {
	const html: Handle = (_request, response) => {
		response.setHeader('content-type', 'text/html; charset=utf-8');
		response.setHeader('content-length', Buffer.byteLength(page));
		response.setHeader('etag', '"abc"');
		response.writeHead(200);
		response.end(page);
	};

	it.each([
		['gzip, deflate, br', 'br', brotliDecompressSync],
		['gzip', 'gzip', gunzipSync],
		['br;q=0, gzip', 'gzip', gunzipSync]
	])('is compressed for %s', async (accept, encoding, unpack) => {
		const answer = await get(await serve(html), { 'accept-encoding': accept });
		expect(answer.headers).toMatchObject({ 'content-encoding': encoding, vary: 'accept-encoding', etag: 'W/"abc"' });
		expect(answer.headers['content-length']).toBeUndefined();
		expect(answer.body.length).toBeLessThan(page.length / 10);
		expect(unpack(answer.body).toString()).toBe(page);
	});

	it('goes as it is to who takes nothing else', async () => {
		const answer = await get(await serve(html));
		expect(answer.headers['content-encoding']).toBeUndefined();
		expect(answer.body.toString()).toBe(page);
	});

	it('that is sent in parts arrives in parts', async () => {
		const finish = Promise.withResolvers<undefined>();
		const port = await serve((_request, response) => {
			response.setHeader('content-type', 'text/html');
			response.writeHead(200);
			response.write(page);
			void finish.promise.then(() => response.end('<p>last</p>'));
		});
		const response = await new Promise<IncomingMessage>((resolve) =>
			send({ port, host: '127.0.0.1', headers: { host: 'localhost', 'accept-encoding': 'gzip' } }, resolve).end()
		);
		const first = await new Promise<Buffer>((resolve) => response.once('data', resolve));
		expect(first.length).toBeGreaterThan(50);
		finish.resolve(undefined);
		const rest = (await response.toArray()) as Buffer[];
		expect(gunzipSync(Buffer.concat([first, ...rest])).toString()).toBe(`${page}<p>last</p>`);
	});

	it('of many megabytes waits for a slow reader instead of filling the memory', async () => {
		let most = 0;
		const port = await serve(async (_request, response) => {
			response.setHeader('content-type', 'text/html');
			response.writeHead(200);
			// Random, so that it stays large.
			for (let sent = 0; sent < 40; sent++) {
				const part = Buffer.from(crypto.getRandomValues(new Uint8Array(48_000))).toString('base64');
				if (!response.write(part)) await new Promise((resolve) => response.once('drain', resolve));
				most = Math.max(most, response.writableLength);
			}
			response.end();
		});
		const answer = await get(port, { 'accept-encoding': 'br' });
		expect(brotliDecompressSync(answer.body).length).toBe(40 * 64_000);
		expect(most).toBeLessThan(1_000_000);
	});
});

describe('what is not text', () => {
	it.each([
		['a file', { 'content-type': 'application/pdf' }, 200],
		['a part', { 'content-type': 'text/html', 'content-range': 'bytes 0-9/10' }, 206],
		['what is compressed already', { 'content-type': 'text/css', 'content-encoding': 'gzip' }, 200],
		['a few bytes', { 'content-type': 'text/html', 'content-length': '8000', 'cache-control': 'no-transform' }, 200]
	])('%s passes as it is', async (_name, headers, status) => {
		const bytes = Buffer.alloc(8000, 'a');
		const port = await serve((_request, response) => {
			for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
			response.writeHead(status);
			response.end(bytes);
		});
		const answer = await get(port, { 'accept-encoding': 'br, gzip' });
		expect(answer.body.equals(bytes)).toBe(true);
	});

	it('an answer to HEAD has no body and keeps its length', async () => {
		const port = await serve((_request, response) => {
			response.setHeader('content-type', 'text/html');
			response.setHeader('content-length', '5000');
			response.writeHead(200);
			response.end();
		});
		const answer = await get(port, { 'accept-encoding': 'br' }, { method: 'HEAD' });
		expect(answer.headers['content-length']).toBe('5000');
	});
});

describe('the server', () => {
	it('answers 500 when the app throws, and lives on', async () => {
		const port = await serve((request, response) => {
			if (request.url === '/bad') throw new Error('a fault of a test');
			response.end('well');
		});
		expect((await get(port, {}, { path: '/bad' })).status).toBe(500);
		expect((await get(port)).status).toBe(200);
	});

	it('says that a port is taken', async () => {
		const port = await serve(echo);
		const second = createAppServer(loadSettings({}), () => ({ handle: echo, close: () => Promise.resolve() }));
		await expect(listen(second, port, '127.0.0.1')).rejects.toThrow(`Port ${port} is taken`);
	});

	it('lets a request finish when it closes, and cuts keep-alive connections at once', async () => {
		const arrived = Promise.withResolvers<undefined>();
		const finish = Promise.withResolvers<undefined>();
		const server = createAppServer(loadSettings({}), () => ({
			handle: async (_request, response) => {
				arrived.resolve(undefined);
				await finish.promise;
				response.end('whole');
			},
			close: () => Promise.resolve()
		}));
		const port = await listen(server, 0, '127.0.0.1');
		const answer = get(port, { connection: 'keep-alive' });
		await arrived.promise;
		const closed = closeServer(server, 60_000);
		finish.resolve(undefined);
		expect((await answer).body.toString()).toBe('whole');
		await closed;
	});
});
