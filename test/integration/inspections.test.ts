import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectionLifecycle, inspectionStates, type InspectionState } from '#lib/domain/audits/inspection-lifecycle.ts';
import { cancelInspection, postponeInspection } from '#lib/server/audits/inspections/direct.ts';
import { loadInspection } from '#lib/server/audits/inspections/facts.ts';
import { changeOnSite, raiseOnSite } from '#lib/server/audits/inspections/findings.ts';
import { drawUpMinutes } from '#lib/server/audits/inspections/minutes.ts';
import { minutesOf } from '#lib/server/audits/inspections/minutes-content.ts';
import { notifyInspection } from '#lib/server/audits/inspections/notify.ts';
import { remindOfInspections } from '#lib/server/audits/inspections/remind.ts';
import { extendSelfAssessment, handInSelfAssessment, nameHelpers } from '#lib/server/audits/inspections/self-assessment.ts';
import { returnMinutes, signMinutes } from '#lib/server/audits/inspections/sign.ts';
import { closeUnsigned, remindToSign } from '#lib/server/audits/inspections/unsigned.ts';
import { startVisit } from '#lib/server/audits/inspections/visit.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { isAsSigned } from '#lib/server/corrective-actions/act-signatures.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { documentsWorld, noticesOf, password, refusal, trailOf, type DocumentsWorld, type Who } from '#test/support/documents.ts';
import {
	allMet,
	anInspection,
	handedIn,
	inspectedWorld,
	minuted,
	mixed,
	notified,
	onSite,
	say,
	type AnInspection,
	type InspectedWorld
} from '#test/support/inspections.ts';

/*
 * states.md §8, I1 to I10, row by row: who may, what is refused, what is told, what is kept.
 */
let world: DocumentsWorld;
let departmentId: string;
const began = '2026-11-24T02:00:00Z';
beforeAll(async () => {
	world = await documentsWorld(began, { parent: 'UBND-T', max: 20 });
	departmentId = await world.addUnit('SO-KHCN');
}, 120_000);
afterAll(() => world.close());

/** Each test has a cycle of its own, because a unit is inspected once in each. */
async function fresh(options: Parameters<typeof anInspection>[2] = {}): Promise<{ inspected: InspectedWorld; inspection: AnInspection }> {
	world.clock.set(new Date(began));
	const inspected = await inspectedWorld(world, { departmentId });
	return { inspected, inspection: await anInspection(world, inspected, options) };
}

const rowOf = (id: string) => world.client.inspection.findUniqueOrThrow({ where: { id } });
const actsOf = async (id: string) =>
	(await world.client.inspectionAct.findMany({ where: { inspectionId: id }, orderBy: [{ at: 'asc' }, { id: 'asc' }] })).map(
		({ event }) => event
	);
const told = (who: Who, id: string) => noticesOf(world, who, id);
async function toldTo(userId: string, subjectId: string): Promise<string[]> {
	const rows = await world.client.notice.findMany({ where: { userId, subjectId, lapsedAt: null }, orderBy: { kind: 'asc' } });
	return rows.map(({ kind }) => kind);
}
const later = (days: number) => world.clock.set(new Date(new Date(began).getTime() + days * 86_400_000));
const code = async (act: Promise<unknown>) => (await refusal(act)).code;
const fields = async (act: Promise<unknown>) => (await refusal(act)).params['fields'];

