import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printQuery } from '#lib/domain/documents/print-forms.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { checkPrint } from '#lib/server/documents/print-check.ts';
import { closePrint, losePrint, recallPrint } from '#lib/server/documents/prints/close.ts';
import { exportPrints } from '#lib/server/documents/prints/export.ts';
import { printTasks } from '#lib/server/documents/prints/home.ts';
import { receivePrint, reportPrint } from '#lib/server/documents/prints/holder.ts';
import { issuePrints, type IssuedPrint } from '#lib/server/documents/prints/issue.ts';
import { documentPrints, printPage } from '#lib/server/documents/prints/pages.ts';
import { deliverPrint } from '#lib/server/documents/prints/paper.ts';
import { printsPage } from '#lib/server/documents/prints/queries.ts';
import { remindOfPrints } from '#lib/server/documents/prints/remind.ts';
import { printRule, setPrintRule } from '#lib/server/documents/prints/rule.ts';
import { revokeBatch } from '#lib/server/documents/revoke.ts';
import { withdrawVersion } from '#lib/server/documents/withdraw.ts';
import { recordUnitEvent, closeEndedUnits } from '#lib/server/unit-closing.ts';
import {
	approvedVersion,
	documentsWorld,
	issuedVersion,
	noticesOf,
	password,
	refusal,
	trailOf,
	type AVersion,
	type DocumentsWorld
} from '#test/support/documents.ts';
import { textOf } from '#test/support/pdf-pages.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

const code = async (act: Promise<unknown>) => (await refusal(act)).code;
const row = (id: string) => world.client.numberedPrint.findUniqueOrThrow({ where: { id } });
const day = (date: Date | null) => date?.toISOString().slice(0, 10) ?? null;

async function issue(
	version: AVersion,
	more: Partial<{ divisions: string[]; people: string[]; places: string[] }> = {}
): Promise<IssuedPrint[]> {
	const chosen = { divisions: [], people: [], places: [], ...more };
	return issuePrints(await world.as('officer'), { documentId: version.documentId, versionId: version.id, ...chosen });
}
const one = async (version: AVersion): Promise<string> => {
	const [print] = await issue(version, { people: [world.ids.staff] });
	if (!print) throw new Error('nothing was issued');
	return print.id;
};

describe('issuing numbered prints', () => {
	it('gives each holder the next number, tells who has an account, and records every print', async () => {
		const version = await issuedVersion(world);
		const first = await issue(version, { divisions: [world.divisionId], places: ['Quầy số 3', '  '] });
		const second = await issue(version, { people: [world.ids.staff, world.ids.reviewer] });
		expect([...first, ...second].map((print) => print.copyNo)).toEqual([1, 2, 3, 4]);
		const [division, place] = first;
		const [mine] = second;
		if (!division || !place || !mine) throw new Error('missing');
		expect(await row(division.id)).toMatchObject({
			place: 'Phòng Cải cách hành chính',
			divisionId: world.divisionId,
			holderId: null,
			state: 'held'
		});
		expect(await row(place.id)).toMatchObject({ place: 'Quầy số 3', divisionId: null, holderName: '' });
		expect(await row(mine.id)).toMatchObject({ holderId: world.ids.staff });
		expect(await noticesOf(world, 'staff', mine.id)).toEqual(['print_issued']);
		expect(await trailOf(world, mine.id)).toEqual(['numbered_print.issue']);
	});

	it('gives no number twice and leaves none out when several issue at once', async () => {
		const version = await issuedVersion(world);
		await Promise.all(Array.from({ length: 8 }, (_, at) => issue(version, { places: [`Nơi ${at}`, `Nơi ${at} b`] })));
		const rows = await world.client.numberedPrint.findMany({ where: { versionId: version.id }, orderBy: { copyNo: 'asc' } });
		expect(rows.map((print) => print.copyNo)).toEqual(Array.from({ length: 16 }, (_, at) => at + 1));
	});

	it('is the officer’s, of a version that is upcoming or in force and has a PDF', async () => {
		const version = await issuedVersion(world);
		const by = async (who: 'head' | 'staff' | 'outsider') =>
			code(
				issuePrints(await world.as(who), {
					documentId: version.documentId,
					versionId: version.id,
					divisions: [],
					people: [],
					places: ['x']
				})
			);
		expect([await by('head'), await by('staff'), await by('outsider')]).toEqual(['forbidden', 'forbidden', 'document_not_found']);
		expect((await refusal(issue(version))).code).toBe('invalid');
		expect((await refusal(issue(version, { people: [world.ids.outsider] }))).code).toBe('invalid');
		const approved = await approvedVersion(world);
		expect(await code(issue(approved, { places: ['x'] }))).toBe('print_not_current');
		const before = await issuedVersion(world);
		await issuedVersion(world, { documentId: before.documentId, confirm: ['replaced_same_day'] });
		expect(await code(issue(before, { places: ['x'] }))).toBe('print_not_current');
	});
});

