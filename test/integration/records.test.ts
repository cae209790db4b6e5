import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { recordQuery, seriesForm } from '#lib/domain/records/forms.ts';
import { waitingDuties } from '#lib/server/documents/queries/home-duties.ts';
import { sweepFiles } from '#lib/server/files/keeping.ts';
import {
	approveDisposal,
	cancelDisposal,
	carryOutDisposal,
	createDisposal,
	proposeDisposal,
	returnDisposal
} from '#lib/server/records/disposals.ts';
import { disposalPage } from '#lib/server/records/disposal-page.ts';
import { openZip } from '#lib/server/files/zip.ts';
import { register, seriesList } from '#lib/server/records/queries.ts';
import { exportYear } from '#lib/server/records/year-file.ts';
import { deliverEvidence, recordPage } from '#lib/server/records/record-page.ts';
import { addEvidence, editRecord, placeHold, releaseHold } from '#lib/server/records/records.ts';
import { createSeries, editSeries } from '#lib/server/records/series.ts';
import {
	aDocument,
	documentsWorld,
	issuedVersion,
	noticesOf,
	password,
	refusal,
	trailOf,
	type DocumentsWorld,
	type Who
} from '#test/support/documents.ts';
import { recordHelpers } from '#test/support/records.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

const { upload, minutes, aSeries, aRecord, list, proposed, code } = recordHelpers(() => world);

describe('a record', () => {
	it('is filed under its series, with the form that was in force on its day, and numbered', async () => {
		const form = await aDocument(world, { kind: 'BM' });
		const version = await issuedVersion(world, { documentId: form.id, source: await upload('Mẫu phiếu.docx') });
		const seriesId = await aSeries({ formId: form.id });
		const file = await upload();
		const before = await aRecord(seriesId, { madeOn: '2026-01-05', closedOn: null });
		const { id, number } = await aRecord(seriesId, { madeOn: '2026-11-24', closedOn: null, files: [file] });
		expect(number).toMatch(/^HS-2026-\d{3}$/);
		const row = await world.client.qualityRecord.findUniqueOrThrow({ where: { id }, include: { files: true } });
		expect(row.formVersionId).toBe(version.id);
		expect(row.files).toMatchObject([{ name: 'Phiếu đã điền.docx', sha256: file.sha256, storedSha256: file.sha256 }]);
		expect((await world.client.qualityRecord.findUniqueOrThrow({ where: { id: before.id } })).formVersionId).toBeNull();
		expect(await trailOf(world, id)).toEqual(['record.create']);
	});

	it('is read by its custodian and who is named, by officer and head, and does not exist for others', async () => {
		const seriesId = await aSeries({ custodianId: world.ids.staff, readers: [world.ids.drafter] });
		const { id } = await aRecord(seriesId, { who: 'staff' });
		for (const who of ['staff', 'drafter', 'officer', 'head'] as const)
			expect((await recordPage(await world.as(who), id)).number).toMatch(/^HS-/);
		for (const who of ['reviewer', 'outsider', 'coordinator', 'administrator'] as const)
			expect(await code(recordPage(await world.as(who), id)), who).toBe('record_not_found');
		const mine = await register(await world.as('staff'), world.unitId, recordQuery.parse({}));
		expect(mine.items.map((item) => item.series.id)).toEqual([seriesId]);
		expect((await register(await world.as('reviewer'), world.unitId, recordQuery.parse({}))).total).toBe(0);
	});

	it('gives its evidence to those alone, and takes more of it, once each', async () => {
		const seriesId = await aSeries();
		const file = await upload();
		const { id } = await aRecord(seriesId);
		const officer = await world.as('officer');
		await addEvidence(officer, id, [file]);
		await addEvidence(officer, id, [file]);
		const page = await recordPage(officer, id);
		expect(page.files).toHaveLength(1);
		const fileId = page.files[0]?.id ?? '';
		const request = new Request('http://localhost/');
		const answered = await deliverEvidence(officer, world.tools.store, { recordId: id, fileId }, request);
		expect([answered.status, answered.headers.get('content-disposition')]).toEqual([200, expect.stringContaining('attachment')]);
		expect(await code(deliverEvidence(await world.as('staff'), world.tools.store, { recordId: id, fileId }, request))).toBe(
			'record_not_found'
		);
		expect(await code(addEvidence(await world.as('outsider'), id, [file]))).toBe('record_not_found');
	});

	it('refuses days to come, an end before its day, and a copy of its row that is old', async () => {
		const seriesId = await aSeries();
		expect((await refusal(aRecord(seriesId, { madeOn: '2027-01-01', closedOn: null }))).params).toMatchObject({
			fields: { madeOn: 'day_to_come' }
		});
		expect((await refusal(aRecord(seriesId, { madeOn: '2020-05-02', closedOn: '2020-05-01' }))).params).toMatchObject({
			fields: { closedOn: 'day_order' }
		});
		const { id } = await aRecord(seriesId);
		const text = { seriesId, title: 'Đổi tên', madeOn: '2014-03-01', closedOn: null, place: '', note: '' };
		await editRecord(await world.as('officer'), id, { ...text, rowVersion: 1 });
		expect(await code(editRecord(await world.as('officer'), id, { ...text, rowVersion: 1 }))).toBe('stale');
	});
});

