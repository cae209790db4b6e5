import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '#lib/domain/shared/day.ts';
import type { ClosingPreview } from '#lib/domain/units/closing-preview.ts';
import { callOffEvent, changeChoices, recordUnitEvent } from '#lib/server/unit-closing.ts';
import { previewEntry } from '#lib/server/unit-event-preview.ts';
import type { UnitEventInput } from '#lib/server/units/apply-event.ts';
import { eventList } from '#lib/server/units/event-list.ts';
import { unitPage } from '#lib/server/units/unit-page.ts';
import { raisedAction } from '#test/support/actions.ts';
import { documentsWorld, issuedVersion, refusal, type DocumentsWorld, type Who } from '#test/support/documents.ts';
import { actOnRoute } from '#test/support/page-actions.ts';
import { pdfWith } from '#test/support/hostile-files/pdf.ts';
import { openRoute } from '#test/support/page-loads.ts';

process.env.SECRET_KEY ??= Buffer.alloc(32, 7).toString('base64');

let world: DocumentsWorld;
let [second, end] = ['', ''];
beforeAll(async () => {
	world = await documentsWorld();
	second = await world.addUnit('XA-B');
	end = world.day(30);
});
afterAll(() => world.close());

const merger = (more: Partial<UnitEventInput> = {}): UnitEventInput => ({
	kind: 'MERGE',
	from: [world.unitId, second],
	to: [{ unitId: null, facts: { code: 'XA-M', name: 'Xã Mới', kindCode: 'T-KIND', parentId: null } }],
	effectiveOn: end,
	decisionNumber: '1665/NQ-UBTVQH15',
	decisionDate: world.day(),
	...more
});
const open = async (who: Who, route: string, id: string) => (await openRoute(world, await world.as(who), route, { params: { id } })).status;
/** Who finds the page of the event, its scan, and the event in the list. */
async function whoSees(eventId: string, people: readonly Who[]): Promise<Record<string, string>> {
	const seen: Record<string, string> = {};
	for (const who of people) {
		const listed = (await eventList(await world.as(who), new URLSearchParams(), 1)).items.some(({ id }) => id === eventId);
		const page = await open(who, '(app)/units/events/[id]', eventId);
		seen[who] = `${page} ${await open(who, 'files/unit-events/[id]/scan', eventId)} ${listed ? 'listed' : 'not listed'}`;
		// The page of the unit tells nobody more than the list of events does.
		expect((await unitPage(await world.as(who), world.unitId)).events.some(({ id }) => id === eventId) && !listed).toBe(false);
	}
	return seen;
}

describe('what an event would touch', () => {
	let preview: ClosingPreview;
	let upcoming: { id: string };
	let action: { id: string };

	beforeAll(async () => {
		await issuedVersion(world, {});
		upcoming = await issuedVersion(world, { effectiveOn: addDays(end, 5) });
		action = await raisedAction(world);
		const { closing } = await previewEntry(await world.as('coordinator'), merger());
		if (!closing) throw new Error('nothing ends');
		preview = closing;
	});

	it('leads to each thing that the coordinator may read', async () => {
		const links = preview.sections.flatMap(({ key, items }) => (items ?? []).map(({ id, href, label }) => ({ key, id, href, label })));
		const of = (key: string) => links.filter((link) => link.key === key);
		expect(of('upcoming')).toMatchObject([{ href: `/versions/${upcoming.id}` }]);
		expect(of('actions')).toMatchObject([{ href: `/corrective-actions/${action.id}` }]);
		expect(of('people').map(({ href }) => href)).toContain(`/people/${world.ids.drafter}`);
		const opened = [
			await open('coordinator', '(app)/versions/[id]', upcoming.id),
			await open('coordinator', '(app)/corrective-actions/[id]', action.id),
			await open('coordinator', '(app)/people/[id]', world.ids.drafter)
		];
		for (const { documentId } of preview.carry) opened.push(await open('coordinator', '(app)/documents/[id]', documentId));
		// A version leads on to its document.
		expect(opened).toEqual([307, 200, 200, ...preview.carry.map(() => 200)]);
		expect(preview.carry).toHaveLength(1);
	});

	it('is the coordinator’s alone to see', async () => {
		expect((await refusal(previewEntry(await world.as('head'), merger()))).code).toBe('forbidden');
	});
});

