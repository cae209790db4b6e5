import type { ManyAct } from '#lib/domain/documents/many.ts';
import * as m from '#lib/paraglide/messages.js';

type Words = { title: (about: { count: number }) => string; facts: () => string; confirm: () => string; busy: () => string };

/** What an act on several documents is called on its page. */
export const manyWords: Record<ManyAct, Words> = {
	submit: { title: m.many_submit_title, facts: m.many_submit_facts, confirm: m.many_submit_confirm, busy: m.many_submit_busy },
	pass: { title: m.many_pass_title, facts: m.many_pass_facts, confirm: m.many_pass_confirm, busy: m.many_pass_busy },
	return: { title: m.many_return_title, facts: m.many_return_facts, confirm: m.many_return_confirm, busy: m.many_return_busy },
	audience: { title: m.many_audience_title, facts: m.many_audience_facts, confirm: m.many_audience_confirm, busy: m.many_audience_busy },
	owner: { title: m.many_owner_title, facts: m.many_owner_facts, confirm: m.many_owner_confirm, busy: m.many_owner_busy }
};
