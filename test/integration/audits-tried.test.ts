import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadStandards, readEditions } from '../../prisma/seed/standards.ts';
import { sendAnswers } from '#lib/server/audits/answering/send.ts';
import type { IndependenceProblem } from '#lib/domain/audits/independence.ts';
import { createVersion } from '#lib/server/documents/versions.ts';
import { endAuditor } from '#lib/server/audits/auditor-acts.ts';
import { auditQuery } from '#lib/domain/audits/audit-forms.ts';
import { auditList } from '#lib/server/audits/internal/list.ts';
import { answeringPage } from '#lib/server/audits/answering/page.ts';
import { announceAudit } from '#lib/server/audits/internal/announce.ts';
import { giveVerdict, startAudit } from '#lib/server/audits/internal/conduct.ts';
import { auditDutiesSql } from '#lib/server/audits/internal/home-duties.ts';
import { editAudit } from '#lib/server/audits/internal/plan.ts';
import { newAuditPage } from '#lib/server/audits/internal/new-page.ts';
import { auditPaper } from '#lib/server/audits/internal/papers.ts';
import { reportContent } from '#lib/server/audits/internal/report-content.ts';
import { findAudit, loadAudit, loadAuditForAnswering } from '#lib/server/audits/internal/facts.ts';
import { appointmentContent, appointTeam, proposeTeam } from '#lib/server/audits/internal/team.ts';
import { isAsSigned } from '#lib/server/corrective-actions/act-signatures.ts';
import { approvedProgramme } from '#lib/server/audits/programmes/approved.ts';
import { programmePage } from '#lib/server/audits/programmes/page.ts';
import { assignedAction, completedAction, raisedAction } from '#test/support/actions.ts';
import { anEdit } from '#test/support/answering.ts';
import { apiClient } from '#test/support/api-client.ts';
import { auditHelpers } from '#test/support/audits.ts';
import { cancelAudit, postponeAudit, stopAudit } from '#lib/server/audits/internal/direct.ts';
import { auditPage } from '#lib/server/audits/internal/page.ts';
import { reportAudit, writeReport } from '#lib/server/audits/internal/report.ts';
import { textOf } from '#test/support/pdf-pages.ts';
import { onItsDay, pastGuards } from '#test/support/raw-writes.ts';
import { documentsWorld, issuedVersion, password, refusal, type DocumentsWorld } from '#test/support/documents.ts';
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
 * Internal audits tried from outside: what one audit shows of another area, who may still speak for an area, and people who are asked for
 * twice.
 */
let world: DocumentsWorld;
let audited: AuditedWorld;
beforeAll(async () => {
	world = await documentsWorld('2026-11-24T02:00:00Z', { max: 16 });
	await loadStandards(world.system, await readEditions());
	audited = await auditedWorld(world);
}, 120_000);
afterAll(() => world.close());

const { approved, anArea, anAuditor } = auditHelpers(() => world);
const fields = async (act: Promise<unknown>) => (await refusal(act)).params['fields'];
const code = async (act: Promise<unknown>) => (await refusal(act)).code;

async function anAction(number: string, areaId: string | null, statement: string) {
	return world.client.correctiveAction.create({
		data: {
			...{ unitId: world.unitId, number, source: 'self_found', grade: 'minor', clause: '7.5', statement, areaId },
			raisedAt: world.clock.now()
		}
	});
}

async function duties(userId: string, auditId: string): Promise<string[]> {
	const { actor } = await world.asId(userId);
	if (actor.kind !== 'user') throw new Error('nobody');
	const rows = await world.client.$queryRaw<{ what: string; id: string }[]>(auditDutiesSql(actor));
	return rows.filter(({ id }) => id === auditId).map(({ what }) => what);
}

