import { createHash, randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { decide } from '#lib/domain/permissions/decide.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { LimitReached } from '#lib/server/files/limited-process.ts';
import { ConversionFailed, convertToPdf, officeProgram } from '#lib/server/files/office.ts';
import { contentTypes, FileRefusal } from '#lib/server/files/rules.ts';
import { addStoredFiles } from '#lib/server/files/stored-files.ts';
import type { UploadTools } from '#lib/server/files/store-upload.ts';
import { withTemporaryCopy } from '#lib/server/files/text.ts';
import type { JobData } from '#lib/server/jobs/names.ts';
import { enqueue } from '#lib/server/jobs/queue.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Forbidden } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { addAct } from './history.ts';
import { enqueueText } from './text-jobs.ts';
import { loadVersion, type LoadedVersion } from './version-facts.ts';
import type { VersionFile } from './files.ts';

/** Texts of which LibreOffice makes the reading PDF. */
const convertible = ['docx', 'odt'] as const;
type Convertible = (typeof convertible)[number];

function isConvertible(type: string | null): type is Convertible {
	return convertible.some((one) => one === type);
}

type Draft = Pick<LoadedVersion, 'id' | 'pdfSha256' | 'sourceSha256' | 'sourceType'>;

/** Whether the reading PDF of a draft was made by us of the text that is being replaced: then it goes with it. */
export async function pdfWasMadeOf(ctx: Ctx, draft: Draft): Promise<boolean> {
	if (!draft.pdfSha256 || !draft.sourceSha256) return false;
	const made = { versionId: draft.id, sourceSha256: draft.sourceSha256, pdfSha256: draft.pdfSha256 };
	return (await ctx.db.versionConversion.count({ where: made })) > 0;
}

/**
 * Asks for the PDF of a draft that has a Word text and no PDF, where the kind needs one and this machine has LibreOffice. In the
 * transaction that saves the text. @returns whether it was asked for
 */
export async function askForPdf(ctx: Ctx, versionId: string): Promise<boolean> {
	if (!officeProgram()) return false;
	const version = await ctx.db.version.findUniqueOrThrow({
		where: { id: versionId },
		select: {
			pdfSha256: true,
			sourceSha256: true,
			sourceType: true,
			document: { select: { kind: { select: { pdfRequired: true } } } }
		}
	});
	const { sourceSha256 } = version;
	if (version.pdfSha256 || !sourceSha256 || !isConvertible(version.sourceType) || !version.document.kind.pdfRequired) return false;
	const asked = { askedAt: ctx.clock.now(), startedAt: null, finishedAt: null, pdfSha256: null, problem: null };
	await ctx.db.versionConversion.upsert({
		where: { versionId_sourceSha256: { versionId, sourceSha256 } },
		create: { versionId, sourceSha256, ...asked },
		update: asked
	});
	await enqueue(ctx, 'documents.convert', { versionId, sourceSha256 }, { key: `${versionId}:${sourceSha256}` });
	return true;
}

/**
 * Asks once more, after a failure or on a machine that has LibreOffice only now.
 * @throws Forbidden, NotFound, Conflict `illegal_transition` when the version is no draft, `nothing_to_convert`
 */
export function convertAgain(ctx: Ctx, input: { versionId: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { version, subject } = await loadVersion(ctx, input.versionId);
		const decision = decide(ctx.actor, 'version.edit', subject);
		if (!decision.allowed) throw new Forbidden(decision.reason);
		if (version.state !== 'draft') throw new Conflict('illegal_transition', { state: version.state, event: 'edit' });
		if (!(await askForPdf(ctx, version.id))) throw new Conflict('nothing_to_convert');
	});
}

/** How far the PDF of the text that the version has now is; null when none was asked for. */
export async function conversionOf(ctx: Ctx, version: Pick<LoadedVersion, 'id' | 'pdfSha256' | 'sourceSha256'>) {
	if (!version.sourceSha256) return null;
	const row = await ctx.db.versionConversion.findUnique({
		where: { versionId_sourceSha256: { versionId: version.id, sourceSha256: version.sourceSha256 } },
		select: { askedAt: true, startedAt: true, finishedAt: true, pdfSha256: true, problem: true }
	});
	if (!row) return null;
	const made = row.pdfSha256 !== null && row.pdfSha256 === version.pdfSha256;
	if (row.finishedAt && !row.problem && !made) return null;
	return { ...row, stage: made ? 'made' : row.problem ? 'failed' : row.startedAt ? 'running' : 'waiting' } as const;
}