describe('I1 notify', () => {
	it('is by coordinator or lead, a week ahead, and tells the officer and the heads', async () => {
		const { inspected, inspection } = await fresh();
		const { id } = inspection;
		expect(await code(notifyInspection(await world.as('officer'), { inspectionId: id }))).toBe('forbidden');
		expect(await code(notifyInspection(await inspected.asMember(), { inspectionId: id }))).toBe('forbidden');
		expect(await code(notifyInspection(await world.as('outsider'), { inspectionId: id }))).toBe('inspection_not_found');
		await notifyInspection(await inspected.asLead(), { inspectionId: id });
		const row = await rowOf(id);
		expect({ state: row.state, due: fromDbDate(row.selfDueOn), first: fromDbDate(row.firstVisitOn) }).toEqual({
			state: 'notified',
			due: world.day(11),
			first: world.day(14)
		});
		for (const who of ['officer', 'head', 'deputy'] as const) expect(await told(who, id)).toEqual(['inspection_notified']);
		expect(await told('reviewer', id)).toEqual([]);
		expect(await trailOf(world, id)).toEqual(['inspection.notify']);
		expect(await actsOf(id)).toEqual(['notify']);
		expect(await code(notifyInspection(await world.as('coordinator'), { inspectionId: id }))).toBe('illegal_transition');
	});

	it('asks for a reason when it is less than a week ahead, keeps it, and the first day stays', async () => {
		const { inspected, inspection } = await fresh();
		const lead = await inspected.asLead();
		const input = { inspectionId: inspection.id, visitOn: world.day(6) };
		expect(await fields(notifyInspection(lead, input))).toEqual({ reason: 'short_notice:7' });
		expect(await fields(notifyInspection(lead, { ...input, visitOn: world.day(-1) }))).toEqual({ visitOn: 'day_in_past' });
		await notifyInspection(lead, { ...input, reason: 'Có phản ánh của người dân' });
		const row = await rowOf(inspection.id);
		expect([fromDbDate(row.visitOn), fromDbDate(row.firstVisitOn), row.shortNoticeReason]).toEqual([
			world.day(6),
			world.day(14),
			'Có phản ánh của người dân'
		]);
		expect(fromDbDate(row.selfDueOn)).toBe(world.day(3));
	});

	it('needs a day, a lead, and a team of which nobody is or was of the unit', async () => {
		const without = await fresh({ visitOn: null });
		expect(await code(notifyInspection(await without.inspected.asLead(), { inspectionId: without.inspection.id }))).toBe(
			'inspection_no_visit_day'
		);
		const was = async (userId: string, validFrom: string, validTo: string) =>
			world.client.membership.create({
				data: { userId, unitId: world.unitId, roles: ['reader'], position: '', validFrom: new Date(validFrom), validTo: new Date(validTo) }
			});
		const long = await fresh();
		await was(long.inspected.member, '2020-01-01', '2024-11-20');
		await notifyInspection(await long.inspected.asLead(), { inspectionId: long.inspection.id });
		const recent = await fresh();
		await was(recent.inspected.member, '2020-01-01', '2024-12-01');
		const refused = await refusal(notifyInspection(await recent.inspected.asLead(), { inspectionId: recent.inspection.id }));
		expect([refused.code, refused.params['why']]).toEqual(['team_conflict', 'member']);
	});
});

