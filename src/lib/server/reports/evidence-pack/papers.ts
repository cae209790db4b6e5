import { Readable } from 'node:stream';
import { reportLines } from '#lib/domain/reports/periodic.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { auditPaper, auditPapers } from '#lib/server/audits/internal/papers.ts';
import { inspectionPaper, inspectionPapers } from '#lib/server/audits/inspections/papers.ts';
import { actionPaper } from '#lib/server/corrective-actions/paper.ts';
import { DomainError } from '#lib/server/platform/errors.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { reviewPaper, reviewPapers } from '#lib/server/reviews/management/papers.ts';
import { announcementPaper, announcementPapers } from '#lib/server/roll-out/announcements/papers.ts';
import { reportPaper } from '../periodic/papers.ts';
import { packPath, uniquePaths, type PackEntry } from './entries.ts';
import { ofYear } from './of-year.ts';
import type { PackAsk, Selection } from './selection.ts';

type Paper = { readonly bytes: Uint8Array; readonly fileName: string };
export type PaperAsk = { readonly folder: string; readonly make: () => Promise<Paper> };

/** Every paper that there may be of the rounds, actions and signed things in the pack, in the name of whoever asked. */
export async function papersOf(ctx: Ctx, ask: PackAsk, chosen: Selection): Promise<PaperAsk[]> {
	const ids = async (sql: Selection['audits']) =>
		(await ctx.db.$queryRaw<{ id: string }[]>`select s.id::text as id from (${sql}) s order by 1`).map(({ id }) => id);
	const [audits, inspections, actions] = [await ids(chosen.audits), await ids(chosen.inspections), await ids(chosen.actions)];
	return [
		...audits.flatMap((id) => auditPapers.map((paper) => ({ folder: 'papers/audits', make: () => auditPaper(ctx, id, paper) }))),
		...inspections.flatMap((id) =>
			inspectionPapers.map((paper) => ({ folder: 'papers/inspections', make: () => inspectionPaper(ctx, id, paper) }))
		),
		...actions.map((id) => ({ folder: 'papers/corrective-actions', make: () => actionPaper(ctx, id) })),
		...(ask.scope === 'unit' || ask.scope === 'year' ? await papersOfUnit(ctx, ask) : [])
	];
}

/** Minutes of reviews, reports and announcements that were signed; of a year those of the year, and the announcements that held in it. */
async function papersOfUnit(ctx: Ctx, ask: PackAsk): Promise<PaperAsk[]> {
	const { unitId, scope, year } = ask;
	const days = scope === 'year' && year !== null ? { gte: toDbDate(`${year}-01-01`), lte: toDbDate(`${year}-12-31`) } : undefined;
	const select = { id: true } as const;
	const [reviews, reports, announcements] = [
		await ctx.db.managementReview.findMany({ where: { unitId, state: 'closed', heldOn: days }, orderBy: { number: 'asc' }, select }),
		await ctx.db.periodicReport.findMany({
			where: { unitId, state: { in: ['sent', 'received'] }, ...(days && year !== null ? { year } : {}) },
			orderBy: [{ year: 'asc' }, { kind: 'asc' }],
			select
		}),
		await ctx.db.$queryRaw<{ id: string }[]>`
			select t.id::text as id from announcement t where t.unit_id = ${unitId}::uuid and t.state in ('signed', 'withdrawn')
				and ${ofYear('announcement', 't', ask)} order by t.number`
	];
	return [
		...reviews.flatMap(({ id }) =>
			reviewPapers.map((paper) => ({ folder: 'papers/management-reviews', make: () => reviewPaper(ctx, id, paper) }))
		),
		...reports.flatMap(({ id }) =>
			reportLines.map((line) => ({ folder: 'papers/reports', make: () => reportPaper(ctx, id, line, 'pdf') }))
		),
		...announcements.flatMap(({ id }) =>
			announcementPapers.map((paper) => ({ folder: 'papers/announcements', make: () => announcementPaper(ctx, id, paper) }))
		)
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
		yield { path: unique(packPath(folder, fileName)), compress: false, open: () => Readable.from([Buffer.from(bytes)]) };
	}
}
