import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handOverDays } from '#lib/domain/hand-overs/lifecycle.ts';
import { reassignAction } from '#lib/server/corrective-actions/assign.ts';
import { beginHandOver, callOffHandOver, chooseLine } from '#lib/server/hand-overs/arrange.ts';
import { confirmHandOver } from '#lib/server/hand-overs/confirm.ts';
import { expireHandOvers, handOverClosing } from '#lib/server/hand-overs/end.ts';
import { handOverList, handOverPage, newHandOverPage } from '#lib/server/hand-overs/pages.ts';
import { handOverPaper } from '#lib/server/hand-overs/paper.ts';
import { homePage } from '#lib/server/home.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { assignedAction } from '#test/support/actions.ts';
import { documentsWorld, noticesOf, refusal, refusedCodes, trailOf, type DocumentsWorld, type Who } from '#test/support/documents.ts';
import { wholeTextOf } from '#test/support/pdf-pages.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

/*
 * The hand-over of an officer's duties: who may, that both confirm the same list, that a change asks again, one act, what the database refuses.
 */
let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld('2026-11-26T02:00:00Z', { max: 16 });
});
afterAll(() => world.close());

type Case = { giver: string; taker: string; actionId: string; id: string };

/** Somebody with one corrective action, which they hand over to another drafter. */
async function begun(by: Who | 'giver' = 'officer'): Promise<Case> {
	const giver = await world.addPerson(['drafter']);
	const taker = await world.addPerson(['drafter']);
	const action = await assignedAction(world);
	await reassignAction(await world.as('officer'), { actionId: action.id, ownerId: giver, reason: 'Phân công' });
	const ctx = by === 'giver' ? await world.asId(giver) : await world.as(by);
	const { id } = await beginHandOver(ctx, world.unitId, { fromId: giver, toId: taker, reason: 'Nghỉ hưu' });
	return { giver, taker, actionId: action.id, id };
}

const shaOf = async ({ giver, id }: Case) => (await handOverPage(await world.asId(giver), id)).sha256;
const confirm = async (one: Case, side: 'giver' | 'receiver', sha256: string) =>
	confirmHandOver(await world.asId(side === 'giver' ? one.giver : one.taker), one.id, { side, sha256 });
const ownerOf = async (actionId: string) => (await world.client.correctiveAction.findUniqueOrThrow({ where: { id: actionId } })).ownerId;
const stateOf = async (id: string) => (await world.client.handOver.findUniqueOrThrow({ where: { id } })).state;
const told = (userId: string, id: string) =>
	world.client.notice
		.findMany({ where: { userId, subjectId: id, lapsedAt: null }, orderBy: { kind: 'asc' }, select: { kind: true } })
		.then((rows) => rows.map(({ kind }) => kind));
const choice = (actionId: string, more: { toId?: string; leftOut?: string; remark?: string } = {}) => ({
	...{ kind: 'action_owner' as const, subjectId: actionId, toId: more.toId ?? null },
	...{ leftOut: more.leftOut ?? '', remark: more.remark ?? '' }
});

