import type { NumberingScheme, Numbers } from '#lib/domain/documents/numbering.ts';
import type { VersionState } from '#lib/domain/documents/lifecycle.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { phaseOn, type VersionTimes } from '#lib/domain/documents/phase.ts';
import { addDays, type Day } from '#lib/domain/shared/day.ts';
import { carriedOverSql, type CarriedOver } from './carry-over/sql.ts';
import { cleanFileName } from '#lib/server/files/file-name.ts';
import type { Mark } from '#lib/server/pdf/stamp-words.ts';
import { visibleVersionsSql } from '#lib/server/permissions/visible-sql.ts';
import { visibleVersions } from '#lib/server/permissions/visible.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { readPrepared } from '#lib/server/platform/prepared.ts';
import { NotFound } from '#lib/server/platform/errors.ts';

/** What a copy of a version needs to know of it. */
export type CopyFacts = Numbers &
	VersionTimes & {
		readonly id: string;
		readonly documentId: string;
		readonly unitId: string;
		readonly round: number;
		readonly code: string;
		readonly title: string;
		readonly scheme: NumberingScheme;
		readonly pdfSha256: string | null;
		/** The day on which a version of before eISO was taken on. */
		readonly takenOn: Day | null;
		/** Where it goes on in force after the end of the unit that issued it; null for any other. */
		readonly carriedOver: CarriedOver | null;
		/** The code of its reading copies, once there is one. */
		readonly printCode: string | null;
		readonly renditions: readonly { readonly mark: string; readonly sha256: string; readonly size: number }[];
	};

/** What this actor may not read does not exist: 404. Drafts pass for those who work on them. */
export async function requireReadable(ctx: Ctx, versionId: string): Promise<void> {
	const found = await ctx.db.version.findFirst({
		where: { AND: [{ id: versionId }, visibleVersions(ctx.actor, 'version.read', today(ctx))] },
		select: { id: true }
	});
	if (!found) throw new NotFound('version_not_found');
}

type Row = Omit<CopyFacts, 'renditions' | 'state' | 'scheme'> & {
	state: VersionState;
	scheme: NumberingScheme;
	renditions: CopyFacts['renditions'] | null;
};

/** For the system itself: asks nothing about permission. @throws NotFound */
export function loadCopyFacts(ctx: Ctx, versionId: string): Promise<CopyFacts> {
	return copyFacts(ctx, versionId, Prisma.sql`true`);
}

/** The same of what this actor may read; the rest does not exist. @throws NotFound */
export function readableCopyFacts(ctx: Ctx, versionId: string): Promise<CopyFacts> {
	return copyFacts(ctx, versionId, visibleVersionsSql(ctx.actor, 'version.read', today(ctx), { version: 'v', document: 'd' }));
}

/** One statement, because every opening of a document comes through here. */
async function copyFacts(ctx: Ctx, versionId: string, where: Prisma.Sql): Promise<CopyFacts> {
	const [row] = await readPrepared<Row>(
		ctx.db,
		Prisma.sql`
		select v.id, v.document_id as "documentId", v.unit_id as "unitId", v.round, d.code, v.title, v.issue_no as "issueNo", v.revision_no as "revisionNo",
			u.numbering_scheme::text as scheme, v.state::text as state, v.pdf_sha256 as "pdfSha256",
			case when v.origin = 'taken_on' then to_char(v.issued_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD') end as "takenOn", ${carriedOverSql('v')} as "carriedOver",
			to_char(v.effective_from, 'YYYY-MM-DD') as "effectiveFrom", to_char(v.effective_to, 'YYYY-MM-DD') as "effectiveTo",
			(select p.code from print_code p where p.version_id = v.id and p.kind = 'reading') as "printCode",
			(select jsonb_agg(jsonb_build_object('mark', r.mark, 'sha256', r.sha256, 'size', f.size))
				from rendition r join stored_file f on f.sha256 = r.sha256 where r.version_id = v.id) as renditions
		from version v join document d on d.id = v.document_id join unit u on u.id = v.unit_id
		where v.id = ${versionId}::uuid and ${where}`
	);
	if (!row) throw new NotFound('version_not_found');
	return { ...row, renditions: row.renditions ?? [] };
}

/** The mark of a version on a day; null while it is not issued. */
export function markOn(version: VersionTimes & { readonly carriedOver?: CarriedOver | null }, day: Day): Mark | null {
	const { effectiveFrom, effectiveTo } = version;
	if (effectiveFrom === null || version.state === 'cancelled') return null;
	// Withdrawn before its first day: it will never apply.
	if (effectiveTo !== null && effectiveTo <= effectiveFrom) return { kind: 'past', lastDay: null };
	const phase = phaseOn(version, day);
	if (phase === 'upcoming') return { kind: 'upcoming', from: effectiveFrom };
	if (phase === 'past' && effectiveTo !== null) return { kind: 'past', lastDay: addDays(effectiveTo, -1) };
	return version.carriedOver ? { kind: 'transitional', ...version.carriedOver } : { kind: 'in_force' };
}

/** `QT.07 02-01 Tiếp nhận hồ sơ.pdf`: whoever finds the file in a folder sees which version it is. */
export function copyFileName(version: Pick<CopyFacts, 'code' | 'title' | 'scheme'> & Numbers, ending: string, warning = ''): string {
	const numbers = shortNumbers(version, version.scheme).replaceAll('/', '-');
	const name = `${version.code} ${numbers} ${version.title}`.replace(/[/\\]/g, '-');
	return cleanFileName(`${warning ? `[${warning}] ` : ''}${name}.${ending}`);
}
