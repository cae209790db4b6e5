import { compareText, type Comparison } from '#lib/domain/documents/compare.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { dayOf, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { isFileType, type FileType } from '#lib/server/files/rules.ts';
import { extractText, type TextTools } from '#lib/server/files/text.ts';
import { visibleVersions } from '#lib/server/permissions/visible.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { loadDocument } from './document-facts.ts';
import { documentVersions, type DocumentVersion } from './queries/document-versions.ts';

/** Which two versions: `02-01` as in other addresses, or an id; `me` for what the person confirmed last. */
export type CompareAsk = { from?: string | null; to?: string | null; since?: string | null };

/** What was compared with when somebody asked what is new for them. */
export type Since = { readonly how: 'confirmed' | 'opened' | 'never'; readonly on: Day | null };

/**
 * Which two versions of a document are compared, both of which the actor may read, and where they differ in what they say of themselves. Left
 * out, it is the version in force (else the newest) with the one before it.
 * @throws NotFound for a version that does not exist or may not be seen
 */
export async function comparedPair(ctx: Ctx, documentId: string, ask: CompareAsk) {
	if (!isUuid(documentId)) throw new NotFound('document_not_found');
	const { document } = await loadDocument(ctx, documentId);
	const versions = (await documentVersions(ctx, documentId, document.unit.numberingScheme)).filter(({ phase }) => phase !== 'cancelled');
	const find = (asked: string) => {
		const found = versions.find(({ slug, id }) => slug === asked || id === asked);
		if (!found) throw new NotFound('version_not_found');
		return found;
	};
	const to = ask.to ? find(ask.to) : (versions.find(({ phase }) => phase === 'in_force') ?? versions[0] ?? null);
	const since = ask.since === 'me' && to ? await lastReadBy(ctx, documentId, to) : null;
	const read = since?.versionId ? (versions.find(({ id }) => id === since.versionId) ?? null) : null;
	const from = ask.from ? find(ask.from) : (read ?? (to && before(versions, to)));
	return {
		id: document.id,
		unitId: document.unitId,
		code: document.code,
		title: document.title,
		scheme: document.unit.numberingScheme,
		choices: versions.map(({ slug, numbers, state, from: day }) => ({ slug, numbers, state, from: day })),
		since: since && { how: since.how, on: since.on },
		from,
		to,
		facts: from && to ? await factsOf(ctx, from, to) : []
	};
}

function before(versions: readonly DocumentVersion[], to: DocumentVersion): DocumentVersion | null {
	const issued = versions.filter(({ id, from }) => id !== to.id && from !== null);
	return issued.find((version) => order(version) < order(to)) ?? null;
}

const order = ({ issueNo, revisionNo }: DocumentVersion): number => issueNo * 1_000_000 + revisionNo;

/** The version before `to` that the person confirmed last; else the one they opened last. */
async function lastReadBy(ctx: Ctx, documentId: string, to: DocumentVersion): Promise<Since & { versionId: string | null }> {
	const userId = userIdOf(ctx.actor);
	if (!userId) return { how: 'never', on: null, versionId: null };
	const { issueNo, revisionNo } = to;
	const before = { OR: [{ issueNo: { lt: issueNo } }, { issueNo, revisionNo: { lt: revisionNo } }] };
	const earlier = { AND: [{ documentId }, before, visibleVersions(ctx.actor, 'version.read', today(ctx))] };
	const confirmed = await ctx.db.readingRequest.findFirst({
		where: { userId, state: { in: ['confirmed', 'confirmed_on_paper', 'carried'] }, version: earlier },
		orderBy: { decidedAt: 'desc' },
		select: { versionId: true, decidedAt: true }
	});
	if (confirmed) return { how: 'confirmed', on: dayOrNull(confirmed.decidedAt), versionId: confirmed.versionId };
	const opened = await ctx.db.versionOpening.findFirst({
		where: { userId, version: earlier },
		orderBy: { firstAt: 'desc' },
		select: { versionId: true, firstAt: true }
	});
	return opened
		? { how: 'opened', on: dayOrNull(opened.firstAt), versionId: opened.versionId }
		: { how: 'never', on: null, versionId: null };
}

