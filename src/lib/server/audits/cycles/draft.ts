import type { CycleInput } from '#lib/domain/audits/cycle-forms.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireUser, tidy } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { readUnits } from '#lib/server/units/units-on-day.ts';
import { latestChecklist } from './checklist-choice.ts';
import { lockCycle } from './facts.ts';

/**
 * Drafts a cycle with its units: all of some kinds, those of a list of codes, or those that are in a wave of the roll-out today. Recorded as `audit_cycle.create` in the province's chain.
 * @throws Forbidden; Invalid by field (`codes: units_unknown:<codes>`, `checklistVersionId`, `windowTo`, `decisionDate` …)
 */
export function createCycle(ctx: Ctx, input: CycleInput): Promise<{ id: string; number: string; units: number }> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'cycle.manage');
		const { data, unitIds } = await checked(ctx, input, null);
		const number = await takeCycleNumber(ctx);
		const { id } = await ctx.db.auditCycle.create({
			data: { ...data, number, createdById: requireUser(ctx), createdAt: ctx.clock.now() },
			select: { id: true }
		});
		await ctx.db.cycleUnit.createMany({ data: unitIds.map((unitId) => ({ cycleId: id, unitId })) });
		await record(ctx, {
			event: 'audit_cycle.create',
			subjectType: 'audit_cycle',
			subjectId: id,
			unitId: null,
			role,
			after: { number, ...forTrail(input), units: unitIds.length }
		});
		return { id, number, units: unitIds.length };
	});
}

/**
 * Rewrites a draft. Units that stay in scope keep their team and day, the others go. Recorded as `audit_cycle.change`.
 * @throws NotFound; Forbidden; Conflict `cycle_not_draft`, `stale`; Invalid as `createCycle`
 */
export function changeCycle(ctx: Ctx, input: CycleInput & { cycleId: string; rowVersion?: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { cycle } = await lockCycle(ctx, input.cycleId, input.rowVersion);
		const role = authorize(ctx, 'cycle.manage');
		if (cycle.state !== 'draft') throw new Conflict('cycle_not_draft');
		const { data, unitIds } = await checked(ctx, input, cycle.id);
		await ctx.db.auditCycle.update({ where: { id: cycle.id }, data: { ...data, rowVersion: cycle.rowVersion + 1 } });
		await ctx.db.cycleUnit.deleteMany({ where: { cycleId: cycle.id, unitId: { notIn: unitIds } } });
		await ctx.db.cycleUnit.createMany({ data: unitIds.map((unitId) => ({ cycleId: cycle.id, unitId })), skipDuplicates: true });
		await record(ctx, {
			event: 'audit_cycle.change',
			subjectType: 'audit_cycle',
			subjectId: cycle.id,
			unitId: null,
			role,
			after: { ...forTrail(input), units: unitIds.length }
		});
	});
}

/** `CK-2026-01`: counted in the province, one after the other. */
async function takeCycleNumber(ctx: Ctx): Promise<string> {
	const year = today(ctx).slice(0, 4);
	const rows = await ctx.db.$queryRaw<{ value: number }[]>`
		insert into counter (key, value) values (${`CK:${year}`}, 1)
		on conflict (key) do update set value = counter.value + 1 returning value`;
	return `CK-${year}-${String(rows[0]?.value ?? 0).padStart(2, '0')}`;
}

