import { may } from '#lib/domain/permissions/decide.ts';
import type { ItemState } from '#lib/domain/roll-out/lifecycle.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { countEvidence } from '#lib/server/corrective-actions/evidence-list.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { cellsSql } from './cells.ts';
import { loadWave, type LoadedWave } from './facts.ts';
import { dueMoveOf, type DueMove } from './plan.ts';
import type { Proofs } from './proofs.ts';

export const waveViews = ['plan', 'units', 'claims'] as const;
export type WaveView = (typeof waveViews)[number];
export const unitsPageSize = 50;

type Counts = { readonly settled: number; readonly late: number; readonly waiting: number };

export type PlanRow = Counts & {
	readonly id: string;
	readonly phase: string;
	readonly position: number;
	readonly title: string;
	readonly how: string;
	readonly proof: string | null;
	readonly role: string;
	readonly dueOn: Day | null;
	readonly firstDueOn: Day | null;
	readonly units: number;
};

export type UnitRow = Counts & {
	readonly id: string;
	readonly unitId: string;
	readonly code: string;
	readonly name: string;
	readonly group: string | null;
	readonly steps: number;
	/** The step that is next, with its day. */
	readonly next: string | null;
	readonly nextDueOn: Day | null;
};

export type ClaimRow = {
	readonly id: string;
	readonly unitId: string;
	readonly unit: string;
	readonly stepId: string;
	readonly step: string;
	readonly state: Extract<ItemState, 'claimed' | 'waiver_asked'>;
	readonly doneOn: Day | null;
	readonly claimedOn: Day;
	readonly claimedBy: string;
	readonly own: boolean;
	readonly note: string | null;
	readonly evidence: number;
};

/** A wave with one of its views: the plan with how far all units are, the units, what waits to be accepted. @throws NotFound */
export async function wavePage(ctx: Ctx, proofs: Proofs, waveId: string, params: URLSearchParams) {
	const wave = await loadWave(ctx, waveId);
	const manage = may(ctx.actor, 'roll_out.manage');
	const view = waveViews.find((one) => one === params.get('view')) ?? 'plan';
	const cells = cellsSql(proofs, today(ctx), Prisma.sql`w.id = ${wave.id}::uuid`);
	const editing = manage && wave.state !== 'closed' && view === 'plan' ? params.get('step') : null;
	return {
		wave: aboutWave(wave),
		view,
		today: today(ctx),
		totals: await totals(ctx, cells),
		plan: view === 'plan' ? await planRows(ctx, wave, cells) : null,
		units: view === 'units' ? await unitRows(ctx, cells, params) : null,
		claims: view === 'claims' ? await claimRows(ctx, cells) : null,
		edit: editing === null ? null : await stepToEdit(ctx, proofs, wave, editing),
		can: { manage: manage && wave.state !== 'closed', accept: may(ctx.actor, 'roll_out.accept') && wave.state === 'open' }
	};
}

export function aboutWave(wave: LoadedWave) {
	const { id, kind, state, title, year, note, next, nextId, soonDays, lateDays, coordinatorDays, closedReason, rowVersion } = wave;
	const days = { openedOn: fromDbDate(wave.openedOn), closedOn: fromDbDate(wave.closedOn) };
	return { id, kind, state, title, year, note, next, nextId, soonDays, lateDays, coordinatorDays, closedReason, rowVersion, ...days };
}

const countsSql = (day: Day) => Prisma.sql`count(*) filter (where c.state in ('accepted', 'proven', 'not_applicable'))::int as settled,
	count(*) filter (where c.state = 'open' and c.due_on < ${day}::date)::int as late,
	count(*) filter (where c.state in ('claimed', 'waiver_asked'))::int as waiting`;

