import type { IconName } from '#lib/components/ui/icons.ts';
import type { RequestKind, RequestSource } from '#lib/domain/documents/change-requests.ts';
import { formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';

const kinds: Record<RequestKind, () => string> = {
	new: m.requests_kind_new,
	amend: m.requests_kind_amend,
	withdraw: m.requests_kind_withdraw
};
export const kindWord = (kind: RequestKind): string => kinds[kind]();

const sources: Record<RequestSource, () => string> = {
	person: m.requests_source_person,
	finding: m.requests_source_finding,
	law: m.requests_source_law,
	review: m.requests_source_review,
	model: m.requests_source_model
};
export const sourceWord = (source: RequestSource): string => sources[source]();

const events: Record<string, { icon: IconName; word: () => string }> = {
	propose: { icon: 'chat', word: m.requests_event_propose },
	ask: { icon: 'chat', word: m.requests_event_ask },
	answer: { icon: 'chat', word: m.requests_event_answer },
	withdraw: { icon: 'x', word: m.requests_event_withdraw },
	consider: { icon: 'sign', word: m.requests_event_consider },
	decline: { icon: 'x', word: m.requests_event_decline },
	accept: { icon: 'check', word: m.requests_event_accept },
	link: { icon: 'doc', word: m.requests_event_link },
	stop: { icon: 'ban', word: m.requests_event_stop },
	finish: { icon: 'check', word: m.requests_event_finish },
	end: { icon: 'x', word: m.requests_event_end }
};

/** An act of a request in words. @param due the date that an extension gave */
export function eventLook(event: string, due: string | null): { icon: IconName; text: string } {
	if (event === 'extend') return { icon: 'cal', text: m.requests_event_extend({ day: due ? formatDay(due) : '–' }) };
	const look = events[event];
	return look ? { icon: look.icon, text: look.word() } : { icon: 'history', text: event };
}
