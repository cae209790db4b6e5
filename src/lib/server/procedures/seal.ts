import { createHash, randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { canonicalContent } from '#lib/domain/procedures/content.ts';
import { setMadeFiles } from '#lib/server/documents/made-files.ts';
import { copyFileName } from '#lib/server/documents/renditions-facts.ts';
import { loadVersion } from '#lib/server/documents/version-facts.ts';
import type { UploadTools } from '#lib/server/files/store-upload.ts';
import { renderProcedurePlaced } from '#lib/server/pdf/render.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';
import { findContent } from './content-store.ts';
import { citedNames, paperHead } from './paper-facts.ts';
import { paperOf } from './paper.ts';

export type SealInput = {
	readonly versionId: string;
	/** The state that the sender saw. */
	readonly rowVersion?: number;
	/** Who will be asked to review: printed on the cover. */
	readonly reviewerId?: string | null;
};
export type Sealed = { readonly rowVersion: number; readonly pdfSha256: string; readonly sourceSha256: string };
type Tools = Pick<UploadTools, 'store' | 'tempDir'>;

/**
 * Makes the files of a draft that is written here, PDF/A and the canonical text, before it is sent to review, and gives them to it.
 * Bytes go into the store first, then the rows commit. Equal text and facts make equal bytes: doing it again changes nothing. When
 * somebody saves meanwhile, the database refuses files of the earlier text.
 * @throws NotFound `content_not_found` when it is not written here; Conflict `stale`; as `setMadeFiles`
 */
export async function sealProcedure(ctx: Ctx, tools: Tools, input: SealInput): Promise<Sealed> {
	const { version } = await loadVersion(ctx, input.versionId);
	if (version.state !== 'draft') throw new Conflict('illegal_transition', { state: version.state, event: 'edit' });
	const stored = await findContent(ctx, version.id);
	if (!stored) throw new NotFound('content_not_found');
	const head = await paperHead(ctx, version.id, stored.content, input.reviewerId ?? null);
	const cited = await citedNames(ctx, version.unitId, stored.content);
	const { pdf, pages } = await renderProcedurePlaced(paperOf(stored.content, head, cited), { createdAt: stored.savedAt });
	const facts = { ...version, code: version.document.code, scheme: version.unit.numberingScheme };
	const source = await keep(tools, Buffer.from(canonicalContent(stored.content)), 'application/json');
	const paper = await keep(tools, pdf, 'application/pdf');
	const { rowVersion } = await setMadeFiles(ctx, {
		versionId: version.id,
		rowVersion: input.rowVersion,
		pdf: { ...paper, pages, fileName: copyFileName(facts, 'pdf') },
		source: { ...source, fileName: copyFileName(facts, 'json') }
	});
	return { rowVersion, pdfSha256: paper.sha256, sourceSha256: source.sha256 };
}

async function keep({ store, tempDir }: Tools, bytes: Uint8Array, contentType: string): Promise<{ sha256: string; size: number }> {
	const file = { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
	const temporary = path.join(tempDir, `made-${randomUUID()}`);
	try {
		await writeFile(temporary, bytes, { flag: 'wx', mode: 0o600 });
		await store.put(temporary, { ...file, contentType });
		return file;
	} finally {
		await rm(temporary, { force: true });
	}
}
