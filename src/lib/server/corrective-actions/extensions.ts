import { decide } from '#lib/domain/permissions/decide.ts';
import { addDays, fromDbDate, isDay, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { headsOf } from '#lib/server/documents/eligibility.ts';
import { requireReason, requireUser } from '#lib/server/documents/input.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { addAct, forgetOfAction, lockAction, loadActionOutline, moveAction, tellOfAction, type LoadedAction } from './action-facts.ts';
import { extensionMachine } from './machines.ts';
import { coordinatorsOf } from './coordinators.ts';

const extensible = ['analysing', 'awaiting_plan_approval', 'in_progress', 'verifying'] as const;
/** The row of the action that a granted extension follows, by its state (states.md C8). */
const rows = { analysing: 'C8a', awaiting_plan_approval: 'C8w', in_progress: 'C8p', verifying: 'C8v' } as const;
/** Nobody is granted more than so many days at once. */
const longest = 366;

function extensibleState(state: string): (typeof extensible)[number] {
	const found = extensible.find((one) => one === state);
	if (!found) throw new Conflict('illegal_transition', { state, event: 'extend' });
	return found;
}

/**
 * C8: the owner asks for another due date, before or after the one that stands. One question is open at a time. Heads are told, of what an
 * inspection found the coordinators. The first due date never moves. Recorded as `action_extension.ask`.
 * @throws NotFound, Forbidden; Conflict `illegal_transition`, `extension_open`, `unit_closed`; Invalid `dueOn`, `reason`
 */
export function askExtension(ctx: Ctx, input: { actionId: string; dueOn: Day; reason: string }): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockAction(ctx, input.actionId);
		const role = authorize(ctx, 'action.plan', subject);
		extensibleState(action.state);
		await requireOpenUnit(ctx, action.unitId, today(ctx));
		const reason = requireReason(input.reason, 'reason');
		const dueOn = fromDbDate(action.dueOn);
		if (!isDay(input.dueOn)) throw new Invalid({ dueOn: 'day_invalid' });
		if (dueOn === null || input.dueOn <= dueOn || input.dueOn <= today(ctx)) throw new Invalid({ dueOn: 'day_after_first' });
		if (input.dueOn > addDays(dueOn > today(ctx) ? dueOn : today(ctx), longest)) throw new Invalid({ dueOn: 'day_too_far' });
		// Two questions at once wait for each other here.
		await ctx.db.$queryRaw`select id from corrective_action where id = ${action.id}::uuid for no key update`;
		if ((await ctx.db.actionExtension.count({ where: { actionId: action.id, state: 'asked' } })) > 0) throw new Conflict('extension_open');
		const asked = { fromDueOn: toDbDate(dueOn), toDueOn: toDbDate(input.dueOn), reason };
		const { id } = await ctx.db.actionExtension.create({
			data: { actionId: action.id, ...asked, askedById: requireUser(ctx), askedAt: ctx.clock.now() },
			select: { id: true }
		});
		await addAct(ctx, action.id, 'ask_extension', reason, { from: dueOn, to: input.dueOn });
		await record(ctx, {
			event: 'action_extension.ask',
			subjectType: 'action_extension',
			subjectId: id,
			unitId: action.unitId,
			role,
			before: { dueOn },
			after: { number: action.number, dueOn: input.dueOn },
			comment: reason
		});
		const { to, outline } = await whoDecides(ctx, action);
		await tellOfAction(ctx, action, 'action_extension_asked', to, { day: input.dueOn }, { outline, barred: [action.ownerId] });
		return { id };
	});
}

/** Heads who do not own it; of an inspection, and where no such head is left, the coordinators. */
export async function whoDecides(ctx: Ctx, action: LoadedAction): Promise<{ to: string[]; outline: boolean; byProvince: boolean }> {
	const heads = action.source === 'inspection' ? [] : (await headsOf(ctx, action.unitId)).filter((id) => id !== action.ownerId);
	if (heads.length > 0) return { to: heads, outline: false, byProvince: false };
	return { to: await coordinatorsOf(ctx), outline: action.source !== 'inspection', byProvince: true };
}

export type DecideExtension = { extensionId: string; reason: string; rowVersion?: number };

/**
 * A head, or the coordinator for what an inspection found, moves the due date. Days late go on counting from the first date. Recorded as
 * `action_extension.grant` and `corrective_action.extend`, each with both dates.
 * @throws NotFound, Forbidden (`separation_of_duties` for the owner), Conflict `illegal_transition`, `stale`; Invalid `reason`
 */
