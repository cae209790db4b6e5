import type { Ctx } from '#lib/server/platform/context.ts';
import type { FileStore } from '#lib/server/storage/port.ts';
import { packPath, uniquePaths, type PackEntry } from './entries.ts';
import { evidenceOfPack, rowsOfPack } from './tables.ts';
import type { PackAsk, Selection } from './selection.ts';

type StoredRow = { folder: string; name: string; sha256: string; version: string | null; part: 'pdf' | 'source' | null };

/** These are compressed already. */
const packed = /\.(?:docx|xlsx|odt|png|jpe?g|pdf)$/i;

/**
 * The files that people sent: of documents, decisions, briefings, records and evidence, papers signed outside eISO, minutes of disposals and what
 * was attached to requests for change, each once under its place. Files of records that were disposed of are gone; their rows and hashes stay in
 * `data/`.
 */
export async function storedEntries(ctx: Ctx, store: FileStore, ask: PackAsk, chosen: Selection): Promise<PackEntry[]> {
	const rows = await ctx.db.$queryRaw<StoredRow[]>`
		with chosen as (select v.*, d.code, 'documents/' || d.code || '/' || lpad(v.issue_no::text, 2, '0') || '-' || lpad(v.revision_no::text, 2, '0') as place
			from version v join document d on d.id = v.document_id where v.id in (${chosen.versions}))
		select place as folder, coalesce(pdf_name, code || '.pdf') as name, pdf_sha256 as sha256, id::text as version, 'pdf' as part
			from chosen where pdf_sha256 is not null
		union all
		select place, coalesce(source_name, code), source_sha256, id::text, 'source' from chosen where source_sha256 is not null
		union all
		select 'decisions/' || b.number, coalesce(b.scan_name, b.number), b.scan_sha256, null, null from issue_batch b
			where b.scan_sha256 is not null and b.id in (select c.issue_batch_id from chosen c)
		union all
		select 'briefings/' || b.number, b.number || '.pdf', b.scan_sha256, null, null from reading_briefing b
			where b.version_id in (select c.id from chosen c)
		union all
		select 'records/' || r.number, f.name, f.stored_sha256, null, null
			from record_file f join quality_record r on r.id = f.record_id
			where f.stored_sha256 is not null and r.id in (${chosen.records})
		union all
		select 'evidence/' || t.subject_type || '/' || t.subject_id, t.name, t.stored_sha256, null, null from evidence_file t
			where t.stored_sha256 is not null and ${evidenceOfPack(chosen, ask)}
		union all
		select 'evidence/' || t.subject_type || '/' || t.subject_id, t.name, t.stored_sha256, null, null from outside_paper t
			where t.stored_sha256 is not null and ${rowsOfPack('outside_paper', chosen, ask)}
		union all
		select 'evidence/record_disposal/' || t.id, coalesce(t.minutes_name, t.number), t.minutes_sha256, null, null from record_disposal t
			where t.minutes_sha256 is not null and ${rowsOfPack('record_disposal', chosen, ask)}
		union all
		select 'evidence/change_request/' || t.id, coalesce(t.attachment_name, 'file'), t.attachment_sha256, null, null from change_request t
			where t.attachment_sha256 is not null and ${rowsOfPack('change_request', chosen, ask)}
		order by 1, 2, 3`;
	const unique = uniquePaths();
	return rows.map(({ folder, name, sha256, version, part }) => ({
		path: unique(packPath(folder, name)),
		sha256,
		compress: !packed.test(name),
		open: () => store.openRead(sha256),
		...(version && part ? { version, part } : {})
	}));
}
