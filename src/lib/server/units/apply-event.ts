import { isDay, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import type { EventChoices } from '#lib/domain/units/event-choices.ts';
import { planEvent, type EventInput, type EventPlan, type EventTarget } from '#lib/domain/units/event-rules.ts';
import { nameLength, tidyName, unitCode, type UnitFacts, type UnitOnDay } from '#lib/domain/units/unit.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { closeUnitAffairs, refuseLateClosing } from './close-units.ts';
import { checkAnswer } from './counter-event.ts';
import { keepChanges, type EventChange } from './event-changes.ts';
import { finishClosing, type ClosingSteps } from './finish-closing.ts';
import { endQualitySystems } from './quality-system/unit-end.ts';
import { tellOfEvent } from './tell-event.ts';
import { lockTree } from './tree-lock.ts';
import { readUnits, unitNamesOn } from './units-on-day.ts';
import { writeEvent } from './write-event.ts';
import { closeVersions, createUnits, createVersions } from './write-versions.ts';

export type UnitEventInput = EventInput & {
	decisionNumber?: string | null;
	decisionDate?: Day | null;
	basis?: string | null;
	/** The scan of the signed decision, durable in the store. */
	scan?: { readonly sha256: string; readonly fileName: string } | null;
	/** The event that this one answers, whose day has come. */
	answersId?: string | null;
	/** What becomes of open things of the units that end; what is not named takes its default. */
	choices?: EventChoices;
};

export type AppliedEvent = {
	readonly eventId: string;
	/** Ids of new units, in the order in which they were given. */
	readonly begun: readonly string[];
	readonly ended: readonly string[];
	readonly changed: readonly string[];
	/** Memberships and divisions of units that end, which the event ends as well. */
	readonly closed: { readonly memberships: number; readonly divisions: number };
};

/**
 * Records an event of the administrative map and does what follows from it on its day: units end, begin or change; memberships and
 * divisions of units that end, end with them; when the day has come already, their ends are finished here as well, else by the job
 * `units.close`. Rename, move and change of kind leave everything else alone. What was written is kept with the event, so that it can be
 * called off before its day. Recorded in the chain of the province and of each unit that ends or changes; heads and officers of all are told.
 * @throws Forbidden; Invalid for fields; Conflict `unit_event_shape`, `unit_event_nothing`, `unit_not_on_day`, `unit_changed_later`,
 * `unit_has_children`, `unit_parent_missing`, `unit_loop`, `unit_code_taken`, `unit_event_late`, `unit_event_not_answered`
 */
export function applyUnitEvent(ctx: Ctx, input: UnitEventInput, steps: ClosingSteps | null = null): Promise<AppliedEvent> {
	return transaction(
		ctx,
		async (ctx) => {
			const role = authorize(ctx, 'unit.manage');
			const event = { ...input, to: input.to.map(tidyTarget) };
			await checkFields(ctx, event);
			await lockTree(ctx);
			await checkAnswer(ctx, event);
			const { plan, units } = await planOn(ctx, event);
			const ended = plan.ends.map(({ unitId }) => unitId);
			await refuseLateClosing(ctx, ended, event.effectiveOn);
			const begun = await createUnits(ctx, plan.begins.length);
			const versions = await writeVersions(ctx, event, plan, begun);
			const eventId = await writeEvent(ctx, { ...event, lines: lineIds(plan, begun) });
			const { memberships, divisions } = await closeUnitAffairs(ctx, ended, event.effectiveOn);
			const systems = await endQualitySystems(ctx, ended, event.effectiveOn);
			await keepChanges(ctx, eventId, [...versions, ...memberships, ...divisions, ...systems]);
			const heirs = [...begun, ...event.to.flatMap((target) => target.unitId ?? [])];
			let next = 0;
			const targetIds = event.to.map((target) => target.unitId ?? begun[next++] ?? '');
			await steps?.choose?.(ctx, { eventId, day: event.effectiveOn, endedIds: ended, targetIds, choices: event.choices ?? [] });
			const endings = ended.map((unitId) => ({ unitId, day: event.effectiveOn, eventId, heirIds: heirs }));
			for (const ending of endings) await steps?.atEntry(ctx, ending);
			await recordEvent(ctx, { event, plan, units, eventId, begun, role });
			await tellOfEvent(ctx, eventId, 'unit_event_entered');
			if (event.effectiveOn <= today(ctx)) for (const ending of endings) await finishClosing(ctx, ending, steps);
			return {
				eventId,
				begun,
				ended,
				changed: changedOf(plan).map(({ before }) => before.unitId),
				closed: { memberships: memberships.length, divisions: divisions.length }
			};
		},
		{ timeoutMs: 120_000 }
	);
}

/** What an event would do, or the refusal it would meet; nothing is written. @throws as `applyUnitEvent` */
export async function previewUnitEvent(ctx: Ctx, input: UnitEventInput): Promise<EventPreview> {
	authorize(ctx, 'unit.manage');
	const event = { ...input, to: input.to.map(tidyTarget) };
	await checkFields(ctx, event);
	await checkAnswer(ctx, event);
	const { plan } = await planOn(ctx, event);
	const ended = plan.ends.map(({ unitId }) => unitId);
	await refuseLateClosing(ctx, ended, event.effectiveOn);
	return {
		effectiveOn: event.effectiveOn,
		ends: plan.ends.map(({ unitId, code, name }) => ({ unitId, code, name })),
		begins: plan.begins.map(({ code, name }) => ({ code, name })),
		changes: changedOf(plan).map(({ before, after }) => ({
			unitId: before.unitId,
			before: before.name,
			after: after.name,
			code: after.code
		}))
	};
}

export type EventPreview = {
	readonly effectiveOn: Day;
	readonly ends: readonly { unitId: string; code: string; name: string }[];
	readonly begins: readonly { code: string; name: string }[];
	readonly changes: readonly { unitId: string; before: string; after: string; code: string }[];
};

function tidyTarget(target: EventTarget): EventTarget {
	if (target.unitId === null) return { unitId: null, facts: tidyFacts(target.facts) };
	return target.change ? { ...target, change: tidyFacts(target.change) } : target;
}

function tidyFacts<Facts extends Partial<UnitFacts>>(facts: Facts): Facts {
	return {
		...facts,
		...(facts.name === undefined ? {} : { name: tidyName(facts.name) }),
		...(facts.code === undefined ? {} : { code: unitCode(facts.code) ?? facts.code })
	};
}

async function checkFields(ctx: Ctx, input: UnitEventInput): Promise<void> {
	const fields: Record<string, string> = {};
	const kinds = new Set((await ctx.db.unitKind.findMany({ select: { code: true } })).map(({ code }) => code));
	if (!isDay(input.effectiveOn)) fields.effectiveOn = 'day_invalid';
	if (input.decisionDate && (!isDay(input.decisionDate) || input.decisionDate > today(ctx))) fields.decisionDate = 'decision_in_future';
	for (const target of input.to) {
		const { code, name, kindCode } = target.unitId === null ? target.facts : (target.change ?? {});
		if (kindCode !== undefined && !kinds.has(kindCode)) fields.kindCode = 'unit_kind_unknown';
		if (code !== undefined && unitCode(code) !== code) fields.code = 'unit_code_form';
		if (name === '') fields.name = 'required';
		if (name !== undefined && name.length > nameLength) fields.name = `too_long:${nameLength}`;
	}
	if (Object.keys(fields).length > 0) throw new Invalid(fields);
}

async function planOn(ctx: Ctx, input: UnitEventInput): Promise<{ plan: EventPlan; units: ReadonlyMap<string, UnitOnDay> }> {
	const units = new Map((await readUnits(ctx, input.effectiveOn)).map((unit) => [unit.unitId, unit]));
	const later = await ctx.db.$queryRaw<{ code: string; unitId: string }[]>`
		select code, unit_id as "unitId" from unit_version
		where valid_from > ${input.effectiveOn}::date and (valid_to is null or valid_to > valid_from)`;
	const result = planEvent(input, { units, laterCodes: new Map(later.map(({ code, unitId }) => [code, unitId])) });
	if (!('refusal' in result)) return { plan: result, units };
	const names = result.unitId === undefined ? null : await unitNamesOn(ctx, [result.unitId].filter(isUuid), input.effectiveOn);
	throw new Conflict(result.refusal, { unit: names?.get(result.unitId ?? '')?.name ?? '', code: result.code ?? '' });
}

async function writeVersions(ctx: Ctx, event: UnitEventInput, plan: EventPlan, begun: readonly string[]): Promise<EventChange[]> {
	const changed = changedOf(plan);
	const legalBasis = basisOf(event);
	const ends = await closeVersions(
		ctx,
		[...plan.ends, ...changed.map(({ before }) => before)].map(({ unitId }) => unitId),
		event.effectiveOn
	);
	const versions = [
		...changed.map(({ before, after }) => ({ unitId: before.unitId, ...after })),
		...plan.begins.map((facts, index) => ({ unitId: begun[index] ?? '', ...facts }))
	];
	const begins = await createVersions(
		ctx,
		versions.map((version) => ({ ...version, validFrom: event.effectiveOn, legalBasis }))
	);
	return [...ends, ...begins];
}

/** Units that go on and are really different afterwards. */
function changedOf(plan: EventPlan): EventPlan['changes'] {
	return plan.changes.filter(({ before, after }) => diff(before, after).length > 0);
}

function diff(before: UnitFacts, after: UnitFacts): (keyof UnitFacts)[] {
	const keys = ['code', 'name', 'kindCode', 'parentId'] as const;
	return keys.filter((key) => before[key] !== after[key]);
}

function lineIds(plan: EventPlan, begun: readonly string[]) {
	return plan.lines.map(({ from, to }) => ({ from, to: to !== null && typeof to === 'object' ? (begun[to.begins] ?? null) : to }));
}

function basisOf({ basis, decisionNumber }: UnitEventInput): string | null {
	return [decisionNumber, basis].filter(Boolean).join(' · ') || null;
}

type Recorded = {
	event: UnitEventInput;
	plan: EventPlan;
	units: ReadonlyMap<string, UnitOnDay>;
	eventId: string;
	begun: readonly string[];
	role: string;
};

async function recordEvent(ctx: Ctx, { event, plan, units, eventId, begun, role }: Recorded): Promise<void> {
	const changed = changedOf(plan);
	const name = `unit.${event.kind.toLowerCase()}`;
	const act = {
		effectiveOn: event.effectiveOn,
		decisionNumber: event.decisionNumber ?? null,
		decisionDate: event.decisionDate ?? null,
		basis: event.basis ?? null,
		...(event.scan ? { scan: event.scan.sha256 } : {}),
		...(event.answersId ? { answers: event.answersId } : {})
	};
	const from = event.from.map((id) => units.get(id)?.code ?? id);
	const after = {
		...act,
		begins: plan.begins.map((facts, index) => ({ ...facts, unitId: begun[index] ?? '' })),
		ends: plan.ends.map(({ code }) => code),
		changes: changed.map(({ before, after }) => ({ unitId: before.unitId, ...after }))
	};
	await record(ctx, { event: name, subjectType: 'unit_event', subjectId: eventId, unitId: null, role, before: { from }, after });
	for (const { unitId, code, name: unitName } of plan.ends) {
		await record(ctx, {
			event: name,
			subjectType: 'unit',
			subjectId: unitId,
			unitId,
			role,
			before: { code, name: unitName },
			after: { ...act, ended: true }
		});
	}
	for (const { before, after: facts } of changed) {
		const { unitId, code, name: unitName, kindCode, parentId } = before;
		const was = { code, name: unitName, kindCode, parentId };
		await record(ctx, { event: name, subjectType: 'unit', subjectId: unitId, unitId, role, before: was, after: { ...act, ...facts } });
	}
}