describe('who may', () => {
	it('begins: oneself, officers and heads of the unit, an administrator; nobody else, and one at a time', async () => {
		for (const by of ['giver', 'officer', 'head', 'administrator'] as const) {
			const one = await begun(by);
			const again = beginHandOver(await world.as('officer'), world.unitId, { fromId: one.giver, toId: world.ids.head, reason: 'x' });
			expect((await refusal(again)).code).toBe('hand_over_open');
			expect(await told(one.taker, one.id)).toEqual(['hand_over_asked']);
			expect(await told(one.giver, one.id)).toEqual(by === 'giver' ? [] : ['hand_over_asked']);
		}
		const giver = await world.addPerson(['officer']);
		const begin = async (who: Who, toId = world.ids.head, unitId = world.unitId) =>
			(await refusal(beginHandOver(await world.as(who), unitId, { fromId: giver, toId, reason: 'x' }))).code;
		for (const who of ['staff', 'reviewer', 'coordinator'] as const) expect(await begin(who), who).toBe('forbidden');
		for (const who of ['outsider', 'inspector'] as const) expect(await begin(who), who).toMatch(/not_found|forbidden/);
		expect(await begin('officer', world.ids.outsider)).toBe('invalid');
		expect(await begin('officer', giver)).toBe('invalid');
		expect(await begin('officer', world.ids.head, world.otherUnitId)).toMatch(/not_found/);
	});

	it('is seen by both, officers, heads and administrators, who see no names of documents; by nobody else', async () => {
		const one = await begun();
		for (const id of [one.giver, one.taker, world.ids.officer, world.ids.head])
			expect((await handOverPage(await world.asId(id), one.id)).lines.find(({ kind }) => kind === 'action_owner')?.label).toMatch(/^KPH-/);
		const blind = await handOverPage(await world.as('administrator'), one.id);
		expect(blind.lines.map(({ label }) => label).join('')).toBe('');
		expect((await refusal(handOverPaper(await world.as('administrator'), one.id))).code).toBe('forbidden');
		for (const who of ['staff', 'outsider', 'coordinator', 'inspector'] as const) {
			expect((await refusal(handOverPage(await world.as(who), one.id))).code).toBe('hand_over_not_found');
			expect((await refusal(handOverPaper(await world.as(who), one.id))).code).toBe('hand_over_not_found');
			expect((await handOverList(await world.as(who), null)).items).toEqual([]);
		}
		expect((await handOverList(await world.asId(one.taker), world.unitId)).items.map(({ id }) => id)).toEqual([one.id]);
		expect(
			(await newHandOverPage(await world.as('staff'), world.unitId, { unit: null, from: one.giver })).from.map(({ value }) => value)
		).toEqual([world.ids.staff]);
	});

	it('arranges and confirms only what is theirs', async () => {
		const one = await begun();
		const sha256 = await shaOf(one);
		const as = async (id: string, side: 'giver' | 'receiver') =>
			(await refusal(confirmHandOver(await world.asId(id), one.id, { side, sha256 }))).code;
		expect(await as(one.taker, 'giver')).toBe('forbidden');
		expect(await as(one.giver, 'receiver')).toBe('forbidden');
		// Whoever gives is there: nobody speaks for them.
		for (const who of ['head', 'officer', 'administrator'] as const) {
			expect(await as(world.ids[who], 'giver')).toBe('forbidden');
			expect(await as(world.ids[who], 'receiver')).toBe('forbidden');
		}
		expect((await refusal(chooseLine(await world.asId(one.taker), one.id, choice(one.actionId, { leftOut: 'x' })))).code).toBe('forbidden');
		const act = { rowVersion: 1, comment: 'x' };
		expect((await refusal(callOffHandOver(await world.asId(one.taker), one.id, act))).code).toBe('forbidden');
		expect((await refusal(callOffHandOver(await world.as('outsider'), one.id, act))).code).toBe('hand_over_not_found');
		expect(await stateOf(one.id)).toBe('open');
	});
});

