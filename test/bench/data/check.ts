import type pg from 'pg';
import type { Size } from './size.ts';

/** Each asks for rows that must not exist: what sleeping triggers would have refused, and what the bench relies on. */
const wrong: Record<string, string> = {
	'a trigger sleeps': `SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'`,
	'a broken chain': `SELECT c.id, b.* FROM audit_chain c, eiso_verify_chain(c.id) b`,
	'a version of another unit': `SELECT v.id FROM version v JOIN document d ON d.id = v.document_id WHERE d.unit_id <> v.unit_id OR d.status <> 'open'`,
	'approved without a signature over its file': `SELECT v.id FROM version v WHERE v.state IN ('approved', 'issued', 'withdrawn') AND NOT EXISTS (
		SELECT 1 FROM signature s WHERE s.version_id = v.id AND s.round = v.round AND s.meaning = 'approve_version' AND s.voided_at IS NULL
			AND s.pdf_sha256 IS NOT DISTINCT FROM v.pdf_sha256 AND s.source_sha256 IS NOT DISTINCT FROM v.source_sha256)`,
	'signed by an author or by who passed it': `SELECT s.id FROM signature s WHERE EXISTS (
			SELECT 1 FROM version_author a WHERE a.version_id = s.version_id AND a.round = s.round AND a.user_id = s.user_id)
		OR EXISTS (SELECT 1 FROM version_act p WHERE p.version_id = s.version_id AND p.event = 'pass' AND p.user_id = s.user_id)`,
	'signed by nobody who may': `SELECT s.id FROM signature s JOIN version v ON v.id = s.version_id WHERE NOT EXISTS (
		SELECT 1 FROM membership m WHERE m.user_id = s.user_id AND m.unit_id = v.unit_id AND 'head' = ANY (m.roles))`,
	'a version without an author': `SELECT v.id FROM version v WHERE NOT EXISTS (SELECT 1 FROM version_author a WHERE a.version_id = v.id)`,
	'issued without its line in a batch of that day': `SELECT v.id FROM version v WHERE v.state IN ('issued', 'withdrawn') AND NOT EXISTS (
		SELECT 1 FROM issue_batch_line l JOIN issue_batch b ON b.id = l.batch_id
		WHERE l.version_id = v.id AND b.id = v.issue_batch_id AND b.unit_id = v.unit_id AND b.state = 'issued' AND b.effective_on = v.effective_from)`,
	'numbers that do not grow': `SELECT a.id FROM version a JOIN version b ON b.document_id = a.document_id AND b.effective_from > a.effective_from
		WHERE (b.issue_no, b.revision_no) <= (a.issue_no, a.revision_no)`,
	'a gap between two versions in force': `SELECT v.id FROM version v WHERE v.effective_to IS NOT NULL AND v.state = 'issued' AND NOT EXISTS (
		SELECT 1 FROM version n WHERE n.document_id = v.document_id AND n.effective_from = v.effective_to)`,
	'a search entry that differs from its version': `SELECT v.id FROM version v LEFT JOIN search_entry s ON s.version_id = v.id
		JOIN document d ON d.id = v.document_id WHERE v.state IN ('issued', 'withdrawn')
		AND (s.version_id IS NULL OR s.vector IS NULL OR s.title_fold <> eiso_fold(v.title) OR s.code <> d.code OR s.visibility <> d.visibility
			OR (s.effective_from, s.effective_to) IS DISTINCT FROM (v.effective_from, v.effective_to))`,
	'a file without its text': `SELECT v.id FROM version v LEFT JOIN file_text t ON t.version_id = v.id AND t.sha256 = v.pdf_sha256
		WHERE v.pdf_sha256 IS NOT NULL AND t.text IS NULL`
};

const counted: Record<keyof Size, string> = {
	units: 'unit',
	users: '"user"',
	documents: 'document',
	versions: 'version',
	trailRows: 'audit_trail'
};

/** Refuses a database whose rows break what the product promises, or are fewer than named. @throws Error that names the first rows */
export async function checkData(client: pg.Client, size: Size): Promise<void> {
	for (const [what, sql] of Object.entries(wrong)) {
		const { rows } = await client.query(`${sql} LIMIT 3`);
		if (rows.length > 0) throw new Error(`The generated data are wrong: ${what}: ${JSON.stringify(rows)}`);
	}
	for (const [name, wanted] of Object.entries(size)) {
		const table = Object.entries(counted).find(([key]) => key === name)?.[1];
		const { rows } = await client.query<{ count: string }>(`SELECT count(*) FROM ${table ?? ''}`);
		if (Number(rows[0]?.count) !== wanted) throw new Error(`The generated data have ${rows[0]?.count ?? ''} ${name}, not ${wanted}`);
	}
}