describe('the paper of a print', () => {
	it('names number, place and code on every page, is the officer’s alone, and each printing is recorded', async () => {
		const version = await issuedVersion(world);
		const id = await one(version);
		const host = { tools: world.tools, settings: { origin: 'https://eiso.example', port: 0 } };
		const response = await deliverPrint(await world.as('officer'), host, id);
		const text = textOf(new Uint8Array(await response.arrayBuffer()));
		const print = await row(id);
		expect(text).toContain('BẢN IN CÓ KIỂM SOÁT số 001');
		expect(text).toContain('BẢN SỐ 001');
		expect(text).toContain(print.place);
		expect(text).toContain(`/v/${print.code}`);
		expect(await trailOf(world, id)).toEqual(['numbered_print.issue', 'numbered_print.print']);
		expect(await code(deliverPrint(await world.as('staff'), host, id))).toBe('forbidden');
		expect(await code(deliverPrint(await world.as('reviewer'), host, id))).toBe('print_not_found');
		await recallPrint(await world.as('officer'), { printId: id, reason: 'in nhầm' });
		expect(await code(deliverPrint(await world.as('officer'), host, id))).toBe('print_not_held');
	});

	it('is checked by its code without an account, and names nobody', async () => {
		const version = await issuedVersion(world);
		const id = await one(version);
		const check = async () => {
			const found = await checkPrint(world.nobody, (await row(id)).code);
			expect(JSON.stringify(found)).not.toContain((await row(id)).holderName);
			return found?.numbered;
		};
		expect(await check()).toMatchObject({ number: '001', shown: 'held' });
		await issuedVersion(world, { documentId: version.documentId, effectiveOn: world.day(5) });
		expect(await check()).toMatchObject({ shown: 'recall_ahead', from: world.day(5) });
		await closePrint(await world.as('officer'), { printId: id, outcome: 'returned', closedOn: world.day() });
		expect(await check()).toMatchObject({ shown: 'returned' });
	});
});

