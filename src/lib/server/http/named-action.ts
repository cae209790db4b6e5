import type { RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import type { Ctx } from '#lib/server/platform/context.ts';
import { action } from './action.ts';

/**
 * An action whose form stands on the page once per row: the address says as `?form=` which of them was sent, so that what was wrong and
 * what was typed come back to that one.
 */
export function named<Schema extends z.ZodType, Result>(
	schema: Schema,
	run: (ctx: Ctx, input: z.output<Schema>, event: RequestEvent) => Promise<Result>
) {
	return (event: RequestEvent) => action(schema, run, { form: formOf(event) })(event);
}

/** Which form of the page was sent, by its address; else the one that the act has alone. */
export function formOf(event: RequestEvent, alone?: string): string | undefined {
	return event.url.searchParams.get('form')?.slice(0, 100) ?? alone;
}
