import { redirect } from '@sveltejs/kit';
import { certificateForm } from '#lib/domain/reviews/training/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { addCertificate } from '#lib/server/reviews/training/certificates.ts';
import { newCertificatePage } from '#lib/server/reviews/training/pages.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => newCertificatePage(ctx, event.locals.activeUnitId));

export const actions: Actions = {
	default: action(
		certificateForm,
		async (ctx, input, event) => {
			const { id } = await addCertificate(ctx, { ...input, unitId: event.locals.activeUnitId ?? '' });
			redirect(303, `/training/certificates/${id}`);
		},
		{ form: 'certificate' }
	)
};
