import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadStandards, readEditions } from '../../prisma/seed/standards.ts';
import { auditQuery } from '#lib/domain/audits/audit-forms.ts';
import { auditLifecycle, auditStates, type AuditState } from '#lib/domain/audits/audit-lifecycle.ts';
import type { IndependenceProblem } from '#lib/domain/audits/independence.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { announceAudit } from '#lib/server/audits/internal/announce.ts';
import { giveVerdict, saveAuditFinding, startAudit } from '#lib/server/audits/internal/conduct.ts';
import { acceptReport, returnReport } from '#lib/server/audits/internal/decide.ts';
import { cancelAudit, endAudits, postponeAudit, stopAudit } from '#lib/server/audits/internal/direct.ts';
import { loadAudit } from '#lib/server/audits/internal/facts.ts';
import { auditList, auditsFor, sharedReports } from '#lib/server/audits/internal/list.ts';
import { auditPaper, auditPapers } from '#lib/server/audits/internal/papers.ts';
import { auditPage } from '#lib/server/audits/internal/page.ts';
import { auditDutiesSql } from '#lib/server/audits/internal/home-duties.ts';
import { editAudit, planAudit } from '#lib/server/audits/internal/plan.ts';
import { reportAudit, shareReport, writeReport } from '#lib/server/audits/internal/report.ts';
import { appointTeam, proposeTeam } from '#lib/server/audits/internal/team.ts';
import { saveSlot } from '#lib/server/audits/internal/timetable.ts';
import { loadVersion } from '#lib/server/documents/version-facts.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { auditHelpers } from '#test/support/audits.ts';
import { documentsWorld, issuedVersion, password, refusal, trailOf, type DocumentsWorld } from '#test/support/documents.ts';
import {
	aFinding,
	announcedAudit,
	answerAll,
	arrange,
	aSlot,
	auditedWorld,
	plannedAudit,
	reportedAudit,
	staffedAudit,
	startedAudit,
	theTeam,
	type AuditedWorld
} from '#test/support/internal-audits.ts';

/*
 * states.md §7, A1 to A11, row by row: who may, what is refused, what is told, what is kept.
 */
let world: DocumentsWorld;
let audited: AuditedWorld;
const began = '2026-11-24T02:00:00Z';
const { anAuditor } = auditHelpers(() => world);
beforeAll(async () => {
	world = await documentsWorld(began, { max: 20 });
	await loadStandards(world.system, await readEditions());
	audited = await auditedWorld(world);
}, 120_000);
afterAll(() => world.close());

const rowOf = (id: string) => world.client.internalAudit.findUniqueOrThrow({ where: { id } });
const code = async (act: Promise<unknown>) => (await refusal(act)).code;
const fields = async (act: Promise<unknown>) => (await refusal(act)).params['fields'];
async function toldTo(userId: string, subjectId: string): Promise<string[]> {
	const rows = await world.client.notice.findMany({ where: { userId, subjectId, lapsedAt: null }, orderBy: { kind: 'asc' } });
	return rows.map(({ kind }) => kind);
}
const editing = (more: object = {}) => ({
	title: 'Đánh giá nội bộ',
	purpose: '',
	law: '',
	place: '',
	startsOn: world.day(10),
	endsOn: world.day(11),
	areaIds: Object.values(audited.areas),
	clauses: [],
	documentIds: [],
	checklistVersionId: audited.checklistVersionId,
	...more
});

describe('A1 plan', () => {
	it('is by an officer, with a reason when no programme asked for it, and keeps the first day', async () => {
		const audit = await plannedAudit(world, audited);
		expect(audit).toMatchObject({ state: 'planned' });
		const row = await rowOf(audit.id);
		expect(row.number).toMatch(/^ĐG-2026-\d{3}$/);
		expect(row.clauses).toEqual(['7.5', '8.5']);
		expect(fromDbDate(row.firstStartsOn)).toBe(world.day(10));
		expect(await trailOf(world, audit.id)).toEqual(['audit.plan']);
		for (const who of ['head', 'staff', 'outsider', 'coordinator'] as const)
			expect(
				await code(planAudit(await world.as(who), { unitId: world.unitId, ...editing(), lineIds: [], extraordinaryReason: 'x' }))
			).toBe('forbidden');
	});

	it('asks for a reason, an area, days in order that are not over, and a published checklist', async () => {
		expect(await fields(plannedAudit(world, audited, { extraordinaryReason: '' }))).toEqual({ extraordinaryReason: 'reason_required' });
		expect(await fields(plannedAudit(world, audited, { areaIds: [] }))).toEqual({ areaIds: 'required' });
		expect(await fields(plannedAudit(world, audited, { endsOn: world.day(9) }))).toEqual({ endsOn: 'day_before_start' });
		expect(await fields(plannedAudit(world, audited, { startsOn: world.day(-1), endsOn: world.day() }))).toEqual({
			startsOn: 'day_in_past'
		});
		expect(await fields(plannedAudit(world, audited, { checklistVersionId: crypto.randomUUID() }))).toEqual({
			checklistVersionId: 'checklist_unknown'
		});
		expect(await fields(plannedAudit(world, audited, { lineIds: [crypto.randomUUID()] }))).toEqual({ lineIds: 'programme_line_unknown' });
	});

	it('is nobody’s business but that of officer and heads before it is announced', async () => {
		const { id } = await plannedAudit(world, audited);
		for (const who of ['reviewer', 'staff', 'outsider', 'coordinator', 'inspector', 'administrator'] as const)
			expect(await code(loadAudit(await world.as(who), id))).toBe('audit_not_found');
		expect(await code(loadAudit(await world.asId(audited.leaders.office), id))).toBe('audit_not_found');
		expect((await loadAudit(await world.as('head'), id)).sight.all).toBe(true);
	});
});

