import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { approveVersion } from '#lib/server/documents/approve.ts';
import { createBatch } from '#lib/server/documents/batches.ts';
import { homeFor } from '#lib/server/documents/queries/home.ts';
import { abandonDocument, changeCode } from '#lib/server/documents/documents.ts';
import { issueBatch, issueNow } from '#lib/server/documents/issue.ts';
import { manageDocument } from '#lib/server/documents/manage.ts';
import { revokeBatch } from '#lib/server/documents/revoke.ts';
import { cancelVersion, passVersion, recallVersion, returnVersion, submitVersion } from '#lib/server/documents/review.ts';
import { editVersion } from '#lib/server/documents/versions.ts';
import { withdrawVersion } from '#lib/server/documents/withdraw.ts';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { digestHandler } from '#lib/server/notifications/digest.ts';
import { mailNotice } from '#lib/server/notifications/mail-notice.ts';
import { chooseMail, mailChoice } from '#lib/server/notifications/mail-choice.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { addDays } from '#lib/domain/shared/day.ts';
import { endMembership } from '#lib/server/people/memberships.ts';
import { followPerson } from '#lib/server/documents/readings/follow.ts';
import { sendMail } from '#lib/server/notifications/mail.ts';
import { listNotices, markNoticesSeen } from '#lib/server/notifications/notice-list.ts';
import { shellFor } from '#lib/server/shell.ts';
import {
	aDocument,
	approvedVersion,
	documentsWorld,
	draftVersion,
	issuedVersion,
	issueVersions,
	passedVersion,
	password,
	submittedVersion,
	type DocumentsWorld,
	type Who
} from '#test/support/documents.ts';
import { decodeMail, smtpSink, type SmtpSink } from '#test/support/smtp.ts';

process.env.SECRET_KEY ??= Buffer.alloc(32, 7).toString('base64');

let world: DocumentsWorld;
let sink: SmtpSink;
let days = 0;

beforeAll(async () => {
	world = await documentsWorld();
	sink = await smtpSink();
});
afterAll(async () => {
	await sink.close();
	await world.close();
});
/** What was told so far is over. */
async function hush(): Promise<void> {
	await world.client.notice.updateMany({ data: { lapsedAt: world.clock.now() } });
	await world.client.$executeRaw`delete from pgboss.job where name = 'mail.notice'`;
}
beforeEach(() => hush());

/** What somebody finds in Home that is about a document: by the code in the text. */
async function inHome(who: Who, code: string): Promise<string[]> {
	const { items } = await listNotices(await world.as(who), 1);
	return items.map(({ text }) => text).filter((text) => mentions(text, code));
}

/** What the next digest brings somebody about a document. */
async function inDigest(who: Who, code: string): Promise<string[]> {
	const day = addDays('2027-01-01', ++days);
	await digestHandler(() => Promise.resolve([]))(world.system, {}, { day });
	return mailed(who, 'digest', code);
}

/** What is mailed at once. */
async function atOnce(who: Who, code: string): Promise<string[]> {
	const jobs = await world.client.$queryRaw<{ noticeId: string }[]>`
		select data->>'noticeId' as "noticeId" from pgboss.job where name = 'mail.notice' and state = 'created'`;
	for (const job of jobs) await mailNotice(world.system, {}, job);
	return mailed(who, 'notice', code);
}

async function mailed(who: Who, kind: 'digest' | 'notice', code: string): Promise<string[]> {
	const mails = await world.client.mail.findMany({ where: { userId: world.ids[who], kind, state: 'queued' }, select: { id: true } });
	sink.mails.length = 0;
	const settings = { smtpUrl: sink.url, mailFrom: 'eISO <eiso@example.vn>', origin: 'https://iso.example.vn', port: 3000 };
	for (const { id } of mails) await sendMail(world.system, { settings, timeouts: { connectMs: 2000, silenceMs: 2000 } }, { mailId: id });
	const lines = sink.mails.flatMap(({ raw }) => (decodeMail(raw).split('<!doctype html>')[0] ?? '').split(/\r?\n/));
	return lines.filter((line) => mentions(line, code));
}

/** `QT.X.1` is neither `QT.X.12` nor `QT.X.1.A`. */
const mentions = (text: string, code: string) => new RegExp(String.raw`(?<![\w.])${code.replaceAll('.', '[.]')}(?!\w|[.]\w)`).test(text);

/** Where somebody hears of a document now, and what they hear. */
async function heard(who: Who, code: string) {
	return { home: await inHome(who, code), mail: await atOnce(who, code), digest: await inDigest(who, code) };
}
const words = (part: string): unknown => [expect.stringContaining(part)];