describe('the entry of an event', () => {
	const form = (fields: Record<string, string>, scan?: File) => {
		const form = new FormData();
		const all = { kind: 'MERGE', unit: world.unitId, others: second, name: 'Xã Mới', code: 'XA-M', kindCode: 'T-KIND', effectiveOn: end };
		for (const [name, value] of Object.entries({ ...all, ...fields })) form.set(name, value);
		if (scan) form.set('scan', scan);
		return form;
	};
	const send = async (who: Who, action: string, data: FormData) =>
		actOnRoute(world, await world.as(who), '(app)/units/events/new', action, data);

	it('opens for the coordinator alone', async () => {
		const opened = new Map<Who, number>();
		for (const who of ['coordinator', 'head', 'officer', 'inspector', 'administrator'] as const)
			opened.set(who, (await openRoute(world, await world.as(who), '(app)/units/events/new')).status);
		expect(Object.fromEntries(opened)).toEqual({ coordinator: 200, head: 403, officer: 403, inspector: 403, administrator: 403 });
		expect((await send('head', 'preview', form({}))).status).toBe(403);
		expect((await send('head', 'apply', form({}))).status).toBe(403);
	});

	it('says what is wrong and gives back what was typed, and writes nothing', async () => {
		const wrong: [Record<string, string>, object][] = [
			[{ effectiveOn: '31/02/2027' }, { errors: { effectiveOn: expect.any(String) } }],
			[{ name: '' }, { errors: { name: expect.any(String) } }],
			[{ decisionDate: world.day(3) }, { errors: { decisionDate: expect.any(String) } }],
			[{ effectiveOn: world.day(-500) }, { message: expect.stringMatching(/hôm nay|today/u) }],
			[{ code: 'SO-TC' }, { message: expect.any(String) }]
		];
		for (const action of ['preview', 'apply'])
			for (const [fields, said] of wrong) {
				const { status, data } = await send('coordinator', action, form({ basis: 'Căn cứ đang gõ', ...fields }));
				expect(status, JSON.stringify(fields)).toBeGreaterThanOrEqual(400);
				expect(status, JSON.stringify(fields)).toBeLessThan(500);
				expect(data, JSON.stringify(fields)).toMatchObject({ ...said, values: { basis: 'Căn cứ đang gõ', ...fields } });
			}
		expect(await world.client.unitEvent.count()).toBe(0);
	});

	it('keeps the scan between the preview and the entry, for this person', async () => {
		const bytes = pdfWith({ catalog: '/Lang (vi)' });
		const scan = new File([Uint8Array.from(bytes)], 'nghi-quyet.pdf', { type: 'application/pdf' });
		const { status, data } = await send('coordinator', 'preview', form({ decisionNumber: '1/NQ' }, scan));
		expect([status, data]).toMatchObject([200, { scanName: 'nghi-quyet.pdf', preview: { begins: [{ code: 'XA-M' }] } }]);
		const keptScan = String(typeof data === 'object' && data !== null && 'keptScan' in data ? data.keptScan : '');
		const entered = await send('coordinator', 'apply', form({ decisionNumber: '1/NQ', keptScan }));
		expect(entered).toEqual({ status: 303, data: expect.stringMatching(/^\/units\/events\/[0-9a-f-]{36}$/u) });
		const eventId = String(entered.data).split('/').at(-1) ?? '';
		const file = await openRoute(world, await world.as('coordinator'), 'files/unit-events/[id]/scan', { params: { id: eventId } });
		expect([file.status, file.data]).toEqual([200, new Uint8Array(bytes)]);
		await callOffEvent(await world.as('coordinator'), { eventId, reason: 'Nhập thử' });
	});
});

