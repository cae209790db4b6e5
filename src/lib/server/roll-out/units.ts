import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { record, recordMany } from '#lib/server/audit-trail/record.ts';
import { requireReason, requireUser } from '#lib/server/documents/input.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { readUnits, type UnitRow } from '#lib/server/units/units-on-day.ts';
import { loadWave, lockWave, type LoadedWave } from './facts.ts';
import { peopleByUnit } from './people.ts';

/** A unit as it is named in a list or file, with the group by which it is counted. */
export type NamedUnit = { readonly code: string; readonly groupCode: string | null };

export type UnitsPreview = {
	/** Those that would join. */
	readonly joining: readonly { readonly unitId: string; readonly code: string; readonly name: string; readonly groupCode: string | null }[];
	/** Named, and in the wave already. */
	readonly already: readonly string[];
	/** Codes that no unit of today has. */
	readonly unknown: readonly string[];
	/** Groups that are not known; those units join without one. */
	readonly unknownGroups: readonly string[];
};

type Choice = { readonly named: readonly NamedUnit[]; readonly kinds: readonly string[]; readonly groupCode: string | null };

/** What adding these would do; nothing is written. @throws NotFound; Forbidden */
export async function previewUnits(ctx: Ctx, input: Choice & { waveId: string }): Promise<UnitsPreview> {
	const wave = await loadWave(ctx, input.waveId);
	authorize(ctx, 'roll_out.manage');
	return choose(ctx, wave, input);
}

/**
 * Adds units of today, by code, by kind or from a file. Unknown codes are refused by name unless they are left out knowingly; those that are in
 * it already stay as they are. Recorded as `roll_out_unit.join` in the chain of each unit; officers and heads are told where the wave is open.
 * @throws NotFound; Forbidden; Conflict `wave_closed`; Invalid (`codes: units_unknown:<codes>`, `required`)
 */
export function addUnits(ctx: Ctx, input: Choice & { waveId: string; leaveOutUnknown?: boolean }): Promise<UnitsPreview> {
	return transaction(ctx, async (ctx) => {
		const wave = await lockWave(ctx, input.waveId);
		const role = authorize(ctx, 'roll_out.manage');
		const chosen = await choose(ctx, wave, input);
		if (chosen.unknown.length > 0 && !input.leaveOutUnknown)
			throw new Invalid({ codes: `units_unknown:${chosen.unknown.slice(0, 10).join(', ')}` });
		if (chosen.joining.length === 0 && chosen.already.length === 0) throw new Invalid({ codes: 'required' });
		const joinedOn = today(ctx);
		await ctx.db.rollOutUnit.createMany({
			data: chosen.joining.map(({ unitId, groupCode }) => ({
				waveId: wave.id,
				unitId,
				groupCode,
				joinedOn: toDbDate(joinedOn),
				joinedById: requireUser(ctx)
			}))
		});
		await recordJoined(ctx, wave, chosen.joining, role, joinedOn);
		if (wave.state === 'open')
			await tellJoined(
				ctx,
				wave,
				chosen.joining.map(({ unitId }) => unitId)
			);
		return chosen;
	});
}

/**
 * Takes a unit out of a wave from today on, with the reason; earlier days still show it. Recorded as `roll_out_unit.leave`. What it was told lapses.
 * @throws NotFound `roll_out_unit_not_found`; Forbidden; Conflict `wave_closed`, `roll_out_unit_left`; Invalid (reason)
 */
export function removeUnit(ctx: Ctx, input: { rollOutUnitId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const row = isUuid(input.rollOutUnitId)
			? await ctx.db.rollOutUnit.findUnique({ where: { id: input.rollOutUnitId }, select: { id: true, waveId: true, unitId: true } })
			: null;
		if (!row) throw new NotFound('roll_out_unit_not_found');
		const wave = await lockWave(ctx, row.waveId);
		const role = authorize(ctx, 'roll_out.manage');
		const leftReason = requireReason(input.reason, 'reason');
		const data = {
			leftOn: toDbDate(today(ctx)),
			leftFor: 'removed' as const,
			leftReason,
			leftById: requireUser(ctx),
			rowVersion: { increment: 1 }
		};
		const { count } = await ctx.db.rollOutUnit.updateMany({ where: { id: row.id, leftOn: null }, data });
		if (count !== 1) throw new Conflict('roll_out_unit_left');
		await record(ctx, {
			event: 'roll_out_unit.leave',
			subjectType: 'roll_out_unit',
			subjectId: row.id,
			unitId: row.unitId,
			role,
			after: { wave: wave.title, day: today(ctx), why: 'removed' },
			comment: leftReason
		});
		await lapseOfMembers(ctx, [row.id]);
	});
}

