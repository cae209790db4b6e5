import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { answeringPage } from '#lib/server/audits/answering/page.ts';
import { boardQuery, readBoard } from '#lib/server/audits/cycles/board.ts';
import { teamConflicts } from '#lib/server/audits/cycles/team-conflicts.ts';
import { pastGuards } from '#test/support/raw-writes.ts';
import { answerPage, attachToAnswer, detachFromAnswer } from '#lib/server/audits/inspections/answer-page.ts';
import { drawUpMinutes } from '#lib/server/audits/inspections/minutes.ts';
import { notifyInspection } from '#lib/server/audits/inspections/notify.ts';
import { inspectionPage } from '#lib/server/audits/inspections/page.ts';
import { extendSelfAssessment } from '#lib/server/audits/inspections/self-assessment.ts';
import { returnMinutes, signMinutes } from '#lib/server/audits/inspections/sign.ts';
import { remindToSign } from '#lib/server/audits/inspections/unsigned.ts';
import { documentsWorld, password, refusal, type DocumentsWorld } from '#test/support/documents.ts';
import { allMet, anInspection, inspectedWorld, minuted, notified, onSite } from '#test/support/inspections.ts';

/*
 * Inspections tried from outside: what ends with its day, who still leads, what came before.
 */
const began = '2026-11-24T02:00:00Z';
let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld(began, { max: 16 });
}, 120_000);
afterAll(() => world.close());

const code = async (act: Promise<unknown>) => (await refusal(act)).code;
const fresh = async () => {
	const inspected = await inspectedWorld(world);
	return { inspected, inspection: await anInspection(world, inspected) };
};

describe('evidence of a self-assessment', () => {
	it('comes until the due day, and again when the lead gives more time', async () => {
		const { inspected, inspection } = await fresh();
		await notified(world, inspected, inspection);
		const [answerId = ''] = inspection.answers;
		await attachToAnswer(await world.as('officer'), { answerId, files: [await world.pdf()] });
		world.clock.set(new Date('2026-12-06T02:00:00Z'));
		expect(await code(attachToAnswer(await world.as('officer'), { answerId, files: [await world.pdf()] }))).toBe('self_assessment_over');
		const page = await answerPage(await world.as('head'), inspection.id, answerId);
		expect(page.removable).toEqual([]);
		expect((await answerPage(await world.as('officer'), inspection.id, answerId)).may).toEqual({ attach: false, find: false });
		const whole = await inspectionPage(await world.as('officer'), inspection.id);
		expect(whole).toMatchObject({ does: { attach: false, selfAssess: false } });
		const [kept] = page.items;
		expect(await code(detachFromAnswer(await world.as('head'), { answerId, evidenceId: kept?.id ?? '', reason: 'Nhầm' }))).toBe(
			'self_assessment_over'
		);
		await extendSelfAssessment(await inspected.asLead(), { inspectionId: inspection.id, until: world.day(1), reason: 'Đơn vị xin thêm' });
		await attachToAnswer(await world.as('officer'), { answerId, files: [await world.pdf()] });
		world.clock.set(new Date(began));
	});
});

describe('a lead whose appointment has ended', () => {
	it('leads nothing: the unit is not told before somebody else does', async () => {
		const { inspected, inspection } = await fresh();
		await world.client.provinceAppointment.updateMany({
			where: { userId: inspected.lead },
			data: { validTo: toDbDate('2026-11-28') }
		});
		world.clock.set(new Date('2026-11-28T02:00:00Z'));
		expect(await code(notifyInspection(await world.as('coordinator'), { inspectionId: inspection.id }))).toBe('inspection_no_lead');
		const page = await inspectionPage(await world.as('coordinator'), inspection.id);
		expect(page).toMatchObject({ missing: [{ code: 'lead' }] });
		world.clock.set(new Date(began));
	});
});

describe('the inspection before', () => {
	it('is the one that closed before, also for one that is closed itself', async () => {
		const made = [];
		for (const day of ['2026-11-24', '2026-11-25', '2026-11-26']) {
			world.clock.set(new Date(`${day}T02:00:00Z`));
			const { inspected, inspection } = await fresh();
			await notified(world, inspected, inspection);
			await onSite(world, inspected, inspection);
			await minuted(world, inspected, inspection, allMet);
			await signMinutes(await world.as('head'), { inspectionId: inspection.id, password });
			made.push(inspection.id);
		}
		const head = await world.as('head');
		const before = await Promise.all(
			made.map(async (id) => {
				const page = await inspectionPage(head, id);
				return page.view === 'whole' ? (page.previous?.id ?? null) : 'result';
			})
		);
		expect(before).toEqual([null, made[0], made[1]]);
		world.clock.set(new Date(began));
	});
});

describe('a reminder to sign', () => {
	it('of two at once goes out once', async () => {
		const { inspected, inspection } = await fresh();
		await notified(world, inspected, inspection);
		await onSite(world, inspected, inspection);
		await minuted(world, inspected, inspection, allMet);
		const both = await Promise.allSettled([
			remindToSign(await inspected.asLead(), { inspectionId: inspection.id }),
			remindToSign(await world.as('coordinator'), { inspectionId: inspection.id })
		]);
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		expect(await world.client.inspectionAct.count({ where: { inspectionId: inspection.id, event: 'remind' } })).toBe(1);
	});
});

