import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemActor } from '#lib/domain/permissions/actor.ts';
import { addDays, type Day } from '#lib/domain/shared/day.ts';
import { verifyAll } from '#lib/server/audit-trail/verify.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext } from '#lib/server/platform/context.ts';
import type { PrismaClient } from '#lib/server/platform/generated/client.ts';
import { closeEndedUnits, recordUnitEvent } from '#lib/server/unit-closing.ts';
import { importUnits } from '#lib/server/units/import.ts';
import { readUnits } from '#lib/server/units/units-on-day.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { populateProvince } from '#test/support/populated-province.ts';
import { seedTable } from '#test/support/units.ts';
import { loadReference } from '../../prisma/seed/reference.ts';
import { replayUnitEvents } from '../../prisma/seed/unit-events.ts';

process.env.SECRET_KEY ??= Buffer.alloc(32, 7).toString('base64');

let databases: TestDatabase[];
beforeAll(async () => {
	databases = [await testDatabase(), await testDatabase()];
});
afterAll(() => Promise.all(databases.map((database) => database.drop())));

const communes = ['COMMUNE', 'WARD', 'TOWNSHIP'];
const districts = ['CITY', 'TOWN_DISTRICT', 'DISTRICT'];
/** What must hold on every day, as questions that must find nothing. */
const broken: Readonly<Record<string, (day: Day) => string>> = {
	'one code on one day is of one unit': (day) =>
		`select code from unit_version where valid_from <= '${day}' and (valid_to is null or valid_to > '${day}') group by code having count(*) > 1`,
	'a parent stands on the day': (
		day
	) => `select v.code from unit_version v where v.valid_from <= '${day}' and (v.valid_to is null or v.valid_to > '${day}')
		and v.parent_id is not null and not exists (select 1 from unit_version p where p.unit_id = v.parent_id
			and p.valid_from <= '${day}' and (p.valid_to is null or p.valid_to > '${day}'))`,
	'nobody stands above themselves': (day) => `with recursive up as (
		select unit_id, parent_id, 1 as depth from unit_version where valid_from <= '${day}' and (valid_to is null or valid_to > '${day}')
		union all select up.unit_id, v.parent_id, up.depth + 1 from up join unit_version v on v.unit_id = up.parent_id
			and v.valid_from <= '${day}' and (v.valid_to is null or v.valid_to > '${day}') where up.depth < 20
	) select unit_id::text as code from up where depth >= 20`,
	'ranges of a document do not overlap':
		() => `select a.id::text as code from version a join version b on b.document_id = a.document_id and b.id > a.id
		and a.in_force && b.in_force`,
	'nothing of a unit that has ended is open': (day) => `with gone as (select unit_id from unit_version group by unit_id
			having bool_and(valid_to is not null) and max(valid_to) <= '${day}')
		select 'version' as code from version where unit_id in (select * from gone) and (state in ('draft', 'in_review', 'in_approval', 'approved')
			or state = 'issued' and (effective_to is null or effective_to > '${day}'))
		union all select 'batch' from issue_batch where unit_id in (select * from gone) and state = 'draft'
		union all select 'membership' from membership where unit_id in (select * from gone) and (valid_to is null or valid_to > '${day}')
		union all select 'division' from division_version v join division d on d.id = v.division_id where d.unit_id in (select * from gone)
			and (v.valid_to is null or v.valid_to > '${day}')
		union all select 'action' from corrective_action a where a.unit_id in (select * from gone) and a.state <> 'closed'
		union all select 'chain' from gone g where not exists (select 1 from audit_chain c where c.unit_id = g.unit_id and c.closed_at is not null)`
};