describe('an auditee', () => {
	it('reads no action, answer or conclusion about another area', async () => {
		await anAction('KPH-2025-911', audited.areas.office, 'Việc của văn phòng');
		await anAction('KPH-2025-912', audited.areas.desk, 'Việc của một cửa');
		const { id } = await startedAudit(world, audited);
		const sheet = await answeringPage(await world.asId(audited.leaders.office), { kind: 'internal', id }, { keeps: false });
		const statements = sheet.questions.flatMap(({ actions }) => actions.map(({ statement }) => statement));
		expect(statements).toContain('Việc của văn phòng');
		expect(statements).not.toContain('Việc của một cửa');
		await aFinding(world, audited, id);
		await aFinding(world, audited, id, { areaId: audited.areas.office, statement: 'Thứ hai' });
		await writeReport(await world.asId(audited.lead), {
			auditId: id,
			...{ strengths: 'Cả cơ quan', conclusion: 'Kết luận chung', proposals: 'Kiến nghị chung', closingMeeting: 'Họp' }
		});
		const page = await auditPage(await world.asId(audited.leaders.desk), id);
		expect(page).toMatchObject({ conclusion: '', strengths: '', proposals: '' });
		expect(page.counts).toEqual({ major: 0, minor: 0, observation: 0 });
		expect((await auditPage(await world.as('head'), id)).counts).toEqual({ major: 0, minor: 2, observation: 0 });
		const listed = async (ctx: Awaited<ReturnType<typeof world.as>>) => {
			const item = (await auditList(ctx, world.unitId, auditQuery.parse({}))).items.find((one) => one.id === id);
			return { minor: item?.counts.minor, areas: item?.areas.length, clauses: item?.clauses };
		};
		const both = { minor: 2, areas: 2, clauses: [{ clause: '7.5', count: 2 }] };
		expect(await listed(await world.as('head'))).toEqual(both);
		expect(await listed(await world.asId(audited.lead))).toEqual(both);
		expect(await listed(await world.asId(audited.leaders.office))).toEqual({ ...both, areas: 1 });
		expect(await listed(await world.asId(audited.leaders.desk))).toEqual({ minor: 0, areas: 1, clauses: [] });
	});
});

describe('the word of an area', () => {
	it('is asked of its people, and of a head, where whoever leads it has left', async () => {
		const gone = await world.addPerson(['reader']);
		await world.client.auditArea.update({ where: { id: audited.areas.office }, data: { leaderId: gone } });
		const { id } = await startedAudit(world, audited);
		const [first, second] = [await aFinding(world, audited, id), await aFinding(world, audited, id)];
		expect(await duties(gone, id)).toEqual(['audit_verdict']);
		expect(await duties(audited.ofOffice, id)).not.toContain('audit_verdict');
		await world.client.user.update({ where: { id: gone }, data: { status: 'disabled' } });
		const page = await auditPage(await world.asId(audited.ofOffice), id);
		expect(page.findings.map(({ mayVerdict }) => mayVerdict)).toEqual([true, true]);
		await giveVerdict(await world.asId(audited.ofOffice), { auditId: id, findingId: first.id, verdict: 'confirmed' });
		await world.client.auditAreaMember.deleteMany({ where: { areaId: audited.areas.office } });
		expect(await code(giveVerdict(await world.asId(audited.ofOffice), { auditId: id, findingId: second.id, verdict: 'confirmed' }))).toBe(
			'forbidden'
		);
		expect(await duties(world.ids.head, id)).toEqual(['audit_verdict']);
		await giveVerdict(await world.as('head'), { auditId: id, findingId: second.id, verdict: 'confirmed' });
		expect(await duties(world.ids.head, id)).toEqual([]);
		await world.client.auditAreaMember.create({ data: { areaId: audited.areas.office, userId: audited.ofOffice } });
		await world.client.auditArea.update({ where: { id: audited.areas.office }, data: { leaderId: audited.leaders.office } });
	});
});

describe('a finding', () => {
	it('is not raised on a question of an area that one does not audit', async () => {
		const { id } = await startedAudit(world, audited);
		const question = await world.client.auditQuestion.findFirstOrThrow({ where: { auditId: id, areaId: audited.areas.desk } });
		expect(await code(aFinding(world, audited, id, { questionId: question.id }))).toBe('forbidden');
	});
});

