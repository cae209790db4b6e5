import { dueDay, type ReadingWhy } from '#lib/domain/documents/reading.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { asksNewcomersSql, carryConfirmations } from '../carry-over/confirmations.ts';
import { firstCodes } from '../issue-notices.ts';
import { ask, recordAsked, type Asked } from './ask.ts';
import { readingRule } from './rules.ts';
import { currentSql, holdsSql, inAudienceSql } from './sql.ts';

type Current = {
	versionId: string;
	documentId: string;
	unitId: string;
	kind: string;
	code: string;
	title: string;
	effectiveFrom: Date;
	issueNo: number;
	revisionNo: number;
};

/**
 * People who have come to be in the audience of documents of a unit are asked to read what is upcoming or in force there, and told. Of what
 * was carried over from a unit that is no more, what they confirmed there counts on.
 * @param where which documents: over `d` and `v`
 * @param only which people: over their memberships `m`
 */
export async function askOfCurrent(ctx: Ctx, why: ReadingWhy, where: Prisma.Sql, only: Prisma.Sql): Promise<Asked[]> {
	const day = today(ctx);
	await carryConfirmations(ctx, where, only);
	const versions = await ctx.db.$queryRaw<Current[]>`
		select distinct v.id as "versionId", v.document_id as "documentId", v.unit_id as "unitId", d.kind_code as kind, d.code, v.title,
			v.effective_from as "effectiveFrom", v.issue_no as "issueNo", v.revision_no as "revisionNo"
		from version v join document d on d.id = v.document_id join membership m on m.unit_id = v.unit_id and ${holdsSql(day)} and ${inAudienceSql}
		where ${currentSql(day)} and ${asksNewcomersSql} and ${where} and ${only}
		order by d.code, v.effective_from`;
	const all: Asked[] = [];
	for (const [unitId, own] of Map.groupBy(versions, (version) => version.unitId)) {
		const rule = await readingRule(ctx, unitId);
		const dues = own.map(({ versionId, kind, effectiveFrom }) => ({
			versionId,
			dueOn: dueDay(rule, { kind, effectiveFrom: fromDbDate(effectiveFrom), today: day, why })
		}));
		const asked = await ask(ctx, dues, why, only);
		await recordAsked(ctx, unitId, asked, why);
		await tell(ctx, unitId, own, asked);
		all.push(...asked);
	}
	return all;
}

/** One notice per person: of one document by itself, of several by their codes. */
async function tell(ctx: Ctx, unitId: string, versions: readonly Current[], asked: readonly Asked[]): Promise<void> {
	const known = new Map(versions.map((version) => [version.versionId, version]));
	const byPerson = Map.groupBy(asked, (one) => one.userId);
	const alike = Map.groupBy(byPerson, ([, own]) =>
		own
			.map(({ versionId, dueOn }) => `${versionId} ${dueOn}`)
			.toSorted()
			.join()
	);
	for (const group of alike.values()) {
		const own = group[0]?.[1] ?? [];
		const read = own.flatMap(({ versionId }) => known.get(versionId) ?? []);
		const [only] = read;
		const due = own.map(({ dueOn }) => dueOn).reduce<Day | null>((first, day) => (first === null || day < first ? day : first), null);
		if (!only || due === null) continue;
		await notify(ctx, {
			to: group.map(([userId]) => userId),
			kind: 'read_asked',
			...(read.length === 1
				? ({ subjectType: 'version', subjectId: only.versionId } as const)
				: ({ subjectType: 'unit', subjectId: unitId } as const)),
			unitId,
			params: {
				count: read.length,
				code: firstCodes(read.map(({ code }) => code)),
				title: read.length === 1 ? only.title : null,
				numbers: read.length === 1 ? shortNumbers(only) : null,
				day: formatDay(due)
			}
		});
	}
}
