import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, dayOf, toDbDate } from '#lib/domain/shared/day.ts';
import { endFeed, feedLimit, makeFeed, ownFeeds } from '#lib/server/audits/calendar/feeds.ts';
import { readFeed } from '#lib/server/audits/calendar/read-feed.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { reassignInspection } from '#lib/server/audits/cycles/change-open.ts';
import { openCycle } from '#lib/server/audits/cycles/open.ts';
import { cancelInspection } from '#lib/server/audits/inspections/direct.ts';
import { refusal } from '#test/support/documents.ts';
import { clauses, publishedList, readyCycle } from '#test/support/cycles.ts';
import { peopleWorld, type World } from '#test/support/people.ts';
import { pastGuards } from '#test/support/raw-writes.ts';

let world: World;
const ids: Record<string, string> = {};
const id = (name: string) => ids[name] ?? '';
const as = (name: string) => world.as(id(name));
const origin = 'https://eiso.example';
const read = (secret: string, address = '192.0.2.1') => readFeed({ ...world.nobody, address }, { secret, origin });
const longName = 'Ủy ban nhân dân xã "Kỳ, Tân"; thôn \\ Đông một hai ba bốn năm sáu bảy tám chín mười mười một';

beforeAll(async () => {
	world = await peopleWorld();
	ids.A = await world.unit('A', longName);
	ids.B = await world.unit('B');
	for (const name of ['coordinator', 'lead', 'other', 'officer', 'busy']) ids[name] = await world.person(name);
	await world.province(id('coordinator'), 'coordinator');
	for (const name of ['lead', 'other']) await world.province(id(name), 'inspector');
	await world.member(id('officer'), id('B'), ['officer']);
	await clauses(world);
	const checklistVersionId = await publishedList(await as('coordinator'), 3);
	const ready = await readyCycle(await as('coordinator'), {
		codes: ['A', 'B'],
		unitIds: [id('A'), id('B')],
		lead: id('lead'),
		checklistVersionId
	});
	await openCycle(await as('coordinator'), { cycleId: ready.id });
	for (const one of await world.database.client.inspection.findMany()) ids[one.unitId === id('A') ? 'visitA' : 'visitB'] = one.id;
	ids.team = ready.teamId;
});
afterAll(() => world.close());

/** What another program makes of the text. */
function events(text: string) {
	const calendar = ICAL.Component.fromString(text);
	return calendar.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
}

