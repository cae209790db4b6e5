import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseActionQuery } from '#lib/domain/corrective-actions/list-query.ts';
import { recordQuery } from '#lib/domain/records/forms.ts';
import type { ClosingPreview } from '#lib/domain/units/closing-preview.ts';
import { verifyChain } from '#lib/server/audit-trail/verify.ts';
import { actionList } from '#lib/server/corrective-actions/list.ts';
import { appointDepartment } from '#lib/server/procedures/models/department.ts';
import { register } from '#lib/server/records/queries.ts';
import { callOffEvent, closeEndedUnits, recordUnitEvent } from '#lib/server/unit-closing.ts';
import { previewEntry } from '#lib/server/unit-event-preview.ts';
import type { UnitEventInput } from '#lib/server/units/apply-event.ts';
import { actionRow, assignedAction, completedAction, plannedAction, raisedAction, type AnAction } from '#test/support/actions.ts';
import { documentsWorld, noticesOf, refusal, trailOf, type DocumentsWorld } from '#test/support/documents.ts';
import { onItsDay } from '#test/support/raw-writes.ts';
import { recordHelpers } from '#test/support/records.ts';

process.env.SECRET_KEY ??= Buffer.alloc(32, 7).toString('base64');

/* A unit that nobody succeeds: what it has open ends with it, its records get a keeper, and nothing is left with nobody. */

const abolition = (world: DocumentsWorld): UnitEventInput => ({
	...{ kind: 'ABOLISH', from: [world.unitId], to: [], effectiveOn: world.day(5) },
	...{ decisionNumber: '21/NQ-HĐND', decisionDate: world.day() }
});
const sectionOf = (preview: ClosingPreview | null, key: string) => preview?.sections.find((section) => section.key === key);

describe('beneath another unit', () => {
	let world: DocumentsWorld;
	let actions: AnAction[];
	let [seriesId, recordId, keeper] = ['', '', ''];
	const { aSeries, aRecord } = recordHelpers(() => world);

	beforeAll(async () => {
		world = await documentsWorld(undefined, { parent: 'UBND' });
		keeper = world.parentUnitId ?? '';
		actions = [await raisedAction(world), await assignedAction(world), await plannedAction(world), await completedAction(world)];
		seriesId = await aSeries();
		recordId = (await aRecord(seriesId)).id;
	});
	afterAll(() => world.close());

	it('the preview lists what ends with it and names who keeps the records', async () => {
		const { closing } = await previewEntry(await world.as('coordinator'), abolition(world));
		expect(closing).toMatchObject({ targets: [], keeper: 'Đơn vị UBND' });
		expect(
			sectionOf(closing, 'actions')
				?.items?.map(({ id }) => id)
				.toSorted()
		).toEqual(actions.map(({ id }) => id).toSorted());
		expect(sectionOf(closing, 'records')?.items?.map(({ id }) => id)).toEqual([seriesId]);
	});

	it('no action of a unit that stands ends so, and its records go nowhere', async () => {
		const [first] = actions;
		const write = (sql: string) => onItsDay(world, (db) => db.$executeRawUnsafe(sql));
		await expect(
			write(`update corrective_action set state = 'closed', outcome = 'unit_ended', closed_at = now() where id = '${first?.id}'`)
		).rejects.toThrow(/illegal_transition/);
		await expect(write(`update record_series set custody_unit_id = '${keeper}' where id = '${seriesId}'`)).rejects.toThrow(
			/content_frozen|illegal_transition/
		);
	});

	it('on the day its open actions end with it and stay in the list of the province', async () => {
		const coordinator = await world.as('coordinator');
		// What was called off of a later day leaves a name that never held; the unit has ended all the same.
		const change = { unitId: world.unitId, change: { name: 'Tên không dùng' } };
		const { eventId } = await recordUnitEvent(coordinator, {
			...{ kind: 'RENAME', from: [world.unitId], to: [change], effectiveOn: world.day(20) },
			...{ decisionNumber: '22/NQ-HĐND', decisionDate: world.day() }
		});
		await callOffEvent(coordinator, { eventId, reason: 'Nghị quyết đã thay' });
		await recordUnitEvent(coordinator, abolition(world));
		world.clock.set(new Date(`${world.day(5)}T00:01:00+07:00`));
		expect(await closeEndedUnits(world.system)).toBe(1);
		for (const { id } of actions) {
			expect(await actionRow(world, id)).toMatchObject({ state: 'closed', outcome: 'unit_ended', unitId: world.unitId });
			expect((await trailOf(world, id)).at(-1)).toBe('corrective_action.end_with_unit');
			expect(await world.client.actionAct.findFirst({ where: { actionId: id, event: 'end_with_unit' } })).toMatchObject({
				text: 'Sắp xếp đơn vị'
			});
		}
		const openNotices = { subjectType: 'corrective_action', lapsedAt: null, subjectId: { in: actions.map(({ id }) => id) } };
		expect(await world.client.notice.count({ where: openNotices })).toBe(0);
		const { items } = await actionList(await world.as('coordinator'), null, parseActionQuery(new URLSearchParams('state=all')));
		const listed = items.map(({ id, unitName, outcome, statement }) => ({ id, unitName, outcome, statement }));
		expect(listed.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
			actions
				.map(({ id }) => ({ id, unitName: 'Đơn vị SO-NV', outcome: 'unit_ended', statement: null }))
				.toSorted((a, b) => (a.id < b.id ? -1 : 1))
		);
		expect(await verifyChain(world.system, world.unitId)).toMatchObject({ broken: null, chain: { closedAt: world.clock.now() } });
	});

	it('the unit above keeps its records, and no other', async () => {
		const officer = await world.asId(await world.addPerson(['officer'], { unitId: keeper }));
		expect((await register(officer, keeper, recordQuery.parse({}))).items.map(({ id }) => id)).toEqual([recordId]);
		expect((await trailOf(world, seriesId)).at(-1)).toBe('record_series.pass_on');
		await expect(
			onItsDay(world, (db) =>
				db.$executeRawUnsafe(`update record_series set custody_unit_id = '${world.otherUnitId}' where id = '${seriesId}'`)
			)
		).rejects.toThrow(/content_frozen|illegal_transition/);
		expect(await noticesOf(world, 'outsider', seriesId)).toEqual([]);
	});
});

describe('beneath nobody', () => {
	let world: DocumentsWorld;
	let seriesId = '';
	const { aSeries } = recordHelpers(() => world);

	beforeAll(async () => {
		world = await documentsWorld();
	});
	afterAll(() => world.close());

	it('is refused while nobody would keep its records; the Department’s own unit does once it is named', async () => {
		seriesId = await aSeries();
		const coordinator = await world.as('coordinator');
		expect((await previewEntry(coordinator, abolition(world))).closing).toMatchObject({ keeper: null });
		expect((await refusal(recordUnitEvent(coordinator, abolition(world)))).code).toBe('records_without_keeper');
		expect(await world.client.unitEvent.count({ where: { kind: 'ABOLISH' } })).toBe(0);
		await appointDepartment(coordinator, { unitId: world.otherUnitId });
		expect((await previewEntry(coordinator, abolition(world))).closing).toMatchObject({ keeper: 'Đơn vị SO-TC' });
		await recordUnitEvent(coordinator, abolition(world));
		world.clock.set(new Date(`${world.day(5)}T00:01:00+07:00`));
		await closeEndedUnits(world.system);
		expect(await world.client.recordSeries.findUniqueOrThrow({ where: { id: seriesId } })).toMatchObject({
			custodyUnitId: world.otherUnitId,
			unitId: world.unitId
		});
	});
});