describe('I2 self-assessment', () => {
	it('is by the officer and by those who are named, who are told and see it', async () => {
		const { inspected, inspection } = await fresh();
		const { id } = inspection;
		await notified(world, inspected, inspection);
		const helper = await world.asId(world.ids.drafter);
		expect(await code(loadInspection(helper, id))).toBe('inspection_not_found');
		expect(await code(nameHelpers(await inspected.asLead(), { inspectionId: id, userIds: [world.ids.drafter] }))).toBe('forbidden');
		expect(await fields(nameHelpers(await world.as('officer'), { inspectionId: id, userIds: [world.ids.outsider] }))).toEqual({
			userIds: 'person_unknown'
		});
		await nameHelpers(await world.as('officer'), { inspectionId: id, userIds: [world.ids.drafter] });
		expect(await told('drafter', id)).toEqual(['inspection_helper']);
		await say(helper, inspection, 'self', [{ result: 'none_yet' }]);
		await say(await world.as('officer'), inspection, 'self', [null, { result: 'met', note: 'Có đủ' }]);
		expect(await code(say(await world.as('staff'), inspection, 'self', [null, null, {}]))).toBe('inspection_not_found');
		expect(await code(say(await world.as('head'), inspection, 'self', [null, null, {}]))).toBe('forbidden');
		expect(await code(say(await inspected.asMember(), inspection, 'self', [null, null, {}]))).toBe('forbidden');
		await nameHelpers(await world.as('head'), { inspectionId: id, userIds: [] });
		expect(await told('drafter', id)).toEqual([]);
		expect(await code(say(await world.as('drafter'), inspection, 'self', [null, null, {}]))).toBe('inspection_not_found');
		const kept = await world.client.inspectionAnswer.findUniqueOrThrow({ where: { id: inspection.answers[0] ?? '' } });
		expect([kept.selfResult, kept.selfById]).toEqual(['none_yet', world.ids.drafter]);
	});

	it('ends with its day, and goes on when the lead gives more time', async () => {
		const { inspected, inspection } = await fresh();
		await notified(world, inspected, inspection);
		later(11);
		await say(await world.as('officer'), inspection, 'self', [{}]);
		later(12);
		expect(await code(say(await world.as('officer'), inspection, 'self', [null, {}]))).toBe('self_assessment_over');
		const act = { inspectionId: inspection.id, until: world.day(1), reason: 'Đơn vị vừa chuyển trụ sở' };
		expect(await code(extendSelfAssessment(await world.as('officer'), act))).toBe('forbidden');
		expect(await code(extendSelfAssessment(await world.as('coordinator'), act))).toBe('forbidden');
		const lead = await inspected.asLead();
		expect(await fields(extendSelfAssessment(lead, { ...act, reason: ' ' }))).toEqual({ reason: 'reason_required' });
		expect(await fields(extendSelfAssessment(lead, { ...act, until: world.day(9) }))).toEqual({ until: 'day_after_visit' });
		await extendSelfAssessment(lead, act);
		const row = await rowOf(inspection.id);
		expect([fromDbDate(row.selfDueOn), fromDbDate(row.firstSelfDueOn)]).toEqual([world.day(1), world.day(-1)]);
		expect(await told('officer', inspection.id)).toContain('inspection_self_extended');
		await say(await world.as('officer'), inspection, 'self', [null, {}]);
	});

	it('is asked for two days before its end, once', async () => {
		const { inspected, inspection } = await fresh();
		await notified(world, inspected, inspection);
		later(8);
		await remindOfInspections(world.system);
		expect(await told('officer', inspection.id)).not.toContain('inspection_self_due');
		later(9);
		await remindOfInspections(world.system);
		await remindOfInspections(world.system);
		expect((await told('officer', inspection.id)).filter((kind) => kind === 'inspection_self_due')).toHaveLength(1);
	});
});

describe('I3 hand in', () => {
	it('is by a head, signed, with every question answered or "none yet"', async () => {
		const { inspected, inspection } = await fresh();
		const { id } = inspection;
		await notified(world, inspected, inspection);
		await say(await world.as('officer'), inspection, 'self', [{}, { result: 'none_yet' }]);
		const head = await world.as('head');
		const unanswered = await refusal(handInSelfAssessment(head, { inspectionId: id, password }));
		expect([unanswered.code, unanswered.params]).toEqual(['self_unanswered', { count: 2, positions: '3, 4' }]);
		await say(await world.as('officer'), inspection, 'self', [null, null, {}, {}]);
		expect(await code(handInSelfAssessment(await world.as('officer'), { inspectionId: id, password }))).toBe('forbidden');
		expect(await code(handInSelfAssessment(head, { inspectionId: id, password: 'không phải mật khẩu' }))).toBe('signature_refused');
		await handInSelfAssessment(head, { inspectionId: id, password });
		const row = await rowOf(id);
		expect([row.state, row.handedInById]).toEqual(['handed_in', world.ids.head]);
		expect(await toldTo(inspected.lead, id)).toEqual(['inspection_handed_in']);
		expect(await toldTo(inspected.member, id)).toEqual([]);
		expect(await told('officer', id)).toEqual([]);
		const signature = await world.client.actSignature.findFirstOrThrow({ where: { subjectId: id } });
		expect([signature.meaning, signature.position, signature.unitId]).toEqual(['hand_in_self_assessment', 'Giám đốc', world.unitId]);
		expect(await code(say(await world.as('officer'), inspection, 'self', [{}], 1))).toBe('illegal_transition');
	});
});

