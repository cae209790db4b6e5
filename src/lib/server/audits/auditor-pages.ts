import { auditorState, endingDays, type AuditorState } from '#lib/domain/audits/auditors.ts';
import type { auditorQuery } from '#lib/domain/audits/auditor-forms.ts';
import { addDays, fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { evidenceOf, removableOf } from '#lib/server/corrective-actions/evidence-list.ts';
import { staffOptions } from '#lib/server/documents/work/options.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';
import { unitNamesOn, validOn } from '#lib/server/units/units-on-day.ts';
import { loadAuditor } from './auditor-acts.ts';

const pageSize = 50;

/**
 * The register of auditors of a unit; for the Department those of all units. With how many audits each was appointed to that came as far as
 * their report.
 * @param unitId the unit the person works in; null: none
 * @throws Forbidden
 */
export async function auditorList(ctx: Ctx, unitId: string | null, query: ReturnType<typeof auditorQuery.parse>) {
	const own = unitId !== null && may(ctx.actor, 'auditor.read', { unitId });
	if (!own && !may(ctx.actor, 'auditor.read')) throw new Forbidden();
	const day = today(ctx);
	const where: Prisma.AuditorWhereInput = { ...(own ? { unitId } : {}), ...inState(query.state, day) };
	const [rows, total] = await Promise.all([
		ctx.db.auditor.findMany({
			where,
			orderBy: [{ endedOn: { sort: 'desc', nulls: 'first' } }, { validTo: { sort: 'asc', nulls: 'last' } }, { user: { fullName: 'asc' } }],
			skip: (query.page - 1) * pageSize,
			take: pageSize,
			select: {
				id: true,
				unitId: true,
				userId: true,
				training: true,
				certificateNumber: true,
				validFrom: true,
				validTo: true,
				endedOn: true,
				user: { select: { fullName: true } }
			}
		}),
		ctx.db.auditor.count({ where })
	]);
	const [units, done, members] = await Promise.all([
		unitNamesOn(
			ctx,
			rows.map((row) => row.unitId),
			day
		),
		auditsDone(ctx, rows),
		ctx.db.membership.findMany({
			where: { OR: rows.map(({ userId, unitId }) => ({ userId, unitId })), ...and(validOn(day)) },
			select: { userId: true, unitId: true }
		})
	]);
	return {
		everywhere: !own,
		page: query.page,
		pageSize,
		total,
		items: rows.map(({ user, ...row }) => ({
			...row,
			...daysOf(row, day),
			fullName: user.fullName,
			unitName: units.get(row.unitId)?.name ?? '',
			audits: done.get(row.userId) ?? 0,
			left: !members.some((one) => one.userId === row.userId && one.unitId === row.unitId)
		})),
		may: { manage: own && may(ctx.actor, 'auditor.manage', { unitId }) }
	};
}

/** An entry of the register with the audits that it counts. @throws NotFound */
export async function auditorPage(ctx: Ctx, auditorId: string) {
	const { auditor, subject } = await loadAuditor(ctx, auditorId);
	const day = today(ctx);
	const [units, evidence, audits] = await Promise.all([
		unitNamesOn(ctx, [auditor.unitId], day),
		evidenceOf(ctx, 'auditor', [auditor.id]),
		ctx.db.auditTeamMember.findMany({
			where: doneBy([auditor.userId]),
			orderBy: { audit: { startsOn: 'desc' } },
			select: {
				id: true,
				role: true,
				audit: { select: { id: true, number: true, startsOn: true, endsOn: true, state: true, unitId: true } }
			}
		})
	]);
	const auditUnits = await unitNamesOn(
		ctx,
		audits.map(({ audit }) => audit.unitId),
		day
	);
	const files = evidence.get(auditor.id) ?? [];
	const { user, registeredBy, trainedOn, certificateOn, validFrom, validTo, endedOn, ...row } = auditor;
	return {
		auditor: {
			...row,
			...daysOf({ validFrom, validTo, endedOn }, day),
			trainedOn: fromDbDate(trainedOn),
			certificateOn: fromDbDate(certificateOn),
			fullName: user.fullName,
			unitName: units.get(row.unitId)?.name ?? '',
			registeredBy: registeredBy.fullName
		},
		evidence: files,
		/** What this person may take away: a head, until the entry ends, and not what they added. */
		removable: endedOn ? [] : removableOf(ctx, 'auditor.remove_evidence', subject, files),
		audits: audits.map(({ id, role, audit }) => ({
			id,
			role,
			number: audit.number,
			unitName: auditUnits.get(audit.unitId)?.name ?? '',
			startsOn: fromDbDate(audit.startsOn),
			endsOn: fromDbDate(audit.endsOn),
			state: audit.state
		})),
		may: { manage: may(ctx.actor, 'auditor.manage', subject) && endedOn === null }
	};
}

/** Who may be entered: people of the unit who have no entry that goes on. @throws Forbidden */
export async function newAuditor(ctx: Ctx, unitId: string | null) {
	if (!unitId || !may(ctx.actor, 'auditor.manage', { unitId })) throw new Forbidden();
	const [people, registered] = await Promise.all([
		staffOptions(ctx, unitId),
		ctx.db.auditor.findMany({ where: { unitId, endedOn: null }, select: { userId: true } })
	]);
	return { people: people.filter(({ value }) => !registered.some(({ userId }) => userId === value)) };
}

/** Appointed, the appointment not ended before the end, and the audit reported. */
const doneBy = (userIds: readonly string[]): Prisma.AuditTeamMemberWhereInput => ({
	userId: { in: [...userIds] },
	appointedAt: { not: null },
	endedReason: null,
	audit: { state: { in: ['reported', 'closed'] } }
});

async function auditsDone(ctx: Ctx, rows: readonly { userId: string }[]): Promise<Map<string, number>> {
	const counts = await ctx.db.auditTeamMember.groupBy({
		by: ['userId'],
		where: doneBy(rows.map(({ userId }) => userId)),
		_count: { _all: true }
	});
	return new Map(counts.map(({ userId, _count }) => [userId, _count._all]));
}

type Days = { validFrom: Date; validTo: Date | null; endedOn: Date | null };

function daysOf(row: Days, day: Day): { validFrom: Day; validTo: Day | null; endedOn: Day | null; state: AuditorState } {
	const days = { validFrom: fromDbDate(row.validFrom), validTo: fromDbDate(row.validTo), endedOn: fromDbDate(row.endedOn) };
	return { ...days, state: auditorState(days, day) };
}

/** `validOn` beside another `OR`. */
const and = (where: Prisma.MembershipWhereInput): Prisma.MembershipWhereInput => ({ AND: [where] });

function inState(state: ReturnType<typeof auditorQuery.parse>['state'], day: Day): Prisma.AuditorWhereInput {
	const date = toDbDate(day);
	const goesOn: Prisma.AuditorWhereInput = { OR: [{ endedOn: null }, { endedOn: { gt: date } }] };
	const soon = toDbDate(addDays(day, endingDays));
	switch (state) {
		case 'all':
			return {};
		case 'current':
			return { AND: [goesOn, { OR: [{ validTo: null }, { validTo: { gte: date } }] }] };
		case 'ending':
			return { AND: [goesOn, { validTo: { gte: date, lt: soon } }] };
		case 'lapsed':
			return { AND: [goesOn, { validTo: { lt: date } }] };
		case 'ended':
			return { endedOn: { lte: date } };
	}
}