describe('what only the digest brings', () => {
	it('is not in Home, neither in its list nor in its number, and in one digest', async () => {
		const draft = await draftVersion(world);
		await hush();
		await cancelVersion(await world.as('officer'), { versionId: draft.id, comment: 'Trùng' });
		const drafter = await world.as('drafter');
		expect((await homeFor(drafter, world.unitId)).notices.filter(({ text }) => mentions(text, draft.code))).toEqual([]);
		expect((await listNotices(drafter, 1)).unseen).toBe((await shellFor(drafter, world.unitId)).notices);
		await markNoticesSeen(drafter, 'all');
		expect((await shellFor(drafter, world.unitId)).notices).toBe(0);
		expect(await heard('drafter', draft.code)).toEqual({ home: [], mail: [], digest: words('đã hủy') });
		expect(await inDigest('drafter', draft.code)).toEqual([]);
	});

	it('is in Home of somebody whom no digest reaches', async () => {
		const draft = await draftVersion(world);
		await hush();
		await world.client.user.update({ where: { id: world.ids.drafter }, data: { email: null } });
		await cancelVersion(await world.as('officer'), { versionId: draft.id, comment: 'Trùng' });
		const drafter = await world.as('drafter');
		expect(await inHome('drafter', draft.code)).toEqual(words('đã hủy'));
		expect((await homeFor(drafter, world.unitId)).notices.filter(({ text }) => mentions(text, draft.code))).toHaveLength(1);
		expect((await shellFor(drafter, world.unitId)).notices).toBe((await listNotices(drafter, 1)).unseen);
		await world.client.user.update({ where: { id: world.ids.drafter }, data: { email: 'nguoi.soan@example.vn' } });
	});

	it('is told again when it happens again', async () => {
		const { id, code } = await aDocument(world);
		await hush();
		const officer = await world.as('officer');
		await changeCode(officer, { documentId: id, code: `${code}.A` });
		expect(await inDigest('drafter', `${code}.A`)).toEqual(words(`từ ${code} thành ${code}.A`));
		await changeCode(officer, { documentId: id, code: `${code}.B` });
		await changeCode(officer, { documentId: id, code: `${code}.C` });
		expect(await inDigest('drafter', `${code}.B`)).toHaveLength(2);
	});

	it('§1: code changed and document given up are for drafters; a new version for the others of them', async () => {
		const { id, code } = await aDocument(world, { drafters: [world.ids.drafter, world.ids.staff] });
		expect(await heard('staff', code)).toEqual({ home: words('được giao soạn thảo'), mail: [], digest: words('được giao soạn thảo') });
		const draft = await draftVersion(world, { documentId: id });
		expect(await heard('staff', code)).toMatchObject({ digest: words('đã được lập') });
		expect(await heard('drafter', code)).toMatchObject({ digest: words('được giao soạn thảo') });
		await cancelVersion(await world.as('officer'), { versionId: draft.id, comment: 'Thôi' });
		await abandonDocument(await world.as('officer'), { documentId: id, comment: 'Không cần' });
		expect(await heard('staff', code)).toEqual({ home: [], mail: [], digest: words('không làm tiếp') });
	});
});

describe('what only Home shows', () => {
	it('§1: a drafter added later', async () => {
		const { id, code } = await aDocument(world, { drafters: [] });
		await manageDocument(await world.as('officer'), { documentId: id, drafters: [world.ids.staff] });
		expect(await heard('staff', code)).toEqual({ home: words('được giao soạn thảo'), mail: [], digest: [] });
		await manageDocument(await world.as('officer'), { documentId: id, drafters: [] });
		expect(await inHome('staff', code)).toEqual([]);
	});

	it('V4, V6: a submission or a pass that was taken back', async () => {
		const submitted = await submittedVersion(world);
		await recallVersion(await world.as('drafter'), { versionId: submitted.id });
		expect(await heard('reviewer', submitted.code)).toEqual({ home: words('không cần soát xét nữa'), mail: [], digest: [] });
		await submitVersion(await world.as('drafter'), { versionId: submitted.id });
		expect(await inHome('reviewer', submitted.code)).toEqual(words('chờ bạn soát xét'));

		const passed = await passedVersion(world);
		await recallVersion(await world.as('reviewer'), { versionId: passed.id });
		expect(await heard('head', passed.code)).toEqual({ home: words('không cần phê duyệt nữa'), mail: [], digest: [] });
		await passVersion(await world.as('reviewer'), { versionId: passed.id });
		expect(await inHome('head', passed.code)).toEqual(words('chờ bạn phê duyệt'));
	});

	it('B1: a batch that was prepared, until it is issued', async () => {
		const approved = await approvedVersion(world);
		const decision = { decisionNumber: '1/QĐ', decisionDate: world.day(), effectiveOn: world.day() };
		const batch = await createBatch(await world.as('officer'), { unitId: world.unitId, versionIds: [approved.id], ...decision });
		expect(await heard('head', batch.number)).toEqual({ home: words('đã được lập'), mail: [], digest: [] });
		await issueBatch(await world.as('officer'), { batchId: batch.id });
		expect(await inHome('head', batch.number)).toEqual([]);
	});
});

