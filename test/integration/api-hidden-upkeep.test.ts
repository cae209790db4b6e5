import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { propose } from '#lib/server/documents/change-requests/propose.ts';
import { deliverBriefingScan, recordBriefing } from '#lib/server/documents/readings/briefing.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { endMembership } from '#lib/server/people/memberships.ts';
import { placeHold } from '#lib/server/records/records.ts';
import { appointCommittee, addMember } from '#lib/server/units/quality-system/committees.ts';
import { addStep } from '#lib/server/units/quality-system/plan-steps.ts';
import { apiClient, type ApiAnswer, type ApiClient, type Asking } from '#test/support/api-client.ts';
import { documentsWorld, draftVersion, issuedVersion, type AVersion, type DocumentsWorld } from '#test/support/documents.ts';
import { pdfOfPages } from '#test/support/hostile-files/pdf.ts';
import { recordHelpers } from '#test/support/records.ts';

/*
 * What keeps a unit's documents up to date is its own business: to an officer and head of another unit, to the administrator and to
 * whoever has left the unit, its requests, records, readings and plan answer as if they did not exist, and take no part in their own.
 */
let world: DocumentsWorld;
let api: ApiClient;
let document: AVersion;
let draft: AVersion;
let things: Things;
let former: { readonly token: string };

/** Ids of the unit. */
type Things = Record<
	| 'document'
	| 'version'
	| 'draft'
	| 'request'
	| 'reading'
	| 'series'
	| 'record'
	| 'file'
	| 'hold'
	| 'disposal'
	| 'committee'
	| 'member'
	| 'step',
	string
>;

const { upload, aSeries, aRecord, proposed } = recordHelpers(() => world);

beforeAll(async () => {
	world = await documentsWorld();
	api = await apiClient(world);
	const officer = await world.as('officer');
	document = await issuedVersion(world, { document: { audience: [{ kind: 'unit' }] }, confirm: warningCodes });
	draft = await draftVersion(world);
	const about = { what: 'Sửa mục 5', why: 'Luật mới' };
	const request = await propose(await world.as('staff'), { kind: 'amend', documentId: document.documentId, ...about });
	const reading = await world.client.readingRequest.findFirstOrThrow({ where: { versionId: document.id, userId: world.ids.staff } });
	const series = await aSeries();
	const record = await aRecord(series, { files: [await upload()] });
	const file = await world.client.recordFile.findFirstOrThrow({ where: { recordId: record.id } });
	const held = await aRecord(series);
	const hold = await placeHold(officer, held.id, 'Thanh tra');
	const committee = await appointCommittee(officer, {
		...{ unitId: world.unitId, decisionNumber: '1/QĐ', decisionDate: world.day(), validFrom: world.day() }
	});
	const member = await addMember(officer, {
		...{ committeeId: committee.id, userId: world.ids.head, fullName: '', title: 'head', position: '', validFrom: world.day() }
	});
	const step = await addStep(officer, {
		...{
			unitId: world.unitId,
			year: 2026,
			what: 'Đánh giá nội bộ',
			responsibleId: world.ids.officer,
			responsibleName: '',
			dueOn: world.day(9)
		}
	});
	things = {
		document: document.documentId,
		version: document.id,
		draft: draft.id,
		request: request.id,
		reading: reading.id,
		series,
		record: record.id,
		file: file.id,
		hold: hold.id,
		disposal: await proposed([record.id]),
		committee: committee.id,
		member: member.id,
		step: step.id
	};
	const left = await world.addPerson(['officer', 'reviewer']);
	const { id: membershipId } = await world.client.membership.findFirstOrThrow({ where: { userId: left } });
	await endMembership(await world.as('head'), { membershipId, on: null, reason: 'chuyển', rowVersion: 1, confirm: [] });
	former = await api.tokenOf({ userId: left });
});
afterAll(async () => {
	await api.close();
	await world.close();
});

/** An answer without what differs from call to call. */
function shape({ status, body }: ApiAnswer) {
	const { instance: _instance, ...rest } = z.record(z.string(), z.unknown()).parse(body);
	return { status, ...rest };
}

const reason = 'Thử';
const signature = { password: 'x' };

