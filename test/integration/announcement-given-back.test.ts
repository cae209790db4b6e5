import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withdrawalSentence } from '#lib/domain/roll-out/announcements/sentences.ts';
import { everyProof } from '#lib/server/reports/every-proof.ts';
import { returnReport } from '#lib/server/reports/periodic/acts.ts';
import { announcementPage } from '#lib/server/roll-out/announcements/page.ts';
import { announcementsInForce } from '#lib/server/roll-out/announcements/in-force.ts';
import { giveBackAnnouncement, sendAnnouncement } from '#lib/server/roll-out/announcements/send.ts';
import { withdrawAnnouncement } from '#lib/server/roll-out/announcements/sign.ts';
import { readCells } from '#lib/server/roll-out/cells.ts';
import { recordProofs } from '#lib/server/roll-out/prove.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { documentsWorld, password, trailOf, type DocumentsWorld } from '#test/support/documents.ts';
import { rawRows } from '#test/support/raw-rows.ts';

/* What proved a step and was given back, after the job had written it down. The announcement is there as if a head had signed it. */
let world: DocumentsWorld;
let announcementId = '';
let waveId = '';
beforeAll(async () => {
	world = await documentsWorld('2026-11-24T02:00:00Z');
	const standard = { code: 'ISO9001-2015', nameVi: 'TCVN ISO 9001:2015', nameEn: 'ISO 9001:2015', edition: 2015, sortOrder: 1 };
	await world.client.standard.create({ data: standard });
	await rawRows(world.client, async (put) => {
		await put('roll_out_phase', { code: 'announce', name_vi: 'Công bố', name_en: 'Announce', short_vi: 'CB', short_en: 'A' });
		const wave = { title: 'Đợt', kind: 'build', state: 'open', year: 2026, opened_on: '2026-01-05', proves_from: null };
		waveId = await put('roll_out_wave', wave);
		await put('roll_out_unit', { wave_id: waveId, unit_id: world.unitId, joined_on: '2026-01-05' });
		const step = { wave_id: waveId, phase_code: 'announce', title_vi: 'Gửi công bố', title_en: '', code: 'S', added_on: '2026-01-05' };
		await put('roll_out_step', { ...step, proof: 'announcement_sent' });
		const signed = { state: 'signed', standard_code: standard.code, content: {}, signed_at: '2026-11-20T02:00:00Z' };
		for (const unit_id of [world.unitId, world.otherUnitId]) {
			const days = { decision_date: '2026-11-20', effective_on: '2026-11-20' };
			const id = await put('announcement', { ...signed, ...days, unit_id, number: `CB-${unit_id.slice(-4)}`, decision_number: '12/QĐ' });
			if (unit_id === world.unitId) announcementId = id;
		}
	});
});
afterAll(() => world.close());

const at = async () => {
	const { rowVersion } = await world.client.announcement.findUniqueOrThrow({ where: { id: announcementId } });
	return { id: announcementId, rowVersion };
};
const send = async () => sendAnnouncement(await world.as('officer'), { ...(await at()), sentOn: world.day(), note: '' });
const giveBack = async () => giveBackAnnouncement(await world.as('coordinator'), { ...(await at()), reason: 'Thiếu phụ lục' });
const stands = async (day = world.day()) =>
	(await readCells(world.system, everyProof, day, Prisma.sql`w.id = ${waveId}::uuid`)).map(({ state }) => state);
const acts = async () => {
	const rows = await world.client.rollOutAct.findMany({ orderBy: { number: 'asc' }, select: { event: true, text: true } });
	return rows.map(({ event, text }) => [event, text]);
};

