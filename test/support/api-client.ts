import { expect } from 'vitest';
import { z } from 'zod';
import { problemSchema } from '#lib/server/api/problem-schema.ts';
import { createToken } from '#lib/server/identity/tokens.ts';
import { apiServer, routeOf } from './api-server.ts';
import type { DocumentsWorld, Who } from './documents.ts';

export type ApiAnswer = {
	readonly status: number;
	readonly headers: Headers;
	/** Parsed JSON; the bytes of a file. */
	readonly body: unknown;
};

export type Asking = Who | 'nobody' | { readonly token: string };
type Headers_ = Readonly<Record<string, string>>;

export type ApiClient = {
	readonly origin: string;
	/** A new token of somebody, by an id for who has no name here. */
	tokenOf(who: Who | { userId: string }): Promise<{ id: string; token: string }>;
	get(who: Asking, path: string, headers?: Headers_): Promise<ApiAnswer>;
	post(who: Asking, path: string, body: unknown, headers?: Headers_): Promise<ApiAnswer>;
	/** Sends a body as it stands. */
	send(who: Asking, path: string, init: RequestInit): Promise<ApiAnswer>;
	/** A form with text fields and files. */
	upload(who: Asking, path: string, parts: Readonly<Record<string, string | UploadPart>>, headers?: Headers_): Promise<ApiAnswer>;
	close(): Promise<void>;
};

export type UploadPart = { readonly bytes: Uint8Array; readonly name: string; readonly type?: string };

/**
 * Uses the API over HTTP as a program elsewhere would: by tokens, knowing only what the OpenAPI document says. Every answer is held
 * against the schema that the document promises for it.
 */
export async function apiClient(world: DocumentsWorld): Promise<ApiClient> {
	const server = await apiServer(world);
	const tokens = new Map<Who, Promise<{ id: string; token: string }>>();
	const tokenOf: ApiClient['tokenOf'] = (who) =>
		createToken(world.system, { userId: typeof who === 'object' ? who.userId : world.ids[who], name: 'test' });

	async function bearer(who: Asking): Promise<Headers_> {
		if (who === 'nobody') return {};
		if (typeof who === 'object') return { authorization: `Bearer ${who.token}` };
		const known = tokens.get(who) ?? tokenOf(who);
		tokens.set(who, known);
		return { authorization: `Bearer ${(await known).token}` };
	}
	async function send(who: Asking, path: string, init: RequestInit): Promise<ApiAnswer> {
		const headers = { ...(await bearer(who)), ...Object.fromEntries(new Headers(init.headers)) };
		const response = await fetch(`${server.origin}/api/v1${path}`, { ...init, headers });
		const answer = { status: response.status, headers: response.headers, body: await bodyOf(response) };
		expectAsPromised(init.method ?? 'GET', path, answer);
		return answer;
	}
	return {
		origin: server.origin,
		tokenOf,
		send,
		get: (who, path, headers) => send(who, path, { headers }),
		post: (who, path, body, headers) =>
			send(who, path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }),
		upload(who, path, parts, headers) {
			const form = new FormData();
			for (const [name, part] of Object.entries(parts)) {
				if (typeof part === 'string') form.append(name, part);
				else form.append(name, new File([new Uint8Array(part.bytes)], part.name, { type: part.type ?? 'application/octet-stream' }));
			}
			return send(who, path, { method: 'POST', headers, body: form });
		},
		close: () => server.close()
	};
}

async function bodyOf(response: Response): Promise<unknown> {
	if (/json/.test(response.headers.get('content-type') ?? '')) return response.json();
	return Buffer.from(await response.arrayBuffer());
}

/** Strict: what the description does not name must not be there. */
function expectAsPromised(method: string, path: string, { status, headers, body }: ApiAnswer): void {
	const route = routeOf(method, `/api/v1${path.split('?')[0] ?? ''}`);
	if (!route) return;
	if (status >= 400 && status !== 416) {
		expect(headers.get('content-type')).toBe('application/problem+json');
		expect(problemSchema.parse(body)).toEqual(body);
		expect(body).toMatchObject({ status });
		return;
	}
	const { operation } = route;
	const schema = status === operation.status ? operation.response : operation.alsoAnswers?.[status];
	if (schema && operation.id !== 'getOpenApi') expect(schema.parse(body)).toEqual(body);
}

/** The part of an answer that a test goes on with. */
export function read<Schema extends z.ZodType>(schema: Schema, answer: ApiAnswer): z.output<Schema> {
	const parsed = schema.safeParse(answer.body);
	if (!parsed.success) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
	return parsed.data;
}

export const idOf = (answer: ApiAnswer): string => read(z.object({ id: z.uuid() }), answer).id;
