import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadStandards, readEditions } from '../../prisma/seed/standards.ts';
import { publicActor } from '#lib/domain/permissions/actor.ts';
import type { AnnouncementInput } from '#lib/domain/roll-out/announcements/forms.ts';
import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { homePage } from '#lib/server/home.ts';
import { createContext } from '#lib/server/platform/context.ts';
import { stopTypst } from '#lib/server/pdf/typst.ts';
import {
	createConfirmation,
	refreshConfirmation,
	saveConfirmation,
	signConfirmation
} from '#lib/server/roll-out/announcements/confirmations.ts';
import { confirmationPage } from '#lib/server/roll-out/announcements/confirmation-page.ts';
import { correctAnnouncement } from '#lib/server/roll-out/announcements/correct.ts';
import {
	cancelAnnouncement,
	createAnnouncement,
	keepInScope,
	saveAnnouncement,
	typeScope
} from '#lib/server/roll-out/announcements/draft.ts';
import { provinceAnnouncements, unitAnnouncements, type ProvinceFilter } from '#lib/server/roll-out/announcements/list.ts';
import { announcementsInForce } from '#lib/server/roll-out/announcements/in-force.ts';
import { announcementsPage, parseProvinceQuery } from '#lib/server/roll-out/announcements/list-page.ts';
import { newAnnouncementPage } from '#lib/server/roll-out/announcements/new-page.ts';
import { announcementPage } from '#lib/server/roll-out/announcements/page.ts';
import { announcementPaper, confirmationPaper } from '#lib/server/roll-out/announcements/papers.ts';
import { publicRegister, registerUnit } from '#lib/server/roll-out/announcements/register.ts';
import { announcementRules, setAnnouncementRules } from '#lib/server/roll-out/announcements/rules.ts';
import { giveBackAnnouncement, postAnnouncement, receiveAnnouncement, sendAnnouncement } from '#lib/server/roll-out/announcements/send.ts';
import {
	recallAnnouncement,
	returnAnnouncement,
	signAnnouncement,
	submitAnnouncement,
	withdrawAnnouncement
} from '#lib/server/roll-out/announcements/sign.ts';
import { closeEndedUnits, recordUnitEvent } from '#lib/server/unit-closing.ts';
import { pastGuards } from '#test/support/raw-writes.ts';
import {
	documentsWorld,
	issuedVersion,
	noticesOf,
	password,
	refusal,
	trailOf,
	type DocumentsWorld,
	type Who
} from '#test/support/documents.ts';

process.env.SECRET_KEY ??= Buffer.alloc(32, 7).toString('base64');

const v2008 = 'ISO9001:2008';
let world: DocumentsWorld;
let standard: string;
let older: string;
beforeAll(async () => {
	world = await documentsWorld('2026-11-26T02:00:00Z', { parent: 'UBND-TINH' });
	await loadStandards(world.system, await readEditions());
	const editions = await world.client.standard.findMany({ orderBy: { sortOrder: 'asc' } });
	standard = editions.find(({ edition }) => edition === 2015)?.code ?? '';
	older = editions.find(({ edition }) => edition === 2008)?.code ?? v2008;
	await setAnnouncementRules(await world.as('coordinator'), {
		sendDays: 10,
		text: ['Căn cứ Quyết định số 19/2014/QĐ-TTg', 'Căn cứ văn bản đã hết hiệu lực'],
		from: ['2014-04-20', '2010-01-01'],
		to: ['', '2020-01-01']
	});
	for (const name of ['Chứng thực bản sao', 'Cấp bản sao trích lục']) await aService(name);
});
afterAll(async () => {
	await stopTypst();
	await world.close();
});

let services = 0;
/** A service that the unit handles by a procedure in force. */
async function aService(name: string, unitId = world.unitId): Promise<string> {
	services += 1;
	const { documentId } = await issuedVersion(world);
	const { id } = await world.client.adminService.create({ data: { code: `1.00${services}.H27`, codeKey: `100${services}H27` } });
	const row = { name, field: 'Tư pháp', decisionNumber: '1/QĐ', decisionDate: toDbDate('2024-01-01'), validFrom: toDbDate('2024-01-01') };
	await world.client.adminServiceVersion.create({ data: { serviceId: id, ...row, kindCodes: ['T-KIND'] } });
	await world.client.adminServiceLink.create({ data: { unitId, serviceId: id, documentId } });
	return id;
}

const code = async (act: Promise<unknown>) => (await refusal(act)).code;
const row = (id: string) => world.client.announcement.findUniqueOrThrow({ where: { id } });
const at = async (id: string) => ({ id, rowVersion: (await row(id)).rowVersion });
const page = async (id: string, who: Who = 'officer') => announcementPage(await world.as(who), id);

async function drafted(more: Partial<Parameters<typeof createAnnouncement>[1]> = {}) {
	return createAnnouncement(await world.as('officer'), { unitId: world.unitId, kind: null, standardCode: standard, ...more });
}

