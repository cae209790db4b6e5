import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { NotFound, Unauthenticated } from '#lib/server/platform/errors.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { extensionOf } from './file-name.ts';
import type { ReceivedFile } from './receive.ts';
import type { UploadTools } from './store-upload.ts';
import type { Table } from './table.ts';

export type KeptTable = { readonly uploadId: string; readonly fileName: string; readonly table: Table };

/**
 * Reads an import's table and keeps its file, so that what a person confirms is the file of the dry run and nothing must be sent
 * twice. Kept for a day, for this person alone. @throws FileRefusal when it cannot be read as a table; then nothing is kept
 */
export async function keepTable(ctx: Ctx, { store, parser }: UploadTools, file: ReceivedFile): Promise<KeptTable> {
	const userId = userIdOf(ctx.actor);
	if (!userId) throw new Unauthenticated();
	const { fileName, sha256, size, tempPath } = file;
	const table = await parser.table(tempPath, fileName);
	const contentType = 'application/octet-stream';
	await store.put(tempPath, { sha256, size, contentType });
	const uploadId = await transaction(ctx, async (ctx) => {
		const createdAt = ctx.clock.now();
		await ctx.db.storedFile.createMany({ data: [{ sha256, size: BigInt(size), contentType, createdAt }], skipDuplicates: true });
		const upload = await ctx.db.upload.create({
			data: { userId, sha256, fileName, fileType: extensionOf(fileName) || 'table', createdAt },
			select: { id: true }
		});
		return upload.id;
	});
	return { uploadId, fileName, table };
}

/** The table of a kept file. @throws NotFound `upload_gone` when it is not this person's or was swept */
export async function keptTable(ctx: Ctx, { store, parser, tempDir }: UploadTools, uploadId: string): Promise<KeptTable> {
	const userId = userIdOf(ctx.actor);
	const upload = isUuid(uploadId) && userId ? await ctx.db.upload.findFirst({ where: { id: uploadId, userId } }) : null;
	if (!upload) throw new NotFound('upload_gone');
	const copy = path.join(tempDir, `${randomUUID()}.part`);
	await mkdir(tempDir, { recursive: true });
	try {
		await pipeline(await store.openRead(upload.sha256), createWriteStream(copy, { flags: 'wx', mode: 0o600 }));
		return { uploadId, fileName: upload.fileName, table: await parser.table(copy, upload.fileName) };
	} finally {
		await rm(copy, { force: true });
	}
}
