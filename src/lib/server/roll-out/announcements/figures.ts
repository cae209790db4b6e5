import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { actionDueSql } from '#lib/server/corrective-actions/due-sql.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { scopeOn } from './scope.ts';

/** What eISO itself knows of a unit's system on a day. */
export type SystemFigures = {
	/** Documents in force, by the code of their kind (`QT`, `BM` …). */
	readonly documents: { readonly total: number; readonly byKind: Readonly<Record<string, number>>; readonly since: Day | null };
	readonly services: number;
	/** The last internal audit that was reported. */
	readonly audit: {
		readonly number: string;
		readonly from: Day;
		readonly to: Day;
		readonly closed: boolean;
		readonly major: number;
		readonly minor: number;
		readonly observation: number;
	} | null;
	/** Corrective actions that are not closed; late: not done though its day is over, as the list of actions counts. */
	readonly openActions: { readonly total: number; readonly major: number; readonly late: number };
};

/** Four statements, no question of rights: the caller has asked for that of the unit's confirmation. */
export async function systemFigures(ctx: Ctx, unitId: string, day: Day): Promise<SystemFigures> {
	const [kinds, services, audit, [open]] = await Promise.all([
		ctx.db.$queryRaw<{ kind: string; count: number; since: string | null }[]>`
			select d.kind_code as kind, count(*)::int as count, min(v.effective_from)::text as since
			from version v join document d on d.id = v.document_id
			where v.unit_id = ${unitId}::uuid and v.in_force @> ${day}::date group by d.kind_code order by d.kind_code`,
		scopeOn(ctx, unitId, day),
		ctx.db.internalAudit.findFirst({
			where: { unitId, state: { in: ['reported', 'closed'] }, endsOn: { lte: toDbDate(day) } },
			orderBy: [{ endsOn: 'desc' }, { number: 'desc' }],
			select: { id: true, number: true, startsOn: true, endsOn: true, state: true }
		}),
		ctx.db.$queryRaw<{ total: number; major: number; late: number }[]>`
			select count(*)::int as total, (count(*) filter (where a.grade = 'major'))::int as major,
				(count(*) filter (where a.state <> 'verifying' and ${actionDueSql} < ${day}::date))::int as late
			from corrective_action a left join finding f on f.id = a.finding_id where a.unit_id = ${unitId}::uuid and a.state <> 'closed'`
	]);
	const grades = audit
		? await ctx.db.finding.groupBy({ by: ['grade'], where: { auditId: audit.id, state: { not: 'void' } }, _count: true })
		: [];
	const count = (grade: string) => grades.find((row) => row.grade === grade)?._count ?? 0;
	return {
		documents: {
			total: kinds.reduce((sum, row) => sum + row.count, 0),
			byKind: Object.fromEntries(kinds.map((row) => [row.kind, row.count])),
			since:
				kinds
					.map(({ since }) => since)
					.filter((since) => since !== null)
					.toSorted()[0] ?? null
		},
		services: services.length,
		audit: audit && {
			number: audit.number,
			from: fromDbDate(audit.startsOn),
			to: fromDbDate(audit.endsOn),
			closed: audit.state === 'closed',
			major: count('major'),
			minor: count('minor'),
			observation: count('observation')
		},
		openActions: open ?? { total: 0, major: 0, late: 0 }
	};
}

/** The words of a confirmation. */
export type ConfirmationWords = {
	readonly documents: string;
	readonly audit: string;
	readonly auditResult: string;
	readonly openFindings: string;
	readonly reviewOn: Day | null;
	/** Where the review is recorded, what it decided. */
	readonly review: string;
	readonly conclusion: string;
};

/** What the figures say in words, for the unit to go on from. The paper is Vietnamese. */
export function wordsFromFigures({ documents, services, audit, openActions }: SystemFigures, standardName: string): ConfirmationWords {
	const kinds = Object.entries(documents.byKind).map(([kind, count]) => `${count} ${kind}`);
	const since = documents.since ? `, áp dụng từ ngày ${formatDay(documents.since)}` : '';
	return {
		documents: `${documents.total} tài liệu đang có hiệu lực (${kinds.join(', ') || '–'})${since}; ${services} thủ tục hành chính đã có quy trình.`,
		audit: audit
			? `Cuộc đánh giá nội bộ ${audit.number}, từ ngày ${formatDay(audit.from)} đến ngày ${formatDay(audit.to)}.`
			: 'Chưa có cuộc đánh giá nội bộ nào được báo cáo.',
		auditResult: audit
			? `${audit.major} điểm không phù hợp nặng, ${audit.minor} điểm không phù hợp nhẹ, ${audit.observation} lưu ý.`
			: 'Chưa có.',
		openFindings:
			openActions.total === 0
				? 'Không còn hành động khắc phục nào chưa đóng.'
				: `${openActions.total} hành động khắc phục chưa đóng, trong đó ${openActions.major} nặng, ${openActions.late} quá hạn.`,
		reviewOn: null,
		review: '',
		conclusion: `Hệ thống quản lý chất lượng theo ${standardName} được xây dựng, áp dụng và có hiệu lực.`
	};
}
