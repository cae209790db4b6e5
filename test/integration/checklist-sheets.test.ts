import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendFindings } from '#lib/server/audits/answering/findings.ts';
import { answeringPage } from '#lib/server/audits/answering/page.ts';
import { attachToQuestion, questionEvidencePage, readQuestionEvidence } from '#lib/server/audits/answering/question-evidence.ts';
import { sendAnswers } from '#lib/server/audits/answering/send.ts';
import { anAudit, anEdit, type AnsweredAudit } from '#test/support/answering.ts';
import { counting } from '#test/support/counting.ts';
import { documentsWorld, refusal, type DocumentsWorld } from '#test/support/documents.ts';
import { anInspection, inspectedWorld, notified, onSite, type AnInspection, type InspectedWorld } from '#test/support/inspections.ts';

let world: DocumentsWorld;
let inspected: InspectedWorld;
let inspection: AnInspection;
let audit: AnsweredAudit;
beforeAll(async () => {
	world = await documentsWorld();
	inspected = await inspectedWorld(world);
	inspection = await anInspection(world, inspected, { unitId: world.unitId });
	await notified(world, inspected, inspection);
	audit = await anAudit(world, { questions: 80 });
});
afterAll(() => world.close());

const answerAt = (i: number) => inspection.answers[i] ?? '';
const stands = (i: number) => world.client.inspectionAnswer.findUniqueOrThrow({ where: { id: answerAt(i) } });
const self = () => ({ kind: 'self' as const, id: inspection.id });
const team = () => ({ kind: 'inspection' as const, id: inspection.id });

describe('a unit about itself, and a team on site', () => {
	it('answer side by side, each in its time, with versions of their own', async () => {
		const [officer, member] = [await world.as('officer'), await inspected.asMember()];
		const none = anEdit(answerAt(0), { result: 'none_yet' });
		const { results } = await sendAnswers(officer, { sheet: self(), edits: [none, anEdit(answerAt(1), { result: 'not_met' })] });
		expect(results.map(({ outcome }) => outcome)).toEqual(['applied', 'refused']);
		expect(await stands(0)).toMatchObject({ selfResult: 'none_yet', selfVersion: 1, result: 'unanswered', answerVersion: 0 });
		const early = { sheet: team(), edits: [anEdit(answerAt(0), { result: 'met' })] };
		expect(await refusal(sendAnswers(member, early))).toMatchObject({ code: 'illegal_transition' });
		expect(await refusal(sendAnswers(member, { ...early, sheet: self() }))).toMatchObject({ code: 'forbidden' });

		await onSite(world, inspected, inspection);
		expect(await refusal(sendAnswers(officer, { sheet: self(), edits: [none] }))).toMatchObject({ code: 'illegal_transition' });
		expect(await refusal(sendAnswers(officer, early))).toMatchObject({ code: 'forbidden' });
		expect(await refusal(sendAnswers(await world.as('outsider'), early))).toMatchObject({ code: 'inspection_not_found' });
		const partly = anEdit(answerAt(1), { result: 'partly', evidence: 'Hai hồ sơ' });
		await sendAnswers(member, { sheet: team(), edits: [...early.edits, partly] });
		expect(await stands(0)).toMatchObject({ result: 'met', points: 4, answerVersion: 1, selfVersion: 1 });
		expect(await stands(1)).toMatchObject({ result: 'partly', points: 1.5, evidence: 'Hai hồ sơ' });
		const page = await answeringPage(await inspected.asLead(), team(), { keeps: true });
		expect(page.questions[0]).toMatchObject({ self: { result: 'none_yet', note: '' }, answer: { result: 'met', points: 4 }, own: true });
	});

	it('keep what the Department may not read of the unit’s own actions to number, grade and state', async () => {
		await world.client.correctiveAction.create({
			data: {
				unitId: world.unitId,
				number: 'KPH-2026-009',
				source: 'self_found',
				grade: 'minor',
				clause: '7.5',
				statement: 'Chỉ đơn vị biết',
				raisedById: world.ids.officer,
				raisedAt: world.clock.now()
			}
		});
		const page = await answeringPage(await inspected.asLead(), team(), { keeps: true });
		expect(page.questions[0]?.actions).toEqual([expect.objectContaining({ number: 'KPH-2026-009', statement: null, href: null })]);
		expect(JSON.stringify(page)).not.toContain('Chỉ đơn vị biết');
	});
});

