import { boardQuery, cycleBoard } from '#lib/server/audits/cycles/board.ts';
import { openCycle } from '#lib/server/audits/cycles/open.ts';
import { attachQueue, createBoss } from '#lib/server/jobs/queue.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { createLogger } from '#lib/server/platform/log.ts';
import { toDbDate, addDays } from '#lib/domain/shared/day.ts';
import { countingDb } from '../counting.ts';
import type { Result } from '../report.ts';
import { median, timed } from '../stats.ts';
import type { World } from '../world.ts';
import { undone } from './issue.ts';

const questions = 60;
const rounds = 3;

/** Opening a cycle over every unit, and its board with every question answered: in transactions that are undone. */
export async function measureCycle(world: World): Promise<Result[]> {
	const boss = await createBoss(world.url, createLogger('silent'));
	attachQueue(world.client, boss);
	try {
		const coordinator = await world.asPersonId(world.people.coordinator);
		const opening: number[] = [];
		const reading: number[] = [];
		let [queries, units, answers] = [0, 0, 0];
		for (let round = -1; round < rounds; round++) {
			await undone(coordinator, async (open) => {
				const cycleId = await draft(open);
				const ms = await timed(async () => {
					const made = await openCycle(open, { cycleId });
					[units, answers] = [made.inspections, made.answers];
					await open.db.$executeRaw`set constraints all immediate`;
				});
				await answerAll(open, cycleId);
				queries = 0;
				const db = countingDb(open.db, () => (queries += 1));
				const boardMs = await timed(async () => cycleBoard({ ...open, db }, cycleId, boardQuery(new URLSearchParams())));
				if (round < 0) return;
				opening.push(ms);
				reading.push(boardMs);
			});
		}
		return [
			{
				operation: `open an audit cycle of ${units} units × ${questions} questions`,
				measured: median(opening) / 1000,
				unit: 's',
				target: { is: 'at most', value: 3 },
				absolute: false,
				detail: { 'slowest s': Math.max(...opening) / 1000, answers }
			},
			{
				operation: `board of an audit cycle of ${units} units: queries`,
				measured: queries,
				unit: 'queries',
				target: { is: 'at most', value: 5 },
				absolute: true,
				detail: { 'median ms': median(reading) }
			}
		];
	} finally {
		await boss.stop({ graceful: false });
	}
}

/** A draft over every unit with a list, four teams and a day for each unit. The inspectors come from nowhere: nobody of them is in a unit. */
async function draft(ctx: Ctx): Promise<string> {
	const now = ctx.clock.now();
	const by = { createdById: ctx.actor.kind === 'user' ? ctx.actor.userId : '', createdAt: now };
	const standard = await ctx.db.standard.findFirstOrThrow({ select: { code: true, clauses: { select: { number: true } } } });
	const list = await ctx.db.checklist.create({
		data: { ...by, title: 'Bench', purpose: 'inspection', standardCode: standard.code, unitKinds: [] },
		select: { id: true }
	});
	const version = await ctx.db.checklistVersion.create({ data: { ...by, checklistId: list.id, number: 1 }, select: { id: true } });
	await ctx.db.checklistQuestion.createMany({
		data: Array.from({ length: questions }, (_, at) => ({
			versionId: version.id,
			key: crypto.randomUUID(),
			position: at + 1,
			text: `Câu hỏi ${at + 1}`,
			clause: standard.clauses[at % Math.max(1, standard.clauses.length)]?.number ?? '7.5',
			weight: 2
		}))
	});
	await ctx.db.checklistVersion.update({
		where: { id: version.id },
		data: { state: 'published', publishedAt: now, publishedById: by.createdById }
	});
	const cycle = await ctx.db.auditCycle.create({
		data: {
			...by,
			number: 'CK-BENCH-01',
			title: 'Bench',
			decisionNumber: '1/QĐ',
			decisionDate: toDbDate(today(ctx)),
			windowFrom: toDbDate(today(ctx)),
			windowTo: toDbDate(addDays(today(ctx), 60)),
			checklistVersionId: version.id
		},
		select: { id: true }
	});
	const teams: string[] = [];
	for (let at = 0; at < 4; at++) {
		const person = await ctx.db.user.create({
			data: {
				fullName: `Thanh tra ${at}`,
				status: 'active',
				passwordHash: 'none',
				staffName: `BENCH.${at}`,
				appointments: { create: { role: 'inspector', validFrom: toDbDate('2016-01-01') } }
			},
			select: { id: true }
		});
		const team = await ctx.db.cycleTeam.create({
			data: {
				cycleId: cycle.id,
				name: `Đoàn ${at + 1}`,
				position: at,
				cycleTeamMemberTeam: { create: { userId: person.id, isLead: true, since: now } }
			},
			select: { id: true }
		});
		teams.push(team.id);
	}
	await ctx.db.$executeRaw`
		insert into cycle_unit (id, cycle_id, unit_id, team_id, visit_on)
		select gen_random_uuid(), ${cycle.id}::uuid, v.unit_id, (${teams}::uuid[])[1 + (row_number() over (order by v.code) % 4)::int],
			${addDays(today(ctx), 20)}::date
		from unit_version v where v.valid_from <= ${today(ctx)}::date and (v.valid_to is null or v.valid_to > ${today(ctx)}::date)`;
	return cycle.id;
}

/** Every question answered, one in seven not met: without the guards of each row, which are not what is measured. */
async function answerAll(ctx: Ctx, cycleId: string): Promise<void> {
	await ctx.db.$executeRawUnsafe('alter table inspection_answer disable trigger user');
	await ctx.db.$executeRaw`
		update inspection_answer a set result = (case a.position % 7 when 0 then 'not_met' when 1 then 'partly' else 'met' end)::inspection_result
		from inspection i where i.id = a.inspection_id and i.cycle_id = ${cycleId}::uuid`;
	await ctx.db.$executeRawUnsafe('alter table inspection_answer enable trigger user');
}
