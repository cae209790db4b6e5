import { changeRuleForm } from '#lib/domain/documents/request-forms.ts';
import { changeRulePage, setChangeRule } from '#lib/server/documents/change-requests/rules.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ rule: await changeRulePage(ctx, event.locals.activeUnitId ?? '') }));

export const actions: Actions = {
	default: action(changeRuleForm, async (ctx, { revisions, withdrawals, rowVersion, kinds }, event) => {
		const freed = (chosen: readonly string[]) => Object.fromEntries(kinds.map((kind) => [kind, chosen.includes(kind)]));
		await setChangeRule(ctx, {
			unitId: event.locals.activeUnitId ?? '',
			revisions: freed(revisions),
			withdrawals: freed(withdrawals),
			rowVersion
		});
		return { toast: { text: m.requests_rules_saved() } };
	})
};