async function totals(ctx: Ctx, cells: Prisma.Sql) {
	const [row] = await ctx.db.$queryRaw<(Counts & { units: number; cells: number })[]>`
		select count(distinct c.unit_id)::int as units, count(*)::int as cells, ${countsSql(today(ctx))} from (${cells}) c`;
	return row ?? { units: 0, cells: 0, settled: 0, late: 0, waiting: 0 };
}

function planRows(ctx: Ctx, wave: LoadedWave, cells: Prisma.Sql): Promise<PlanRow[]> {
	const english = ctx.locale === 'en';
	return ctx.db.$queryRaw<PlanRow[]>`
		select s.id, case when ${english} then p.name_en else p.name_vi end as phase, s.position,
			case when ${english} and s.title_en <> '' then s.title_en else s.title_vi end as title,
			case when ${english} and s.how_en <> '' then s.how_en else s.how_vi end as how, s.proof, s.role,
			d.due_on::text as "dueOn", d.first_on::text as "firstDueOn", coalesce(c.units, 0)::int as units,
			coalesce(c.settled, 0)::int as settled, coalesce(c.late, 0)::int as late, coalesce(c.waiting, 0)::int as waiting
		from roll_out_step s join roll_out_phase p on p.code = s.phase_code
			left join (select c.step_id, count(*) as units, ${countsSql(today(ctx))} from (${cells}) c group by c.step_id) c on c.step_id = s.id
			left join lateral (select (array_agg(d.due_on order by d.number desc))[1] as due_on, (array_agg(d.due_on order by d.number))[1] as first_on
				from roll_out_due d where d.step_id = s.id and d.roll_out_unit_id is null) d on true
		where s.wave_id = ${wave.id}::uuid and (s.dropped_on is null or s.dropped_on > ${today(ctx)}::date) order by s.position, s.id`;
}

async function unitRows(ctx: Ctx, cells: Prisma.Sql, params: URLSearchParams) {
	const asked = Number(params.get('page'));
	const page = Number.isSafeInteger(asked) && asked > 0 ? asked : 1;
	const group = params.get('group');
	const day = today(ctx);
	const english = ctx.locale === 'en';
	const groups = await ctx.db.rollOutGroup.findMany({ orderBy: { sortOrder: 'asc' } });
	const known = groups.find(({ code }) => code === group)?.code ?? null;
	const rows = await ctx.db.$queryRaw<(UnitRow & { total: number })[]>`
		select u.id, u.unit_id as "unitId", n.code, n.name, case when ${english} then g.name_en else g.name_vi end as group,
			c.steps, c.settled, c.late, c.waiting, c.next, c.next_due_on::text as "nextDueOn", count(*) over ()::int as total
		from (
			select c.roll_out_unit_id, count(*)::int as steps, ${countsSql(day)},
				(array_agg(case when ${english} and s.title_en <> '' then s.title_en else s.title_vi end order by c.due_on, s.position)
					filter (where c.state = 'open'))[1] as next,
				min(c.due_on) filter (where c.state = 'open') as next_due_on
			from (${cells}) c join roll_out_step s on s.id = c.step_id group by c.roll_out_unit_id
		) c join roll_out_unit u on u.id = c.roll_out_unit_id
			join lateral (select v.code, v.name from unit_version v where v.unit_id = u.unit_id and (v.valid_to is null or v.valid_to > v.valid_from)
				order by (v.valid_from <= ${day}::date) desc, case when v.valid_from <= ${day}::date then v.valid_from end desc, v.valid_from limit 1) n on true
			left join roll_out_group g on g.code = u.group_code
		where ${known}::text is null or u.group_code = ${known}
		order by c.late desc, c.next_due_on, n.name collate "vi-x-icu", n.code limit ${unitsPageSize} offset ${(page - 1) * unitsPageSize}`;
	return {
		rows: rows.map(({ total: _total, ...row }) => row),
		total: rows[0]?.total ?? 0,
		page,
		pageSize: unitsPageSize,
		group: known,
		groups: groups.map(({ code, nameVi, nameEn }) => ({ value: code, label: english ? nameEn : nameVi }))
	};
}