/**
 * The job: makes the PDF, lets it through the checks of every upload, stores it, and gives it to the draft if that still has the same
 * text and no PDF. Done again it does nothing. The file's faults end in the row, where its author reads them; only ours are thrown.
 */
export async function convertSource(ctx: Ctx, tools: UploadTools, data: JobData['documents.convert']): Promise<void> {
	const waiting = await waitingDraft(ctx, data);
	if (!waiting) return;
	await ctx.db.versionConversion.updateMany({ where: { ...data, finishedAt: null }, data: { startedAt: ctx.clock.now() } });
	const made = await makePdf(tools, data.sourceSha256, waiting.type, pdfNameOf(waiting.name));
	await transaction(ctx, async (ctx) => {
		await ctx.db.$queryRaw`select id from version where id = ${data.versionId}::uuid for no key update`;
		const draft = await waitingDraft(ctx, data);
		const finishedAt = ctx.clock.now();
		if ('problem' in made) {
			await ctx.db.versionConversion.updateMany({ where: { ...data, finishedAt: null }, data: { finishedAt, problem: made.problem } });
			return;
		}
		const pdfSha256 = made.pdf.sha256;
		await ctx.db.versionConversion.updateMany({ where: { ...data, finishedAt: null }, data: { finishedAt, pdfSha256 } });
		if (draft) await givePdf(ctx, data.versionId, made.pdf);
	});
}

async function waitingDraft(ctx: Ctx, { versionId, sourceSha256 }: JobData['documents.convert']) {
	const version = await ctx.db.version.findUnique({
		where: { id: versionId },
		select: { state: true, pdfSha256: true, sourceSha256: true, sourceType: true, sourceName: true }
	});
	if (version?.state !== 'draft' || version.pdfSha256 || version.sourceSha256 !== sourceSha256) return null;
	return isConvertible(version.sourceType) ? { type: version.sourceType, name: version.sourceName ?? '' } : null;
}

async function makePdf(
	{ store, parser, tempDir }: UploadTools,
	sourceSha256: string,
	type: Convertible,
	fileName: string
): Promise<{ pdf: VersionFile } | { problem: string }> {
	const file = path.join(tempDir, `${randomUUID()}.pdf`);
	try {
		const bytes = await withTemporaryCopy({ store, tempDir }, sourceSha256, (copy) => convertToPdf(copy, type, { tempDir }));
		await writeFile(file, bytes, { mode: 0o600 });
		const { pages } = await parser.inspect(file, { fileName, purpose: 'reading' });
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		await store.put(file, { sha256, size: bytes.length, contentType: contentTypes.pdf });
		return { pdf: { sha256, fileName, fileType: 'pdf', size: bytes.length, pages } };
	} catch (error) {
		if (error instanceof LimitReached) return { problem: error.limit };
		if (error instanceof ConversionFailed) return { problem: 'unreadable' };
		if (error instanceof FileRefusal) return { problem: error.code };
		throw error;
	} finally {
		await rm(file, { force: true });
	}
}

/** Whoever saved the text is its author; making the PDF of it adds none. */
async function givePdf(ctx: Ctx, versionId: string, pdf: VersionFile): Promise<void> {
	await addStoredFiles(ctx, [{ sha256: pdf.sha256, size: pdf.size, contentType: contentTypes.pdf }]);
	const version = await ctx.db.version.update({
		where: { id: versionId },
		data: {
			pdfSha256: pdf.sha256,
			pdfName: pdf.fileName,
			pdfPages: pdf.pages,
			updatedAt: ctx.clock.now(),
			rowVersion: { increment: 1 }
		},
		select: { id: true, unitId: true, round: true, pdfSha256: true, sourceSha256: true }
	});
	await addAct(ctx, version, 'edit');
	await record(ctx, {
		event: 'version.convert',
		subjectType: 'version',
		subjectId: version.id,
		unitId: version.unitId,
		role: 'system',
		before: { pdf: null },
		after: { pdf: pdf.sha256, source: version.sourceSha256, pages: pdf.pages }
	});
	await enqueueText(ctx, version.id, { pdf });
}

function pdfNameOf(sourceName: string): string {
	return `${sourceName.replace(/\.(docx|odt)$/i, '')}.pdf`;
}
