import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportFigures, type ReportFacts } from '#lib/domain/reports/figures.ts';
import { takeGroups } from '#lib/server/reviews/management/figures/take.ts';
import { figureGroups } from '#lib/domain/reviews/management-inputs.ts';
import { reportFacts } from '#lib/server/reports/periodic/facts.ts';
import { documentsWorld, type DocumentsWorld } from '#test/support/documents.ts';
import { rawRows } from '#test/support/raw-rows.ts';

/*
 * Every figure of a report and of a management review against rows chosen one by one: those that must count, and beside each of them what must not:
 * a moment before the first of January and one after the last of June in Việt Nam, another unit, a draft, what was voided.
 */
const [before, first, last, after] = ['2025-12-31T16:59:59Z', '2025-12-31T17:00:00Z', '2026-06-30T16:59:59Z', '2026-06-30T17:00:00Z'];
const moments = [
	[before, false],
	[first, true],
	[last, true],
	[after, false]
] as const;
const days = [
	['2025-12-31', false],
	['2026-01-01', true],
	['2026-06-30', true],
	['2026-07-01', false]
] as const;
const inside = { from: '2026-01-01', to: '2026-06-30' } as const;

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
	const { kindCode } = await world.client.unitVersion.findFirstOrThrow({ where: { unitId: world.unitId } });
	const standard = { code: 'ISO9001-2015', nameVi: 'TCVN ISO 9001:2015', nameEn: 'ISO 9001:2015', edition: 2015, sortOrder: 1 };
	await world.client.standard.create({ data: standard });
	await rawRows(world.client, async (put) => {
		let nth = 0;
		const number = () => `T-${String((nth += 1))}`;
		for (const unit_id of [world.unitId, world.otherUnitId]) {
			const own = unit_id === world.unitId;
			await put('unit_standard', { unit_id, standard_code: standard.code, valid_from: '2026-06-30' });
			for (const [at] of moments) {
				const day = at.slice(0, 10);
				await put('internal_audit', {
					unit_id,
					state: 'closed',
					number: number(),
					starts_on: day,
					ends_on: day,
					reported_at: at,
					closed_at: at
				});
				for (const grade of ['major', 'minor', 'observation'])
					for (const state of ['fixed', 'answered', 'closed', 'draft', 'void'])
						await put('finding', { unit_id, grade, state, audit_id: randomUUID(), fixed_at: at });
				// Of inspections other numbers than of audits, so that neither can stand for the other.
				for (const grade of ['major', 'minor', 'minor', 'observation'])
					for (const state of ['fixed', 'draft', 'void'])
						await put('finding', { unit_id, grade, state, inspection_id: randomUUID(), fixed_at: at });
				const cycle_id = await put('audit_cycle', { number: number() });
				await put('inspection', { unit_id, state: 'closed', visit_on: day, closed_at: at, cycle_id });
				const raised = { unit_id, raised_at: at, number_unit_id: unit_id };
				await put('corrective_action', { ...raised, number: number(), state: 'analysing', source: 'complaint' });
				await put('corrective_action', {
					...raised,
					number: number(),
					state: 'closed',
					outcome: 'void',
					closed_at: at,
					source: 'complaint'
				});
				const closed = {
					unit_id,
					number_unit_id: unit_id,
					raised_at: '2025-03-01T00:00:00Z',
					state: 'closed',
					closed_at: at,
					due_on: '2026-03-01'
				};
				await put('corrective_action', { ...closed, number: number(), outcome: 'effective', completed_at: '2026-03-01T16:59:59Z' });
				await put('corrective_action', { ...closed, number: number(), outcome: 'ineffective', completed_at: '2026-03-01T17:00:00Z' });
				await put('fault_report', { unit_id, number: number(), state: 'confirmed', reported_at: at });
				await put('fault_report', { unit_id, number: number(), state: 'declined', reported_at: at });
				for (const state of ['proposed', 'done', 'declined'])
					await put('change_request', {
						...{
							unit_id,
							number: `YC-2026-${String((nth += 1)).padStart(3, '0')}`,
							kind: 'new',
							source: 'person',
							proposer_id: world.ids.staff
						},
						...{ state, proposed_at: at, source_key: null }
					});
				for (const state of ['open', 'confirmed', 'confirmed_on_paper', 'carried', 'waived', 'lapsed'])
					await put('reading_request', { unit_id, state, asked_at: at, due_on: '2026-06-29', round: (nth += 1) });
			}
			await put('internal_audit', { unit_id, state: 'in_progress', number: number(), starts_on: '2026-02-01', ends_on: '2026-02-01' });
			await put('inspection', { unit_id, state: 'minutes', visit_on: '2026-06-29' });
			// Late on the last day, due on it, and done in time by whoever has it.
			const open = { unit_id, number_unit_id: unit_id, raised_at: '2025-02-01T00:00:00Z' };
			await put('corrective_action', { ...open, number: number(), state: 'in_progress', due_on: '2026-06-29' });
			await put('corrective_action', { ...open, number: number(), state: 'in_progress', due_on: '2026-06-30' });
			await put('corrective_action', {
				...open,
				number: number(),
				state: 'verifying',
				due_on: '2026-05-01',
				completed_at: '2026-05-20T00:00:00Z'
			});
			for (const [held_on] of days) {
				const review = { unit_id, held_on, notice: {}, notified_at: first, starts_at: '08:00' };
				const signed = { minutes: {}, secretary_signature_id: randomUUID(), chair_signature_id: randomUUID(), closed_at: held_on };
				await put('management_review', { ...review, ...signed, number: number(), state: 'closed' });
				await put('management_review', { ...review, number: number(), state: 'in_session' });
				const training = await put('training', { unit_id, held_on, hours: 2, fixed_at: first, fixed_by_id: world.ids.officer });
				await put('training', { unit_id, held_on, hours: 2 });
				for (const [who, result] of [
					['staff', 'passed'],
					['drafter', 'failed'],
					['head', 'absent']
				] as const)
					await put('training_participant', { training_id: training, user_id: world.ids[who], result });
			}
			// In force on the last day; its first issue was before.
			const of = async (kind_code: string, quality: string | null) => {
				const document_id = await put('document', {
					unit_id,
					kind_code,
					class: quality,
					code: number(),
					code_key: number(),
					code_sort: number()
				});
				return (values: Record<string, string | number>) =>
					put('version', { unit_id, document_id, state: 'issued', issue_no: (nth += 1), ...values });
			};
			const procedure = await of('QT', 'tthc');
			await procedure({ effective_from: '2025-12-31', effective_to: '2026-01-01' });
			await procedure({ effective_from: '2026-01-01', effective_to: '2026-06-30' });
			// Replaced on its own day: it was never in force.
			await procedure({ effective_from: '2026-06-30', effective_to: '2026-06-30' });
			await procedure({ effective_from: '2026-06-30', effective_to: '2026-07-01' });
			await procedure({ effective_from: '2026-07-01' });
			const system = await of('QT', 'system');
			// A draft of a day before is no first issue.
			await system({ state: 'cancelled', effective_from: '2026-02-01', effective_to: '2026-02-01' });
			await system({ effective_from: '2026-06-30', effective_to: '2026-06-30' });
			await system({ effective_from: '2026-06-30' });
			await (
				await of('QT', 'internal')
			)({ effective_from: '2026-02-01', origin: 'taken_on' });
			await (
				await of('QT', 'internal')
			)({ effective_from: '2026-02-01', origin: 'carried_over' });
			await (
				await of('BM', null)
			)({ state: 'withdrawn', effective_from: '2025-01-01', effective_to: '2026-06-30' });
			await (
				await of('BM', null)
			)({ state: 'withdrawn', effective_from: '2025-01-01', effective_to: '2026-07-01' });
			const applies = async (valid_from: string, valid_to: string | null, kind = kindCode) => {
				const service_id = randomUUID();
				await put('admin_service_version', { service_id, kind_codes: [kind], valid_from, valid_to });
				return service_id;
			};
			if (own) {
				const services = [
					await applies('2026-06-30', null),
					await applies('2020-01-01', '2026-07-01'),
					await applies('2020-01-01', '2026-06-30'),
					await applies('2026-07-01', null),
					await applies('2020-01-01', null, 'NONE'),
					await applies('2020-01-01', null)
				];
				await put('unit_admin_service', { unit_id, service_id: services[5] ?? '', handled: false, reason: 'Không có' });
				const linked = await of('QT', 'tthc');
				await linked({ effective_from: '2024-01-01', origin: 'taken_on' });
				const covered = await put('document', {
					unit_id,
					kind_code: 'BM',
					class: null,
					code: number(),
					code_key: number(),
					code_sort: number()
				});
				await put('version', { unit_id, document_id: covered, state: 'issued', origin: 'taken_on', effective_from: '2024-01-01' });
				await put('admin_service_link', { unit_id, service_id: services[0] ?? '', document_id: covered, created_at: first });
				await put('admin_service_link', { unit_id, service_id: services[1] ?? '', document_id: randomUUID(), created_at: first });
			}
			const announced = { unit_id, signed_at: first, standard_code: standard.code };
			const was = await put('announcement', {
				...announced,
				number: number(),
				state: 'signed',
				decision_number: '1/QĐ',
				effective_on: '2026-06-30',
				effective_to: '2026-07-01',
				content: {}
			});
			await put('announcement', {
				...announced,
				number: number(),
				state: 'signed',
				decision_number: '2/QĐ',
				effective_on: '2026-07-01',
				content: {}
			});
			for (const position of [1, 2, 3]) await put('announcement_service', { announcement_id: was, position });

			const set_id = await put('objective_set', { unit_id, year: 2026, state: 'approved', revision: 2 });
			await put('objective_revision', { set_id, number: 1, at: last });
			await put('objective_revision', { set_id, number: 2, at: after });
			const objective = async (value: number, recorded_on: string, more: Record<string, string | number> = {}) => {
				const line_id = randomUUID();
				const base = { set_id, line_id, direction: 'at_least', target: 10, judging: 'latest', period: 'month', since_revision: 1 };
				await put('objective', { ...base, code: number(), position: (nth += 1), ...more });
				for (let period = 1; period <= 6; period += 1)
					await put('objective_result', {
						line_id,
						period,
						number: 1,
						value: period === 6 ? value : 10,
						recorded_on,
						corrected_reason: null
					});
			};
			await objective(10, '2026-06-30');
			await objective(9, '2026-06-30');
			await objective(9, '2026-07-01');
			// Added after the last day, and one that was dropped after it.
			await objective(10, '2026-06-30', { since_revision: 2 });
			await objective(10, '2026-06-30', { until_revision: 2 });

			const figure = (topic: string, year: number, period_kind: string, period: number, values: Record<string, number>, nth = 1) =>
				put('service_figure', {
					...{ unit_id, topic, year, period_kind, period, number: nth, source: 'Một cửa', ...values },
					corrected_reason: nth === 1 ? null : 'Sửa'
				});
			const dossiers = (received: number) => ({ received, on_time: received - 1, late: 1, returned: 0 });
			await figure('dossiers', 2026, 'quarter', 1, dossiers(100));
			await figure('dossiers', 2026, 'quarter', 1, dossiers(110), 2);
			await figure('dossiers', 2026, 'quarter', 2, dossiers(50));
			await figure('dossiers', 2026, 'quarter', 3, dossiers(1000));
			await figure('dossiers', 2026, 'month', 1, dossiers(40));
			await figure('dossiers', 2025, 'quarter', 4, dossiers(1000));
			await figure('feedback', 2026, 'half_year', 1, { received: 7, answered: 6 });
			await figure('feedback', 2026, 'half_year', 2, { received: 70, answered: 60 });
			await figure('survey', 2026, 'half_year', 1, { sent: 90, answered: 80, satisfied: 72 });
			await figure('survey', 2026, 'year', 1, { sent: 900, answered: 800, satisfied: 720 });
		}
	});
});
afterAll(() => world.close());

