import type { RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import type { Ctx } from '#lib/server/platform/context.ts';
import { DomainError, Invalid } from '#lib/server/platform/errors.ts';
import { whileSent } from './client-gone.ts';
import { problemResponse } from './problem.ts';
import { readJson } from './read-json.ts';

const bodyLimit = 2 * 1024 * 1024;

/**
 * A call that a page of ours makes by script, with the browser's session: JSON in, JSON out, refusals as problem+json. Foreign sites
 * are refused before (own-origin.ts).
 */
export async function jsonCall<Schema extends z.ZodType>(
	event: RequestEvent,
	schema: Schema,
	act: (ctx: Ctx, input: z.output<Schema>) => Promise<unknown>
): Promise<Response> {
	const { ctx } = event.locals;
	try {
		const text = await whileSent(event.request, event.request.text());
		if (text.length > bodyLimit) throw new DomainError('body_too_large', 413);
		const parsed = schema.safeParse(readJson(text));
		if (!parsed.success) {
			throw new Invalid(Object.fromEntries(parsed.error.issues.map((issue) => [issue.path.join('.') || 'body', issue.message])));
		}
		return Response.json(await act(ctx, parsed.data), { headers: { 'cache-control': 'private, no-store' } });
	} catch (error) {
		if (error instanceof DomainError) return problemResponse(error, ctx);
		throw error;
	}
}