function dayOrNull(moment: Date | null): Day | null {
	return moment && dayOf(moment);
}

export type ComparedFact = {
	readonly field: 'title' | 'numbers' | 'class' | 'effective' | 'pages' | 'references' | 'file';
	readonly before: string;
	readonly after: string;
};

/** What the versions say of themselves, where it differs; of what they refer to only documents that this person may read. */
async function factsOf(ctx: Ctx, from: DocumentVersion, to: DocumentVersion): Promise<ComparedFact[]> {
	const rows = await ctx.db.versionReference.findMany({
		where: {
			versionId: { in: [from.id, to.id] },
			document: { versions: { some: visibleVersions(ctx.actor, 'version.read', today(ctx)) } }
		},
		orderBy: { document: { codeSort: 'asc' } },
		select: { versionId: true, document: { select: { code: true } } }
	});
	const references = (version: DocumentVersion) =>
		rows
			.filter(({ versionId }) => versionId === version.id)
			.map(({ document }) => document.code)
			.join(', ');
	const facts = (version: DocumentVersion): [ComparedFact['field'], string][] => [
		['title', version.title],
		['numbers', version.numbers],
		['class', version.changeClass],
		['effective', version.from ?? ''],
		['pages', version.pdf?.pages ? String(version.pdf.pages) : ''],
		['references', references(version)],
		['file', (version.pdf ?? version.source)?.name ?? '']
	];
	const after = new Map(facts(to));
	return facts(from).flatMap(([field, was]) => {
		const is = after.get(field) ?? '';
		return was === is ? [] : [{ field, before: was, after: is }];
	});
}

export type ComparedText = {
	/** Null: at least one side has no text to compare. */
	readonly comparison: Comparison | null;
	readonly missing: 'before' | 'after' | 'both' | null;
	/** Byte for byte the same file. */
	readonly sameFile: boolean;
	readonly pages: boolean;
};

/** The words of the files of two versions: of the reading PDF, else of the editable file. Asks for no permission. */
export async function comparedText(ctx: Ctx, tools: TextTools, from: DocumentVersion, to: DocumentVersion): Promise<ComparedText> {
	const [old, now] = [fileOf(from), fileOf(to)];
	const sameFile = old !== null && old.sha256 === now?.sha256;
	const pages = old?.type === 'pdf' && now?.type === 'pdf';
	const [before, after] = [old && (await layoutOf(ctx, tools, from.id, old)), now && (await layoutOf(ctx, tools, to.id, now))];
	if (!before || !after) return { comparison: null, missing: before ? 'after' : after ? 'before' : 'both', sameFile, pages };
	return { comparison: compareText(before, after), missing: null, sameFile, pages };
}

type TextFile = { readonly sha256: string; readonly part: 'pdf' | 'source'; readonly type: FileType };

function fileOf({ pdf, source }: DocumentVersion): TextFile | null {
	if (pdf) return { sha256: pdf.sha256, part: 'pdf', type: 'pdf' };
	return source && isFileType(source.type) ? { sha256: source.sha256, part: 'source', type: source.type } : null;
}

/** Lines and pages of a version's file: kept with its words for search, else read now. A draft whose job has not run keeps nothing. */
async function layoutOf(ctx: Ctx, tools: TextTools, versionId: string, { sha256, part, type }: TextFile): Promise<string> {
	const where = { versionId_part: { versionId, part } };
	const known = await ctx.db.fileText.findUnique({ where, select: { sha256: true, layout: true } });
	if (known?.sha256 === sha256 && known.layout !== null) return known.layout;
	const { layout, problem } = await extractText(tools, sha256, type);
	// Only what was taken out before lines were kept is completed here; the rest is the job's.
	if (known?.sha256 === sha256 && !problem) await ctx.db.fileText.updateMany({ where: { versionId, part, sha256 }, data: { layout } });
	return layout;
}