const facts = async (unitId: string | null = world.unitId): Promise<ReportFacts> => {
	const units = await reportFacts(world.system, { ...inside, unitId });
	return units.find((unit) => unit.unitId === world.unitId)?.facts ?? expect.unreachable();
};

describe('the figures of a half-year', () => {
	const expected: ReportFacts = {
		...{ standard: 'TCVN ISO 9001:2015', announcementNumber: '1/QĐ', announcedOn: '2026-06-30', servicesAnnounced: 3 },
		...{ rollOutSteps: null, rollOutSettled: null, rollOutLate: null, score: null, scoreSet: null },
		// Of six services one is over, one is to come, one is another kind's and one the unit does not handle.
		...{ servicesTotal: 2, servicesCovered: 1 },
		...{ proceduresSystem: 1, proceduresServices: 2, proceduresInternal: 2 },
		...{ documentsIssued: 1, documentsAmended: 2, documentsWithdrawn: 1 },
		...{ readingAsked: 16, readingConfirmed: 12 },
		...{ objectivesTotal: 4, objectivesMet: 2, objectivesMissed: 1 },
		...{ auditsDone: 2, auditedOn: '2026-06-30', majorFindings: 8, minorFindings: 10, inspectedOn: '2026-06-30' },
		...{ auditMajor: 6, auditMinor: 6, inspectionMajor: 2, inspectionMinor: 4 },
		// Raised in the time and not voided by its end.
		...{ actionsRaised: 2, actionsClosed: 4 },
		// Three of these, three that lie open, two closed after it.
		...{ actionsOpen: 8, actionsLate: 1 },
		...{ reviewsHeld: 2, reviewedOn: '2026-06-30', trainings: 2, trained: 2 },
		...{ dossiersReceived: 160, dossiersOnTime: 158, dossiersLate: 2, feedbackReceived: 7, feedbackAnswered: 6 },
		...{ surveysAnswered: 80, surveysSatisfied: 72 }
	};
	it.each(reportFigures.map(({ code }) => code))('%s', async (code) => {
		expect((await facts())[code]).toEqual(expected[code]);
	});

	it('are the same where they are counted for every unit at once', async () => {
		expect(await facts(null)).toEqual(await facts());
	});

	it('count a day that is still to come as far as today, and a year that lies ahead not at all', async () => {
		const [unit] = await reportFacts(world.system, { from: '2027-01-01', to: '2027-12-31', unitId: world.unitId });
		const { objectivesTotal, actionsRaised, auditsDone, dossiersReceived } = unit?.facts ?? expect.unreachable();
		expect([objectivesTotal, actionsRaised, auditsDone, dossiersReceived]).toEqual([null, 0, 0, null]);
	});
});

