import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseInspectionQuery } from '#lib/domain/audits/inspection-forms.ts';
import { answeringPage } from '#lib/server/audits/answering/page.ts';
import { answerPage, attachToAnswer } from '#lib/server/audits/inspections/answer-page.ts';
import { postponeInspection } from '#lib/server/audits/inspections/direct.ts';
import { listInspections } from '#lib/server/audits/inspections/list.ts';
import { inspectionPage } from '#lib/server/audits/inspections/page.ts';
import { inspectionPaper, inspectionPapers } from '#lib/server/audits/inspections/papers.ts';
import { nameHelpers } from '#lib/server/audits/inspections/self-assessment.ts';
import { signMinutes } from '#lib/server/audits/inspections/sign.ts';
import { evidenceReaders } from '#lib/server/evidence-readers.ts';
import { apiClient, type ApiClient } from '#test/support/api-client.ts';
import { documentsWorld, password, refusal, type DocumentsWorld } from '#test/support/documents.ts';
import {
	anInspection,
	handedIn,
	inspectedWorld,
	minuted,
	notified,
	onSite,
	say,
	type AnInspection,
	type InspectedWorld
} from '#test/support/inspections.ts';
import { pastGuards } from '#test/support/raw-writes.ts';

/*
 * Who is named to help a unit with its self-assessment sees what they need to answer, while that goes on, and nothing of what its team says.
 */
let world: DocumentsWorld;
let api: ApiClient;
let departmentId: string;
beforeAll(async () => {
	world = await documentsWorld('2026-11-24T02:00:00Z', { max: 16 });
	departmentId = await world.addUnit('SO-KHCN');
	api = await apiClient(world);
}, 120_000);
afterAll(async () => {
	await api.close();
	await world.close();
});

type Helped = { inspected: InspectedWorld; inspection: AnInspection };

/** The unit has been told, and a drafter of it is named to help. */
async function helped(): Promise<Helped> {
	const inspected = await inspectedWorld(world, { departmentId });
	const inspection = await anInspection(world, inspected);
	await notified(world, inspected, inspection);
	await nameHelpers(await world.as('officer'), { inspectionId: inspection.id, userIds: [world.ids.drafter] });
	return { inspected, inspection };
}

/** An inspection before, closed, of which the unit still has something to do; asked by the same questions. */
async function closedBefore({ questions }: InspectedWorld): Promise<string> {
	const inspected = await inspectedWorld(world, { departmentId });
	await pastGuards(world.client, ['checklist_question'], async (db) => {
		for (const [index, { id }] of inspected.questions.entries())
			await db.checklistQuestion.update({ where: { id }, data: { key: questions[index]?.key ?? '' } });
	});
	const inspection = await anInspection(world, inspected);
	await notified(world, inspected, inspection);
	await onSite(world, inspected, inspection);
	await minuted(world, inspected, inspection);
	await signMinutes(await world.as('head'), { inspectionId: inspection.id, password });
	return inspection.id;
}

const code = async (act: Promise<unknown>) => (await refusal(act)).code;
const all = { ...parseInspectionQuery(new URLSearchParams()), state: 'all' } as const;
/** Words of the team, of `mixed` and `minuted`. */
const teamSaid = /Thiếu sổ theo dõi|Chưa đánh giá nội bộ|không có thủ tục này|Tài liệu đầy đủ/u;

async function seesNothing({ inspection }: Helped): Promise<void> {
	const helper = await world.as('drafter');
	const [answerId = ''] = inspection.answers;
	expect(await code(inspectionPage(helper, inspection.id))).toBe('inspection_not_found');
	expect(await code(answerPage(helper, inspection.id, answerId))).toBe('inspection_not_found');
	for (const kind of ['self', 'inspection'] as const)
		expect(await code(answeringPage(helper, { kind, id: inspection.id }, { keeps: false }))).toBe('inspection_not_found');
	expect(await code(say(helper, inspection, 'self', [{}], 1))).toBe('inspection_not_found');
	for (const paper of inspectionPapers) expect(await code(inspectionPaper(helper, inspection.id, paper))).toBe('inspection_not_found');
	const read = evidenceReaders.inspection_answer;
	if (!read) throw new Error('nobody reads the evidence of answers');
	expect(await code(read(helper, answerId))).toBe('inspection_not_found');
	expect((await listInspections(helper, all, { pageSize: 200 })).items.map(({ id }) => id)).not.toContain(inspection.id);
	for (const path of [`/audits/${inspection.id}`, `/findings?audit=${inspection.id}`])
		expect(await api.get('drafter', path)).toMatchObject({ status: 404, body: { code: 'inspection_not_found' } });
}