describe('both confirm the same list', () => {
	it('and everything moves at once, with the trail, the notices and the minutes of it', async () => {
		const one = await begun();
		const sha256 = await shaOf(one);
		expect(await confirm(one, 'giver', sha256)).toEqual({ done: false });
		expect((await refusal(confirm(one, 'giver', sha256))).code).toBe('confirmed_already');
		expect(await ownerOf(one.actionId)).toBe(one.giver);
		expect(await told(one.taker, one.id)).toEqual(['hand_over_asked', 'hand_over_confirmed']);
		expect((await homePage(await world.asId(one.taker), world.unitId)).duties.map(({ what }) => what)).toContain('hand_over_confirm');
		expect((await homePage(await world.asId(one.giver), world.unitId)).duties.map(({ what }) => what)).not.toContain('hand_over_confirm');
		expect(await confirm(one, 'receiver', sha256)).toEqual({ done: true });
		expect(await ownerOf(one.actionId)).toBe(one.taker);
		expect(await trailOf(world, one.id)).toEqual(['hand_over.begin', 'hand_over.confirm', 'hand_over.confirm', 'hand_over.finish']);
		expect(await trailOf(world, one.giver)).toEqual(['person.hand_over']);
		expect(await trailOf(world, one.actionId)).toContain('corrective_action.reassign');
		expect(await told(one.giver, one.id)).toEqual(['hand_over_done']);
		expect(await noticesOf(world, 'head', one.id)).toEqual(['hand_over_done']);

		const page = await handOverPage(await world.as('officer'), one.id);
		expect(page).toMatchObject({ state: 'done', sha256, moving: 1, can: { arrange: false, giver: false, receiver: false, paper: true } });
		const paper = await handOverPaper(await world.as('officer'), one.id);
		const text = wholeTextOf(paper.bytes).replace(/\s+/g, ' ');
		for (const part of ['BIÊN BẢN BÀN GIAO', 'Nghỉ hưu', page.from.name, page.to.name, sha256.slice(0, 20)]) expect(text).toContain(part);
		expect((await refusal(confirm(one, 'giver', sha256))).code).toBe('illegal_transition');
		expect((await refusal(chooseLine(await world.as('officer'), one.id, choice(one.actionId)))).code).toBe('illegal_transition');
	});

	it('again when something has changed: the page says what, the old word does not count', async () => {
		const one = await begun();
		const first = await shaOf(one);
		await confirm(one, 'giver', first);
		const more = await assignedAction(world);
		await reassignAction(await world.as('officer'), { actionId: more.id, ownerId: one.giver, reason: 'Phân công' });
		expect((await refusal(confirm(one, 'receiver', first))).code).toBe('hand_over_changed');
		const page = await handOverPage(await world.asId(one.taker), one.id);
		expect(page.changes.map(({ change, line }) => [change, line.subjectId])).toEqual([['added', more.id]]);
		expect(page.confirmations.map(({ counts }) => counts)).toEqual([false]);
		expect(await confirm(one, 'receiver', page.sha256)).toEqual({ done: false });
		expect(await told(one.giver, one.id)).toContain('hand_over_changed');
		expect((await homePage(await world.asId(one.giver), world.unitId)).duties.map(({ what }) => what)).toContain('hand_over_confirm');
		expect(await confirm(one, 'giver', page.sha256)).toEqual({ done: true });
		expect(await ownerOf(more.id)).toBe(one.taker);
	});

	it('with a line left out, a line to somebody else, and a remark, which change the list', async () => {
		const one = await begun();
		const kept = await assignedAction(world);
		await reassignAction(await world.as('officer'), { actionId: kept.id, ownerId: one.giver, reason: 'Phân công' });
		const before = await shaOf(one);
		await chooseLine(await world.asId(one.giver), one.id, choice(one.actionId, { toId: world.ids.staff, remark: 'Hồ sơ ở tủ 2' }));
		await chooseLine(await world.as('head'), one.id, choice(kept.id, { leftOut: 'Xong trong tuần' }));
		const page = await handOverPage(await world.asId(one.taker), one.id);
		expect(page.sha256).not.toBe(before);
		expect(page.moving).toBe(1);
		const wrong = chooseLine(await world.as('head'), one.id, choice(kept.id, { toId: world.ids.outsider }));
		expect((await refusal(wrong)).code).toBe('invalid');
		expect((await refusal(chooseLine(await world.as('head'), one.id, choice(one.id)))).code).toBe('duty_not_found');
		await confirm(one, 'receiver', page.sha256);
		await confirm(one, 'giver', page.sha256);
		expect(await ownerOf(one.actionId)).toBe(world.ids.staff);
		expect(await ownerOf(kept.id)).toBe(one.giver);
		expect(await world.client.notice.count({ where: { userId: world.ids.staff, kind: 'duty_received', subjectId: one.giver } })).toBe(1);
	});

	it('a head in the place of somebody who is gone, never the one who takes', async () => {
		const one = await begun();
		const sha256 = await shaOf(one);
		await world.client.user.update({ where: { id: one.giver }, data: { status: 'disabled' } });
		const inPlace = async (who: Who, id: string) => confirmHandOver(await world.as(who), id, { side: 'giver', sha256 });
		expect((await refusal(inPlace('officer', one.id))).code).toBe('forbidden');
		expect(await inPlace('head', one.id)).toEqual({ done: false });
		expect(await confirm(one, 'receiver', sha256)).toEqual({ done: true });
		const [word] = await world.client.handOverConfirmation.findMany({ where: { handOverId: one.id, side: 'giver' } });
		expect(word).toMatchObject({ userId: world.ids.head, inPlace: true });

		const gone = await world.addPerson(['drafter']);
		await world.client.user.update({ where: { id: gone }, data: { status: 'disabled' } });
		const { id } = await beginHandOver(await world.as('officer'), world.unitId, { fromId: gone, toId: world.ids.head, reason: 'Đã mất' });
		expect(await told(world.ids.deputy, id)).toEqual(['hand_over_asked']);
		const list = await handOverPage(await world.as('deputy'), id);
		const both = async (who: Who) => confirmHandOver(await world.as(who), id, { side: 'giver', sha256: list.sha256 });
		expect((await refusal(both('head'))).code).toBe('separation_of_duties');
		await both('deputy');
		expect(await confirmHandOver(await world.as('head'), id, { side: 'receiver', sha256: list.sha256 })).toEqual({ done: true });
	});
});