describe('I4 start', () => {
	it('is by the lead on its day, or with a reason; what was not handed in stays recorded', async () => {
		const { inspected, inspection } = await fresh();
		const { id } = inspection;
		await notified(world, inspected, inspection);
		expect(await code(startVisit(await world.as('coordinator'), { inspectionId: id }))).toBe('forbidden');
		expect(await fields(startVisit(await inspected.asLead(), { inspectionId: id }))).toEqual({ reason: 'visit_early' });
		await startVisit(await inspected.asLead(), { inspectionId: id, reason: 'Kết hợp chuyến công tác' });
		const row = await rowOf(id);
		expect([row.state, row.notHandedIn, row.earlyStartReason]).toEqual(['on_site', true, 'Kết hợp chuyến công tác']);
		expect(await told('head', id)).toEqual(['inspection_started']);
		expect(await told('officer', id)).toEqual([]);
	});

	it('needs no reason from its day on, and is not for what was not told', async () => {
		const { inspected, inspection } = await fresh();
		expect(await code(startVisit(await inspected.asLead(), { inspectionId: inspection.id, reason: 'X' }))).toBe('illegal_transition');
		await notified(world, inspected, inspection);
		await handedIn(world, inspection);
		later(14);
		await startVisit(await inspected.asLead(), { inspectionId: inspection.id });
		const row = await rowOf(inspection.id);
		expect([row.state, row.notHandedIn, row.earlyStartReason]).toEqual(['on_site', false, null]);
	});
});

describe('I5 on site', () => {
	it('team members answer and raise findings; the unit does not', async () => {
		const { inspected, inspection } = await fresh();
		await notified(world, inspected, inspection);
		const finding = { inspectionId: inspection.id, grade: 'minor', statement: 'Thiếu sổ theo dõi' } as const;
		expect(await code(raiseOnSite(await inspected.asMember(), finding))).toBe('illegal_transition');
		await onSite(world, inspected, inspection);
		await say(await inspected.asMember(), inspection, 'inspection', mixed);
		expect(await code(say(await world.as('officer'), inspection, 'inspection', [{}], 1))).toBe('forbidden');
		expect(await code(raiseOnSite(await world.as('head'), finding))).toBe('forbidden');
		const made = await raiseOnSite(await inspected.asMember(), { ...finding, answerId: inspection.answers[1] ?? '' });
		const advice = await raiseOnSite(await inspected.asLead(), {
			inspectionId: inspection.id,
			grade: 'recommendation',
			statement: 'Nên lập sổ điện tử'
		});
		const row = await world.client.finding.findUniqueOrThrow({ where: { id: advice.id } });
		expect([made.number, advice.number, fromDbDate(row.dueOn)]).toEqual([1, 2, world.day(30)]);
		expect((await world.client.finding.findUniqueOrThrow({ where: { id: made.id } })).clause).toBe('7.5');
		const other = await fresh();
		expect(await code(raiseOnSite(await inspected.asLead(), { ...finding, answerId: other.inspection.answers[0] ?? '' }))).toBe(
			'inspection_not_found'
		);
		await changeOnSite(await inspected.asLead(), { findingId: made.id, grade: 'major', statement: 'Không có sổ theo dõi' });
		expect((await world.client.finding.findUniqueOrThrow({ where: { id: made.id } })).grade).toBe('major');
	});

	it('needs evidence or a remark for anything but met, and keeps points within the weight', async () => {
		const { inspected, inspection } = await fresh();
		await notified(world, inspected, inspection);
		await onSite(world, inspected, inspection);
		const lead = await inspected.asLead();
		await expect(say(lead, inspection, 'inspection', [{ result: 'partly' }])).rejects.toThrow('evidence_or_remark');
		await expect(say(lead, inspection, 'inspection', [{ result: 'met', points: 5, note: 'Rất tốt' }])).rejects.toThrow(
			'points_within_weight'
		);
		await expect(say(lead, inspection, 'inspection', [{ result: 'met', points: 3 }])).rejects.toThrow('remark_for_points');
		await say(lead, inspection, 'inspection', [{ result: 'met', points: 3.5, note: 'Chậm một lần' }]);
		const row = await world.client.inspectionAnswer.findUniqueOrThrow({ where: { id: inspection.answers[0] ?? '' } });
		expect(row.points).toBe(3.5);
	});
});

