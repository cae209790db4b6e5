import { may } from '#lib/domain/permissions/decide.ts';
import { procedureContent } from '#lib/domain/procedures/content.ts';
import { loadDocument } from '#lib/server/documents/document-facts.ts';
import { requireUser } from '#lib/server/documents/input.ts';
import { externalChoices } from '#lib/server/documents/external/references.ts';
import { referenceOptions, type Choice } from '#lib/server/documents/work/options.ts';
import { versionWork } from '#lib/server/documents/work/version-work.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { checkFacts } from './check-facts.ts';
import { readContent } from './read-content.ts';

export type EditorPage = NonNullable<Awaited<ReturnType<typeof editorPage>>>;

/**
 * What the editor of a document's draft shows: the text, what it can point to, the roles that the unit writes, what the checks must
 * know. Null with the place to go to when there is no draft that this person writes here.
 * @throws NotFound `document_not_found`
 */
export async function editorPage(ctx: Ctx, documentId: string) {
	const { document } = await loadDocument(ctx, documentId);
	const open = await ctx.db.version.findFirst({
		where: { documentId, structured: true, state: 'draft' },
		select: { id: true }
	});
	if (!open) return null;
	const read = await readContent(ctx, open.id);
	if (!read.mayEdit) return null;
	const [version, documents, externals, roles, facts, unit] = await Promise.all([
		versionWork(ctx, open.id),
		referenceOptions(ctx, document.unitId, documentId),
		externalChoices(ctx, document.unitId, open.id),
		roleWords(ctx, document.unitId),
		checkFacts(ctx, documentId, read.content),
		ctx.db.document.findMany({
			where: { unitId: document.unitId, kindCode: 'BM', status: 'open' },
			orderBy: { codeSort: 'asc' },
			select: { code: true, title: true, parentId: true }
		})
	]);
	const own = unit.filter((form) => form.parentId === documentId);
	const known = new Set([...documents.map(({ label }) => label), ...own.map(({ code }) => code)]);
	return {
		documentId,
		/** Whose unsaved texts the browser keeps. */
		me: requireUser(ctx),
		version,
		text: { versionId: open.id, revision: read.revision, savedAt: read.savedAt, content: read.content },
		links: linkChoices(documents, externals),
		/** Codes of the unit's forms that this person may see; those of this procedure first. */
		forms: [...own, ...unit.filter((form) => form.parentId !== documentId)]
			.filter(({ code }) => known.has(code))
			.map(({ code, title }) => ({ value: code, label: title })),
		roles,
		facts,
		mayMakeForms: may(ctx.actor, 'document.create', { unitId: document.unitId })
	};
}

function linkChoices(documents: readonly Choice[], externals: readonly Choice[]): Choice[] {
	return [
		...documents.map((choice) => ({ ...choice, value: `d:${choice.value}` })),
		...externals.map((choice) => ({ ...choice, value: `e:${choice.value}` }))
	];
}

/** Who is responsible in the procedures that the unit wrote here lately: the words as they are used. */
async function roleWords(ctx: Ctx, unitId: string): Promise<string[]> {
	const rows = await ctx.db.procedureContent.findMany({
		where: { version: { unitId, state: { in: ['draft', 'issued'] } } },
		orderBy: { savedAt: 'desc' },
		take: 20,
		select: { content: true }
	});
	const used = new Map<string, number>();
	for (const row of rows) {
		const { data } = procedureContent.safeParse(row.content);
		for (const { who } of data?.steps ?? []) if (who.trim() !== '') used.set(who.trim(), (used.get(who.trim()) ?? 0) + 1);
	}
	return [...used]
		.sort(([, a], [, b]) => b - a)
		.map(([who]) => who)
		.slice(0, 40);
}
