import { toDbDate, dayOf } from '#lib/domain/shared/day.ts';
import { extractVersionText } from '#lib/server/documents/search-jobs.ts';
import { extractTextFrom } from '#lib/server/files/extract-text.ts';
import type { TextTools } from '#lib/server/files/text.ts';
import { systemContext, type Runtime } from '#lib/server/runtime.ts';

/**
 * Does the jobs that make documents searchable, so that the first start ends with a machine at rest. The files are our own: they
 * are read in this process instead of one with limits for each. Versions that are past are not searched and stay out.
 */
export async function makeSearchable(runtime: Runtime, report: (done: number, total: number) => void): Promise<void> {
	const ctx = systemContext(runtime);
	const versions = await runtime.client.version.findMany({
		where: {
			state: { not: 'cancelled' },
			OR: [{ effectiveFrom: null }, { effectiveTo: null }, { effectiveTo: { gt: toDbDate(dayOf(runtime.clock.now())) } }]
		},
		select: { id: true, pdfSha256: true, sourceSha256: true }
	});
	const parts = versions.flatMap((version) => [
		...(version.pdfSha256 ? [{ versionId: version.id, part: 'pdf' as const }] : []),
		...(version.sourceSha256 ? [{ versionId: version.id, part: 'source' as const }] : [])
	]);
	const tools: TextTools = {
		...runtime.tools,
		parser: { ...runtime.tools.parser, text: async (path, type) => extractTextFrom({ path, type }) }
	};
	for (const [index, part] of parts.entries()) {
		await extractVersionText(ctx, tools, part);
		report(index + 1, parts.length);
	}
}