describe('I6 minutes', () => {
	it('are drawn up by the lead, signed, when nothing is unanswered', async () => {
		const { inspected, inspection } = await fresh();
		const { id } = inspection;
		await notified(world, inspected, inspection);
		await onSite(world, inspected, inspection);
		await say(await inspected.asMember(), inspection, 'inspection', mixed.slice(0, 3));
		const lead = await inspected.asLead();
		const refused = await refusal(drawUpMinutes(lead, { inspectionId: id, password }));
		expect([refused.code, refused.params]).toEqual(['unanswered', { count: 1, positions: '4' }]);
		await say(await inspected.asMember(), inspection, 'inspection', [null, null, null, ...mixed.slice(3)]);
		expect(await code(drawUpMinutes(await inspected.asMember(), { inspectionId: id, password }))).toBe('forbidden');
		expect(await code(drawUpMinutes(lead, { inspectionId: id, password: 'sai' }))).toBe('signature_refused');
		await drawUpMinutes(lead, { inspectionId: id, password, strengths: 'Tài liệu đầy đủ' });
		const row = await rowOf(id);
		const minutes = minutesOf(row.minutes);
		if (!minutes) throw new Error('no minutes');
		expect(minutes.score).toMatchObject({ points: 5.5, maxPoints: 9, counts: { met: 1, partly: 1, not_met: 1, not_applicable: 1 } });
		expect([row.state, row.points, row.maxPoints, minutes.notHandedIn, minutes.strengths]).toEqual([
			'minutes',
			5.5,
			9,
			true,
			'Tài liệu đầy đủ'
		]);
		// What is not met and was not graded is in the minutes as a major finding, in the team's words.
		expect(minutes.findings.map(({ grade, statement, position, clause }) => ({ grade, statement, position, clause }))).toEqual([
			{ grade: 'major', statement: 'Chưa đánh giá nội bộ năm 2026', position: 3, clause: '9.2' }
		]);
		for (const who of ['head', 'deputy'] as const) expect(await told(who, id)).toEqual(['inspection_minutes']);
		const signature = await world.client.actSignature.findFirstOrThrow({ where: { subjectId: id, meaning: 'draw_up_minutes' } });
		expect([signature.position, isAsSigned(signature, minutes)]).toEqual(['Thanh tra viên', true]);
		expect(await code(say(lead, inspection, 'inspection', [{}], 1))).toBe('illegal_transition');
	});
});

/** Through to the minutes of a mixed inspection. */
async function withMinutes() {
	const made = await fresh();
	await notified(world, made.inspected, made.inspection);
	await onSite(world, made.inspected, made.inspection);
	await minuted(world, made.inspected, made.inspection);
	return { ...made, id: made.inspection.id };
}

