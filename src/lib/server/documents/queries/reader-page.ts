import { NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { documentPage, type DocumentAsk } from './document-page.ts';

/** What the full-screen reader shows around the pages. @throws NotFound, also when there is no PDF to read */
export async function readerPage(ctx: Ctx, documentId: string, ask: DocumentAsk) {
	const view = await documentPage(ctx, documentId, ask);
	const { shown } = view;
	if (!shown?.pdf || shown.from === null) throw new NotFound('no_reading_copy');
	const own = view.reading?.own ?? null;
	return {
		id: view.id,
		code: view.code,
		title: shown.title,
		scheme: view.scheme,
		version: shown,
		inForce: view.inForce,
		own,
		canPropose: view.can.propose,
		/** An older version that this person may read, to compare with. */
		hasEarlier: view.versions.some(({ id, phase }) => id !== shown.id && (phase === 'past' || phase === 'in_force')),
		today: today(ctx)
	};
}