describe('A2 appoint team', () => {
	const problems = async (act: Promise<unknown>) => {
		const refused = await refusal(act);
		expect(refused.code).toBe('not_independent');
		const items: unknown = refused.params['items'];
		return (Array.isArray(items) ? items : []).map((item: IndependenceProblem) => item.code);
	};
	const propose = async (auditId: string, members: ReturnType<typeof theTeam>) =>
		proposeTeam(await world.as('officer'), { auditId, members });

	it('is signed by a head over the sheet of each, and tells the team', async () => {
		const { id } = await plannedAudit(world, audited);
		await propose(id, theTeam(audited));
		expect(await code(appointTeam(await world.as('officer'), { auditId: id, password }))).toBe('forbidden');
		expect(await code(appointTeam(await world.as('head'), { auditId: id, password: 'sai' }))).toBe('signature_refused');
		await appointTeam(await world.as('head'), { auditId: id, password });
		const members = await world.client.auditTeamMember.findMany({ where: { auditId: id, endedAt: null } });
		expect(members.map(({ independence }) => independence)).toEqual([
			expect.objectContaining({ result: 'independent' }),
			expect.objectContaining({ result: 'independent' }),
			expect.objectContaining({ result: 'independent' })
		]);
		const signature = await world.client.actSignature.findFirstOrThrow({ where: { subjectId: id } });
		expect(signature).toMatchObject({ meaning: 'appoint_team', userId: world.ids.head });
		expect(await toldTo(audited.ofDesk, id)).toEqual(['audit_team_appointed']);
		expect(await trailOf(world, id)).toEqual(['audit.plan', 'audit.propose_team', 'audit.appoint']);
		expect(await code(appointTeam(await world.as('head'), { auditId: id, password }))).toBe('team_not_proposed');
		// The lead sees the audit from now on, the member too.
		expect((await loadAudit(await world.asId(audited.ofDesk), id)).sight.all).toBe(true);
	});

	it('refuses who is not on the register, or not on all the days', async () => {
		const { id } = await plannedAudit(world, audited);
		const unregistered = await world.addPerson(['internal_auditor']);
		const lapsing = await world.addPerson(['internal_auditor']);
		await anAuditor(lapsing, { validTo: world.day(10) });
		const team = (userId: string) => [
			...theTeam(audited).filter(({ isLead }) => !isLead),
			{ userId, homeUnitId: null, isLead: true, areaIds: [] }
		];
		expect(await problems(propose(id, team(unregistered)))).toEqual(['not_on_register']);
		expect(await problems(propose(id, team(lapsing)))).toEqual(['register_lapsed']);
	});

	it('refuses whoever belongs to the area, leads it, or reports in one that a head leads', async () => {
		const { id } = await plannedAudit(world, audited);
		const [lead] = theTeam(audited);
		if (!lead) throw new Error('no lead');
		const swapped = [
			lead,
			{ userId: audited.ofDesk, homeUnitId: null, isLead: false, areaIds: [audited.areas.desk] },
			{ userId: audited.ofOffice, homeUnitId: null, isLead: false, areaIds: [audited.areas.office] }
		];
		expect(await problems(propose(id, swapped))).toEqual(['belongs_to_area', 'belongs_to_area']);
		await world.client.auditArea.update({ where: { id: audited.areas.office }, data: { leaderId: world.ids.head } });
		expect(await problems(propose(id, swapped))).toEqual(['belongs_to_area', 'reports_to_head']);
		await anAuditor(world.ids.head);
		expect(
			await problems(
				propose(id, [lead, { userId: world.ids.head, homeUnitId: null, isLead: false, areaIds: Object.values(audited.areas) }])
			)
		).toEqual(['belongs_to_area']);
		// Somebody who does not report there may.
		await propose(id, theTeam(audited));
		await world.client.auditArea.update({ where: { id: audited.areas.office }, data: { leaderId: audited.leaders.office } });
	});

	it('refuses authors, reviewers and approvers of what is audited, and doers of its actions', async () => {
		const { documentId, code: documentCode } = await issuedVersion(world);
		const { id } = await plannedAudit(world, audited, { documentIds: [documentId] });
		const team = (userId: string) => [
			...theTeam(audited).filter(({ isLead }) => !isLead),
			{ userId, homeUnitId: null, isLead: true, areaIds: [] }
		];
		for (const who of ['drafter', 'reviewer'] as const) await anAuditor(world.ids[who]);
		expect(await problems(propose(id, team(world.ids.drafter)))).toEqual(['document_author']);
		expect(await problems(propose(id, team(world.ids.reviewer)))).toEqual(['document_reviewer']);
		const refused = await refusal(propose(id, team(world.ids.head)));
		expect(refused.params['items']).toMatchObject([{ code: 'document_approver', item: documentCode }]);

		const action = await world.client.correctiveAction.create({
			data: {
				unitId: world.unitId,
				number: 'KPH-2025-900',
				source: 'self_found',
				grade: 'minor',
				statement: 'Thiếu hồ sơ',
				areaId: audited.areas.office,
				raisedAt: world.clock.now()
			}
		});
		await world.client.correctiveAction.update({
			where: { id: action.id },
			data: { state: 'analysing', ownerId: audited.ofDesk, dueOn: new Date('2026-12-31'), firstDueOn: new Date('2026-12-31') }
		});
		expect(await problems(propose(id, theTeam(audited)))).toEqual(['action_doer']);
		// Somebody who does not do it may.
		await propose(id, [
			{ userId: audited.lead, homeUnitId: null, isLead: true, areaIds: [audited.areas.office] },
			...theTeam(audited).slice(2)
		]);
		await world.client.correctiveAction.update({ where: { id: action.id }, data: { ownerId: audited.leaders.office } });
	});

	it('takes a guest from another unit, who sees this audit alone and until it is closed', async () => {
		const guest = await world.addPerson(['internal_auditor'], { unitId: world.otherUnitId });
		const version = await issuedVersion(world);
		const { id } = await plannedAudit(world, audited, { documentIds: [version.documentId] });
		const other = await plannedAudit(world, audited);
		const team = [
			...theTeam(audited).slice(0, 2),
			{ userId: guest, homeUnitId: world.otherUnitId, isLead: false, areaIds: [audited.areas.desk] }
		];
		expect(await problems(propose(id, team))).toEqual(['not_on_register']);
		await world.client.auditor.create({
			data: {
				unitId: world.otherUnitId,
				userId: guest,
				training: 'Khóa',
				validFrom: new Date('2026-01-01'),
				registeredById: world.ids.outsider,
				createdAt: world.clock.now()
			}
		});
		await propose(id, team);
		const ctx = await world.asId(guest);
		expect(await code(loadAudit(ctx, id))).toBe('audit_not_found');
		await appointTeam(await world.as('head'), { auditId: id, password });
		expect((await loadAudit(ctx, id)).sight.all).toBe(true);
		expect(await code(loadAudit(ctx, other.id))).toBe('audit_not_found');
		// What is in its scope they may open, nothing else of the unit.
		const appointed = await world.asId(guest);
		expect((await loadVersion(appointed, version.id)).version.id).toBe(version.id);
		expect(await code(loadVersion(appointed, (await issuedVersion(world)).id))).toBe('version_not_found');
		expect(await auditList(appointed, null, auditQuery.parse({}))).toMatchObject({ total: 1, items: [{ id }] });
		await cancelAudit(await world.as('head'), { auditId: id, reason: 'Không làm nữa' });
		expect(await code(loadAudit(ctx, id))).toBe('audit_not_found');
		expect(await code(loadVersion(await world.asId(guest), version.id))).toBe('version_not_found');
	});

	it('needs one lead and an auditor for every area, and is asked for anew when the areas change', async () => {
		const { id } = await plannedAudit(world, audited);
		expect(await code(propose(id, theTeam(audited).slice(0, 2)))).toBe('area_without_auditor');
		expect(
			await fields(
				propose(
					id,
					theTeam(audited).map((member) => ({ ...member, isLead: false }))
				)
			)
		).toEqual({ leadId: 'lead_required' });
		await propose(id, theTeam(audited));
		await appointTeam(await world.as('head'), { auditId: id, password });
		await editAudit(await world.as('officer'), { auditId: id, ...editing({ areaIds: [audited.areas.office] }) });
		const { audit } = await loadAudit(await world.as('head'), id);
		expect(audit.team.map(({ appointed }) => appointed)).toEqual([false, false, false]);
		expect(await code(announceAudit(await world.as('officer'), { auditId: id }))).toBe('plan_incomplete');
	});

	it('lets one of two win: a head who signs what the officer has changed meanwhile is told', async () => {
		const { id } = await plannedAudit(world, audited);
		await propose(id, theTeam(audited));
		const seen = (await rowOf(id)).rowVersion;
		await editAudit(await world.as('officer'), { auditId: id, ...editing({ place: 'Chỗ khác' }) });
		expect(await refusal(appointTeam(await world.as('head'), { auditId: id, password, rowVersion: seen }))).toMatchObject({
			code: 'stale',
			params: { state: 'planned' }
		});
		const both = await Promise.allSettled([
			appointTeam(await world.as('head'), { auditId: id, password }),
			appointTeam(await world.as('deputy'), { auditId: id, password })
		]);
		expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
	});
});