describe('I7 sign', () => {
	it('closes with the scores, fixes the findings, raises actions in the unit and tells both', async () => {
		const { inspected, inspection, id } = await withMinutes();
		expect(await code(signMinutes(await world.as('officer'), { inspectionId: id, password }))).toBe('forbidden');
		expect(await code(signMinutes(await inspected.asLead(), { inspectionId: id, password }))).toBe('forbidden');
		const head = await world.as('head');
		expect(await code(signMinutes(head, { inspectionId: id, password: 'sai' }))).toBe('signature_refused');
		expect(await signMinutes(head, { inspectionId: id, password })).toEqual({ points: 5.5, maxPoints: 9 });
		const row = await rowOf(id);
		expect([row.state, row.ending, row.points, row.maxPoints]).toEqual(['closed', 'signed', 5.5, 9]);
		expect(row.snapshot).toMatchObject({
			points: 5.5,
			maxPoints: 9,
			clauses: [
				{ clause: '7.5', points: 5.5, maxPoints: 7, partly: 1, notMet: 0 },
				{ clause: '9.2', points: 0, maxPoints: 2, partly: 0, notMet: 1 }
			],
			findings: { major: 1, minor: 0, observation: 0, recommendation: 0 }
		});
		const finding = await world.client.finding.findFirstOrThrow({
			where: { inspectionId: id },
			include: { correctiveActionFinding: true }
		});
		expect(finding.state).toBe('answered');
		expect(finding.correctiveActionFinding.map(({ unitId, source, grade, state }) => ({ unitId, source, grade, state }))).toEqual([
			{ unitId: inspection.unitId, source: 'inspection', grade: 'major', state: 'raised' }
		]);
		expect(await told('coordinator', id)).toEqual(['inspection_closed']);
		expect(await told('officer', id)).toEqual(['inspection_closed']);
		expect(await told('head', id)).toEqual([]);
		expect(await trailOf(world, id)).toEqual([
			'inspection.notify',
			'inspection.start',
			'inspection.answer',
			'inspection.draw_up',
			'inspection.sign'
		]);
		expect(await actsOf(id)).toEqual(['notify', 'start', 'draw_up', 'sign']);
		expect(await code(signMinutes(head, { inspectionId: id, password }))).toBe('illegal_transition');
	});

	it('may carry the own opinion of the unit', async () => {
		const { id } = await withMinutes();
		await signMinutes(await world.as('deputy'), { inspectionId: id, password, opinion: 'Đơn vị đã lập sổ sau buổi làm việc' });
		const row = await rowOf(id);
		expect([row.ending, row.unitOpinion]).toEqual(['own_opinion', 'Đơn vị đã lập sổ sau buổi làm việc']);
		const signature = await world.client.actSignature.findFirstOrThrow({ where: { subjectId: id, meaning: 'sign_minutes_own_opinion' } });
		expect(signature.meaningText).toContain('ý kiến riêng');
	});

	it('raises an action for each nonconformity and recommendation, and none for an observation', async () => {
		const { inspected, inspection } = await fresh();
		await notified(world, inspected, inspection);
		await onSite(world, inspected, inspection);
		const lead = await inspected.asLead();
		for (const grade of ['major', 'minor', 'observation', 'recommendation'] as const)
			await raiseOnSite(lead, { inspectionId: inspection.id, grade, statement: `Phát hiện ${grade}` });
		await minuted(world, inspected, inspection, allMet);
		await signMinutes(await world.as('head'), { inspectionId: inspection.id, password });
		const findings = await world.client.finding.findMany({
			where: { inspectionId: inspection.id },
			orderBy: { number: 'asc' },
			include: { correctiveActionFinding: true }
		});
		expect(findings.map(({ grade, state, correctiveActionFinding }) => [grade, state, correctiveActionFinding.length])).toEqual([
			['major', 'answered', 1],
			['minor', 'answered', 1],
			['observation', 'fixed', 0],
			['recommendation', 'answered', 1]
		]);
	});
});

describe('I8 return', () => {
	it('is by a head, once, with its text; the lead draws up another one', async () => {
		const { inspected, inspection, id } = await withMinutes();
		const head = await world.as('head');
		expect(await fields(returnMinutes(head, { inspectionId: id, reason: ' ' }))).toEqual({ reason: 'reason_required' });
		expect(await code(returnMinutes(await world.as('officer'), { inspectionId: id, reason: 'Sai' }))).toBe('forbidden');
		await returnMinutes(head, { inspectionId: id, reason: 'Câu 3: đã đánh giá ngày 12/10' });
		expect([(await rowOf(id)).state, await toldTo(inspected.lead, id)]).toEqual(['on_site', ['inspection_returned']]);
		await say(await inspected.asLead(), inspection, 'inspection', [null, null, { result: 'met' }], 1);
		await drawUpMinutes(await inspected.asLead(), { inspectionId: id, password });
		const minutes = minutesOf((await rowOf(id)).minutes);
		expect([minutes?.round, minutes?.score.points]).toEqual([2, 7.5]);
		expect(await code(returnMinutes(head, { inspectionId: id, reason: 'Vẫn sai' }))).toBe('returned_already');
		const returned = await world.client.inspectionAct.findFirstOrThrow({ where: { inspectionId: id, event: 'return' } });
		expect(returned.details).toMatchObject({ round: 1, minutes: { score: { points: 5.5 } } });
		await signMinutes(head, { inspectionId: id, password });
	});
});