describe('the list of records', () => {
	it('is kept by the officer alone, each code once, with people and documents of the unit', async () => {
		const input = seriesForm.parse({ code: 'HS.TP.01', name: 'Hồ sơ hộ tịch', place: 'Kho 1', retentionYears: '' });
		const { id } = await createSeries(await world.as('officer'), world.unitId, input);
		const { rowVersion } = await editSeries(await world.as('officer'), id, {
			...input,
			name: 'Hồ sơ hộ tịch',
			retentionYears: 20,
			rowVersion: 1
		});
		expect(rowVersion).toBe(2);
		const [edited] = await world.client.auditTrail.findMany({ where: { subjectId: id, event: 'record_series.edit' } });
		expect(edited).toMatchObject({ before: { retentionYears: null }, after: { retentionYears: 20 } });
		expect((await refusal(createSeries(await world.as('officer'), world.unitId, input))).params).toMatchObject({
			fields: { code: 'series_code_taken' }
		});
		expect(await code(createSeries(await world.as('head'), world.unitId, { ...input, code: 'X' }))).toBe('forbidden');
		const stranger = { ...input, code: 'Y', custodianId: world.ids.outsider };
		expect((await refusal(createSeries(await world.as('officer'), world.unitId, stranger))).params).toMatchObject({
			fields: { custodianId: 'person_unknown' }
		});
		expect(seriesForm.safeParse({ ...input, retentionYears: '1,5' }).success).toBe(false);
	});
});

