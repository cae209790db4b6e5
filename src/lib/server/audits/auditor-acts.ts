import type { AuditorEntry } from '#lib/domain/audits/auditor-forms.ts';
import { fromDbDate, isDay, toDbDate } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { requireUnitToPrepare } from '#lib/server/documents/unit-facts.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { unitNameOn, validOn } from '#lib/server/units/units-on-day.ts';

/**
 * Enters somebody of the unit on its register of auditors. Recorded as `auditor.register`; the person is told.
 * @throws Forbidden; Conflict `unit_closed`, `auditor_registered` (an entry of theirs has not ended); Invalid by field
 */
export function registerAuditor(ctx: Ctx, input: AuditorEntry & { unitId: string; userId: string }): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const { unitId, userId } = input;
		const role = authorize(ctx, 'auditor.manage', { unitId });
		await requireUnitToPrepare(ctx, unitId);
		const columns = check(ctx, input);
		const member = await ctx.db.membership.findFirst({
			where: { unitId, userId, ...validOn(today(ctx)), user: { status: 'active' } },
			select: { id: true }
		});
		if (!member) throw new Invalid({ userId: 'head_not_member' });
		const registered = await ctx.db.auditor.findFirst({ where: { unitId, userId, endedOn: null }, select: { id: true } });
		if (registered) throw new Conflict('auditor_registered');
		const { id } = await ctx.db.auditor.create({
			data: { unitId, userId, ...columns, registeredById: requireUser(ctx), createdAt: ctx.clock.now() },
			select: { id: true }
		});
		await record(ctx, {
			event: 'auditor.register',
			subjectType: 'auditor',
			subjectId: id,
			unitId,
			role,
			after: { person: userId, ...shown(columns) }
		});
		const params = { unit: await unitNameOn(ctx, unitId, today(ctx)) };
		await notify(ctx, { to: [userId], kind: 'auditor_registered', subjectType: 'auditor', subjectId: id, unitId, params });
		return { id };
	});
}

/** A certificate renewed, or words put right. Recorded with before and after. @throws Invalid; Conflict `stale`, `auditor_ended` */
export function editAuditor(ctx: Ctx, auditorId: string, input: AuditorEntry & { rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { auditor, role } = await takeAuditor(ctx, auditorId);
		const columns = check(ctx, input);
		await write(ctx, auditor, input.rowVersion, columns);
		await record(ctx, {
			event: 'auditor.edit',
			subjectType: 'auditor',
			subjectId: auditor.id,
			unitId: auditor.unitId,
			role,
			before: { person: auditor.userId, ...shown(auditor) },
			after: { person: auditor.userId, ...shown(columns) }
		});
		await lapse(ctx, 'auditor', [auditor.id], ['auditor_ending']);
	});
}

/** Takes somebody off the register from today on; what they audited stays. Recorded with the reason. @throws Conflict `stale`, `auditor_ended` */
export function endAuditor(ctx: Ctx, input: { auditorId: string; reason: string; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { auditor, role } = await takeAuditor(ctx, input.auditorId);
		const endedReason = requireReason(input.reason, 'reason');
		await write(ctx, auditor, input.rowVersion, { endedOn: toDbDate(today(ctx)), endedReason });
		await record(ctx, {
			event: 'auditor.end',
			subjectType: 'auditor',
			subjectId: auditor.id,
			unitId: auditor.unitId,
			role,
			before: { person: auditor.userId },
			after: { endedOn: today(ctx) },
			comment: endedReason
		});
		await lapse(ctx, 'auditor', [auditor.id]);
	});
}

/** An entry that the actor may see: of the unit, or the own one. @throws NotFound */
export async function loadAuditor(ctx: Ctx, auditorId: string) {
	const auditor = isUuid(auditorId)
		? await ctx.db.auditor.findUnique({
				where: { id: auditorId },
				include: { user: { select: { fullName: true } }, registeredBy: { select: { fullName: true } } }
			})
		: null;
	const subject: Subject = { unitId: auditor?.unitId ?? null, personId: auditor?.userId ?? null };
	if (!auditor || !may(ctx.actor, 'auditor.read', subject)) throw new NotFound('auditor_not_found');
	return { auditor, subject };
}

/** The same, on the register still and held until the end of the transaction. @throws NotFound; Conflict `auditor_ended` */
export async function holdAuditor(ctx: Ctx, auditorId: string) {
	const { auditor: seen } = await loadAuditor(ctx, auditorId);
	await ctx.db.$queryRaw`select id from auditor where id = ${seen.id}::uuid for update`;
	const { auditor, subject } = await loadAuditor(ctx, auditorId);
	if (auditor.endedOn) throw new Conflict('auditor_ended');
	return { auditor, subject };
}

type Auditor = Awaited<ReturnType<typeof loadAuditor>>['auditor'];

async function takeAuditor(ctx: Ctx, auditorId: string): Promise<{ auditor: Auditor; role: string }> {
	const { auditor, subject } = await loadAuditor(ctx, auditorId);
	const role = authorize(ctx, 'auditor.manage', subject);
	if (auditor.endedOn) throw new Conflict('auditor_ended');
	return { auditor, role };
}

async function write(ctx: Ctx, auditor: Auditor, rowVersion: number, data: object): Promise<void> {
	const { count } = await ctx.db.auditor.updateMany({
		where: { id: auditor.id, rowVersion, endedOn: null },
		data: { ...data, rowVersion: rowVersion + 1 }
	});
	if (count !== 1) throw new Conflict('stale', { rowVersion: auditor.rowVersion });
}

type Columns = Pick<
	Auditor,
	'training' | 'trainedOn' | 'certificateNumber' | 'certificateIssuer' | 'certificateOn' | 'validFrom' | 'validTo' | 'note'
>;

function check(ctx: Ctx, input: AuditorEntry): Columns {
	const fields: Record<string, string> = {};
	for (const name of ['trainedOn', 'certificateOn', 'validTo', 'validFrom'] as const) {
		const day = input[name];
		if (day !== null && !isDay(day)) fields[name] = 'day_invalid';
	}
	for (const name of ['trainedOn', 'certificateOn'] as const) if ((input[name] ?? '') > today(ctx)) fields[name] = 'day_to_come';
	if (input.validTo !== null && input.validTo < input.validFrom) fields.validTo = 'day_before_start';
	if (tidy(input.training) === '') fields.training = 'required';
	if (Object.keys(fields).length > 0) throw new Invalid(fields);
	const date = (day: string | null) => (day === null ? null : toDbDate(day));
	return {
		training: tidy(input.training),
		trainedOn: date(input.trainedOn),
		certificateNumber: tidy(input.certificateNumber),
		certificateIssuer: tidy(input.certificateIssuer),
		certificateOn: date(input.certificateOn),
		validFrom: toDbDate(input.validFrom),
		validTo: date(input.validTo),
		note: tidy(input.note)
	};
}

/** As the trail keeps it. */
function shown(columns: Columns) {
	const { training, certificateNumber, certificateIssuer, note } = columns;
	return {
		training,
		trainedOn: fromDbDate(columns.trainedOn),
		certificate: certificateNumber,
		certificateIssuer,
		certificateOn: fromDbDate(columns.certificateOn),
		validFrom: fromDbDate(columns.validFrom),
		validTo: fromDbDate(columns.validTo),
		note
	};
}
