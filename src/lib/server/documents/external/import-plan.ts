import { externalEnd, externalKey } from '#lib/domain/documents/external.ts';
import type { ExternalColumn, ExternalFault, ExternalRow } from '#lib/domain/documents/external-import.ts';
import { addDays, fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { plainName } from '#lib/domain/shared/table-head.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { divisionOptions, staffOptions, type Choice } from '../work/options.ts';
import { externalSelect, type LoadedExternal } from './facts.ts';
import type { ExternalInput } from './lines.ts';
import { externalDates } from './status.ts';

/** One column that the import changes; texts and days as text, '' for nothing. */
export type ExternalChangeField = { readonly column: ExternalColumn; readonly before: string; readonly after: string };

export type PlannedLine = {
	readonly row: ExternalRow;
	/** `subscribe`: the unit takes a line of the province into its list; `keep`: only how the unit keeps it changes. */
	readonly act: 'create' | 'edit' | 'subscribe' | 'keep' | 'same';
	readonly externalId: string | null;
	readonly fields: readonly ExternalChangeField[];
	/** The unit takes it into its list. */
	readonly toList: boolean;
	/** The line is the province's, and says something else than the file: the province's stays. */
	readonly differs: boolean;
	readonly input: ExternalInput;
};

type Kept = Pick<ExternalInput, 'receivedOn' | 'appliedFor' | 'divisionId' | 'checkerId' | 'checkMonths'>;
type Known = { readonly external: LoadedExternal; readonly kept: Kept | null };

/** What each row of a file would do to a list, and the faults that only the list shows. Writes nothing. @param unitId null: the province's */
export async function planExternalImport(
	ctx: Ctx,
	unitId: string | null,
	rows: readonly ExternalRow[]
): Promise<{ lines: PlannedLine[]; faults: ExternalFault[] }> {
	const [lists, divisions, people] = await Promise.all([
		knownLines(ctx, unitId),
		unitId === null ? [] : divisionOptions(ctx, unitId),
		unitId === null ? [] : peopleOf(ctx, unitId)
	]);
	const lines: PlannedLine[] = [];
	const faults: ExternalFault[] = [];
	const met = new Set<string>();
	for (const row of rows) {
		const fault = (column: ExternalColumn, reason: ExternalFault['reason'], value: string) =>
			faults.push({ line: row.line, column, reason, value });
		const found = find(lists, row);
		if (found === 'ambiguous') {
			fault('issuedOn', 'ambiguous', row.number);
			continue;
		}
		// Two rows of the file that are one line of the list.
		if (found && met.has(found.external.id)) fault('number', 'line_twice', row.number);
		if (found) met.add(found.external.id);
		const division = named(divisions, row.division);
		const person = named(people, row.checker);
		if (unitId !== null && row.division !== '' && division.length !== 1) fault('division', 'division_unknown', row.division);
		if (unitId !== null && row.checker !== '' && person.length === 0) fault('checker', 'person_unknown', row.checker);
		if (unitId !== null && person.length > 1) fault('checker', 'person_ambiguous', row.checker);
		lines.push(planned(unitId, row, found, division[0] ?? null, person[0] ?? null, { divisions, people }));
	}
	return { lines, faults };
}

async function knownLines(ctx: Ctx, unitId: string | null): Promise<Known[]> {
	const rows = await ctx.db.externalDocument.findMany({
		// The unit's own first.
		where: { OR: [{ unitId: null }, ...(unitId === null ? [] : [{ unitId }])] },
		orderBy: { unitId: { sort: 'asc', nulls: 'last' } },
		select: {
			...externalSelect,
			numberKey: true,
			subscriptions: {
				where: { unitId: unitId ?? undefined, endedAt: null },
				select: { unitId: true, receivedOn: true, appliedFor: true, divisionId: true, checkerId: true, checkMonths: true }
			}
		}
	});
	return rows.map(({ subscriptions, ...external }) => {
		const kept = unitId === null ? undefined : subscriptions.find((line) => line.unitId === unitId);
		return { external, kept: kept ? { ...kept, receivedOn: fromDbDate(kept.receivedOn) } : null };
	});
}

/**
 * The line that a row is about: by number, issuer and day. Where one side does not say the day, number and issuer are enough if they name
 * one line alone.
 */
function find(lists: readonly Known[], row: ExternalRow): Known | 'ambiguous' | null {
	const keyOf = ({ external }: Known) => externalKey(external.number, external.issuer, fromDbDate(external.issuedOn));
	const exact = lists.find((known) => keyOf(known) === externalKey(row.number, row.issuer, row.issuedOn));
	if (exact) return exact;
	const near = lists.filter(
		(known) =>
			externalKey(known.external.number, known.external.issuer, null) === externalKey(row.number, row.issuer, null) &&
			(row.issuedOn === null || known.external.issuedOn === null)
	);
	return near.length > 1 ? 'ambiguous' : (near[0] ?? null);
}

/** By name, or by the short text beside it: code of a division, address of a person. */
function named(choices: readonly Choice[], text: string): Choice[] {
	if (text === '') return [];
	return choices.filter(({ label, hint }) => [label, hint ?? ''].some((name) => name !== '' && plainName(name) === plainName(text)));
}

async function peopleOf(ctx: Ctx, unitId: string): Promise<Choice[]> {
	const people = await staffOptions(ctx, unitId);
	const addresses = await ctx.db.user.findMany({
		where: { id: { in: people.map(({ value }) => value) } },
		select: { id: true, email: true }
	});
	const emailOf = new Map(addresses.map(({ id, email }) => [id, email ?? '']));
	return people.map(({ value, label }) => ({ value, label, hint: emailOf.get(value) ?? '' }));
}

function planned(
	unitId: string | null,
	row: ExternalRow,
	known: Known | null,
	division: Choice | null,
	person: Choice | null,
	choices: { divisions: readonly Choice[]; people: readonly Choice[] }
): PlannedLine {
	const usual = { receivedOn: null, appliedFor: '', divisionId: null, checkerId: null, checkMonths: unitId === null ? 6 : 12 };
	const before = known ? factsBefore(known.external) : null;
	const kept = known?.kept ?? (unitId === null && known ? { ...usual, checkMonths: known.external.checkMonths } : usual);
	// An end that the repeal gave is not an end that its own text names: a list that was exported says both in one column.
	const sameEnd = row.inForceUntil === null || (known !== null && row.inForceUntil === lastDay(known.external));
	const input: ExternalInput = {
		number: row.number,
		title: row.title,
		issuer: row.issuer,
		issuedOn: row.issuedOn ?? before?.issuedOn ?? null,
		inForceFrom: row.inForceFrom ?? before?.inForceFrom ?? null,
		inForceUntil: sameEnd ? (before?.inForceUntil ?? null) : row.inForceUntil,
		link: row.link || before?.link || '',
		receivedOn: row.receivedOn ?? kept.receivedOn,
		appliedFor: row.appliedFor || kept.appliedFor,
		divisionId: division?.value ?? kept.divisionId,
		checkerId: person?.value ?? kept.checkerId,
		checkMonths: row.checkMonths ?? kept.checkMonths
	};
	const name = (list: readonly Choice[], id: string | null) => list.find(({ value }) => value === id)?.label ?? '';
	const shownKept = (of: Kept): [ExternalColumn, string][] => [
		['receivedOn', of.receivedOn ?? ''],
		['appliedFor', of.appliedFor],
		['division', name(choices.divisions, of.divisionId)],
		['checker', name(choices.people, of.checkerId)],
		['checkMonths', String(of.checkMonths)]
	];
	const facts = changed(before ? shownFacts(before) : [], shownFacts(input));
	const keeping =
		unitId === null
			? changed([['checkMonths', String(kept.checkMonths)]], [['checkMonths', String(input.checkMonths)]])
			: changed(shownKept(kept), shownKept(input));
	const ofProvince = unitId !== null && known?.external.unitId === null;
	const toList = unitId !== null && known?.kept === null;
	const done = { toList, row, externalId: known?.external.id ?? null, differs: ofProvince && facts.length > 0, input };
	if (!known) return { ...done, act: 'create', fields: [] };
	if (ofProvince) {
		const act = toList ? 'subscribe' : keeping.length > 0 ? 'keep' : 'same';
		return { ...done, act, fields: keeping };
	}
	const fields = [...facts, ...keeping];
	if (facts.length > 0 || (unitId === null && keeping.length > 0)) return { ...done, act: 'edit', fields };
	return { ...done, act: toList ? 'subscribe' : keeping.length > 0 ? 'keep' : 'same', fields };
}

type Facts = Pick<ExternalInput, 'number' | 'title' | 'issuer' | 'issuedOn' | 'inForceFrom' | 'inForceUntil' | 'link'>;

function factsBefore(external: LoadedExternal): Facts {
	const { number, title, issuer, link } = external;
	const to = fromDbDate(external.inForceTo);
	return {
		number,
		title,
		issuer,
		link,
		issuedOn: fromDbDate(external.issuedOn),
		inForceFrom: fromDbDate(external.inForceFrom),
		inForceUntil: to && addDays(to, -1)
	};
}

function shownFacts(of: Facts): [ExternalColumn, string][] {
	return [
		['number', of.number],
		['title', of.title],
		['issuer', of.issuer],
		['issuedOn', of.issuedOn ?? ''],
		['inForceFrom', of.inForceFrom ?? ''],
		['inForceUntil', of.inForceUntil ?? ''],
		['link', of.link]
	];
}

function changed(before: readonly [ExternalColumn, string][], after: readonly [ExternalColumn, string][]): ExternalChangeField[] {
	const was = new Map(before);
	return after.flatMap(([column, text]) => (was.get(column) === text ? [] : [{ column, before: was.get(column) ?? '', after: text }]));
}

/** The last day with it, whatever ends it. */
function lastDay(external: LoadedExternal): Day | null {
	const end = externalEnd(externalDates(external));
	return end && addDays(end, -1);
}