describe('ends otherwise', () => {
	it('called off with a reason, and nothing moves', async () => {
		const one = await begun();
		await confirm(one, 'giver', await shaOf(one));
		expect((await refusal(callOffHandOver(await world.as('head'), one.id, { rowVersion: 1, comment: ' ' }))).code).toBe('invalid');
		await callOffHandOver(await world.asId(one.giver), one.id, { rowVersion: 1, comment: 'Ở lại' });
		expect(await stateOf(one.id)).toBe('called_off');
		expect(await ownerOf(one.actionId)).toBe(one.giver);
		expect(await told(one.taker, one.id)).toEqual(['hand_over_called_off']);
		// Another may begin.
		await beginHandOver(await world.as('officer'), world.unitId, { fromId: one.giver, toId: one.taker, reason: 'Nghỉ hưu' });
	});

	it('expired after its last day, confirmed no more', async () => {
		const one = await begun();
		const sha256 = await shaOf(one);
		const before = world.clock.now();
		world.clock.set(new Date(before.getTime() + (handOverDays + 1) * 86_400_000));
		expect((await refusal(confirm(one, 'giver', sha256))).code).toBe('hand_over_over');
		expect(await expireHandOvers(world.system)).toBeGreaterThan(0);
		expect(await stateOf(one.id)).toBe('expired');
		expect(await expireHandOvers(world.system)).toBe(0);
		expect(await told(one.giver, one.id)).toEqual(['hand_over_expired']);
		world.clock.set(before);
	});

	it('with its unit', async () => {
		const one = await begun();
		const ending = { unitId: world.unitId, day: world.day(), eventId: null, heirIds: [] };
		const counts = await transaction(world.system, (ctx) => handOverClosing.fromDay(ctx, ending));
		expect(counts['handOvers']).toBeGreaterThan(0);
		expect(await stateOf(one.id)).toBe('expired');
		expect(await ownerOf(one.actionId)).toBe(one.giver);
	});
});

describe('at the same moment', () => {
	it('two last words move once', async () => {
		const one = await begun();
		const sha256 = await shaOf(one);
		const results = await Promise.allSettled([
			confirm(one, 'giver', sha256),
			confirm(one, 'receiver', sha256),
			confirm(one, 'receiver', sha256)
		]);
		expect(refusedCodes(results)).toHaveLength(1);
		expect(await stateOf(one.id)).toBe('done');
		expect(await trailOf(world, one.giver)).toEqual(['person.hand_over']);
	});

	it('a confirmation and a change of an item: what was confirmed is what moved, or nothing', async () => {
		const one = await begun();
		const sha256 = await shaOf(one);
		await confirm(one, 'giver', sha256);
		const officer = await world.as('officer');
		const results = await Promise.allSettled([
			confirm(one, 'receiver', sha256),
			reassignAction(officer, { actionId: one.actionId, ownerId: world.ids.staff, reason: 'Gấp' })
		]);
		const done = (await stateOf(one.id)) === 'done';
		const moved = await world.client.auditTrail.count({ where: { event: 'person.hand_over', subjectId: one.giver } });
		expect(moved).toBe(done ? 1 : 0);
		if (!done) expect(refusedCodes(results)).toEqual([expect.stringMatching(/hand_over_changed|stale/)]);
		expect([one.taker, world.ids.staff]).toContain(await ownerOf(one.actionId));
	});
});

