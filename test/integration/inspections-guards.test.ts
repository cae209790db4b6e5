import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseInspectionQuery } from '#lib/domain/audits/inspection-forms.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { answerPage, attachToAnswer, detachFromAnswer } from '#lib/server/audits/inspections/answer-page.ts';
import { closeCycle } from '#lib/server/audits/cycles/close.ts';
import { cancelInspection } from '#lib/server/audits/inspections/direct.ts';
import { findInspection } from '#lib/server/audits/inspections/facts.ts';
import { listInspections } from '#lib/server/audits/inspections/list.ts';
import { drawUpMinutes } from '#lib/server/audits/inspections/minutes.ts';
import { inspectionPage } from '#lib/server/audits/inspections/page.ts';
import { inspectionPaper, inspectionPapers } from '#lib/server/audits/inspections/papers.ts';
import { handInSelfAssessment, nameHelpers } from '#lib/server/audits/inspections/self-assessment.ts';
import { returnMinutes, signMinutes } from '#lib/server/audits/inspections/sign.ts';
import { startVisit } from '#lib/server/audits/inspections/visit.ts';
import { homePage } from '#lib/server/home.ts';
import { evidenceReaders } from '#lib/server/evidence-readers.ts';
import { createVersion } from '#lib/server/documents/versions.ts';
import { dayOf, toDbDate } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { documentsWorld, aDocument, password, refusal, refusedCodes, type DocumentsWorld } from '#test/support/documents.ts';
import {
	allMet,
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

/*
 * Inspections: who sees how much, what happens when two act at once, and what the database refuses by itself.
 */
let world: DocumentsWorld;
let departmentId: string;
let parentHead: string;
beforeAll(async () => {
	world = await documentsWorld('2026-11-24T02:00:00Z', { parent: 'UBND-T', max: 24 });
	departmentId = await world.addUnit('SO-KHCN');
	parentHead = await world.addPerson(['head'], { unitId: world.parentUnitId ?? '' });
}, 120_000);
afterAll(() => world.close());

async function fresh(): Promise<{ inspected: InspectedWorld; inspection: AnInspection }> {
	const inspected = await inspectedWorld(world, { departmentId });
	return { inspected, inspection: await anInspection(world, inspected) };
}

async function withMinutes() {
	const made = await fresh();
	await notified(world, made.inspected, made.inspection);
	await onSite(world, made.inspected, made.inspection);
	await minuted(world, made.inspected, made.inspection);
	return { ...made, id: made.inspection.id };
}

const rowOf = (id: string) => world.client.inspection.findUniqueOrThrow({ where: { id } });
const all = parseInspectionQuery(new URLSearchParams());

describe('who sees an inspection', () => {
	it('the list shows exactly what the policy lets each of them see', async () => {
		const { inspected, inspection } = await fresh();
		await notified(world, inspected, inspection);
		await nameHelpers(await world.as('officer'), { inspectionId: inspection.id, userIds: [world.ids.drafter] });
		const other = await anInspection(world, inspected, { unitId: world.otherUnitId });
		const closed = await withMinutes();
		await signMinutes(await world.as('head'), { inspectionId: closed.id, password });
		const people: Record<string, Ctx> = {
			officer: await world.as('officer'),
			head: await world.as('head'),
			helper: await world.as('drafter'),
			staff: await world.as('staff'),
			outsider: await world.as('outsider'),
			coordinator: await world.as('coordinator'),
			administrator: await world.as('administrator'),
			'inspector of nothing': await world.as('inspector'),
			lead: await inspected.asLead(),
			'lead of another cycle': await closed.inspected.asLead(),
			parent: await world.asId(parentHead)
		};
		for (const [who, ctx] of Object.entries(people)) {
			const listed = await listInspections(ctx, { ...all, state: 'all' }, { pageSize: 200 });
			const shown = new Map(listed.items.map((item) => [item.id, item.resultOnly ? 'result' : 'whole']));
			for (const id of [inspection.id, other.id, closed.id]) {
				const { inspection: row, subject } = await findInspection(ctx, id);
				const whole = may(ctx.actor, 'inspection.read', subject);
				const result = row.state === 'closed' && may(ctx.actor, 'inspection.result', subject);
				expect(shown.get(id), `${who}: ${row.state}`).toBe(whole ? 'whole' : result ? 'result' : undefined);
			}
		}
		expect((await listInspections(people['parent'] as Ctx, all)).items.map(({ resultOnly }) => resultOnly)).toContain(true);
	});

	it('who is no inspector any more sees nothing of it, in a team or not', async () => {
		const { inspected, inspection } = await fresh();
		await notified(world, inspected, inspection);
		await onSite(world, inspected, inspection);
		expect(await inspectionPage(await inspected.asMember(), inspection.id)).toMatchObject({ view: 'whole' });
		await world.client.provinceAppointment.updateMany({
			where: { userId: inspected.member },
			data: { validTo: toDbDate(dayOf(new Date())) }
		});
		// A right ends from the database's own day on, which the world's clock is before.
		const then = world.clock.now();
		world.clock.set(new Date());
		const former = await inspected.asMember();
		world.clock.set(then);
		expect((await refusal(inspectionPage(former, inspection.id))).code).toBe('inspection_not_found');
		expect((await listInspections(former, all)).items).toEqual([]);
		expect(JSON.stringify(await homePage(former, departmentId))).not.toContain(inspection.id);
	});

	it('the parent unit sees result and score of what has ended, and nothing else', async () => {
		const { id } = await withMinutes();
		const parent = await world.asId(parentHead);
		expect((await refusal(inspectionPage(parent, id))).code).toBe('inspection_not_found');
		await signMinutes(await world.as('head'), { inspectionId: id, password, opinion: 'Ý kiến nội bộ của đơn vị' });
		const page = await inspectionPage(parent, id);
		expect(page).toMatchObject({ view: 'result', score: { points: 5.5, maxPoints: 9, percent: 61 } });
		expect(JSON.stringify(page)).not.toMatch(/Câu hỏi|Chưa đánh giá|Ý kiến|Đoàn 1/u);
		for (const paper of inspectionPapers) expect((await refusal(inspectionPaper(parent, id, paper))).code).toBe('inspection_not_found');
	});

	it('a team reads what the unit has issued from the notice to the close', async () => {
		const { inspected, inspection } = await fresh();
		const units = async () => {
			const { actor } = await inspected.asMember();
			return actor.kind === 'user' ? actor.inspectedUnitIds : [];
		};
		expect(await units()).toEqual([]);
		await notified(world, inspected, inspection);
		expect(await units()).toEqual([world.unitId]);
		await onSite(world, inspected, inspection);
		await minuted(world, inspected, inspection);
		expect(await units()).toEqual([world.unitId]);
		await signMinutes(await world.as('head'), { inspectionId: inspection.id, password });
		expect(await units()).toEqual([]);
	});

	it('the page says what is missing and offers what the table allows', async () => {
		const { inspected, inspection } = await fresh();
		await notified(world, inspected, inspection);
		await say(await world.as('officer'), inspection, 'self', [{}]);
		const page = await inspectionPage(await world.as('officer'), inspection.id);
		if (page.view !== 'whole') throw new Error('not whole');
		expect(page.missing).toEqual([{ code: 'self_unanswered', count: 3, positions: '2, 3, 4' }]);
		expect(page.progress).toEqual({ total: 4, self: 1, team: 0 });
		expect([page.does.selfAssess, page.does.handIn, page.does.start]).toEqual([true, false, false]);
		const lead = await inspectionPage(await inspected.asLead(), inspection.id);
		if (lead.view !== 'whole') throw new Error('not whole');
		expect([lead.does.selfAssess, lead.does.extend, lead.does.start, lead.does.cancel]).toEqual([false, true, true, false]);
	});

	it('shows the score and what is still open of the inspection before', async () => {
		const first = await withMinutes();
		await signMinutes(await world.as('head'), { inspectionId: first.id, password });
		const { inspected, inspection } = await fresh();
		const page = await inspectionPage(await inspected.asLead(), inspection.id);
		if (page.view !== 'whole') throw new Error('not whole');
		expect(page.previous).toMatchObject({ points: 5.5, maxPoints: 9, percent: 61, open: [{ grade: 'major', clause: '9.2' }] });
	});
});

describe('evidence of an answer', () => {
	it('is attached by the unit while it assesses itself and opened by its team, and by nobody else', async () => {
		const { inspected, inspection } = await fresh();
		const [answerId = ''] = inspection.answers;
		const file = await world.pdf();
		expect((await refusal(attachToAnswer(await world.as('officer'), { answerId, files: [file] }))).code).toBe('illegal_transition');
		await notified(world, inspected, inspection);
		const document = await aDocument(world);
		await createVersion(await world.as('officer'), { documentId: document.id, summary: 'Lần đầu', pdf: await world.pdf() });
		await attachToAnswer(await world.as('officer'), { answerId, files: [file] });
		await attachToAnswer(await world.as('officer'), { answerId, documentId: document.id });
		expect((await refusal(attachToAnswer(await inspected.asLead(), { answerId, files: [await world.pdf()] }))).code).toBe(
			'illegal_transition'
		);
		expect((await refusal(attachToAnswer(await world.as('staff'), { answerId, files: [file] }))).code).toBe('inspection_not_found');
		const page = await answerPage(await inspected.asMember(), inspection.id, answerId);
		expect(page.items.map(({ kind }) => kind)).toEqual(['file', 'document']);
		const [kept] = page.items;
		const read = evidenceReaders.inspection_answer;
		if (!read) throw new Error('nobody reads the evidence of answers');
		expect(await read(await inspected.asMember(), answerId)).toEqual({
			name: expect.stringMatching(/^CK-2026-\d\d 1$/u)
		});
		for (const who of ['staff', 'outsider', 'administrator'] as const)
			expect((await refusal(read(await world.as(who), answerId))).code).toBe('inspection_not_found');
		const act = { answerId, evidenceId: kept?.id ?? '', reason: 'Nhầm tệp' };
		expect((await refusal(detachFromAnswer(await world.as('officer'), act))).code).toBe('forbidden');
		await detachFromAnswer(await world.as('head'), act);
		await onSite(world, inspected, inspection);
		expect((await refusal(attachToAnswer(await world.as('officer'), { answerId, files: [file] }))).code).toBe('illegal_transition');
		await attachToAnswer(await inspected.asMember(), { answerId, files: [await world.pdf()] });
		expect((await refusal(answerPage(await inspected.asMember(), crypto.randomUUID(), answerId))).code).toBe('inspection_not_found');
	});
});

describe('the papers', () => {
	it('are printed when they exist: the notice, then minutes and scores as they were fixed', { timeout: 90_000 }, async () => {
		const { inspected, inspection } = await fresh();
		const lead = await inspected.asLead();
		expect((await refusal(inspectionPaper(lead, inspection.id, 'minutes'))).code).toBe('file_not_found');
		await notified(world, inspected, inspection);
		const notice = await inspectionPaper(await world.as('officer'), inspection.id, 'notice');
		expect([new TextDecoder().decode(notice.bytes.slice(0, 5)), notice.contentType]).toEqual(['%PDF-', 'application/pdf']);
		await onSite(world, inspected, inspection);
		expect((await refusal(inspectionPaper(lead, inspection.id, 'scores'))).code).toBe('file_not_found');
		await minuted(world, inspected, inspection);
		await signMinutes(await world.as('head'), { inspectionId: inspection.id, password, opinion: 'Đơn vị đã lập sổ' });
		for (const paper of ['minutes', 'scores'] as const) {
			const { bytes, fileName } = await inspectionPaper(lead, inspection.id, paper);
			expect(bytes.length).toBeGreaterThan(10_000);
			expect(fileName).toMatch(/CK-2026-\d\d .*\.pdf$/u);
		}
	});
});

describe('at once', () => {
	it('a head signs while another one returns: one of them', async () => {
		const { id } = await withMinutes();
		const results = await Promise.allSettled([
			signMinutes(await world.as('head'), { inspectionId: id, password }),
			returnMinutes(await world.as('deputy'), { inspectionId: id, reason: 'Sai sự việc' })
		]);
		const refused = refusedCodes(results);
		expect(refused).toHaveLength(1);
		expect(['stale', 'illegal_transition']).toContain(refused[0]);
		const row = await rowOf(id);
		expect([row.state, row.ending]).toEqual(results[0].status === 'fulfilled' ? ['closed', 'signed'] : ['on_site', null]);
		const actions = await world.client.correctiveAction.count({ where: { finding: { inspectionId: id } } });
		expect(actions).toBe(results[0].status === 'fulfilled' ? 1 : 0);
	});

	it('two heads sign: one closes, one set of actions, one signature', async () => {
		const { id } = await withMinutes();
		const results = await Promise.allSettled([
			signMinutes(await world.as('head'), { inspectionId: id, password }),
			signMinutes(await world.as('deputy'), { inspectionId: id, password })
		]);
		expect(refusedCodes(results)).toHaveLength(1);
		expect(await world.client.correctiveAction.count({ where: { finding: { inspectionId: id } } })).toBe(1);
		expect(await world.client.actSignature.count({ where: { subjectId: id, meaning: 'sign_minutes' } })).toBe(1);
	});

	it('a member answers while the lead draws up: the minutes hold what stands', async () => {
		const { inspected, inspection } = await fresh();
		await notified(world, inspected, inspection);
		await onSite(world, inspected, inspection);
		await say(await inspected.asMember(), inspection, 'inspection', allMet);
		const results = await Promise.allSettled([
			say(await inspected.asMember(), inspection, 'inspection', [{ result: 'partly', note: 'Thiếu một trang' }], 1),
			drawUpMinutes(await inspected.asLead(), { inspectionId: inspection.id, password })
		]);
		const refused = refusedCodes(results);
		expect(refused.filter((code) => code !== 'illegal_transition')).toEqual([]);
		const page = await inspectionPage(await inspected.asLead(), inspection.id);
		if (page.view !== 'whole') throw new Error('not whole');
		expect(page.state).toBe('minutes');
		const stands = await world.client.inspectionAnswer.findUniqueOrThrow({ where: { id: inspection.answers[0] ?? '' } });
		expect(page.current.points).toBe(stands.result === 'partly' ? 8 : 10);
		expect(stands.result).toBe(results[0].status === 'fulfilled' ? 'partly' : 'met');
	});

	it('the unit answers while its inspection is cancelled: refused or kept, never half', async () => {
		const { inspected, inspection } = await fresh();
		await notified(world, inspected, inspection);
		const results = await Promise.allSettled([
			say(await world.as('officer'), inspection, 'self', [{ result: 'met', note: 'Vừa gõ' }]),
			cancelInspection(await world.as('coordinator'), { inspectionId: inspection.id, reason: 'Đơn vị sắp sáp nhập' })
		]);
		expect(results[1].status).toBe('fulfilled');
		expect(refusedCodes(results).filter((code) => code !== 'illegal_transition')).toEqual([]);
		const answer = await world.client.inspectionAnswer.findUniqueOrThrow({ where: { id: inspection.answers[0] ?? '' } });
		expect(answer.selfText).toBe(results[0].status === 'fulfilled' ? 'Vừa gõ' : '');
		expect((await rowOf(inspection.id)).state).toBe('cancelled');
	});

	it('the cycle is closed while a unit answers: refused, and what was typed is kept', async () => {
		const { inspected, inspection } = await fresh();
		await notified(world, inspected, inspection);
		const close = async () => closeCycle(await world.as('coordinator'), { cycleId: inspected.cycleId, reason: 'Hết thời gian' });
		const [said, closed] = await Promise.allSettled([
			say(await world.as('officer'), inspection, 'self', [{ result: 'met', note: 'Đang gõ' }]),
			close()
		]);
		expect([said.status, refusedCodes([closed])]).toEqual(['fulfilled', ['inspections_open']]);
		await cancelInspection(await world.as('coordinator'), { inspectionId: inspection.id, reason: 'Hết thời gian' });
		await close();
		const answer = await world.client.inspectionAnswer.findUniqueOrThrow({ where: { id: inspection.answers[0] ?? '' } });
		expect([answer.selfResult, answer.selfText]).toEqual(['met', 'Đang gõ']);
		expect((await refusal(say(await world.as('officer'), inspection, 'self', [null, {}]))).code).toBe('illegal_transition');
	});

	it('the head hands in while the lead begins the visit: one after the other, or one of them', async () => {
		const { inspected, inspection } = await fresh();
		await notified(world, inspected, inspection);
		await say(await world.as('officer'), inspection, 'self', allMet);
		const results = await Promise.allSettled([
			handInSelfAssessment(await world.as('head'), { inspectionId: inspection.id, password }),
			startVisit(await inspected.asLead(), { inspectionId: inspection.id, reason: 'Kết hợp chuyến công tác' })
		]);
		expect(refusedCodes(results).length).toBeLessThanOrEqual(1);
		const row = await rowOf(inspection.id);
		expect(row.notHandedIn).toBe(row.state === 'on_site' && row.handedInAt === null);
	});
});

describe('the database by itself', () => {
	const attack = (sql: string) => world.client.$executeRawUnsafe(sql);

	it('keeps minutes that wait for a signature, and what was closed', async () => {
		const { id } = await withMinutes();
		await expect(attack(`update inspection set minutes = '{}' where id = '${id}'`)).rejects.toThrow('content_frozen');
		await expect(attack(`update inspection set remarks = 'khác' where id = '${id}'`)).rejects.toThrow('content_frozen');
		await expect(attack(`update inspection set first_visit_on = current_date where id = '${id}'`)).rejects.toThrow('content_frozen');
		await expect(attack(`update inspection set state = 'on_site' where id = '${id}'`)).rejects.toThrow('illegal_transition');
		await expect(attack(`update inspection set state = 'closed', ending = 'signed', closed_at = now() where id = '${id}'`)).rejects.toThrow(
			'gate_not_met'
		);
		await signMinutes(await world.as('head'), { inspectionId: id, password });
		for (const set of [`snapshot = '{}'`, `points = 9`, `ending = 'unsigned'`, `state = 'minutes'`, `unit_opinion = 'x'`])
			await expect(attack(`update inspection set ${set} where id = '${id}'`), set).rejects.toThrow('content_frozen');
		await expect(attack(`delete from inspection where id = '${id}'`)).rejects.toThrow();
		await expect(attack(`update inspection_act set text = 'khác' where inspection_id = '${id}'`)).rejects.toThrow();
		await expect(attack(`delete from inspection_act where inspection_id = '${id}'`)).rejects.toThrow();
		await expect(attack(`update finding set statement = 'khác' where inspection_id = '${id}'`)).rejects.toThrow('content_frozen');
		await expect(attack(`update act_signature set position = 'khác' where subject_id = '${id}'`)).rejects.toThrow();
	});

	it('draws up no minutes while a question is unanswered, and returns them once', async () => {
		const { inspected, inspection } = await fresh();
		await notified(world, inspected, inspection);
		await onSite(world, inspected, inspection);
		const drawn = `update inspection set state = 'minutes', minutes = '{}', minutes_at = now() where id = '${inspection.id}'`;
		await expect(attack(drawn)).rejects.toThrow('gate_not_met');
		const { id } = await withMinutes();
		await returnMinutes(await world.as('head'), { inspectionId: id, reason: 'Sai' });
		await expect(attack(`update inspection set returned_at = null where id = '${id}'`)).rejects.toThrow('content_frozen');
	});

	it('keeps answers to their time, their order and their weight', async () => {
		const { inspected, inspection } = await fresh();
		const [first = ''] = inspection.answers;
		const set = (change: string) => attack(`update inspection_answer set ${change} where id = '${first}'`);
		await expect(set(`self_result = 'met', self_version = 1`)).rejects.toThrow('illegal_transition');
		await notified(world, inspected, inspection);
		await expect(set(`self_result = 'met', self_version = 2`)).rejects.toThrow('illegal_transition');
		await expect(set(`result = 'met', answer_version = 1`)).rejects.toThrow('illegal_transition');
		await onSite(world, inspected, inspection);
		await expect(set(`result = 'met', points = 4.5, answer_version = 1`)).rejects.toThrow('points_out_of_range');
		await expect(set(`result = 'not_applicable', points = 0, answer_version = 1`)).rejects.toThrow('points_out_of_range');
		await expect(set(`result = 'met', points = 0.25, answer_version = 1`)).rejects.toThrow('inspection_answer_points');
		await expect(set(`result = 'met', points = -1, answer_version = 1`)).rejects.toThrow('inspection_answer_points');
		await set(`result = 'met', points = 3.5, answer_version = 1`);
		await expect(attack(`delete from inspection_answer where id = '${first}'`)).rejects.toThrow();
		await expect(attack(`delete from inspection_helper`)).rejects.toThrow('append_only');
		await handedInRefused(inspection);
	});

	async function handedInRefused(inspection: AnInspection) {
		// Handed in is over once the team is there.
		expect((await refusal(handedIn(world, inspection))).code).toBe('illegal_transition');
	}
});

describe('Home', () => {
	it('asks each of them for what is theirs to do, step by step', async () => {
		const { inspected, inspection } = await fresh();
		const { id } = inspection;
		const asks = async (ctx: Ctx) => (await homePage(ctx, world.unitId)).duties.flatMap((duty) => (duty.id === id ? [duty.what] : []));
		const officer = () => world.as('officer');
		const head = () => world.as('head');
		expect(await asks(await inspected.asLead())).toEqual(['inspection_notify']);
		expect(await asks(await inspected.asMember())).toEqual([]);
		await notified(world, inspected, inspection);
		expect([await asks(await officer()), await asks(await head()), await asks(await world.as('staff'))]).toEqual([
			['inspection_self'],
			[],
			[]
		]);
		await say(await officer(), inspection, 'self', allMet);
		expect([await asks(await officer()), await asks(await head())]).toEqual([[], ['inspection_hand_in']]);
		await handInSelfAssessment(await head(), { inspectionId: id, password });
		expect(await asks(await head())).toEqual([]);
		await onSite(world, inspected, inspection);
		expect([await asks(await inspected.asLead()), await asks(await inspected.asMember())]).toEqual([
			['inspection_answer'],
			['inspection_answer']
		]);
		await say(await inspected.asMember(), inspection, 'inspection', allMet);
		expect(await asks(await inspected.asLead())).toEqual(['inspection_draw_up']);
		await drawUpMinutes(await inspected.asLead(), { inspectionId: id, password });
		expect([await asks(await inspected.asLead()), await asks(await head())]).toEqual([[], ['inspection_sign']]);
		await signMinutes(await head(), { inspectionId: id, password });
		expect(await asks(await head())).toEqual([]);
	});
});