export function grantExtension(ctx: Ctx, input: DecideExtension): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { extension, action, subject, byProvince } = await loadExtension(ctx, input.extensionId);
		const state = extensibleState(action.state);
		const reason = requireReason(input.reason, 'reason');
		const [from, to] = [fromDbDate(extension.fromDueOn), fromDbDate(extension.toDueOn)];
		await transition(ctx, extensionMachine, extension, 'grant', subject, {
			expectedRowVersion: input.rowVersion,
			rowId: byProvince ? 'C8i' : 'C8',
			comment: reason,
			data: decided(ctx, reason),
			before: { dueOn: from },
			after: { number: action.number, dueOn: to }
		});
		await moveAction(ctx, action, 'extend', subject, {
			follows: rows[state],
			comment: reason,
			data: { dueOn: extension.toDueOn },
			before: { dueOn: from },
			details: { from, to, firstDueOn: fromDbDate(action.firstDueOn), asked: extension.reason.slice(0, 500) }
		});
		await forgetOfAction(ctx, action.id, [
			'action_extension_asked',
			'action_soon',
			'action_late',
			'action_late_head',
			'action_late_province'
		]);
		await tellOfAction(ctx, action, 'action_extension_granted', [action.ownerId], { day: to, reason });
		await tellOfAction(ctx, action, 'action_extended', await coordinatorsOf(ctx), { day: to }, { outline: true });
	});
}

/** The date stays; the reason is told. Recorded as `action_extension.refuse`. @throws as `grantExtension` */
export function refuseExtension(ctx: Ctx, input: DecideExtension): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { extension, action, subject, byProvince } = await loadExtension(ctx, input.extensionId);
		const reason = requireReason(input.reason, 'reason');
		await transition(ctx, extensionMachine, extension, 'refuse', subject, {
			expectedRowVersion: input.rowVersion,
			rowId: byProvince ? 'C8ni' : 'C8n',
			comment: reason,
			data: decided(ctx, reason),
			after: { number: action.number }
		});
		await addAct(ctx, action.id, 'refuse_extension', reason, { to: fromDbDate(extension.toDueOn) });
		await forgetOfAction(ctx, action.id, ['action_extension_asked']);
		await tellOfAction(ctx, action, 'action_extension_refused', [extension.askedById], { reason });
	});
}

function decided(ctx: Ctx, reason: string) {
	return { decidedById: requireUser(ctx), decidedAt: ctx.clock.now(), decisionReason: reason };
}

async function loadExtension(ctx: Ctx, extensionId: string) {
	const row = isUuid(extensionId) ? await ctx.db.actionExtension.findUnique({ where: { id: extensionId } }) : null;
	if (!row) throw new NotFound('extension_not_found');
	const { action, subject } = await loadActionOutline(ctx, row.actionId);
	const { byProvince } = await whoDecides(ctx, action);
	return { extension: { ...row, unitId: action.unitId }, action, subject, byProvince };
}

/** What was asked lapses when the action closes. Joins the transaction that closes it. */
export async function lapseExtensions(ctx: Ctx, action: Pick<LoadedAction, 'id' | 'unitId' | 'number'>): Promise<void> {
	const open = await ctx.db.actionExtension.findMany({ where: { actionId: action.id, state: 'asked' } });
	for (const extension of open)
		await transition(
			ctx,
			extensionMachine,
			{ ...extension, unitId: action.unitId },
			'lapse',
			{},
			{
				follows: 'C8l',
				data: { decidedAt: ctx.clock.now() },
				after: { number: action.number }
			}
		);
}

export type ShownExtension = {
	readonly id: string;
	readonly state: 'asked' | 'granted' | 'refused' | 'lapsed';
	readonly from: Day;
	readonly to: Day;
	/** Null for whoever sees only the outline. */
	readonly reason: string | null;
	readonly askedBy: string;
	readonly askedAt: Date;
	readonly decidedBy: string | null;
	readonly decidedAt: Date | null;
	readonly decisionReason: string | null;
	readonly rowVersion: number;
	readonly mayDecide: boolean;
};

/** Every extension of an action that was asked for, the first first. The caller has loaded the action. */
export async function extensionsOf(
	ctx: Ctx,
	{ action, subject, sight }: Awaited<ReturnType<typeof loadActionOutline>>
): Promise<ShownExtension[]> {
	const list = await ctx.db.actionExtension.findMany({
		where: { actionId: action.id },
		orderBy: [{ askedAt: 'asc' }, { id: 'asc' }],
		include: { askedBy: { select: { fullName: true } }, decidedBy: { select: { fullName: true } } }
	});
	if (list.length === 0) return [];
	const { byProvince } = await whoDecides(ctx, action);
	const permission = byProvince ? 'action.grant_extension_inspection' : 'action.grant_extension';
	const mayDecide = decide(ctx.actor, permission, subject).allowed;
	const whole = sight === 'whole';
	return list.map((row) => ({
		id: row.id,
		state: row.state,
		from: fromDbDate(row.fromDueOn),
		to: fromDbDate(row.toDueOn),
		// Who decides reads why it is asked, whatever else they may not see.
		reason: whole || (mayDecide && row.state === 'asked') ? row.reason : null,
		askedBy: whole ? row.askedBy.fullName : '',
		askedAt: row.askedAt,
		decidedBy: row.decidedBy?.fullName ?? null,
		decidedAt: row.decidedAt,
		decisionReason: whole ? row.decisionReason : null,
		rowVersion: row.rowVersion,
		mayDecide: mayDecide && row.state === 'asked'
	}));
}