async function filled(id: string, more: Partial<AnnouncementInput> = {}): Promise<void> {
	const { words, kind, standardCode, confirmationId, rowVersion, takenOn } = await page(id);
	await saveAnnouncement(await world.as('officer'), {
		...{ id, kind, standardCode, confirmationId, rowVersion },
		decisionNumber: `${numbers++}/QĐ-SNV`,
		decisionDate: takenOn ? '2019-06-01' : world.day(),
		effectiveOn: world.day(),
		effectiveTo: null,
		place: words.place,
		subject: words.subject,
		authority: words.authority || 'GIÁM ĐỐC',
		grounds: [...words.grounds],
		fields: words.fields,
		responsible: words.responsible,
		recipients: [...words.recipients],
		...more
	});
}
let numbers = 100;

async function sign(id: string, who: Who = 'head'): Promise<void> {
	const shown = await page(id, who);
	await signAnnouncement(await world.as(who), { id, rowVersion: shown.rowVersion, password, sha256: shown.sha256 ?? '0'.repeat(64) });
}

const open = (address = '10.0.0.1') => createContext({ actor: publicActor, client: world.client, clock: world.clock, address });
const look = async (q = '', on: Day | null = null) => publicRegister(open(), { q, on, page: 1 });

describe('a confirmation that the system is in effect', () => {
	it('takes its figures from eISO, is signed by a head over them, and stays so', async () => {
		const officer = await world.as('officer');
		const { id, number } = await createConfirmation(officer, { unitId: world.unitId });
		expect(number).toBe('XN-2026-001');
		expect(await code(createConfirmation(officer, { unitId: world.unitId }))).toBe('confirmation_draft_exists');
		const shown = await confirmationPage(officer, id);
		expect(shown.words.documents).toContain('2 tài liệu đang có hiệu lực (2 QT)');
		expect(shown.words.audit).toContain('Chưa có');
		const words = { ...shown.words, review: 'Biên bản số 02', reviewOn: world.day(-3) };
		await saveConfirmation(officer, { id, rowVersion: shown.rowVersion, effective: true, ...words });
		expect(await code(refreshConfirmation(officer, { id, rowVersion: shown.rowVersion }))).toBe('stale');
		const seen = await confirmationPage(await world.as('head'), id);
		const signing = { id, rowVersion: seen.rowVersion, password, sha256: seen.sha256 ?? '' };
		expect(await code(signConfirmation(officer, signing))).toBe('forbidden');
		expect(await code(signConfirmation(await world.as('head'), { ...signing, sha256: 'f'.repeat(64) }))).toBe('content_changed');
		expect(await code(signConfirmation(await world.as('head'), { ...signing, password: 'sai' }))).toBe('signature_refused');
		await signConfirmation(await world.as('head'), signing);
		expect(await trailOf(world, id)).toEqual(['system_confirmation.create', 'system_confirmation.edit', 'system_confirmation.sign']);
		expect(await noticesOf(world, 'officer', id)).toEqual(['confirmation_signed']);
		const text = await textIn(confirmationPaper(officer, id));
		for (const part of ['BẢN XÁC NHẬN HIỆU LỰC', 'Biên bản số 02', '2 tài liệu đang có hiệu lực', 'GIÁM ĐỐC']) expect(text).toContain(part);
		for (const change of ['effective = false', "words = '{}'", "state = 'draft'", 'signature_id = null'])
			await expect(world.client.$executeRawUnsafe(`update system_confirmation set ${change} where id = '${id}'`)).rejects.toThrow(
				/content_frozen/
			);
	});
});

