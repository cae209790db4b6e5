import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { confirmReading } from '#lib/server/documents/readings/confirm.ts';
import { followReading } from '#lib/server/documents/readings/follow.ts';
import { documentReading, lastConfirmedVersion } from '#lib/server/documents/readings/queries/document-reading.ts';
import { myReading } from '#lib/server/documents/readings/queries/my-reading.ts';
import { exportReaders } from '#lib/server/documents/readings/queries/readers-export.ts';
import { readersPage } from '#lib/server/documents/readings/queries/readers-page.ts';
import { readingPage } from '#lib/server/documents/readings/queries/unit-reading.ts';
import { recordOpening } from '#lib/server/documents/reading.ts';
import { readTable } from '#lib/server/files/table.ts';
import { documentsWorld, issuedVersion, refusal, type AVersion, type DocumentsWorld, type Who } from '#test/support/documents.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

let world: DocumentsWorld;
let version: AVersion;
let divisionId: string;
let leader: string;
let member: string;
beforeAll(async () => {
	world = await documentsWorld();
	const division = await world.client.division.create({ data: { unitId: world.unitId } });
	divisionId = division.id;
	leader = await world.addPerson(['reader'], { divisionId });
	member = await world.addPerson(['reader'], { divisionId });
	const named = { code: 'TCBC', name: 'Phòng Tổ chức biên chế', validFrom: toDbDate('2016-01-01') };
	await world.client.divisionVersion.create({ data: { divisionId, headId: leader, ...named } });
	version = await issuedVersion(world, { document: { audience: [{ kind: 'unit' }] } });
	await read('staff', version.id);
});
afterAll(() => world.close());

/** Some days go by. */
function wait(days: number): void {
	world.clock.set(new Date(world.clock.now().getTime() + days * 86_400_000));
}

async function read(who: Who, versionId: string) {
	await recordOpening(await world.as(who), { id: versionId, round: 1 });
	return confirmReading(await world.as(who), { versionId });
}

describe('who has read (design.md §8)', () => {
	it('is named to officer and head, and to the head of a division of their people', async () => {
		const page = await readersPage(await world.as('officer'), version.documentId, {}, 1);
		expect(page.counts).toMatchObject({ confirmed: 1, late: 0, onPaper: 0 });
		expect(page.total).toBe(page.counts.toRead + 1);
		const own = await readersPage(await world.asId(leader), version.documentId, {}, 1);
		expect(own.items.map((row) => row.userId).sort()).toEqual([leader, member].sort());
		expect(own.can).toEqual({ waive: false, brief: false });
		for (const who of ['staff', 'reviewer', 'coordinator', 'inspector', 'outsider', 'administrator'] as const)
			expect((await refusal(readersPage(await world.as(who), version.documentId, {}, 1))).code, who).toBe('document_not_found');
	});

	it('filters by state, division and name without accents', async () => {
		const ctx = await world.as('head');
		const confirmed = await readersPage(ctx, version.documentId, { state: 'confirmed' }, 1);
		expect(confirmed.items.map((row) => row.userId)).toEqual([world.ids.staff]);
		const division = await readersPage(ctx, version.documentId, { division: divisionId }, 1);
		expect(division.total).toBe(2);
		const name = await readersPage(ctx, version.documentId, { person: 'nguoi%' }, 1);
		expect(name.total).toBe(0);
		const all = await readersPage(ctx, version.documentId, { person: 'nguoi' }, 1);
		expect(all.total).toBe(confirmed.counts.toRead + 1);
	});

	it('leaves as a file only by an act that the heads are told of', async () => {
		const exported = await exportReaders(await world.as('officer'), version.documentId, { state: 'confirmed' });
		const { rows } = await readTable(Buffer.from(exported.bytes), exported.fileName);
		expect(JSON.stringify(rows)).toContain('Đã đọc, hiểu');
		const acts = await world.client.auditTrail.findMany({ where: { event: 'reading.export' }, select: { after: true, subjectId: true } });
		expect(acts).toMatchObject([{ subjectId: version.id, after: { rows: 1, state: 'confirmed' } }]);
		expect(await world.client.notice.count({ where: { userId: world.ids.head, kind: 'export_made' } })).toBe(1);
		expect((await refusal(exportReaders(await world.as('staff'), version.documentId, {}))).code).toBe('document_not_found');
	});

	it('is a share without names or counts for the Department', async () => {
		const page = await readingPage(await world.as('coordinator'), null, 'documents', 1);
		expect(page.lines.find((line) => line.id === version.id)).toMatchObject({ counts: null, href: null, percent: expect.any(Number) });
		expect(page.views).toEqual(['mine', 'documents']);
		const inspector = await readingPage(await world.as('inspector'), null, 'people', 1);
		expect(inspector.view).not.toBe('people');
		// Counts, and no way to names that are not theirs to read.
		const shared = await readingPage(await world.as('inspector'), null, 'documents', 1);
		expect(shared.lines.find((line) => line.id === version.id)).toMatchObject({ href: `/documents/${version.documentId}` });
		const staff = await readingPage(await world.as('staff'), world.unitId, 'people', 1);
		expect([staff.view, staff.lines]).toEqual(['mine', []]);
		const reading = await documentReading(await world.as('coordinator'), world.unitId, version.documentId, {
			id: version.id,
			phase: 'in_force',
			pdf: null,
			source: null
		});
		expect(reading).toMatchObject({ counts: null, missing: [], percent: expect.any(Number) });
	});

	it('counts per document, division and person', async () => {
		const ctx = await world.as('officer');
		const documents = await readingPage(ctx, world.unitId, 'documents', 1);
		expect(documents.lines.find((line) => line.id === version.id)?.counts).toMatchObject({ confirmed: 1 });
		const divisions = await readingPage(ctx, world.unitId, 'divisions', 1);
		expect(divisions.lines.find((line) => line.id === divisionId)?.counts).toMatchObject({ toRead: 2 });
		const people = await readingPage(ctx, world.unitId, 'people', 1);
		expect(people.lines.find((line) => line.id === world.ids.staff)?.counts).toMatchObject({ confirmed: 1, toRead: 0 });
	});
});