describe('A3 notify', () => {
	it('is by officer or lead, without a clash and with a team, and tells whoever is audited', async () => {
		const { id } = await staffedAudit(world, audited);
		expect(await refusal(announceAudit(await world.as('officer'), { auditId: id }))).toMatchObject({
			code: 'plan_incomplete',
			params: { gaps: ['timetable'] }
		});
		await arrange(world, audited, id);
		expect(await code(announceAudit(await world.as('head'), { auditId: id }))).toBe('forbidden');
		expect(await code(announceAudit(await world.asId(audited.ofDesk), { auditId: id }))).toBe('forbidden');
		await announceAudit(await world.asId(audited.lead), { auditId: id });
		const row = await rowOf(id);
		expect(row).toMatchObject({ state: 'notified', shortNoticeReason: null });
		expect(row.plan).toMatchObject({ number: row.number, team: [{ role: 'lead' }, { role: 'member' }, { role: 'member' }] });
		expect(await toldTo(audited.leaders.office, id)).toEqual(['audit_notified']);
		// Who is audited sees the part that concerns their area.
		const { sight } = await loadAudit(await world.asId(audited.leaders.office), id);
		expect(sight).toEqual({ all: false, areaIds: [audited.areas.office] });
	});

	it('copies the questions area by area, as they were', async () => {
		const { id } = await announcedAudit(world, audited);
		const questions = await world.client.auditQuestion.findMany({ where: { auditId: id }, orderBy: { position: 'asc' } });
		expect(questions.map(({ areaId, clause }) => [areaId, clause])).toEqual([
			[null, null],
			...[...Object.values(audited.areas)].flatMap((areaId) =>
				areaId === audited.areas.office
					? [[areaId, '7.5']]
					: [
							[areaId, '7.5'],
							[areaId, '8.5.1']
						]
			)
		]);
	});

	it('asks for a reason below seven days, and refuses a day that is over', async () => {
		const near = { startsOn: world.day(5), endsOn: world.day(5) };
		const { id } = await staffedAudit(world, audited, near);
		const { leaders, areas } = audited;
		const at = (from: number) => ({ day: world.day(5), from: from * 60, to: (from + 1) * 60 });
		await aSlot(world, id, { kind: 'opening', ...at(7) });
		await aSlot(world, id, { areaId: areas.office, auditorIds: [audited.ofDesk], auditeeIds: [leaders.office], ...at(8) });
		await aSlot(world, id, { areaId: areas.desk, auditorIds: [audited.ofOffice], auditeeIds: [leaders.desk], ...at(9) });
		await aSlot(world, id, { kind: 'closing', ...at(10) });
		expect(await fields(announceAudit(await world.as('officer'), { auditId: id }))).toEqual({ shortNoticeReason: 'short_notice:7' });
		await announceAudit(await world.as('officer'), { auditId: id, shortNoticeReason: 'Theo yêu cầu của lãnh đạo' });
		expect((await rowOf(id)).shortNoticeReason).toBe('Theo yêu cầu của lãnh đạo');
	});

	it('finds somebody twice at the same time', async () => {
		const { id } = await staffedAudit(world, audited);
		const { day, from } = await arrange(world, audited, id);
		await aSlot(world, id, {
			areaId: audited.areas.office,
			auditorIds: [audited.ofDesk],
			auditeeIds: [audited.leaders.office],
			day,
			from: from + 2,
			to: from + 4
		});
		expect(await code(announceAudit(await world.as('officer'), { auditId: id }))).toBe('plan_incomplete');
	});

	it('keeps the plan as sent: no slot, no team, no scope is changed afterwards', async () => {
		const { id } = await announcedAudit(world, audited);
		expect(await code(aSlot(world, id, { kind: 'team' }))).toBe('illegal_transition');
		expect(await code(proposeTeam(await world.as('officer'), { auditId: id, members: theTeam(audited) }))).toBe('illegal_transition');
		expect(await code(editAudit(await world.as('officer'), { auditId: id, ...editing() }))).toBe('illegal_transition');
		const attacks = [
			`insert into audit_slot (id, audit_id, kind, day, from_minute, to_minute, topic, clauses) values (gen_random_uuid(), '${id}', 'team', '2026-12-04', 1, 2, '', '{}')`,
			`delete from audit_slot_person where slot_id in (select id from audit_slot where audit_id = '${id}')`,
			`delete from audit_scope_area where audit_id = '${id}'`,
			`delete from audit_question where audit_id = '${id}'`,
			`update audit_question set text = 'khác' where audit_id = '${id}'`,
			`update audit_team_member set independence = '{}' where audit_id = '${id}' and ended_at is null`,
			`update audit_team_area set area_id = area_id where member_id in (select id from audit_team_member where audit_id = '${id}')`,
			`insert into audit_team_member (id, audit_id, user_id, role, proposed_by_id, proposed_at) values (gen_random_uuid(), '${id}', '${world.ids.staff}', 'member', '${world.ids.officer}', now())`,
			`update internal_audit set plan = '{}' where id = '${id}'`,
			`update internal_audit set starts_on = starts_on - 1, ends_on = ends_on where id = '${id}'`,
			`update internal_audit set first_starts_on = first_starts_on + 1 where id = '${id}'`,
			`delete from internal_audit where id = '${id}'`
		];
		for (const attack of attacks)
			await expect(world.client.$executeRawUnsafe(attack), attack).rejects.toThrow(
				/content_frozen|append_only|illegal_transition|not be deleted/
			);
	});
});

