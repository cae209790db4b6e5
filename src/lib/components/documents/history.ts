import type { TimelineEntry } from '#lib/components/ui/timeline.ts';
import { dayOf } from '#lib/domain/shared/day.ts';
import { formatDateTime, formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import { actIcons } from './act-icons.ts';
import type { DocumentView, VersionView } from './types.ts';

type Entry = TimelineEntry & { at: string };
type Act = DocumentView['history']['acts'][number];

/** Edits of a draft are left out: they are noise. */
const actWords: Partial<Record<Act['event'], (about: { name: string; numbers: string }) => string>> = {
	create: m.documents_act_create,
	submit: m.documents_act_submit,
	recall: m.documents_act_recall,
	pass: m.documents_act_pass,
	return: m.documents_act_return,
	approve: m.documents_act_approve,
	cancel: m.documents_act_cancel,
	issue: m.documents_act_issue,
	revoke: m.documents_act_revoke,
	withdraw: m.documents_act_withdraw,
	take_on: m.documents_act_take_on,
	carry_over: m.documents_act_carry_over
};

/** What happened to a document, newest first: days on which versions began and ended, and the acts the reader may know of. */
export function historyEntries({ id, versions, history }: Pick<DocumentView, 'id' | 'versions' | 'history'>): Entry[] {
	const ofVersion = new Map(versions.map((version) => [version.id, version]));
	const acts = history.acts.flatMap((act) => {
		const version = ofVersion.get(act.versionId);
		return version ? actEntry(act, version) : [];
	});
	return [...versions.flatMap((version) => milestones(id, version)), ...acts].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}

function milestones(documentId: string, version: VersionView): Entry[] {
	const { numbers, from, lastDay, phase } = version;
	if (from === null) return [];
	const decision = version.decisionNumber ? m.documents_by_decision({ number: version.decisionNumber }) : '';
	const href = `/documents/${documentId}/versions/${version.slug}`;
	const entries: Entry[] = [];
	if (version.sameDay)
		entries.push({ icon: 'swap', text: m.documents_history_same_day({ numbers }), meta: formatDay(from), at: `${from}T24`, href });
	else {
		const begin = phase === 'upcoming' ? m.documents_history_will_begin({ numbers }) : m.documents_history_began({ numbers });
		const icon = phase === 'upcoming' ? 'cal' : 'seal';
		const meta = [
			formatDay(from),
			decision,
			version.takenOn ? m.take_on_since({ day: formatDay(version.takenOn) }) : '',
			version.carriedOver ? m.carryover_mark({ unit: version.carriedOver.unit, day: formatDay(version.carriedOver.lastDay) }) : ''
		]
			.filter(Boolean)
			.join(' · ');
		entries.push({ icon, text: begin, meta, on: phase === 'in_force', at: `${from}T00`, href });
	}
	if (lastDay !== null) {
		const text = m.documents_history_ended({ numbers, day: formatDay(lastDay) });
		entries.push({ icon: version.state === 'withdrawn' ? 'ban' : 'swap', text, at: `${lastDay}T24` });
	}
	return entries;
}

function actEntry(act: Act, version: VersionView): Entry[] {
	const say = actWords[act.event];
	if (!say) return [];
	const words = say({ name: act.name, numbers: version.numbers });
	const meta = [formatDateTime(act.at), act.position, act.voided ? m.documents_act_void() : ''].filter(Boolean).join(' · ');
	// Days of Asia/Ho_Chi_Minh and moments sort together by the text of their day and hour.
	const at = `${dayOf(act.at)}T${act.at.toISOString()}`;
	return [{ icon: actIcons[act.event], text: act.comment ? `${words}: “${act.comment}”` : words, meta, at }];
}
