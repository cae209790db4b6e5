import {
	codeClashes,
	wantedOf,
	type CarryChoice,
	type CodeClash,
	type LastInForce,
	type Wanted
} from '#lib/domain/documents/carry-over.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { KeptChoice } from '#lib/server/units/event-choices.ts';

/** What units have in force on their last day, by unit and code. What was withdrawn from a later day on is not meant to go on. One query. */
export function lastInForce(ctx: Ctx, unitIds: readonly string[], effectiveOn: Day): Promise<LastInForce[]> {
	return ctx.db.$queryRaw<LastInForce[]>`
		select v.id as "versionId", d.id as "documentId", d.unit_id as "unitId", d.code, d.kind_code as kind, d.parent_id as "parentId",
			v.title, v.issue_no as "issueNo", v.revision_no as "revisionNo", to_char(c.until, 'YYYY-MM-DD') as "carriedUntil"
		from version v join document d on d.id = v.document_id left join carried_version c on c.version_id = v.id
		where v.unit_id = any(${[...unitIds]}::uuid[]) and v.state = 'issued'
			and v.effective_from < ${effectiveOn}::date and (v.effective_to is null or v.effective_to >= ${effectiveOn}::date)
		order by d.unit_id, d.code_sort`;
}

export type CarryPlan = { readonly wanted: readonly Wanted[]; readonly clashes: readonly CodeClash[] };

/**
 * What goes on in force in which successor, with the codes that clash there.
 * @param eventId what this event has carried over already does not clash with itself; null: it is not entered yet
 */
export async function carryPlan(
	ctx: Ctx,
	event: { eventId: string | null; unitIds: readonly string[]; day: Day; choices: readonly CarryChoice[] }
): Promise<CarryPlan> {
	const wanted = wantedOf(await lastInForce(ctx, event.unitIds, event.day), event.choices, event.day);
	const targets = [...new Set(wanted.map(({ target }) => target))];
	const rows = await ctx.db.$queryRaw<{ unitId: string; codeKey: string }[]>`
		select d.unit_id as "unitId", d.code_key as "codeKey" from document d
		where d.unit_id::text = any(${targets}::text[]) and d.status = 'open'
			and not exists (select 1 from version v join carried_version c on c.version_id = v.id
				where v.document_id = d.id and c.event_id = ${event.eventId}::uuid)`;
	const taken = Map.groupBy(rows, ({ unitId }) => unitId);
	const keys = new Map([...taken].map(([unitId, own]) => [unitId, new Set(own.map(({ codeKey }) => codeKey))]));
	return { wanted, clashes: codeClashes(wanted, (target) => keys.get(target) ?? new Set()) };
}

/** Kept choices as the plan reads them. */
export function carryChoices(choices: readonly KeptChoice[]): CarryChoice[] {
	return choices.flatMap(({ subjectType, targetUnitId: target, ...choice }) =>
		subjectType === 'unit' || subjectType === 'document' ? [{ ...choice, subjectType, target }] : []
	);
}
