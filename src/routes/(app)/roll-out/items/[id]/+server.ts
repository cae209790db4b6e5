import { redirect } from '@sveltejs/kit';
import { answer } from '#lib/server/http/answer.ts';
import { itemPlace } from '#lib/server/roll-out/unit-page.ts';
import type { RequestHandler } from './$types';

/** A notice names a step by its row: it is shown on its unit's page. */
export const GET: RequestHandler = async (event) => redirect(303, await answer(event, (ctx) => itemPlace(ctx, event.params.id)));