describe('A4 start to A7 report', () => {
	it('is begun by the lead with the opening meeting', async () => {
		const { id } = await announcedAudit(world, audited);
		expect(await code(startAudit(await world.as('officer'), { auditId: id, openingMeeting: 'x' }))).toBe('forbidden');
		expect(await fields(startAudit(await world.asId(audited.lead), { auditId: id, openingMeeting: ' ' }))).toEqual({
			openingMeeting: 'required'
		});
		await startAudit(await world.asId(audited.lead), { auditId: id, openingMeeting: 'Đủ thành phần' });
		expect((await rowOf(id)).state).toBe('in_progress');
		expect(await toldTo(audited.leaders.office, id)).toEqual([]);
	});

	it('lets the team find something in their areas only, naming what is not met and what was seen', async () => {
		const { id } = await startedAudit(world, audited);
		expect(await code(aFinding(world, audited, id, { areaId: audited.areas.desk }))).toBe('forbidden');
		const own = await world.asId(audited.leaders.office);
		expect(
			await code(
				saveAuditFinding(own, {
					auditId: id,
					findingId: null,
					questionId: null,
					areaId: audited.areas.office,
					grade: 'minor',
					clause: '7.5',
					requirement: '',
					statement: 'x',
					evidence: 'y',
					repeats: false
				})
			)
		).toBe('forbidden');
		expect(await fields(aFinding(world, audited, id, { clause: '', requirement: '' }))).toEqual({ clause: 'clause_or_requirement' });
		expect(await fields(aFinding(world, audited, id, { evidence: '' }))).toEqual({ evidence: 'evidence_required' });
		const { id: findingId } = await aFinding(world, audited, id);
		// The lead changes the grade of what another found, nobody else.
		const change = { areaId: audited.areas.office, grade: 'major' as const, findingId };
		const lead = await world.asId(audited.lead);
		await saveAuditFinding(lead, {
			auditId: id,
			questionId: null,
			clause: '7.5',
			requirement: '',
			statement: 'Nặng hơn',
			evidence: 'HS-01',
			repeats: false,
			...change
		});
		expect(await trailOf(world, findingId)).toEqual(['finding.raise', 'finding.change']);
	});

	it('asks the area for its word, by whoever leads it, and the word falls with the words it was about', async () => {
		const { id } = await startedAudit(world, audited);
		const { id: findingId } = await aFinding(world, audited, id);
		const say = async (ctx: Awaited<ReturnType<typeof world.asId>>, verdict: 'confirmed' | 'disputed', text = '') =>
			giveVerdict(ctx, { auditId: id, findingId, verdict, text });
		expect(await code(say(await world.asId(audited.ofDesk), 'confirmed'))).toBe('forbidden');
		expect(await code(say(await world.asId(audited.ofOffice), 'confirmed'))).toBe('forbidden');
		const leader = await world.asId(audited.leaders.office);
		expect(await fields(say(leader, 'disputed'))).toEqual({ text: 'reason_required' });
		await say(leader, 'disputed', 'Hồ sơ có đủ, để ở tủ khác');
		expect(await world.client.finding.findUniqueOrThrow({ where: { id: findingId } })).toMatchObject({ verdict: 'disputed' });
		await aFinding(world, audited, id, { findingId, statement: 'Một hồ sơ thiếu phiếu.' });
		expect(await world.client.finding.findUniqueOrThrow({ where: { id: findingId } })).toMatchObject({ verdict: null, verdictText: null });
	});

	it('is reported by the lead when all is answered, reasoned and heard', async () => {
		const { id } = await startedAudit(world, audited);
		const lead = await world.asId(audited.lead);
		const gaps = async () => {
			const refused = await refusal(reportAudit(lead, { auditId: id, password }));
			const list: unknown = refused.params['gaps'];
			return [refused.code, ...(Array.isArray(list) ? list.map((gap: { code: string }) => gap.code) : [])];
		};
		expect(await gaps()).toEqual(['report_incomplete', 'unanswered', 'conclusion_missing']);
		await answerAll(world, audited, id, ['conform', 'minor']);
		await writeReport(lead, { auditId: id, strengths: '', conclusion: 'Phù hợp', proposals: '', closingMeeting: '' });
		expect(await gaps()).toEqual(['report_incomplete', 'nonconformity_without_finding']);
		const question = await world.client.auditQuestion.findFirstOrThrow({ where: { auditId: id, result: 'minor' } });
		const finding = await aFindingOf(id, question);
		expect(await gaps()).toEqual(['report_incomplete', 'verdict_missing']);
		const leader = question.areaId === audited.areas.office ? audited.leaders.office : audited.leaders.desk;
		await giveVerdict(await world.asId(leader), { auditId: id, findingId: finding.id, verdict: 'confirmed' });
		expect(await code(reportAudit(await world.as('head'), { auditId: id, password }))).toBe('forbidden');
		expect(await code(reportAudit(lead, { auditId: id, password: 'sai' }))).toBe('signature_refused');
		await reportAudit(lead, { auditId: id, password });
		const row = await rowOf(id);
		expect(row).toMatchObject({ state: 'reported', reportRound: 1 });
		expect(row.report).toMatchObject({ byGrade: { major: 0, minor: 1, observation: 0 }, conclusion: 'Phù hợp' });
		expect((await world.client.finding.findUniqueOrThrow({ where: { id: finding.id } })).state).toBe('fixed');
		expect(await toldTo(world.ids.head, id)).toEqual(['audit_reported']);
		await expect(world.client.$executeRaw`update internal_audit set report = '{}' where id = ${id}::uuid`).rejects.toThrow(
			/content_frozen/
		);
		await expect(world.client.$executeRaw`update internal_audit set conclusion = 'khác' where id = ${id}::uuid`).rejects.toThrow(
			/content_frozen/
		);
	});

	const aFindingOf = async (auditId: string, question: { id: string; areaId: string | null }) =>
		saveAuditFinding(await world.asId(audited.lead), {
			auditId,
			findingId: null,
			questionId: question.id,
			areaId: question.areaId ?? audited.areas.office,
			grade: 'minor',
			clause: '',
			requirement: '',
			statement: 'Thiếu phiếu',
			evidence: '',
			repeats: false
		});
});

