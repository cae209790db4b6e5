import { Readable } from 'node:stream';
import { auditPaper, auditPapers } from '#lib/server/audits/internal/papers.ts';
import { inspectionPaper, inspectionPapers } from '#lib/server/audits/inspections/papers.ts';
import { actionPaper } from '#lib/server/corrective-actions/paper.ts';
import { cleanFileName } from '#lib/server/files/file-name.ts';
import { DomainError } from '#lib/server/platform/errors.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { uniquePaths, type PackEntry } from './entries.ts';
import type { Selection } from './selection.ts';

type Paper = { readonly bytes: Uint8Array; readonly fileName: string };
export type PaperAsk = { readonly folder: string; readonly make: () => Promise<Paper> };

/** Every paper that there may be of audits, inspections and actions in the pack, in the name of whoever asked. */
export async function papersOf(ctx: Ctx, chosen: Selection): Promise<PaperAsk[]> {
	const ids = async (sql: Selection['audits']) =>
		(await ctx.db.$queryRaw<{ id: string }[]>`select s.id::text as id from (${sql}) s order by 1`).map(({ id }) => id);
	const [audits, inspections, actions] = [await ids(chosen.audits), await ids(chosen.inspections), await ids(chosen.actions)];
	return [
		...audits.flatMap((id) => auditPapers.map((paper) => ({ folder: 'papers/audits', make: () => auditPaper(ctx, id, paper) }))),
		...inspections.flatMap((id) =>
			inspectionPapers.map((paper) => ({ folder: 'papers/inspections', make: () => inspectionPaper(ctx, id, paper) }))
		),
		...actions.map((id) => ({ folder: 'papers/corrective-actions', make: () => actionPaper(ctx, id) }))
	];
}

/** The papers one after the other; those that do not exist yet, or are not for the eyes of whoever asked, are left out. */
export async function* paperEntries(asks: readonly PaperAsk[]): AsyncGenerator<PackEntry> {
	const unique = uniquePaths();
	for (const { folder, make } of asks) {
		const paper = await make().catch((error: unknown) => {
			if (error instanceof DomainError && error.status < 500) return null;
			throw error;
		});
		if (!paper) continue;
		const { bytes, fileName } = paper;
		yield { path: unique(`${folder}/${cleanFileName(fileName)}`), compress: false, open: () => Readable.from([Buffer.from(bytes)]) };
	}
}
