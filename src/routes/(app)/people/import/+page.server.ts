import { redirect } from '@sveltejs/kit';
import { importCommitForm, importFileForm } from '#lib/domain/people/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { tableAction } from '#lib/server/http/table-action.ts';
import { commitPeopleImport, peopleImportPage, refuseOthers } from '#lib/server/people/import-file.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, (ctx) => peopleImportPage(ctx, event.locals.runtime.tools, event.url.searchParams.get('file')));

export const actions: Actions = {
	check: tableAction(importFileForm, (_ctx, _input, { uploadId }) => redirect(303, `/people/import?file=${uploadId}`), {
		field: 'table',
		before: refuseOthers
	}),
	commit: action(importCommitForm, async (ctx, { file }, event) => {
		const { committed, people, withoutMail, faults } = await commitPeopleImport(ctx, event.locals.runtime.tools, file);
		return { done: { committed, count: people.length, withoutMail, faults } };
	})
};