describe('A8 return and A9 accept', () => {
	it('returns for the form: findings are drafts again, grades are the lead’s', async () => {
		const { id, findingId } = await reportedAudit(world, audited);
		expect(await fields(returnReport(await world.as('head'), { auditId: id, reason: '' }))).toEqual({ reason: 'reason_required' });
		expect(await code(returnReport(await world.as('officer'), { auditId: id, reason: 'x' }))).toBe('forbidden');
		await returnReport(await world.as('head'), { auditId: id, reason: 'Ghi rõ điều khoản' });
		expect((await rowOf(id)).state).toBe('in_progress');
		expect(await toldTo(audited.lead, id)).toContain('audit_returned');
		expect(await code(aFinding(world, audited, id, { findingId, grade: 'observation' }))).toBe('grade_by_lead');
		await aFinding(world, audited, id, { findingId, statement: 'Viết rõ hơn' });
		expect(await code(acceptReport(await world.as('head'), { auditId: id, password }))).toBe('illegal_transition');
	});

	it('accepts by a head’s signature, raises the missing actions, and closes without waiting for them', async () => {
		const { id, findingId } = await reportedAudit(world, audited);
		expect(await code(acceptReport(await world.as('officer'), { auditId: id, password }))).toBe('forbidden');
		expect(await code(acceptReport(await world.as('head'), { auditId: id, password, findingIds: [] }))).toBe('stale');
		const accepted = await acceptReport(await world.as('head'), { auditId: id, password, findingIds: [findingId] });
		expect(accepted).toMatchObject({ state: 'closed', actions: [{ number: expect.stringMatching(/^KPH-2026-/) as string }] });
		const action = await world.client.correctiveAction.findFirstOrThrow({ where: { findingId } });
		expect(action).toMatchObject({ source: 'internal_audit', grade: 'minor', state: 'raised', raisedById: null });
		expect((await world.client.finding.findUniqueOrThrow({ where: { id: findingId } })).state).toBe('answered');
		expect(await toldTo(audited.ofOffice, id)).toContain('audit_accepted');
		await expect(world.client.$executeRaw`update internal_audit set conclusion = 'khác' where id = ${id}::uuid`).rejects.toThrow(
			/content_frozen/
		);
		await expect(world.client.$executeRaw`update internal_audit set state = 'in_progress' where id = ${id}::uuid`).rejects.toThrow(
			/content_frozen/
		);
	});

	it('is shared with the Department by a head, and only then', async () => {
		const { id } = await reportedAudit(world, audited);
		expect(await code(shareReport(await world.as('head'), { auditId: id, shared: true }))).toBe('illegal_transition');
		await acceptReport(await world.as('head'), { auditId: id, password });
		expect(await code(shareReport(await world.as('officer'), { auditId: id, shared: true }))).toBe('forbidden');
		await shareReport(await world.as('head'), { auditId: id, shared: true });
		const inspector = await world.as('inspector');
		expect((await sharedReports(inspector, world.unitId)).map((report) => report.id)).toEqual([id]);
		expect((await auditPaper(inspector, id, 'report')).contentType).toBe('application/pdf');
		expect(await trailOf(world, id)).toContain('audit.report_read');
		expect(await code(auditPaper(inspector, id, 'plan'))).toBe('audit_not_found');
		await shareReport(await world.as('head'), { auditId: id, shared: false });
		expect(await code(auditPaper(inspector, id, 'report'))).toBe('audit_not_found');
	});

	it('lets one of two heads win', async () => {
		const { id } = await reportedAudit(world, audited);
		const both = await Promise.allSettled([
			acceptReport(await world.as('head'), { auditId: id, password }),
			returnReport(await world.as('deputy'), { auditId: id, reason: 'Ghi rõ hơn' })
		]);
		expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
	});
});