describe('I9 close without a signature', () => {
	it('needs ten days, two reminders, and lead and coordinator both', async () => {
		const { inspected, id } = await withMinutes();
		const act = { inspectionId: id, reason: 'Đơn vị không ký, không trả lời' };
		const lead = () => inspected.asLead();
		expect(await code(closeUnsigned(await world.as('head'), act))).toBe('forbidden');
		later(9);
		expect(await code(closeUnsigned(await lead(), act))).toBe('unsigned_too_early');
		later(10);
		expect(await code(closeUnsigned(await lead(), act))).toBe('unsigned_not_reminded');
		await remindToSign(await lead(), { inspectionId: id });
		expect(await code(remindToSign(await world.as('coordinator'), { inspectionId: id }))).toBe('reminded_today');
		expect(await told('head', id)).toContain('inspection_reminded');
		later(11);
		expect(await code(closeUnsigned(await lead(), act))).toBe('unsigned_not_reminded');
		await remindToSign(await world.as('coordinator'), { inspectionId: id });
		expect(await code(remindToSign(await world.as('head'), { inspectionId: id }))).toBe('forbidden');
		expect(await closeUnsigned(await lead(), act)).toEqual({ closed: false });
		expect(await told('coordinator', id)).toContain('inspection_unsigned_asked');
		expect(await code(closeUnsigned(await lead(), act))).toBe('unsigned_same_side');
		expect((await rowOf(id)).state).toBe('minutes');
		expect(await closeUnsigned(await world.as('coordinator'), act)).toEqual({ closed: true });
		const row = await rowOf(id);
		expect([row.state, row.ending, row.points]).toEqual(['closed', 'unsigned', 5.5]);
		expect(await told('officer', id)).toEqual(['inspection_unsigned']);
		expect(await world.client.correctiveAction.count({ where: { finding: { inspectionId: id } } })).toBe(1);
	});

	it('is reminded by the daily job on its days, once a day, and a job that was off catches up by one', async () => {
		const { id } = await withMinutes();
		const reminders = () => world.client.inspectionAct.count({ where: { inspectionId: id, event: 'remind' } });
		later(3);
		await remindOfInspections(world.system);
		expect(await reminders()).toBe(0);
		later(4);
		await remindOfInspections(world.system);
		await remindOfInspections(world.system);
		expect(await reminders()).toBe(1);
		later(9);
		await remindOfInspections(world.system);
		expect(await reminders()).toBe(2);
		later(20);
		await remindOfInspections(world.system);
		expect(await reminders()).toBe(2);
	});
});

describe('I10 postpone and cancel', () => {
	it('are by the coordinator with a reason; first day and answers stay, and it is notified anew', async () => {
		const { inspected, inspection } = await fresh();
		const { id } = inspection;
		await notified(world, inspected, inspection);
		await handedIn(world, inspection);
		const act = { inspectionId: id, reason: 'Mưa lũ', visitOn: world.day(40) };
		expect(await code(postponeInspection(await inspected.asLead(), act))).toBe('forbidden');
		const coordinator = await world.as('coordinator');
		expect(await fields(postponeInspection(coordinator, { ...act, reason: '' }))).toEqual({ reason: 'reason_required' });
		await postponeInspection(coordinator, act);
		const row = await rowOf(id);
		expect([row.state, fromDbDate(row.visitOn), fromDbDate(row.firstVisitOn), row.handedInAt]).toEqual([
			'scheduled',
			world.day(40),
			world.day(14),
			null
		]);
		expect([await told('officer', id), await toldTo(inspected.member, id)]).toEqual([['inspection_postponed'], ['inspection_postponed']]);
		await notified(world, inspected, inspection);
		const again = await rowOf(id);
		expect([again.state, fromDbDate(again.selfDueOn), fromDbDate(again.firstSelfDueOn)]).toEqual([
			'notified',
			world.day(37),
			world.day(11)
		]);
		await handInSelfAssessment(await world.as('head'), { inspectionId: id, password });
	});

	it('cancelling ends it and keeps what was typed', async () => {
		const { inspected, inspection } = await fresh();
		await notified(world, inspected, inspection);
		await say(await world.as('officer'), inspection, 'self', [{ result: 'met', note: 'Đã gõ' }]);
		await cancelInspection(await world.as('coordinator'), { inspectionId: inspection.id, reason: 'Đơn vị sắp sáp nhập' });
		expect(await code(say(await world.as('officer'), inspection, 'self', [null, {}]))).toBe('illegal_transition');
		const kept = await world.client.inspectionAnswer.findUniqueOrThrow({ where: { id: inspection.answers[0] ?? '' } });
		expect([kept.selfResult, kept.selfText]).toEqual(['met', 'Đã gõ']);
		expect([await told('head', inspection.id), await toldTo(inspected.lead, inspection.id)]).toEqual([
			['inspection_cancelled'],
			['inspection_cancelled']
		]);
		const { id } = await withMinutes();
		expect(await code(cancelInspection(await world.as('coordinator'), { inspectionId: id, reason: 'X' }))).toBe('illegal_transition');
	});
});

