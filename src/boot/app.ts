import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Settings } from '#lib/server/platform/settings.ts';
import { compressResponse } from './compress.ts';
import { acceptDirectBody } from './direct-body.ts';
import { StartError } from './lifetime.ts';
import { addressHeader, prepareRequest, protocolHeader } from './request-headers.ts';

/** What answers requests: the build, or Vite in development. */
export type App = {
	readonly handle: (request: IncomingMessage, response: ServerResponse, next: () => void) => unknown;
	/** Ends what the app has opened: its worker, its connections. */
	close(): Promise<void>;
};

/** A server for the app; the app may be set later, because Vite wants the server first. */
export function createAppServer(settings: Settings, app: () => App): Server {
	const answer: RequestListener = (request, response) => {
		const refusal = prepareRequest(request, settings);
		if (refusal) {
			response.writeHead(refusal.status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end(refusal.words);
			return;
		}
		compressResponse(request, response);
		acceptDirectBody(request, response);
		const missing = () => response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
		Promise.try(() => app().handle(request, response, missing)).catch((error: unknown) => {
			process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
			if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
			response.end();
		});
	};
	const server = createServer(answer);
	// 50 MB over a slow line take longer than the five minutes that Node allows.
	server.requestTimeout = 30 * 60_000;
	return server;
}

/** Loads the build. Its hooks open the runtime, so DATABASE_URL must be set. */
export async function loadBuild(settings: Settings): Promise<App> {
	const file = path.resolve('build/handler.js');
	if (!existsSync(file)) throw new StartError('There is no build. Start eISO with npm start.');
	// The adapter reads these once, when it is loaded.
	process.env.PROTOCOL_HEADER = protocolHeader;
	process.env.HOST_HEADER = 'host';
	process.env.ADDRESS_HEADER = addressHeader;
	// Each route has its own limit; uploads stream.
	process.env.BODY_SIZE_LIMIT = 'Infinity';
	// Set to nothing is not set, for us; the adapter would refuse it.
	if (settings.origin) process.env.ORIGIN = settings.origin;
	else delete process.env.ORIGIN;
	const loaded: unknown = await import(pathToFileURL(file).href);
	if (!hasHandler(loaded)) throw new Error('build/handler.js exports no handler');
	return { handle: loaded.handler, close: runShutdownListeners };
}

/** Vite's dev server inside ours, so that headers are treated alike. */
export async function loadDevelopment(server: Server): Promise<App> {
	const { createServer: createVite } = await import('vite');
	const vite = await createVite({ server: { middlewareMode: true, ws: { server } }, appType: 'custom' });
	return {
		handle: (request, response, next) => {
			vite.middlewares(request, response, next);
		},
		close: async () => {
			await runShutdownListeners();
			await vite.close();
		}
	};
}

function hasHandler(loaded: unknown): loaded is { handler: App['handle'] } {
	return typeof loaded === 'object' && loaded !== null && 'handler' in loaded && typeof loaded.handler === 'function';
}

/** Kit's own server emits this event and leaves; here PostgreSQL must wait for those who listen. */
async function runShutdownListeners(): Promise<void> {
	const emitter: NodeJS.EventEmitter = process;
	const event = 'sveltekit:shutdown';
	await Promise.all(emitter.listeners(event).map((listen): unknown => Reflect.apply(listen, process, ['SIGTERM'])));
	emitter.removeAllListeners(event);
}

export function listen(server: Server, port: number, host: string | null): Promise<number> {
	return new Promise((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) => {
			if (error.code === 'EADDRINUSE') reject(new StartError(`Port ${port} is taken. Is eISO running already? Set PORT to use another.`));
			else if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
				reject(new StartError(`HOST ${host ?? ''} is no address of this machine.`));
			else if (error.code === 'EACCES') reject(new StartError(`Port ${port} may not be used by this account.`));
			else reject(error);
		});
		server.listen({ port, host: host ?? undefined }, () => {
			const bound = server.address();
			resolve(typeof bound === 'object' && bound ? bound.port : port);
		});
	});
}

/** Lets requests in progress finish, up to a limit; keep-alive connections that wait are closed at once. */
export function closeServer(server: Server, limitMs = 10_000): Promise<void> {
	return new Promise((resolve) => {
		server.close(() => resolve());
		server.closeIdleConnections();
		// A connection becomes idle when its request ends; nobody tells.
		const sweep = setInterval(() => server.closeIdleConnections(), 50);
		const limit = setTimeout(() => server.closeAllConnections(), limitMs);
		server.once('close', () => {
			clearInterval(sweep);
			clearTimeout(limit);
		});
	});
}
