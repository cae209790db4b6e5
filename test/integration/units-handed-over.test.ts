import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { EventChoice, EventSubject } from '#lib/domain/units/event-choices.ts';
import { verifyChain } from '#lib/server/audit-trail/verify.ts';
import { remindTransitions } from '#lib/server/documents/carry-over/remind.ts';
import { createExternal } from '#lib/server/documents/external/lines.ts';
import { confirmReading } from '#lib/server/documents/readings/confirm.ts';
import { followReading } from '#lib/server/documents/readings/follow.ts';
import { recordOpening } from '#lib/server/documents/reading.ts';
import { handedOverPage } from '#lib/server/handed-over-page.ts';
import { takeHandedOver } from '#lib/server/handed-over.ts';
import { homePage } from '#lib/server/home.ts';
import { register } from '#lib/server/records/queries.ts';
import { recordQuery } from '#lib/domain/records/forms.ts';
import { releaseHold, placeHold } from '#lib/server/records/records.ts';
import { changeChoices, choicesPage, closeEndedUnits, recordUnitEvent } from '#lib/server/unit-closing.ts';
import { declineOffer } from '#lib/server/units/handed-over.ts';
import { raisedAction } from '#test/support/actions.ts';
import { anInspection, inspectedWorld } from '#test/support/inspections.ts';
import { recordHelpers } from '#test/support/records.ts';
import {
	approvedVersion,
	documentsWorld,
	draftVersion,
	issuedVersion,
	refusal,
	versionRow,
	type DocumentsWorld
} from '#test/support/documents.ts';

process.env.SECRET_KEY ??= Buffer.alloc(32, 7).toString('base64');

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());
const { aSeries, aRecord } = recordHelpers(() => world);
const choose = (subjectType: EventSubject, subjectId: string, choice: EventChoice['choice'], target = 0): EventChoice => ({
	...{ subjectType, subjectId, choice, target, newCode: null, until: null, askReading: false }
});
const travelTo = (day: Day) => world.clock.set(new Date(`${day}T00:01:00+07:00`));