/** Every call about things of a unit, with bodies that are whole. */
async function everyCall(who: Asking, of: Things) {
	const act = (path: string, body: object) => api.post(who, path, body);
	const about = { title: 'x', madeOn: '2020-01-01', closedOn: null, place: '', note: '' };
	const file = { bytes: pdfOfPages(1), name: 'a.pdf' };
	const quality = `/units/${world.unitId}/quality-system`;
	const calls: Record<string, () => Promise<ApiAnswer>> = {
		request: () => api.get(who, `/change-requests/${of.request}`),
		...Object.fromEntries(
			[
				{ event: 'ask', comment: reason },
				{ event: 'answer', comment: reason },
				{ event: 'withdraw' },
				{ event: 'consider', opinion: 'x', drafterId: world.ids.drafter, dueOn: world.day(9) },
				{ event: 'decline', ground: 'other', comment: reason },
				{ event: 'accept', changeClass: 'editorial' },
				{ event: 'link', versionId: of.version },
				{ event: 'extend', dueOn: world.day(9), comment: reason },
				{ event: 'stop', comment: reason }
			].map((body) => [`request ${body.event}`, () => act(`/change-requests/${of.request}/transitions`, body)])
		),
		'waive a reading': () => act(`/reading-requests/${of.reading}/waiver`, { reason }),
		'readers of a document': () => api.get(who, `/documents/${of.document}/readers`),
		'confirm a draft': () => act(`/versions/${of.draft}/acknowledgements`, {}),
		'brief of a draft': () =>
			api.upload(who, `/versions/${of.draft}/briefings`, { scan: file, heldOn: world.day(), place: 'x', heldBy: 'x', names: 'x' }),
		'review a document': () => act(`/documents/${of.document}/periodic-reviews`, { outcome: 'unchanged', dueOn: world.day(), signature }),
		'compare versions': () => api.get(who, `/documents/${of.document}/comparison`),
		series: () => api.get(who, `/record-series/${of.series}`),
		record: () => api.get(who, `/records/${of.record}`),
		'record of a series': () => act('/records', { seriesId: of.series, ...about }),
		'change a record': () => api.send(who, `/records/${of.record}`, json('PUT', { seriesId: of.series, ...about })),
		'add a file': () => api.upload(who, `/records/${of.record}/files`, { file }),
		'read a file': () => api.get(who, `/records/${of.record}/files/${of.file}`),
		'read a file of no name': () => api.get(who, `/records/${of.record}/files/${randomUUID()}`),
		'take away a file': () => act(`/records/${of.record}/files/${of.file}/removal`, { reason }),
		hold: () => act(`/records/${of.record}/transitions`, { event: 'hold', reason }),
		release: () => act(`/records/${of.record}/transitions`, { event: 'release', hold: of.hold, reason }),
		disposal: () => api.get(who, `/record-disposals/${of.disposal}`),
		'minutes of a disposal': () => api.get(who, `/record-disposals/${of.disposal}/minutes`),
		...Object.fromEntries(
			[{ event: 'propose' }, { event: 'return', reason }, { event: 'approve', signature }, { event: 'cancel', reason }].map((body) => [
				`disposal ${body.event}`,
				() => act(`/record-disposals/${of.disposal}/transitions`, body)
			])
		),
		'end a committee': () => act(quality, { event: 'end_committee', id: of.committee, rowVersion: 1, endsOn: world.day(1) }),
		'end a member': () => act(quality, { event: 'end_member', id: of.member, rowVersion: 1, endsOn: world.day(1) }),
		'drop a step': () => act(quality, { event: 'drop_step', id: of.step, rowVersion: 1, reason })
	};
	const answers: [string, ReturnType<typeof shape>][] = [];
	for (const [name, call] of Object.entries(calls)) answers.push([name, shape(await call())]);
	return answers;
}

