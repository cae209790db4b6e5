import { followingRow, rowsFor, type Follows, type Row } from '#lib/domain/documents/lifecycle.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';
import type { ReceivedBy } from '#lib/domain/permissions/actor.ts';
import { decide, type Decision, type Subject } from '#lib/domain/permissions/decide.ts';
import { visibleText } from '#lib/domain/shared/visible-text.ts';
import { Conflict, Forbidden, Invalid } from '#lib/server/platform/errors.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { record, recordMany } from '#lib/server/audit-trail/record.ts';
import { noteInPlace } from '#lib/server/permissions/in-place.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';

/** A machine: its table, its rows in the database, its name in the trail. */
export type Machine<State extends string, Event extends string> = {
	readonly name:
		| 'version'
		| 'issue_batch'
		| 'document'
		| 'batch_correction'
		| 'guest_review'
		| 'reading_request'
		| 'change_request'
		| 'quality_record'
		| 'record_disposal'
		| 'numbered_print'
		| 'handed_over'
		| 'hand_over'
		| 'take_on'
		| 'audit_programme'
		| 'internal_audit'
		| 'audit_cycle'
		| 'inspection'
		| 'finding'
		| 'corrective_action'
		| 'fault_report'
		| 'action_extension'
		| 'periodic_report'
		| 'objective_set'
		| 'management_review'
		| 'roll_out_wave'
		| 'roll_out_item'
		| 'announcement'
		| 'system_confirmation'
		| 'delegation';
	readonly subjectType: string;
	readonly table: readonly Row<State, Event, Action | Follows>[];
};

export type Moving<State extends string> = {
	readonly id: string;
	readonly state: State;
	readonly rowVersion: number;
	/** Null: of the province. */
	readonly unitId: string | null;
};

export type TransitionInput = {
	comment?: string | null;
	/** What else changes with the state, as columns of the table (already snake-free Prisma data, no status, no row version). */
	data?: Record<string, unknown>;
	before?: Prisma.InputJsonValue;
	after?: Prisma.InputJsonValue;
	/** The person's copy of the row version; a different one is `stale`. */
	expectedRowVersion?: number;
	/** Names the row when several fit (V6 and V6b). */
	rowId?: string;
	/** Names the row of an act that follows another one: nobody's permission is asked, because the caller asked for that of the other. */
	follows?: string;
};

/**
 * The only writer of a status column (design.md §5.6). Finds the row of the table, authorises with its permission, writes with
 * compare-and-set on state and row version, and records the event in the unit's chain, all in the caller's transaction.
 * @throws Conflict `illegal_transition` (no such row), `stale` (somebody was first); Forbidden; Invalid (reason missing)
 */
export async function transition<State extends string, Event extends string>(
	ctx: Ctx,
	machine: Machine<State, Event>,
	thing: Moving<State>,
	event: Event,
	subject: Subject,
	input: TransitionInput = {}
): Promise<{ state: State; rowVersion: number; row: Row<State, Event, Action | Follows> }> {
	if (!ctx.inTransaction) throw new Error('transition() outside a transaction');
	const candidates = candidatesFor(machine, thing.state, event, input.follows).filter((row) => !input.rowId || row.id === input.rowId);
	if (input.expectedRowVersion !== undefined && input.expectedRowVersion !== thing.rowVersion)
		throw new Conflict('stale', { state: thing.state, rowVersion: thing.rowVersion });
	if (candidates.length === 0) throw new Conflict('illegal_transition', { state: thing.state, event });

	const decisions = candidates.map((row) => ({ row, decision: decideRow(ctx, row, subject) }));
	const chosen = decisions.find(({ decision }) => decision.allowed);
	if (!chosen || !chosen.decision.allowed) {
		const first = decisions[0]?.decision;
		throw new Forbidden(first && !first.allowed ? first.reason : 'forbidden');
	}
	const { row } = chosen;
	noteInPlace(ctx.actor, subject.unitId, chosen.decision);
	const comment = visibleText(input.comment?.normalize('NFC') ?? '') || null;
	if (row.reason === 'required' && !comment) throw new Invalid({ comment: 'reason_required' });

	await write(ctx, machine, thing, row.to, input.data ?? {});
	await record(ctx, {
		event: `${machine.subjectType}.${event}`,
		subjectType: machine.subjectType,
		subjectId: thing.id,
		unitId: thing.unitId,
		role: chosen.decision.role,
		before: input.before ?? { state: thing.state },
		after: { ...(isObject(input.after) ? input.after : {}), state: row.to },
		comment
	});
	return { state: row.to, rowVersion: thing.rowVersion + 1, row };
}

export type ManyInput<Thing> = {
	comment?: string | null;
	/** What else changes, the same for all. */
	data?: Record<string, unknown>;
	/** What is recorded of each besides the state. */
	after?: (thing: Thing) => Prisma.InputJsonObject;
	/** As in `TransitionInput`. */
	follows?: string;
};

