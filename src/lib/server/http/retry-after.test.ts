import { isHttpError } from '@sveltejs/kit';
import { expect, it } from 'vitest';
import { publicActor } from '#lib/domain/permissions/actor.ts';
import { NotFound, TooMany } from '#lib/server/platform/errors.ts';
import { answer } from './answer.ts';
import { noteWait, sayWait } from './retry-after.ts';

type Locals = Parameters<typeof answer>[0]['locals'];

/** What a page asks of a request. */
function event() {
	const locals = { ctx: { locale: 'vi', actor: publicActor } } as unknown as Locals;
	return { locals, url: new URL('http://eiso.example/v/7K3F-9Q2M-4X8T') };
}

const headerAfter = (locals: Locals): string | null => {
	const response = new Response(null, { status: 429 });
	sayWait(locals, response);
	return response.headers.get('retry-after');
};

it('a page that refuses one of too many says in its header how long to wait', async () => {
	const asked = event();
	const refusal = await answer(asked, () => Promise.reject(new TooMany(42))).catch((error: unknown) => error);
	expect(isHttpError(refusal) && refusal.status).toBe(429);
	expect(headerAfter(asked.locals)).toBe('42');
});

it('another refusal says nothing of waiting', async () => {
	const asked = event();
	await answer(asked, () => Promise.reject(new NotFound())).catch(() => undefined);
	expect(headerAfter(asked.locals)).toBeNull();
});

it('the longest wait counts, and never none at all', () => {
	const { locals } = event();
	noteWait(locals, new TooMany(0));
	expect(headerAfter(locals)).toBe('1');
	noteWait(locals, new TooMany(30));
	noteWait(locals, new TooMany(5));
	expect(headerAfter(locals)).toBe('30');
});