function json(method: string, body: unknown): RequestInit {
	return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** The same calls about nothing. */
const nothing = (): Things => {
	const ids = Object.entries(things).map(([name]) => [name, randomUUID()] as const);
	return { ...things, ...Object.fromEntries(ids) };
};

describe('requests, readings, records and plan of a unit do not exist', () => {
	it.each(['an officer and head of another unit', 'the administrator', 'who has left the unit'])('for %s', async (name) => {
		const who: Asking = name.includes('another') ? 'outsider' : name.includes('administrator') ? 'administrator' : former;
		const answers = await everyCall(who, things);
		for (const [call, answer] of answers) expect(`${call}: ${String(answer.status)}`).toBe(`${call}: 404`);
		expect(answers).toEqual(await everyCall(who, nothing()));
	});

	it('and have no part in those of one’s own', async () => {
		const own = await api.post('outsider', '/record-series', {
			...{ unit: 'SO-TC', code: 'HS.1', name: 'Hồ sơ', place: 'Tủ', retentionYears: 5, formId: things.document }
		});
		expect(own.status).toBe(422);
		const readers = await api.post('outsider', '/record-series', {
			...{ unit: 'SO-TC', code: 'HS.2', name: 'Hồ sơ', place: 'Tủ', retentionYears: 5, readers: [world.ids.staff] }
		});
		expect(readers.status).toBe(422);
		const series = await api.post('outsider', '/record-series', {
			...{ unit: 'SO-TC', code: 'HS.3', name: 'Hồ sơ', place: 'Tủ', retentionYears: 5 }
		});
		expect(series.status).toBe(201);
		const disposal = { unit: 'SO-TC', recordIds: [things.record], reason, method: 'Cắt nhỏ' };
		expect((await api.post('outsider', '/record-disposals', disposal)).body).toMatchObject({ status: 422 });
		const theirs = { kind: 'new', unit: 'SO-TC', title: 'x', what: 'x', why: 'x' };
		const { id } = z.object({ id: z.uuid() }).parse((await api.post('outsider', '/change-requests', theirs)).body);
		const consider = { event: 'consider', opinion: 'x', drafterId: world.ids.outsider, dueOn: world.day(9) };
		for (const wrong of [{ touched: [things.document] }, { drafterId: world.ids.staff }])
			expect((await api.post('outsider', `/change-requests/${id}/transitions`, { ...consider, ...wrong })).body).toMatchObject({
				status: 422
			});
		expect((await api.post('outsider', '/change-requests', { ...theirs, kind: 'amend', documentId: things.document })).status).toBe(404);
		const member = {
			event: 'add_member',
			committeeId: things.committee,
			userId: world.ids.outsider,
			title: 'member',
			validFrom: world.day()
		};
		expect((await api.post('outsider', `/units/${world.otherUnitId}/quality-system`, member)).status).toBe(404);
	});

	it('in lists, counts and searches', async () => {
		for (const who of ['outsider', former] as const) {
			for (const path of ['/change-requests?unit=SO-NV&state=all', '/change-requests?unit=SO-NV&state=all&q=Luật'])
				expect((await api.get(who, path)).body).toMatchObject({ items: [], total: 0 });
			for (const path of [
				'/records?unit=SO-NV',
				'/record-series?unit=SO-NV',
				'/record-disposals?unit=SO-NV',
				'/periodic-reviews?unit=SO-NV'
			]) {
				const { status, body } = await api.get(who, path);
				if (status === 200) expect(body, path).toMatchObject({ items: [] });
				else expect([403, 404], path).toContain(status);
			}
			expect((await api.get(who, `/units/${world.unitId}/reading`)).status).toBe(404);
		}
	});
});

describe('a briefing', () => {
	it('has a sheet that only who reads the lists of the unit may open', async () => {
		const input = { versionId: document.id, heldOn: world.day(), place: 'Phòng họp', heldBy: 'A', userIds: [], names: ['B'] };
		const { id } = await recordBriefing(await world.as('officer'), { ...input, scan: await world.pdf() });
		const ask = async (who: 'outsider' | 'staff' | 'coordinator' | 'officer') => {
			const answer = deliverBriefingScan(await world.as(who), world.tools.store, id, new Request('http://localhost/'));
			return answer.then(
				({ status }) => status,
				(cause: unknown) => (cause instanceof NotFound ? 404 : cause)
			);
		};
		for (const who of ['outsider', 'staff', 'coordinator'] as const) expect(await ask(who)).toBe(404);
		expect(await ask('officer')).toBe(200);
	});
});
