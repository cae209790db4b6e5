import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScoreRule, Share } from '#lib/domain/audits/scores/rules.ts';
import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { computeScore } from '#lib/server/audits/scores/compute.ts';
import { createSet, publishSet, saveCriterion } from '#lib/server/audits/scores/sets.ts';
import { documentsWorld, issuedVersion, type AVersion, type DocumentsWorld } from '#test/support/documents.ts';
import { pastGuards } from '#test/support/raw-writes.ts';

const standardCode = 'ISO-9001-2015';
const rules = [
	'plan_steps',
	'actions_on_time',
	'reading_on_time',
	'audit_done',
	'inspection_result'
] as const satisfies readonly ScoreRule[];
type Counted = (typeof rules)[number];
/** A moment of a day at noon in Việt Nam. */
const noon = (day: Day) => new Date(`${day}T05:00:00Z`);

let world: DocumentsWorld;
let setId: string;
let version: AVersion;
beforeAll(async () => {
	world = await documentsWorld('2026-11-24T02:00:00Z');
	const coordinator = await world.as('coordinator');
	({ id: setId } = await createSet(coordinator, { year: 2026, title: 'Bộ tiêu chí thử', unitKinds: [], isSample: false, revisesId: null }));
	for (const [at, rule] of rules.entries()) {
		const criterion = { number: String(at + 1), text: rule, maxPoints: 10, rule, full: 100, least: 0 };
		await saveCriterion(coordinator, { setId, criterionId: null, criterion });
	}
	await publishSet(coordinator, { setId });
	version = await issuedVersion(world);
	await world.client.standard.create({
		data: { code: standardCode, nameVi: standardCode, nameEn: standardCode, edition: 2015, sortOrder: 1 }
	});
});
afterAll(() => world.close());

async function shareOf(unitId: string, rule: Counted, asOf: Day): Promise<Share | null> {
	const [score] = await computeScore(await world.as('coordinator'), setId, [unitId], asOf);
	const line = score?.lines.find((one) => one.rule === rule);
	if (!line) throw new Error('no such line');
	return line.share;
}

let made = 0;
const step = (unitId: string, dueOn: Day, doneOn: Day | null) =>
	world.client.isoPlanStep.create({
		data: {
			...{ unitId, year: 2026, position: 1, what: 'Việc', responsibleName: 'Tổ ISO' },
			...{ dueOn: toDbDate(dueOn), doneOn: doneOn === null ? null : toDbDate(doneOn) }
		}
	});
const action = (unitId: string, dueOn: Day, doneOn: Day | null) =>
	pastGuards(world.client, ['corrective_action'], (db) =>
		db.correctiveAction.create({
			data: {
				...{ unitId, numberUnitId: unitId, number: `KPH-2026-${String((made += 1))}`, statement: 'Lỗi' },
				source: 'self_found',
				grade: 'minor',
				...{ raisedAt: noon('2026-01-05'), raisedById: world.ids.head, dueOn: toDbDate(dueOn), firstDueOn: toDbDate(dueOn) },
				completedAt: doneOn === null ? null : noon(doneOn)
			}
		})
	);
async function reading(unitId: string, dueOn: Day, doneOn: Day | null) {
	const userId = await world.addPerson(['reader'], { unitId });
	await pastGuards(world.client, ['reading_request'], (db) =>
		db.readingRequest.create({
			data: {
				...{ versionId: version.id, documentId: version.documentId, round: 1, unitId, userId, askedAt: noon('2026-01-05') },
				why: 'issue',
				state: doneOn === null ? 'open' : 'confirmed',
				...{ dueOn: toDbDate(dueOn), decidedAt: doneOn === null ? null : noon(doneOn) }
			}
		})
	);
}
const dueThings = [
	['plan_steps', step],
	['actions_on_time', action],
	['reading_on_time', reading]
] as const;

describe.each(dueThings)('what is due: %s', (rule, write) => {
	it('is not missed on its last day, is missed the day after, and counts on its last day when it is done', async () => {
		const unitId = await world.addUnit(`HAN-${rule}`);
		await write(unitId, '2026-10-15', null);
		expect(await shareOf(unitId, rule, '2026-10-15')).toBeNull();
		expect(await shareOf(unitId, rule, '2026-10-16')).toEqual({ done: 0, of: 1 });
		await write(unitId, '2026-10-15', '2026-10-15');
		await write(unitId, '2026-10-20', '2026-10-10');
		expect(await shareOf(unitId, rule, '2026-10-15')).toEqual({ done: 1, of: 1 });
		expect(await shareOf(unitId, rule, '2026-10-16')).toEqual({ done: 1, of: 2 });
		expect(await shareOf(unitId, rule, '2026-10-20')).toEqual({ done: 2, of: 3 });
	});

	it('counts in full as of the last day of the year, and what is due after it never', async () => {
		const unitId = await world.addUnit(`NAM-${rule}`);
		await write(unitId, '2026-12-31', null);
		await write(unitId, '2027-01-01', null);
		expect(await shareOf(unitId, rule, '2026-12-30')).toBeNull();
		for (const asOf of ['2026-12-31', '2027-01-01', '2027-03-01'])
			expect(await shareOf(unitId, rule, asOf), asOf).toEqual({ done: 0, of: 1 });
	});
});