describe('who helps with a self-assessment', () => {
	it('sees the questions, what the unit says and its evidence, who asks and by when', async () => {
		const { inspected, inspection } = await helped();
		const helper = await world.as('drafter');
		const [answerId = ''] = inspection.answers;
		await say(await world.as('officer'), inspection, 'self', [{ result: 'met', note: 'Có đủ hồ sơ' }]);
		await attachToAnswer(helper, { answerId, files: [await world.pdf()] });
		const page = await inspectionPage(helper, inspection.id);
		expect(page).toMatchObject({
			view: 'whole',
			helpsOnly: true,
			selfDueOn: world.day(11),
			team: { name: 'Đoàn 1' },
			does: { selfAssess: true, attach: true, handIn: false, helpers: false },
			progress: { total: 4, self: 1, team: 0 }
		});
		if (page.view !== 'whole') throw new Error('not whole');
		expect(page.answers[0]).toMatchObject({ text: 'Câu hỏi 1', selfResult: 'met', selfText: 'Có đủ hồ sơ', evidenceCount: 1 });
		const answer = await answerPage(helper, inspection.id, answerId);
		expect([answer.selfText, answer.items.length, answer.may.attach]).toEqual(['Có đủ hồ sơ', 1, true]);
		const sheet = await answeringPage(helper, { kind: 'self', id: inspection.id }, { keeps: false });
		expect(sheet.questions.map(({ text }) => text)).toEqual(['Câu hỏi 1', 'Câu hỏi 2', 'Câu hỏi 3', 'Câu hỏi 4']);
		await say(helper, inspection, 'self', [null, { result: 'none_yet' }]);
		expect((await listInspections(helper, all)).items).toMatchObject([{ id: inspection.id, cycleId: inspected.cycleId, points: null }]);
	});

	it('sees nothing of the team, no finding, no paper, no history and nothing of the inspection before', async () => {
		const { inspected, inspection } = await helped();
		const before = await closedBefore(inspected);
		const helper = await world.as('drafter');
		const officer = await world.as('officer');
		// What stands there for the officer is there to be kept from the helper.
		const shown = await inspectionPage(officer, inspection.id);
		expect(shown).toMatchObject({ helpsOnly: false, previous: { id: before, open: [{ clause: '9.2' }] } });
		const ref = { kind: 'self', id: inspection.id } as const;
		const beside = async (ctx: typeof officer) =>
			(await answeringPage(ctx, ref, { keeps: false })).questions.map(({ last, actions }) => [last?.text ?? null, actions.length]);
		expect((await beside(officer))[2]).toEqual(['Chưa đánh giá nội bộ năm 2026', 1]);

		const page = await inspectionPage(helper, inspection.id);
		expect(page).toMatchObject({ helpsOnly: true, previous: null, findings: [], history: [], signatures: [], hasMinutes: false });
		expect(JSON.stringify([page, await answeringPage(helper, ref, { keeps: false })])).not.toMatch(teamSaid);
		expect(await beside(helper)).toEqual([1, 2, 3, 4].map(() => [null, 0]));
		expect(await code(answeringPage(helper, { ...ref, kind: 'inspection' }, { keeps: false }))).toBe('inspection_not_found');
		for (const paper of inspectionPapers) expect(await code(inspectionPaper(helper, inspection.id, paper))).toBe('inspection_not_found');
		expect((await api.get('officer', `/findings?audit=${inspection.id}`)).status).toBe(200);
		expect(await api.get('drafter', `/findings?audit=${inspection.id}`)).toMatchObject({ status: 404 });
		expect(await api.get('drafter', `/audits/${inspection.id}`)).toMatchObject({
			status: 200,
			body: { whole: { findings: [], selfDueOn: world.day(11) } }
		});
		expect(await code(inspectionPage(helper, before))).toBe('inspection_not_found');
	});

	it('has no right any more from the hand-in on, through visit and minutes to the close', async () => {
		const made = await helped();
		const { inspected, inspection } = made;
		await attachToAnswer(await world.as('drafter'), { answerId: inspection.answers[0] ?? '', files: [await world.pdf()] });
		await handedIn(world, inspection);
		await seesNothing(made);
		await onSite(world, inspected, inspection);
		await seesNothing(made);
		await minuted(world, inspected, inspection);
		await seesNothing(made);
		await signMinutes(await world.as('head'), { inspectionId: inspection.id, password, opinion: 'Ý kiến của đơn vị' });
		await seesNothing(made);
		const kept = await inspectionPage(await world.as('officer'), inspection.id);
		expect(kept).toMatchObject({ helpsOnly: false, helpers: [{ id: world.ids.drafter }], unitOpinion: 'Ý kiến của đơn vị' });
	});

	it('has none when the visit began before anything was handed in, and helps again when a postponed one is notified anew', async () => {
		const begun = await helped();
		await onSite(world, begun.inspected, begun.inspection);
		await seesNothing(begun);
		const postponed = await helped();
		const { inspected, inspection } = postponed;
		await handedIn(world, inspection);
		const act = { inspectionId: inspection.id, reason: 'Trùng lịch bầu cử', visitOn: world.day(30) };
		await postponeInspection(await world.as('coordinator'), act);
		await seesNothing(postponed);
		await notified(world, inspected, inspection);
		expect(await inspectionPage(await world.as('drafter'), inspection.id)).toMatchObject({ helpsOnly: true, stateReason: null });
	});

	it('sees the whole of it by another right that they hold', async () => {
		const { inspected, inspection } = await helped();
		await nameHelpers(await world.as('officer'), { inspectionId: inspection.id, userIds: [world.ids.drafter, world.ids.head] });
		expect(await inspectionPage(await world.as('head'), inspection.id)).toMatchObject({ helpsOnly: false });
		await onSite(world, inspected, inspection);
		await minuted(world, inspected, inspection);
		expect((await inspectionPaper(await world.as('head'), inspection.id, 'scores')).contentType).toBe('application/pdf');
	});
});