describe('a finding of a device', () => {
	it('is raised once, in an audit and on site, however often it comes', async () => {
		const finding = (questionId: string) => ({
			id: randomUUID(),
			questionId,
			madeAt: '2026-11-24T02:00:00.000Z',
			grade: 'minor' as const,
			statement: 'Bản giấy đã hết hiệu lực',
			evidence: 'Bàn tiếp nhận',
			requirement: ''
		});
		const lead = await world.asId(audit.lead);
		const inAudit = { sheet: { kind: 'internal' as const, id: audit.id }, findings: [finding(audit.questions[0] ?? '')] };
		await Promise.all([sendFindings(lead, inAudit), sendFindings(lead, inAudit)]);
		expect(await sendFindings(lead, inAudit)).toMatchObject([{ outcome: 'raised' }]);
		const raised = await world.client.finding.findMany({ where: { auditId: audit.id } });
		expect(raised).toMatchObject([{ questionId: audit.questions[0], clause: '7.5.1', areaId: audit.areas[0], raisedById: audit.lead }]);

		const site = { sheet: team(), findings: [finding(answerAt(1)), { ...finding(answerAt(1)), statement: ' ' }] };
		const sent = await sendFindings(await inspected.asMember(), site);
		expect(sent).toMatchObject([{ outcome: 'raised' }, { outcome: 'refused', code: 'invalid', fields: { statement: 'required' } }]);
		await sendFindings(await inspected.asMember(), site);
		expect(await world.client.finding.count({ where: { inspectionId: inspection.id } })).toBe(1);
	});

	it('is refused to whom the sheet is refused', async () => {
		const findings = [
			{
				id: randomUUID(),
				questionId: audit.questions[70] ?? '',
				madeAt: '2026-11-24T02:00:00.000Z',
				grade: 'minor' as const,
				statement: 'Của khu vực khác',
				evidence: '',
				requirement: ''
			}
		];
		const sheet = { kind: 'internal' as const, id: audit.id };
		expect(await sendFindings(await world.asId(audit.member), { sheet, findings })).toMatchObject([
			{ outcome: 'refused', code: 'forbidden' }
		]);
		expect(await refusal(sendFindings(await world.as('outsider'), { sheet, findings }))).toMatchObject({ code: 'audit_not_found' });
	});
});

describe('the page of a sheet', () => {
	it('asks as many queries for eighty questions as for four', async () => {
		const small = await anAudit(world, { questions: 4 });
		const asked = async (of: AnsweredAudit) => {
			const { ctx, count } = counting(await world.asId(of.lead));
			expect((await answeringPage(ctx, { kind: 'internal', id: of.id }, { keeps: true })).questions).toHaveLength(of.questions.length);
			return count();
		};
		expect(await asked(audit)).toBe(await asked(small));
	});

	it('tells a session that is over from a right that is not there', async () => {
		expect(await refusal(answeringPage(world.nobody, team(), { keeps: true }))).toMatchObject({ code: 'unauthenticated' });
		expect(await refusal(answeringPage(await world.as('staff'), { kind: 'internal', id: audit.id }, { keeps: true }))).toMatchObject({
			code: 'audit_not_found'
		});
	});
});

describe('photos and files of an answer', () => {
	it('are added by who answers it, and opened by who sees it', async () => {
		const file = await world.pdf('ảnh');
		const [own, others] = [audit.questions[0] ?? '', audit.questions[70] ?? ''];
		const member = await world.asId(audit.member);
		await attachToQuestion(member, { questionId: own, files: [file] });
		expect(await refusal(attachToQuestion(member, { questionId: others, files: [file] }))).toMatchObject({ code: 'forbidden' });
		expect((await questionEvidencePage(member, audit.id, own)).items).toMatchObject([{ kind: 'file', name: file.fileName }]);
		expect(await refusal(readQuestionEvidence(await world.as('coordinator'), own))).toMatchObject({ code: 'audit_not_found' });
		// The second area is the auditee's own, the first is not.
		expect(await refusal(readQuestionEvidence(await world.asId(audit.auditee), own))).toMatchObject({ code: 'question_not_found' });
		expect(await readQuestionEvidence(await world.asId(audit.auditee), others)).toEqual({
			name: expect.stringMatching(/^ĐG-2026-.*\/71$/)
		});
	});
});
