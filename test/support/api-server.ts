import type { Server } from 'node:http';
import { getRequest, setResponse } from '@sveltejs/kit/node';
import type { RequestEvent } from '@sveltejs/kit';
import { closeServer, createAppServer, listen } from '../../src/boot/app.ts';
import { operations } from '#lib/server/api/index.ts';
import type { Operation } from '#lib/server/api/operation.ts';
import { serve } from '#lib/server/http/api.ts';
import { identify } from '#lib/server/http/identify.ts';
import { createLogger } from '#lib/server/platform/log.ts';
import { loadSettings } from '#lib/server/platform/settings.ts';
import type { Runtime } from '#lib/server/runtime.ts';
import type { DocumentsWorld } from './documents.ts';

type Route = { readonly operation: Operation; readonly pattern: RegExp; readonly handle: ReturnType<typeof serve> };

const routes: readonly Route[] = operations.map((operation) => ({
	operation,
	pattern: new RegExp(`^/api/v1${operation.path.replaceAll('.', '\\.').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
	handle: serve(operation)
}));

/** The operation that answers a call, and its parameters. */
export function routeOf(method: string, pathname: string): (Route & { params: Record<string, string> }) | null {
	for (const route of routes) {
		const match = route.operation.method === method ? route.pattern.exec(pathname) : null;
		if (match) return { ...route, params: { ...match.groups } };
	}
	return null;
}

export type ApiServer = { readonly origin: string; readonly server: Server; close(): Promise<void> };

/**
 * The API of a world on a port of its own, over HTTP: the project's own server, Kit's conversion of requests, the real search for who
 * asks, and the handlers. What is missing of the product is Kit's table of routes, and a test compares that with the operations.
 */
export async function apiServer(world: DocumentsWorld): Promise<ApiServer> {
	const settings = loadSettings({ LOG_LEVEL: 'silent' });
	const { client, clock, tools, boss } = world;
	const runtime: Runtime = { settings, databaseUrl: world.url, client, clock, tools, boss, log: createLogger('silent'), worker: null };
	// Where http/process.ts keeps what a process has opened.
	Object.assign(globalThis, { eisoOpen: runtime });
	const server = createAppServer(settings, () => ({
		async handle(request, response, next) {
			const asked = await getRequest({ request, base: `http://${request.headers.host ?? ''}` });
			const url = new URL(asked.url);
			const route = routeOf(asked.method, url.pathname);
			if (!route) {
				next();
				return;
			}
			const cookies = new Map((asked.headers.get('cookie') ?? '').split(/;\s*/).map((pair) => [pair.split('=')[0], pair.split('=')[1]]));
			const event = {
				request: asked,
				url,
				params: route.params,
				route: { id: route.operation.path },
				cookies: { get: (name: string) => cookies.get(name) },
				getClientAddress: () => request.socket.remoteAddress ?? '',
				locals: { requestId: crypto.randomUUID(), locale: asked.headers.get('accept-language')?.startsWith('en') ? 'en' : 'vi' }
			} as unknown as RequestEvent;
			await setResponse(response, await identify({ event, resolve: async (event) => route.handle(event) }));
		},
		close: async () => undefined
	}));
	const port = await listen(server, 0, '127.0.0.1');
	return { origin: `http://127.0.0.1:${port}`, server, close: () => closeServer(server, 500) };
}
