import { error } from '@sveltejs/kit';
import { slipsForm } from '#lib/domain/people/forms.ts';
import { answer } from '#lib/server/http/answer.ts';
import { formObject } from '#lib/server/http/form-data.ts';
import { readForm } from '#lib/server/http/read-form.ts';
import { issueSlips, slipsFileName } from '#lib/server/people/invitations.ts';
import { renderInvitationSlips } from '#lib/server/pdf/render.ts';
import type { RequestHandler } from './$types';

/** Makes new codes and prints them, once: the answer is the only place where they stand. */
export const POST: RequestHandler = async (event) => {
	const parsed = slipsForm.safeParse(formObject(await answer(event, () => readForm(event.request))));
	if (!parsed.success) error(422);
	const { ctx } = event.locals;
	const slips = await answer(event, (ctx) => issueSlips(ctx, { ...parsed.data, origin: event.url.origin }));
	const pdf = await renderInvitationSlips({ locale: ctx.locale, slips }, { createdAt: ctx.clock.now() });
	return new Response(Buffer.from(pdf), {
		headers: {
			'content-type': 'application/pdf',
			'content-disposition': `attachment; filename="${slipsFileName(ctx)}"`,
			'cache-control': 'no-store',
			'x-content-type-options': 'nosniff'
		}
	});
};