describe('a disposal', () => {
	it('goes by list, signature and minutes, and leaves a stub without bytes', async () => {
		const file = await upload();
		const seriesId = await aSeries();
		const { id, number } = await aRecord(seriesId, { files: [file] });
		const disposalId = await proposed([id]);
		expect(await noticesOf(world, 'head', disposalId)).toContain('disposal_proposed');
		await approveDisposal(await world.as('head'), { disposalId, password });
		const officer = await world.as('officer');
		const sheet = await minutes();
		await carryOutDisposal(officer, { disposalId, carriedOutOn: '2026-11-24', participants: 'Ông A, bà B', minutes: sheet });
		const page = await recordPage(officer, id);
		expect(page).toMatchObject({ number, keeping: 'disposed', files: [{ name: 'Phiếu đã điền.docx', sha256: file.sha256 }] });
		expect(
			await code(
				deliverEvidence(officer, world.tools.store, { recordId: id, fileId: page.files[0]?.id ?? '' }, new Request('http://localhost/'))
			)
		).toBe('file_not_found');
		expect(await disposalPage(officer, disposalId)).toMatchObject({
			state: 'carried_out',
			minutes: 'Biên bản hủy.pdf',
			approval: { meaning: expect.stringContaining('1 hồ sơ') }
		});
		expect(await trailOf(world, id)).toEqual(['record.create', 'record.dispose']);
		expect(await trailOf(world, disposalId)).toEqual([
			'record_disposal.create',
			'record_disposal.propose',
			'record_disposal.approve',
			'record_disposal.carry_out'
		]);
		// The bytes go with the next sweep, the minutes stay.
		const old = new Date('2026-11-20T00:00:00Z');
		await world.client.storedFile.updateMany({ where: { sha256: { in: [file.sha256, sheet.sha256] } }, data: { createdAt: old } });
		await sweepFiles(world.system, world.tools);
		expect(await world.client.storedFile.count({ where: { sha256: file.sha256 } })).toBe(0);
		expect(await world.client.storedFile.count({ where: { sha256: sheet.sha256 } })).toBe(1);
	});

	it('names what must still be kept: running, within its term, for ever, under a hold', async () => {
		const ten = await aSeries();
		const ever = await aSeries({ retentionYears: '' });
		const records = [
			await aRecord(ten, { closedOn: null }),
			await aRecord(ten, { madeOn: '2016-01-01', closedOn: '2016-01-02' }),
			await aRecord(ever),
			await aRecord(ten),
			await aRecord(ten)
		];
		const officer = await world.as('officer');
		const [running, young, kept, held, due] = records;
		await placeHold(officer, held?.id ?? '', 'Đang thanh tra');
		const refused = await refusal(createDisposal(officer, world.unitId, list(records.map(({ id }) => id))));
		expect(refused.code).toBe('not_disposable');
		for (const record of [running, young, kept, held]) expect(refused.params.numbers).toContain(record?.number);
		expect(refused.params.numbers).not.toContain(due?.number);
		const found = await register(officer, world.unitId, recordQuery.parse({ series: ten, state: 'due' }));
		expect(found.items.map(({ number }) => number)).toEqual([due?.number]);
	});

	it('stops at a hold that comes after the signature, until a head releases it', async () => {
		const { id } = await aRecord(await aSeries());
		const disposalId = await proposed([id]);
		await approveDisposal(await world.as('head'), { disposalId, password });
		const officer = await world.as('officer');
		const { id: holdId } = await placeHold(officer, id, 'Có khiếu nại');
		const carryOut = async () =>
			carryOutDisposal(officer, { disposalId, carriedOutOn: '2026-11-24', participants: 'Ông A', minutes: await minutes() });
		expect(await code(carryOut())).toBe('not_disposable');
		expect(await code(releaseHold(officer, { recordId: id, holdId, reason: 'Xong' }))).toBe('forbidden');
		await releaseHold(await world.as('head'), { recordId: id, holdId, reason: 'Đã giải quyết khiếu nại' });
		expect(await code(releaseHold(await world.as('head'), { recordId: id, holdId, reason: 'Nữa' }))).toBe('stale');
		await carryOut();
		expect(await code(carryOut())).toBe('illegal_transition');
	});

	it('is signed by a head with a password, returned with a reason, cancelled by the officer; others do none of it', async () => {
		const { id } = await aRecord(await aSeries());
		const disposalId = await proposed([id]);
		const head = await world.as('head');
		expect(await code(approveDisposal(head, { disposalId, password: 'sai mật khẩu này' }))).toBe('signature_refused');
		expect(await code(approveDisposal(await world.as('officer'), { disposalId, password }))).toBe('forbidden');
		expect(await code(approveDisposal(await world.as('outsider'), { disposalId, password }))).toBe('disposal_not_found');
		expect((await refusal(returnDisposal(head, { disposalId, reason: ' ' }))).params).toMatchObject({
			fields: { reason: 'reason_required' }
		});
		await returnDisposal(head, { disposalId, reason: 'Thiếu năm 2013' });
		expect(await noticesOf(world, 'officer', disposalId)).toContain('disposal_returned');
		expect(await code(approveDisposal(head, { disposalId, password }))).toBe('illegal_transition');
		await cancelDisposal(await world.as('officer'), { disposalId, reason: 'Lập lại' });
		expect(await code(proposeDisposal(await world.as('officer'), { disposalId }))).toBe('illegal_transition');
	});

	it('waits in Home: to be finished for its author, to be signed for heads, to be carried out for officers', async () => {
		const { id } = await aRecord(await aSeries());
		const { id: disposalId } = await createDisposal(await world.as('officer'), world.unitId, list([id]));
		const asked = async () => {
			const found: Record<string, string[]> = {};
			for (const who of ['officer', 'head', 'deputy', 'staff', 'outsider'] as const) {
				const ctx = await world.as(who);
				if (ctx.actor.kind !== 'user') throw new Error('nobody');
				found[who] = (await waitingDuties(ctx, ctx.actor)).filter(({ subjectId }) => subjectId === disposalId).map(({ what }) => what);
			}
			return found;
		};
		const nobody = { officer: [], head: [], deputy: [], staff: [], outsider: [] };
		expect(await asked()).toEqual({ ...nobody, officer: ['disposal_draft'] });
		await proposeDisposal(await world.as('officer'), { disposalId });
		expect(await asked()).toEqual({ ...nobody, head: ['disposal_sign'], deputy: ['disposal_sign'] });
		await approveDisposal(await world.as('head'), { disposalId, password });
		expect(await asked()).toEqual({ ...nobody, officer: ['disposal_carry_out'] });
		await carryOutDisposal(await world.as('officer'), {
			disposalId,
			carriedOutOn: '2026-11-24',
			participants: 'Ông A',
			minutes: await minutes()
		});
		expect(await asked()).toEqual(nobody);
	});

	it('is decided once when two heads act at the same time', async () => {
		const { id } = await aRecord(await aSeries());
		const disposalId = await proposed([id]);
		const both = await Promise.allSettled([
			approveDisposal(await world.as('head'), { disposalId, password }),
			returnDisposal(await world.as('deputy'), { disposalId, reason: 'Xem lại' })
		]);
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
	});
});

