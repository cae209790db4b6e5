import { afterAll, beforeAll, expect, it } from 'vitest';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { parseRequestQuery } from '#lib/domain/documents/request-forms.ts';
import { seriesForm } from '#lib/domain/records/forms.ts';
import { acceptRequest } from '#lib/server/documents/change-requests/direct.ts';
import { inheritedRequests } from '#lib/server/documents/change-requests/inherited.ts';
import { requestList } from '#lib/server/documents/change-requests/list.ts';
import { propose } from '#lib/server/documents/change-requests/propose.ts';
import { considerRequest, declineRequest } from '#lib/server/documents/change-requests/triage.ts';
import { reviewsDue } from '#lib/server/documents/periodic-review/due.ts';
import { recordOpening } from '#lib/server/documents/reading.ts';
import { confirmReading } from '#lib/server/documents/readings/confirm.ts';
import { myReading } from '#lib/server/documents/readings/queries/my-reading.ts';
import { previewEffects } from '#lib/server/documents/unit-closing/preview.ts';
import { closeEndedUnits, recordUnitEvent } from '#lib/server/unit-closing.ts';
import { adoptModels } from '#lib/server/procedures/models/adopt.ts';
import { adoptionMatrix, matrixQuery } from '#lib/server/procedures/models/matrix.ts';
import { createRecord, placeHold } from '#lib/server/records/records.ts';
import { createSeries } from '#lib/server/records/series.ts';
import { issuedVersion, trailOf, type AVersion, type Who } from '#test/support/documents.ts';
import { aText, modelsWorld, type AModel, type ModelsWorld } from '#test/support/models-world.ts';

/*
 * states.md §11, row by row, for what part 2 built: the unit of `outsider` is merged into the world's own unit (the Department). What the
 * end does to versions and batches is in units-closing.test.ts.
 */
process.env.SECRET_KEY ??= Buffer.alloc(32, 7).toString('base64');

let world: ModelsWorld;
let model: AModel;
let read: AVersion;
let requests: Record<'proposed' | 'considered' | 'accepted' | 'declined', string>;
let recordId: string;
let end: string;
const merge = () => ({ kind: 'MERGE' as const, from: [world.unitId], to: [{ unitId: world.otherUnitId }], effectiveOn: end });
const stateOf = async (id: string) => (await world.client.changeRequest.findUniqueOrThrow({ where: { id } })).state;

beforeAll(async () => {
	world = await modelsWorld();
	end = world.day(30);
	const [officer, head] = [await world.as('officer'), await world.as('head')];
	await world.client.reviewInterval.create({ data: { kindCode: 'QT', months: 1, basis: 'TCVN ISO 9001:2015' } });
	read = await issuedVersion(world, {
		document: {
			audience: [
				{ kind: 'person', userId: world.ids.staff },
				{ kind: 'person', userId: world.ids.drafter }
			]
		},
		confirm: [...warningCodes]
	});
	await recordOpening(await world.as('drafter'), { id: read.id, round: 1 });
	await confirmReading(await world.as('drafter'), { versionId: read.id });
	const words = { kind: 'amend' as const, documentId: read.documentId, what: 'Sửa mục 5', why: 'Luật mới' };
	const made = async () => (await propose(await world.as('staff'), words)).id;
	const consider = async (requestId: string) => {
		await considerRequest(officer, { requestId, opinion: 'Nên sửa', drafterId: world.ids.drafter, dueOn: world.day(20) });
		return requestId;
	};
	requests = {
		proposed: await made(),
		considered: await consider(await made()),
		accepted: await consider(await made()),
		declined: await made()
	};
	await acceptRequest(head, { requestId: requests.accepted, changeClass: 'editorial' });
	await declineRequest(head, { requestId: requests.declined, ground: 'other', comment: 'Không cần' });
	const series = seriesForm.parse({ code: 'HS.01', name: 'Hồ sơ', place: 'Kho', retentionYears: '10' });
	const { id: seriesId } = await createSeries(officer, world.unitId, series);
	const record = { seriesId, title: 'Hồ sơ', madeOn: world.day(-9), closedOn: null, place: '', note: '' };
	recordId = (await createRecord(officer, record)).id;
	await createRecord(officer, record);
	await placeHold(officer, recordId, 'Có khiếu nại');
});
afterAll(() => world.close());

