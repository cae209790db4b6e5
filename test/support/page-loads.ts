import { globSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isHttpError, isRedirect, type RequestEvent } from '@sveltejs/kit';
import type { Ctx } from '#lib/server/platform/context.ts';
import { createLogger } from '#lib/server/platform/log.ts';
import { loadSettings } from '#lib/server/platform/settings.ts';
import type { DocumentsWorld } from './documents.ts';

/** Every page with a load on the server, and every file route, by its path under src/routes: `(app)/documents/[id]`. */
export function serverRoutes(): string[] {
	const files = globSync('src/routes/**/+{page.server,server}.ts');
	return files.map((file) => path.dirname(path.relative('src/routes', file)).replace(/^\.$/, '')).sort();
}

export type Asked = { params?: Record<string, string>; search?: string; activeUnitId?: string | null };

/** What came of a load: its status (200, or that of the error or the redirect) and its data or text. */
export type Loaded = { readonly status: number; readonly data: unknown };

/** Runs the load of a page, or the GET of a route, as Kit would. */
export async function openRoute(world: DocumentsWorld, ctx: Ctx, route: string, asked: Asked = {}): Promise<Loaded> {
	const run = await loaderOf(route);
	const { client, clock, tools, url: databaseUrl, boss } = world;
	const runtime = { client, clock, tools, databaseUrl, boss, settings: loadSettings({ LOG_LEVEL: 'silent' }), log: createLogger('silent') };
	const url = new URL(`http://eiso.example/?${asked.search ?? ''}`);
	const event = {
		url,
		params: asked.params ?? {},
		request: new Request(url),
		route: { id: `/${route}` },
		cookies: { get: () => undefined, set: () => undefined, delete: () => undefined, getAll: () => [] },
		locals: { ctx, runtime, requestId: ctx.requestId, locale: ctx.locale, session: null, activeUnitId: asked.activeUnitId ?? null },
		setHeaders: () => undefined,
		depends: () => undefined,
		parent: async () => ({})
	} as unknown as RequestEvent;
	try {
		const answer = await run(event);
		if (!(answer instanceof Response)) return { status: 200, data: answer };
		const type = answer.headers.get('content-type') ?? '';
		return {
			status: answer.status,
			data: /^(?:text|application\/json)/.test(type) ? await answer.text() : new Uint8Array(await answer.arrayBuffer())
		};
	} catch (error) {
		if (isHttpError(error)) return { status: error.status, data: error.body };
		if (isRedirect(error)) return { status: error.status, data: error.location };
		throw error;
	}
}

type Loader = (event: RequestEvent) => unknown;

async function loaderOf(route: string): Promise<Loader> {
	for (const [file, name] of [
		['+page.server.ts', 'load'],
		['+server.ts', 'GET']
	] as const) {
		const [found] = globSync(path.join('src/routes', route.replaceAll('[', '[[]'), file));
		if (!found) continue;
		const loaded: unknown = await import(/* @vite-ignore */ pathToFileURL(path.resolve(found)).href);
		const loader: unknown = typeof loaded === 'object' && loaded !== null ? Reflect.get(loaded, name) : undefined;
		if (typeof loader === 'function') return async (event) => Reflect.apply(loader, undefined, [event]) as unknown;
	}
	throw new Error(`${route} has neither a load nor a GET`);
}
