import type { NumberingScheme, Numbers } from '#lib/domain/documents/numbering.ts';
import type { VersionState } from '#lib/domain/documents/lifecycle.ts';
import { printNumber, shownPrint, type PrintOutcome, type PrintState, type ShownPrint } from '#lib/domain/documents/prints.ts';
import { phaseOn, shownState } from '#lib/domain/documents/phase.ts';
import { addDays, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { Visibility } from '#lib/domain/permissions/policy.ts';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { carriedOverSql, type CarriedOver } from './carry-over/sql.ts';
import { readPrintCode } from './print-codes.ts';

/** `revoked`: issued once and taken back before its first day. What happens to it inside the unit is nobody else's business. */
export type CheckedState = 'upcoming' | 'in_force' | 'superseded' | 'withdrawn' | 'revoked';

export type CheckedVersion = Numbers & {
	readonly code: string;
	readonly scheme: NumberingScheme;
	/** Only where the document is visible to the province or the public. */
	readonly title: string | null;
	readonly inForceFrom: Day | null;
};

/** What a printed copy's code tells anybody who has it: about the document, never about a person. */
export type PrintCheck = CheckedVersion & {
	readonly unitName: string;
	readonly state: CheckedState;
	/** The last day on which it is or was in force; null while no end is known. */
	readonly lastDay: Day | null;
	/** What is in force instead of it, or will be from its day on. */
	readonly replacedBy: CheckedVersion | null;
	/** The day on which a version of before eISO was taken on; null: it was issued here. */
	readonly takenOn: Day | null;
	/** Where the unit that issued it is no more: it goes on in force in this one until that day. */
	readonly carriedOver: CarriedOver | null;
	/** Of a unit that is no more: the units that followed it, by name. */
	readonly heirs: readonly string[];
	/** When a personal copy was printed; null for a reading copy. */
	readonly printedAt: Date | null;
	/** Of a numbered print: whether this paper counts, whatever its version does; null for other copies. Never where or with whom it is. */
	readonly numbered: {
		readonly number: string;
		readonly issuedAt: Date;
		readonly shown: ShownPrint;
		/** The first day on which it may not be used, and the last for handing it back. */
		readonly from: Day | null;
		readonly dueOn: Day | null;
	} | null;
};

type VersionRow = Numbers & {
	id: string;
	documentId: string;
	unitId: string;
	code: string;
	title: string;
	visibility: Visibility;
	scheme: NumberingScheme;
	state: VersionState;
	effectiveFrom: Day | null;
	effectiveTo: Day | null;
};
type CodeRow = VersionRow & {
	kind: 'reading' | 'personal' | 'numbered';
	printedAt: Date;
	takenOn: Day | null;
	carriedOver: CarriedOver | null;
	heirs: string[];
	copyNo: number | null;
	printState: PrintState | null;
	outcome: PrintOutcome | null;
	recallFrom: Day | null;
	recallDueOn: Day | null;
};

/** Of a version that was revoked, whatever is in force is what applies instead. */
const firstDay = '1900-01-01';
const nobody = '00000000-0000-0000-0000-000000000000';

/**
 * The facts for `/v/<code>`; null for a code that nobody printed. Asks the database the same questions either way, so that the
 * time tells nothing. The caller limits how often.
 */
export async function checkPrint(ctx: Ctx, typed: string): Promise<PrintCheck | null> {
	const day = today(ctx);
	const code = readPrintCode(typed) ?? '';
	const [print] = await ctx.db.$queryRaw<CodeRow[]>`
		select p.kind::text as kind, p.created_at as "printedAt",
			case when v.origin = 'taken_on' then to_char(v.issued_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD') end as "takenOn", ${carriedOverSql('v')} as "carriedOver",
			array(select distinct on (l.to_unit_id) heir.name from unit_version old join unit_event e on e.effective_on = old.valid_to and e.effective_on <= ${day}::date
				join unit_passage l on l.event_id = e.id and l.from_unit_id = old.unit_id and l.to_unit_id <> old.unit_id
				join unit_version heir on heir.unit_id = l.to_unit_id and heir.valid_from <= ${day}::date
				where old.unit_id = v.unit_id and not exists (select 1 from unit_version now where now.unit_id = v.unit_id
					and now.valid_from <= ${day}::date and (now.valid_to is null or now.valid_to > ${day}::date))
				order by l.to_unit_id, heir.valid_from desc) as heirs, v.id, v.document_id as "documentId", v.unit_id as "unitId", d.code, v.title,
			d.visibility::text as visibility, u.numbering_scheme::text as scheme, v.state::text as state, v.issue_no as "issueNo",
			v.revision_no as "revisionNo", to_char(v.effective_from, 'YYYY-MM-DD') as "effectiveFrom",
			to_char(v.effective_to, 'YYYY-MM-DD') as "effectiveTo", n.copy_no as "copyNo", n.state::text as "printState", n.outcome::text as outcome,
			to_char(n.recall_from, 'YYYY-MM-DD') as "recallFrom", to_char(n.recall_due_on, 'YYYY-MM-DD') as "recallDueOn"
		from print_code p left join numbered_print n on n.code = p.code join version v on v.id = p.version_id join document d on d.id = v.document_id join unit u on u.id = v.unit_id
		where p.code = ${code}`;
	const unit = await ctx.db.unitVersion.findFirst({
		where: { unitId: print?.unitId ?? nobody, validFrom: { lte: toDbDate(day) } },
		orderBy: { validFrom: 'desc' },
		select: { name: true }
	});
	const later = await laterVersions(ctx, print?.documentId ?? nobody, print?.id ?? nobody, print?.effectiveFrom ?? firstDay, day);
	if (!print) return null;

	logRead(ctx, { action: 'verify', unitId: print.unitId, documentId: print.documentId, versionId: print.id, detail: code });
	const state = checkedState(print, day);
	const own = later.find((version) => version.id !== print.id && version.documentId === print.documentId);
	const successor = own ?? later.find((version) => version.documentId !== print.documentId);
	const isEnding = print.effectiveTo !== null || state === 'revoked';
	return {
		...checked(print),
		unitName: unit?.name ?? '',
		state,
		lastDay: lastDayOf(print),
		replacedBy: isEnding && successor ? checked(successor) : null,
		takenOn: print.takenOn,
		carriedOver: print.carriedOver,
		heirs: print.heirs,
		printedAt: print.kind === 'personal' ? print.printedAt : null,
		numbered: numberedOf(print, day)
	};
}

function numberedOf({ copyNo, printState, outcome, recallFrom, recallDueOn, printedAt }: CodeRow, day: Day): PrintCheck['numbered'] {
	if (copyNo === null || printState === null) return null;
	const shown = shownPrint({ state: printState, outcome, recallFrom, recallDueOn }, day);
	return { number: printNumber(copyNo), issuedAt: printedAt, shown, from: recallFrom, dueOn: recallDueOn };
}

/** Versions of the document, of documents that replace it, and of those in which it goes on in another unit, that came or come into force after a day: in force today first. */
function laterVersions(ctx: Ctx, documentId: string, versionId: string, after: Day, day: Day): Promise<VersionRow[]> {
	return ctx.db.$queryRaw<VersionRow[]>`
		select v.id, v.document_id as "documentId", v.unit_id as "unitId", d.code, v.title, d.visibility::text as visibility,
			u.numbering_scheme::text as scheme, v.state::text as state, v.issue_no as "issueNo", v.revision_no as "revisionNo",
			to_char(v.effective_from, 'YYYY-MM-DD') as "effectiveFrom", to_char(v.effective_to, 'YYYY-MM-DD') as "effectiveTo"
		from version v join document d on d.id = v.document_id join unit u on u.id = v.unit_id
		where (d.id = ${documentId}::uuid or d.replaces_id = ${documentId}::uuid
				or d.id in (select o.document_id from carried_version c join version o on o.id = c.version_id where c.origin_version_id = ${versionId}::uuid))
			and v.state <> 'cancelled'
			and v.effective_from >= ${after}::date and (v.effective_to is null or v.effective_to > ${day}::date)
			and (v.effective_to is null or v.effective_to > v.effective_from)
		order by v.effective_from
		limit 20`;
}

function checked(row: VersionRow): CheckedVersion {
	const { code, scheme, issueNo, revisionNo, effectiveFrom } = row;
	const isOpen = row.visibility === 'province' || row.visibility === 'public';
	return { code, scheme, issueNo, revisionNo, title: isOpen ? row.title : null, inForceFrom: effectiveFrom };
}

function checkedState(row: VersionRow, day: Day): CheckedState {
	if (row.effectiveFrom === null) return 'revoked';
	const shown = shownState(row, day);
	if (shown === 'upcoming' || shown === 'in_force' || shown === 'withdrawn') return shown;
	return phaseOn(row, day) === 'past' ? 'superseded' : 'revoked';
}

/** Null for one that never applied. */
function lastDayOf({ effectiveFrom, effectiveTo }: VersionRow): Day | null {
	return effectiveTo !== null && effectiveFrom !== null && effectiveTo > effectiveFrom ? addDays(effectiveTo, -1) : null;
}
