import type { DecisionNow } from '#lib/domain/documents/batch.ts';
import type { VersionState } from '#lib/domain/documents/lifecycle.ts';
import { shortNumbers, type NumberingScheme } from '#lib/domain/documents/numbering.ts';
import { phaseOn, shownState, type ShownState } from '#lib/domain/documents/phase.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import type { Phase } from '#lib/domain/permissions/policy.ts';
import { addDays, dayOf, fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { Prisma, type ChangeClass, type VersionOrigin } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { carriedOverSql, type CarriedOver } from '../carry-over/sql.ts';
import { correctionSql } from './decision-sql.ts';
import { readable } from './list-sql.ts';

export type VersionFile = {
	readonly name: string;
	readonly size: number;
	readonly type: string;
	readonly pages: number | null;
	readonly sha256: string;
};

/** A version as its document's page shows it. States are of today. */
export type DocumentVersion = {
	readonly id: string;
	readonly issueNo: number;
	readonly revisionNo: number;
	readonly numbers: string;
	/** For the address of the version among those of its document: `02-01`. */
	readonly slug: string;
	readonly title: string;
	readonly summary: string;
	readonly changeClass: ChangeClass;
	readonly state: ShownState;
	readonly phase: Phase;
	readonly round: number;
	readonly rowVersion: number;
	/** The day on which it was taken on from paper. */
	readonly takenOn: Day | null;
	/** From which unit it was carried over, and until when; null for any other. */
	readonly carriedOver: CarriedOver | null;
	readonly from: Day | null;
	/** Exclusive, as ranges are; people read `lastDay`. */
	readonly to: Day | null;
	readonly lastDay: Day | null;
	/** Replaced or withdrawn on its own first day: it never applied. */
	readonly sameDay: boolean;
	readonly issuedAt: Date | null;
	readonly withdrawnAt: Date | null;
	readonly stateReason: string | null;
	readonly decisionNumber: string | null;
	readonly decisionDate: Day | null;
	/** What the decision said before it was corrected. */
	readonly was: DecisionNow['was'];
	/** The number of the exception "one person reviews and approves", where it was used. */
	readonly exception: string | null;
	readonly pdf: VersionFile | null;
	readonly source: VersionFile | null;
	/** Written here, so that there is a Word file of it; of a past one only for those who keep the unit's documents. */
	readonly docx: boolean;
};

type Row = {
	id: string;
	issue_no: number;
	revision_no: number;
	title: string;
	summary: string;
	change_class: ChangeClass;
	state: VersionState;
	round: number;
	row_version: number;
	origin: VersionOrigin;
	effective_from: Date | null;
	effective_to: Date | null;
	issued_at: Date | null;
	withdrawn_at: Date | null;
	state_reason: string | null;
	decision_number: string | null;
	decision_date: Date | null;
	number_now: string | null;
	date_now: Date | null;
	exception_number: string | null;
	pdf_name: string | null;
	pdf_pages: number | null;
	pdf_size: bigint | null;
	pdf_sha256: string | null;
	source_name: string | null;
	source_type: string | null;
	source_size: bigint | null;
	source_sha256: string | null;
	unit_id: string;
	written_here: boolean;
	carried_over: CarriedOver | null;
};

/** The versions of a document that this actor may read, newest first. A corrected decision is shown as corrected. */
export async function documentVersions(ctx: Ctx, documentId: string, scheme: NumberingScheme): Promise<readonly DocumentVersion[]> {
	const rows = await ctx.db.$queryRaw<Row[]>(Prisma.sql`
		select v.id, v.issue_no, v.revision_no, v.title, v.summary, v.change_class, v.state, v.round, v.row_version, v.origin, v.effective_from, v.effective_to,
			v.issued_at, v.withdrawn_at, v.state_reason, e.number as exception_number,
			b.decision_number, b.decision_date, ${correctionSql('decisionNumber')} as number_now, ${correctionSql('decisionDate')}::date as date_now,
			v.pdf_name, v.pdf_pages, pdf.size as pdf_size, v.pdf_sha256,
			v.source_name, v.source_type, source.size as source_size, v.source_sha256,
			v.unit_id, ${carriedOverSql('v')} as carried_over, exists (select 1 from procedure_content c where c.version_id = v.id) as written_here
		from version v
		join document d on d.id = v.document_id
		left join issue_batch b on b.id = v.issue_batch_id
		left join sod_exception e on e.id = v.exception_id
		left join stored_file pdf on pdf.sha256 = v.pdf_sha256
		left join stored_file source on source.sha256 = v.source_sha256
		where v.document_id = ${documentId}::uuid and ${readable(ctx, 'v')}
		order by v.issue_no desc, v.revision_no desc, v.created_at desc`);
	return rows.map((row) => {
		const version = shown(row, scheme, today(ctx));
		return { ...version, docx: row.written_here && mayTakeAway(ctx, { unitId: row.unit_id, phase: version.phase }) };
	});
}

/** Whether an editable file goes to whoever may read the version: of a past one only to those who keep the unit's documents. */
export function mayTakeAway(ctx: Ctx, { unitId, phase }: { unitId: string; phase: Phase }): boolean {
	return phase !== 'past' || may(ctx.actor, 'batch.read', { unitId });
}

/** `02-01`: how a version is named in an address. */
export function versionSlug(issueNo: number, revisionNo: number): string {
	return `${String(issueNo).padStart(2, '0')}-${String(revisionNo).padStart(2, '0')}`;
}

function shown(row: Row, scheme: NumberingScheme, day: Day): Omit<DocumentVersion, 'docx'> {
	const from = fromDbDate(row.effective_from);
	const to = fromDbDate(row.effective_to);
	const times = { state: row.state, effectiveFrom: from, effectiveTo: to };
	const sameDay = from !== null && from === to;
	return {
		id: row.id,
		issueNo: row.issue_no,
		revisionNo: row.revision_no,
		numbers: shortNumbers({ issueNo: row.issue_no, revisionNo: row.revision_no }, scheme),
		slug: versionSlug(row.issue_no, row.revision_no),
		title: row.title,
		summary: row.summary,
		changeClass: row.change_class,
		state: shownState(times, day),
		phase: phaseOn(times, day),
		round: row.round,
		rowVersion: row.row_version,
		takenOn: row.origin === 'taken_on' && row.issued_at ? dayOf(row.issued_at) : null,
		carriedOver: row.carried_over,
		from,
		to,
		lastDay: to !== null && !sameDay ? addDays(to, -1) : null,
		sameDay,
		issuedAt: row.issued_at,
		withdrawnAt: row.withdrawn_at,
		stateReason: row.state_reason,
		decisionNumber: row.number_now ?? row.decision_number,
		decisionDate: fromDbDate(row.date_now ?? row.decision_date),
		was: {
			decisionNumber: row.number_now === null ? null : row.decision_number,
			decisionDate: row.date_now === null ? null : fromDbDate(row.decision_date)
		},
		exception: row.exception_number,
		pdf: fileOf(row.pdf_sha256, { name: row.pdf_name, size: row.pdf_size, type: 'pdf', pages: row.pdf_pages }),
		source: fileOf(row.source_sha256, { name: row.source_name, size: row.source_size, type: row.source_type ?? '', pages: null })
	};
}

function fileOf(
	sha256: string | null,
	{ name, size, type, pages }: { name: string | null; size: bigint | null; type: string; pages: number | null }
): VersionFile | null {
	return sha256 === null ? null : { name: name ?? '', size: Number(size ?? 0), type, pages, sha256 };
}
