import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadStandards, readEditions } from '../../prisma/seed/standards.ts';
import { inputsOf } from '#lib/domain/reviews/management-inputs.ts';
import { addDays } from '#lib/domain/shared/day.ts';
import { raiseByHand } from '#lib/server/corrective-actions/assign.ts';
import { homePage } from '#lib/server/home.ts';
import { today } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { endReviews } from '#lib/server/reviews/management/end.ts';
import { readFigures } from '#lib/server/reviews/management/figures/read.ts';
import { reportInput, takeFigures } from '#lib/server/reviews/management/inputs.ts';
import { reviewList } from '#lib/server/reviews/management/list.ts';
import { reviewPage } from '#lib/server/reviews/management/page.ts';
import { reviewPaper } from '#lib/server/reviews/management/papers.ts';
import { assignInputs, cancelReview, notifyReview, planReview, postponeReview } from '#lib/server/reviews/management/plan.ts';
import { remindOfManagementReviews } from '#lib/server/reviews/management/remind.ts';
import { attendReview, concludeReview, decideInReview, discussInput, startReview } from '#lib/server/reviews/management/session.ts';
import { handOverMinutes, reportStep, returnMinutes, shareMinutes, signMinutes } from '#lib/server/reviews/management/sign.ts';
import { documentsWorld, password, refusal, type DocumentsWorld, type Who } from '#test/support/documents.ts';

let world: DocumentsWorld;
let day = '';
beforeAll(async () => {
	world = await documentsWorld();
	await loadStandards(world.system, await readEditions());
	day = today(await world.as('officer'));
});
afterAll(() => world.close());

const code = async (act: Promise<unknown>) => (await refusal(act)).code;
const attack = (sql: string) => world.client.$executeRawUnsafe(sql);
const pageOf = async (who: Who, id: string) => reviewPage(await world.as(who), id);
const plan = async (who: Who, more: Record<string, string> = {}) =>
	planReview(await world.as(who), {
		title: 'Xem xét của lãnh đạo năm',
		plannedOn: day,
		startsAt: '08:00',
		place: 'Phòng họp',
		periodFrom: null,
		chairId: world.ids.head,
		secretaryId: world.ids.officer,
		memberIds: [world.ids.drafter],
		unitId: world.unitId,
		...more
	});