async function claimRows(ctx: Ctx, cells: Prisma.Sql): Promise<ClaimRow[]> {
	const english = ctx.locale === 'en';
	const day = today(ctx);
	const me = ctx.actor.kind === 'user' ? ctx.actor.userId : null;
	const rows = await ctx.db.$queryRaw<Omit<ClaimRow, 'evidence'>[]>`
		select i.id, c.unit_id as "unitId", n.name as unit, c.step_id as "stepId",
			case when ${english} and s.title_en <> '' then s.title_en else s.title_vi end as step, c.state, c.done_on::text as "doneOn",
			c.claimed_on::text as "claimedOn", p.full_name as "claimedBy", i.claimed_by_id is not distinct from ${me}::uuid as own, a.text as note
		from (${cells}) c join roll_out_item i on i.id = c.item_id join roll_out_step s on s.id = c.step_id join "user" p on p.id = i.claimed_by_id
			join roll_out_act a on a.item_id = i.id and a.number = (select max(t.number) from roll_out_act t where t.item_id = i.id and t.event in ('claim', 'ask_waiver'))
			join lateral (select v.name from unit_version v where v.unit_id = c.unit_id and v.valid_from <= ${day}::date order by v.valid_from desc limit 1) n on true
		where c.state in ('claimed', 'waiver_asked') order by c.claimed_on, n.name, s.position`;
	const evidence = await countEvidence(
		ctx,
		'roll_out_item',
		rows.map(({ id }) => id)
	);
	return rows.map((row) => ({ ...row, evidence: evidence.get(row.id) ?? 0 }));
}

async function stepToEdit(ctx: Ctx, proofs: Proofs, wave: LoadedWave, stepId: string) {
	const phases = await ctx.db.rollOutPhase.findMany({ orderBy: { sortOrder: 'asc' } });
	const step = isUuid(stepId) ? await ctx.db.rollOutStep.findFirst({ where: { id: stepId, waveId: wave.id, droppedOn: null } }) : null;
	if (stepId !== 'new' && !step) return null;
	const move: DueMove | null = step ? await dueMoveOf(ctx, wave.id, step.id) : null;
	return {
		step: step
			? {
					id: step.id,
					phaseCode: step.phaseCode,
					position: step.position,
					titleVi: step.titleVi,
					titleEn: step.titleEn,
					howVi: step.howVi,
					howEn: step.howEn,
					proof: step.proof,
					role: step.role,
					rowVersion: step.rowVersion
				}
			: null,
		move,
		dues: step
			? (
					await ctx.db.rollOutDue.findMany({
						where: { stepId: step.id, rollOutUnitId: null },
						orderBy: { number: 'desc' },
						select: { dueOn: true, setAt: true, reason: true, setBy: { select: { fullName: true } } }
					})
				).map(({ dueOn, setBy, ...due }) => ({ ...due, dueOn: fromDbDate(dueOn), by: setBy.fullName }))
			: [],
		phases: phases.map(({ code, nameVi, nameEn }) => ({ value: code, label: ctx.locale === 'en' ? nameEn : nameVi })),
		proofs: [...new Set([...Object.keys(proofs), ...(step?.proof ? [step.proof] : [])])]
	};
}

/** The form that changes a wave. @throws NotFound; Forbidden; Conflict `wave_closed` */
export async function editWavePage(ctx: Ctx, waveId: string) {
	const wave = await loadWave(ctx, waveId);
	authorize(ctx, 'roll_out.manage');
	if (wave.state === 'closed') throw new Conflict('wave_closed');
	const next = await ctx.db.rollOutWave.findMany({
		where: { kind: 'maintain', state: { not: 'closed' }, id: { not: wave.id } },
		orderBy: { year: 'desc' },
		select: { id: true, title: true }
	});
	return { wave: aboutWave(wave), next: next.map(({ id, title }) => ({ value: id, label: title })) };
}