describe('A10 postpone and cancel, A11 stop', () => {
	it('postpones: the first day stays, the plan is sent anew with its questions', async () => {
		const { id } = await announcedAudit(world, audited);
		const head = await world.as('head');
		expect(
			await code(postponeAudit(await world.as('officer'), { auditId: id, reason: 'x', startsOn: world.day(20), endsOn: world.day(21) }))
		).toBe('forbidden');
		await postponeAudit(head, { auditId: id, reason: 'Bão', startsOn: world.day(20), endsOn: world.day(21) });
		const row = await rowOf(id);
		expect({ state: row.state, first: fromDbDate(row.firstStartsOn), from: fromDbDate(row.startsOn) }).toEqual({
			state: 'planned',
			first: world.day(10),
			from: world.day(20)
		});
		expect(await toldTo(audited.leaders.desk, id)).toEqual(['audit_postponed']);
		expect(await code(announceAudit(await world.as('officer'), { auditId: id }))).toBe('plan_incomplete');
		const slots = await world.client.auditSlot.findMany({ where: { auditId: id }, include: { auditSlotPersonSlot: true } });
		for (const { id: slotId, auditSlotPersonSlot: people, kind, areaId, fromMinute, toMinute } of slots)
			await saveSlot(await world.as('officer'), {
				auditId: id,
				slotId,
				kind,
				day: world.day(20),
				from: fromMinute,
				to: toMinute,
				areaId,
				topic: 'Lại',
				clauses: [],
				place: '',
				auditorIds: people.filter(({ side }) => side === 'auditor').map(({ userId }) => userId),
				auditeeIds: people.filter(({ side }) => side === 'auditee').map(({ userId }) => userId)
			});
		await announceAudit(await world.as('officer'), { auditId: id });
		expect(await world.client.auditQuestion.count({ where: { auditId: id } })).toBe(4);
	});

	it('cancels before it began and stops it afterwards, by a head and with a reason', async () => {
		const first = await announcedAudit(world, audited);
		expect(await fields(cancelAudit(await world.as('head'), { auditId: first.id, reason: '' }))).toEqual({ reason: 'reason_required' });
		expect(await code(stopAudit(await world.as('head'), { auditId: first.id, reason: 'x' }))).toBe('illegal_transition');
		await cancelAudit(await world.as('head'), { auditId: first.id, reason: 'Trùng đoàn kiểm tra' });
		expect(await toldTo(audited.leaders.desk, first.id)).toEqual(['audit_cancelled']);

		const second = await startedAudit(world, audited);
		await answerAll(world, audited, second.id);
		expect(await code(cancelAudit(await world.as('head'), { auditId: second.id, reason: 'x' }))).toBe('illegal_transition');
		await stopAudit(await world.as('head'), { auditId: second.id, reason: 'Thiên tai' });
		expect(await rowOf(second.id)).toMatchObject({ state: 'cancelled', stateReason: 'Thiên tai' });
		expect(await world.client.auditQuestion.count({ where: { auditId: second.id, result: 'conform' } })).toBe(4);
		expect(await toldTo(audited.lead, second.id)).toContain('audit_stopped');
	});

	it('puts a question that has to return into the next audit of its area, once', async () => {
		const action = await world.client.correctiveAction.create({
			data: {
				unitId: world.unitId,
				number: 'KPH-2025-901',
				source: 'self_found',
				grade: 'minor',
				statement: 'x',
				areaId: audited.areas.office,
				raisedAt: world.clock.now()
			}
		});
		const question = await world.client.followUpQuestion.create({
			data: {
				unitId: world.unitId,
				actionId: action.id,
				text: 'Hồ sơ còn thiếu phiếu?',
				clause: '7.5',
				areaId: audited.areas.office,
				createdAt: world.clock.now()
			}
		});
		const returns = (auditId: string) => world.client.auditQuestion.count({ where: { auditId, source: 'follow_up' } });
		const first = await announcedAudit(world, audited);
		expect(await returns(first.id)).toBe(1);
		const second = await announcedAudit(world, audited);
		expect(await returns(second.id)).toBe(0);
		// Called off before anybody asked: it waits for the next one.
		await cancelAudit(await world.as('head'), { auditId: first.id, reason: 'Hoãn' });
		expect((await world.client.followUpQuestion.findUniqueOrThrow({ where: { id: question.id } })).usedAt).toBeNull();
		const third = await announcedAudit(world, audited);
		expect(await returns(third.id)).toBe(1);
	});
});

