import { globSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isActionFailure, isHttpError, isRedirect, type RequestEvent } from '@sveltejs/kit';
import type { Ctx } from '#lib/server/platform/context.ts';
import { createLogger } from '#lib/server/platform/log.ts';
import { loadSettings } from '#lib/server/platform/settings.ts';
import type { DocumentsWorld } from './documents.ts';

/** What came of an act of a page: its status (200, that of the refusal, or of the redirect) and its data or where it leads. */
export type Acted = { readonly status: number; readonly data: unknown };

/** Sends a form to an action of a page, as a browser without scripts would. */
export async function actOnRoute(
	world: DocumentsWorld,
	ctx: Ctx,
	route: string,
	action: string,
	form: FormData,
	params: Record<string, string> = {}
): Promise<Acted> {
	const { client, clock, tools, url: databaseUrl, boss } = world;
	const runtime = { client, clock, tools, databaseUrl, boss, settings: loadSettings({ LOG_LEVEL: 'silent' }), log: createLogger('silent') };
	const url = new URL(`http://eiso.example/?/${action}`);
	const event = {
		url,
		params,
		request: new Request(url, { method: 'POST', body: form }),
		route: { id: `/${route}` },
		cookies: { get: () => undefined, set: () => undefined, delete: () => undefined, getAll: () => [] },
		locals: { ctx, runtime, requestId: ctx.requestId, locale: ctx.locale, session: null, activeUnitId: null },
		setHeaders: () => undefined,
		getClientAddress: () => '127.0.0.1'
	} as unknown as RequestEvent;
	const run = await actionOf(route, action);
	try {
		const answer = await run(event);
		return isActionFailure(answer) ? { status: answer.status, data: answer.data } : { status: 200, data: answer };
	} catch (error) {
		if (isHttpError(error)) return { status: error.status, data: error.body };
		if (isRedirect(error)) return { status: error.status, data: error.location };
		throw error;
	}
}

async function actionOf(route: string, action: string): Promise<(event: RequestEvent) => Promise<unknown>> {
	const [file] = globSync(path.join('src/routes', route.replaceAll('[', '[[]'), '+page.server.ts'));
	if (!file) throw new Error(`${route} has no server`);
	const loaded: unknown = await import(/* @vite-ignore */ pathToFileURL(path.resolve(file)).href);
	const actions: unknown = typeof loaded === 'object' && loaded !== null ? Reflect.get(loaded, 'actions') : undefined;
	const found: unknown = typeof actions === 'object' && actions !== null ? Reflect.get(actions, action) : undefined;
	if (typeof found !== 'function') throw new Error(`${route} has no action ${action}`);
	return async (event) => Reflect.apply(found, undefined, [event]) as unknown;
}