describe('a print follows its version', () => {
	it('is recalled from the day of the successor, due seven days later, and told by the digest', async () => {
		const version = await issuedVersion(world);
		const id = await one(version);
		await issuedVersion(world, { documentId: version.documentId, effectiveOn: world.day(10) });
		const print = await row(id);
		expect([print.state, print.recallWhy, day(print.recallFrom), day(print.recallDueOn)]).toEqual([
			'recalled',
			'superseded',
			world.day(10),
			world.day(17)
		]);
		expect(await noticesOf(world, 'staff', id)).toEqual(['print_issued', 'print_recalled']);
		expect((await printPage(await world.as('staff'), id)).shown).toBe('recall_ahead');
	});

	it('is called off when the successor is revoked, whose own prints are recalled at once', async () => {
		const version = await issuedVersion(world);
		const id = await one(version);
		const next = await issuedVersion(world, { documentId: version.documentId, effectiveOn: world.day(10) });
		const ofNext = await one(next);
		await revokeBatch(await world.as('head'), { batchId: next.batch.id, comment: 'chưa xong', password });
		expect(await row(id)).toMatchObject({ state: 'held', recallWhy: null, recallFrom: null });
		expect(await row(ofNext)).toMatchObject({ state: 'recalled', recallWhy: 'revoked' });
		expect(await noticesOf(world, 'staff', id)).toEqual(['print_called_off', 'print_issued']);
		expect(await trailOf(world, id)).toEqual(['numbered_print.issue', 'numbered_print.recall', 'numbered_print.call_off']);
	});

	it('says of several prints of one holder once what is asked, and takes that back with the recall', async () => {
		const version = await issuedVersion(world);
		const holder = await world.addPerson(['reader']);
		await issue(version, { people: [holder] });
		await issue(version, { people: [holder] });
		const open = () => world.client.notice.findMany({ where: { userId: holder, lapsedAt: null, kind: { contains: 'print_' } } });
		const next = await issuedVersion(world, { documentId: version.documentId, effectiveOn: world.day(10) });
		const asked = (await open()).filter(({ kind }) => kind === 'print_recalled');
		expect(asked.map(({ subjectType, params }) => [subjectType, params])).toMatchObject([['unit', { number: '001, 002', count: 2 }]]);
		await revokeBatch(await world.as('head'), { batchId: next.batch.id, comment: 'chưa xong', password });
		expect((await open()).map(({ kind }) => kind).toSorted()).toEqual(['print_called_off', 'print_issued', 'print_issued']);
	});

	it('stays recalled where an officer recalled it', async () => {
		const version = await issuedVersion(world);
		const id = await one(version);
		await recallPrint(await world.as('officer'), { printId: id, reason: 'sai trang' });
		const next = await issuedVersion(world, { documentId: version.documentId, effectiveOn: world.day(10) });
		await revokeBatch(await world.as('head'), { batchId: next.batch.id, comment: 'chưa xong', password });
		expect(await row(id)).toMatchObject({ state: 'recalled', recallWhy: 'officer' });
	});

	it('is recalled by a withdrawal, earlier than its successor would, and told by mail', async () => {
		const version = await issuedVersion(world);
		const id = await one(version);
		await issuedVersion(world, { documentId: version.documentId, effectiveOn: world.day(20) });
		const { rowVersion } = await world.client.version.findUniqueOrThrow({ where: { id: version.id } });
		await withdrawVersion(await world.as('head'), {
			versionId: version.id,
			comment: 'bỏ',
			password,
			from: world.day(3),
			rowVersion
		});
		const print = await row(id);
		expect([print.recallWhy, day(print.recallFrom), day(print.recallDueOn)]).toEqual(['withdrawn', world.day(3), world.day(10)]);
		expect(await noticesOf(world, 'staff', id)).toEqual(['print_issued', 'print_withdrawn']);
	});

	it('of a version whose last day is known is recalled from the day after it at once', async () => {
		const version = await issuedVersion(world);
		await issuedVersion(world, { documentId: version.documentId, effectiveOn: world.day(10) });
		expect(await row(await one(version))).toMatchObject({ state: 'recalled', recallWhy: 'superseded' });
	});

	it('uses the days that the unit has set', async () => {
		const officer = await world.as('officer');
		const { rowVersion } = await printRule(officer, world.unitId);
		expect(await code(setPrintRule(await world.as('staff'), { unitId: world.unitId, recallDays: 3, rowVersion }))).toBe('forbidden');
		await setPrintRule(officer, { unitId: world.unitId, recallDays: 3, rowVersion });
		expect(await code(setPrintRule(officer, { unitId: world.unitId, recallDays: 4, rowVersion }))).toBe('stale');
		const id = await one(await issuedVersion(world));
		await recallPrint(officer, { printId: id, reason: 'đổi nơi giữ' });
		expect(day((await row(id)).recallDueOn)).toBe(world.day(3));
		await setPrintRule(officer, { unitId: world.unitId, recallDays: 7, rowVersion: 1 });
	});
});