describe('what is shown of an audit', () => {
	it('is all of it to officer, heads and team, the own area to who is audited, counts alone to a coordinator', async () => {
		const { id, findingId } = await reportedAudit(world, audited);
		const whole = await auditPage(await world.as('head'), id);
		expect(whole).toMatchObject({ all: true, counts: { minor: 1 }, accepting: [{ id: findingId }], may: { accept: true, cancel: false } });
		const desk = await auditPage(await world.asId(audited.leaders.desk), id);
		expect(desk).toMatchObject({ all: false, findings: [], areas: [{ id: audited.areas.desk }], may: { accept: false, papers: false } });
		const office = await auditPage(await world.asId(audited.leaders.office), id);
		expect(office.findings.map((finding) => finding.id)).toEqual([findingId]);
		expect(office.team.every(({ sheet }) => sheet === null)).toBe(true);
		const counted = await auditsFor(await world.as('coordinator'), world.unitId, auditQuery.parse({}), { page: 1, pageSize: 200 });
		expect(counted.items.find((item) => item.id === id)).toMatchObject({ title: null, lead: null, areas: [], counts: { minor: 1 } });
		expect((await auditsFor(await world.as('outsider'), world.unitId, auditQuery.parse({}), { page: 1, pageSize: 200 })).total).toBe(0);
	});

	it('prints the papers, and none to who sees a part', async () => {
		const { id } = await reportedAudit(world, audited);
		const head = await world.as('head');
		for (const paper of auditPapers) {
			const { bytes, fileName } = await auditPaper(head, id, paper);
			expect(Buffer.from(bytes.slice(0, 5)).toString(), fileName).toBe('%PDF-');
		}
		expect(await code(auditPaper(await world.asId(audited.leaders.office), id, 'report'))).toBe('file_not_found');
	});

	it('waits in Home for whoever has to act', async () => {
		const duties = async (ctx: Awaited<ReturnType<typeof world.asId>>, id: string) => {
			if (ctx.actor.kind !== 'user') throw new Error('nobody');
			const rows = await world.client.$queryRaw<{ what: string; id: string }[]>(auditDutiesSql(ctx.actor));
			return rows.filter((row) => row.id === id).map(({ what }) => what);
		};
		const planned = await plannedAudit(world, audited);
		expect(await duties(await world.as('officer'), planned.id)).toEqual(['audit_plan']);
		await proposeTeam(await world.as('officer'), { auditId: planned.id, members: theTeam(audited) });
		expect(await duties(await world.as('officer'), planned.id)).toEqual([]);
		expect(await duties(await world.as('head'), planned.id)).toEqual(['audit_appoint']);
		const started = await startedAudit(world, audited);
		expect(await duties(await world.asId(audited.ofDesk), started.id)).toEqual(['audit_answer']);
		await aFinding(world, audited, started.id);
		expect(await duties(await world.asId(audited.leaders.office), started.id)).toEqual(['audit_verdict']);
		expect(await duties(await world.asId(audited.leaders.desk), started.id)).toEqual([]);
		const reported = await reportedAudit(world, audited);
		expect(await duties(await world.as('deputy'), reported.id)).toEqual(['audit_accept']);
	});
});

