import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { homeKinds, noticeTable } from '#lib/server/notifications/notice-kinds.ts';
import { noticeText } from '#lib/server/notifications/notice-words.ts';
import { acceptRequest, extendRequest, stopRequest } from '#lib/server/documents/change-requests/direct.ts';
import { finishRequests } from '#lib/server/documents/change-requests/finish.ts';
import { linkRequest } from '#lib/server/documents/change-requests/links.ts';
import { propose } from '#lib/server/documents/change-requests/propose.ts';
import { answerBack, askBack, considerRequest, declineRequest, withdrawRequest } from '#lib/server/documents/change-requests/triage.ts';
import { draftVersion, issuedVersion, documentsWorld, type AVersion, type DocumentsWorld, type Who } from '#test/support/documents.ts';

/*
 * states.md §6, column "told", row by row: everybody who is told of an act, of what, and nobody else. `second` is another officer of the unit,
 * `writer` who is named to draft without being named to the document.
 */
type Cast = Who | 'second' | 'writer';
let world: DocumentsWorld;
let document: AVersion;
const extra: Partial<Record<Cast, string>> = {};
beforeAll(async () => {
	world = await documentsWorld('2026-11-01T02:00:00Z', { max: 16 });
	document = await issuedVersion(world, { confirm: [...warningCodes] });
	extra.second = await world.addPerson(['officer']);
	extra.writer = await world.addPerson(['drafter']);
	world.clock.set(new Date('2026-11-24T02:00:00Z'));
});
afterAll(() => world.close());

const nameOf = (who: string): string => Object.entries({ ...world.ids, ...extra }).find(([name]) => name === who)?.[1] ?? '';
const idOf = (who: Cast): string => nameOf(who);
const as = (who: Cast) => world.asId(idOf(who));
const everyone = (): string[] => [...Object.keys(world.ids), ...Object.keys(extra)];

/** Whom an act told, and of what: notices that were not there before it, lapsed or not. */
async function toldBy(requestId: string, act: () => Promise<unknown>): Promise<Record<string, string[]>> {
	const rows = () => world.client.notice.findMany({ where: { subjectId: requestId } });
	const before = new Set((await rows()).map(({ id }) => id));
	await act();
	const told: Record<string, string[]> = {};
	for (const { id, userId, kind } of await rows()) {
		if (before.has(id)) continue;
		const who = everyone().find((one) => nameOf(one) === userId) ?? userId;
		told[who] = [...(told[who] ?? []), kind];
	}
	return told;
}

const open = async (who: Cast) =>
	(await world.client.notice.findMany({ where: { subjectId: requestId, userId: idOf(who), lapsedAt: null } })).map(({ kind }) => kind);

let requestId: string;
const make = async (who: Cast = 'staff') => {
	const words = { kind: 'amend' as const, documentId: document.documentId, what: 'Sửa thời hạn', why: 'Luật mới' };
	return (await propose(await as(who), words)).id;
};
const consider = async () =>
	considerRequest(await as('officer'), { requestId, opinion: 'Nên sửa', drafterId: idOf('writer'), dueOn: world.day(30) });
const accept = async () => acceptRequest(await as('head'), { requestId, changeClass: 'substantive' });
beforeEach(async () => {
	requestId = await make();
});

it('propose: officers', async () => {
	const id = await make('reviewer');
	expect(await toldBy(id, async () => undefined)).toEqual({});
	const rows = await world.client.notice.findMany({ where: { subjectId: id } });
	expect(rows.map(({ userId }) => userId).sort()).toEqual([idOf('officer'), idOf('second')].sort());
	expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(['request_proposed']));
});

it('ask back: the proposer; answer: who asked', async () => {
	expect(await toldBy(requestId, async () => askBack(await as('officer'), { requestId, comment: 'Luật nào?' }))).toEqual({
		staff: ['request_asked']
	});
	expect(await toldBy(requestId, async () => answerBack(await as('staff'), { requestId, comment: 'Luật Cư trú' }))).toEqual({
		officer: ['request_answered']
	});
	expect(await open('staff')).toEqual([]);
});

it('withdraw request: officers', async () => {
	expect(await toldBy(requestId, async () => withdrawRequest(await as('staff'), { requestId }))).toEqual({
		officer: ['request_withdrawn'],
		second: ['request_withdrawn']
	});
	expect(await open('second')).toEqual(['request_withdrawn']);
});

it('consider: heads and reviewers, at once in Home and in the digest; the other officer has nothing to do any more', async () => {
	expect(await toldBy(requestId, consider)).toEqual({
		head: ['request_considered'],
		deputy: ['request_considered'],
		reviewer: ['request_considered'],
		reviewer2: ['request_considered']
	});
	expect(noticeTable.request_considered).toMatchObject({ row: '§6 consider', told: 'H D' });
	expect(await open('second')).toEqual([]);
	const notice = await world.client.notice.findFirstOrThrow({ where: { subjectId: requestId, userId: idOf('reviewer') } });
	// A reviewer decides nothing here: the words say who does.
	expect(noticeText(notice, 'vi')).toMatch(/đã được xem xét, chờ lãnh đạo quyết định/);
	expect(noticeText(notice, 'en')).toMatch(/head/i);
	expect(homeKinds).toContain('request_considered');
});

it('consider: what heads and reviewers were told is over with the decision', async () => {
	await consider();
	await accept();
	for (const who of ['head', 'deputy', 'reviewer'] as const) expect(await open(who), who).toEqual([]);
});

it.each([
	['proposed, by an officer', 'officer', 'duplicate', false],
	['considered, by a head', 'head', 'other', true]
] as const)('decline, %s: the proposer', async (_, who, ground, considered) => {
	if (considered) await consider();
	expect(await toldBy(requestId, async () => declineRequest(await as(who), { requestId, ground, comment: 'Đã có' }))).toEqual({
		staff: ['request_declined']
	});
	for (const other of ['second', 'deputy', 'reviewer'] as const) expect(await open(other), other).toEqual([]);
});

it('accept: drafters of the document, who is to write, and the proposer', async () => {
	await consider();
	expect(await toldBy(requestId, accept)).toEqual({
		drafter: ['request_accepted'],
		writer: ['request_accepted'],
		staff: ['request_accepted']
	});
});

it('link: nobody; extend: the proposer; stop: drafters and proposer', async () => {
	await consider();
	await accept();
	const draft = await draftVersion(world);
	expect(await toldBy(requestId, async () => linkRequest(await as('officer'), { requestId, versionId: draft.id }))).toEqual({});
	expect(
		await toldBy(requestId, async () => extendRequest(await as('head'), { requestId, dueOn: world.day(60), comment: 'Chờ luật' }))
	).toEqual({
		staff: ['request_extended']
	});
	expect(await toldBy(requestId, async () => stopRequest(await as('head'), { requestId, comment: 'Thôi' }))).toEqual({
		drafter: ['request_stopped'],
		writer: ['request_stopped'],
		staff: ['request_stopped']
	});
});

it('finish: the proposer, on the day all that is linked is in force', async () => {
	await consider();
	await accept();
	const next = await issuedVersion(world, { documentId: document.documentId, confirm: [...warningCodes] });
	const linked = await world.client.changeRequestLink.findMany({ where: { requestId }, select: { versionId: true } });
	expect(linked.map(({ versionId }) => versionId)).toContain(next.id);
	const finish = () => finishRequests(world.system, null, { day: world.day() });
	expect(await toldBy(requestId, finish)).toEqual({ staff: ['request_done'] });
	expect(await toldBy(requestId, finish)).toEqual({});
});
