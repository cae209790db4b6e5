import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tablesOfYears } from '#lib/server/reports/evidence-pack/of-year.ts';
import { papersOf } from '#lib/server/reports/evidence-pack/papers.ts';
import { selectionOf, type PackAsk } from '#lib/server/reports/evidence-pack/selection.ts';
import { packTables } from '#lib/server/reports/evidence-pack/tables.ts';
import { announcementPapers } from '#lib/server/roll-out/announcements/papers.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { documentsWorld, type DocumentsWorld } from '#test/support/documents.ts';
import { rawRows } from '#test/support/raw-rows.ts';

/* Rows of registers beside the year 2026: the last and the first day of it, and the days before and after. */
type Row = readonly [table: string, values: Record<string, string | number | null>, inside: boolean];
const rows: readonly Row[] = [
	['management_review', { held_on: '2025-12-31' }, false],
	['management_review', { held_on: '2026-01-01' }, true],
	['management_review', { held_on: '2026-12-31' }, true],
	['management_review', { held_on: '2027-01-01' }, false],
	// Planned and not held yet.
	['management_review', { held_on: null, planned_on: '2026-06-01' }, true],
	['management_review', { held_on: null, planned_on: '2025-06-01' }, false],
	['fault_report', { reported_at: '2025-12-31T16:59:59Z' }, false],
	['fault_report', { reported_at: '2025-12-31T17:00:00Z' }, true],
	['fault_report', { reported_at: '2026-12-31T16:59:59Z' }, true],
	['fault_report', { reported_at: '2026-12-31T17:00:00Z' }, false],
	['unit_standard', { valid_from: '2020-01-01', valid_to: '2026-01-01' }, false],
	['unit_standard', { valid_from: '2026-01-01', valid_to: '2026-01-02' }, true],
	['unit_standard', { valid_from: '2026-01-02', valid_to: '2027-01-01' }, true],
	['unit_standard', { valid_from: '2027-01-01', valid_to: null }, false],
	['person_certificate', { issued_on: '2020-01-01', valid_to: '2026-01-01' }, true],
	['person_certificate', { issued_on: '2020-01-01', valid_to: '2025-12-31' }, false],
	['risk', { created_at: '2024-05-01T00:00:00Z', closed_at: '2025-05-01T00:00:00Z' }, false],
	['risk', { created_at: '2024-05-01T00:00:00Z', closed_at: null }, true],
	['objective_set', { year: 2025 }, false],
	['objective_set', { year: 2026 }, true],
	['service_figure', { year: 2027 }, false],
	['service_figure', { year: 2026 }, true],
	['training', { held_on: '2026-12-31' }, true],
	['training', { held_on: '2025-12-31' }, false]
];
let world: DocumentsWorld;
const put: { table: string; id: string; inside: boolean }[] = [];
beforeAll(async () => {
	world = await documentsWorld();
	await rawRows(world.client, async (write) => {
		for (const [nth, [table, values, inside]] of rows.entries()) {
			const number: Record<string, string> = ['management_review', 'fault_report', 'risk'].includes(table) ? { number: `T-${nth}` } : {};
			put.push({ table, inside, id: await write(table, { unit_id: world.unitId, id: randomUUID(), ...number, ...values }) });
		}
		for (const { table, id, inside } of [...put])
			if (table === 'management_review' || table === 'objective_set') {
				const [line, parent] =
					table === 'objective_set' ? (['objective', 'set_id'] as const) : (['management_review_input', 'review_id'] as const);
				put.push({ table: line, inside, id: await write(line, { [parent]: id }) });
				const signature = { unit_id: world.unitId, subject_type: table, subject_id: id, user_id: world.ids.head };
				put.push({ table: 'act_signature', inside, id: await write('act_signature', signature) });
			}
	});
});
afterAll(() => world.close());