describe('a split with a choice for each thing', () => {
	let [end, east, west, eventId] = ['', '', '', ''];
	let things: Awaited<ReturnType<typeof populate>>;

	async function populate() {
		const read = await issuedVersion(world);
		for (const who of ['staff', 'officer'] as const) {
			await recordOpening(await world.as(who), { id: read.id, round: 1 });
			await confirmReading(await world.as(who), { versionId: read.id });
		}
		const later = await issuedVersion(world, { effectiveOn: addDays(end, 3) });
		const draft = await draftVersion(world);
		const approved = await approvedVersion(world);
		const [first, second] = [await aSeries(), await aSeries()];
		const record = await aRecord(second);
		const hold = await placeHold(await world.as('head'), record.id, 'Đang có khiếu nại');
		const action = await raisedAction(world);
		const external = await createExternal(await world.as('officer'), world.unitId, {
			...{
				number: '61/2018/NĐ-CP',
				title: 'Một cửa',
				issuer: 'Chính phủ',
				issuedOn: null,
				inForceFrom: null,
				inForceUntil: null,
				link: ''
			},
			...{ receivedOn: null, appliedFor: '', divisionId: null, checkerId: null, checkMonths: 12, rowVersion: undefined }
		});
		const inspected = await inspectedWorld(world);
		const inspection = await anInspection(world, inspected);
		const other = await anInspection(world, await inspectedWorld(world));
		return { read, later, draft, approved, first, second, record, hold, action, external, inspection, other };
	}

	beforeAll(async () => {
		end = world.day(20);
		things = await populate();
		const facts = (code: string) => ({ code, name: `Đơn vị ${code}`, kindCode: 'T-KIND', parentId: null });
		const applied = await recordUnitEvent(await world.as('coordinator'), {
			kind: 'SPLIT',
			effectiveOn: end,
			from: [world.unitId],
			to: [
				{ unitId: null, facts: facts('XA-DONG') },
				{ unitId: null, facts: facts('XA-TAY') }
			],
			choices: [
				choose('document', things.read.documentId, 'carry', 0),
				choose('record_series', things.second, 'move', 1),
				choose('corrective_action', things.action.id, 'move', 1),
				choose('inspection', things.inspection.id, 'move', 1)
			]
		});
		[east = '', west = ''] = applied.begun;
		eventId = applied.eventId;
	});

	it('offers at entry what will not take effect any more, and the people; the rest goes on', async () => {
		const offers = await world.client.handedOver.findMany({
			where: { unitId: east },
			select: { kind: true, subjectId: true, state: true }
		});
		expect(offers.filter(({ kind }) => kind === 'draft')).toEqual([{ kind: 'draft', subjectId: things.later.id, state: 'open' }]);
		expect(offers.filter(({ kind }) => kind === 'membership').length).toBeGreaterThan(5);
		expect((await versionRow(world, things.draft.id)).state).toBe('draft');
		expect((await world.client.recordSeries.findUniqueOrThrow({ where: { id: things.second } })).custodyUnitId).toBe(world.unitId);
		const { preview, canChange } = await choicesPage(await world.as('coordinator'), eventId);
		expect(canChange).toBe(true);
		const counts = Object.fromEntries(preview.sections.map(({ key, count }) => [key, count]));
		expect(counts).toMatchObject({ drafts: 3, actions: 1, records: 2, inspections: 2, externals: 1 });
		expect(preview.sections.find(({ key }) => key === 'drafts')?.items).toBeNull();
		expect(
			preview.sections
				.find(({ key }) => key === 'inspections')
				?.items?.map(({ chosen }) => chosen)
				.toSorted()
		).toEqual([1, null]);
		expect(preview.carry.find(({ documentId }) => documentId === things.read.documentId)?.targets.map(({ choice }) => choice)).toEqual([
			'carry',
			'leave'
		]);
		expect((await refusal(choicesPage(await world.as('head'), eventId))).code).toBe('forbidden');
		expect(await closeEndedUnits(world.system)).toBe(0);
	});

	it('lets the choice be changed until the day before, and what goes on follows at once', async () => {
		const carriedInto = (unitId: string) =>
			world.client.carriedVersion.count({ where: { unitId, originVersionId: things.read.id, version: { state: 'issued' } } });
		expect([await carriedInto(east), await carriedInto(west)]).toEqual([1, 0]);
		await changeChoices(await world.as('coordinator'), eventId, [choose('document', things.read.documentId, 'carry', 1)]);
		expect([await carriedInto(east), await carriedInto(west)]).toEqual([1, 1]);
		await changeChoices(await world.as('coordinator'), eventId, [choose('document', things.read.documentId, 'leave', 1)]);
		expect([await carriedInto(east), await carriedInto(west)]).toEqual([1, 0]);
		expect((await refusal(changeChoices(await world.as('head'), eventId, []))).code).toBe('forbidden');
	});

	it('lets the coordinator confirm people before the day, once', async () => {
		const offerOf = async (userId: string, unitId: string) => {
			const { id } = await world.client.membership.findFirstOrThrow({ where: { userId, unitId: world.unitId } });
			return (await world.client.handedOver.findFirstOrThrow({ where: { kind: 'membership', subjectId: id, unitId } })).id;
		};
		const coordinator = await world.as('coordinator');
		const duties = (await homePage(coordinator, null)).duties.filter(({ what }) => what === 'handed_over_people');
		expect(duties.map(({ subjectId }) => subjectId).toSorted()).toEqual([east, west].toSorted());
		for (const who of ['head', 'officer', 'staff', 'drafter', 'reviewer'] as const)
			await takeHandedOver(coordinator, await offerOf(world.ids[who], east), '');
		await declineOffer(coordinator, await offerOf(world.ids.reviewer2, west), 'Nghỉ hưu');
		const taken = await world.client.membership.findFirstOrThrow({ where: { userId: world.ids.head, unitId: east } });
		expect([taken.roles, taken.validFrom, taken.validTo]).toEqual([['head'], toDbDate(end), null]);
		expect((await world.client.handedOver.findUniqueOrThrow({ where: { id: await offerOf(world.ids.head, west) } })).state).toBe('gone');
		expect((await refusal(takeHandedOver(coordinator, await offerOf(world.ids.head, east), ''))).code).toBe('illegal_transition');
		expect((await refusal(takeHandedOver(await world.as('outsider'), await offerOf(world.ids.deputy, east), ''))).code).toBe(
			'handed_over_not_found'
		);
	});

	it('passes on its day each thing to where it was chosen', async () => {
		travelTo(end);
		expect(await closeEndedUnits(world.system)).toBe(1);
		const custody = async (id: string) => (await world.client.recordSeries.findUniqueOrThrow({ where: { id } })).custodyUnitId;
		expect(await custody(things.second)).toBe(west);
		expect([east, west]).toContain(await custody(things.first));
		expect((await world.client.correctiveAction.findUniqueOrThrow({ where: { id: things.action.id } })).unitId).toBe(west);
		expect(await world.client.inspection.findUniqueOrThrow({ where: { id: things.inspection.id } })).toMatchObject({
			unitId: west,
			state: 'scheduled'
		});
		expect((await world.client.inspection.findUniqueOrThrow({ where: { id: things.other.id } })).state).toBe('cancelled');
		expect((await versionRow(world, things.draft.id)).state).toBe('cancelled');
		const offered = await world.client.handedOver.findMany({ where: { unitId: east, kind: 'draft', state: 'open' } });
		expect(offered.map(({ subjectId }) => subjectId).toSorted()).toEqual([things.later.id, things.draft.id, things.approved.id].toSorted());
		await expect(
			world.client.$executeRawUnsafe(`update inspection set unit_id = '${east}' where id = '${things.inspection.id}'`)
		).rejects.toThrow(/content_frozen/);
		for (const unitId of [world.unitId, east, west]) expect((await verifyChain(world.system, unitId)).broken).toBeNull();
	});

	it('keeps records with their hold and their time; the keeper acts on them in its own trail', async () => {
		const head = await world.addPerson(['head', 'officer'], { unitId: west });
		const list = await register(await world.asId(head), west, recordQuery.parse({}));
		expect(list.items.map(({ id, keeping }) => [id, keeping])).toEqual([[things.record.id, 'held']]);
		expect((await register(await world.as('head'), east, recordQuery.parse({}))).items).toEqual([]);
		await releaseHold(await world.asId(head), { recordId: things.record.id, holdId: things.hold.id, reason: 'Đã giải quyết xong' });
		const act = await world.client.auditTrail.findFirstOrThrow({ where: { event: 'record.release', subjectId: things.record.id } });
		expect(act.unitId).toBe(west);
		await expect(
			world.client.$executeRawUnsafe(`update record_series set custody_unit_id = '${east}' where id = '${things.second}'`)
		).rejects.toThrow(/content_frozen/);
	});

	it('carries the confirmations of people who moved, and asks nobody else', async () => {
		await followReading(world.system);
		const { versionId } = await world.client.carriedVersion.findFirstOrThrow({
			where: { unitId: east, originVersionId: things.read.id, version: { state: 'issued' } }
		});
		const requests = await world.client.readingRequest.findMany({ where: { versionId }, select: { userId: true, state: true } });
		expect(requests.toSorted((a, b) => a.userId.localeCompare(b.userId))).toEqual(
			[world.ids.staff, world.ids.officer].toSorted().map((userId) => ({ userId, state: 'carried' }))
		);
	});

	it('takes a draft over with its files, origin said; declines; takes external documents', async () => {
		const officer = await world.as('officer');
		const page = await handedOverPage(officer, east);
		expect(page.events.map(({ units }) => units)).toEqual(['Đơn vị SO-NV']);
		expect(page.carried?.map(({ state }) => state)).toEqual(['in_force']);
		const of = (label: string) => page.offers.find((item) => item.label === label)?.id ?? '';
		await takeHandedOver(officer, of(things.draft.code), 'QT.MOI.1');
		const document = await world.client.document.findFirstOrThrow({
			where: { unitId: east, code: 'QT.MOI.1' },
			include: { versions: true }
		});
		const origin = await versionRow(world, things.draft.id);
		expect(document.versions).toMatchObject([{ state: 'draft', origin: 'internal', pdfSha256: origin.pdfSha256 }]);
		expect(document.versions[0]?.summary).toContain('Đơn vị SO-NV');
		await declineOffer(officer, of(things.approved.code), '');
		await takeHandedOver(officer, of('61/2018/NĐ-CP'), '');
		expect(await world.client.externalSubscription.count({ where: { unitId: east, endedAt: null } })).toBe(1);
		expect((await refusal(takeHandedOver(officer, of(things.draft.code), ''))).code).toBe('illegal_transition');
		expect((await refusal(handedOverPage(await world.as('outsider'), east))).code).toBe('unit_not_found');
		const waiting = (await homePage(await world.as('officer'), east)).duties.find(({ what }) => what === 'handed_over_things');
		expect(waiting?.detail).toBe('1');
		await expect(
			world.client.$executeRawUnsafe(
				`update handed_over set state = 'open', row_version = row_version + 1 where id = '${of(things.draft.code)}'`
			)
		).rejects.toThrow(/append_only/);
		await expect(world.client.$executeRawUnsafe(`delete from handed_over`)).rejects.toThrow(/append_only/);
	});

	it('reminds officers and heads once before a transition ends', async () => {
		expect(await remindTransitions(world.system)).toBe(0);
		travelTo(addDays(end, 330));
		expect(await remindTransitions(world.system)).toBe(1);
		expect(await remindTransitions(world.system)).toBe(0);
		const told = await world.client.notice.findMany({ where: { kind: 'carry_over_ends', subjectId: east }, select: { userId: true } });
		expect(told.map(({ userId }) => userId).toSorted()).toEqual([world.ids.head, world.ids.officer].toSorted());
		expect(await world.client.notice.count({ where: { kind: 'handed_over', subjectId: east } })).toBe(2);
	});
});
