import { enqueue } from '#lib/server/jobs/queue.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { VersionFile } from './files.ts';

/** The text of new files is taken out by a job, so that search finds the version once it is issued. */
export async function enqueueText(
	ctx: Ctx,
	versionId: string,
	files: { pdf?: VersionFile | null; source?: VersionFile | null }
): Promise<void> {
	for (const part of ['pdf', 'source'] as const) {
		const file = files[part];
		if (file) await enqueue(ctx, 'documents.extract-text', { versionId, part }, { key: `${versionId}:${part}:${file.sha256}` });
	}
}
