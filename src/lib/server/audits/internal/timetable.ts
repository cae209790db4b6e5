import type { SlotInput } from '#lib/domain/audits/audit-forms.ts';
import { compareClauses } from '#lib/domain/audits/clauses.ts';
import { clashesOf, timeOf, type Clash, type Slot, type TakenTime, type TimetableFacts } from '#lib/domain/audits/timetable.ts';
import { fromDbDate, isDay, toDbDate } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { activeMembership } from '#lib/server/documents/eligibility.ts';
import { tidy } from '#lib/server/documents/input.ts';
import { roles } from '#lib/domain/permissions/actor.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { moveAudit, type AuditAct, type AuditMoved } from './act.ts';
import { loadAudit, type LoadedAudit } from './facts.ts';

export type AuditSlotRow = Slot & {
	readonly topic: string;
	readonly clauses: readonly string[];
	readonly place: string;
	readonly people: readonly { readonly userId: string; readonly fullName: string; readonly side: 'auditor' | 'auditee' }[];
};

/** The timetable in its order. */
export async function slotsOf(ctx: Ctx, auditId: string): Promise<AuditSlotRow[]> {
	const rows = await ctx.db.auditSlot.findMany({
		where: { auditId },
		orderBy: [{ day: 'asc' }, { fromMinute: 'asc' }, { toMinute: 'asc' }, { id: 'asc' }],
		select: {
			id: true,
			kind: true,
			day: true,
			fromMinute: true,
			toMinute: true,
			areaId: true,
			topic: true,
			clauses: true,
			place: true,
			auditSlotPersonSlot: {
				orderBy: { user: { fullName: 'asc' } },
				select: { userId: true, side: true, user: { select: { fullName: true } } }
			}
		}
	});
	return rows.map(({ day, auditSlotPersonSlot, ...slot }) => {
		const people = auditSlotPersonSlot.map(({ user, ...person }) => ({ ...person, fullName: user.fullName }));
		const ids = (side: 'auditor' | 'auditee') => people.filter((person) => person.side === side).map(({ userId }) => userId);
		return { ...slot, day: fromDbDate(day), people, auditorIds: ids('auditor'), auditeeIds: ids('auditee') };
	});
}

export function timetableFacts(audit: LoadedAudit): TimetableFacts {
	return {
		firstDay: audit.firstDay,
		lastDay: audit.lastDay,
		areas: audit.areas.map(({ id, people }) => ({ id, peopleIds: people.map(({ userId }) => userId) })),
		team: audit.team.map(({ userId, role, areaIds }) => ({ userId, isLead: role === 'lead', areaIds }))
	};
}

export async function clashesOfAudit(ctx: Ctx, audit: LoadedAudit): Promise<Clash[]> {
	const slots = await slotsOf(ctx, audit.id);
	return clashesOf(slots, { ...timetableFacts(audit), elsewhere: await takenTimes(ctx, audit, peopleOf(audit, slots)) });
}

function peopleOf(audit: LoadedAudit, slots: readonly AuditSlotRow[]): string[] {
	return [...new Set([...audit.team, ...slots.flatMap(({ people }) => people)].map(({ userId }) => userId))].sort();
}

/**
 * Holds the time of everybody whom the audit asks for, to the end of the transaction: of two plans that are sent at once and ask for the same
 * person at the same time, the second finds the first.
 */