/**
 * One event for many things of one machine, all or none: one statement per state and row version, one for the trail. The same
 * rules as `transition`; the subject holds for all of them.
 * @throws Conflict `illegal_transition` or `stale` with the id of the first thing that does not fit; Forbidden; Invalid
 */
export async function transitionMany<State extends string, Event extends string, Thing extends Moving<State>>(
	ctx: Ctx,
	machine: Machine<State, Event>,
	things: readonly Thing[],
	event: Event,
	subject: Subject,
	input: ManyInput<Thing> = {}
): Promise<void> {
	if (!ctx.inTransaction) throw new Error('transitionMany() outside a transaction');
	const comment = visibleText(input.comment?.normalize('NFC') ?? '') || null;
	for (const [state, group] of Map.groupBy(things, (thing) => thing.state)) {
		const row = candidatesFor(machine, state, event, input.follows)[0];
		if (!row) throw new Conflict('illegal_transition', { state, event, id: group[0]?.id });
		const decision = decideRow(ctx, row, subject);
		if (!decision.allowed) throw new Forbidden(decision.reason);
		noteInPlace(ctx.actor, subject.unitId, decision);
		if (row.reason === 'required' && !comment) throw new Invalid({ comment: 'reason_required' });
		for (const [rowVersion, same] of Map.groupBy(group, (thing) => thing.rowVersion)) {
			const where = { id: { in: same.map((thing) => thing.id) }, [statusColumn(machine)]: state, rowVersion };
			const change = { ...input.data, [statusColumn(machine)]: row.to, rowVersion: rowVersion + 1 };
			const { count } = await updateMany(ctx, machine.name, where, change);
			if (count !== same.length) throw new Conflict('stale', { event });
		}
		await recordMany(
			ctx,
			group.map((thing) => ({
				event: `${machine.subjectType}.${event}`,
				subjectType: machine.subjectType,
				subjectId: thing.id,
				unitId: thing.unitId,
				role: decision.role,
				before: { state },
				after: { ...input.after?.(thing), state: row.to },
				comment
			}))
		);
	}
}

function candidatesFor<State extends string, Event extends string>(
	machine: Machine<State, Event>,
	state: State,
	event: Event,
	follows: string | undefined
): readonly Row<State, Event, Action | Follows>[] {
	if (follows === undefined) return rowsFor(machine.table, state, event);
	const row = followingRow(machine.table, follows, state, event);
	return row ? [row] : [];
}

function decideRow(
	ctx: Ctx,
	row: { readonly permission: Action | Follows },
	subject: Subject
): { allowed: true; role: string; delegation: ReceivedBy | null } | Exclude<Decision, { allowed: true }> {
	return row.permission === 'follows' ? { allowed: true, role: 'system', delegation: null } : decide(ctx.actor, row.permission, subject);
}

function isObject(value: unknown): value is Prisma.InputJsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Name = Machine<string, string>['name'];

function statusColumn(machine: { readonly name: Name }): 'state' | 'status' {
	return machine.name === 'document' ? 'status' : 'state';
}

async function write(
	ctx: Ctx,
	machine: { readonly name: Name },
	thing: Moving<string>,
	to: string,
	data: Record<string, unknown>
): Promise<void> {
	const status = statusColumn(machine);
	const where = { id: thing.id, [status]: thing.state, rowVersion: thing.rowVersion };
	const change = { ...data, [status]: to, rowVersion: thing.rowVersion + 1 };
	const { count } = await updateMany(ctx, machine.name, where, change);
	if (count !== 1) throw new Conflict('stale', await currentState(ctx, machine.name, thing.id));
}

