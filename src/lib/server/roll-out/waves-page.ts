import { may } from '#lib/domain/permissions/decide.ts';
import type { WaveKind, WaveState } from '#lib/domain/roll-out/lifecycle.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { cellsSql } from './cells.ts';
import type { Proofs } from './proofs.ts';

export type WaveRow = {
	readonly id: string;
	readonly title: string;
	readonly kind: WaveKind;
	readonly state: WaveState;
	readonly year: number;
	readonly units: number;
	/** Steps of all units, those with nothing left to do, those late today, and those that wait for a coordinator. */
	readonly cells: number;
	readonly settled: number;
	readonly late: number;
	readonly waiting: number;
};

/** Every wave, the newest first, with how far its units are today. One statement. @throws Forbidden, Unauthenticated */
export async function wavesPage(ctx: Ctx, proofs: Proofs) {
	authorize(ctx, 'roll_out.read_waves');
	const manage = may(ctx.actor, 'roll_out.manage');
	const rows = await ctx.db.$queryRaw<WaveRow[]>`
		select w.id, w.title, w.kind::text as kind, w.state::text as state, w.year, coalesce(c.units, 0)::int as units, coalesce(c.cells, 0)::int as cells,
			coalesce(c.settled, 0)::int as settled, coalesce(c.late, 0)::int as late, coalesce(c.waiting, 0)::int as waiting
		from roll_out_wave w left join (
			select c.wave_id, count(distinct c.unit_id) as units, count(*) as cells,
				count(*) filter (where c.state in ('accepted', 'proven', 'not_applicable')) as settled,
				count(*) filter (where c.state = 'open' and c.due_on < ${today(ctx)}::date) as late,
				count(*) filter (where c.state in ('claimed', 'waiver_asked')) as waiting
			from (${cellsSql(proofs, today(ctx), Prisma.sql`true`)}) c group by c.wave_id
		) c on c.wave_id = w.id
		where ${manage} or w.state <> 'draft' order by w.year desc, w.kind, w.created_at desc`;
	return { rows, can: { manage } };
}

/** What a new wave may start from and lead to. @throws Forbidden */
export async function newWavePage(ctx: Ctx) {
	authorize(ctx, 'roll_out.manage');
	const waves = await ctx.db.rollOutWave.findMany({
		orderBy: [{ year: 'desc' }, { title: 'asc' }],
		select: { id: true, title: true, kind: true, state: true }
	});
	return {
		from: waves.map(({ id, title }) => ({ value: id, label: title })),
		next: waves
			.filter(({ kind, state }) => kind === 'maintain' && state !== 'closed')
			.map(({ id, title }) => ({ value: id, label: title })),
		year: Number(today(ctx).slice(0, 4)) + (today(ctx).slice(5) >= '11-01' ? 1 : 0)
	};
}
