import type { RequestEvent, RequestHandler } from '@sveltejs/kit';
import type { z } from 'zod';
import type { Operation } from '#lib/server/api/operation.ts';
import { storeUpload, type StoredUpload } from '#lib/server/files/store-upload.ts';
import { hashOf, once, type Answer } from '#lib/server/identity/idempotency.ts';
import { DomainError, Invalid, NotFound, Unauthenticated } from '#lib/server/platform/errors.ts';
import { whileSent } from './client-gone.ts';
import { formObject } from './form-data.ts';
import { problemResponse, unexpectedResponse } from './problem.ts';
import { createRateLimiter } from './rate-limit.ts';

const limiter = createRateLimiter();
const bodyLimit = 1024 * 1024;
const droppedLimit = 16 * bodyLimit;

type Parts = { body: unknown; files: readonly StoredUpload[]; hash: string };

/**
 * Turns an operation into a handler: who asks, limits, schemas, one call, and errors as problem+json. A browser's session may read
 * through the API (lists of choices); acts need a token, so that no other site can make a browser do one.
 */
export function serve(operation: Operation): RequestHandler {
	return async (event) => {
		const { ctx, runtime } = event.locals;
		try {
			admit(event, operation);
			const params = paramsOf(operation, event.params);
			const query = parse(operation.query, formObject(event.url.searchParams));
			await operation.before?.(ctx, params);
			const parts = await partsOf(event, operation);
			const body = parse(operation.body, parts.body);
			const input = { params, query, body, files: parts.files, request: event.request, runtime };
			const run = async (): Promise<Answer | Response> => {
				const result = await operation.run(ctx, input);
				if (result instanceof Response) return result;
				return isAnswer(result) ? { status: result.status, body: result.data } : { status: operation.status, body: result };
			};
			const key = event.request.method === 'POST' ? event.request.headers.get('idempotency-key') : null;
			return respond(key ? await once(ctx, key, parts.hash, () => plain(run())) : await run());
		} catch (error) {
			if (error instanceof DomainError) return problemResponse(error, ctx);
			runtime.log.error({ err: error, requestId: ctx.requestId, operation: operation.id }, 'unexpected error');
			return unexpectedResponse(ctx);
		}
	};
}

function admit(event: RequestEvent, operation: Operation): void {
	const { ctx } = event.locals;
	if (operation.open) return;
	if (ctx.actor.kind !== 'user') throw new Unauthenticated();
	const token = ctx.actor.token;
	if (!token && operation.method !== 'GET') throw new Unauthenticated('token_required');
	if (!token) return;
	limiter.count(token.id, operation.files ? 'upload' : operation.method === 'GET' ? 'read' : 'write', ctx.clock.now().getTime());
}

async function partsOf(event: RequestEvent, operation: Operation): Promise<Parts> {
	const about = [event.request.headers.get('authorization') ?? '', operation.method, event.url.pathname] as const;
	if (operation.method === 'GET') return { body: {}, files: [], hash: '' };
	if (operation.files) {
		const { fields, files } = await storeUpload(event.request, event.locals.runtime.tools, operation.files);
		const hashes = files.map((file) => `${file.field}=${file.sha256}`);
		return { body: formObject(fields), files, hash: hashOf(...about, fields.toString(), ...hashes) };
	}
	const text = await whileSent(event.request, readText(event.request));
	return { body: parseJson(text), files: [], hash: hashOf(...about, text) };
}

/**
 * A body larger than any of ours is refused. The rest of it is read and dropped up to a limit, because a sender who is cut off sees a
 * broken connection instead of our answer.
 */
async function readText(request: Request): Promise<string> {
	if (!request.body) return '';
	const decoder = new TextDecoder('utf-8');
	let text = '';
	let size = 0;
	for await (const chunk of request.body) {
		size += chunk.byteLength;
		if (size > droppedLimit) break;
		if (size <= bodyLimit) text += decoder.decode(chunk, { stream: true });
	}
	if (size > bodyLimit) throw new DomainError('body_too_large', 413);
	return text + decoder.decode();
}

function parseJson(text: string): unknown {
	if (text.trim() === '') return {};
	try {
		const value: unknown = JSON.parse(text);
		return value;
	} catch {
		throw new DomainError('json_invalid', 422);
	}
}

/** An id that cannot be one is the id of nothing. */
function paramsOf(operation: Operation, given: unknown): unknown {
	const parsed = operation.params.safeParse(given);
	if (!parsed.success) throw new NotFound();
	return parsed.data;
}

function parse(schema: z.ZodType, value: unknown): unknown {
	const parsed = schema.safeParse(value);
	if (!parsed.success) {
		const fields: Record<string, string> = {};
		for (const issue of parsed.error.issues.flatMap(nearest)) fields[issue.path.map(String).join('.') || 'body'] ??= codeOf(issue);
		throw new Invalid(fields);
	}
	const field = fieldNotKept(parsed.data);
	if (field !== null) throw new Invalid({ [field || 'body']: 'invalid' });
	return parsed.data;
}

/** Of a body that may be one of several things, what is wrong with the one that it comes nearest to: the one with its `event`. */
function nearest(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
	if (issue.code !== 'invalid_union' || issue.path.length > 0) return [issue];
	const [first] = issue.errors.filter((branch) => branch.length > 0 && !branch.some(({ path }) => path[0] === 'event'));
	return first ?? [issue];
}

/** Our schemas name a code as their message; zod's own English sentences are none. */
function codeOf(issue: z.core.$ZodIssue): string {
	if (/^[a-z_]+(?::\d+)?$/.test(issue.message)) return issue.message;
	return issue.code === 'invalid_type' && issue.message.endsWith('received undefined') ? 'required' : 'invalid';
}

/** PostgreSQL keeps no NUL in a text, and no half of a character. Looks only at what a schema let through, which is never deep. */
function fieldNotKept(value: unknown, path = ''): string | null {
	if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? path : null;
	if (typeof value !== 'object' || value === null) return null;
	for (const [name, one] of Object.entries(value)) {
		const found = fieldNotKept(one, path ? `${path}.${name}` : name);
		if (found !== null) return found;
	}
	return null;
}

function isAnswer(value: unknown): value is { status: number; data: unknown } {
	return typeof value === 'object' && value !== null && 'status' in value && typeof value.status === 'number' && 'data' in value;
}

async function plain(answer: Promise<Answer | Response>): Promise<Answer> {
	const given = await answer;
	if (given instanceof Response) throw new Error('an operation that answers with a file takes no idempotency key');
	return given;
}

function respond(answer: Answer | Response): Response {
	if (answer instanceof Response) return answer;
	return new Response(JSON.stringify(answer.body ?? null), {
		status: answer.status,
		headers: { 'content-type': 'application/json', 'cache-control': 'private, no-store' }
	});
}
