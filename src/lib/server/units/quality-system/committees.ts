import type { IsoTitle } from '#lib/domain/units/quality-system/quality-system.ts';
import { fromDbDate, isDay, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { endOf, found, hasEnded, period, personOf, wrote } from './checks.ts';

type Decision = { decisionNumber: string; decisionDate: Day };

/**
 * A steering committee by a decision, from a day on; the one before it ends then, and its members with it. Recorded in the unit's trail.
 * @throws Forbidden; Invalid days, `decision_in_future`; Conflict `unit_closed`, `period_overlaps`
 */
export function appointCommittee(ctx: Ctx, input: Decision & { unitId: string; validFrom: Day }): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const { unitId } = input;
		const role = authorize(ctx, 'quality_system.manage', { unitId });
		const decision = checkDecision(ctx, input);
		const days = await period(ctx, unitId, input.validFrom);
		const before = await ctx.db.steeringCommittee.findFirst({
			where: { unitId, validFrom: { lt: days.validFrom }, OR: [{ validTo: null }, { validTo: { gt: days.validFrom } }] }
		});
		if (before && hasEnded(ctx, before.validTo)) throw new Conflict('period_overlaps');
		if (before) await close(ctx, before.id, days.validFrom);
		const { id } = await ctx.db.steeringCommittee.create({
			data: { unitId, ...decision, ...days, createdAt: ctx.clock.now() },
			select: { id: true }
		});
		await record(ctx, {
			event: 'committee.appoint',
			subjectType: 'steering_committee',
			subjectId: id,
			unitId,
			role,
			before: before && { decisionNumber: before.decisionNumber, decisionDate: fromDbDate(before.decisionDate) },
			after: { decisionNumber: input.decisionNumber, decisionDate: input.decisionDate, validFrom: input.validFrom }
		});
		return { id };
	});
}

/** Puts number or date of the decision right. Recorded with before and after. @throws Forbidden; Invalid; Conflict `stale`, `period_ended` */
export function changeCommittee(ctx: Ctx, input: Decision & { id: string; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { row, role } = await takeCommittee(ctx, input.id);
		const decision = checkDecision(ctx, input);
		wrote(
			await ctx.db.steeringCommittee.updateMany({
				where: { id: row.id, rowVersion: input.rowVersion },
				data: { ...decision, rowVersion: { increment: 1 } }
			})
		);
		await record(ctx, {
			event: 'committee.change',
			subjectType: 'steering_committee',
			subjectId: row.id,
			unitId: row.unitId,
			role,
			before: { decisionNumber: row.decisionNumber, decisionDate: fromDbDate(row.decisionDate) },
			after: { decisionNumber: input.decisionNumber, decisionDate: input.decisionDate }
		});
	});
}

/** Ends a committee and whoever is still in it. Recorded. @throws as `changeCommittee` */
export function endCommittee(ctx: Ctx, input: { id: string; rowVersion: number; endsOn: Day }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { row, role } = await takeCommittee(ctx, input.id);
		if (row.rowVersion !== input.rowVersion) throw new Conflict('stale');
		await close(ctx, row.id, endOf(input.endsOn, row.validFrom));
		await record(ctx, {
			event: 'committee.end',
			subjectType: 'steering_committee',
			subjectId: row.id,
			unitId: row.unitId,
			role,
			before: { validTo: fromDbDate(row.validTo) },
			after: { validTo: input.endsOn }
		});
	});
}

export type NewMember = {
	committeeId: string;
	userId: string | null;
	fullName: string;
	title: IsoTitle;
	position: string;
	validFrom: Day;
};

/**
 * Somebody of the unit enters the committee with a title; who has no account, by name. Recorded in the unit's trail.
 * @throws Forbidden; Invalid days, `name_or_account`, `head_not_member`; Conflict `member_twice`, `period_ended`
 */
export function addMember(ctx: Ctx, input: NewMember): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const { row: committee, role } = await takeCommittee(ctx, input.committeeId);
		if (!isDay(input.validFrom)) throw new Invalid({ validFrom: 'day_invalid' });
		const validFrom = toDbDate(input.validFrom);
		if (validFrom < committee.validFrom || (committee.validTo !== null && validFrom >= committee.validTo))
			throw new Invalid({ validFrom: 'outside_committee' });
		const person = await personOf(ctx, committee.unitId, input, today(ctx), { user: 'userId', name: 'fullName' });
		const data = {
			committeeId: committee.id,
			...person,
			title: input.title,
			position: input.position,
			validFrom,
			validTo: committee.validTo
		};
		const { id } = await ctx.db.committeeMember.create({ data: { ...data, createdAt: ctx.clock.now() }, select: { id: true } });
		await record(ctx, {
			event: 'committee.add_member',
			subjectType: 'committee_member',
			subjectId: id,
			unitId: committee.unitId,
			role,
			after: { person: person.userId ?? person.fullName, isoTitle: input.title, position: input.position, validFrom: input.validFrom }
		});
		return { id };
	});
}