async function packed(name: string, ask: Omit<PackAsk, 'unitId' | 'subjectId'>): Promise<Set<string>> {
	const all = { unitId: world.unitId, subjectId: null, ...ask };
	const { where, key = 't.id' } = packTables.find((table) => table.name === name) ?? expect.unreachable(name);
	const found = await world.client.$queryRaw<{ id: string }[]>`
		select ${Prisma.raw(key)}::text as id from ${Prisma.raw(`"${name}"`)} t where ${where(selectionOf(all), all)}`;
	return new Set(found.map(({ id }) => id));
}

describe('the pack of a year', () => {
	it('has of registers what is of the year, with lines and signatures, and nothing of others', async () => {
		for (const { table, id, inside } of put)
			expect([table, inside, (await packed(table, { scope: 'year', year: 2026 })).has(id)]).toEqual([table, inside, inside]);
	});

	it('has the findings of the year, and those of before whose actions were open in it', async () => {
		const ids: Record<string, string> = {};
		await rawRows(world.client, async (write) => {
			const raised = (unit_id: string, day: string) => write('finding', { unit_id, state: 'fixed', raised_at: `${day}T03:00:00Z` });
			const worked = async (name: string, finding_id: string, from: string, until: string | null) => {
				ids[name] = finding_id;
				const closed_at = until && `${until}T03:00:00Z`;
				await write('corrective_action', { unit_id: world.unitId, number: name, finding_id, raised_at: `${from}T03:00:00Z`, closed_at });
			};
			ids['of the year'] = await raised(world.unitId, '2026-05-01');
			await worked('open', await raised(world.unitId, '2025-12-01'), '2025-12-02', null);
			await worked('closed in it', await raised(world.unitId, '2025-12-01'), '2025-12-02', '2026-02-01');
			await worked('closed before', await raised(world.unitId, '2025-11-01'), '2025-11-02', '2025-12-20');
			await worked('raised after', await raised(world.unitId, '2027-01-10'), '2027-01-10', null);
			await worked('of another unit', await raised(world.otherUnitId, '2025-12-01'), '2025-12-02', null);
		});
		const found = await packed('finding', { scope: 'year', year: 2026 });
		const inside = Object.entries(ids).filter(([, id]) => found.has(id));
		expect(inside.map(([name]) => name)).toEqual(['of the year', 'open', 'closed in it']);
	});

	it('has the papers of announcements that held in it, with those that were signed elsewhere', async () => {
		const ids: string[] = [];
		await rawRows(world.client, async (write) => {
			for (const [effective_on, effective_to] of [
				['2024-06-01', '2025-06-01'],
				['2025-06-01', '2026-02-01'],
				['2026-02-01', '2027-01-01'],
				['2027-01-01', null]
			] as const) {
				const row = { unit_id: world.unitId, state: 'signed', content: {}, effective_on, effective_to };
				const subject_id = await write('announcement', { ...row, number: `CB-${ids.length}`, decision_number: `${ids.length}/QĐ` });
				const at = '2025-06-01T03:00:00Z';
				ids.push(await write('outside_paper', { unit_id: world.unitId, subject_type: 'announcement', subject_id, added_at: at }));
			}
		});
		const ask = { unitId: world.unitId, subjectId: null, scope: 'year', year: 2026 } as const;
		const papers = await papersOf(await world.as('officer'), ask, selectionOf(ask));
		const held = papers.filter(({ folder }) => folder === 'papers/announcements');
		expect(held).toHaveLength(2 * announcementPapers.length);
		const outside = await packed('outside_paper', { scope: 'year', year: 2026 });
		expect(ids.map((id) => outside.has(id))).toEqual([false, true, true, false]);
	});

	it('of the unit has all of them', async () => {
		for (const { table, id } of put) expect([table, (await packed(table, { scope: 'unit', year: null })).has(id)]).toEqual([table, true]);
	});

	it('can be asked of every table that has days', async () => {
		for (const name of tablesOfYears) expect(await packed(name, { scope: 'year', year: 2026 })).toBeInstanceOf(Set);
	});
});
