import { appointAction } from '#lib/domain/people/appointment.ts';
import { readPersonRows, type PersonColumn, type PersonFault, type PersonReason, type PersonRow } from '#lib/domain/people/import-rows.ts';
import { decide, may } from '#lib/domain/permissions/decide.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import type { TableRow } from '#lib/server/files/delimited.ts';
import { Conflict, DomainError, Forbidden, Invalid } from '#lib/server/platform/errors.ts';
import { noteInPlace } from '#lib/server/permissions/in-place.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { invitePerson } from './invite.ts';
import { checkNames } from './person-names.ts';

export type ImportPeople = {
	/** Lines of a table whose first one names the columns, from `FileParser.table`. */
	rows: readonly TableRow[];
	/** Only says what would happen. */
	dryRun: boolean;
	fileName: string;
};

export type ImportedPerson = {
	readonly line: number;
	readonly fullName: string;
	readonly unitCode: string;
	readonly staffName: string | null;
	readonly userId: string;
};

export type ImportPeopleReport = {
	/** False after a dry run and when there is any fault: then nothing was written. */
	readonly committed: boolean;
	/** By line. */
	readonly faults: readonly PersonFault[];
	readonly total: number;
	/** After a dry run, who would be made; afterwards, who was. */
	readonly people: readonly ImportedPerson[];
	/** Those without a mail address, whose slips wait to be printed. */
	readonly withoutMail: readonly string[];
};

/** Undoes a dry run; never leaves this file. */
class Undo extends Error {}

/**
 * Invites the people of a list, all or nothing: who has a mail address by mail, others by slip. Every row passes the same checks as
 * one invitation, so that a list opens nothing that the form refuses. A dry run does all of it and takes it back.
 * Recorded as `people.import` in the province's chain, besides one act per person in the unit's.
 * @throws Forbidden for whoever appoints nobody
 */
export async function importPeople(ctx: Ctx, input: ImportPeople): Promise<ImportPeopleReport> {
	if (!maySeeImport(ctx)) throw new Forbidden();
	const { rows, faults } = readPersonRows(input.rows);
	const total = Math.max(0, input.rows.length - 1);
	const units = await unitsByCode(ctx, rows);
	const checked = [...faults, ...rows.flatMap((row) => dataFaults(ctx, row, units)), ...twice(rows)];
	if (checked.length > 0) return refusedReport(checked, total);
	let report = refusedReport([], total);
	try {
		await transaction(
			ctx,
			async (ctx) => {
				report = await inviteAll(ctx, rows, units, input);
				if (report.faults.length > 0 || input.dryRun) throw new Undo();
			},
			{ timeoutMs: 120_000 }
		);
	} catch (error) {
		if (!(error instanceof Undo)) throw error;
		return { ...report, committed: false };
	}
	return { ...report, committed: true };
}

/** Whether somebody may bring in a list at all: who may appoint somewhere. */
export function maySeeImport(ctx: Ctx): boolean {
	const units = ctx.actor.kind === 'user' ? ctx.actor.memberships.map((membership) => membership.unitId) : [];
	return [null, ...units].some(
		(unitId) => may(ctx.actor, 'person.appoint_staff', { unitId }) || may(ctx.actor, 'person.appoint_lead', { unitId })
	);
}

type KnownUnit = { unitId: string; divisions: ReadonlyMap<string, string> };

function refusedReport(faults: readonly PersonFault[], total: number): ImportPeopleReport {
	return { committed: false, faults: [...faults].sort((a, b) => a.line - b.line), total, people: [], withoutMail: [] };
}

async function unitsByCode(ctx: Ctx, rows: readonly PersonRow[]): Promise<Map<string, KnownUnit>> {
	const date = toDbDate(today(ctx));
	const valid = { validFrom: { lte: date }, OR: [{ validTo: null }, { validTo: { gt: date } }] };
	const versions = await ctx.db.unitVersion.findMany({
		where: { code: { in: [...new Set(rows.map((row) => row.unitCode))] }, ...valid },
		select: { code: true, unitId: true }
	});
	// A unit whose people this actor may not list is as unknown as one that does not exist.
	const visible = versions.filter((version) => may(ctx.actor, 'person.list', { unitId: version.unitId }));
	const divisions = await ctx.db.divisionVersion.findMany({
		where: { division: { unitId: { in: visible.map((version) => version.unitId) } }, ...valid },
		select: { code: true, divisionId: true, division: { select: { unitId: true } } }
	});
	return new Map(
		visible.map(({ code, unitId }) => {
			const own = divisions
				.filter((one) => one.division.unitId === unitId)
				.map((one): [string, string] => [one.code.toUpperCase(), one.divisionId]);
			return [code, { unitId, divisions: new Map(own) }];
		})
	);
}

