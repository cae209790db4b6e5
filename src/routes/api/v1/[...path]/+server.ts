import type { RequestHandler } from '@sveltejs/kit';
import { problemResponse } from '#lib/server/http/problem.ts';
import { NotFound } from '#lib/server/platform/errors.ts';

/** An address that is no call: a program gets a problem, not a page. */
export const fallback: RequestHandler = ({ locals }) => problemResponse(new NotFound('no_such_call'), locals.ctx);
