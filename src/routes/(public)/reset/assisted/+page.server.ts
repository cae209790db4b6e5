import { redirect } from '@sveltejs/kit';
import { nameForm, newPasswordForm, recoveryForm } from '#lib/domain/identity/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { dropClaim, keepClaim, readClaim } from '#lib/server/http/claim-cookie.ts';
import { deviceOf, enter } from '#lib/server/http/session-cookie.ts';
import { finishWithCode } from '#lib/server/identity/assisted-reset.ts';
import { claimReset, finishWithWitness, isClaimConfirmed } from '#lib/server/identity/witness-claim.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const claim = readClaim(event.cookies);
	if (!claim) return { claim: null };
	return { claim: { number: claim.number, confirmed: await answer(event, (ctx) => isClaimConfirmed(ctx, claim.secret)) } };
};

export const actions: Actions = {
	code: action(
		recoveryForm,
		async (ctx, input, event) => enter(event, await finishWithCode(ctx, { ...input, ...deviceOf(event, input) }), '/account/recovery'),
		{ form: 'code' }
	),
	claim: action(
		nameForm,
		async (ctx, input, event) => {
			keepClaim(event.cookies, await claimReset(ctx, input));
			redirect(303, '/reset/assisted');
		},
		{ form: 'claim' }
	),
	finish: action(
		newPasswordForm,
		async (ctx, input, event) => {
			const secret = readClaim(event.cookies)?.secret ?? '';
			const signedIn = await finishWithWitness(ctx, { ...input, secret, ...deviceOf(event, input) });
			dropClaim(event.cookies);
			return enter(event, signedIn, '/account/recovery');
		},
		{ form: 'finish' }
	),
	drop: ({ cookies }) => {
		dropClaim(cookies);
		redirect(303, '/reset/assisted');
	}
};
