import type { VersionState } from '#lib/domain/documents/lifecycle.ts';
import { tidyCode } from '#lib/domain/documents/code.ts';
import type { Wanted } from '#lib/domain/documents/carry-over.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { recordMany } from '#lib/server/audit-trail/record.ts';
import { enqueue } from '#lib/server/jobs/queue.ts';
import { transition, transitionMany } from '#lib/server/lifecycle/transition.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { choicesOf } from '#lib/server/units/event-choices.ts';
import { unitNamesOn } from '#lib/server/units/units-on-day.ts';
import { actRow } from '../history.ts';
import { indexIssued } from '../issue-jobs.ts';
import { documentMachine, versionMachine } from '../machines.ts';
import { followTitles } from '../titles.ts';
import { closingReason } from '../unit-closing/tell.ts';
import { newDocument, newVersion } from './make.ts';
import { hangForms } from './parents.ts';
import { carryChoices, carryPlan } from './plan.ts';
import { copyReferences, whoCites } from './references.ts';

type Event = { readonly id: string; readonly effectiveOn: Day; readonly endedIds: readonly string[] };
type Carried = {
	versionId: string;
	documentId: string;
	originVersionId: string;
	originDocumentId: string;
	originUnitId: string;
	unitId: string;
	state: VersionState;
	rowVersion: number;
	code: string;
	until: Day;
	askReading: boolean;
};

/**
 * Makes what goes on in force in the successors of an event agree with what was chosen and with what is in force on the last day of the units
 * that end: as documents of the successor, with the same bytes, from the day of the event. Before that day it can be run again, and takes
 * back what is not wanted any more; on and after it nothing changes. All in the caller's transaction; the ends of the old units' ranges
 * must be set. Recorded in the successor's chain per version, in the old unit's per document.
 * @param onlyUnitId of this unit that ends: the others come in turn, as their ranges get their ends
 * @returns how many are carried over now
 * @throws Conflict `carry_code_clash` with the codes, `code_taken`; Invalid `code_invalid`
 */
export async function carryOver(ctx: Ctx, eventId: string, onlyUnitId: string | null = null): Promise<number> {
	const event = await loadEvent(ctx, eventId);
	const isMeant = (unitId: string) => onlyUnitId === null || unitId === onlyUnitId;
	const existing = (await carriedBy(ctx, eventId)).filter(({ originUnitId }) => isMeant(originUnitId));
	const choices = carryChoices(await choicesOf(ctx, eventId));
	if (choices.length === 0 && existing.length === 0) return 0;
	const { wanted: all, clashes } = await carryPlan(ctx, { eventId, unitIds: event.endedIds, day: event.effectiveOn, choices });
	if (clashes.length > 0) throw new Conflict('carry_code_clash', { codes: [...new Set(clashes.map(({ code }) => code))].join(', ') });
	const wanted = all.filter(({ version }) => isMeant(version.unitId));
	const live = existing.filter(({ state }) => state === 'issued');
	// What a carried version cites is frozen with it: where that goes to another document now, the one that cites it is carried anew.
	const citing = await whoCites(ctx, live, movedDocuments(live, wanted));
	const kept = new Set(
		live.filter((old) => !citing.has(old.versionId) && wanted.some((one) => agrees(old, one))).map(({ versionId }) => versionId)
	);
	const gone = live.filter(({ versionId }) => !kept.has(versionId));
	await takeBack(ctx, gone);
	const fresh = wanted.filter((one) => !live.some((old) => kept.has(old.versionId) && agrees(old, one)));
	await carryAll(ctx, event, fresh, existing, new Set(wanted.map(keyOf)));
	await abandonEmpty(
		ctx,
		gone.map(({ documentId }) => documentId)
	);
	await hangForms(ctx, eventId);
	return wanted.length;
}

function agrees(old: Carried, wanted: Wanted): boolean {
	return (
		old.unitId === wanted.target &&
		old.originVersionId === wanted.version.versionId &&
		old.code === tidyCode(wanted.code) &&
		old.until === wanted.until &&
		old.askReading === wanted.askReading
	);
}

/** A document of a unit that ends, for one successor. */
function keyOf({ target, version }: Wanted): string {
	return `${target} ${version.documentId}`;
}

/** The documents, each for one successor, that were carried and are not wanted any more, or the other way round, or get another code. */
function movedDocuments(live: readonly Carried[], wanted: readonly Wanted[]): Set<string> {
	const before = new Map(live.map((old) => [`${old.unitId} ${old.originDocumentId}`, old.code]));
	const after = new Map(wanted.map((one) => [keyOf(one), tidyCode(one.code)]));
	return new Set([...before.keys(), ...after.keys()].filter((key) => before.get(key) !== after.get(key)));
}