describe('a draft', () => {
	it('is proposed as the first, with the services that have a procedure in force and the grounds of today', async () => {
		const proposal = await newAnnouncementPage(await world.as('officer'), world.unitId);
		expect(proposal).toMatchObject({ kind: 'first', services: 2, change: null, mayTakeOn: true });
		const { id, number } = await drafted();
		expect(number).toBe('CB-2026-001');
		expect(await refusal(drafted())).toMatchObject({ code: 'announcement_draft_exists', params: { number } });
		const shown = await page(id);
		expect(shown).toMatchObject({ kind: 'first', phase: 'draft', missing: 'announcement_without_decision' });
		expect(shown.services.map(({ name }) => name).toSorted()).toEqual(['Chứng thực bản sao', 'Cấp bản sao trích lục'].toSorted());
		expect(shown.words.grounds).toEqual(['Căn cứ Quyết định số 19/2014/QĐ-TTg']);
		expect(shown.words.subject).toBe('Về việc công bố Hệ thống quản lý chất lượng phù hợp Tiêu chuẩn quốc gia TCVN ISO 9001:2015');
	});

	it('does not exist for anybody outside, and the head alone signs it', async () => {
		const [draft] = (await unitAnnouncements(await world.as('officer'), world.unitId)).items;
		const id = draft?.id ?? '';
		for (const who of ['staff', 'reviewer', 'outsider', 'coordinator', 'inspector', 'administrator'] as const)
			expect(await code(page(id, who)), who).toBe('announcement_not_found');
		const parent = await world.addPerson(['officer'], { unitId: await parentUnit() });
		expect(await code(announcementPage(await world.asId(parent), id))).toBe('announcement_not_found');
		expect(
			await code(createAnnouncement(await world.as('coordinator'), { unitId: world.unitId, kind: null, standardCode: standard }))
		).toBe('forbidden');
		await filled(id);
		const shown = await page(id);
		expect(
			await code(signAnnouncement(await world.as('officer'), { id, rowVersion: shown.rowVersion, password, sha256: shown.sha256 ?? '' }))
		).toBe('forbidden');
	});

	it('is handed in, given back with the reason, taken back, and not written in meanwhile', async () => {
		const [draft] = (await unitAnnouncements(await world.as('officer'), world.unitId)).items;
		const id = draft?.id ?? '';
		const officer = await world.as('officer');
		await submitAnnouncement(officer, await at(id));
		expect(await noticesOf(world, 'head', id)).toContain('announcement_submitted');
		expect((await homePage(await world.as('head'), world.unitId)).duties.map(({ what }) => what)).toContain('announcement_sign');
		expect(await code(filled(id))).toBe('announcement_submitted');
		expect(await code(returnAnnouncement(await world.as('head'), { ...(await at(id)), reason: ' ' }))).toBe('invalid');
		await returnAnnouncement(await world.as('head'), { ...(await at(id)), reason: 'Thiếu căn cứ' });
		expect((await page(id)).returnedReason).toBe('Thiếu căn cứ');
		expect((await homePage(officer, world.unitId)).duties.map(({ what }) => what)).toContain('announcement_returned');
		await submitAnnouncement(officer, await at(id));
		await recallAnnouncement(officer, await at(id));
		expect(await code(recallAnnouncement(officer, await at(id)))).toBe('announcement_not_submitted');
		await cancelAnnouncement(officer, { ...(await at(id)), reason: 'Làm lại' });
		expect(await code(cancelAnnouncement(officer, { ...(await at(id)), reason: 'Làm lại' }))).toBe('illegal_transition');
		expect((await look()).rows).toEqual([]);
	});
});

