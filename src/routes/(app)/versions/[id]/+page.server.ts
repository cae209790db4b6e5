import { redirect } from '@sveltejs/kit';
import { answer } from '#lib/server/http/answer.ts';
import { versionWork } from '#lib/server/documents/work/version-work.ts';
import { externalChoices } from '#lib/server/documents/external/references.ts';
import { referenceOptions } from '#lib/server/documents/work/options.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => {
		const version = await versionWork(ctx, event.params.id);
		// What is issued is read on the page of its document.
		if (version.state === 'issued' || version.state === 'withdrawn') redirect(307, `/documents/${version.documentId}`);
		const documents = version.may.edit ? await referenceOptions(ctx, version.unitId, version.documentId) : [];
		const externalDocuments = version.may.edit ? await externalChoices(ctx, version.unitId, version.id) : [];
		return { version, documents, externalDocuments, now: ctx.clock.now() };
	});

export { actions } from './acts.ts';
