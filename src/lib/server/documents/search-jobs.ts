import { isFileType } from '#lib/server/files/rules.ts';
import { extractText, type TextTools } from '#lib/server/files/text.ts';
import type { JobData } from '#lib/server/jobs/names.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';

/** Characters of text that one entry holds; the database looks at no more. */
const longestBody = 1_000_000;

/**
 * Takes the text out of a file of a version. Done again it does nothing, unless the file was replaced meanwhile; a file without
 * text says why. An issued version is indexed anew.
 */
export async function extractVersionText(ctx: Ctx, tools: TextTools, data: JobData['documents.extract-text']): Promise<void> {
	const file = await fileOf(ctx, data);
	if (!file) return;
	const known = await ctx.db.fileText.findUnique({ where: { versionId_part: data }, select: { sha256: true } });
	if (known?.sha256 !== file.sha256) {
		const { text, layout, problem } = await extractText(tools, file.sha256, file.type);
		await transaction(ctx, async (ctx) => {
			// The draft may have got another file while this one was read: its own job is on its way.
			await ctx.db.$queryRaw`select id from version where id = ${data.versionId}::uuid for no key update`;
			if ((await fileOf(ctx, data))?.sha256 !== file.sha256) return;
			const found = { sha256: file.sha256, text, layout, problem: problem ?? null, createdAt: ctx.clock.now() };
			await ctx.db.fileText.upsert({ where: { versionId_part: data }, create: { ...data, ...found }, update: found });
		});
	}
	await indexVersion(ctx, tools, { versionId: data.versionId });
}

async function fileOf(ctx: Ctx, { versionId, part }: JobData['documents.extract-text']) {
	const version = await ctx.db.version.findUnique({
		where: { id: versionId },
		select: { pdfSha256: true, sourceSha256: true, sourceType: true }
	});
	const sha256 = part === 'pdf' ? version?.pdfSha256 : version?.sourceSha256;
	const type = part === 'pdf' ? 'pdf' : (version?.sourceType ?? '');
	return sha256 && isFileType(type) ? { sha256, type } : null;
}

/** Writes what search looks at for an issued version: code, title, text of its files. Not issued (any more): nothing is left. */
export function indexVersion(ctx: Ctx, _tools: unknown, { versionId }: JobData['documents.index']): Promise<void> {
	return transaction(ctx, async (ctx) => {
		// Against a revocation at the same moment: whoever comes second sees what the first one left.
		await ctx.db.$queryRaw`select id from version where id = ${versionId}::uuid for no key update`;
		const version = await ctx.db.version.findUnique({
			where: { id: versionId },
			select: {
				documentId: true,
				unitId: true,
				title: true,
				state: true,
				pdfSha256: true,
				sourceSha256: true,
				document: { select: { code: true, codeKey: true } },
				texts: { select: { part: true, sha256: true, text: true }, orderBy: { part: 'asc' } }
			}
		});
		if (!version) return;
		if (version.state !== 'issued' && version.state !== 'withdrawn') {
			await ctx.db.searchEntry.deleteMany({ where: { versionId } });
			return;
		}
		const current = [version.pdfSha256, version.sourceSha256];
		const texts = version.texts.filter((text) => current.includes(text.sha256)).map((text) => text.text);
		const entry = {
			documentId: version.documentId,
			unitId: version.unitId,
			...version.document,
			title: version.title,
			body: texts.join(' ').slice(0, longestBody),
			updatedAt: ctx.clock.now()
		};
		await ctx.db.searchEntry.upsert({ where: { versionId }, create: { versionId, ...entry }, update: entry });
	});
}