describe('the table', () => {
	it('refuses every act that has no row in a state', async () => {
		const acts: Record<string, (auditId: string) => Promise<unknown>> = {
			notify: async (auditId) => announceAudit(await world.asId(audited.lead), { auditId, shortNoticeReason: 'x' }),
			start: async (auditId) => startAudit(await world.asId(audited.lead), { auditId, openingMeeting: 'x' }),
			report: async (auditId) => reportAudit(await world.asId(audited.lead), { auditId, password }),
			return: async (auditId) => returnReport(await world.as('head'), { auditId, reason: 'x' }),
			accept: async (auditId) => acceptReport(await world.as('head'), { auditId, password }),
			cancel: async (auditId) => cancelAudit(await world.as('head'), { auditId, reason: 'x' }),
			stop: async (auditId) => stopAudit(await world.as('head'), { auditId, reason: 'x' }),
			share: async (auditId) => shareReport(await world.as('head'), { auditId, shared: true })
		};
		const closed = await reportedAudit(world, audited);
		await acceptReport(await world.as('head'), { auditId: closed.id, password });
		const cancelled = await startedAudit(world, audited);
		await stopAudit(await world.as('head'), { auditId: cancelled.id, reason: 'x' });
		const inState: Partial<Record<AuditState, string>> = {
			planned: (await staffedAudit(world, audited)).id,
			notified: (await announcedAudit(world, audited)).id,
			in_progress: (await startedAudit(world, audited)).id,
			reported: (await reportedAudit(world, audited)).id,
			closed: closed.id,
			cancelled: cancelled.id
		};
		for (const state of auditStates) {
			for (const [event, act] of Object.entries(acts)) {
				const rows: readonly { event: string; from: readonly string[] }[] = auditLifecycle;
				if (rows.some((row) => row.event === event && row.from.includes(state))) continue;
				expect(await code(act(inState[state] ?? '')), `${event} in ${state}`).toBe('illegal_transition');
			}
		}
	});
});

describe('the end of a unit', () => {
	it('cancels what did not begin and stops what did, by the system', async () => {
		const open = await world.client.internalAudit.count({
			where: { unitId: world.unitId, state: { in: ['planned', 'notified', 'in_progress', 'reported'] } }
		});
		expect(open).toBeGreaterThan(3);
		const numbers = await transaction(world.system, (ctx) => endAudits(ctx, world.unitId, 'Sắp xếp đơn vị'));
		expect(numbers).toHaveLength(open);
		expect(await world.client.internalAudit.count({ where: { unitId: world.unitId, state: { notIn: ['closed', 'cancelled'] } } })).toBe(0);
		const last = await world.client.auditTrail.findFirstOrThrow({ where: { event: 'audit.end' }, orderBy: { seq: 'desc' } });
		expect(last).toMatchObject({ actorRole: 'system', comment: 'Sắp xếp đơn vị' });
	});
});