describe('the database by itself', () => {
	const refuses = async (sql: string, pattern: RegExp) =>
		expect(
			onItsDay(world, (db) => db.$executeRawUnsafe(sql)),
			sql
		).rejects.toThrow(pattern);

	it('moves no state without both words for the same list, and freezes what has ended', async () => {
		const one = await begun();
		const sha256 = await shaOf(one);
		const at = world.clock.now().toISOString();
		const done = (content: string) =>
			`update hand_over set state = 'done', content = '${content}', content_sha256 = encode(sha256(convert_to('${content}', 'UTF8')), 'hex'),
			ended_at = '${at}', row_version = row_version + 1 where id = '${one.id}'`;
		await refuses(done('{}'), /unconfirmed|hand_over_changed/);
		const word = (side: string, user: string, more = 'false') =>
			`insert into hand_over_confirmation (id, hand_over_id, side, user_id, in_place, content, content_sha256, confirmed_at)
			values (gen_random_uuid(), '${one.id}', '${side}', '${user}', ${more}, '{}', encode(sha256('{}'), 'hex'), '${at}')`;
		await refuses(word('receiver', one.giver), /separation_of_duties/);
		await refuses(word('giver', one.taker, 'true'), /separation_of_duties/);
		await refuses(word('giver', world.ids.head, 'true'), /separation_of_duties/);
		await refuses(word('giver', world.ids.head), /separation_of_duties/);
		await refuses(word('giver', one.giver).replace("sha256('{}')", "sha256('[]')"), /hand_over_confirmation_sha256/);
		await confirm(one, 'giver', sha256);
		await refuses(
			`update hand_over_confirmation set content_sha256 = repeat('0', 64) where hand_over_id = '${one.id}'`,
			/append_only|sha256/
		);
		await refuses(`delete from hand_over_confirmation where hand_over_id = '${one.id}'`, /append_only/);
		await refuses(
			`update hand_over set to_id = '${world.ids.head}', row_version = 9 where id = '${one.id}'`,
			/content_frozen|illegal_transition/
		);
		await refuses(
			`update hand_over set state = 'called_off', ended_at = '${at}', row_version = 9 where id = '${one.id}'`,
			/illegal_transition/
		);
		await confirm(one, 'receiver', sha256);
		await refuses(`update hand_over set content = '{}', row_version = 9 where id = '${one.id}'`, /content_frozen|illegal_transition/);
		await refuses(`update hand_over set state = 'open', row_version = 9 where id = '${one.id}'`, /content_frozen|illegal_transition/);
		await refuses(word('giver', one.giver), /content_frozen|illegal_transition/);
		await refuses(`delete from hand_over where id = '${one.id}'`, /append_only/);
	});

	it('takes a hand-over only within the unit, to somebody who works there', async () => {
		const insert = (
			from: string,
			to: string
		) => `insert into hand_over (id, unit_id, from_id, to_id, reason, begun_by_id, begun_at, last_day)
			values (gen_random_uuid(), '${world.unitId}', '${from}', '${to}', 'x', '${world.ids.officer}', '${world.clock.now().toISOString()}', '${world.day(9)}')`;
		await refuses(insert(world.ids.reviewer2, world.ids.outsider), /illegal_transition/);
		await refuses(insert(world.ids.outsider, world.ids.reviewer2), /illegal_transition/);
		await refuses(insert(world.ids.reviewer2, world.ids.reviewer2), /hand_over_two/);
	});
});