describe('the audits of a programme', () => {
	it('are missed when their month is over, count when they are done, and all of them as of the last day of the year', async () => {
		const unitId = await world.addUnit('CT-DG');
		const lines = [2, 6, 12].map((month) => ({ id: crypto.randomUUID(), month }));
		const tables = ['audit_programme', 'audit_programme_line', 'internal_audit', 'audit_scope_line'];
		await pastGuards(world.client, tables, async (db) => {
			const by = { createdById: world.ids.officer, createdAt: noon('2026-01-05') };
			const area = await db.auditArea.create({ data: { unitId, name: 'Văn thư', clauses: ['7.5'], createdAt: by.createdAt } });
			const { id: programmeId } = await db.auditProgramme.create({
				data: { ...by, unitId, year: 2026, state: 'approved', revision: 1, standardCode, approvedAt: by.createdAt }
			});
			await db.auditProgrammeLine.createMany({ data: lines.map((line) => ({ ...line, programmeId, areaId: area.id, clauses: ['7.5'] })) });
			// The audit of December, held and reported in August.
			const day = toDbDate('2026-08-10');
			await db.internalAudit.create({
				data: {
					...by,
					...{ unitId, number: 'ĐG-2026-001', title: 'Đánh giá', programmeId, standardCode },
					state: 'reported',
					...{ startsOn: day, endsOn: day, firstStartsOn: day, reportedAt: noon('2026-08-10') },
					auditScopeLineAudit: { create: { lineId: lines.at(-1)?.id ?? '' } }
				}
			});
		});
		const shares: Record<Day, Share | null> = {
			'2026-02-01': null,
			'2026-02-28': null,
			'2026-03-01': { done: 0, of: 1 },
			'2026-06-30': { done: 0, of: 1 },
			'2026-07-01': { done: 0, of: 2 },
			'2026-08-09': { done: 0, of: 2 },
			'2026-08-10': { done: 1, of: 3 },
			'2026-12-31': { done: 1, of: 3 }
		};
		for (const [asOf, share] of Object.entries(shares)) expect(await shareOf(unitId, 'audit_done', asOf), asOf).toEqual(share);
	});

	it('of December count as not done on the last day of the year, and not on the day before', async () => {
		const unitId = await world.addUnit('CT-12');
		await pastGuards(world.client, ['audit_programme', 'audit_programme_line'], async (db) => {
			const by = { createdById: world.ids.officer, createdAt: noon('2026-01-05') };
			const area = await db.auditArea.create({ data: { unitId, name: 'Văn thư', clauses: ['7.5'], createdAt: by.createdAt } });
			const { id: programmeId } = await db.auditProgramme.create({
				data: { ...by, unitId, year: 2026, state: 'approved', revision: 1, standardCode, approvedAt: by.createdAt }
			});
			await db.auditProgrammeLine.create({ data: { programmeId, areaId: area.id, month: 12, clauses: ['7.5'] } });
		});
		expect(await shareOf(unitId, 'audit_done', '2026-12-30')).toBeNull();
		expect(await shareOf(unitId, 'audit_done', '2026-12-31')).toEqual({ done: 0, of: 1 });
	});
});

describe('the result of an inspection', () => {
	/** A closed inspection of a cycle of its own. @param criteriaSetId by which the cycle scores */
	const inspection = (unitId: string, closedOn: Day, points: number, criteriaSetId: string | null = null) =>
		pastGuards(world.client, ['audit_cycle', 'inspection'], async (db) => {
			const cycle = await db.auditCycle.create({
				data: {
					...{ number: `CK-${String((made += 1))}`, title: 'Kiểm tra', criteriaSetId },
					state: 'open',
					...{ windowFrom: toDbDate(closedOn), windowTo: toDbDate(closedOn) },
					...{ createdById: world.ids.coordinator, createdAt: noon(closedOn) }
				}
			});
			await db.inspection.create({
				data: { cycleId: cycle.id, unitId, state: 'closed', closedAt: noon(closedOn), points, maxPoints: 10, ending: 'signed' }
			});
		});

	it('counts in the year in which it closed, the last one by the day', async () => {
		const unitId = await world.addUnit('KT-NAM');
		await inspection(unitId, '2023-05-10', 10);
		await inspection(unitId, '2025-12-31', 9);
		expect(await shareOf(unitId, 'inspection_result', '2026-11-24')).toBeNull();
		await inspection(unitId, '2026-03-01', 6);
		await inspection(unitId, '2026-09-01', 7);
		await inspection(unitId, '2027-01-04', 8);
		expect(await shareOf(unitId, 'inspection_result', '2026-02-28')).toBeNull();
		expect(await shareOf(unitId, 'inspection_result', '2026-03-01')).toEqual({ done: 6, of: 10 });
		for (const asOf of ['2026-12-31', '2027-01-04'])
			expect(await shareOf(unitId, 'inspection_result', asOf), asOf).toEqual({ done: 7, of: 10 });
	});

	it('counts in the year of the set by which its cycle scores, though it closed after it', async () => {
		const unitId = await world.addUnit('KT-SAU');
		await inspection(unitId, '2027-01-05', 8, setId);
		expect(await shareOf(unitId, 'inspection_result', '2026-12-31')).toBeNull();
		expect(await shareOf(unitId, 'inspection_result', '2027-01-05')).toEqual({ done: 8, of: 10 });
	});
});