/** The event is called off: nothing goes on elsewhere, and nothing is followed any more. */
export async function takeAllBack(ctx: Ctx, eventId: string): Promise<void> {
	await ctx.db.unitEventChoice.updateMany({
		where: { eventId, choice: 'carry' },
		data: { choice: 'leave', newCode: null, until: null, askReading: false, chosenAt: ctx.clock.now(), rowVersion: { increment: 1 } }
	});
	const live = (await carriedBy(ctx, eventId)).filter(({ state }) => state === 'issued');
	await takeBack(ctx, live);
	await abandonEmpty(
		ctx,
		live.map(({ documentId }) => documentId)
	);
}

/** Which event ends these units on a day that is still to come, with what it carries over: for `followCarryOver`. */
export async function pendingEvents(ctx: Ctx, documentIds: readonly string[]): Promise<string[]> {
	const rows = await ctx.db.$queryRaw<{ id: string }[]>`
		select distinct e.id from document d
		join unit_passage l on l.from_unit_id = d.unit_id and l.to_unit_id <> l.from_unit_id
		join unit_event e on e.id = l.event_id and e.effective_on > ${today(ctx)}::date
		where d.id = any(${[...documentIds]}::uuid[]) and exists (select 1 from unit_event_choice c where c.event_id = e.id and c.choice = 'carry')`;
	return rows.map(({ id }) => id);
}

/**
 * A version of a unit that is about to end was issued, withdrawn or taken back: what will go on in its successor follows. The documents must
 * be locked and their ranges written.
 */
export async function followCarryOver(ctx: Ctx, documentIds: readonly string[]): Promise<void> {
	for (const eventId of await pendingEvents(ctx, documentIds)) await carryOver(ctx, eventId);
}

async function loadEvent(ctx: Ctx, eventId: string): Promise<Event> {
	const row = await ctx.db.unitEvent.findUniqueOrThrow({
		where: { id: eventId },
		select: { effectiveOn: true, lines: { select: { fromUnitId: true, toUnitId: true } } }
	});
	const endedIds = row.lines.flatMap(({ fromUnitId, toUnitId }) => (fromUnitId !== null && fromUnitId !== toUnitId ? [fromUnitId] : []));
	return { id: eventId, effectiveOn: fromDbDate(row.effectiveOn), endedIds: [...new Set(endedIds)] };
}

function carriedBy(ctx: Ctx, eventId: string): Promise<Carried[]> {
	return ctx.db.$queryRaw<Carried[]>`
		select v.id as "versionId", v.document_id as "documentId", c.origin_version_id as "originVersionId", o.document_id as "originDocumentId",
			c.origin_unit_id as "originUnitId",
			v.unit_id as "unitId", v.state::text as state, v.row_version as "rowVersion", d.code, to_char(c.until, 'YYYY-MM-DD') as until,
			c.ask_reading as "askReading"
		from carried_version c join version v on v.id = c.version_id join document d on d.id = v.document_id
		join version o on o.id = c.origin_version_id
		where c.event_id = ${eventId}::uuid and d.status = 'open' order by d.code_sort`;
}

async function takeBack(ctx: Ctx, carried: readonly Carried[]): Promise<void> {
	const reason = closingReason();
	for (const [unitId, own] of Map.groupBy(carried, (one) => one.unitId)) {
		await transitionMany(
			ctx,
			versionMachine,
			own.map((one) => ({ ...one, id: one.versionId })),
			'cancel',
			{ unitId },
			{
				follows: 'V11c',
				comment: reason,
				data: { effectiveFrom: null, effectiveTo: null, issuedAt: null, stateReason: reason, updatedAt: ctx.clock.now() },
				after: ({ code }) => ({ code })
			}
		);
	}
	await ctx.db.searchEntry.deleteMany({ where: { versionId: { in: carried.map(({ versionId }) => versionId) } } });
}

/** Documents that came only to carry something over, and carry nothing now: their codes are free again. */
async function abandonEmpty(ctx: Ctx, documentIds: readonly string[]): Promise<void> {
	const empty = await ctx.db.document.findMany({
		where: { id: { in: [...documentIds] }, status: 'open', versions: { every: { state: 'cancelled' } } },
		select: { id: true, unitId: true, rowVersion: true, status: true, code: true }
	});
	const reason = closingReason();
	for (const { status, ...document } of empty)
		await transition(
			ctx,
			documentMachine,
			{ ...document, state: status },
			'abandon',
			{ unitId: document.unitId },
			{ follows: 'D4c', comment: reason, data: { statusReason: reason }, after: { freedCode: document.code } }
		);
}

