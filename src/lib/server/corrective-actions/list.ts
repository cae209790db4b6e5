import { actionStates, type ActionOutcome, type ActionSource, type ActionState } from '#lib/domain/corrective-actions/action-lifecycle.ts';
import type { FindingGrade } from '#lib/domain/corrective-actions/finding-lifecycle.ts';
import { lateness, type Lateness } from '#lib/domain/corrective-actions/gates.ts';
import type { ActionQuery } from '#lib/domain/corrective-actions/list-query.ts';
import { hasProvinceRole, unitIdsWith } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { dayOf, fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { unitBefore } from '#lib/server/units/ended-units.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { orderKeys } from '#lib/server/platform/order-by.ts';
import { actionDueSql } from './due-sql.ts';
import { visibleActions } from './visible-actions.ts';

export type ListedAction = {
	readonly id: string;
	readonly unitId: string;
	readonly unitName: string;
	readonly number: string;
	readonly state: ActionState;
	readonly outcome: ActionOutcome | null;
	readonly source: ActionSource;
	readonly grade: FindingGrade;
	readonly clause: string | null;
	/** Null where this person sees only the outline. */
	readonly statement: string | null;
	readonly owner: string | null;
	readonly raisedOn: Day;
	readonly dueOn: Day | null;
	readonly firstDueOn: Day | null;
	readonly checkDueOn: Day | null;
	readonly late: Lateness;
};

type Row = Omit<ListedAction, 'raisedOn' | 'dueOn' | 'firstDueOn' | 'checkDueOn' | 'late'> & {
	raised_at: Date;
	due: Date | null;
	first_due: Date | null;
	check_due: Date | null;
	completed_at: Date | null;
	closed_at: Date | null;
	total: number;
};

const orders: Record<string, Prisma.Sql> = {
	number: Prisma.sql`s.number`,
	unit: Prisma.sql`s."unitName"`,
	due: Prisma.sql`s.due`,
	first: Prisma.sql`s.first_due`,
	raised: Prisma.sql`s.raised_at`,
	clause: Prisma.sql`s.clause`
};

function orderOf(sort: ActionQuery['sort'], day: Day): Prisma.Sql {
	const order = orders[sort.replace('-', '')];
	if (!order)
		return Prisma.sql`(s.state not in ('verifying', 'closed') and s.due < ${day}::date) desc nulls last, s.due nulls last, s.number`;
	return orderKeys([order], sort.startsWith('-'));
}

async function rowsOf(ctx: Ctx, query: ActionQuery, scope: Prisma.Sql, limit: Prisma.Sql): Promise<Row[]> {
	const day = today(ctx);
	const me = ctx.actor.kind === 'user' ? Prisma.sql`${ctx.actor.userId}::uuid` : Prisma.sql`null::uuid`;
	const { whole, any } = visibleActions(ctx.actor);
	const mine = Prisma.sql`(a.raised_by_id = ${me} or a.owner_id = ${me} or a.verifier_id = ${me}
		or exists (select 1 from action_line l where l.action_id = a.id and l.removed_at is null and l.doer_id = ${me}))`;
	const and = [
		scope,
		any,
		...(query.state === 'open' ? [Prisma.sql`a.state <> 'closed'`] : []),
		...(query.state !== 'open' && query.state !== 'all' ? [Prisma.sql`a.state = ${query.state}::action_state`] : []),
		...(query.owner ? [Prisma.sql`a.owner_id = ${query.owner}::uuid and ${whole}`] : []),
		...(query.clause ? [Prisma.sql`(a.clause = ${query.clause} or a.clause like ${`${query.clause.replace(/[\\%_]/g, '')}.%`})`] : []),
		...(query.grade ? [Prisma.sql`a.grade = ${query.grade}::finding_grade`] : []),
		...(query.source ? [Prisma.sql`a.source = ${query.source}::action_source`] : []),
		...(query.unit ? [Prisma.sql`a.unit_id = ${query.unit}::uuid`] : []),
		...(query.mine ? [mine] : []),
		...(query.late ? [Prisma.sql`a.state not in ('verifying', 'closed') and ${actionDueSql} < ${day}::date`] : []),
		...(query.q
			? [
					Prisma.sql`position(eiso_fold(${query.q}) in eiso_fold(case when ${whole} then concat_ws(' ', a.number, a.statement, o.full_name)
						else concat_ws(' ', a.number, u.name) end)) > 0`
				]
			: [])
	];
	return ctx.db.$queryRaw<Row[]>(Prisma.sql`
		select s.*, count(*) over ()::int as total from (
			select a.id, a.unit_id as "unitId", coalesce(u.name, (select o.name from unit_version o where o.unit_id = a.unit_id and o.valid_from <= ${day}::date
					and o.valid_from is distinct from o.valid_to order by o.valid_from desc limit 1), '') as "unitName", a.number, a.state::text, a.outcome::text, a.source::text,
				a.grade::text, a.clause, case when ${whole} then a.statement end as statement, case when ${whole} then o.full_name end as owner,
				a.raised_at, ${actionDueSql} as due, coalesce(a.first_due_on, ${actionDueSql}) as first_due, a.check_due_on as check_due, a.completed_at, a.closed_at
			from corrective_action a left join "user" o on o.id = a.owner_id left join finding f on f.id = a.finding_id
			left join unit_version u on u.unit_id = a.unit_id and u.valid_from <= ${day}::date and (u.valid_to is null or u.valid_to > ${day}::date)
			where ${Prisma.join(and, ' and ')}
		) s order by ${orderOf(query.sort, day)}, s.id ${limit}`);
}

function listed(row: Row, day: Day): ListedAction {
	const { raised_at, due, first_due, check_due, completed_at, closed_at, total: _total, ...rest } = row;
	const dates = { dueOn: fromDbDate(due), firstDueOn: fromDbDate(first_due) };
	return {
		...rest,
		...dates,
		checkDueOn: fromDbDate(check_due),
		raisedOn: dayOf(raised_at),
		late: lateness({ ...dates, completedAt: completed_at, closedAt: closed_at }, day)
	};
}

/** Rows of the board, per column and in all. */
const boardMost = 300;

/**
 * The actions that this person may see: of the unit where they work, for the province's people of every unit; texts only where the policy lets
 * them read them. Of a closed unit before theirs where the query asks for it. Late first unless sorted otherwise. Two statements, one more for such a unit.
 */
export async function actionList(ctx: Ctx, unitId: string | null, query: ActionQuery, pageSize = 50) {
	const day = today(ctx);
	const ended = await unitBefore(ctx, query.unit);
	const province = !unitId || hasProvinceRole(ctx.actor, 'coordinator');
	const scope = province ? Prisma.sql`true` : Prisma.sql`a.unit_id = ${ended?.unitId ?? unitId}::uuid`;
	const limit = query.board ? Prisma.sql`limit ${boardMost}` : Prisma.sql`limit ${pageSize} offset ${(query.page - 1) * pageSize}`;
	const { any, whole } = visibleActions(ctx.actor);
	const [rows, owners] = await Promise.all([
		rowsOf(ctx, query, scope, limit),
		ctx.db.$queryRaw<{ value: string; label: string }[]>(Prisma.sql`
			select distinct o.id as value, o.full_name as label from corrective_action a join "user" o on o.id = a.owner_id
			where ${scope} and ${any} and ${whole} order by 2 limit 200`)
	]);
	const items = rows.map((row) => listed(row, day));
	return {
		items,
		columns: actionStates.map((state) => ({ state, items: items.filter((item) => item.state === state) })),
		total: rows[0]?.total ?? 0,
		page: query.page,
		pageSize,
		query,
		owners,
		province,
		/** The closed unit that the list is of, where one before their own was asked for. */
		ended,
		today: day,
		can: {
			// Not beside what is over: they would be the own unit's.
			raise: ended === null && unitId !== null && may(ctx.actor, 'action.raise', { unitId }),
			report: ended === null && unitId !== null && may(ctx.actor, 'fault.report', { unitId }),
			recurrences: may(ctx.actor, 'action.outline', province ? {} : { unitId }),
			sisters:
				may(ctx.actor, 'sister.share_inspection') || unitIdsWith(ctx.actor).some((id) => may(ctx.actor, 'sister.answer', { unitId: id })),
			rules: province ? may(ctx.actor, 'upkeep.province') : may(ctx.actor, 'unit.settings', { unitId })
		}
	};
}
