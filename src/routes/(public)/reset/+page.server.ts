import { nameForm } from '#lib/domain/identity/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { requestMailReset } from '#lib/server/identity/mail-reset.ts';
import type { Actions } from './$types';

export const actions: Actions = {
	default: action(nameForm, async (ctx, input) => {
		await requestMailReset(ctx, input);
		return { asked: true };
	})
};
