import { moveMany, type ItemAnswer, type ManyMove } from '#lib/server/documents/many.ts';
import type { UploadTools } from '#lib/server/files/store-upload.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { submitProcedure } from './submit.ts';

/** `moveMany` for any version: what is written here gets its paper before it is submitted. @throws as `moveMany` */
export function moveManyVersions(ctx: Ctx, tools: Pick<UploadTools, 'store' | 'tempDir'>, input: ManyMove): Promise<ItemAnswer[]> {
	return moveMany(ctx, input, (ctx, one) => submitProcedure(ctx, tools, one));
}