describe('what is signed', () => {
	let first: string;

	it('holds from its first day, with a hash over all that its papers say', async () => {
		const confirmation = await world.client.systemConfirmation.findFirstOrThrow({ where: { state: 'signed' } });
		const { id } = await drafted({ confirmationId: confirmation.id });
		await filled(id, { decisionNumber: '412/QĐ-SNV', fields: 'Tư pháp, hộ tịch' });
		const shown = await page(id, 'head');
		await filled(id, { decisionNumber: '412/QĐ-SNV', fields: 'Tư pháp' });
		const stale = { id, rowVersion: (await row(id)).rowVersion, password, sha256: shown.sha256 ?? '' };
		expect(await code(signAnnouncement(await world.as('head'), stale))).toBe('content_changed');
		const waits = async () =>
			(await unitAnnouncements(await world.as('officer'), world.unitId)).items.find((item) => item.id === id)?.waits;
		expect(await waits()).toBe(false);
		await submitAnnouncement(await world.as('officer'), await at(id));
		expect(await waits()).toBe(true);
		await sign(id);
		expect(await waits()).toBe(false);
		first = id;
		const after = await page(id);
		expect(after).toMatchObject({ state: 'signed', phase: 'in_force', asSigned: true, effectiveTo: null });
		expect(after.signature).toMatchObject({ position: 'Giám đốc', meaning: 'sign_announcement' });
		expect(after.signature?.meaningText).toContain('412/QĐ-SNV ngày 26/11/2026');
		expect(await noticesOf(world, 'officer', id)).toEqual(['announcement_signed']);
	});

	it('stays as it was signed, whatever SQL is tried', async () => {
		const attack = (sql: string) => world.client.$executeRawUnsafe(sql);
		const other = '00000000-0000-7000-8000-000000000000';
		for (const change of [
			"kind = 'again'",
			"decision_number = '1/QĐ'",
			"decision_date = '2020-01-01'",
			"words = '{}'",
			"content = '{}'",
			"effective_on = '2020-01-01'",
			`confirmation_id = '${other}'`,
			'signature_id = null',
			"state = 'draft'",
			"state = 'cancelled'",
			"number = 'CB-1'"
		])
			await expect(attack(`update announcement set ${change} where id = '${first}'`), change).rejects.toThrow(
				/content_frozen|illegal_transition|check constraint/
			);
		await expect(
			attack(`update announcement set effective_to = '2020-01-01', ended_for = 'superseded' where id = '${first}'`)
		).rejects.toThrow(/past_fixed|announcement_range/);
		await expect(
			attack(`update announcement set state = 'withdrawn', withdrawn_at = now(), withdraw_reason = 'x', effective_to = '2099-01-01', ended_for = 'withdrawn',
			withdraw_signature_id = signature_id where id = '${first}'`)
		).rejects.toThrow(/unsigned/);
		await expect(attack(`delete from announcement where id = '${first}'`)).rejects.toThrow(/append_only/);
		await expect(attack(`delete from announcement_service where announcement_id = '${first}'`)).rejects.toThrow(/content_frozen/);
		await expect(attack(`update announcement_service set name = 'x' where announcement_id = '${first}'`)).rejects.toThrow(/content_frozen/);
		await expect(
			attack(
				`insert into announcement_service (id, announcement_id, position, code, name, field) values (gen_random_uuid(), '${first}', 99, 'x', 'x', 'x')`
			)
		).rejects.toThrow(/content_frozen/);
		const born = `insert into announcement (id, unit_id, number, kind, state, standard_code, words, created_by_id, created_at)
			values (gen_random_uuid(), '${world.unitId}', 'CB-9', 'first', 'signed', '${standard}', '{}', '${world.ids.head}', now())`;
		await expect(attack(born)).rejects.toThrow(/illegal_transition/);
		const unsigned = await drafted();
		await filled(unsigned.id, { kind: 'again', effectiveOn: world.day(5) });
		const forged = `update announcement set state = 'signed', signed_at = eiso_now(), content = '{}', signature_id = (select signature_id from announcement where id = '${first}') where id = '${unsigned.id}'`;
		await expect(attack(forged)).rejects.toThrow(/unsigned|unique/i);
		await cancelAnnouncement(await world.as('officer'), { ...(await at(unsigned.id)), reason: 'Chỉ thử' });
	});

	it('is printed from what was frozen, not from what the unit is called later', async () => {
		const before = (await announcementPaper(await world.as('officer'), first, 'decision')).bytes;
		await renamed('Tên mới');
		const { bytes } = await announcementPaper(await world.as('coordinator'), first, 'decision');
		expect(Buffer.from(bytes).equals(Buffer.from(before))).toBe(true);
		const text = allText(bytes);
		for (const part of [
			'QUYẾT ĐỊNH',
			'412/QĐ-SNV',
			'Căn cứ Quyết định số 19/2014/QĐ-TTg;',
			'Căn cứ Bản xác nhận hiệu lực số XN-2026-001',
			'ĐƠN VỊ SO-NV',
			'Điều 1.',
			'PHỤ LỤC',
			'Chứng thực bản sao'
		])
			expect(text).toContain(part);
		expect(text).not.toContain('DỰ THẢO');
		const statement = await textIn(announcementPaper(await world.as('head'), first, 'statement'));
		for (const part of ['BẢN CÔNG BỐ', 'CÔNG BỐ:', 'XN-2026-001', 'Tư pháp']) expect(statement).toContain(part);
		await renamed('Đơn vị SO-NV');
	});

	it('ends on the first day of the next one, whose kind must say what happens', async () => {
		await aService('Đăng ký khai sinh');
		const proposal = await newAnnouncementPage(await world.as('officer'), world.unitId);
		expect(proposal).toMatchObject({ kind: 'extension', mayTakeOn: false });
		expect(proposal.change?.added.map(({ name }) => name)).toEqual(['Đăng ký khai sinh']);
		const { id } = await drafted();
		await filled(id, { decisionNumber: '412/qđ-snv', effectiveOn: world.day(10) });
		expect(await code(sign(id))).toBe('announcement_decision_used');
		await filled(id, { kind: 'narrowing', effectiveOn: world.day(10) });
		expect((await page(id)).missing).toBe('announcement_kind_differs');
		expect(await code(submitAnnouncement(await world.as('officer'), await at(id)))).toBe('announcement_kind_differs');
		await filled(id, { kind: 'extension', effectiveOn: world.day(10) });
		await sign(id);
		expect(await row(first)).toMatchObject({ effectiveTo: toDbDate(world.day(10)), endedFor: 'superseded' });
		expect(await page(id)).toMatchObject({ phase: 'upcoming', predecessor: { id: first } });
		expect((await registerUnit(open(), world.unitId)).entries.map((entry) => entry.id)).toEqual([first]);
		const another = await drafted({ effectiveOn: world.day(5) });
		await filled(another.id, { kind: 'again', effectiveOn: world.day(5) });
		expect(await code(sign(another.id))).toBe('successor_pending');
		await cancelAnnouncement(await world.as('officer'), { ...(await at(another.id)), reason: 'Chỉ thử' });

		// Taken back before its day, it never held: what it would have replaced goes on.
		const head = await world.as('head');
		await withdrawAnnouncement(head, { ...(await at(id)), password, reason: 'Hoãn', from: null });
		expect(await row(first)).toMatchObject({ effectiveTo: null, endedFor: null });
		expect(await page(id)).toMatchObject({ phase: 'withdrawn' });
		expect(await code(withdrawAnnouncement(head, { ...(await at(id)), password, reason: 'Hoãn', from: null }))).toBe('illegal_transition');
		expect((await registerUnit(open(), world.unitId)).entries).toHaveLength(1);
	});

	it('goes to the Department, is given back and received; nobody else answers', async () => {
		const officer = await world.as('officer');
		const coordinator = await world.as('coordinator');
		expect((await homePage(officer, world.unitId)).duties.map(({ what }) => what)).toContain('announcement_send');
		expect(await code(receiveAnnouncement(coordinator, { ...(await at(first)), receivedOn: world.day() }))).toBe('announcement_not_sent');
		expect(await code(sendAnnouncement(officer, { ...(await at(first)), sentOn: world.day(1), note: '' }))).toBe('invalid');
		expect(await code(sendAnnouncement(officer, { ...(await at(first)), sentOn: world.day(-1), note: '' }))).toBe('invalid');
		await sendAnnouncement(officer, { ...(await at(first)), sentOn: world.day(), note: 'Văn bản 55/SNV' });
		expect(await code(sendAnnouncement(officer, { ...(await at(first)), sentOn: world.day(), note: '' }))).toBe('announcement_sent');
		expect(await noticesOf(world, 'coordinator', first)).toEqual(['announcement_sent']);
		expect((await homePage(coordinator, null)).duties.map(({ what }) => what)).toContain('announcement_receive');
		expect(await code(receiveAnnouncement(officer, { ...(await at(first)), receivedOn: world.day() }))).toBe('forbidden');
		expect(await code(giveBackAnnouncement(await world.as('head'), { ...(await at(first)), reason: 'x' }))).toBe('forbidden');
		await giveBackAnnouncement(coordinator, { ...(await at(first)), reason: 'Thiếu phụ lục' });
		expect(await province('returned')).toEqual([world.unitId]);
		expect((await page(first)).sendings).toMatchObject([{ returnedReason: 'Thiếu phụ lục' }]);
		await sendAnnouncement(officer, { ...(await at(first)), sentOn: world.day(), note: '' });
		expect(await province('to_receive')).toEqual([world.unitId]);
		await receiveAnnouncement(coordinator, { ...(await at(first)), receivedOn: world.day() });
		await postAnnouncement(officer, { ...(await at(first)), postedUrl: 'https://snv.example.vn/iso', postedOn: null });
		for (const change of ["received_on = '2026-11-25'", 'received_on = null, answered_by_id = null', "sent_on = '2026-11-20'"])
			await expect(
				world.client.$executeRawUnsafe(`update announcement_sending set ${change} where announcement_id = '${first}'`)
			).rejects.toThrow(/content_frozen|check constraint/);
		await expect(
			world.client.$executeRawUnsafe(`insert into announcement_sending (id, announcement_id, number, sent_on, entered_on, sent_by_id)
			values (gen_random_uuid(), '${first}', 3, '2026-11-26', eiso_today(), '${world.ids.officer}')`)
		).rejects.toThrow(/illegal_transition/);
		expect(await trailOf(world, first)).toEqual(
			expect.arrayContaining(['announcement.send', 'announcement.give_back', 'announcement.receive', 'announcement.post'])
		);
	});

	it('is read by the unit, the Department, its inspectors and the parent, and by others in the register alone', async () => {
		for (const who of ['officer', 'head', 'coordinator', 'inspector'] as const) expect((await page(first, who)).id, who).toBe(first);
		for (const who of ['staff', 'reviewer', 'outsider', 'administrator'] as const)
			expect(await code(page(first, who)), who).toBe('announcement_not_found');
		const parent = await world.asId(await world.addPerson(['head'], { unitId: await parentUnit() }));
		expect((await announcementPage(parent, first)).may).toMatchObject({ edit: false, send: false, receive: false, withdraw: false });
		expect((await unitAnnouncements(parent, world.unitId)).items.every(({ phase }) => phase !== 'draft' && phase !== 'cancelled')).toBe(
			true
		);
		const asked = (ctx: typeof parent, named: string) => announcementsPage(ctx, null, named, parseProvinceQuery(new URLSearchParams()));
		expect(await asked(parent, world.unitId)).toMatchObject({ view: 'unit', unitName: 'Đơn vị SO-NV', list: { may: { manage: false } } });
		expect(await code(asked(await world.as('outsider'), world.unitId))).toBe('unit_not_found');
		expect(await code(asked(await world.as('staff'), ''))).toBe('forbidden');
		expect(await code(provinceAnnouncements(await world.as('officer'), { q: '', show: 'all', standard: '', kind: '', page: 1 }))).toBe(
			'forbidden'
		);
	});

	it('is late once the days that the province set are over', async () => {
		const { id } = await drafted();
		await filled(id, { kind: 'extension', decisionNumber: '500/QĐ-SNV', effectiveOn: world.day() });
		await sign(id);
		expect(await row(first)).toMatchObject({ effectiveTo: toDbDate(world.day()), endedFor: 'superseded' });
		expect(await province('late')).toEqual([]);
		const rules = await announcementRules(world.system);
		expect(rules.sendDays).toBe(10);
		world.clock.set(new Date('2026-12-08T02:00:00Z'));
		expect(await province('late')).toEqual([world.unitId]);
		expect((await page(id)).daysToSend).toBe(-2);
		expect(await code(setAnnouncementRules(await world.as('officer'), { sendDays: 1, text: [], from: [], to: [] }))).toBe('forbidden');
		// Replaced within its own first day, the first one is on no day.
		expect((await look()).rows).toMatchObject([{ decisionNumber: '500/QĐ-SNV', services: 3 }]);
	});

	it('moves to another edition, and a withdrawal ends it without bringing anything back', async () => {
		const { id } = await drafted({ standardCode: older });
		expect((await page(id)).kind).toBe('edition');
		await filled(id, { effectiveOn: world.day() });
		await sign(id);
		world.clock.set(new Date('2026-12-10T02:00:00Z'));
		const head = await world.as('head');
		expect(await code(withdrawAnnouncement(head, { ...(await at(id)), password, reason: 'Sai phạm', from: world.day(-1) }))).toBe(
			'invalid'
		);
		await withdrawAnnouncement(head, { ...(await at(id)), password, reason: 'Sai phạm', from: world.day() });
		const entry = await registerUnit(open(), world.unitId);
		expect(entry.current).toBeNull();
		expect(entry.entries.map(({ phase }) => phase)).toEqual(['withdrawn', 'superseded']);
		expect((await look('', '2026-12-09')).running).toBe(1);
		expect((await look()).running).toBe(0);
		expect((await newAnnouncementPage(await world.as('officer'), world.unitId)).kind).toBe('edition');
		// What was withdrawn is replaced by nothing: the papers of the next one do not say so.
		world.clock.set(new Date('2026-12-11T02:00:00Z'));
		const next = await drafted();
		await filled(next.id, { effectiveOn: world.day(1) });
		expect(await page(next.id)).toMatchObject({ kind: 'edition', predecessor: null, missing: null });
		expect(await textIn(announcementPaper(await world.as('officer'), next.id, 'decision'))).not.toContain('thay thế');
		await cancelAnnouncement(await world.as('officer'), { ...(await at(next.id)), reason: 'Chỉ thử' });
	});
});