describe('dates alone', () => {
	it('end what is asked, whether or not a job has run; the job follows, reminds, and names nothing that is over', async () => {
		const first = await issuedVersion(world, { document: { audience: [{ kind: 'unit' }] } });
		const second = await issuedVersion(world, { documentId: first.documentId, effectiveOn: world.day(5) });
		const left = await issuedVersion(world, { document: { audience: [{ kind: 'person', userId: member }] } });
		await onItsDay(world, (db) => db.membership.updateMany({ where: { userId: member }, data: { validTo: toDbDate(world.day(3)) } }));
		const asked = async (userId: string) => (await myReading(await world.asId(userId))).map((one) => one.versionId);
		expect(await asked(world.ids.reviewer)).toEqual(expect.arrayContaining([first.id, second.id]));
		wait(8);
		expect(await asked(world.ids.reviewer)).not.toContain(first.id);
		expect(await asked(world.ids.reviewer)).toContain(second.id);
		const page = await readersPage(await world.as('officer'), first.documentId, { version: '01-00' }, 1);
		expect(page.counts).toMatchObject({ toRead: 0, late: 0 });
		await followReading(world.system);
		const state = async (versionId: string, userId: string) =>
			(await world.client.readingRequest.findFirstOrThrow({ where: { versionId, userId } })).state;
		expect(await state(first.id, world.ids.reviewer)).toBe('lapsed');
		expect(await state(left.id, member)).toBe('lapsed');
		expect(await state(second.id, world.ids.reviewer)).toBe('open');
		const kinds = async (subjectId: string) =>
			(await world.client.notice.findMany({ where: { userId: world.ids.reviewer, subjectId, lapsedAt: null } })).map(
				(notice) => notice.kind
			);
		expect(await kinds(first.id)).toEqual([]);
		expect(await kinds(version.id)).toEqual(['read_soon']);
		await followReading(world.system);
		expect(await kinds(version.id)).toEqual(['read_soon']);
		wait(4);
		await followReading(world.system);
		expect(await kinds(version.id)).toEqual(['read_late']);
		expect((await myReading(await world.as('reviewer'))).find((one) => one.versionId === version.id)?.late).toBe(true);
	});

	it('the last version that somebody confirmed is what a comparison begins from', async () => {
		expect(await lastConfirmedVersion(await world.as('staff'), version.documentId)).toMatchObject({ id: version.id, slug: '01-00' });
		expect(await lastConfirmedVersion(await world.as('staff'), version.documentId, version.id)).toBeNull();
		expect(await lastConfirmedVersion(await world.as('reviewer'), version.documentId)).toBeNull();
	});
});

describe('what a list does not say', () => {
	it('names no document to the head of a division that is hidden from them, in no view and no count', async () => {
		const reader = await world.addPerson(['reader'], { divisionId });
		const secret = await issuedVersion(world, {
			document: { visibility: 'restricted', audience: [{ kind: 'person', userId: reader }] },
			confirm: warningCodes
		});
		const lines = async (userId: string, view: string) => readingPage(await world.asId(userId), world.unitId, view, 1);
		expect((await lines(world.ids.officer, 'documents')).lines.map(({ name }) => name).join()).toContain(secret.code);
		expect((await lines(leader, 'documents')).lines.map(({ name }) => name).join()).not.toContain(secret.code);
		const open = async (userId: string) => {
			const [line] = (await lines(userId, 'people')).lines.filter(({ id }) => id === reader);
			return (line?.counts?.toRead ?? 0) + (line?.counts?.late ?? 0);
		};
		expect(await open(world.ids.officer)).toBe((await open(leader)) + 1);
	});

	it('gives the coordinator no numbers, of no document and of none together', async () => {
		const page = await readingPage(await world.as('coordinator'), null, 'documents', 1);
		expect(page.shareOnly).toBe(true);
		expect(page.lines.length).toBeGreaterThan(0);
		expect(page.lines.every(({ counts }) => counts === null)).toBe(true);
		expect(Object.values(page.totals).every((count) => count === 0)).toBe(true);
	});
});