async function checked(ctx: Ctx, input: CycleInput, cycleId: string | null) {
	const faults: Record<string, string> = {};
	const day = today(ctx);
	const title = tidy(input.title);
	if (title === '') faults.title = 'required';
	if (input.windowTo < input.windowFrom) faults.windowTo = 'day_before_start';
	if (input.decisionDate !== null && input.decisionDate > day) faults.decisionDate = 'decision_in_future';
	if (input.checklistVersionId !== null && !(await latestChecklist(ctx, input.checklistVersionId))) faults.checklistVersionId = 'invalid';
	if (input.criteriaSetId !== null && !(await ctx.db.criteriaSet.findFirst({ where: { id: input.criteriaSetId, state: 'published' } })))
		faults.criteriaSetId = 'invalid';
	const previous = { id: input.previousId ?? '', state: { not: 'draft' as const } };
	if (input.previousId !== null && (input.previousId === cycleId || !(await ctx.db.auditCycle.findFirst({ where: previous }))))
		faults.previousId = 'invalid';
	const { unitIds, unknown } = await unitsInScope(ctx, input);
	if (unknown.length > 0) faults.codes = `units_unknown:${unknown.slice(0, 10).join(', ')}`;
	if (input.scope === 'kind' && input.kinds.length === 0) faults.kinds = 'required';
	if (input.scope === 'wave' && unitIds.length === 0) faults.waveId = input.waveId === null ? 'required' : 'invalid';
	if (Object.keys(faults).length > 0) throw new Invalid(faults);
	const data = {
		title,
		decisionNumber: tidy(input.decisionNumber),
		decisionDate: input.decisionDate === null ? null : toDbDate(input.decisionDate),
		scope: input.scope,
		scopeValues: input.scope === 'kind' ? input.kinds : input.scope === 'wave' && input.waveId !== null ? [input.waveId] : [],
		windowFrom: toDbDate(input.windowFrom),
		windowTo: toDbDate(input.windowTo),
		checklistVersionId: input.checklistVersionId,
		criteriaSetId: input.criteriaSetId,
		previousId: input.previousId,
		evidenceRequest: tidy(input.evidenceRequest),
		selfDays: input.selfDays,
		recommendationDays: input.recommendationDays
	};
	return { data, unitIds };
}

/** Units of today: of the kinds, of the wave, or by code or id as the list names them. */
async function unitsInScope(ctx: Ctx, input: CycleInput): Promise<{ unitIds: string[]; unknown: string[] }> {
	const units = await readUnits(ctx, today(ctx));
	if (input.scope === 'kind')
		return { unitIds: units.filter((unit) => input.kinds.includes(unit.kindCode)).map(({ unitId }) => unitId), unknown: [] };
	if (input.scope === 'wave') {
		const inWave = await unitsOfWave(ctx, input.waveId);
		return { unitIds: units.filter(({ unitId }) => inWave.has(unitId)).map(({ unitId }) => unitId), unknown: [] };
	}
	const known = new Map(
		units.flatMap(({ unitId, code }): [string, string][] => [
			[code.toUpperCase(), unitId],
			[unitId, unitId]
		])
	);
	const named = input.codes.map((code) => ({ code, unitId: known.get(isUuid(code) ? code : code.normalize('NFC').toUpperCase()) }));
	return {
		unitIds: [...new Set(named.flatMap(({ unitId }) => unitId ?? []))],
		unknown: named.filter(({ unitId }) => unitId === undefined).map(({ code }) => code)
	};
}

/** Those that are in an opened wave today. */
async function unitsOfWave(ctx: Ctx, waveId: string | null): Promise<ReadonlySet<string>> {
	if (waveId === null) return new Set();
	const day = toDbDate(today(ctx));
	const rows = await ctx.db.rollOutUnit.findMany({
		where: {
			waveId,
			wave: { state: { not: 'draft' } },
			joinedOn: { lte: day },
			OR: [{ leftOn: null }, { leftOn: { gt: day } }]
		},
		select: { unitId: true }
	});
	return new Set(rows.map(({ unitId }) => unitId));
}

function forTrail(input: CycleInput) {
	const { title, decisionNumber, decisionDate, scope, kinds, waveId, windowFrom, windowTo } = input;
	const wave = scope === 'wave' ? { waveId } : {};
	return { title, decisionNumber, decisionDate, scope, kinds: [...kinds], ...wave, windowFrom, windowTo };
}