describe('what is mailed at once', () => {
	it('V14: to the audience, not in the digest again; officers of what cites it find it in Home', async () => {
		const cited = await issuedVersion(world);
		await issuedVersion(world, { references: [cited.documentId] });
		await hush();
		await withdrawVersion(await world.as('head'), { versionId: cited.id, comment: 'Luật thay đổi', password });
		expect(await heard('staff', cited.code)).toEqual({ home: words('bị bãi bỏ'), mail: words('bị bãi bỏ'), digest: [] });
		const officer = await heard('officer', cited.code);
		expect(officer.home).toHaveLength(2);
		expect(officer.home).toContainEqual(expect.stringContaining('xem lại các tài liệu viện dẫn'));
		expect([officer.mail, officer.digest]).toEqual([words('bị bãi bỏ'), []]);
		expect(await heard('head', cited.code)).toEqual({ home: [], mail: [], digest: [] });
	});

	it('B3, B5: a change in substance; an editorial one waits for the digest', async () => {
		const [substantive, editorial] = [await approvedVersion(world), await approvedVersion(world, { changeClass: 'editorial' })];
		await issueVersions(world, [substantive.id], { effectiveOn: world.day(3) });
		const batch = await issueVersions(world, [editorial.id], { effectiveOn: world.day(3) });
		expect(await heard('staff', substantive.code)).toEqual({ home: words('được ban hành'), mail: words('được ban hành'), digest: [] });
		expect(await inHome('staff', editorial.code)).toEqual(words('được ban hành'));
		await revokeBatch(await world.as('head'), { batchId: batch.id, comment: 'Để sau', password });
		expect(await heard('staff', editorial.code)).toEqual({ home: words('bị thu hồi'), mail: [], digest: words('bị thu hồi') });
	});

	it('goes by mail or by digest, whichever is first, never by both', async () => {
		const version = await issuedVersion(world);
		expect(await inDigest('staff', version.code)).toHaveLength(1);
		expect(await atOnce('staff', version.code)).toEqual([]);
	});
});

describe('officers of documents that cite', () => {
	it('B3, B5: hear in the digest that what they cite changes, and that it does not after all', async () => {
		const cited = await issuedVersion(world);
		await issuedVersion(world, { references: [cited.documentId] });
		const next = await approvedVersion(world, { documentId: cited.documentId });
		await hush();
		const issue = { effectiveOn: world.day(4), confirm: warningCodes };
		const head = await world.as('head');
		const batch = await issueNow(head, {
			...{ unitId: world.unitId, decisionNumber: '3/QĐ', decisionDate: world.day(), versionIds: [next.id], ...issue }
		});
		const audience = (found: string[]) => found.filter((text) => !text.includes('ban hành') && !text.includes('bản đang dùng'));
		expect(audience(await inHome('officer', cited.code))).toEqual([]);
		expect(audience(await inDigest('officer', cited.code))).toEqual(words('xem lại các tài liệu viện dẫn'));
		await revokeBatch(head, { batchId: batch.id, comment: 'Để sau', password });
		expect(audience(await inHome('officer', cited.code))).toEqual([]);
		expect(audience(await inDigest('officer', cited.code))).toEqual(words('giữ nguyên'));
	});
});

describe('nothing about a thing that has lapsed', () => {
	it('a draft recalled, returned or cancelled before the digest asks nobody for anything', async () => {
		const [recalled, returned, cancelled] = [await submittedVersion(world), await submittedVersion(world), await submittedVersion(world)];
		await recallVersion(await world.as('drafter'), { versionId: recalled.id });
		await returnVersion(await world.as('reviewer'), { versionId: returned.id, comment: 'Thiếu biểu mẫu' });
		await cancelVersion(await world.as('officer'), { versionId: cancelled.id, comment: 'Trùng' });
		for (const { code } of [recalled, returned, cancelled]) expect(await inDigest('reviewer2', code)).toEqual([]);
	});

	it('a return that was answered by sending it again is not told any more', async () => {
		const version = await submittedVersion(world);
		await returnVersion(await world.as('reviewer'), { versionId: version.id, comment: 'Thiếu biểu mẫu' });
		expect(await inHome('officer', version.code)).toEqual(words('bị trả lại'));
		await submitVersion(await world.as('drafter'), { versionId: version.id });
		expect(await heard('officer', version.code)).toEqual({ home: [], mail: [], digest: [] });
	});

	it('the issue of a version that was replaced before anybody looked', async () => {
		const first = await issuedVersion(world);
		expect(await inHome('staff', first.code)).toHaveLength(1);
		world.clock.set(new Date(world.clock.now().getTime() + 3_600_000));
		await issuedVersion(world, { documentId: first.documentId, confirm: warningCodes });
		expect(await inHome('staff', first.code)).toHaveLength(1);
		expect(await inDigest('staff', first.code)).toHaveLength(1);
	});

	it('the work of a unit that somebody has left', async () => {
		const userId = await world.addPerson(['reviewer']);
		const version = await submittedVersion(world);
		const hears = async () => {
			const { items } = await listNotices(await world.asId(userId), 1);
			return items.filter(({ text }) => mentions(text, version.code)).length;
		};
		expect(await hears()).toBe(1);
		const { id: membershipId } = await world.client.membership.findFirstOrThrow({ where: { userId } });
		await endMembership(await world.as('officer'), { membershipId, on: null, reason: 'nghỉ', rowVersion: 1, confirm: [] });
		await followPerson(world.system, userId, false);
		expect(await hears()).toBe(0);
		expect(await inHome('reviewer2', version.code)).toHaveLength(1);
	});

	it('a batch issued again after a revocation', async () => {
		const version = await issuedVersion(world, { effectiveOn: world.day(5) });
		await revokeBatch(await world.as('head'), { batchId: version.batch.id, comment: 'Để sau', password });
		await issueVersions(world, [version.id], { effectiveOn: world.day(6) });
		expect(await inHome('staff', version.code)).toEqual(words('được ban hành'));
	});
});

