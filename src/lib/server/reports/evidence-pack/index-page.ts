import { formatDateTime, formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import { wordsOf } from '#lib/words.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { PackedFile } from './entries.ts';
import type { PackAsk, Selection } from './selection.ts';
import type { PackChain } from './trail.ts';

export type IndexFacts = {
	readonly ask: PackAsk;
	readonly unit: { readonly code: string; readonly name: string };
	readonly label: string;
	readonly madeAt: Date;
	readonly madeFor: string;
	readonly versions: readonly IndexVersion[];
	readonly actions: readonly IndexAction[];
	readonly chain: PackChain | null;
	readonly fingerprint: string;
};

type IndexVersion = {
	id: string;
	code: string;
	title: string;
	issue: number;
	revision: number;
	from: Day | null;
	to: Day | null;
	decision: string | null;
	signers: string | null;
};
type IndexAction = { number: string; statement: string; state: string; outcome: string | null };

type VersionRow = Omit<IndexVersion, 'from' | 'to'> & { from: Date | null; to: Date | null };

/** What the first page lists of the rows. */
export async function indexRows(ctx: Ctx, chosen: Selection): Promise<Pick<IndexFacts, 'versions' | 'actions'>> {
	const versions = await ctx.db.$queryRaw<VersionRow[]>`
		select v.id::text as id, d.code, v.title, v.issue_no as issue, v.revision_no as revision, v.effective_from as "from",
			v.effective_to as "to", b.decision_number as decision,
			(select string_agg(s.signer_name, ', ' order by s.signed_at) from signature s
				where s.version_id = v.id and s.meaning = 'approve_version' and s.voided_at is null) as signers
		from version v join document d on d.id = v.document_id left join issue_batch b on b.id = v.issue_batch_id
		where v.id in (${chosen.versions}) order by d.code_sort, v.effective_from, v.id`;
	const actions = await ctx.db.$queryRaw<IndexAction[]>`
		select a.number, a.statement, a.state::text as state, a.outcome::text as outcome from corrective_action a
		where a.id in (${chosen.actions}) order by a.number`;
	const day = (date: Date | null) => (date === null ? null : fromDbDate(date));
	return { versions: versions.map(({ from, to, ...row }) => ({ ...row, from: day(from), to: day(to) })), actions };
}

/** The page that opens first: plain HTML without a script, in the language of whoever asked, with links to every file. */
export function indexPage(ctx: Ctx, facts: IndexFacts, files: readonly PackedFile[]): string {
	const at = { locale: ctx.locale };
	const title = m.packs_index_title({ unit: facts.unit.name, what: facts.label }, at);
	const sections = [
		documentsSection(ctx, facts, files),
		...(['decisions', 'briefings', 'papers', 'records', 'evidence'] as const).map((folder) => filesSection(ctx, folder, files)),
		actionsSection(ctx, facts),
		trailSection(ctx, facts),
		filesSection(ctx, 'data', files)
	];
	return `<!doctype html>
<html lang="${ctx.locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)}</title><style>${style}</style></head><body>
<h1>${text(title)}</h1>
<p>${text(m.packs_index_made({ when: formatDateTime(facts.madeAt), who: facts.madeFor }, at))}</p>
<p>${text(m.packs_index_check({}, at))} <a href="verify.html">verify.html</a> · <code>node verify.mjs</code> · <a href="FORMAT.md">FORMAT.md</a></p>
${sections.join('\n')}
</body></html>
`;
}

const style = `body{font:16px/1.6 system-ui,sans-serif;color:#23201d;max-width:68rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}table{border-collapse:collapse;width:100%;min-width:52rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .5rem;border-bottom:1px solid #e4dfd9}td{overflow-wrap:break-word}.n{white-space:nowrap}
a{color:#8a3324}code{background:#f4f1ed;padding:0 .25rem}.scroll{overflow-x:auto}`;

function documentsSection(ctx: Ctx, { versions }: IndexFacts, files: readonly PackedFile[]): string {
	const at = { locale: ctx.locale };
	const byVersion = Map.groupBy(
		files.filter(({ version }) => version !== undefined),
		({ version }) => version ?? ''
	);
	const rows = versions.map((version) => [
		whole(version.code),
		text(version.title),
		text(m.packs_index_numbers({ issue: two(version.issue), revision: two(version.revision) }, at)),
		whole(version.from ? formatDay(version.from) : ''),
		whole(version.to ? formatDay(version.to) : ''),
		text(version.decision ?? ''),
		text(version.signers ?? ''),
		(byVersion.get(version.id) ?? []).map((file) => link(file.path)).join('<br>')
	]);
	const heads = [
		m.packs_index_code,
		m.packs_index_name,
		m.packs_index_version,
		m.packs_index_from,
		m.packs_index_to,
		m.packs_index_decision,
		m.packs_index_signed,
		m.packs_index_files
	].map((head) => head({}, at));
	return section(m.packs_index_documents({ count: versions.length }, at), heads, rows);
}

const folderTitles = {
	decisions: m.packs_index_folder_decisions,
	briefings: m.packs_index_folder_briefings,
	papers: m.packs_index_folder_papers,
	records: m.packs_index_folder_records,
	evidence: m.packs_index_folder_evidence,
	data: m.packs_index_folder_data
} as const;

function filesSection(ctx: Ctx, folder: keyof typeof folderTitles, files: readonly PackedFile[]): string {
	const at = { locale: ctx.locale };
	const own = files.filter(({ path }) => path.startsWith(`${folder}/`));
	const rows = own.map(({ path, size, sha256 }) => [link(path), text(String(size)), `<code>${sha256.slice(0, 16)}</code>`]);
	const heads = [m.packs_index_files({}, at), m.packs_index_size({}, at), 'SHA-256'];
	return section(folderTitles[folder]({ count: own.length }, at), heads, rows);
}

function actionsSection(ctx: Ctx, { actions }: IndexFacts): string {
	const at = { locale: ctx.locale };
	const heads = [m.packs_index_number({}, at), m.packs_index_statement({}, at), m.packs_index_state({}, at)];
	const rows = actions.map(({ number, statement, state, outcome }) => [
		text(number),
		text(statement),
		text(
			[wordsOf(`common_state_action_${state}`, {}, ctx.locale), outcome && wordsOf(`actions_outcome_${outcome}`, {}, ctx.locale)]
				.filter(Boolean)
				.join(' · ')
		)
	]);
	return section(m.packs_index_actions({ count: actions.length }, at), heads, rows);
}

function trailSection(ctx: Ctx, { chain, fingerprint }: IndexFacts): string {
	const at = { locale: ctx.locale };
	if (!chain) return section(m.packs_index_trail({ count: 0 }, at), [], []);
	const heads = [m.packs_index_checkpoint({}, at), m.packs_index_row({}, at), m.packs_index_at({}, at)];
	const rows = chain.checkpoints
		.slice(-20)
		.map(({ code, seq, at }) => [`<code>${text(code)}</code>`, text(String(seq)), text(formatDateTime(new Date(at)))]);
	const facts = `<p>${text(m.packs_index_key({ fingerprint }, at))} ${link(chain.path)}</p>`;
	return section(m.packs_index_trail({ count: chain.rows }, at), heads, rows, facts);
}

function section(title: string, heads: readonly string[], rows: readonly (readonly string[])[], more = ''): string {
	if (rows.length === 0) return more === '' ? '' : `<h2>${text(title)}</h2>${more}`;
	const head = heads.map((one) => `<th scope="col">${text(one)}</th>`).join('');
	const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n');
	return `<h2>${text(title)}</h2>${more}<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}

function link(path: string): string {
	return `<a href="${text(path.split('/').map(encodeURIComponent).join('/'))}">${text(path.split('/').at(-1) ?? path)}</a>`;
}

/** Everything that a person wrote goes through here. */
/** On one line, however narrow the column is. */
function whole(value: string): string {
	return `<span class="n">${text(value)}</span>`;
}

function text(value: string): string {
	return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

function two(value: number): string {
	return String(value).padStart(2, '0');
}
