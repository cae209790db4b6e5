import { json, type RequestHandler } from '@sveltejs/kit';
import { previewForm } from '#lib/domain/procedures/content-fields.ts';
import { answer } from '#lib/server/http/answer.ts';
import { formObject } from '#lib/server/http/form-data.ts';
import { readForm } from '#lib/server/http/read-form.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import { previewOf } from '#lib/server/procedures/preview.ts';

/** The draft's pages for the text as it stands in the editor: the PDF in base64 and where its parts are. Nothing is kept or recorded. */
export const POST: RequestHandler = async (event) => {
	const made = await answer(event, async (ctx) => {
		const asked = previewForm.safeParse(formObject(await readForm(event.request)));
		if (!asked.success) throw new Invalid({ content: 'invalid' });
		const { content, row } = asked.data;
		return previewOf(ctx, { documentId: event.params.id ?? '', content, row: row === '' ? null : row });
	});
	const { pdf, pages, places } = made;
	return json({ pdf: Buffer.from(pdf).toString('base64'), pages, places }, { headers: { 'cache-control': 'no-store' } });
};