describe('the figures of a management review', () => {
	it('are those of its interval, by days of Việt Nam, of its unit alone', async () => {
		const taken = await takeGroups(world.system, figureGroups, { unitId: world.unitId, ...inside });
		const rows = Object.fromEntries(taken?.groups.flatMap(({ rows }) => rows.map(({ name, value }) => [name, value])) ?? []);
		expect(rows).toMatchObject({
			...{ audits_closed: 2, inspections_closed: 2 },
			...{ actions_raised: 2, actions_closed: 4, actions_on_time: 2, actions_late: 2, actions_effective: 2, actions_ineffective: 2 },
			// As they stand now.
			...{ actions_open: 7, actions_overdue: 1, actions_recurring: 0 },
			...{ documents_in_force: 7, documents_new: 1, documents_amended: 2, documents_withdrawn: 1 },
			...{ reading_asked: 8, reading_confirmed: 6, reading_rate: 75, reading_late: 2 },
			...{ requests_proposed: 6, requests_accepted: 2, requests_declined: 2, requests_open: 4 },
			...{ coverage_handled: 2, coverage_covered: 1, coverage_rate: 50 },
			...{ faults_reported: 4, faults_confirmed: 2, faults_declined: 2, faults_complaints: 2 },
			...{ objectives_total: 4, objectives_met: 2 },
			...{ survey_sent: 90, survey_answered: 80, survey_satisfied: 72, survey_rate: 90 },
			...{ dossiers_received: 160, dossiers_on_time: 158, dossiers_late: 2, feedback_received: 7, feedback_answered: 6 },
			...{ training_held: 2, training_people: 2, training_hours: 4 }
		});
	});
});