describe('what becomes of a print', () => {
	it('is said by its holder, recorded by an officer, and confirmed once', async () => {
		const id = await one(await issuedVersion(world));
		const [staff, officer] = [await world.as('staff'), await world.as('officer')];
		expect(await code(receivePrint(officer, { printId: id }))).toBe('forbidden');
		await receivePrint(staff, { printId: id });
		await receivePrint(staff, { printId: id });
		await reportPrint(staff, { printId: id, outcome: 'returned' });
		expect((await row(id)).state).toBe('held');
		expect(await noticesOf(world, 'officer', id)).toEqual(['print_reported']);
		expect(await code(closePrint(staff, { printId: id, outcome: 'returned', closedOn: world.day() }))).toBe('forbidden');
		expect(await code(closePrint(officer, { printId: id, outcome: 'returned', closedOn: world.day(1) }))).toBe('invalid');
		await closePrint(officer, { printId: id, outcome: 'returned', closedOn: world.day() });
		expect(await row(id)).toMatchObject({ state: 'closed', outcome: 'returned' });
		expect(await noticesOf(world, 'officer', id)).toEqual([]);
		expect(await code(reportPrint(staff, { printId: id, outcome: 'destroyed' }))).toBe('print_said');
		expect(await code(closePrint(officer, { printId: id, outcome: 'destroyed', closedOn: world.day() }))).toBe('illegal_transition');
		expect(await code(recallPrint(officer, { printId: id, reason: 'x' }))).toBe('illegal_transition');
		expect(await trailOf(world, id)).toEqual([
			'numbered_print.issue',
			'numbered_print.receive',
			'numbered_print.report',
			'numbered_print.return'
		]);
	});

	it('is lost only under the signature of a head, with a reason', async () => {
		const id = await one(await issuedVersion(world));
		const head = await world.as('head');
		const lose = (more: object = {}) => losePrint(head, { printId: id, reason: 'chuyển trụ sở', password, ...more });
		expect(await code(losePrint(await world.as('officer'), { printId: id, reason: 'x', password }))).toBe('forbidden');
		expect(await code(lose({ password: 'sai' }))).toBe('signature_refused');
		expect(await code(lose({ reason: ' ' }))).toBe('invalid');
		await lose();
		expect(await row(id)).toMatchObject({ state: 'closed', outcome: 'lost', closedById: world.ids.head, closeReason: 'chuyển trụ sở' });
		expect((await row(id)).meaningText).toContain('đã mất');
		expect(await noticesOf(world, 'officer', id)).toEqual(['print_closed']);
		expect(await code(lose())).toBe('illegal_transition');
	});

	it('has one winner when an officer and a head act at once', async () => {
		const id = await one(await issuedVersion(world));
		const acts = await Promise.allSettled([
			closePrint(await world.as('officer'), { printId: id, outcome: 'returned', closedOn: world.day(), rowVersion: 1 }),
			losePrint(await world.as('head'), { printId: id, reason: 'x', password, rowVersion: 1 })
		]);
		expect(acts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
	});
});

describe('lists of prints', () => {
	it('show a unit’s to its officer and heads, and to others their own', async () => {
		const version = await issuedVersion(world);
		const id = await one(version);
		await issue(version, { places: ['Kho lưu trữ riêng'] });
		const page = async (who: 'officer' | 'head' | 'staff' | 'reviewer' | 'outsider', search: object = {}) =>
			printsPage(await world.as(who), world.unitId, printQuery.parse({ q: version.code, ...search }));
		expect([(await page('officer')).total, (await page('head')).total]).toEqual([2, 2]);
		expect((await page('staff')).items.map((line) => line.id)).toEqual([id]);
		expect([(await page('reviewer')).total, (await page('outsider')).total]).toEqual([0, 0]);
		expect((await page('officer', { q: 'lưu trữ riêng' })).items.map((line) => line.number)).toEqual(['002']);
		expect((await page('officer', { holder: world.ids.staff })).total).toBe(1);
		expect((await page('officer', { state: 'overdue' })).total).toBe(0);
		expect((await documentPrints(await world.as('head'), version.documentId)).items).toHaveLength(2);
		expect(await code(documentPrints(await world.as('staff'), version.documentId))).toBe('document_not_found');
		expect(await code(printPage(await world.as('reviewer'), id))).toBe('print_not_found');
	});

	it('leave the system as an act', async () => {
		expect(await code(exportPrints(await world.as('staff'), world.unitId, printQuery.parse({})))).toBe('forbidden');
		const { fileName, bytes } = await exportPrints(await world.as('officer'), world.unitId, printQuery.parse({ state: 'all' }));
		expect(fileName).toMatch(/\.xlsx$/);
		expect(bytes.length).toBeGreaterThan(1000);
		expect(await trailOf(world, world.unitId)).toContain('numbered_print.export');
	});
});

describe('what is due', () => {
	it('stands in Home and is reminded of once, then weekly, until the holder has said something', async () => {
		const own = await documentsWorld();
		try {
			const version = await issuedVersion(own);
			const [print] = await issuePrints(await own.as('officer'), {
				documentId: version.documentId,
				versionId: version.id,
				divisions: [],
				people: [own.ids.staff],
				places: []
			});
			const id = print?.id ?? '';
			const tasks = async (who: 'staff' | 'officer') => {
				const { actor, ...rest } = await own.as(who);
				if (actor.kind !== 'user') throw new Error('nobody');
				return printTasks({ ...rest, actor }, actor);
			};
			expect((await tasks('staff')).mine.map((line) => line.id)).toEqual([id]);
			await receivePrint(await own.as('staff'), { printId: id });
			expect((await tasks('staff')).mine).toEqual([]);
			await recallPrint(await own.as('officer'), { printId: id, reason: 'đổi' });
			expect((await tasks('staff')).mine).toHaveLength(1);
			expect((await tasks('officer')).toCollect).toEqual([]);
			const count = async (kind: string, who: 'staff' | 'officer') =>
				own.client.notice.count({ where: { kind, userId: own.ids[who], subjectId: id } });
			const later = async (days: number) => {
				own.clock.set(new Date(own.clock.now().getTime() + days * 86_400_000));
				await remindOfPrints(own.system);
				await remindOfPrints(own.system);
			};
			await later(6);
			expect(await count('print_soon', 'staff')).toBe(1);
			await later(2);
			expect([await count('print_late', 'staff'), await count('print_late', 'officer')]).toEqual([1, 1]);
			expect((await tasks('officer')).toCollect.map((line) => line.shown)).toEqual(['overdue']);
			await later(1);
			expect(await count('print_late', 'officer')).toBe(1);
			await reportPrint(await own.as('staff'), { printId: id, outcome: 'destroyed' });
			await later(14);
			expect(await count('print_late', 'officer')).toBe(1);
			expect((await tasks('officer')).toCollect.map((line) => line.said)).toEqual(['destroyed']);
		} finally {
			await own.close();
		}
	});
});

describe('a holder who leaves the unit', () => {
	it('leaves their prints to be collected', async () => {
		const own = await documentsWorld();
		try {
			const version = await issuedVersion(own);
			const holder = await own.addPerson(['reader']);
			const officer = await own.as('officer');
			if (officer.actor.kind !== 'user') throw new Error('nobody');
			const [print] = await issuePrints(officer, {
				documentId: version.documentId,
				versionId: version.id,
				divisions: [],
				people: [holder],
				places: ['Kho']
			});
			expect((await printTasks(officer, officer.actor)).toCollect).toEqual([]);
			await onItsDay(own, (db) => db.membership.updateMany({ where: { userId: holder }, data: { validTo: toDbDate(own.day()) } }));
			expect((await printTasks(officer, officer.actor)).toCollect.map((line) => line.id)).toEqual([print?.id]);
		} finally {
			await own.close();
		}
	});
});

describe('the end of a unit', () => {
	it('recalls its prints from its day and passes them to the successor', async () => {
		const own = await documentsWorld();
		try {
			const version = await issuedVersion(own);
			const [print] = await issuePrints(await own.as('officer'), {
				documentId: version.documentId,
				versionId: version.id,
				divisions: [],
				people: [own.ids.staff],
				places: []
			});
			const id = print?.id ?? '';
			await recordUnitEvent(await own.as('coordinator'), {
				kind: 'MERGE',
				effectiveOn: own.day(5),
				decisionNumber: '1/QĐ',
				decisionDate: own.day(),
				from: [own.unitId],
				to: [{ unitId: own.otherUnitId }]
			});
			const recalled = await own.client.numberedPrint.findUniqueOrThrow({ where: { id } });
			expect([recalled.state, recalled.recallWhy, day(recalled.recallFrom)]).toEqual(['recalled', 'unit_closed', own.day(5)]);
			own.clock.set(new Date(own.clock.now().getTime() + 6 * 86_400_000));
			await closeEndedUnits(own.system);
			expect((await own.client.numberedPrint.findUniqueOrThrow({ where: { id } })).custodyUnitId).toBe(own.otherUnitId);
			await closePrint(await own.as('outsider'), { printId: id, outcome: 'returned', closedOn: own.day() });
			expect((await own.client.numberedPrint.findUniqueOrThrow({ where: { id } })).state).toBe('closed');
		} finally {
			await own.close();
		}
	});
});
