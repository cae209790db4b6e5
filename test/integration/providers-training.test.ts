import { createHash, randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { providerForm, providerQuery, ratingForm } from '#lib/domain/reviews/providers/forms.ts';
import { defaultCriteria } from '#lib/domain/reviews/providers/rating.ts';
import { figureForm } from '#lib/domain/reviews/satisfaction/forms.ts';
import { resultsForm, trainingForm, trainingQuery } from '#lib/domain/reviews/training/forms.ts';
import { keepTable } from '#lib/server/files/kept-table.ts';
import { homePage } from '#lib/server/home.ts';
import { createProvider, editProvider, endProvider, rateProvider } from '#lib/server/reviews/providers/acts.ts';
import { providerFacts } from '#lib/server/reviews/providers/facts.ts';
import { providerList, providerPage } from '#lib/server/reviews/providers/pages.ts';
import { remindOfReviews } from '#lib/server/reviews/remind.ts';
import { enterFigures } from '#lib/server/reviews/satisfaction/acts.ts';
import { satisfactionFacts } from '#lib/server/reviews/satisfaction/facts.ts';
import { importFigures, previewFigures } from '#lib/server/reviews/satisfaction/import.ts';
import { satisfactionPage } from '#lib/server/reviews/satisfaction/page.ts';
import { cancelTraining, createTraining, editTraining, enterResults, sayEffect } from '#lib/server/reviews/training/acts.ts';
import { addCertificate, endCertificate } from '#lib/server/reviews/training/certificates.ts';
import { trainingFacts } from '#lib/server/reviews/training/facts.ts';
import { dropNeed, planNeed } from '#lib/server/reviews/training/needs.ts';
import { certificatePage, trainingDetail, trainingOfPerson, trainingPage } from '#lib/server/reviews/training/pages.ts';
import { registerClosing } from '#lib/server/reviews/unit-closing.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { documentsWorld, noticesOf, refusal, trailOf, type DocumentsWorld, type Who } from '#test/support/documents.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

const code = async (act: Promise<unknown>) => (await refusal(act)).code;
const fields = async (act: Promise<unknown>) => (await refusal(act)).params.fields;
const attack = (sql: string) => world.client.$executeRawUnsafe(sql);

describe('external providers', () => {
	const entry = (name: string) => ({
		name,
		taxCode: '',
		contact: '',
		provides: 'Bảo trì máy tính',
		control: '',
		criteria: [...defaultCriteria]
	});
	const create = async (who: Who, name = 'Công ty A') =>
		createProvider(await world.as(who), { ...entry(name), unitId: world.unitId, startedOn: '2025-01-01', nextRatingOn: world.day(5) });
	const rating = (points: string, more: Record<string, string> = {}) =>
		ratingForm.parse({
			...{ year: '2026', ratedOn: world.day(), nextRatingOn: world.day(365), rowVersion: '1', ...more },
			...{ 'points:0': points, 'points:1': points, 'points:2': points, 'points:3': points }
		});
	let id = '';

	it('are kept by officer and heads, and read by the unit alone', async () => {
		for (const who of ['staff', 'outsider', 'coordinator'] as const) expect(await code(create(who)), who).toBe('forbidden');
		({ id } = await create('officer'));
		expect(await code(create('head', 'công ty a'))).toBe('provider_exists');
		expect((await providerPage(await world.as('staff'), id)).may).toEqual({ manage: false, rate: false, evidence: false });
		for (const who of ['outsider', 'coordinator', 'inspector'] as const)
			expect(await code(providerPage(await world.as(who), id)), who).toBe('provider_not_found');
		expect(
			providerForm.safeParse({ ...entry('B'), criteria: 'Chất lượng | 60\nGiá | 50', rowVersion: '1' }).error?.issues[0]?.message
		).toBe('criteria_weights');
		const { items } = await providerList(await world.as('staff'), world.unitId, providerQuery.parse({ state: 'unrated' }));
		expect(items.map(({ name, standing }) => [name, standing])).toEqual([['Công ty A', 'unrated']]);
	});

	it('are rated by their criteria, and say why where the outcome is not the proposed one', async () => {
		const rate = async (who: Who, input: ReturnType<typeof rating>) => rateProvider(await world.as(who), { ...input, providerId: id });
		expect(await code(rate('staff', rating('4')))).toBe('forbidden');
		expect(await fields(rate('officer', rating('6')))).toMatchObject({ 'points:0': 'points_needed' });
		expect(await fields(rate('officer', rating('4', { outcome: 'rejected' })))).toEqual({ remarks: 'outcome_reason' });
		expect(await rate('officer', rating('3'))).toMatchObject({ total: 60 });
		expect(await code(rate('officer', rating('3')))).toBe('stale');
		expect((await providerPage(await world.as('staff'), id)).provider.standing).toBe('conditional');
		await editProvider(await world.as('head'), {
			...entry('Công ty A'),
			criteria: [{ name: 'Một', weight: 100 }],
			providerId: id,
			rowVersion: 2
		});
		await rate(
			'head',
			ratingForm.parse({ year: '2026', ratedOn: world.day(), nextRatingOn: world.day(3), rowVersion: '3', 'points:0': '4,5' })
		);
		const page = await providerPage(await world.as('officer'), id);
		// Each keeps the criteria of its day.
		expect(page.ratings.map(({ total, outcome, scores }) => [total, outcome, scores.length])).toEqual([
			[90, 'approved', 1],
			[60, 'conditional', 4]
		]);
		expect(await trailOf(world, id)).toEqual([
			'external_provider.create',
			'external_provider.rate',
			'external_provider.edit',
			'external_provider.rate'
		]);
		await expect(attack(`update external_provider set outcome = 'rejected' where id = '${id}'`)).rejects.toThrow(/illegal_transition/);
		await expect(attack('update provider_rating set total = 100')).rejects.toThrow(/append_only/);
	});

	it('are reminded of, counted, and end with a reason', async () => {
		await remindOfReviews(world.system);
		expect(await noticesOf(world, 'officer', id)).toContain('provider_rating_due');
		expect(await providerFacts(world.system, world.unitId, '2026-01-01', world.day())).toMatchObject({
			...{ rated: 2, overdue: 0, counts: { total: 1, approved: 1, conditional: 0, rejected: 0, unrated: 0 } },
			providers: [{ total: 90, outcome: 'approved' }]
		});
		const { rowVersion } = (await providerPage(await world.as('officer'), id)).provider;
		await endProvider(await world.as('officer'), { providerId: id, reason: 'Hết hợp đồng', rowVersion });
		expect(await code(rateProvider(await world.as('officer'), { ...rating('4'), providerId: id }))).toBe('provider_ended');
		await create('officer');
		await expect(attack(`update external_provider set name = 'x' where id = '${id}'`)).rejects.toThrow(/content_frozen/);
	});
});

describe('figures of satisfaction and dossiers', () => {
	const figures = (more: Record<string, string> = {}) =>
		figureForm.parse({
			...{
				topic: 'dossiers',
				year: '2026',
				periodKind: 'quarter',
				period: '1',
				received: '1.000',
				onTime: '950',
				late: '30',
				returned: '20'
			},
			...{ source: 'Hệ thống một cửa', sourceOn: world.day(), ...more }
		});
	const give = async (who: Who, more: Record<string, string> = {}) =>
		enterFigures(await world.as(who), { ...figures(more), unitId: world.unitId });

	it('are given with their source, and corrected without losing what was there', async () => {
		for (const who of ['staff', 'outsider', 'coordinator'] as const) expect(await code(give(who)), who).toBe('forbidden');
		expect(await fields(give('officer', { late: '' }))).toEqual({ late: 'required' });
		expect(await fields(give('officer', { year: '2027' }))).toEqual({ period: 'period_not_begun' });
		expect(await fields(give('officer', { period: '5', sourceOn: world.day(1) }))).toEqual({
			period: 'period_unknown',
			sourceOn: 'day_to_come'
		});
		expect(await give('officer')).toMatchObject({ corrected: false });
		expect(await fields(give('officer', { onTime: '960' }))).toEqual({ reason: 'reason_required' });
		expect(await give('head', { onTime: '960', late: '20', reason: 'Đếm lại' })).toMatchObject({ corrected: true });
		const page = await satisfactionPage(await world.as('staff'), world.unitId, { year: 2026, topic: 'dossiers' });
		expect(page.items).toMatchObject([{ share: 960 / 980, earlier: [{ figures: [1000, 950, 30, 20], corrected: 'Đếm lại' }] }]);
		expect(await code(satisfactionPage(await world.as('outsider'), world.unitId, { year: 2026, topic: 'dossiers' }))).toBe('forbidden');
		await expect(attack('update service_figure set received = 1')).rejects.toThrow(/append_only/);
		await expect(
			attack(`insert into service_figure (id, unit_id, topic, year, period_kind, period, number, sent, answered, satisfied, source, source_on, entered_by_id, entered_at)
				values (gen_random_uuid(), '${world.unitId}', 'survey', 2026, 'year', 1, 1, 10, 11, 5, 'x', current_date, '${world.ids.officer}', now())`)
		).rejects.toThrow(/service_figure_topic/);
	});

	it('come from a table after a preview, all or nothing', async () => {
		const table = async (text: string) => {
			const bytes = Buffer.from(text);
			const tempPath = path.join(world.tools.tempDir, `${randomUUID()}.part`);
			await writeFile(tempPath, bytes);
			const sha256 = createHash('sha256').update(bytes).digest('hex');
			const received = { field: 'table', fileName: 'so-lieu.csv', tempPath, size: bytes.length, sha256 };
			const kept = await keepTable(await world.as('officer'), world.tools, received).finally(() => rm(tempPath, { force: true }));
			return kept.uploadId;
		};
		const head = 'Nội dung,Năm,Loại kỳ,Kỳ,Tiếp nhận,Đúng hạn,Trễ hạn,Trả lại,Phiếu gửi,Trả lời,Hài lòng,Nguồn,Ngày số liệu';
		const bad = await table(`${head}\nhồ sơ,2026,quý,2,10,9,x,0,,,,Một cửa,01/07/2026\nkhảo sát,2026,quý,1,,,,,10,12,8,Phiếu,01/04/2026`);
		const shown = await previewFigures(await world.as('officer'), world.tools, world.unitId, bad);
		expect(shown?.rows.map(({ faults }) => faults.map(({ field }) => field))).toEqual([['late'], ['answered']]);
		expect(await code(importFigures(await world.as('officer'), world.tools, { unitId: world.unitId, file: bad, reason: '' }))).toBe(
			'figures_faulty'
		);
		expect(await code(previewFigures(await world.as('staff'), world.tools, world.unitId, bad))).toBe('forbidden');
		const good = await table(
			`${head}\nhồ sơ,2026,quý,1,1000,970,10,20,,,,Một cửa,01/04/2026\nhồ sơ,2026,quý,2,500,490,10,0,,,,Một cửa,01/07/2026\nkhảo sát,2026,6 tháng,1,,,,,200,100,95,Phiếu,01/07/2026`
		);
		const preview = await previewFigures(await world.as('officer'), world.tools, world.unitId, good);
		expect(preview?.rows.map(({ does }) => does)).toEqual(['correct', 'enter', 'enter']);
		expect(await fields(importFigures(await world.as('officer'), world.tools, { unitId: world.unitId, file: good, reason: '' }))).toEqual({
			reason: 'reason_required'
		});
		expect(await world.client.serviceFigure.count()).toBe(2);
		expect(
			await importFigures(await world.as('officer'), world.tools, { unitId: world.unitId, file: good, reason: 'Theo báo cáo quý' })
		).toEqual({ written: 3 });
		const again = await previewFigures(await world.as('officer'), world.tools, world.unitId, good);
		expect(again?.rows.map(({ does }) => does)).toEqual(['same', 'same', 'same']);
		const facts = await satisfactionFacts(world.system, world.unitId, '2026-01-01', '2026-06-30');
		expect(facts).toMatchObject({
			dossiers: { periodKind: 'quarter', periods: 2, figures: { received: 1500, onTime: 1460 }, share: 1460 / 1480 },
			survey: { periodKind: 'half_year', share: 0.95, sources: [{ source: 'Phiếu', sourceOn: '2026-07-01' }] },
			feedback: null
		});
	});
});

describe('training and certificates', () => {
	const input = (more: Record<string, string | string[]> = {}) =>
		trainingForm.parse({
			topic: 'Nhận thức ISO 9001',
			heldOn: world.day(-3),
			hours: '3,5',
			trainer: 'Chi cục',
			people: [world.ids.drafter, world.ids.staff],
			...more
		});
	const create = async (who: Who, more: Record<string, string | string[]> = {}) =>
		createTraining(await world.as(who), { ...input(more), unitId: world.unitId });
	const results = (list: Record<string, string>, rowVersion: number, fix = '') =>
		resultsForm.parse({
			rowVersion: String(rowVersion),
			fix,
			...Object.fromEntries(Object.entries(list).map(([id, result]) => [`result:${id}`, result]))
		});
	let id = '';
	let needId = '';

	it('are planned, held, and fixed with who took part', async () => {
		const plan = async (who: Who) =>
			planNeed(await world.as(who), {
				unitId: world.unitId,
				year: 2026,
				topic: 'Nhận thức',
				reason: '',
				audience: 'Toàn Sở',
				plannedOn: '2026-11-01',
				responsibleId: null
			});
		for (const who of ['staff', 'outsider', 'coordinator'] as const) expect(await code(plan(who)), who).toBe('forbidden');
		({ id: needId } = await plan('officer'));
		await remindOfReviews(world.system);
		expect(await noticesOf(world, 'officer', needId)).toEqual(['training_need_late']);
		expect(await fields(create('officer', { people: [world.ids.outsider] }))).toEqual({ people: 'not_staff' });
		({ id } = await create('officer', { needId }));
		const home = JSON.stringify(await homePage(await world.as('officer'), world.unitId));
		expect(home).toContain('training_fix');
		const enter = async (who: Who, list: Record<string, string>, rowVersion: number, fix = '') =>
			enterResults(await world.as(who), { ...results(list, rowVersion, fix), trainingId: id });
		expect(await code(enter('staff', {}, 1))).toBe('forbidden');
		expect(await code(sayEffect(await world.as('officer'), { trainingId: id, effect: 'x', rowVersion: 1 }))).toBe('training_not_fixed');
		expect(await code(enter('officer', { [world.ids.drafter]: 'passed' }, 1, 'yes'))).toBe('training_open_results');
		await enter('officer', { [world.ids.drafter]: 'passed' }, 1);
		expect(await code(enter('officer', { [world.ids.staff]: 'absent' }, 1, 'yes'))).toBe('stale');
		await enter('officer', { [world.ids.staff]: 'absent' }, 2, 'yes');
		expect(await code(editTraining(await world.as('officer'), { ...input(), trainingId: id, rowVersion: 3 }))).toBe('training_fixed');
		await sayEffect(await world.as('head'), { trainingId: id, effect: 'Ít lỗi hồ sơ hơn', rowVersion: 3 });
		expect(await trailOf(world, id)).toEqual(['training.create', 'training.results', 'training.fix', 'training.effect']);
		await expect(attack(`update training_participant set result = 'passed' where training_id = '${id}'`)).rejects.toThrow(/content_frozen/);
		await expect(attack(`delete from training_participant where training_id = '${id}'`)).rejects.toThrow(/content_frozen/);
		await expect(attack(`update training set topic = 'x' where id = '${id}'`)).rejects.toThrow(/content_frozen/);
	});

	it('show a person their own line, and everybody’s to the officer and the heads', async () => {
		expect((await trainingDetail(await world.as('officer'), id)).people.map(({ result }) => result).sort()).toEqual(['absent', 'passed']);
		expect((await trainingDetail(await world.as('staff'), id)).people.map(({ id: who, result }) => [who, result])).toEqual([
			[world.ids.staff, 'absent']
		]);
		expect((await trainingDetail(await world.as('reviewer'), id)).people).toEqual([]);
		expect(await code(trainingDetail(await world.as('coordinator'), id))).toBe('training_not_found');
		const people = async (who: Who) =>
			(await trainingPage(await world.as(who), world.unitId, trainingQuery.parse({ view: 'people' }))).people;
		expect((await people('head')).map(({ id: who, hours }) => [who, hours]).sort()).toEqual(
			[
				[world.ids.drafter, 3.5],
				[world.ids.staff, 0]
			].sort()
		);
		expect((await people('drafter')).map(({ id: who }) => who)).toEqual([world.ids.drafter]);
		expect(await trainingOfPerson(await world.as('staff'), world.unitId, world.ids.drafter)).toBeNull();
		expect((await trainingOfPerson(await world.as('drafter'), world.unitId, world.ids.drafter))?.trainings).toMatchObject([
			{ result: 'passed', hours: 3.5 }
		]);
	});

	it('call people to one that is to come, and can be cancelled', async () => {
		const { id: later } = await create('officer', { heldOn: world.day(7) });
		expect(await noticesOf(world, 'staff', later)).toEqual(['training_called']);
		expect(
			await code(
				enterResults(await world.as('officer'), {
					...results({ [world.ids.staff]: 'passed', [world.ids.drafter]: 'passed' }, 1, 'yes'),
					trainingId: later
				})
			)
		).toBe('training_to_come');
		await cancelTraining(await world.as('officer'), { trainingId: later, reason: 'Dời sang năm sau', rowVersion: 1 });
		expect((await trainingDetail(await world.as('staff'), later)).training.state).toBe('cancelled');
	});

	it('give certificates that are reminded of before they end', async () => {
		const add = async (who: Who, more: { userId?: string; trainingId?: string | null } = {}) =>
			addCertificate(await world.as(who), {
				...{
					unitId: world.unitId,
					userId: world.ids.drafter,
					trainingId: null,
					name: 'Đánh giá viên nội bộ',
					number: '01',
					issuer: 'Chi cục'
				},
				...{ issuedOn: world.day(-300), validTo: world.day(20), ...more }
			});
		expect(await code(add('staff'))).toBe('forbidden');
		expect(await fields(add('officer', { userId: world.ids.head, trainingId: id }))).toEqual({ trainingId: 'invalid' });
		const { id: certificateId } = await add('officer', { trainingId: id });
		expect((await certificatePage(await world.as('drafter'), certificateId)).certificate.state).toBe('ending');
		for (const who of ['staff', 'outsider', 'coordinator'] as const)
			expect(await code(certificatePage(await world.as(who), certificateId)), who).toBe('certificate_not_found');
		await remindOfReviews(world.system);
		expect(await noticesOf(world, 'drafter', certificateId)).toEqual(['certificate_ending']);
		expect(await noticesOf(world, 'officer', certificateId)).toEqual(['certificate_ending']);
		expect(await trainingFacts(world.system, world.unitId, '2026-01-01', '2026-12-31')).toMatchObject({
			...{ hours: 3.5, people: 1, held: [{ took: 1, failed: 0, effect: 'Ít lỗi hồ sơ hơn' }] },
			...{ needs: { total: 1, met: 1, late: 0, dropped: 0 }, certificates: { valid: 0, ending: 0, lapsed: 1 } }
		});
		await endCertificate(await world.as('officer'), { certificateId, reason: 'Đã cấp lại', rowVersion: 1 });
		await expect(attack(`update person_certificate set valid_to = '2030-01-01' where id = '${certificateId}'`)).rejects.toThrow(
			/content_frozen/
		);
	});

	it('and what else is open ends with the unit', async () => {
		const open = await planNeed(await world.as('officer'), {
			unitId: world.unitId,
			year: 2026,
			topic: 'Khác',
			reason: '',
			audience: '',
			plannedOn: '2026-12-30',
			responsibleId: null
		});
		const dropped = await planNeed(await world.as('officer'), {
			unitId: world.unitId,
			year: 2026,
			topic: 'Bỏ',
			reason: '',
			audience: '',
			plannedOn: '2026-12-30',
			responsibleId: null
		});
		await dropNeed(await world.as('officer'), { unitId: world.unitId, needId: dropped.id, reason: 'Thừa', rowVersion: 1 });
		const { id: planned } = await create('officer', { heldOn: world.day(9) });
		await transaction(world.system, (ctx) =>
			registerClosing.fromDay(ctx, { unitId: world.unitId, day: world.day(), heirIds: [], eventId: open.id })
		);
		expect(await trailOf(world, open.id)).toEqual(['training_need.plan', 'training_need.drop']);
		expect(await trailOf(world, planned)).toEqual(['training.create', 'training.cancel']);
		expect(await world.client.externalProvider.count({ where: { endedOn: null } })).toBe(0);
	});
});