function updateMany(ctx: Ctx, name: Name, where: object, data: object): Promise<{ count: number }> {
	switch (name) {
		case 'version':
			return ctx.db.version.updateMany({ where, data });
		case 'issue_batch':
			return ctx.db.issueBatch.updateMany({ where, data });
		case 'document':
			return ctx.db.document.updateMany({ where, data });
		case 'batch_correction':
			return ctx.db.batchCorrection.updateMany({ where, data });
		case 'guest_review':
			return ctx.db.guestReview.updateMany({ where, data });
		case 'reading_request':
			return ctx.db.readingRequest.updateMany({ where, data });
		case 'quality_record':
			return ctx.db.qualityRecord.updateMany({ where, data });
		case 'record_disposal':
			return ctx.db.recordDisposal.updateMany({ where, data });
		case 'change_request':
			return ctx.db.changeRequest.updateMany({ where, data });
		case 'handed_over':
			return ctx.db.handedOver.updateMany({ where, data });
		case 'hand_over':
			return ctx.db.handOver.updateMany({ where, data });
		case 'numbered_print':
			return ctx.db.numberedPrint.updateMany({ where, data });
		case 'take_on':
			return ctx.db.takeOn.updateMany({ where, data });
		case 'audit_programme':
			return ctx.db.auditProgramme.updateMany({ where, data });
		case 'internal_audit':
			return ctx.db.internalAudit.updateMany({ where, data });
		case 'audit_cycle':
			return ctx.db.auditCycle.updateMany({ where, data });
		case 'inspection':
			return ctx.db.inspection.updateMany({ where, data });
		case 'finding':
			return ctx.db.finding.updateMany({ where, data });
		case 'corrective_action':
			return ctx.db.correctiveAction.updateMany({ where, data });
		case 'fault_report':
			return ctx.db.faultReport.updateMany({ where, data });
		case 'action_extension':
			return ctx.db.actionExtension.updateMany({ where, data });
		case 'objective_set':
			return ctx.db.objectiveSet.updateMany({ where, data });
		case 'management_review':
			return ctx.db.managementReview.updateMany({ where, data });
		case 'roll_out_wave':
			return ctx.db.rollOutWave.updateMany({ where, data });
		case 'roll_out_item':
			return ctx.db.rollOutItem.updateMany({ where, data });
		case 'announcement':
			return ctx.db.announcement.updateMany({ where, data });
		case 'system_confirmation':
			return ctx.db.systemConfirmation.updateMany({ where, data });
		case 'periodic_report':
			return ctx.db.periodicReport.updateMany({ where, data });
		case 'delegation':
			return ctx.db.delegation.updateMany({ where, data });
	}
}

async function currentState(ctx: Ctx, name: Name, id: string): Promise<Record<string, unknown>> {
	const query = { where: { id }, select: { rowVersion: true, state: true } } as const;
	switch (name) {
		case 'version':
			return (await ctx.db.version.findUnique(query)) ?? {};
		case 'issue_batch':
			return (await ctx.db.issueBatch.findUnique(query)) ?? {};
		case 'batch_correction':
			return (await ctx.db.batchCorrection.findUnique(query)) ?? {};
		case 'guest_review':
			return (await ctx.db.guestReview.findUnique(query)) ?? {};
		case 'reading_request':
			return (await ctx.db.readingRequest.findUnique(query)) ?? {};
		case 'quality_record':
			return (await ctx.db.qualityRecord.findUnique(query)) ?? {};
		case 'record_disposal':
			return (await ctx.db.recordDisposal.findUnique(query)) ?? {};
		case 'change_request':
			return (await ctx.db.changeRequest.findUnique(query)) ?? {};
		case 'handed_over':
			return (await ctx.db.handedOver.findUnique(query)) ?? {};
		case 'hand_over':
			return (await ctx.db.handOver.findUnique(query)) ?? {};
		case 'numbered_print':
			return (await ctx.db.numberedPrint.findUnique(query)) ?? {};
		case 'take_on':
			return (await ctx.db.takeOn.findUnique(query)) ?? {};
		case 'audit_programme':
			return (await ctx.db.auditProgramme.findUnique(query)) ?? {};
		case 'internal_audit':
			return (await ctx.db.internalAudit.findUnique(query)) ?? {};
		case 'audit_cycle':
			return (await ctx.db.auditCycle.findUnique(query)) ?? {};
		case 'inspection':
			return (await ctx.db.inspection.findUnique(query)) ?? {};
		case 'finding':
			return (await ctx.db.finding.findUnique(query)) ?? {};
		case 'corrective_action':
			return (await ctx.db.correctiveAction.findUnique(query)) ?? {};
		case 'fault_report':
			return (await ctx.db.faultReport.findUnique(query)) ?? {};
		case 'action_extension':
			return (await ctx.db.actionExtension.findUnique(query)) ?? {};
		case 'objective_set':
			return (await ctx.db.objectiveSet.findUnique(query)) ?? {};
		case 'management_review':
			return (await ctx.db.managementReview.findUnique(query)) ?? {};
		case 'roll_out_wave':
			return (await ctx.db.rollOutWave.findUnique(query)) ?? {};
		case 'roll_out_item':
			return (await ctx.db.rollOutItem.findUnique(query)) ?? {};
		case 'announcement':
			return (await ctx.db.announcement.findUnique(query)) ?? {};
		case 'system_confirmation':
			return (await ctx.db.systemConfirmation.findUnique(query)) ?? {};
		case 'periodic_report':
			return (await ctx.db.periodicReport.findUnique(query)) ?? {};
		case 'delegation':
			return (await ctx.db.delegation.findUnique(query)) ?? {};
		case 'document': {
			const found = await ctx.db.document.findUnique({ where: { id }, select: { rowVersion: true, status: true } });
			return found ? { state: found.status, rowVersion: found.rowVersion } : {};
		}
	}
}
