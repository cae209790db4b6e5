import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provinceUpkeepForm, upkeepForm } from '#lib/domain/documents/periodic-review-forms.ts';
import { createExternal, subscribe } from '#lib/server/documents/external/lines.ts';
import { repealExternal } from '#lib/server/documents/external/repeal.ts';
import { externalTasks } from '#lib/server/documents/external/tasks.ts';
import { reviewsDue } from '#lib/server/documents/periodic-review/due.ts';
import { provinceUpkeepPage, setProvinceUpkeep } from '#lib/server/documents/periodic-review/province-rule.ts';
import { setUpkeepRule, upkeepDays, upkeepRule } from '#lib/server/documents/periodic-review/rule.ts';
import { documentsWorld, issuedVersion, refusal, trailOf, type AVersion, type DocumentsWorld } from '#test/support/documents.ts';

let world: DocumentsWorld;
let cited: AVersion;
let law: string;
beforeAll(async () => {
	world = await documentsWorld();
	const coordinator = await world.as('coordinator');
	const facts = {
		number: '30/2020/NĐ-CP',
		title: 'Công tác văn thư',
		issuer: 'Chính phủ',
		issuedOn: '2020-03-05',
		inForceFrom: '2020-03-05'
	};
	const kept = { receivedOn: null, appliedFor: '', divisionId: null, checkerId: null, checkMonths: 12 };
	law = (await createExternal(coordinator, null, { ...facts, inForceUntil: null, link: '', ...kept })).id;
	await subscribe(await world.as('officer'), world.unitId, [law]);
	cited = await issuedVersion(world, { externals: [law], confirm: ['nobody_told'] });
	await repealExternal(coordinator, law, { effectiveOn: world.day(), byAct: '99/2026/NĐ-CP', replacedById: null, remark: '' });
});
afterAll(() => world.close());

const taskDue = async () => (await externalTasks(world.system, { externalId: law }, false))[0]?.dueOn;
const review = async () => (await reviewsDue(world.system, { documentId: cited.documentId }))[0];
const province = provinceUpkeepForm.parse({
	externalDueDays: '20',
	reviewNoticeDays: '45',
	rowVersion: '0',
	months_QT: '6',
	basis_QT: 'QĐ 1/QĐ-SKHCN'
});
const own = (fields: Record<string, string>) => ({ unitId: world.unitId, ...upkeepForm.parse(fields) });

describe('the days after a repeal', () => {
	it('are thirty while nobody has set them', async () => {
		expect(await taskDue()).toBe(world.day(30));
		expect(await provinceUpkeepPage(await world.as('coordinator'))).toMatchObject({
			externalDueDays: 30,
			reviewNoticeDays: 30,
			rowVersion: 0
		});
	});

	it('are set for the province by its coordinator alone, and hold for what is open already', async () => {
		for (const who of ['officer', 'head', 'staff', 'inspector', 'administrator'] as const) {
			expect((await refusal(setProvinceUpkeep(await world.as(who), province))).code, who).toBe('forbidden');
			expect((await refusal(provinceUpkeepPage(await world.as(who)))).code, who).toBe('forbidden');
		}
		await setProvinceUpkeep(await world.as('coordinator'), province);
		expect(await taskDue()).toBe(world.day(20));
		expect(await review()).toMatchObject({ months: 6, basis: 'QĐ 1/QĐ-SKHCN', noticeDays: 45 });
		expect(await trailOf(world, 'upkeep')).toEqual(['upkeep.set_province']);
	});

	it('are set by two people one after the other, never over each other; the same again is no act', async () => {
		expect(await refusal(setProvinceUpkeep(await world.as('coordinator'), { ...province, externalDueDays: 25 }))).toMatchObject({
			code: 'stale',
			params: { rowVersion: 1 }
		});
		await setProvinceUpkeep(await world.as('coordinator'), { ...province, rowVersion: 1 });
		expect(await trailOf(world, 'upkeep')).toHaveLength(1);
	});

	it('are the unit’s where it has set its own, and the province’s again when it takes that away', async () => {
		expect(await upkeepRule(await world.as('officer'), world.unitId)).toMatchObject({
			externalDueDays: null,
			province: { externalDueDays: 20, reviewNoticeDays: 45 }
		});
		await setUpkeepRule(await world.as('officer'), own({ externalDueDays: '10', reviewNoticeDays: '', rowVersion: '0' }));
		expect(await taskDue()).toBe(world.day(10));
		expect(await upkeepDays(world.system, world.unitId)).toEqual({ externalDueDays: 10, reviewNoticeDays: 45 });
		expect(await upkeepDays(world.system, world.otherUnitId)).toEqual({ externalDueDays: 20, reviewNoticeDays: 45 });
		await setUpkeepRule(await world.as('head'), own({ externalDueDays: '', reviewNoticeDays: '', rowVersion: '1' }));
		expect(await taskDue()).toBe(world.day(20));
	});

	it('take no interval without its rule, no kind that is none, and no day out of bounds', async () => {
		const coordinator = await world.as('coordinator');
		const baseless = { ...province, rowVersion: 1, months: { BM: 12 }, bases: { BM: ' ' } };
		expect((await refusal(setProvinceUpkeep(coordinator, baseless))).params).toEqual({ fields: { basis_BM: 'required' } });
		expect((await refusal(setProvinceUpkeep(coordinator, { ...province, rowVersion: 1, months: { XX: 3 } }))).code).toBe('invalid');
		for (const wrong of ['0', '366', '1.5', 'x', ''])
			expect(provinceUpkeepForm.safeParse({ externalDueDays: wrong, reviewNoticeDays: '30', rowVersion: '0' }).success, wrong).toBe(false);
		await setProvinceUpkeep(coordinator, { ...province, rowVersion: 1, months: { QT: 0 } });
		expect(await review()).toBeUndefined();
	});

	it('cannot be nonsense in the database itself', async () => {
		for (const value of ['{}', '30', '{"externalDueDays": 0, "reviewNoticeDays": 30}', '{"externalDueDays": 1.5, "reviewNoticeDays": 30}'])
			await expect(world.client.$executeRaw`update setting set value = ${value}::jsonb where key = 'upkeep'`, value).rejects.toThrow(
				'setting_upkeep'
			);
	});
});
