import { ownPasswordForm } from '#lib/domain/identity/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { renewRecoveryCode } from '#lib/server/identity/change-password.ts';
import { ownAccount } from '#lib/server/identity/own-account.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => {
		const { recoveryCode, heldUntil } = await ownAccount(ctx);
		return { state: recoveryCode, heldUntil };
	});

export const actions: Actions = { default: action(ownPasswordForm, (ctx, input) => renewRecoveryCode(ctx, input)) };
