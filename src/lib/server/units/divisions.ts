import { isDay, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { divisionCode, nameLength, tidyName } from '#lib/domain/units/unit.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { standsOrComes, unitEnd, validOn } from './units-on-day.ts';

export type DivisionText = { code: string; name: string; headId: string | null };

/**
 * A division from a day on. Recorded in the chain of the unit.
 * @throws Forbidden; Invalid for fields (`head_not_member`: the head must be of the unit that day); Conflict `unit_closed`,
 * `division_code_taken`
 */
export function createDivision(ctx: Ctx, input: DivisionText & { unitId: string; validFrom: Day }): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'division.manage', { unitId: input.unitId });
		const text = await checkText(ctx, input.unitId, input, input.validFrom);
		const { id } = await ctx.db.division.create({ data: { unitId: input.unitId, createdAt: ctx.clock.now() }, select: { id: true } });
		const end = await unitEnd(ctx, input.unitId);
		const validTo = end === null ? null : toDbDate(end);
		await ctx.db.divisionVersion.create({ data: { divisionId: id, ...text, validFrom: toDbDate(input.validFrom), validTo } });
		const after = { ...text, validFrom: input.validFrom };
		await record(ctx, { event: 'division.create', subjectType: 'division', subjectId: id, unitId: input.unitId, role, after });
		return { id };
	});
}

/**
 * Another code, name or head from a day on; days before keep theirs.
 * @throws as `createDivision`; Conflict `stale`, `division_closed` when it does not exist that day, `division_changed_later` when
 * a later day has a change already, `division_same` when nothing would change
 */
export function changeDivision(ctx: Ctx, input: DivisionText & { divisionId: string; from: Day; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { unitId } = await findDivision(ctx, input.divisionId);
		const role = authorize(ctx, 'division.manage', { unitId });
		const text = await checkText(ctx, unitId, input, input.from);
		const current = await takeCurrent(ctx, input.divisionId, input.from, input.rowVersion);
		if (current.code === text.code && current.name === text.name && current.headId === text.headId) throw new Conflict('division_same');
		await closeCurrent(ctx, current.id, input.from);
		await ctx.db.divisionVersion.create({ data: { divisionId: input.divisionId, ...text, validFrom: toDbDate(input.from) } });
		await record(ctx, {
			event: 'division.change',
			subjectType: 'division',
			subjectId: input.divisionId,
			unitId,
			role,
			before: { code: current.code, name: current.name, headId: current.headId },
			after: { ...text, from: input.from }
		});
	});
}

/**
 * Ends a division: the day before `on` is its last. Its documents stay with the unit.
 * @throws Forbidden; Conflict `division_has_people` while somebody belongs to it on or after that day, `division_closed`,
 * `division_changed_later`, `stale`
 */
export function closeDivision(ctx: Ctx, input: { divisionId: string; on: Day; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { unitId } = await findDivision(ctx, input.divisionId);
		const role = authorize(ctx, 'division.manage', { unitId });
		if (!isDay(input.on)) throw new Invalid({ on: 'day_invalid' });
		const current = await takeCurrent(ctx, input.divisionId, input.on, input.rowVersion);
		const people = await ctx.db.membership.findMany({
			where: { divisionId: input.divisionId, OR: [{ validTo: null }, { validTo: { gt: toDbDate(input.on) } }] },
			select: { userId: true },
			distinct: ['userId']
		});
		if (people.length > 0) throw new Conflict('division_has_people', { count: people.length });
		await closeCurrent(ctx, current.id, input.on);
		await record(ctx, {
			event: 'division.close',
			subjectType: 'division',
			subjectId: input.divisionId,
			unitId,
			role,
			before: { code: current.code, name: current.name, headId: current.headId },
			after: { closedOn: input.on }
		});
	});
}

async function findDivision(ctx: Ctx, divisionId: string): Promise<{ unitId: string }> {
	const division = await ctx.db.division.findUnique({ where: { id: divisionId }, select: { unitId: true } });
	if (!division) throw new NotFound('division_not_found');
	return division;
}

async function checkText(ctx: Ctx, unitId: string, input: DivisionText, day: Day): Promise<DivisionText> {
	const fields: Record<string, string> = {};
	const code = divisionCode(input.code);
	const name = tidyName(input.name);
	if (code === null) fields.code = 'division_code_form';
	if (name === '') fields.name = 'required';
	if (name.length > nameLength) fields.name = `too_long:${nameLength}`;
	if (!isDay(day)) fields.from = 'day_invalid';
	if (code === null || Object.keys(fields).length > 0) throw new Invalid(fields);
	// A unit that begins later has its divisions before its first day, so that people can be placed in them.
	if (!(await standsOrComes(ctx, unitId, day))) throw new Conflict('unit_closed', { day });
	if (input.headId !== null) {
		const member = await ctx.db.membership.findFirst({ where: { unitId, userId: input.headId, ...validOn(day) }, select: { id: true } });
		if (!member) throw new Invalid({ headId: 'head_not_member' });
	}
	return { code, name, headId: input.headId };
}

type Current = { id: string; code: string; name: string; headId: string | null };

/** The last version of the division, which must be in force that day; takes the row version in the same step. */
async function takeCurrent(ctx: Ctx, divisionId: string, day: Day, rowVersion: number): Promise<Current> {
	const { count } = await ctx.db.division.updateMany({ where: { id: divisionId, rowVersion }, data: { rowVersion: rowVersion + 1 } });
	if (count !== 1) throw new Conflict('stale');
	const current = await ctx.db.divisionVersion.findFirst({
		where: { divisionId, ...validOn(day) },
		select: { id: true, code: true, name: true, headId: true, validTo: true }
	});
	if (!current) throw new Conflict('division_closed', { day });
	if (current.validTo) throw new Conflict('division_changed_later', { day: current.validTo.toISOString().slice(0, 10) });
	return current;
}

async function closeCurrent(ctx: Ctx, versionId: string, day: Day): Promise<void> {
	await ctx.db.divisionVersion.update({ where: { id: versionId }, data: { validTo: toDbDate(day) } });
}