async function carryAll(
	ctx: Ctx,
	event: Event,
	wanted: readonly Wanted[],
	before: readonly Carried[],
	carriedKeys: ReadonlySet<string>
): Promise<void> {
	if (wanted.length === 0) return;
	const names = await unitNamesOn(ctx, [...event.endedIds, ...wanted.map(({ target }) => target)], event.effectiveOn);
	const origins = await ctx.db.version.findMany({
		where: { id: { in: wanted.map(({ version }) => version.versionId) } },
		include: { document: true }
	});
	const originOf = new Map(origins.map((origin) => [origin.id, origin]));
	// A procedure before its forms, so that they can hang beneath it.
	const ordered = wanted.toSorted((a, b) => Number(a.version.parentId !== null) - Number(b.version.parentId !== null));
	const documentOf = new Map(before.map((one) => [`${one.unitId} ${one.originDocumentId}`, one]));
	const newIds = new Map([...documentOf].map(([key, { documentId }]) => [key, documentId]));
	const made: { id: string; one: Wanted }[] = [];
	for (const one of ordered) {
		const origin = originOf.get(one.version.versionId);
		if (!origin || one.chosenById === null) continue;
		const key = keyOf(one);
		const code = tidyCode(one.code);
		const old = documentOf.get(key);
		const parentId = newIds.get(`${one.target} ${one.version.parentId ?? ''}`) ?? null;
		const documentId =
			old?.code === code
				? old.documentId
				: await newDocument(ctx, { ...one, chosenById: one.chosenById, code, parentId, document: origin.document });
		newIds.set(key, documentId);
		made.push({ id: await newVersion(ctx, event, { ...one, chosenById: one.chosenById, documentId, origin }), one });
	}
	await copyReferences(
		ctx,
		made.map(({ id, one }) => ({ id, originVersionId: one.version.versionId, unitId: one.target })),
		(key) => (carriedKeys.has(key) ? newIds.get(key) : undefined)
	);
	await putInForce(ctx, event, made);
	await followTitles(ctx, [...newIds.values()]);
	const ids = made.map(({ id }) => id);
	await indexIssued(ctx, ids);
	await enqueue(ctx, 'documents.make-reading-copies', { versionIds: ids }, { key: ids[0] ?? event.id });
	await recordMany(
		ctx,
		made.map(({ one }) => ({
			event: 'document.carry_over',
			subjectType: 'document',
			subjectId: one.version.documentId,
			unitId: one.version.unitId,
			role: 'system',
			after: { code: one.code, heir: names.get(one.target)?.name ?? '', numbers: shortNumbers(one.version), until: one.until }
		}))
	);
}

async function putInForce(ctx: Ctx, event: Event, made: readonly { id: string; one: Wanted }[]): Promise<void> {
	const rows = await ctx.db.version.findMany({
		where: { id: { in: made.map(({ id }) => id) } },
		select: { id: true, unitId: true, state: true, rowVersion: true, round: true, pdfSha256: true, sourceSha256: true }
	});
	const wantedBy = new Map(made.map(({ id, one }) => [id, one]));
	const now = ctx.clock.now();
	for (const group of Map.groupBy(rows, (row) => `${row.unitId} ${wantedBy.get(row.id)?.until ?? ''}`).values()) {
		const [first] = group;
		const one = first && wantedBy.get(first.id);
		if (!first || !one) continue;
		await transitionMany(
			ctx,
			versionMachine,
			group,
			'carry_over',
			{ unitId: first.unitId },
			{
				follows: 'V12c',
				data: { issuedAt: now, effectiveFrom: toDbDate(event.effectiveOn), effectiveTo: toDbDate(one.until), updatedAt: now },
				after: (row) => ({
					originVersion: wantedBy.get(row.id)?.version.versionId ?? '',
					originUnit: wantedBy.get(row.id)?.version.unitId ?? '',
					effectiveOn: event.effectiveOn,
					until: one.until,
					unitEvent: event.id,
					pdf: row.pdfSha256,
					source: row.sourceSha256
				})
			}
		);
	}
	await ctx.db.versionAct.createMany({ data: rows.map((row) => actRow(ctx, row, 'carry_over')) });
}