describe('a custodian', () => {
	it('is not told of the procedure and form of their records when these are hidden from them', async () => {
		const restricted = { visibility: 'restricted' as const, audience: [{ kind: 'person' as const, userId: world.ids.head }] };
		const hidden = await issuedVersion(world, { document: restricted, confirm: warningCodes });
		const open = await issuedVersion(world, { confirm: warningCodes });
		for (const [procedure, told] of [
			[hidden, false],
			[open, true]
		] as const) {
			const seriesId = await aSeries({ procedureId: procedure.documentId, custodianId: world.ids.staff });
			const { id } = await aRecord(seriesId);
			const of = async (who: Who) => [
				(await recordPage(await world.as(who), id)).series.procedure?.code ?? null,
				(await seriesList(await world.as(who), world.unitId)).items.find((line) => line.id === seriesId)?.procedure?.code ?? null
			];
			expect(await of('officer')).toEqual([procedure.code, procedure.code]);
			expect(await of('staff')).toEqual(told ? [procedure.code, procedure.code] : [null, null]);
		}
	});

	it('is told of no years but those of their records', async () => {
		const seriesId = await aSeries({ custodianId: world.ids.reviewer2 });
		await aRecord(seriesId, { madeOn: '2011-05-01', closedOn: null });
		await aRecord(await aSeries(), { madeOn: '2009-05-01', closedOn: null });
		const years = async (who: Who) => (await register(await world.as(who), world.unitId, recordQuery.parse({}))).years;
		expect(await years('reviewer2')).toEqual([2011]);
		expect(await years('officer')).toEqual(expect.arrayContaining([2011, 2009]));
	});
});

describe('raw SQL', () => {
	const attacks: readonly [name: string, sql: (ids: { record: string; file: string; disposal: string; hold: string }) => string][] = [
		['disposes of a record without a list', ({ record }) => `update quality_record set state = 'disposed' where id = '${record}'`],
		['deletes a record', ({ record }) => `delete from quality_record where id = '${record}'`],
		['renumbers a record', ({ record }) => `update quality_record set number = 'HS-1' where id = '${record}'`],
		[
			'takes the bytes of a kept record',
			({ file }) => `update record_file set stored_sha256 = null, removed_at = now() where id = '${file}'`
		],
		['changes the hash of evidence', ({ file }) => `update record_file set sha256 = 'x' where id = '${file}'`],
		['deletes evidence', ({ file }) => `delete from record_file where id = '${file}'`],
		['deletes a hold', ({ hold }) => `delete from record_hold where id = '${hold}'`],
		[
			'releases a hold without a head',
			({ hold }) => `update record_hold set released_at = now(), release_reason = 'x' where id = '${hold}'`
		],
		['approves a list without a signature', ({ disposal }) => `update record_disposal set state = 'approved' where id = '${disposal}'`],
		['carries out what nobody signed', ({ disposal }) => `update record_disposal set state = 'carried_out' where id = '${disposal}'`],
		['takes a record off a proposed list', ({ disposal }) => `delete from record_disposal_line where disposal_id = '${disposal}'`],
		['empties the table', () => 'truncate record_hold']
	];

	it.each(attacks)('that %s is refused', async (_, sql) => {
		const { id } = await aRecord(await aSeries(), { files: [await upload()] });
		const disposal = await proposed([id]);
		const { id: hold } = await placeHold(await world.as('officer'), id, 'Giữ');
		const file = await world.client.recordFile.findFirstOrThrow({ where: { recordId: id } });
		await expect(world.client.$executeRawUnsafe(sql({ record: id, file: file.id, disposal, hold }))).rejects.toThrow();
	});
});

describe('the file of a year', () => {
	it('has the register and every file, each under its record, and no bytes of what was disposed of', async () => {
		const officer = await world.as('officer');
		const seriesId = await aSeries({ name: '=cmd()' });
		const [kept, gone] = [await upload('Phiếu.docx'), await upload('Phiếu.docx')];
		const twin = await upload('Phiếu.docx');
		const first = await aRecord(seriesId, { madeOn: '2013-05-05', files: [kept, twin] });
		const second = await aRecord(seriesId, { madeOn: '2013-06-06', files: [gone] });
		const disposalId = await proposed([second.id]);
		await approveDisposal(await world.as('head'), { disposalId, password });
		await carryOutDisposal(officer, { disposalId, carriedOutOn: '2026-11-24', participants: 'Ông A', minutes: await minutes() });
		const file = await exportYear(officer, world.tools.store, world.unitId, 2013);
		const zip = openZip(Buffer.from(await new Response(file.body instanceof ReadableStream ? file.body : null).arrayBuffer()));
		expect([...zip.entries.keys()].sort()).toEqual(
			[`${first.number}/2 Phiếu.docx`, `${first.number}/Phiếu.docx`, 'Mục lục hồ sơ.xlsx'].sort()
		);
		const [act] = await world.client.auditTrail.findMany({ where: { event: 'record.export_year' } });
		expect(act).toMatchObject({ after: { year: 2013, records: 2, files: 3 } });
		expect(await code(exportYear(await world.as('staff'), world.tools.store, world.unitId, 2013))).toBe('forbidden');
	});
});