describe('a unit that assesses itself', () => {
	it('reads what its own actions say beside the questions, and who helps does not', async () => {
		const { inspected, inspection } = await fresh();
		await notified(world, inspected, inspection);
		await world.client.correctiveAction.create({
			data: {
				...{ unitId: world.unitId, number: 'KPH-2025-950', source: 'self_found', grade: 'minor', clause: '7.5' },
				...{ statement: 'Tự phát hiện', raisedAt: world.clock.now() }
			}
		});
		const told = async (ctx: Awaited<ReturnType<typeof world.as>>, kind: 'self' | 'inspection') =>
			(await answeringPage(ctx, { kind, id: inspection.id }, { keeps: false })).questions[0]?.actions.map(({ statement }) => statement);
		expect(await told(await world.as('officer'), 'self')).toEqual(['Tự phát hiện']);
		expect(await told(await inspected.asLead(), 'inspection')).toEqual([null]);
	});
});

describe('the board', () => {
	it('has no score of minutes that are not signed, nor of those that were returned', async () => {
		const { inspected, inspection } = await fresh();
		await notified(world, inspected, inspection);
		await onSite(world, inspected, inspection);
		await minuted(world, inspected, inspection, allMet);
		const ofCycle = async () => {
			const board = await readBoard(await world.as('coordinator'), inspected.cycleId, boardQuery(new URLSearchParams()));
			return { percents: board.rows.map(({ percent }) => percent), average: board.average };
		};
		expect(await ofCycle()).toEqual({ percents: [null], average: null });
		await returnMinutes(await world.as('head'), { inspectionId: inspection.id, reason: 'Sai ngày cấp của quyết định' });
		expect(await ofCycle()).toEqual({ percents: [null], average: null });
		await drawUpMinutes(await inspected.asLead(), { inspectionId: inspection.id, password, strengths: '', remarks: '' });
		await signMinutes(await world.as('head'), { inspectionId: inspection.id, password });
		expect(await ofCycle()).toEqual({ percents: [100], average: 100 });
	});
});

describe('a unit that was made of others', () => {
	it('is not inspected by who was in one of them within the months of the province', async () => {
		const { inspected } = await fresh();
		const [before, long, after] = [await world.addUnit('XA-CU'), await world.addUnit('XA-XUA'), await world.addUnit('XA-MOI')];
		const merged = (fromUnitId: string, on: string) =>
			pastGuards(world.client, ['unit_event', 'unit_event_line'], (db) =>
				db.unitEvent.create({
					data: { kind: 'MERGE', effectiveOn: toDbDate(on), lines: { create: { fromUnitId, toUnitId: after } } }
				})
			);
		await merged(before, '2026-07-01');
		await merged(long, '2019-12-01');
		const was = (userId: string, unitId: string, validTo: string) =>
			pastGuards(world.client, ['membership'], (db) =>
				db.membership.create({
					data: {
						...{ userId, unitId, position: 'Công chức', roles: ['reader'] },
						...{ validFrom: toDbDate('2018-01-01'), validTo: toDbDate(validTo) }
					}
				})
			);
		await was(inspected.member, long, '2019-12-01');
		const inspection = await anInspection(world, inspected, { unitId: after });
		const pairs = [inspected.lead, inspected.member].map((userId) => ({ unitId: after, userId }));
		expect(await teamConflicts(world.system, pairs)).toEqual([]);
		await was(inspected.lead, before, '2026-07-01');
		expect(await teamConflicts(world.system, pairs)).toMatchObject([{ userId: inspected.lead, why: 'member', until: '2026-07-01' }]);
		expect(await code(notifyInspection(await world.as('coordinator'), { inspectionId: inspection.id }))).toBe('team_conflict');
		// What was split may stand on: who joined it afterwards was never in what was split off.
		const [standing, part] = [await world.addUnit('XA-CON'), await world.addUnit('XA-TACH')];
		await pastGuards(world.client, ['unit_event', 'unit_event_line'], (db) =>
			db.unitEvent.create({
				data: { kind: 'SPLIT', effectiveOn: toDbDate('2026-07-01'), lines: { create: { fromUnitId: standing, toUnitId: part } } }
			})
		);
		const ofPart = [{ unitId: part, userId: inspected.member }];
		const joined = (validFrom: string) =>
			pastGuards(world.client, ['membership'], (db) =>
				db.membership.create({
					data: {
						...{ userId: inspected.member, unitId: standing, position: 'Công chức', roles: ['reader'] },
						validFrom: toDbDate(validFrom)
					}
				})
			);
		const late = await joined('2026-08-01');
		expect(await teamConflicts(world.system, ofPart)).toEqual([]);
		await pastGuards(world.client, ['membership'], (db) => db.membership.delete({ where: { id: late.id } }));
		await joined('2026-05-01');
		expect(await teamConflicts(world.system, ofPart)).toMatchObject([{ userId: inspected.member, why: 'member', until: null }]);
	});
});