describe('a sending that is given back', () => {
	it('proves nothing any more, also after the job had written it down; the days before keep it', async () => {
		await send();
		expect(await recordProofs(world.system, everyProof)).toBe(1);
		expect(await stands()).toEqual(['proven']);
		const sentOn = world.day();
		world.clock.set(new Date('2026-11-26T02:00:00Z'));
		await giveBack();
		expect(await stands()).toEqual(['open']);
		expect(await stands(sentOn)).toEqual(['proven']);
		expect(await acts()).toEqual([
			['prove', null],
			['lose_proof', 'Thiếu phụ lục']
		]);
		const item = await world.client.rollOutItem.findFirstOrThrow();
		expect(item).toMatchObject({ state: 'open', doneOn: null, settledOn: null });
		expect(await trailOf(world, item.id)).toEqual(['roll_out_item.prove', 'roll_out_item.lose_proof']);
		expect(await recordProofs(world.system, everyProof)).toBe(0);

		// The job looked for it before it was given back, and comes to write it down only after.
		let asked = 0;
		const held = (units: Prisma.Sql, day: Prisma.Sql) => {
			asked += 1;
			return everyProof['announcement_sent']?.held(units, asked === 1 ? Prisma.sql`${sentOn}::date` : day) ?? Prisma.empty;
		};
		expect(await recordProofs(world.system, { ...everyProof, announcement_sent: { held } })).toBe(0);
		expect([asked > 1, await stands()]).toEqual([true, ['open']]);

		world.clock.set(new Date('2026-11-27T02:00:00Z'));
		await send();
		expect(await recordProofs(world.system, everyProof)).toBe(1);
		expect(await stands()).toEqual(['proven']);
	});

	it('leaves what a coordinator accepted by hand as it is', async () => {
		await world.client.$transaction(async (tx) => {
			await tx.$executeRawUnsafe('alter table roll_out_item disable trigger user');
			await tx.$executeRaw`update roll_out_item set state = 'accepted', settled_by_id = ${world.ids.coordinator}::uuid`;
			await tx.$executeRawUnsafe('alter table roll_out_item enable trigger user');
		});
		await giveBack();
		expect((await world.client.rollOutItem.findFirstOrThrow()).state).toBe('accepted');
	});
});

it('a page after the last says how many announcements there are', async () => {
	const ask = async (page: number) =>
		announcementsInForce(await world.as('coordinator'), { unitId: null, day: world.day(), page, pageSize: 1 });
	expect([(await ask(1)).items.length, (await ask(1)).total]).toEqual([1, 2]);
	expect(await ask(3)).toEqual({ items: [], total: 2 });
	const none = { unitId: null, day: '2026-01-01', page: 3, pageSize: 1 };
	expect(await announcementsInForce(await world.as('coordinator'), none)).toEqual({ items: [], total: 0 });
});

it('a withdrawal is signed with the very sentence that was shown', async () => {
	const head = await world.as('head');
	const shown = (await announcementPage(head, announcementId)).withdrawalSentence;
	await withdrawAnnouncement(head, { ...(await at()), password, reason: 'Sáp nhập', from: world.day() });
	const { withdrawal, withdrawReason } = await announcementPage(head, announcementId);
	expect([withdrawal?.meaningText, withdrawReason]).toEqual([shown.vi, 'Sáp nhập']);
	expect(shown.vi).toContain('12/QĐ kể từ ngày ghi dưới đây');
	expect(withdrawalSentence({ decisionNumber: '12/QĐ', upcoming: true }).vi).toBe(
		'Tôi thu hồi công bố theo Quyết định số 12/QĐ, vì lý do ghi dưới đây.'
	);
});

it('a report that is given back proves its step no more either', async () => {
	const ids = { report: '', step: '' };
	await rawRows(world.client, async (put) => {
		const step = { wave_id: waveId, phase_code: 'announce', title_vi: 'Báo cáo năm', title_en: '', code: 'R', added_on: '2026-01-05' };
		ids.step = await put('roll_out_step', { ...step, position: 9, proof: 'report_december' });
		const words = { number: '1/BC', report_date: '2026-11-25', remarks: {} };
		const period = { kind: 'year', year: 2026, due_on: '2026-12-31' };
		ids.report = await put('periodic_report', {
			...words,
			...period,
			unit_id: world.unitId,
			state: 'sent',
			created_by_id: world.ids.officer
		});
		const issue = { ...words, report_id: ids.report, round: 1, facts: {}, sent_at: '2026-11-25T03:00:00Z', late_days: 0 };
		await put('periodic_report_issue', issue);
	});
	const state = async () => (await world.client.rollOutItem.findFirstOrThrow({ where: { stepId: ids.step } })).state;
	await recordProofs(world.system, everyProof);
	expect(await state()).toBe('proven');
	await returnReport(await world.as('coordinator'), ids.report, { rowVersion: 1, comment: 'Thiếu kế hoạch' });
	expect(await state()).toBe('open');
});