describe('an event that is entered and not yet come', () => {
	let eventId = '';
	beforeAll(async () => {
		const pdf = await world.pdf('Quyết định');
		const scan = { sha256: pdf.sha256, fileName: pdf.fileName };
		await world.client.storedFile.create({
			data: { sha256: pdf.sha256, size: pdf.size, contentType: 'application/pdf', createdAt: world.clock.now() }
		});
		({ eventId } = await recordUnitEvent(await world.as('coordinator'), merger({ scan })));
	});
	const everybody = ['coordinator', 'head', 'officer', 'staff', 'outsider', 'inspector'] as const;

	it('is known to its units and the coordinator; for all others it is not there', async () => {
		const seen = '200 200 listed';
		const not = '404 404 not listed';
		const all = { coordinator: seen, head: seen, officer: seen, staff: seen, outsider: not, inspector: not };
		expect(await whoSees(eventId, everybody)).toEqual(all);
		expect((await openRoute(world, world.nobody, '(app)/units/events')).status).not.toBe(200);
	});

	it('has choices for the coordinator alone, and none once it was called off', async () => {
		const choices = '(app)/units/events/[id]/choices';
		const opened = [
			await open('coordinator', choices, eventId),
			await open('head', choices, eventId),
			await open('staff', choices, eventId)
		];
		expect(opened).toEqual([200, 403, 403]);
		await callOffEvent(await world.as('coordinator'), { eventId, reason: 'Nghị quyết mới' });
		expect((await refusal(changeChoices(await world.as('coordinator'), eventId, []))).code).toBe('unit_event_called_off');
		const sent = new FormData();
		expect((await actOnRoute(world, await world.as('coordinator'), choices, 'default', sent, { id: eventId })).status).toBe(409);
		const { data } = await openRoute(world, await world.as('coordinator'), choices, { params: { id: eventId } });
		expect(data).toMatchObject({ event: { canChange: false } });
	});

	it('called off, it stays with those who knew of it', async () => {
		const known = await whoSees(eventId, ['coordinator', 'staff', 'outsider']);
		expect(known).toEqual({ coordinator: '200 200 listed', staff: '200 200 listed', outsider: '404 404 not listed' });
	});
});

describe('the list of events', () => {
	beforeAll(async () => {
		const coordinator = await world.as('coordinator');
		const rename = (place: number): UnitEventInput => ({
			kind: 'RENAME',
			from: [world.otherUnitId],
			to: [{ unitId: world.otherUnitId, change: { name: `Sở lần ${place}` } }],
			effectiveOn: world.day(place - 52)
		});
		for (let place = 0; place < 52; place += 1) await recordUnitEvent(coordinator, rename(place));
		await recordUnitEvent(coordinator, { ...rename(53), effectiveOn: world.day(9) });
	}, 120_000);

	it('is paged, the latest day first, and filtered by state', async () => {
		const list = async (search: string, page = 1) => eventList(await world.as('coordinator'), new URLSearchParams(search), page);
		const applied = [await list('state=applied'), await list('state=applied', 2)];
		expect(applied.map(({ items, total }) => [items.length, total])).toEqual([
			[50, 52],
			[2, 52]
		]);
		const days = applied.flatMap(({ items }) => items.map(({ effectiveOn }) => effectiveOn));
		expect(days).toEqual(days.toSorted().reverse());
		expect(new Set(applied.flatMap(({ items }) => items.map(({ id }) => id))).size).toBe(52);
		expect((await list('state=coming')).items.map(({ kind, state }) => [kind, state])).toEqual([['RENAME', 'coming']]);
		expect((await list('state=called_off')).total).toBe(2);
		expect((await list('state=nonsense')).total).toBe(55);
	});

	it('is filtered by kind and by the year of its day, of those that the person may read', async () => {
		const list = async (search: string, who: Who = 'coordinator') => eventList(await world.as(who), new URLSearchParams(search), 1);
		const unitId = await world.addUnit('XA-Y');
		const to = [{ unitId, change: { name: 'Xã từ năm trước' } }];
		await recordUnitEvent(await world.as('coordinator'), { kind: 'RENAME', from: [unitId], to, effectiveOn: '2025-03-01' });
		const all = await list('');
		expect(all).toMatchObject({ kind: null, year: null, years: [2026, 2025] });
		const every = [...all.items, ...(await eventList(await world.as('coordinator'), new URLSearchParams(), 2)).items];
		for (const kind of ['MERGE', 'RENAME'] as const) {
			const found = await list(`kind=${kind}`);
			expect(found.total).toBe(every.filter((event) => event.kind === kind).length);
			expect(found.total).toBeGreaterThan(0);
			expect(found.total).toBeLessThan(56);
		}
		expect((await list('year=2025')).items.map(({ effectiveOn }) => effectiveOn)).toEqual(['2025-03-01']);
		expect([(await list('year=2026')).total, (await list('year=2025&kind=MERGE')).total]).toEqual([55, 0]);
		expect((await list('kind=RENAME&year=2026&state=coming')).items.map(({ kind, state }) => [kind, state])).toEqual([
			['RENAME', 'coming']
		]);
		expect(await list('kind=NONSENSE&year=1066')).toMatchObject({ kind: null, year: null, total: 56 });
		// Those called off are known to their own units alone.
		expect([(await list('kind=MERGE', 'staff')).total, (await list('kind=MERGE', 'outsider')).total]).toEqual([2, 0]);
	});
});