describe('an auditor of two audits', () => {
	it('is not sent to both at the same time', async () => {
		const days = { startsOn: world.day(30), endsOn: world.day(30) };
		const at = (from: number) => ({ day: world.day(30), from: from * 60, to: (from + 1) * 60 });
		const arranged = async (id: string, from: number) => {
			await aSlot(world, id, { kind: 'opening', ...at(from) });
			await aSlot(world, id, {
				areaId: audited.areas.office,
				auditorIds: [audited.ofDesk],
				auditeeIds: [audited.leaders.office],
				...at(from + 1)
			});
			await aSlot(world, id, {
				areaId: audited.areas.desk,
				auditorIds: [audited.ofOffice],
				auditeeIds: [audited.leaders.desk],
				...at(from + 1)
			});
			await aSlot(world, id, { kind: 'closing', ...at(from + 2) });
		};
		const first = await staffedAudit(world, audited, days);
		await arranged(first.id, 7);
		await announceAudit(await world.as('officer'), { auditId: first.id });
		const second = await staffedAudit(world, audited, days);
		await arranged(second.id, 9);
		const officer = await world.as('officer');
		expect(await refusal(announceAudit(officer, { auditId: second.id }))).toMatchObject({
			code: 'plan_incomplete',
			params: { gaps: ['timetable'] }
		});
		const { gaps } = await auditPage(officer, second.id);
		// The meeting at the end of the first is the meeting at the beginning of the second, for all three.
		expect(gaps?.clashes.map(({ code }) => code)).toEqual(Array(3).fill('busy_elsewhere'));
		await world.client.auditSlot.updateMany({ where: { auditId: second.id, fromMinute: 540 }, data: { fromMinute: 570, toMinute: 600 } });
		await cancelAudit(await world.as('head'), { auditId: first.id, reason: 'Thử lại cả hai' });
		const third = await staffedAudit(world, audited, days);
		await arranged(third.id, 8);
		// Both are sent at once, and ask for the same people from ten to eleven.
		const both = await Promise.allSettled([
			announceAudit(officer, { auditId: second.id }),
			announceAudit(await world.as('officer'), { auditId: third.id })
		]);
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
	});
});

describe('an audit of several lines of the programme', () => {
	it('carries out each of them whose area it audits, and no other', async () => {
		const programmeId = await approved(2026);
		const officer = await world.as('officer');
		const lines = (await approvedProgramme(officer, world.unitId, 2026))?.lines ?? [];
		expect(lines.map(({ areaId }) => areaId).sort()).toEqual(Object.values(audited.areas).sort());
		const lineIds = lines.map(({ id }) => id);
		const ofLines = { lineIds, extraordinaryReason: '' };
		// Named by a line and left out of the audit, an area would stand as audited.
		expect(await fields(plannedAudit(world, audited, { ...ofLines, areaIds: [audited.areas.office] }))).toEqual({
			areaIds: 'area_of_line'
		});
		const audit = await plannedAudit(world, audited, { ...ofLines, areaIds: [] });
		const outcomes = async () => (await programmePage(officer, programmeId)).lines.map(({ areaId, outcome }) => [areaId, outcome]);
		expect(Object.fromEntries(await outcomes())).toEqual({ [audited.areas.office]: 'under_way', [audited.areas.desk]: 'under_way' });
		for (const lineId of lineIds)
			expect(await code(plannedAudit(world, audited, { ...ofLines, lineIds: [lineId] }))).toBe('programme_line_planned');
		expect((await newAuditPage(officer, world.unitId)).lines).toEqual([]);
		const row = await world.client.internalAudit.findUniqueOrThrow({ where: { id: audit.id } });
		await editAudit(officer, {
			auditId: audit.id,
			...{ title: row.title, purpose: '', law: '', place: '', clauses: [], documentIds: [] },
			...{ startsOn: world.day(10), endsOn: world.day(11), areaIds: [audited.areas.office], checklistVersionId: audited.checklistVersionId }
		});
		expect(Object.fromEntries(await outcomes())).toEqual({ [audited.areas.office]: 'under_way', [audited.areas.desk]: 'no_audit' });
		const desk = lines.find(({ areaId }) => areaId === audited.areas.desk)?.id ?? '';
		await expect(
			world.client.auditScopeLine.create({ data: { auditId: (await plannedAudit(world, audited)).id, lineId: desk } })
		).rejects.toThrow(/illegal_transition/);
		const other = await plannedAudit(world, audited, { lineIds: [desk], extraordinaryReason: '', areaIds: [] });
		expect(Object.fromEntries(await outcomes())).toEqual({ [audited.areas.office]: 'under_way', [audited.areas.desk]: 'under_way' });
		await cancelAudit(await world.as('head'), { auditId: other.id, reason: 'Không làm' });
		expect(Object.fromEntries(await outcomes())).toEqual({ [audited.areas.office]: 'under_way', [audited.areas.desk]: 'cancelled' });
	});
});