describe('a row that is not listed', () => {
	/** Each command, by somebody for whom no permission is in the way. */
	const commands: Record<string, (ctx: (who: 'lead' | 'coordinator' | Who) => Promise<Ctx>, id: string) => Promise<unknown>> = {
		notify: async (as, id) => notifyInspection(await as('coordinator'), { inspectionId: id }),
		name_helpers: async (as, id) => nameHelpers(await as('officer'), { inspectionId: id, userIds: [] }),
		extend_self: async (as, id) => extendSelfAssessment(await as('lead'), { inspectionId: id, until: world.day(12), reason: 'X' }),
		hand_in: async (as, id) => handInSelfAssessment(await as('head'), { inspectionId: id, password }),
		start: async (as, id) => startVisit(await as('lead'), { inspectionId: id, reason: 'X' }),
		draw_up: async (as, id) => drawUpMinutes(await as('lead'), { inspectionId: id, password }),
		sign: async (as, id) => signMinutes(await as('head'), { inspectionId: id, password }),
		return: async (as, id) => returnMinutes(await as('head'), { inspectionId: id, reason: 'X' }),
		remind: async (as, id) => remindToSign(await as('lead'), { inspectionId: id }),
		ask_unsigned: async (as, id) => closeUnsigned(await as('lead'), { inspectionId: id, reason: 'X' }),
		postpone: async (as, id) => postponeInspection(await as('coordinator'), { inspectionId: id, reason: 'X' }),
		cancel: async (as, id) => cancelInspection(await as('coordinator'), { inspectionId: id, reason: 'X' })
	};

	async function inState(state: InspectionState) {
		const made = await fresh();
		const { inspected, inspection } = made;
		if (state === 'scheduled') return made;
		await notified(world, inspected, inspection);
		if (state === 'notified') return made;
		if (state === 'handed_in') {
			await handedIn(world, inspection);
			return made;
		}
		if (state === 'cancelled') {
			await cancelInspection(await world.as('coordinator'), { inspectionId: inspection.id, reason: 'X' });
			return made;
		}
		await onSite(world, inspected, inspection);
		if (state === 'on_site') return made;
		await minuted(world, inspected, inspection, allMet);
		if (state === 'closed') await signMinutes(await world.as('head'), { inspectionId: inspection.id, password });
		return made;
	}

	it.each(inspectionStates)('is refused in %s', { timeout: 60_000 }, async (state) => {
		const { inspected, inspection } = await inState(state);
		const as = (who: 'lead' | 'coordinator' | Who) => (who === 'lead' ? inspected.asLead() : world.as(who));
		for (const [event, run] of Object.entries(commands)) {
			if (inspectionLifecycle.some((row) => row.event === event && row.from.some((from) => from === state))) continue;
			expect(await code(run(as, inspection.id)), event).toBe('illegal_transition');
		}
		expect((await rowOf(inspection.id)).state).toBe(state);
	});
});