describe("each person's choice", () => {
	const choose = async (who: Who, digest: boolean, atOnce: boolean) => chooseMail(await world.as(who), { digest, atOnce });

	it('no digest: what it would have brought is in Home, and in the number beside it', async () => {
		const draft = await draftVersion(world);
		await hush();
		await choose('drafter', false, true);
		expect(await mailChoice(await world.as('drafter'))).toMatchObject({ digest: false, atOnce: true, keepsCheckpoints: false });
		await cancelVersion(await world.as('officer'), { versionId: draft.id, comment: 'Trùng' });
		const drafter = await world.as('drafter');
		expect((await shellFor(drafter, world.unitId)).notices).toBe((await listNotices(drafter, 1)).unseen);
		expect(await heard('drafter', draft.code)).toEqual({ home: words('đã hủy'), mail: [], digest: [] });
		await choose('drafter', true, true);
		expect(await inDigest('drafter', draft.code)).toEqual(words('đã hủy'));
	});

	it('no mail at once: it waits for the digest; without that it is in Home alone', async () => {
		for (const digest of [true, false]) {
			const version = await issuedVersion(world);
			await hush();
			await choose('staff', digest, false);
			await withdrawVersion(await world.as('head'), { versionId: version.id, comment: 'Không dùng nữa', password });
			const told = await heard('staff', version.code);
			expect(told).toMatchObject({ home: words('bãi bỏ'), mail: [] });
			expect(told.digest).toHaveLength(digest ? 1 : 0);
			expect(await inDigest('staff', version.code)).toEqual([]);
		}
		await choose('staff', true, true);
	});

	it('holds back no word of what could be abused', async () => {
		await choose('staff', false, false);
		await transaction(world.system, (ctx) =>
			notify(ctx, {
				...{ to: [world.ids.staff], kind: 'heads_changed', subjectType: 'person', subjectId: world.ids.head, unitId: world.unitId },
				params: { who: 'QT.ABUSE.1', unit: 'QT.ABUSE.1', name: 'QT.ABUSE.1', position: '' }
			})
		);
		expect(await atOnce('staff', 'QT.ABUSE.1')).not.toEqual([]);
		await choose('staff', true, true);
	});

	it('is the own one, and no token makes it', async () => {
		await expect(chooseMail(world.system, { digest: false, atOnce: false })).rejects.toThrow();
		const drafter = await world.as('drafter');
		if (drafter.actor.kind !== 'user') throw new Error('no person');
		const token = { ...drafter, actor: { ...drafter.actor, token: { id: randomUUID(), name: 'Máy' } } };
		await expect(chooseMail(token, { digest: false, atOnce: false })).rejects.toThrow();
	});
});

describe('nobody of their own act, nobody twice', () => {
	it('not the officer who is an author as well, not the head who signed', async () => {
		const version = await draftVersion(world);
		await editVersion(await world.as('officer'), { versionId: version.id, summary: 'Sửa câu chữ' });
		await submitVersion(await world.as('officer'), { versionId: version.id });
		await passVersion(await world.as('reviewer'), { versionId: version.id });
		await approveVersion(await world.as('head'), { versionId: version.id, password });
		expect(await inHome('officer', version.code)).toEqual(words('đã được phê duyệt'));
		expect(await heard('head', version.code)).toEqual({ home: [], mail: [], digest: [] });
		expect(await inDigest('officer', version.code)).toHaveLength(1);
	});
});