it('is counted in the preview, and nothing is written', async () => {
	const before = await world.client.auditTrail.count();
	const [unit] = (await previewEffects(await world.as('coordinator'), merge())).ends;
	expect(unit?.touched).toMatchObject({ requests: 3, readings: 1, reviews: 1, records: 2, heldRecords: 1, adoptions: 0 });
	expect(await world.client.auditTrail.count()).toBe(before);
});

it('counts the models that a unit has adopted, which are followed until its day and not after', async () => {
	model = await world.model('QT.M.01', aText());
	await adoptModels(await world.as('outsider'), { unitId: world.otherUnitId, items: [{ documentId: model.documentId, code: 'QT.1' }] });
	const other = { kind: 'ABOLISH' as const, from: [world.otherUnitId], to: [], effectiveOn: world.day(5) };
	const [unit] = (await previewEffects(await world.as('coordinator'), other)).ends;
	expect(unit?.touched.adoptions).toBe(1);
});

it('goes on until the day: requests are worked on, people read', async () => {
	await recordUnitEvent(await world.as('coordinator'), merge());
	for (const state of ['proposed', 'considered', 'accepted', 'declined'] as const) expect(await stateOf(requests[state])).toBe(state);
	expect((await myReading(await world.as('staff'))).map(({ versionId }) => versionId)).toContain(read.id);
	expect(await inheritedRequests(await world.as('outsider'), world.otherUnitId)).toEqual([]);
});

it('change requests: closed on the day, with the reason, each in the trail', async () => {
	world.clock.set(new Date(`${end}T00:01:00+07:00`));
	await closeEndedUnits(world.system);
	for (const state of ['proposed', 'considered', 'accepted'] as const) {
		expect(await world.client.changeRequest.findUniqueOrThrow({ where: { id: requests[state] } })).toMatchObject({
			state: 'cancelled',
			closedReason: 'Sắp xếp đơn vị'
		});
		expect((await trailOf(world, requests[state])).at(-1)).toBe('change_request.end');
	}
	expect(await stateOf(requests.declined)).toBe('declined');
});

it('change requests: listed for the successor, and for nobody else', async () => {
	const listed = await inheritedRequests(await world.as('outsider'), world.otherUnitId);
	expect(listed.map(({ id }) => id).sort()).toEqual([requests.proposed, requests.considered, requests.accepted].sort());
	expect(listed[0]).toMatchObject({ code: read.code, what: 'Sửa mục 5', why: 'Luật mới', endedOn: end, unit: 'Đơn vị SO-NV' });
	for (const who of ['officer', 'staff', 'coordinator', 'administrator'] as const satisfies readonly Who[])
		expect(await inheritedRequests(await world.as(who), world.otherUnitId), who).toEqual([]);
	expect(await inheritedRequests(await world.as('outsider'), world.unitId)).toEqual([]);
	// They are no requests of the successor itself.
	expect(
		(await requestList(await world.as('outsider'), world.otherUnitId, parseRequestQuery(new URLSearchParams('state=all')))).total
	).toBe(0);
});

it('read requests: lapse, and what was confirmed stays', async () => {
	const rows = await world.client.readingRequest.findMany({ where: { versionId: read.id }, select: { userId: true, state: true } });
	expect(new Map(rows.map(({ userId, state }) => [userId, state]))).toEqual(
		new Map([
			[world.ids.staff, 'lapsed'],
			[world.ids.drafter, 'confirmed']
		])
	);
	expect(await myReading(await world.as('staff'))).toEqual([]);
});

it('periodic reviews: nothing is in force, so nothing is due', async () => {
	expect(await reviewsDue(world.system, { unitIds: [world.unitId] })).toEqual([]);
});

it('records and holds: stay as they are, retention runs on', async () => {
	const { client } = world;
	expect(await client.qualityRecord.count({ where: { unitId: world.unitId, state: 'kept' } })).toBe(2);
	expect(await client.recordHold.count({ where: { recordId, releasedAt: null } })).toBe(1);
	expect(await trailOf(world, recordId)).toEqual(['record.create', 'record.hold']);
});

it('adopted models: the unit that ended stands in no matrix', async () => {
	const { rows } = await adoptionMatrix(await world.as('coordinator'), matrixQuery(new URLSearchParams()));
	expect(rows.map(({ unit }) => unit.unitId)).not.toContain(world.unitId);
});