describe('the API', () => {
	it('gives what is in force on a day to whom it is theirs to see', async () => {
		const ask = async (who: Who, unitId: string | null = null, day: Day = '2026-12-09') =>
			announcementsInForce(await world.as(who), { unitId, day, page: 1, pageSize: 50 });
		for (const who of ['officer', 'head', 'coordinator', 'inspector'] as const)
			expect(
				(await ask(who)).items.map((item) => item.unitId),
				who
			).toEqual([world.unitId]);
		for (const who of ['staff', 'outsider', 'administrator'] as const) expect((await ask(who)).items, who).toEqual([]);
		expect(await code(ask('outsider', world.unitId))).toBe('unit_not_found');
		expect((await ask('coordinator', world.unitId, '2026-12-10')).items).toEqual([]);
	});
});

describe('a wrong number or date of a signed decision', () => {
	const correct = async (id: string, more: Partial<Parameters<typeof correctAnnouncement>[1]> = {}, who: Who = 'head') => {
		const reason = 'Đánh máy sai số';
		const at = { id, rowVersion: (await row(id)).rowVersion };
		await correctAnnouncement(await world.as(who), {
			...{ ...at, password, reason, decisionNumber: '77/QĐ-SNV', decisionDate: world.day() },
			...more
		});
	};
	const announced = async () =>
		world.client.announcement.findFirstOrThrow({
			where: { unitId: world.unitId, state: { in: ['signed', 'withdrawn'] } },
			orderBy: { signedAt: 'desc' }
		});

	it('is put right by a head with the reason; what was signed and its papers stay', async () => {
		const { id, decisionNumber, decisionDate, content } = await announced();
		const day = decisionDate?.toISOString().slice(0, 10) ?? '';
		for (const who of ['officer', 'drafter', 'staff', 'outsider', 'coordinator', 'inspector', 'administrator'] satisfies Who[])
			expect(['forbidden', 'announcement_not_found'], who).toContain(await code(correct(id, { decisionDate: day }, who)));
		expect(await code(correct(id, { decisionDate: day, password: 'sai' }))).toBe('signature_refused');
		expect(await code(correct(id, { decisionDate: day, rowVersion: 1 }))).toBe('stale');
		for (const wrong of [{ decisionNumber, decisionDate: day }, { decisionDate: world.day(1) }, { decisionDate: day, reason: ' ' }])
			expect(['invalid', 'reason_required'], JSON.stringify(wrong)).toContain(await code(correct(id, wrong)));
		const others = await world.client.announcement.findMany({ where: { unitId: world.unitId, id: { not: id }, state: 'signed' } });
		const taken = others.find((one) => one.decisionDate?.getUTCFullYear() === decisionDate?.getUTCFullYear());
		if (taken)
			expect(await code(correct(id, { decisionDate: day, decisionNumber: taken.decisionNumber.toLowerCase() }))).toBe(
				'announcement_decision_used'
			);

		const came = await Promise.allSettled([
			correct(id, { decisionDate: day }),
			correct(id, { decisionDate: day, decisionNumber: '78/QĐ-SNV' })
		]);
		expect(came.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
		const after = await row(id);
		expect(['77/QĐ-SNV', '78/QĐ-SNV']).toContain(after.decisionNumber);
		expect(after.content).toEqual(content);
		const shown = await page(id);
		expect(shown.corrections).toMatchObject([
			{ number: 1, oldNumber: decisionNumber, newNumber: after.decisionNumber, reason: 'Đánh máy sai số' }
		]);
		expect(shown.asSigned).toBe(true);
		expect(shown.decisionNumber).toBe(after.decisionNumber);
		expect((await registerUnit(open('10.0.0.3'), world.unitId)).entries.map((one) => one.decisionNumber)).toContain(after.decisionNumber);
		expect((await trailOf(world, id)).at(-1)).toBe('announcement.correct');
	});

	it('is held by the database: no number moves without its row, and no row without its number', async () => {
		const { id, decisionNumber } = await announced();
		const refused = (sql: string) => expect(world.client.$executeRawUnsafe(sql), sql).rejects.toThrow();
		await refused(`update announcement set decision_number = '9/QĐ', row_version = row_version + 1 where id = '${id}'`);
		await refused(`update announcement set decision_date = decision_date - 1, row_version = row_version + 1 where id = '${id}'`);
		await refused(`update announcement_correction set reason = 'x' where announcement_id = '${id}'`);
		await refused(`delete from announcement_correction where announcement_id = '${id}'`);
		await refused(`truncate announcement_correction`);
		const { signatureId } = await world.client.announcementCorrection.findFirstOrThrow({ where: { announcementId: id } });
		await refused(`insert into announcement_correction (id, announcement_id, number, old_number, old_date, new_number, new_date, reason, signature_id, corrected_at)
			select gen_random_uuid(), id, 2, decision_number, decision_date, '9/QĐ', decision_date, 'x', '${signatureId}', now() from announcement where id = '${id}'`);
		expect((await row(id)).decisionNumber).toBe(decisionNumber);
	});
});

describe('the public register', () => {
	it('shows nothing of a day to come, and clamps a page that is none', async () => {
		const ahead = await look('', '2099-01-01');
		expect(ahead).toMatchObject({ day: world.day(), isToday: true });
		expect(ahead.rows).toEqual((await look()).rows);
		const far = await publicRegister(open('10.0.0.2'), { q: '', on: null, page: 999 });
		expect(far).toMatchObject({ page: 1, total: (await look()).total });
		expect(far.rows).toEqual((await look()).rows);
		expect((await publicRegister(open('10.0.0.2'), { q: 'a\0', on: null, page: 1 })).q).toBe('a');
	});

	it('finds units without accents, on any day, and names no person', async () => {
		expect((await look('don vi so-nv')).rows.map(({ id }) => id)).toEqual([world.unitId]);
		expect((await look('%')).rows).toEqual([]);
		expect((await look('', '2020-01-01')).rows).toEqual([]);
		const shown = JSON.stringify([await look(), await registerUnit(open(), world.unitId)]);
		const people = await world.client.user.findMany({ select: { fullName: true } });
		for (const { fullName } of people) expect(shown.includes(`"${fullName}`)).toBe(false);
		for (const unit of [world.otherUnitId, 'x', '00000000-0000-7000-8000-000000000000'])
			expect(await code(registerUnit(open(), unit)), unit).toBe('unit_not_found');
	});

	it('is slowed down for who takes it by machine', async () => {
		const looks = await Promise.allSettled(
			Array.from({ length: 62 }, () => publicRegister(open('10.9.9.9'), { q: '', on: null, page: 1 }))
		);
		expect(looks.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
		expect((await look()).day).toBe('2026-12-11');
	});
});

describe('papers from before eISO', () => {
	it('are recorded as they stand, with many services over pages, and ask nothing of anybody', async () => {
		const officer = await world.asId(await world.addPerson(['officer'], { unitId: world.otherUnitId }));
		const head = await world.asId(await world.addPerson(['head'], { unitId: world.otherUnitId }));
		const unitId = world.otherUnitId;
		const { id } = await createAnnouncement(officer, { unitId, kind: 'first', standardCode: older, takenOn: true });
		const rowVersion = async () => (await row(id)).rowVersion;
		const text = Array.from(
			{ length: 90 },
			(_, at) => `2.${at}.H27; Thủ tục số ${at + 1} có tên dài để xuống dòng trong bảng của phụ lục; Đất đai; QT.${at}`
		).join('\n');
		await typeScope(officer, { id, rowVersion: await rowVersion(), text });
		const { words, confirmationId, kind, standardCode } = await announcementPage(officer, id);
		await saveAnnouncement(officer, {
			...{ id, kind, standardCode, confirmationId, rowVersion: await rowVersion() },
			...{ decisionNumber: '88/QĐ-STC', decisionDate: '2015-03-02', effectiveOn: '2015-03-10', effectiveTo: null },
			...{
				place: 'Hà Tĩnh',
				subject: words.subject,
				authority: 'GIÁM ĐỐC',
				grounds: [],
				fields: 'Tài chính',
				responsible: 'Các phòng',
				recipients: ['Lưu: VT.']
			}
		});
		const shown = await announcementPage(head, id);
		await signAnnouncement(head, { id, rowVersion: shown.rowVersion, password, sha256: shown.sha256 ?? '' });
		expect((await announcementPage(head, id)).daysToSend).toBeNull();
		expect((await look('', '2016-01-01')).rows).toMatchObject([{ id: unitId, services: 90 }]);
		expect(await province('late')).toEqual([]);
		const { bytes } = await announcementPaper(officer, id, 'annex');
		const pages = pageTexts(bytes);
		expect(pages.length).toBeGreaterThan(2);
		// The head of the table stands on every page.
		for (const text of pages) expect(text).toContain('Mã thủ tục');
		expect(pages.at(-1)).toContain('Thủ tục số 90');
		await keepInScope(officer, { id, rowVersion: await rowVersion(), lineIds: [] }).then(
			() => expect.fail('a signed scope was changed'),
			() => null
		);
		const again = await createAnnouncement(officer, { unitId, kind: null, standardCode: standard });
		expect((await announcementPage(officer, again.id)).kind).toBe('edition');
	});
});

describe('a unit that ends', () => {
	it('does not prolong a paper from before eISO that was over long ago', async () => {
		const [unitId, heir] = [await world.addUnit('SO-CU'), await world.addUnit('SO-KE')];
		await recordUnitEvent(await world.as('coordinator'), {
			kind: 'MERGE',
			effectiveOn: world.day(20),
			from: [unitId],
			to: [{ unitId: heir }]
		});
		const officer = await world.asId(await world.addPerson(['officer'], { unitId }));
		const head = await world.asId(await world.addPerson(['head'], { unitId }));
		const old = await createAnnouncement(officer, { unitId, kind: 'first', standardCode: older, takenOn: true });
		const { words, confirmationId, kind, standardCode, rowVersion } = await announcementPage(officer, old.id);
		await saveAnnouncement(officer, {
			...{
				id: old.id,
				kind,
				standardCode,
				confirmationId,
				rowVersion,
				grounds: [],
				recipients: [],
				place: 'Hà Tĩnh',
				subject: words.subject
			},
			...{ decisionNumber: '12/QĐ-STC', decisionDate: '2011-03-02', effectiveOn: '2011-03-10', effectiveTo: '2014-01-01' },
			...{ authority: 'GIÁM ĐỐC', fields: 'Tài chính', responsible: 'Các phòng' }
		});
		const shown = await announcementPage(head, old.id);
		await signAnnouncement(head, { id: old.id, rowVersion: shown.rowVersion, password, sha256: shown.sha256 ?? '' });
		expect(await row(old.id)).toMatchObject({ state: 'signed', effectiveTo: toDbDate('2014-01-01'), endedFor: 'superseded' });
	});

	it('takes its announcement along; called past its day, the register names who followed', async () => {
		const end = world.day(20);
		const heir = await world.addUnit('SO-MOI');
		await recordUnitEvent(await world.as('coordinator'), {
			kind: 'MERGE',
			effectiveOn: end,
			from: [world.otherUnitId],
			to: [{ unitId: heir }]
		});
		const running = await world.client.announcement.findFirstOrThrow({ where: { unitId: world.otherUnitId, state: 'signed' } });
		expect(running).toMatchObject({ effectiveTo: toDbDate(end), endedFor: 'unit_ended' });
		expect((await registerUnit(open(), world.otherUnitId)).current?.decisionNumber).toBe('88/QĐ-STC');
		world.clock.set(new Date(`${end}T02:00:00Z`));
		await closeEndedUnits(world.system);
		expect(await world.client.announcement.count({ where: { unitId: world.otherUnitId, state: 'draft' } })).toBe(0);
		const entry = await registerUnit(open('10.0.0.2'), world.otherUnitId);
		expect(entry).toMatchObject({ current: null, unit: { endedOn: end }, successors: [{ id: heir, announced: false }] });
		expect(entry.entries[0]?.phase).toBe('unit_ended');
		expect((await look('', world.day(-1))).rows.find(({ id }) => id === world.otherUnitId)).toMatchObject({
			endedOn: null,
			decisionNumber: '88/QĐ-STC'
		});
	});
});

async function province(show: ProvinceFilter): Promise<string[]> {
	const { rows } = await provinceAnnouncements(await world.as('coordinator'), { q: '', show, standard: '', kind: '', page: 1 });
	return rows.map(({ id }) => id);
}

function renamed(name: string): Promise<unknown> {
	return pastGuards(
		world.client,
		['unit_version'],
		(db) => db.$executeRaw`update unit_version set name = ${name} where unit_id = ${world.unitId}::uuid`
	);
}

async function parentUnit(): Promise<string> {
	const { parentId } = await world.client.unitVersion.findFirstOrThrow({ where: { unitId: world.unitId } });
	return parentId ?? '';
}

const allText = (pdf: Uint8Array) => execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf }).toString();
const pageTexts = (pdf: Uint8Array) =>
	allText(pdf)
		.split('\f')
		.filter((text) => text.trim() !== '');
const textIn = async (paper: Promise<{ bytes: Uint8Array }>) => allText((await paper).bytes).replace(/\s+/g, ' ');