async function replay({ client }: TestDatabase) {
	const clock = fixedClock(new Date('2019-06-01T02:00:00Z'));
	const ctx = createContext({ actor: systemActor, client, clock });
	const travelTo = (day: Day) => clock.set(new Date(`${day}T00:01:00+07:00`));
	await loadReference(ctx);
	await importUnits(ctx, { rows: await seedTable('units.tsv'), validFrom: '2016-01-01', dryRun: false });
	await populateProvince(client, '2019-06-01', '2019-12-15');
	const counts: string[] = [];
	const count = async (day: Day) => {
		const units = await readUnits(ctx, day);
		const of = (kinds: readonly string[]) => units.filter(({ kindCode }) => kinds.includes(kindCode)).length;
		counts.push(`${day} ${of(communes)} ${of(districts)}`);
	};
	const found: string[] = [];
	const check = async (day: Day) => {
		for (const [what, question] of Object.entries(broken)) {
			const rows = await client.$queryRawUnsafe<{ code: string }[]>(question(day));
			if (rows.length > 0)
				found.push(
					`${day} ${what}: ${rows
						.slice(0, 3)
						.map(({ code }) => code)
						.join(' ')} (${rows.length})`
				);
		}
	};
	travelTo('2019-11-30');
	await count('2019-11-30');
	const replayed = await replayUnitEvents(ctx, await seedTable('unit-events.tsv'), undefined, {
		apply: recordUnitEvent,
		beforeDay: (day) => {
			// Decided a month before it takes effect.
			travelTo(addDays(day, -30));
			return Promise.resolve();
		},
		afterDay: async (day) => {
			await check(addDays(day, -1));
			travelTo(day);
			await closeEndedUnits(ctx);
			await count(day);
			await check(day);
		}
	});
	return { replayed, counts, found, broken: (await verifyAll(ctx)).broken, state: await endState(client), ctx };
}

/** Everything that the replay left, by codes and names: ids are new each time. */
async function endState(client: PrismaClient): Promise<string> {
	const rows = await client.$queryRaw<{ line: string }[]>`
		with name as (select distinct on (unit_id) unit_id, code || ' ' || name || ' ' || valid_from as name from unit_version order by unit_id, valid_from)
		select concat_ws('|', 'unit', n.name, v.code, v.name, v.kind_code, p.name, v.valid_from, v.valid_to) as line
			from unit_version v join name n using (unit_id) left join name p on p.unit_id = v.parent_id
		union all select concat_ws('|', 'event', e.kind, e.effective_on, f.name, t.name) from unit_event e join unit_event_line l on l.event_id = e.id
			left join name f on f.unit_id = l.from_unit_id left join name t on t.unit_id = l.to_unit_id
		union all select concat_ws('|', 'version', n.name, d.code, v.issue_no, v.revision_no, v.state, v.effective_from, v.effective_to)
			from version v join document d on d.id = v.document_id join name n on n.unit_id = v.unit_id
		union all select concat_ws('|', 'membership', n.name, u.full_name, m.valid_from, m.valid_to)
			from membership m join "user" u on u.id = m.user_id join name n on n.unit_id = m.unit_id
		union all select concat_ws('|', 'action', a.number, n.name, o.name, a.state) from corrective_action a join name n on n.unit_id = a.unit_id
			join name o on o.unit_id = a.number_unit_id
		union all select concat_ws('|', 'offer', h.kind, n.name, o.name, h.state) from handed_over h join name n on n.unit_id = h.unit_id
			join name o on o.unit_id = h.origin_unit_id
		order by 1`;
	return createHash('sha256')
		.update(rows.map(({ line }) => line).join('\n'))
		.digest('hex');
}

it(
	'replays what can be resolved of the 349 rows over a populated province, twice with the same end, every rule holding after each date',
	{ timeout: 180_000 },
	async () => {
		const [first, second] = await Promise.all(databases.map(replay));
		if (!first || !second) throw new Error('two databases');
		for (const { replayed, counts, found, broken } of [first, second]) {
			expect(found).toEqual([]);
			expect(broken).toEqual([]);
			expect(counts).toEqual(['2019-11-30 262 13', '2020-01-01 216 13', '2025-01-01 210 12', '2025-07-01 71 2']);
			expect(replayed.rows).toBe(345);
			expect(replayed.notApplied.map(({ name }) => name)).toEqual(['Xã Trung Lộc', 'Huyện Can Lộc', 'Huyện Kỳ Anh', 'Thị trấn Kỳ Đồng']);
		}
		expect(second.state).toBe(first.state);
		const units = await readUnits(first.ctx, '2025-07-01');
		const now = units
			.filter(({ kindCode }) => communes.includes(kindCode))
			.map(({ code, name, kindCode }) => `${code} ${name} ${kindCode}`);
		const wanted = (await seedTable('units-2025.tsv')).slice(1).map(({ cells }) => cells.slice(0, 3).join(' '));
		const left = ['XA-18472 UBND xã Trung Lộc COMMUNE', 'XA-18775 UBND xã Kỳ Đồng COMMUNE'];
		expect(now.toSorted()).toEqual([...wanted, ...left].toSorted());
	}
);