describe('a management review', () => {
	let id = '';
	let stepId = '';

	it('is planned by officer or head with every input of the edition', async () => {
		for (const who of ['staff', 'drafter', 'outsider', 'coordinator'] as const) expect(await code(plan(who)), who).toBe('forbidden');
		expect((await refusal(plan('officer', { chairId: world.ids.drafter }))).params.fields).toEqual({ chairId: 'not_head' });
		expect((await refusal(plan('officer', { secretaryId: world.ids.head }))).params.fields).toEqual({ secretaryId: 'same_person' });
		expect((await refusal(plan('officer', { plannedOn: addDays(day, -1) }))).params.fields).toEqual({ plannedOn: 'day_in_past' });
		({ id } = await plan('officer'));
		const page = await pageOf('officer', id);
		expect(page.number).toMatch(/^XX-\d{4}-001$/);
		const edition = await world.client.managementReview.findUniqueOrThrow({
			where: { id },
			select: { standard: { select: { edition: true } } }
		});
		expect(page.inputs.map((input) => input.code)).toEqual(inputsOf(edition.standard.edition).map((input) => input.code));
		expect(await code(pageOf('staff', id))).toBe('management_review_not_found');
		expect(await code(pageOf('coordinator', id))).toBe('management_review_not_found');
		await assignInputs(await world.as('officer'), {
			reviewId: id,
			reporters: [{ inputId: page.inputs[1]?.id ?? '', userId: world.ids.drafter }]
		});
	});

	it('is told two weeks ahead or says why not', async () => {
		expect((await refusal(notifyReview(await world.as('officer'), { reviewId: id }))).params.fields).toEqual({
			shortNoticeReason: 'short_notice:14'
		});
		await expect(
			attack(`update management_review set state = 'notified', notified_at = now(), notice = '{}' where id = '${id}'`)
		).rejects.toThrow(/gate_not_met/);
		await notifyReview(await world.as('officer'), { reviewId: id, shortNoticeReason: 'Theo yêu cầu của tỉnh' });
		await expect(attack(`update management_review set place = 'x' where id = '${id}'`)).rejects.toThrow(/content_frozen/);
		await expect(attack(`delete from management_review_member where review_id = '${id}'`)).rejects.toThrow(/content_frozen/);
		await expect(attack(`delete from management_review_input where review_id = '${id}'`)).rejects.toThrow(/content_frozen/);
		const home = await homePage(await world.as('drafter'), world.unitId);
		expect(home.duties.map(({ what }) => what)).toContain('review_report');
		expect(await remindOfManagementReviews(await world.as('officer'))).toBeGreaterThan(0);
		expect(await remindOfManagementReviews(await world.as('officer'))).toBe(0);
	});

	it('takes figures that eISO owns, as anybody can count them, and frozen', async () => {
		for (let at = 0; at < 2; at++)
			await raiseByHand(await world.as('officer'), {
				unitId: world.unitId,
				source: 'complaint',
				grade: 'minor',
				statement: `Khiếu nại ${at}`
			});
		await takeFigures(await world.as('officer'), { reviewId: id });
		const input = async (name: string) => {
			const row = await world.client.managementReviewInput.findFirst({ where: { reviewId: id, code: name } });
			return readFigures(row?.figures)?.groups.flatMap(({ rows }) => rows.map((one) => [one.name, one.value] as const)) ?? [];
		};
		const actions = Object.fromEntries([...(await input('nonconformities')), ...(await input('preventive'))]);
		expect(actions).toMatchObject({ actions_raised: 2, actions_open: 2, actions_closed: 0, actions_recurring: 0 });
		const inForce = await world.client.version.count({
			where: {
				unitId: world.unitId,
				state: { in: ['issued', 'withdrawn'] },
				effectiveFrom: { lte: new Date(day) },
				OR: [{ effectiveTo: null }, { effectiveTo: { gt: new Date(day) } }]
			}
		});
		expect(Object.fromEntries([...(await input('processes')), ...(await input('changes'))]).documents_in_force).toBe(inForce);
		expect(Object.fromEntries(await input('satisfaction'))).toMatchObject({ faults_complaints: 2 });
		// What happens later does not change what was taken.
		await raiseByHand(await world.as('officer'), { unitId: world.unitId, source: 'self_found', grade: 'minor', statement: 'Sau khi chốt' });
		expect(Object.fromEntries([...(await input('nonconformities')), ...(await input('preventive'))]).actions_raised).toBe(2);
	});

	it('has every input typed with source and day, or said to be missing', async () => {
		const { inputs } = await pageOf('officer', id);
		const blank = { text: '', textSource: '', textOn: null, missing: '' };
		const open = inputs.filter(({ source }) => source === null);
		const [first] = open;
		const inputId = first?.id ?? '';
		expect(
			(await refusal(reportInput(await world.as('officer'), { reviewId: id, inputId, source: 'typed', ...blank }))).params.fields
		).toEqual({
			text: 'required',
			textSource: 'required',
			textOn: 'day_invalid'
		});
		expect(
			await code(reportInput(await world.as('drafter'), { reviewId: id, inputId: inputs[0]?.id ?? '', source: 'not_available', ...blank }))
		).toBe('forbidden');
		for (const [at, one] of open.entries())
			await reportInput(await world.as(one.reporterId === world.ids.drafter ? 'drafter' : 'officer'), {
				reviewId: id,
				inputId: one.id,
				...blank,
				...(at === 0
					? { source: 'typed', text: 'Sắp xếp lại đơn vị', textSource: 'Quyết định của tỉnh', textOn: day }
					: { source: 'not_available', missing: 'Chưa có kết quả chấm điểm' })
			});
		expect((await pageOf('officer', id)).inputs.every(({ source }) => source !== null)).toBe(true);
	});

	it('is held, and its minutes wait for what is missing', async () => {
		await startReview(await world.as('officer'), { reviewId: id });
		expect((await pageOf('officer', id)).gaps.map((gap) => gap.code)).toEqual(['attendance', 'conclusion', 'ended']);
		expect(await code(handOverMinutes(await world.as('officer'), { reviewId: id, password }))).toBe('minutes_incomplete');
		await attendReview(await world.as('officer'), {
			reviewId: id,
			presentIds: [world.ids.head, world.ids.officer],
			absentReason: 'Đi công tác'
		});
		const { inputs } = await pageOf('officer', id);
		const inputId = inputs[0]?.id ?? '';
		const said = { reviewId: id, inputId, discussion: 'Đã trao đổi', conclusion: 'Tiếp tục thực hiện' };
		expect(await code(discussInput(await world.as('drafter'), said))).toBe('forbidden');
		await discussInput(await world.as('officer'), said);
		const decision = {
			reviewId: id,
			decisionId: null,
			inputId,
			kind: 'improvement' as const,
			responsibleId: world.ids.drafter,
			dueOn: addDays(day, 30),
			documentId: null
		};
		expect(
			(await refusal(decideInReview(await world.as('officer'), { ...decision, follow: 'step', what: 'x', dueOn: addDays(day, -1) }))).params
				.fields
		).toEqual({ dueOn: 'day_in_past' });
		await decideInReview(await world.as('officer'), { ...decision, follow: 'corrective_action', what: 'Giảm hồ sơ trễ hạn' });
		const { id: changed } = await decideInReview(await world.as('officer'), {
			...decision,
			follow: 'change_request',
			what: 'Viết quy trình'
		});
		const { rowVersion } = (await pageOf('officer', id)).decisions.find((one) => one.id === changed) ?? expect.unreachable();
		const words = { ...decision, decisionId: changed, follow: 'change_request', what: 'Viết quy trình tiếp công dân' } as const;
		await decideInReview(await world.as('officer'), { ...words, decisionRowVersion: rowVersion });
		expect(await code(decideInReview(await world.as('officer'), { ...words, decisionRowVersion: rowVersion }))).toBe('stale');
		expect((await pageOf('officer', id)).decisions.map(({ what }) => what)).toContain('Viết quy trình tiếp công dân');
		// Two who saw the same row and save at once: one is told that somebody was first.
		const [one, other] = [await world.as('officer'), await world.as('officer')];
		const atOnce = await Promise.allSettled(
			[one, other].map((by, at) => decideInReview(by, { ...words, what: `Viết ${at}`, decisionRowVersion: rowVersion + 1 }))
		);
		expect(atOnce.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
		const kept = (await pageOf('officer', id)).decisions.find((each) => each.id === changed);
		expect([kept?.what, kept?.rowVersion]).toEqual([`Viết ${atOnce.findIndex(({ status }) => status === 'fulfilled')}`, rowVersion + 2]);
		({ id: stepId } = await decideInReview(await world.as('officer'), { ...decision, follow: 'step', what: 'Mua máy quét' }));
		await concludeReview(await world.as('officer'), { reviewId: id, conclusion: 'Hệ thống phù hợp', endedAt: '10:00' });
		expect((await pageOf('officer', id)).gaps).toEqual([]);
	});

	it('is signed by the secretary, then by the chair over the same minutes; decisions become actions and requests', async () => {
		expect(await code(handOverMinutes(await world.as('head'), { reviewId: id, password }))).toBe('forbidden');
		expect(await code(handOverMinutes(await world.as('officer'), { reviewId: id, password: 'sai' }))).toBe('signature_refused');
		expect(await code(handOverMinutes(await world.as('officer'), { reviewId: id, password, sha256: 'a'.repeat(64) }))).toBe(
			'content_changed'
		);
		await handOverMinutes(await world.as('officer'), { reviewId: id, password });
		await expect(attack(`update management_review set conclusion = 'x' where id = '${id}'`)).rejects.toThrow(/content_frozen/);
		await expect(attack(`update management_review_input set text = 'x' where review_id = '${id}'`)).rejects.toThrow(/content_frozen/);
		await expect(attack(`update management_review_decision set what = 'x' where review_id = '${id}'`)).rejects.toThrow(/content_frozen/);
		await expect(
			attack(
				`update management_review set state = 'closed', closed_at = now(), chair_signature_id = secretary_signature_id where id = '${id}'`
			)
		).rejects.toThrow(/gate_not_met/);
		await returnMinutes(await world.as('head'), { reviewId: id, reason: 'Bổ sung kết luận' });
		expect((await pageOf('officer', id)).state).toBe('in_session');
		await handOverMinutes(await world.as('officer'), { reviewId: id, password });
		expect(await code(signMinutes(await world.as('officer'), { reviewId: id, password }))).toBe('forbidden');
		const { minutesSha256 } = await pageOf('head', id);
		const done = await signMinutes(await world.as('head'), { reviewId: id, password, sha256: minutesSha256 });
		expect(done).toMatchObject({ state: 'closed', raised: 2 });
		const page = await pageOf('head', id);
		expect(page.decisions.map(({ status, reference }) => [status, reference?.slice(0, 3) ?? null])).toEqual([
			['action_analysing', 'KPH'],
			['request_proposed', 'YC-'],
			['step_open', null]
		]);
		const action = await world.client.correctiveAction.findFirstOrThrow({ where: { unitId: world.unitId, source: 'management_review' } });
		expect([action.ownerId, action.dueOn?.toISOString().slice(0, 10)]).toEqual([world.ids.drafter, addDays(day, 30)]);
		expect(page.signatures.slice(-2).map(({ asSigned }) => asSigned)).toEqual([true, true]);
	});

	it('stays as it was signed, and its steps are reported once', async () => {
		for (const sql of [
			`update management_review set title = 'x' where id = '${id}'`,
			`update management_review_input set conclusion = 'x' where review_id = '${id}'`,
			`delete from management_review_decision where review_id = '${id}'`,
			`update management_review_decision set action_id = null where review_id = '${id}' and action_id is not null`,
			`delete from management_review where id = '${id}'`,
			'truncate management_review cascade'
		])
			await expect(attack(sql), sql).rejects.toThrow(/content_frozen|append_only|illegal_transition/);
		const step = { reviewId: id, decisionId: stepId, doneOn: day, result: 'Đã mua' };
		expect(await code(reportStep(await world.as('staff'), step))).toBe('management_review_not_found');
		await reportStep(await world.as('drafter'), step);
		expect(await code(reportStep(await world.as('drafter'), step))).toBe('illegal_transition');
	});

	it('prints notice and minutes, and shows the minutes to all staff once a head says so', async () => {
		for (const paper of ['notice', 'minutes'] as const) {
			const { bytes } = await reviewPaper(await world.as('officer'), id, paper);
			expect(Buffer.from(bytes.subarray(0, 5)).toString()).toBe('%PDF-');
		}
		expect(await code(pageOf('staff', id))).toBe('management_review_not_found');
		expect(await code(shareMinutes(await world.as('officer'), { reviewId: id }))).toBe('forbidden');
		await shareMinutes(await world.as('head'), { reviewId: id });
		expect((await pageOf('staff', id)).all).toBe(false);
		expect(await code(reviewPaper(await world.as('staff'), id, 'notice'))).toBe('file_not_found');
		expect(await code(pageOf('outsider', id))).toBe('management_review_not_found');
		const province = await reviewList(await world.as('coordinator'), null, null);
		expect(province.items.map(({ title, state }) => [title, state])).toContainEqual([null, 'closed']);
		expect((await reviewList(await world.as('officer'), world.unitId, null)).due).toBeNull();
	});

	it('is put off with its first day kept, called off with a reason, and ends with its unit', async () => {
		const later = await plan('head', { plannedOn: addDays(day, 40) });
		await notifyReview(await world.as('officer'), { reviewId: later.id });
		expect(await code(startReview(await world.as('officer'), { reviewId: later.id }))).toBe('review_too_early');
		const put = { reviewId: later.id, plannedOn: addDays(day, 50), reason: 'Trùng lịch' };
		expect(await code(postponeReview(await world.as('officer'), put))).toBe('forbidden');
		await postponeReview(await world.as('head'), put);
		expect(await pageOf('officer', later.id)).toMatchObject({
			state: 'planned',
			firstPlannedOn: addDays(day, 40),
			plannedOn: addDays(day, 50)
		});
		expect((await pageOf('officer', later.id)).periodFrom).toBe(addDays(day, 1));
		expect((await refusal(cancelReview(await world.as('head'), { reviewId: later.id, reason: ' ' }))).params.fields).toEqual({
			reason: 'reason_required'
		});
		await cancelReview(await world.as('head'), { reviewId: later.id, reason: 'Không cần' });
		const last = await plan('officer', { plannedOn: addDays(day, 60) });
		expect(await transaction(await world.as('officer'), (ctx) => endReviews(ctx, world.unitId))).toEqual([last.number]);
		expect((await pageOf('officer', last.id)).state).toBe('cancelled');
	});
});