export async function holdTimes(ctx: Ctx, audit: LoadedAudit): Promise<void> {
	for (const userId of peopleOf(audit, await slotsOf(ctx, audit.id)))
		await ctx.db.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${`audit_time:${userId}`}, 0))::text`;
}

/** When plans that were sent ask for these people on the days of the audit. A meeting that names nobody takes its whole team. One query. */
function takenTimes(ctx: Ctx, audit: LoadedAudit, userIds: readonly string[]): Promise<TakenTime[]> {
	return ctx.db.$queryRaw<TakenTime[]>`
		select p.user_id as "userId", s.day::text as day, s.from_minute as "fromMinute", s.to_minute as "toMinute"
		from internal_audit a join audit_slot s on s.audit_id = a.id
		join lateral (
			select x.user_id from audit_slot_person x where x.slot_id = s.id
			union
			select t.user_id from audit_team_member t
			where t.audit_id = a.id and t.ended_at is null and s.kind <> 'session'
				and not exists (select 1 from audit_slot_person x where x.slot_id = s.id and x.side = 'auditor')
		) p on p.user_id = any(${[...userIds]}::uuid[])
		where a.id <> ${audit.id}::uuid and a.state in ('notified', 'in_progress')
			and s.day between ${audit.firstDay}::date and ${audit.lastDay}::date
		order by 2, 3, 1`;
}

/**
 * Adds a line to the timetable, or changes one. Clashes do not stop it: they are shown, and the plan is not sent while there are any.
 * Recorded as `audit.arrange`.
 * @throws Forbidden; NotFound; Conflict `illegal_transition`, `stale`; Invalid by field
 */
export function saveSlot(ctx: Ctx, input: SlotInput & AuditAct): Promise<AuditMoved> {
	return transaction(ctx, async (ctx) => {
		const { audit, subject } = await loadAudit(ctx, input.auditId);
		authorize(ctx, 'audit.prepare', subject);
		const slot = await checkedSlot(ctx, audit, input);
		const before = input.slotId === null ? null : await slotOf(ctx, audit, input.slotId);
		const moved = await moveAudit(ctx, audit, 'arrange', subject, {
			rowVersion: input.rowVersion,
			...(before ? { before: { slot: describe(before) } } : {}),
			after: { slot: describe(slot) }
		});
		const { day, auditorIds, auditeeIds, ...columns } = slot;
		const data = { ...columns, day: toDbDate(day) };
		const id = before?.id ?? (await ctx.db.auditSlot.create({ data: { ...data, auditId: audit.id }, select: { id: true } })).id;
		if (before) {
			await ctx.db.auditSlot.update({ where: { id }, data });
			await ctx.db.auditSlotPerson.deleteMany({ where: { slotId: id } });
		}
		await ctx.db.auditSlotPerson.createMany({
			data: [
				...auditorIds.map((userId) => ({ slotId: id, userId, side: 'auditor' as const })),
				...auditeeIds.map((userId) => ({ slotId: id, userId, side: 'auditee' as const }))
			]
		});
		return moved;
	});
}

/** Takes a line out. Recorded as `audit.arrange`. @throws as `saveSlot` */
export function removeSlot(ctx: Ctx, input: AuditAct & { slotId: string }): Promise<AuditMoved> {
	return transaction(ctx, async (ctx) => {
		const { audit, subject } = await loadAudit(ctx, input.auditId);
		authorize(ctx, 'audit.prepare', subject);
		const before = await slotOf(ctx, audit, input.slotId);
		const moved = await moveAudit(ctx, audit, 'arrange', subject, {
			rowVersion: input.rowVersion,
			before: { slot: describe(before) },
			after: { removed: true }
		});
		await ctx.db.auditSlotPerson.deleteMany({ where: { slotId: before.id } });
		await ctx.db.auditSlot.delete({ where: { id: before.id } });
		return moved;
	});
}

async function slotOf(ctx: Ctx, audit: LoadedAudit, slotId: string): Promise<AuditSlotRow> {
	const slot = (await slotsOf(ctx, audit.id)).find(({ id }) => id === slotId);
	if (!slot) throw new NotFound('slot_not_found');
	return slot;
}

/** As the trail names a line: `2026-12-01 08:00–09:00 …`. */
function describe(slot: { day: string; fromMinute: number; toMinute: number; topic: string }): string {
	return `${slot.day} ${timeOf(slot.fromMinute)}–${timeOf(slot.toMinute)} ${slot.topic}`.trim();
}

async function checkedSlot(ctx: Ctx, audit: LoadedAudit, input: SlotInput) {
	const fields: Record<string, string> = {};
	if (!isDay(input.day)) throw new Invalid({ day: 'day_invalid' });
	if (input.day < audit.firstDay || input.day > audit.lastDay) fields.day = 'day_outside_audit';
	if (input.to <= input.from) fields.to = 'time_order';
	const area = input.areaId === null ? null : audit.areas.find(({ id }) => id === input.areaId);
	if (input.kind === 'session' && !area) fields.areaId = 'required';
	if (input.areaId !== null && !area) fields.areaId = 'area_unknown';
	const auditorIds = [...new Set(input.auditorIds)];
	const auditeeIds = [...new Set(input.auditeeIds)].filter((id) => !auditorIds.includes(id));
	if (auditeeIds.length !== new Set(input.auditeeIds).size) fields.auditeeIds = 'both_sides';
	if (auditorIds.some((id) => !audit.team.some(({ userId }) => userId === id))) fields.auditorIds = 'person_unknown';
	const known = auditeeIds.every(isUuid)
		? await ctx.db.membership.findMany({
				where: { ...activeMembership(today(ctx), audit.unitId, roles), userId: { in: auditeeIds } },
				select: { userId: true }
			})
		: [];
	if (auditeeIds.some((id) => !known.some(({ userId }) => userId === id))) fields.auditeeIds = 'person_unknown';
	if (Object.keys(fields).length > 0) throw new Invalid(fields);
	return {
		kind: input.kind,
		day: input.day,
		fromMinute: input.from,
		toMinute: input.to,
		areaId: input.kind === 'session' ? input.areaId : null,
		topic: tidy(input.topic) || (area?.name ?? ''),
		clauses: [...new Set(input.clauses)].sort(compareClauses),
		place: tidy(input.place),
		auditorIds,
		auditeeIds
	};
}