describe('what a device sends', () => {
	it('is kept or refused, whatever its texts hold and its clock says', async () => {
		const { id } = await startedAudit(world, audited);
		const question = await world.client.auditQuestion.findFirstOrThrow({ where: { auditId: id, areaId: audited.areas.office } });
		const api = await apiClient(world);
		const token = await api.tokenOf({ userId: audited.ofDesk });
		const send = (edit: object) => api.post(token, `/audits/${id}/answers`, { edits: [{ ...anEdit(question.id, {}), ...edit }] });
		expect((await send({})).body).toMatchObject({
			results: [{ outcome: 'applied', version: 1, merged: false, answer: { result: 'conform' } }]
		});
		const odd = (evidence: string) => send({ answer: { result: 'conform', points: null, evidence, note: '' } });
		for (const evidence of ['a\u0000b', 'a\ud800b'])
			expect(await odd(evidence)).toMatchObject({ status: 422, body: { errorCodes: { 'edits.0.answer.evidence': 'invalid' } } });
		for (const madeAt of ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59-14:00', '0001-01-01T00:00:00+14:00'])
			expect(await send({ madeAt })).toMatchObject({ status: 422, body: { code: 'invalid' } });
		const move = async (body: object) => (await api.post('head', `/audits/${id}/transitions`, body)).body;
		expect(await move({ event: 'stop' })).toMatchObject({ status: 422, errorCodes: { reason: 'required' } });
		expect(await move({ event: 'postpone', reason: 'x', startsOn: '2026-02-30', endsOn: '2026-12-30' })).toMatchObject({
			errorCodes: { startsOn: 'day_invalid' }
		});
		expect(await move({ event: 'fly' })).toMatchObject({ status: 422, code: 'invalid' });
		await api.close();
	});
});

describe('a plan that was sent', () => {
	it('is not sent again, whatever day it is', async () => {
		const { id } = await startedAudit(world, audited);
		world.clock.set(new Date('2026-12-20T02:00:00Z'));
		expect(await code(announceAudit(await world.as('officer'), { auditId: id }))).toBe('illegal_transition');
		world.clock.set(new Date('2026-11-24T02:00:00Z'));
	});
});

describe('the papers of an audit', () => {
	it('say what was sent and signed, whatever changed afterwards', async () => {
		const { id } = await reportedAudit(world, audited);
		const head = await world.as('head');
		const printed = async () => {
			const all = [];
			for (const paper of ['plan', 'findings', 'report'] as const)
				all.push(textOf((await auditPaper(head, id, paper)).bytes).replace(/In .*$/su, ''));
			return all;
		};
		const before = await printed();
		expect(before[2]).toContain('Hệ thống phù hợp');
		const area = { where: { id: audited.areas.office } };
		const { name } = await world.client.auditArea.findUniqueOrThrow(area);
		await world.client.auditArea.update({ ...area, data: { name: 'Tên mới' } });
		await anAction('KPH-2025-913', null, 'Việc mới');
		const after = await printed();
		await world.client.auditArea.update({ ...area, data: { name } });
		expect(after).toEqual(before);
	});
});

describe('an appointment', () => {
	it('holds for the days that the head signed, with the sheets under the signature', async () => {
		const { id } = await staffedAudit(world, audited);
		const officer = await world.as('officer');
		const row = await world.client.internalAudit.findUniqueOrThrow({ where: { id } });
		const scope = { title: row.title, purpose: '', law: '', place: 'Hội trường', clauses: [], documentIds: [] };
		const at = { areaIds: Object.values(audited.areas), checklistVersionId: audited.checklistVersionId };
		const appointed = async () => (await loadAudit(officer, id)).audit.team.map((member) => member.appointed);
		await editAudit(officer, { auditId: id, ...scope, ...at, startsOn: world.day(10), endsOn: world.day(11) });
		expect(await appointed()).toEqual([true, true, true]);
		await editAudit(officer, { auditId: id, ...scope, ...at, startsOn: world.day(12), endsOn: world.day(12) });
		expect(await appointed()).toEqual([false, false, false]);
		await appointTeam(await world.as('head'), { auditId: id, password });
		const members = await world.client.auditTeamMember.findMany({ where: { auditId: id, endedAt: null } });
		expect(members.map(({ independence }) => independence)).toEqual(
			Array(3).fill(expect.objectContaining({ from: world.day(12), to: world.day(12) }))
		);
		// What was signed names the sheet of each: another sheet is not what was signed.
		const { audit } = await loadAudit(officer, id);
		const signature = await world.client.actSignature.findUniqueOrThrow({ where: { id: members[0]?.signatureId ?? '' } });
		const sheets = new Map(members.map(({ userId, independence }) => [userId, independence ?? {}]));
		expect(isAsSigned(signature, appointmentContent(audit, sheets))).toBe(true);
		const [first = ''] = sheets.keys();
		expect(isAsSigned(signature, appointmentContent(audit, new Map(sheets).set(first, {})))).toBe(false);
	});
});

describe('at once', () => {
	const all = (acts: readonly Promise<unknown>[]) => Promise.allSettled(acts).then((done) => done.map(({ status }) => status));

	it('the lead reports while a member answers: the report holds what stands, or nothing was signed', async () => {
		for (let round = 0; round < 4; round += 1) {
			const { id } = await startedAudit(world, audited);
			await answerAll(world, audited, id);
			const lead = await world.asId(audited.lead);
			await writeReport(lead, { auditId: id, strengths: '', conclusion: 'Phù hợp', proposals: '', closingMeeting: '' });
			const question = await world.client.auditQuestion.findFirstOrThrow({ where: { auditId: id, areaId: audited.areas.office } });
			const edit = anEdit(question.id, { result: 'observation', evidence: 'Mới thấy' }, { baseVersion: 1 });
			const [reported, answered] = await all([
				reportAudit(lead, { auditId: id, password }),
				sendAnswers(await world.asId(audited.ofDesk), { sheet: { kind: 'internal', id }, edits: [edit] })
			]);
			const row = await world.client.internalAudit.findUniqueOrThrow({ where: { id } });
			const observations = await world.client.auditQuestion.count({ where: { auditId: id, result: 'observation' } });
			expect(reported).toBe('fulfilled');
			expect(observations).toBe(answered === 'fulfilled' ? 1 : 0);
			expect(row.report).toMatchObject({ answers: answered === 'fulfilled' ? { observation: 1, conform: 3 } : { conform: 4 } });
		}
	});

	it('a head postpones while the officer sends the plan, and cancels while the lead begins: one after the other, or one', async () => {
		for (let round = 0; round < 3; round += 1) {
			const { id } = await staffedAudit(world, audited);
			await arrange(world, audited, id);
			const head = await world.as('head');
			const postponed = { auditId: id, reason: 'Bão', startsOn: world.day(60 + round), endsOn: world.day(60 + round) };
			await all([announceAudit(await world.as('officer'), { auditId: id }), postponeAudit(head, postponed)]);
			const row = await world.client.internalAudit.findUniqueOrThrow({ where: { id } });
			// Sent for the days that it has, or planned for others: never sent for days that were given up.
			expect([row.state, row.notifiedAt !== null]).toEqual(row.state === 'planned' ? ['planned', false] : ['notified', true]);
			const from = row.startsOn.toISOString().slice(0, 10);
			expect(from).toBe(row.state === 'planned' ? world.day(60 + round) : world.day(10));
			const told = await world.client.notice.findMany({ where: { subjectId: id, lapsedAt: null, userId: audited.leaders.office } });
			expect(told.map(({ kind }) => kind)).not.toEqual(expect.arrayContaining(['audit_notified', 'audit_postponed']));

			const second = await announcedAudit(world, audited);
			const done = await all([
				startAudit(await world.asId(audited.lead), { auditId: second.id, openingMeeting: 'Đủ' }),
				cancelAudit(head, { auditId: second.id, reason: 'Thôi' })
			]);
			expect(done.filter((status) => status === 'fulfilled')).toHaveLength(1);
		}
	});

	it('two heads stop and accept, and two members give one word each: one of them each time', async () => {
		const { id } = await startedAudit(world, audited);
		const finding = await aFinding(world, audited, id);
		const leader = await world.asId(audited.leaders.office);
		const verdict = (as: 'confirmed' | 'disputed') =>
			giveVerdict(leader, { auditId: id, findingId: finding.id, verdict: as, text: 'Lý do' });
		await all([verdict('confirmed'), verdict('disputed')]);
		const kept = await world.client.finding.findUniqueOrThrow({ where: { id: finding.id } });
		expect(['confirmed', 'disputed']).toContain(kept.verdict);
		const done = await all([
			stopAudit(await world.as('head'), { auditId: id, reason: 'Dừng' }),
			stopAudit(await world.as('deputy'), { auditId: id, reason: 'Dừng' })
		]);
		expect(done.filter((status) => status === 'fulfilled')).toHaveLength(1);
	});
});

describe('somebody who joins an area while it is audited', () => {
	it('answers for it and no more about it', async () => {
		const mover = await world.addPerson(['internal_auditor']);
		await anAuditor(mover);
		const { id: areaId } = await anArea({ divisionId: world.divisionId, clauses: ['7.5'] });
		const audit = await plannedAudit(world, audited, { areaIds: [areaId] });
		const members = [{ userId: mover, homeUnitId: null, isLead: true, areaIds: [areaId] }];
		await proposeTeam(await world.as('officer'), { auditId: audit.id, members });
		await appointTeam(await world.as('head'), { auditId: audit.id, password });
		const slot = { day: world.day(10), auditorIds: [mover], auditeeIds: [audited.leaders.office] };
		await aSlot(world, audit.id, { kind: 'opening', day: world.day(10), from: 1380, to: 1385 });
		await aSlot(world, audit.id, { ...slot, areaId, from: 1385, to: 1390 });
		await aSlot(world, audit.id, { kind: 'closing', day: world.day(10), from: 1390, to: 1395 });
		await announceAudit(await world.as('officer'), { auditId: audit.id });
		await startAudit(await world.asId(mover), { auditId: audit.id, openingMeeting: 'Đủ' });
		const mayAnswer = async () => (await loadAuditForAnswering(await world.asId(mover), audit.id)).mayAnswer(areaId);
		expect(await mayAnswer()).toBe(true);
		// Into the division on the second day.
		world.clock.set(new Date('2026-12-05T02:00:00Z'));
		await onItsDay(world, (db) => db.membership.updateMany({ where: { userId: mover }, data: { validTo: new Date('2026-12-05') } }));
		await world.client.membership.create({
			data: {
				...{ userId: mover, unitId: world.unitId, divisionId: world.divisionId, position: 'Chuyên viên' },
				...{ roles: ['internal_auditor'], validFrom: new Date('2026-12-05') }
			}
		});
		expect(await mayAnswer()).toBe(false);
		world.clock.set(new Date('2026-11-24T02:00:00Z'));
	});
});

describe('between the appointment and the plan', () => {
	it('whoever left the register, joined an area or began to write what is audited stands in the way', async () => {
		const document = await issuedVersion(world);
		const { id } = await staffedAudit(world, audited, { documentIds: [document.documentId] });
		await arrange(world, audited, id);
		const problems = async () => {
			const { params } = await refusal(announceAudit(await world.as('officer'), { auditId: id }));
			const items: unknown = params['items'];
			expect(params['gaps']).toContain('not_independent');
			return (Array.isArray(items) ? items : []).map(({ code, userId }: IndependenceProblem) => [code, userId]);
		};
		const auditor = await world.client.auditor.findFirstOrThrow({ where: { userId: audited.ofDesk, endedOn: null } });
		await endAuditor(await world.as('head'), { auditorId: auditor.id, reason: 'Thôi nhiệm vụ', rowVersion: auditor.rowVersion });
		expect(await problems()).toEqual([['register_lapsed', audited.ofDesk]]);
		await anAuditor(audited.ofDesk);
		const named = await world.client.auditAreaMember.create({ data: { areaId: audited.areas.office, userId: audited.ofDesk } });
		expect(await problems()).toEqual(expect.arrayContaining([['belongs_to_area', audited.ofDesk]]));
		await world.client.auditAreaMember.delete({ where: { id: named.id } });
		const draft = await createVersion(await world.as('drafter'), {
			documentId: document.documentId,
			summary: 'Sửa',
			pdf: await world.pdf()
		});
		await world.client.versionAuthor.create({ data: { versionId: draft.id, round: 1, userId: audited.lead, since: world.clock.now() } });
		expect(await problems()).toEqual([['document_author', audited.lead]]);
	});
});

describe('the report', () => {
	it('counts what was open before by the day it was done, and what is open as open', async () => {
		const { id } = await startedAudit(world, audited);
		const counted = async () => (await reportContent(await world.as('officer'), await findAudit(world.system, id))).actions;
		const before = await counted();
		await raisedAction(world);
		await assignedAction(world, { dueIn: 2 });
		await completedAction(world, { dueIn: 2 });
		expect(await counted()).toEqual({ ...before, open: before.open + 3 });
		const started = world.clock.now();
		world.clock.set(new Date(started.getTime() + 5 * 86_400_000));
		// What was done in time and waits for its check is not late.
		expect(await counted()).toEqual({ ...before, open: before.open + 2, openLate: before.openLate + 1 });
		world.clock.set(started);
	});

	it('is of the parts that were sent, whatever is said to the database', async () => {
		const sent = await announcedAudit(world, audited);
		const planned = await plannedAudit(world, audited);
		for (const table of ['audit_scope_area', 'audit_slot']) {
			const [{ count } = { count: 0 }] = await world.client.$queryRawUnsafe<{ count: number }[]>(
				`select count(*)::int as count from ${table} where audit_id = '${sent.id}'`
			);
			expect(count, table).toBeGreaterThan(0);
			const move = `update ${table} set audit_id = '${planned.id}' where audit_id = '${sent.id}'`;
			await expect(world.client.$executeRawUnsafe(move), table).rejects.toThrow(/content_frozen/);
		}
	});
});

describe('between the plan and the opening meeting', () => {
	it('whoever left the register keeps the audit from starting until the head postpones it and appoints anew', async () => {
		const { id } = await announcedAudit(world, audited);
		const auditor = await world.client.auditor.findFirstOrThrow({ where: { userId: audited.ofDesk, endedOn: null } });
		await endAuditor(await world.as('head'), { auditorId: auditor.id, reason: 'Thôi nhiệm vụ', rowVersion: auditor.rowVersion });
		const start = async () => startAudit(await world.asId(audited.lead), { auditId: id, openingMeeting: 'Đủ mặt' });
		expect(await refusal(start())).toMatchObject({
			code: 'not_independent_any_more',
			params: { items: [{ code: 'register_lapsed', userId: audited.ofDesk }] }
		});
		const later = world.day(40);
		await postponeAudit(await world.as('head'), { auditId: id, startsOn: later, endsOn: later, reason: 'Cử lại đoàn' });
		expect((await world.client.internalAudit.findUniqueOrThrow({ where: { id } })).state).toBe('planned');
		await anAuditor(audited.ofDesk);
		const { id: whole } = await announcedAudit(world, audited);
		expect(await startAudit(await world.asId(audited.lead), { auditId: whole, openingMeeting: 'Đủ mặt' })).toMatchObject({
			state: 'in_progress'
		});
	});
});

describe('a guest', () => {
	it('is shown the procedures in the scope of the audit, and not the names of others', async () => {
		const guest = await world.addPerson(['internal_auditor'], { unitId: world.otherUnitId });
		await world.client.auditor.create({
			data: {
				...{ unitId: world.otherUnitId, userId: guest, training: 'Khóa', registeredById: world.ids.outsider },
				...{ validFrom: new Date('2026-01-01'), createdAt: world.clock.now() }
			}
		});
		const [inScope, other] = [await issuedVersion(world), await issuedVersion(world)];
		const { id } = await plannedAudit(world, audited, { documentIds: [inScope.documentId] });
		const [lead, member] = theTeam(audited);
		if (!lead || !member) throw new Error('no team');
		const members = [lead, member, { userId: guest, homeUnitId: world.otherUnitId, isLead: false, areaIds: [audited.areas.desk] }];
		await proposeTeam(await world.as('officer'), { auditId: id, members });
		await appointTeam(await world.as('head'), { auditId: id, password });
		await pastGuards(world.client, ['audit_question'], (db) =>
			db.auditQuestion.create({
				data: {
					...{ auditId: id, areaId: audited.areas.desk, position: 1, source: 'checklist', key: crypto.randomUUID() },
					...{ text: 'Theo quy trình?', documentIds: [inScope.documentId, other.documentId] }
				}
			})
		);
		const shown = async (userId: string) => {
			const page = await answeringPage(await world.asId(userId), { kind: 'internal', id }, { keeps: false });
			return page.questions.flatMap(({ procedures }) => procedures.map(({ documentId }) => documentId)).sort();
		};
		expect(await shown(guest)).toEqual([inScope.documentId]);
		expect(await shown(audited.ofDesk)).toEqual([inScope.documentId, other.documentId].sort());
	});
});
