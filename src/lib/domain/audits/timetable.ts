import type { Day } from '#lib/domain/shared/day.ts';

/** The timetable of an audit (domain.md §3.1 (3)). Minutes count from midnight. */
export const slotKinds = ['opening', 'session', 'team', 'closing'] as const;
export type SlotKind = (typeof slotKinds)[number];

export type Slot = {
	readonly id: string;
	readonly kind: SlotKind;
	readonly day: Day;
	readonly fromMinute: number;
	readonly toMinute: number;
	/** Sessions: the area that is looked at. */
	readonly areaId: string | null;
	readonly auditorIds: readonly string[];
	readonly auditeeIds: readonly string[];
};

export type TimetableFacts = {
	readonly firstDay: Day;
	readonly lastDay: Day;
	readonly areas: readonly { readonly id: string; readonly peopleIds: readonly string[] }[];
	readonly team: readonly { readonly userId: string; readonly isLead: boolean; readonly areaIds: readonly string[] }[];
	/** When these people are asked for by another audit whose plan was sent: of this unit, or where they are guests. */
	readonly elsewhere?: readonly TakenTime[];
};

export type TakenTime = { readonly userId: string; readonly day: Day; readonly fromMinute: number; readonly toMinute: number };

export const clashCodes = [
	'no_opening',
	'no_closing',
	'outside_days',
	'same_time',
	'busy_elsewhere',
	'audits_own_area',
	'not_their_area',
	'not_on_team',
	'no_auditor',
	'no_auditee',
	'area_without_auditor',
	'area_without_slot',
	'member_without_slot'
] as const;
export type Clash = {
	readonly code: (typeof clashCodes)[number];
	readonly slotIds: readonly string[];
	readonly userId?: string;
	readonly areaId?: string;
};

/** Whom a slot takes: a meeting without names takes the whole team. */
function auditorsOf(slot: Slot, facts: TimetableFacts): readonly string[] {
	if (slot.kind === 'session' || slot.auditorIds.length > 0) return slot.auditorIds;
	return facts.team.map(({ userId }) => userId);
}

/**
 * Everything that is wrong with a timetable, in the order in which people mend it. Empty: the plan can be sent, as far as the timetable goes.
 */
export function clashesOf(slots: readonly Slot[], facts: TimetableFacts): Clash[] {
	return [
		...(slots.some(({ kind }) => kind === 'opening') ? [] : [{ code: 'no_opening', slotIds: [] } as const]),
		...(slots.some(({ kind }) => kind === 'closing') ? [] : [{ code: 'no_closing', slotIds: [] } as const]),
		...slots
			.filter(({ day }) => day < facts.firstDay || day > facts.lastDay)
			.map(({ id }): Clash => ({ code: 'outside_days', slotIds: [id] })),
		...samePeople(slots, facts),
		...slots.flatMap((slot) => busyElsewhere(slot, facts)),
		...slots.flatMap((slot) => sessionClashes(slot, facts)),
		...facts.areas.flatMap((area) => areaClashes(area.id, slots, facts)),
		...facts.team
			.filter(({ userId }) => !slots.some((slot) => slot.kind === 'session' && slot.auditorIds.includes(userId)))
			.filter(({ isLead, areaIds }) => !isLead || areaIds.length > 0)
			.map(({ userId }): Clash => ({ code: 'member_without_slot', slotIds: [], userId }))
	];
}

/** One person in two places at once; what ends when the other begins does not meet it. */
function samePeople(slots: readonly Slot[], facts: TimetableFacts): Clash[] {
	const sorted = [...slots].sort(
		(a, b) => a.day.localeCompare(b.day) || a.fromMinute - b.fromMinute || a.toMinute - b.toMinute || a.id.localeCompare(b.id)
	);
	return sorted.flatMap((slot, at) =>
		sorted.slice(at + 1).flatMap((later) => {
			if (later.day !== slot.day || later.fromMinute >= slot.toMinute) return [];
			const here = new Set([...auditorsOf(slot, facts), ...slot.auditeeIds]);
			const both = [...new Set([...auditorsOf(later, facts), ...later.auditeeIds])].filter((userId) => here.has(userId));
			return both.map((userId): Clash => ({ code: 'same_time', slotIds: [slot.id, later.id], userId }));
		})
	);
}

/** Somebody whom another audit has at that time; which one is not said, it may be another unit's. */
function busyElsewhere(slot: Slot, facts: TimetableFacts): Clash[] {
	const here = new Set([...auditorsOf(slot, facts), ...slot.auditeeIds]);
	const taken = (facts.elsewhere ?? []).filter(
		(time) => here.has(time.userId) && time.day === slot.day && time.fromMinute < slot.toMinute && slot.fromMinute < time.toMinute
	);
	return [...new Set(taken.map(({ userId }) => userId))].map((userId): Clash => ({ code: 'busy_elsewhere', slotIds: [slot.id], userId }));
}

function sessionClashes(slot: Slot, facts: TimetableFacts): Clash[] {
	const outsiders = slot.auditorIds
		.filter((userId) => !facts.team.some((member) => member.userId === userId))
		.map((userId): Clash => ({ code: 'not_on_team', slotIds: [slot.id], userId }));
	const { areaId } = slot;
	if (slot.kind !== 'session' || areaId === null) return outsiders;
	const own = new Set(facts.areas.find(({ id }) => id === areaId)?.peopleIds);
	const named = slot.auditorIds.flatMap((userId): Clash[] => {
		if (own.has(userId) || slot.auditeeIds.includes(userId)) return [{ code: 'audits_own_area', slotIds: [slot.id], userId, areaId }];
		const member = facts.team.find((one) => one.userId === userId);
		return member && !member.areaIds.includes(areaId) ? [{ code: 'not_their_area', slotIds: [slot.id], userId, areaId }] : [];
	});
	return [
		...outsiders,
		...named,
		...(slot.auditorIds.length === 0 ? [{ code: 'no_auditor', slotIds: [slot.id], areaId } as const] : []),
		...(slot.auditeeIds.length === 0 ? [{ code: 'no_auditee', slotIds: [slot.id], areaId } as const] : [])
	];
}

function areaClashes(areaId: string, slots: readonly Slot[], facts: TimetableFacts): Clash[] {
	return [
		...(facts.team.some((member) => member.areaIds.includes(areaId))
			? []
			: [{ code: 'area_without_auditor', slotIds: [], areaId } as const]),
		...(slots.some((slot) => slot.kind === 'session' && slot.areaId === areaId)
			? []
			: [{ code: 'area_without_slot', slotIds: [], areaId } as const])
	];
}

/** `8:30` or `08h30` as minutes from midnight; null when it is no time. */
export function minutesOf(text: string): number | null {
	const match = /^(\d{1,2})[:h](\d{2})$/.exec(text.trim());
	if (!match) return null;
	const [hours, minutes] = [Number(match[1]), Number(match[2])];
	return hours > 24 || minutes > 59 || hours * 60 + minutes > 1440 ? null : hours * 60 + minutes;
}

export function timeOf(minutes: number): string {
	return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