/** Puts the position of a member right. Recorded with before and after. @throws Forbidden; Conflict `stale`, `period_ended` */
export function changeMember(ctx: Ctx, input: { id: string; rowVersion: number; position: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { row, unitId, role } = await takeMember(ctx, input.id);
		if (row.position === input.position) return;
		wrote(
			await ctx.db.committeeMember.updateMany({
				where: { id: row.id, rowVersion: input.rowVersion },
				data: { position: input.position, rowVersion: { increment: 1 } }
			})
		);
		await record(ctx, {
			event: 'committee.change_member',
			subjectType: 'committee_member',
			subjectId: row.id,
			unitId,
			role,
			before: { person: row.userId ?? row.fullName, position: row.position },
			after: { person: row.userId ?? row.fullName, position: input.position }
		});
	});
}

/** Somebody leaves the committee: `endsOn` is the first day without them. Recorded. @throws Forbidden; Invalid; Conflict `stale`, `period_ended` */
export function endMember(ctx: Ctx, input: { id: string; rowVersion: number; endsOn: Day }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { row, unitId, role } = await takeMember(ctx, input.id);
		const validTo = endOf(input.endsOn, row.validFrom);
		if (row.validTo !== null && validTo > row.validTo) throw new Invalid({ endsOn: 'outside_committee' });
		wrote(
			await ctx.db.committeeMember.updateMany({
				where: { id: row.id, rowVersion: input.rowVersion },
				data: { validTo, rowVersion: { increment: 1 } }
			})
		);
		await record(ctx, {
			event: 'committee.end_member',
			subjectType: 'committee_member',
			subjectId: row.id,
			unitId,
			role,
			before: { person: row.userId ?? row.fullName, isoTitle: row.title, validTo: fromDbDate(row.validTo) },
			after: { person: row.userId ?? row.fullName, isoTitle: row.title, validTo: input.endsOn }
		});
	});
}

function checkDecision(ctx: Ctx, { decisionNumber, decisionDate }: Decision): { decisionNumber: string; decisionDate: Date } {
	if (!isDay(decisionDate)) throw new Invalid({ decisionDate: 'day_invalid' });
	if (decisionDate > today(ctx)) throw new Invalid({ decisionDate: 'decision_in_future' });
	return { decisionNumber, decisionDate: toDbDate(decisionDate) };
}

async function close(ctx: Ctx, committeeId: string, end: Date): Promise<void> {
	await ctx.db.steeringCommittee.update({ where: { id: committeeId }, data: { validTo: end, rowVersion: { increment: 1 } } });
	const members = await ctx.db.committeeMember.findMany({
		where: { committeeId, OR: [{ validTo: null }, { validTo: { gt: end } }] },
		select: { id: true, validFrom: true, validTo: true }
	});
	for (const member of members) {
		if (hasEnded(ctx, member.validTo)) continue;
		// Who would have entered later never was in it.
		const validTo = member.validFrom > end ? member.validFrom : end;
		await ctx.db.committeeMember.update({ where: { id: member.id }, data: { validTo, rowVersion: { increment: 1 } } });
	}
}

async function takeCommittee(ctx: Ctx, id: string) {
	const row = found(await ctx.db.steeringCommittee.findUnique({ where: { id } }));
	const role = authorize(ctx, 'quality_system.manage', { unitId: row.unitId }, { readable: false });
	if (hasEnded(ctx, row.validTo)) throw new Conflict('period_ended');
	return { row, role };
}

async function takeMember(ctx: Ctx, id: string) {
	const row = found(await ctx.db.committeeMember.findUnique({ where: { id }, include: { committee: { select: { unitId: true } } } }));
	const { unitId } = row.committee;
	const role = authorize(ctx, 'quality_system.manage', { unitId }, { readable: false });
	if (hasEnded(ctx, row.validTo)) throw new Conflict('period_ended');
	return { row, unitId, role };
}
