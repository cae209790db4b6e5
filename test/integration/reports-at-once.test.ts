import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noRemarks } from '#lib/domain/reports/periodic.ts';
import { DomainError } from '#lib/server/platform/errors.ts';
import { beginReport, editReport, receiveReport, returnReport, sendReport } from '#lib/server/reports/periodic/acts.ts';
import { remindOfReports } from '#lib/server/reports/periodic/remind.ts';
import { setReportRule } from '#lib/server/reports/periodic/rule.ts';
import { documentsWorld, noticesOf, password, trailOf, type DocumentsWorld } from '#test/support/documents.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
	const standard = { code: 'ISO9001-2015', nameVi: 'TCVN ISO 9001:2015', nameEn: 'ISO 9001:2015', edition: 2015, sortOrder: 1 };
	await world.client.standard.create({ data: standard });
	await world.client.unitStandard.create({
		data: { unitId: world.unitId, standardCode: standard.code, scope: 'Toàn bộ', validFrom: new Date('2026-01-01') }
	});
});
afterAll(() => world.close());

const period = { kind: 'year', year: 2026 } as const;
const row = (id: string) => world.client.periodicReport.findUniqueOrThrow({ where: { id }, include: { issues: true } });

/** Two acts that have both read the report before either of them is done; gives what became of each: done, or its code. */
async function atOnce(reportId: string, acts: readonly (() => Promise<unknown>)[]): Promise<string[]> {
	const done: Promise<string>[] = [];
	await world.client.$transaction(
		async (tx) => {
			await tx.$executeRaw`select 1 from periodic_report where id = ${reportId}::uuid for update`;
			for (const act of acts)
				done.push(
					act().then(
						() => 'done',
						(error: unknown) => (error instanceof DomainError ? `${error.status} ${error.code}` : String(error))
					)
				);
			while ((await waiting()) < acts.length);
		},
		{ timeout: 30_000 }
	);
	return (await Promise.all(done)).toSorted();
}

async function waiting(): Promise<number> {
	const [found] = await world.client.$queryRaw<{ n: number }[]>`
		select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
	return found?.n ?? 0;
}

describe('a report on which two act at once', () => {
	it('is sent once, and answered once: the other is told that somebody was first', async () => {
		const officer = await world.as('officer');
		const [head, one, other] = [await world.as('head'), await world.as('coordinator'), await world.as('coordinator')];
		const { id } = await beginReport(officer, world.unitId, period);
		await editReport(officer, id, { ...noRemarks, rowVersion: 1, number: '12/BC-SNV', reportDate: world.day() });
		const sending = { rowVersion: (await row(id)).rowVersion, password };
		expect(await atOnce(id, [() => sendReport(head, id, sending), () => sendReport(head, id, sending)])).toEqual(['409 stale', 'done']);
		expect((await row(id)).issues).toHaveLength(1);

		const { rowVersion } = await row(id);
		const back = () => returnReport(one, id, { rowVersion, comment: 'Thiếu kế hoạch' });
		const [refused, last] = await atOnce(id, [back, () => receiveReport(other, id, { rowVersion, comment: '' })]);
		expect([['409 illegal_transition', '409 stale'].includes(refused ?? ''), last]).toEqual([true, 'done']);
		expect((await trailOf(world, id)).filter((event) => /send|return|receive/.test(event))).toHaveLength(2);
	});
});

it('a reminder of a report goes when it is sent, whichever day it named', async () => {
	const half = { kind: 'half_year', year: 2026 } as const;
	const officer = await world.as('officer');
	const coordinator = await world.as('coordinator');
	// Reminded of by a rule, begun by the next one, sent when there is a third.
	await setReportRule(coordinator, { rowVersion: 0, halfYearDue: '07-31', yearDue: '12-10', soonDays: 20 });
	await remindOfReports(world.system);
	await setReportRule(coordinator, { rowVersion: 1, halfYearDue: '08-15', yearDue: '12-10', soonDays: 20 });
	const { id } = await beginReport(officer, world.unitId, half);
	await setReportRule(coordinator, { rowVersion: 2, halfYearDue: '06-30', yearDue: '12-10', soonDays: 20 });
	const told = (await noticesOf(world, 'officer', world.unitId)).filter((kind) => kind.startsWith('report_'));
	expect(told).toContain('report_late');
	await editReport(officer, id, { ...noRemarks, rowVersion: 1, number: '13/BC-SNV', reportDate: world.day() });
	await sendReport(await world.as('head'), id, { rowVersion: 2, password });
	for (const who of ['officer', 'head'] as const) expect(await noticesOf(world, who, world.unitId)).not.toContain('report_late');
	// That of another period is still asked.
	const left = await world.client.notice.count({ where: { kind: 'report_due', subjectId: world.unitId, lapsedAt: null } });
	expect(left > 0).toBe(told.includes('report_due'));
});