function dataFaults(ctx: Ctx, row: PersonRow, units: ReadonlyMap<string, KnownUnit>): PersonFault[] {
	const unit = units.get(row.unitCode);
	const fault = (column: PersonColumn, reason: PersonReason, value: string): PersonFault => ({ line: row.line, column, reason, value });
	if (!unit) return [fault('unit', 'unit_unknown', row.unitCode)];
	const faults: PersonFault[] = [];
	const appointment = { ...row, divisionId: null };
	const decision = decide(ctx.actor, appointAction(null, appointment), { unitId: unit.unitId, personId: null });
	noteInPlace(ctx.actor, unit.unitId, decision);
	if (!decision.allowed) faults.push(fault('roles', 'role_not_allowed', row.roles.join(', ')));
	if (row.divisionCode && !unit.divisions.has(row.divisionCode)) faults.push(fault('division', 'division_unknown', row.divisionCode));
	if (row.validFrom && row.validFrom < today(ctx)) faults.push(fault('validFrom', 'day_in_past', row.validFrom));
	return faults;
}

function twice(rows: readonly PersonRow[]): PersonFault[] {
	const seen = new Set<string>();
	return rows.flatMap((row): PersonFault[] => {
		const email = row.email?.toLowerCase();
		if (!email) return [];
		if (seen.has(email)) return [{ line: row.line, column: 'email', reason: 'email_twice', value: email }];
		seen.add(email);
		return [];
	});
}

async function inviteAll(
	ctx: Ctx,
	rows: readonly PersonRow[],
	units: ReadonlyMap<string, KnownUnit>,
	input: ImportPeople
): Promise<ImportPeopleReport> {
	const faults: PersonFault[] = [];
	const people: ImportedPerson[] = [];
	const withoutMail: string[] = [];
	for (const row of rows) {
		const found = await knownNames(ctx, row);
		if (found.length > 0) {
			faults.push(...found);
			continue;
		}
		const unit = units.get(row.unitCode);
		if (!unit) continue;
		try {
			const made = await invitePerson(ctx, {
				...row,
				unitId: unit.unitId,
				divisionId: row.divisionCode ? (unit.divisions.get(row.divisionCode) ?? null) : null,
				roles: [...row.roles],
				validTo: null,
				channel: row.email ? 'mail' : 'slip',
				locale: 'vi',
				useExisting: false
			});
			people.push({ line: row.line, fullName: row.fullName, unitCode: row.unitCode, staffName: made.staffName, userId: made.userId });
			if (!row.email) withoutMail.push(made.userId);
		} catch (error) {
			faults.push(...faultsOf(error, row));
		}
	}
	if (faults.length > 0) return refusedReport(faults, rows.length);
	await record(ctx, {
		event: 'people.import',
		subjectType: 'import',
		subjectId: 'people',
		unitId: null,
		after: {
			fileName: input.fileName,
			people: people.map((person) => ({ line: person.line, unit: person.unitCode, person: person.userId }))
		}
	});
	return { committed: false, faults: [], total: rows.length, people, withoutMail };
}

/** Names that are taken are found before the database refuses them: a refused statement would end the whole transaction. */
async function knownNames(ctx: Ctx, row: PersonRow): Promise<PersonFault[]> {
	const fault = (column: PersonColumn, reason: PersonReason, value: string): PersonFault => ({ line: row.line, column, reason, value });
	try {
		const names = checkNames(row);
		const clash = await ctx.db.user.findFirst({
			where: { OR: [...(names.email ? [{ email: names.email }] : []), ...(names.staffName ? [{ staffName: names.staffName }] : [])] },
			select: { email: true }
		});
		if (!clash || (!names.email && !names.staffName)) return [];
		return clash.email === names.email && names.email
			? [fault('email', 'email_taken', names.email)]
			: [fault('staffName', 'staff_name_taken', names.staffName ?? '')];
	} catch (error) {
		return faultsOf(error, row);
	}
}

const columnOfField: Readonly<Record<string, { column: PersonColumn; reason: PersonReason }>> = {
	fullName: { column: 'fullName', reason: 'name_invalid' },
	email: { column: 'email', reason: 'email_invalid' },
	staffName: { column: 'staffName', reason: 'staff_name_invalid' },
	roles: { column: 'roles', reason: 'required' },
	position: { column: 'position', reason: 'position_required' },
	capacity: { column: 'capacity', reason: 'capacity_required' },
	divisionId: { column: 'division', reason: 'division_unknown' },
	validFrom: { column: 'validFrom', reason: 'day_in_past' }
};

/** A refusal of one invitation as faults of its row. @throws what is no refusal about the row */
function faultsOf(error: unknown, row: PersonRow): PersonFault[] {
	if (error instanceof Invalid) {
		return Object.entries(error.fields).map(([field, code]) => {
			const known = columnOfField[field] ?? { column: 'unit' as const, reason: 'required' as const };
			const special = code === 'capacity_only_heads' || code === 'staff_name_prefix' ? code : known.reason;
			return { line: row.line, column: known.column, reason: special, value: '' };
		});
	}
	if (error instanceof Conflict && error.code === 'email_taken')
		return [{ line: row.line, column: 'email', reason: 'email_taken', value: row.email ?? '' }];
	if (error instanceof DomainError && error.status === 404)
		return [{ line: row.line, column: 'unit', reason: 'unit_unknown', value: row.unitCode }];
	throw error;
}
