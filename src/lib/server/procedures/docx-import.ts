import { randomUUID } from 'node:crypto';
import { decide } from '#lib/domain/permissions/decide.ts';
import { partsOf } from '#lib/domain/procedures/content-parts.ts';
import { procedureContent, type PartKey, type ProcedureContent } from '#lib/domain/procedures/content.ts';
import { filledParts } from '#lib/domain/procedures/filled-parts.ts';
import { importDocx, type Imported, type Unplaced } from '#lib/domain/procedures/import-docx.ts';
import { placeText, type PlaceKey } from '#lib/domain/procedures/import-place.ts';
import { partWords } from '#lib/procedure-parts.ts';
import { loadDocument } from '#lib/server/documents/document-facts.ts';
import { loadVersion } from '#lib/server/documents/version-facts.ts';
import { FileRefusal } from '#lib/server/files/rules.ts';
import type { StoredUpload, UploadTools } from '#lib/server/files/store-upload.ts';
import { withTemporaryCopy } from '#lib/server/files/text.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Forbidden, NotFound } from '#lib/server/platform/errors.ts';
import { findContent } from './content-store.ts';
import { saveContent, type SavedContent } from './save-content.ts';

export type ImportPage = {
	readonly documentId: string;
	readonly code: string;
	readonly title: string;
	readonly versionId: string;
	/** What the save is compared with. */
	readonly revision: number;
	readonly forService: boolean;
};

/**
 * The draft that an import would fill.
 * @throws NotFound `document_not_found`, `content_not_found` when there is no draft written here; Forbidden for who may not edit it
 */
export async function importPage(ctx: Ctx, documentId: string): Promise<ImportPage> {
	const { document } = await loadDocument(ctx, documentId);
	const draft = await ctx.db.version.findFirst({
		where: { documentId: document.id, structured: true, state: 'draft' },
		select: { id: true }
	});
	if (!draft) throw new NotFound('content_not_found');
	const { version, subject } = await loadVersion(ctx, draft.id);
	const decision = decide(ctx.actor, 'version.edit', subject);
	if (!decision.allowed) throw new Forbidden(decision.reason);
	const stored = await findContent(ctx, version.id);
	if (!stored) throw new NotFound('content_not_found');
	const { revision, content } = stored;
	return { documentId, code: document.code, title: version.title, versionId: version.id, revision, forService: content.service !== null };
}

/**
 * Reads an uploaded Word file, which passed the checks of uploads, in the limited process. Changes nothing.
 * @throws FileRefusal `type_not_allowed` for what is no DOCX, `office_broken`; as `importPage`
 */
export async function readImport(ctx: Ctx, tools: UploadTools, input: { documentId: string; file: StoredUpload }): Promise<Imported> {
	const { forService } = await importPage(ctx, input.documentId);
	if (input.file.detectedType !== 'docx') throw new FileRefusal('type_not_allowed', { field: input.file.field });
	const blocks = await withTemporaryCopy(tools, input.file.sha256, (file) => tools.parser.blocks(file));
	const imported = importDocx(blocks, () => randomUUID());
	return forService ? imported : { ...imported, content: withoutService(imported.content) };
}

/** In a procedure that is of no service the blocks of one are sections like others. */
function withoutService(content: ProcedureContent): ProcedureContent {
	const { service } = content;
	if (!service) return content;
	const dossier = service.dossier.map(({ name, form }) => [name, form].filter((words) => words !== '').join(' | ')).join('\n');
	const limit = service.timeLimit ? `${service.timeLimit.value} ${service.timeLimit.unit === 'days' ? 'ngày' : 'giờ'}` : '';
	const texts: [PartKey, string][] = [
		['service.conditions', service.conditions],
		['service.dossier', dossier],
		['service.dossierSets', service.dossierSets],
		['service.timeLimit', [limit, service.timeNote].filter((words) => words !== '').join('\n')],
		['service.place', service.place],
		['service.fee', service.fee]
	];
	const sections = texts.flatMap(([part, text]) => (text === '' ? [] : [{ id: randomUUID(), heading: partWords(part, 'vi'), text }]));
	return procedureContent.parse({ ...content, service: null, sections: [...sections, ...content.sections].slice(0, 200) });
}

export type SaveImport = {
	readonly versionId: string;
	readonly base: number;
	readonly content: ProcedureContent;
	readonly unplaced: readonly Unplaced[];
	/** For each piece its place; null leaves it out. */
	readonly places: readonly (PlaceKey | null)[];
};

/**
 * Writes what was recognised and placed into the draft: parts in which something stands replace those of the draft, the others stay.
 * @throws as `saveContent`
 */
export function saveImport(ctx: Ctx, { versionId, base, content, unplaced, places }: SaveImport): Promise<SavedContent> {
	const placed = unplaced.reduce((text, piece, index) => {
		const place = places[index] ?? null;
		return place === null ? text : placeText(text, place, piece.text, () => randomUUID());
	}, content);
	const parts = partsOf(procedureContent.parse(placed));
	const changed = Object.fromEntries(filledParts(placed).map((key) => [key, parts[key]]));
	return saveContent(ctx, { versionId, base, parts: changed });
}