/** What steps of these places in a wave asked of anybody is asked no more. */
export async function lapseOfMembers(ctx: Ctx, rollOutUnitIds: readonly string[]): Promise<void> {
	const items = await ctx.db.rollOutItem.findMany({ where: { rollOutUnitId: { in: [...rollOutUnitIds] } }, select: { id: true } });
	await lapse(
		ctx,
		'roll_out_item',
		items.map(({ id }) => id)
	);
}

export async function recordJoined(
	ctx: Ctx,
	wave: Pick<LoadedWave, 'id' | 'title'>,
	units: readonly { unitId: string; groupCode: string | null }[],
	role: string,
	day: Day
): Promise<void> {
	if (units.length === 0) return;
	const rows = await ctx.db.rollOutUnit.findMany({
		where: { waveId: wave.id, leftOn: null, unitId: { in: units.map(({ unitId }) => unitId) } },
		select: { id: true, unitId: true, groupCode: true }
	});
	await recordMany(
		ctx,
		rows.map(({ id, unitId, groupCode }) => ({
			event: 'roll_out_unit.join',
			subjectType: 'roll_out_unit',
			subjectId: id,
			unitId,
			role,
			after: { wave: wave.title, group: groupCode, day }
		}))
	);
}

/** Officers and heads of units that joined an open wave. */
export async function tellJoined(ctx: Ctx, wave: Pick<LoadedWave, 'id' | 'title'>, unitIds: readonly string[]): Promise<void> {
	const people = await peopleByUnit(ctx, unitIds, ['officer', 'head']);
	await notify(ctx, {
		to: [...people.values()].flat(),
		kind: 'roll_out_opened',
		subjectType: 'roll_out_wave',
		subjectId: wave.id,
		unitId: null,
		params: { title: wave.title }
	});
}

async function choose(ctx: Ctx, wave: LoadedWave, input: Choice): Promise<UnitsPreview> {
	const units = await readUnits(ctx, today(ctx));
	const byCode = new Map(
		units.flatMap((unit): [string, UnitRow][] => [
			[unit.code.toUpperCase(), unit],
			[unit.unitId, unit]
		])
	);
	const groups = new Set((await ctx.db.rollOutGroup.findMany({ select: { code: true } })).map(({ code }) => code));
	const chosen = new Map<string, { unit: UnitRow; groupCode: string | null }>();
	const unknown = new Set<string>();
	const unknownGroups = new Set<string>();
	for (const { code, groupCode } of input.named) {
		const unit = byCode.get(code.normalize('NFC').toUpperCase()) ?? byCode.get(code);
		const group = groupCode ?? input.groupCode;
		if (group !== null && !groups.has(group)) unknownGroups.add(group);
		if (unit) chosen.set(unit.unitId, { unit, groupCode: group !== null && groups.has(group) ? group : null });
		else unknown.add(code);
	}
	for (const unit of units)
		if (input.kinds.includes(unit.kindCode) && !chosen.has(unit.unitId)) chosen.set(unit.unitId, { unit, groupCode: input.groupCode });
	const day = toDbDate(today(ctx));
	const current = await ctx.db.rollOutUnit.findMany({
		where: { waveId: wave.id, OR: [{ leftOn: null }, { leftOn: { gt: day } }], unitId: { in: [...chosen.keys()] } },
		select: { unitId: true }
	});
	const inIt = new Set(current.map(({ unitId }) => unitId));
	return {
		joining: [...chosen.values()]
			.filter(({ unit }) => !inIt.has(unit.unitId))
			.map(({ unit: { unitId, code, name }, groupCode }) => ({ unitId, code, name, groupCode })),
		already: [...chosen.values()].filter(({ unit }) => inIt.has(unit.unitId)).map(({ unit }) => unit.code),
		unknown: [...unknown],
		unknownGroups: [...unknownGroups]
	};
}