describe('a calendar', () => {
	it('is read by another program as it was meant: names, days, ids, moment', async () => {
		const { secret } = await makeFeed(await as('lead'));
		const text = await read(secret);
		const found = events(text);
		expect(found.map(({ uid }) => uid).sort()).toEqual([`${id('visitA')}@eiso`, `${id('visitB')}@eiso`].sort());
		const visit = found.find(({ uid }) => uid.startsWith(id('visitA')));
		expect(visit?.summary).toContain(longName);
		expect(visit?.startDate.isDate).toBe(true);
		expect([visit?.startDate.toString(), visit?.endDate.toString()]).toEqual(['2026-12-10', '2026-12-11']);
		expect(String(visit?.component.getFirstPropertyValue('dtstamp'))).toBe('2026-11-24T02:00:00Z');
		expect(String(visit?.component.getFirstPropertyValue('url'))).toBe(`${origin}/inspections/${id('visitA')}`);
		const lines = text.split('\r\n');
		expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
	});

	it('counts up with every change, and says that a visit was cancelled', async () => {
		const { secret } = await makeFeed(await as('coordinator'));
		const before = events(await read(secret)).find(({ uid }) => uid.startsWith(id('visitB')));
		await reassignInspection(await as('coordinator'), { inspectionId: id('visitB'), teamId: id('team'), visitOn: '2026-12-15' });
		const after = events(await read(secret)).find(({ uid }) => uid.startsWith(id('visitB')));
		expect(after?.uid).toBe(before?.uid);
		expect(after?.sequence ?? 0).toBeGreaterThan(before?.sequence ?? 0);
		expect(after?.startDate.toString()).toBe('2026-12-15');
		await cancelInspection(await as('coordinator'), { inspectionId: id('visitB'), reason: 'Sáp nhập' });
		const cancelled = events(await read(secret)).find(({ uid }) => uid.startsWith(id('visitB')));
		expect(cancelled?.component.getFirstPropertyValue('status')).toBe('CANCELLED');
	});

	it('has what its owner may see, and no more', async () => {
		const [own, none] = [await makeFeed(await as('officer')), await makeFeed(await as('other'))];
		expect(events(await read(own.secret)).map(({ uid }) => uid)).toEqual([`${id('visitB')}@eiso`]);
		expect(events(await read(none.secret))).toEqual([]);
	});

	it('has nothing of what an absent person handed over: that is for the screen of who acts for them', async () => {
		const client = world.database.client;
		const [fromId, toId, unitId] = [id('officer'), await world.person('deputising'), id('B')];
		await world.member(toId, unitId, ['reader']);
		const day = dayOf(world.clock.now());
		await pastGuards(client, ['delegation'], (tx) =>
			tx.delegation.create({
				data: {
					...{
						unitId,
						fromId,
						toId,
						roles: ['officer'],
						reason: 'Nghỉ phép',
						state: 'accepted',
						createdById: fromId,
						createdAt: world.clock.now()
					},
					...{ validFrom: toDbDate(day), validTo: toDbDate(addDays(day, 10)), answeredAt: world.clock.now() }
				}
			})
		);
		const acting = await loadActor(client, toId, day);
		expect(acting?.memberships.some(({ roles }) => roles.includes('officer'))).toBe(true);
		const { secret } = await makeFeed(await world.as(toId));
		expect(events(await read(secret))).toEqual([]);
	});

	it('ends with its address and with the account, and guesses are slowed', async () => {
		const feed = await makeFeed(await as('officer'));
		expect((await refusal(endFeed(await as('lead'), feed))).code).toBe('not_found');
		await endFeed(await as('officer'), feed);
		expect((await refusal(read(feed.secret))).code).toBe('not_found');
		const other = await makeFeed(await as('other'));
		await world.database.client.user.update({ where: { id: id('other') }, data: { status: 'disabled', disabledAt: world.clock.now() } });
		expect((await refusal(read(other.secret))).code).toBe('not_found');
		for (let guess = 0; guess < 20; guess++) expect((await refusal(read(`guess-${guess}`, '198.51.100.7'))).code).toBe('not_found');
		expect((await refusal(read('one more', '198.51.100.7'))).code).toBe('too_many');
	});

	it('keeps the hash alone, so many at once, and an end for ever', async () => {
		const made = [];
		for (let at = 0; at < feedLimit; at++) made.push(await makeFeed(await as('busy')));
		expect((await refusal(makeFeed(await as('busy')))).code).toBe('calendar_feed_limit');
		expect(await ownFeeds(await as('busy'))).toHaveLength(feedLimit);
		const { client } = world.database;
		const rows = await client.calendarFeed.findMany({ where: { userId: id('busy') } });
		expect(JSON.stringify(rows)).not.toContain(made[0]?.secret);
		const said = (sql: string) => client.$executeRawUnsafe(sql).then(() => 'done', String);
		expect(await said(`UPDATE calendar_feed SET hash = 'x' WHERE id = '${made[0]?.id}'`)).toContain('append_only');
		await endFeed(await as('busy'), { id: made[0]?.id ?? '' });
		expect(await said(`UPDATE calendar_feed SET ended_at = NULL WHERE id = '${made[0]?.id}'`)).toContain('append_only');
		expect(await said(`DELETE FROM calendar_feed WHERE id = '${made[0]?.id}'`)).toContain('append_only');
	});
});
