import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provinceReports, reportPageSize, reportQuery } from '#lib/server/reports/periodic/province-list.ts';
import { counting } from '#test/support/counting.ts';
import { documentsWorld, type DocumentsWorld } from '#test/support/documents.ts';
import { rawRows } from '#test/support/raw-rows.ts';

/* The list of a period over a province: sixty communes of two districts, three waves and a set of criteria. */
const year = { kind: 'year', year: 2025 } as const;
const communes = 60;
const kind = 'XA';
let world: DocumentsWorld;

beforeAll(async () => {
	world = await documentsWorld();
	await world.client.unitKind.createMany({
		data: [{ code: kind, nameVi: 'UBND xã', nameEn: 'Commune', sortOrder: 90 }],
		skipDuplicates: true
	});
	await rawRows(world.client, async (put) => {
		const named = async (code: string, name: string, parent_id: string | null) => {
			const unit_id = await put('unit');
			await put('unit_version', { unit_id, code, name, kind_code: kind, parent_id, valid_from: '2020-01-01' });
			return unit_id;
		};
		const districts = [await named('HU-A', 'Huyện A', null), await named('HU-B', 'Huyện B', null)];
		await put('roll_out_phase', { code: 'build', name_vi: 'Xây dựng', name_en: 'Build', short_vi: 'XD', short_en: 'B' });
		const waves: string[] = [];
		for (const title of ['Đợt một', 'Đợt hai', 'Đợt ba']) {
			const wave_id = await put('roll_out_wave', { title, state: 'open', year: 2025, opened_on: '2025-01-05' });
			waves.push(wave_id);
			await put('roll_out_step', {
				wave_id,
				phase_code: 'build',
				title_vi: 'Bước',
				title_en: '',
				code: 'B',
				added_on: '2025-01-05',
				proof: null
			});
		}
		await put('criteria_set', { title: 'Bộ', year: 2025, state: 'published', unit_kinds: [] });
		for (let nth = 0; nth < communes; nth += 1) {
			const number = String(nth).padStart(2, '0');
			const unit_id = await named(`XA-${number}`, `Xã ${number}`, districts[nth % 2] ?? '');
			for (const wave_id of waves) await put('roll_out_unit', { wave_id, unit_id, joined_on: '2025-02-01' });
			// The last ten of them have reported.
			if (nth < communes - 10) continue;
			const words = { number: '1/BC', report_date: '2025-12-30', remarks: {} };
			const report_id = await put('periodic_report', { ...words, ...year, unit_id, state: 'received', due_on: '2025-12-31' });
			await put('periodic_report_issue', {
				...words,
				report_id,
				round: 1,
				facts: {},
				sent_at: '2025-12-30T03:00:00Z',
				received_on: '2025-12-31'
			});
		}
	});
	world.clock.set(new Date('2026-02-10T02:00:00Z'));
});
afterAll(() => world.close());

const list = async (address: string) => provinceReports(await world.as('coordinator'), year, reportQuery(new URLSearchParams(address)));

describe('the list of a period', () => {
	it('takes five statements, however many units and waves there are', async () => {
		const { ctx, count } = counting(await world.as('coordinator'));
		const page = await provinceReports(ctx, year, reportQuery(new URLSearchParams()));
		expect(count()).toBeLessThanOrEqual(5);
		expect(page.total).toBe(communes);
		expect(page.waves.map(({ title, units }) => [title, units])).toEqual(
			expect.arrayContaining([
				['Đợt một', communes],
				['Đợt hai', communes],
				['Đợt ba', communes]
			])
		);
	});

	it('comes in pages, late ones first, and no unit is lost or shown twice', async () => {
		const [first, second] = [await list(''), await list('page=2')];
		expect(first.list).toEqual({ page: 1, pageSize: reportPageSize, total: communes });
		expect(first.units.every(({ asSent, lateDays }) => !asSent && lateDays === 41)).toBe(true);
		expect(second.units.every(({ asSent }) => asSent)).toBe(true);
		expect(new Set([...first.units, ...second.units].map(({ code }) => code)).size).toBe(communes);
		// The sums are those of all, whatever page is shown.
		expect(second.counts).toEqual(first.counts);
		expect((await list('page=99')).list.page).toBe(2);
		expect((await list('page=x')).list.page).toBe(1);
	});

	it('is filtered by state, kind and district together', async () => {
		expect((await list('')).parents).toEqual(['Huyện A', 'Huyện B']);
		const found = await list('parent=Huyện A&state=received&kind=UBND xã');
		expect(found.units.map(({ parentName, state }) => [parentName, state])).toEqual(
			Array.from({ length: 5 }, () => ['Huyện A', 'received'])
		);
		expect([found.list.total, found.total]).toEqual([5, communes]);
		expect((await list('parent=Huyện A&state=late')).list.total).toBe(25);
		expect((await list('parent=Huyện C')).units).toEqual([]);
		expect((await list('kind=UBND huyện')).units).toEqual([]);
	});
});

describe('a unit that is no more, or no more in it', () => {
	it('is not waited for: what it never began is given up, and who left before the end of the period is not asked', async () => {
		const before = await list('');
		await rawRows(world.client, async (put) => {
			const named = async (code: string, valid_to: string | null) => {
				const unit_id = await put('unit');
				await put('unit_version', {
					unit_id,
					code,
					name: `Xã ${code}`,
					kind_code: kind,
					parent_id: null,
					valid_from: '2020-01-01',
					valid_to
				});
				return unit_id;
			};
			const wave = await world.client.rollOutWave.findFirstOrThrow({ orderBy: { title: 'asc' } });
			const wave_id = wave.id;
			await put('roll_out_unit', { wave_id, unit_id: await named('HET', '2026-01-20'), joined_on: '2025-02-01', left_on: '2026-01-20' });
			await put('roll_out_unit', { wave_id, unit_id: await named('ROI', null), joined_on: '2025-02-01', left_on: '2025-06-01' });
			const days = { valid_from: '2025-01-01', valid_to: '2025-12-31' };
			await put('unit_standard', { ...days, unit_id: await named('THOI', null), standard_code: 'ISO9001-2015' });
			await put('roll_out_unit', { wave_id, unit_id: await named('ODAY', null), joined_on: '2025-12-31', left_on: '2026-01-01' });
		});
		const after = await list('');
		// The last one was in the roll-out on the last day of the year.
		expect(after.total).toBe(before.total + 2);
		expect([after.counts.none, after.counts.late]).toEqual([before.counts.none + 1, before.counts.late + 1]);
		const ended = (await list('q=HET')).units.map(({ state, lateDays, reportId }) => [state, lateDays, reportId]);
		expect(ended).toEqual([['cancelled', 0, null]]);
		expect((await list('q=ODAY')).units.map(({ state, lateDays }) => [state, lateDays])).toEqual([['none', 41]]);
		for (const code of ['ROI', 'THOI']) expect([code, (await list(`q=${code}`)).units]).toEqual([code, []]);
		expect((await list('state=late')).list.total).toBe(after.counts.late);
	});
});
