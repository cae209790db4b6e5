import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseActionQuery } from '#lib/domain/corrective-actions/list-query.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { findAction, tellOfAction } from '#lib/server/corrective-actions/action-facts.ts';
import { actionPage } from '#lib/server/corrective-actions/action-page.ts';
import { addLine, recordCause, recordCorrection } from '#lib/server/corrective-actions/analysis.ts';
import { assignAction, raiseByHand, reassignAction, reassignLine } from '#lib/server/corrective-actions/assign.ts';
import { checkPage } from '#lib/server/corrective-actions/check-page.ts';
import { askExtension, grantExtension } from '#lib/server/corrective-actions/extensions.ts';
import { confirmFault, reportFault } from '#lib/server/corrective-actions/fault-reports.ts';
import { remindOfActions } from '#lib/server/corrective-actions/ladder.ts';
import { linkDocument } from '#lib/server/corrective-actions/linked-documents.ts';
import { actionList } from '#lib/server/corrective-actions/list.ts';
import { approvePlan, returnPlan, submitPlan } from '#lib/server/corrective-actions/plan.ts';
import {
	addActionEvidence,
	addLineEvidence,
	completeAction,
	dropLine,
	removeActionEvidence,
	reportLine
} from '#lib/server/corrective-actions/progress.ts';
import { addCheckEvidence, verifyEffective, verifyIneffective } from '#lib/server/corrective-actions/verification.ts';
import { nameVerifier } from '#lib/server/corrective-actions/verifier.ts';
import { askVoidAction, confirmVoidAction } from '#lib/server/corrective-actions/void.ts';
import { createDocument } from '#lib/server/documents/documents.ts';
import { waitingDuties } from '#lib/server/documents/queries/home-duties.ts';
import { laterDuties } from '#lib/server/home.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { actionRow, assignedAction, completedAction, plannedAction, type AnAction } from '#test/support/actions.ts';
import { documentsWorld, noticesOf, password, refusal, type DocumentsWorld } from '#test/support/documents.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

/*
 * Corrective actions tried by people who want to get round the rules of states.md §10: who did it and steps aside to verify it, days that are
 * written back, things of other units, two at once, and who looks where they see no more than the outline.
 */
let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld('2026-11-26T02:00:00Z', { max: 16 });
});
afterAll(() => world.close());

const code = async (act: Promise<unknown>) => (await refusal(act)).code;
const fields = async (act: Promise<unknown>) => (await refusal(act)).params['fields'];
const checked = { verification: 'Xem 20 hồ sơ, không hồ sơ nào trễ.', riskTouched: false } as const;
const lineId = async (action: AnAction) =>
	(await world.client.actionLine.findFirstOrThrow({ where: { actionId: action.id, removedAt: null } })).id;

/** The line is done by this person, and the effect is to be checked today. */
async function finish(action: AnAction, doerId: string, ownerId: string) {
	await reportLine(await world.asId(doerId), {
		actionId: action.id,
		lineId: await lineId(action),
		doneOn: world.day(),
		files: [await world.pdf()]
	});
	await completeAction(await world.asId(ownerId), { actionId: action.id, checkDays: 0, reason: 'Thấy ngay kết quả' });
}

/** The database alone, as if the command had let it through. */
const verifiedBySql = (action: AnAction, userId: string) =>
	onItsDay(world, (db) =>
		db.$executeRawUnsafe(`update corrective_action set state = 'closed', outcome = 'ineffective', verification = 'x', verifier_id = '${userId}',
			verified_by_id = '${userId}', verified_at = eiso_now() where id = '${action.id}'`)
	);

describe('who worked on it does not verify it', () => {
	it('not who did a line until it was given to another', async () => {
		const action = await plannedAction(world);
		await addLineEvidence(await world.as('staff'), { actionId: action.id, lineId: await lineId(action), files: [await world.pdf()] });
		await reassignLine(await world.as('officer'), {
			actionId: action.id,
			lineId: await lineId(action),
			doerId: world.ids.reviewer2,
			reason: 'Nghỉ phép'
		});
		await finish(action, world.ids.reviewer2, world.ids.drafter);
		const officer = await world.as('officer');
		expect(await fields(nameVerifier(officer, { actionId: action.id, userId: world.ids.staff }))).toEqual({ userId: 'verifier_did_it' });
		await expect(verifiedBySql(action, world.ids.staff)).rejects.toThrow(/separation_of_duties/);
	});

	it('not who owned it while it was carried out', async () => {
		const action = await plannedAction(world);
		const officer = await world.as('officer');
		await reassignAction(officer, { actionId: action.id, ownerId: world.ids.reviewer, reason: 'Nghỉ sinh' });
		await reassignAction(officer, { actionId: action.id, ownerId: world.ids.reviewer2, reason: 'Chuyển việc' });
		await finish(action, world.ids.staff, world.ids.reviewer2);
		for (const userId of [world.ids.reviewer, world.ids.drafter]) {
			expect(await fields(nameVerifier(officer, { actionId: action.id, userId }))).toEqual({ userId: 'verifier_did_it' });
			await expect(verifiedBySql(action, userId)).rejects.toThrow(/separation_of_duties/);
		}
	});

	it('and who is to verify it is not made its owner or doer', async () => {
		const action = await plannedAction(world);
		const officer = await world.as('officer');
		await nameVerifier(officer, { actionId: action.id, userId: world.ids.reviewer });
		expect(await code(reassignAction(officer, { actionId: action.id, ownerId: world.ids.reviewer, reason: 'x' }))).toBe(
			'separation_of_duties'
		);
		const given = { actionId: action.id, lineId: await lineId(action), doerId: world.ids.reviewer, reason: 'x' };
		expect(await code(reassignLine(officer, given))).toBe('separation_of_duties');
	});

	it('not who has left the unit since: they see it no more', async () => {
		const action = await completedAction(world);
		const leaving = await world.addPerson(['reader']);
		await nameVerifier(await world.as('officer'), { actionId: action.id, userId: leaving });
		await addCheckEvidence(await world.asId(leaving), { actionId: action.id, files: [await world.pdf()] });
		await onItsDay(world, (db) => db.membership.updateMany({ where: { userId: leaving }, data: { validTo: toDbDate(world.day()) } }));
		await world.client.membership.create({
			data: {
				userId: leaving,
				unitId: world.otherUnitId,
				roles: ['officer'],
				position: 'Chuyên viên',
				capacity: null,
				validFrom: toDbDate(world.day())
			}
		});
		const gone = await world.asId(leaving);
		expect(await code(verifyEffective(gone, { actionId: action.id, ...checked }))).toBe('corrective_action_not_found');
		expect(await code(actionPage(gone, action.id))).toBe('corrective_action_not_found');
		const query = parseActionQuery(new URLSearchParams({ state: 'all', q: action.number }));
		expect((await actionList(gone, null, query)).total).toBe(0);
		if (gone.actor.kind !== 'user') throw new Error('nobody');
		expect((await waitingDuties(gone, gone.actor, laterDuties)).filter(({ subjectId }) => subjectId === action.id)).toEqual([]);
	});
});

describe('who was to verify it and has left', () => {
	it.each([
		[
			'the unit',
			(userId: string) => onItsDay(world, (db) => db.membership.updateMany({ where: { userId }, data: { validTo: toDbDate(world.day()) } }))
		],
		['eISO', (userId: string) => world.client.user.update({ where: { id: userId }, data: { status: 'disabled' } })]
	])('(%s) does not keep the check waiting, and hears no words of it', async (_what, leave) => {
		const action = await completedAction(world, { statement: 'LỜI RIÊNG CỦA ĐƠN VỊ' });
		const officer = await world.as('officer');
		const leaving = await world.addPerson(['reader']);
		await nameVerifier(officer, { actionId: action.id, userId: leaving });
		const reasons = async () => (await checkPage(officer, action.id)).whole?.blocks.map(({ reason }) => reason);
		const duties = async () => {
			if (officer.actor.kind !== 'user') throw new Error('nobody');
			const all = await waitingDuties(officer, officer.actor, laterDuties);
			return all.filter(({ subjectId }) => subjectId === action.id).map(({ what }) => what);
		};
		expect(await reasons()).toEqual(['no_evidence']);
		expect(await duties()).toEqual([]);
		await leave(leaving);
		expect(await reasons()).toEqual(['no_verifier', 'no_evidence']);
		expect(await duties()).toEqual(['action_name_verifier']);
		await remindOfActions(world.system);
		for (const who of ['officer', 'head'] as const) expect(await noticesOf(world, who, action.id)).toContain('action_check_unnamed');
		const { action: loaded } = await findAction(world.system, action.id);
		await transaction(world.system, (ctx) => tellOfAction(ctx, loaded, 'action_failed', [leaving, world.ids.head]));
		expect(
			await world.client.notice.count({ where: { userId: leaving, subjectId: action.id, kind: { not: 'action_verifier_named' } } })
		).toBe(0);
		expect(await noticesOf(world, 'head', action.id)).toContain('action_failed');
	});

	it('is named again as a guest from where they are now', async () => {
		const action = await completedAction(world);
		const officer = await world.as('officer');
		const moving = await world.addPerson(['reader']);
		await nameVerifier(officer, { actionId: action.id, userId: moving });
		expect(await code(nameVerifier(officer, { actionId: action.id, userId: moving }))).toBe('verifier_named_already');
		await onItsDay(world, (db) => db.membership.updateMany({ where: { userId: moving }, data: { validTo: toDbDate(world.day()) } }));
		await world.client.membership.create({
			data: {
				userId: moving,
				unitId: world.otherUnitId,
				roles: ['reader'],
				position: 'Chuyên viên',
				capacity: null,
				validFrom: toDbDate(world.day())
			}
		});
		const { email } = await world.client.user.findUniqueOrThrow({ where: { id: moving } });
		await nameVerifier(officer, { actionId: action.id, guestEmail: email, reason: 'Vẫn nhận việc này' });
		expect(await actionRow(world, action.id)).toMatchObject({ verifierId: moving, verifierUnitId: world.otherUnitId });
		expect(await world.client.notice.count({ where: { userId: moving, subjectId: action.id, lapsedAt: null } })).toBe(1);
	});
});

describe('who has no part in it any more', () => {
	it('has no notice of it left, unless they keep the actions of the unit', async () => {
		const action = await plannedAction(world);
		const officer = await world.as('officer');
		const line = await lineId(action);
		expect(await noticesOf(world, 'staff', action.id)).toEqual(['action_plan_approved']);
		await reassignLine(officer, { actionId: action.id, lineId: line, doerId: world.ids.reviewer2, reason: 'Nghỉ phép' });
		expect(await noticesOf(world, 'staff', action.id)).toEqual([]);
		expect(await noticesOf(world, 'drafter', action.id)).toContain('action_plan_approved');
		await reassignAction(await world.as('head'), { actionId: action.id, ownerId: world.ids.officer, reason: 'Nghỉ phép' });
		expect(await noticesOf(world, 'drafter', action.id)).toEqual([]);
		expect(await noticesOf(world, 'officer', action.id)).toContain('action_assigned');
		await askExtension(await world.as('officer'), { actionId: action.id, dueOn: world.day(60), reason: 'x' });
		await reassignAction(await world.as('head'), { actionId: action.id, ownerId: world.ids.reviewer2, reason: 'Nghỉ phép' });
		expect(await noticesOf(world, 'deputy', action.id)).toContain('action_extension_asked');
		expect(await noticesOf(world, 'reviewer2', action.id)).toContain('action_assigned');
	});
});

describe('who may not name a verifier', () => {
	it('does not learn by it who is known', async () => {
		const action = await plannedAction(world);
		const { email } = await world.client.user.findUniqueOrThrow({ where: { id: world.ids.outsider } });
		for (const guestEmail of [email, 'khong.ai@example.vn'])
			expect(await code(nameVerifier(await world.as('staff'), { actionId: action.id, guestEmail, reason: 'x' }))).toBe('forbidden');
	});
});

describe('days are not written back', () => {
	it('a line is not done before the action was raised, so that the check keeps its distance', async () => {
		const action = await plannedAction(world);
		const input = { actionId: action.id, lineId: await lineId(action), files: [await world.pdf()] };
		const doer = await world.as('staff');
		expect(await fields(reportLine(doer, { ...input, doneOn: world.day(-60) }))).toEqual({ doneOn: 'day_before_found' });
		expect(await fields(reportLine(doer, { ...input, doneOn: world.day(-1) }))).toEqual({ doneOn: 'day_before_found' });
		await reportLine(doer, { ...input, doneOn: world.day() });
	});

	it('days late are those until it was done, not those until it was checked', async () => {
		const before = world.clock.now();
		const action = await plannedAction(world, { dueIn: 3 });
		const pass = (days: number) => world.clock.set(new Date(world.clock.now().getTime() + days * 86_400_000));
		pass(5);
		await reportLine(await world.as('staff'), {
			actionId: action.id,
			lineId: await lineId(action),
			doneOn: world.day(),
			files: [await world.pdf()]
		});
		await completeAction(await world.as('drafter'), { actionId: action.id, checkDays: 30 });
		pass(40);
		expect((await actionPage(await world.as('officer'), action.id)).late).toEqual({ days: 2, sinceFirst: 2 });
		await nameVerifier(await world.as('officer'), { actionId: action.id, userId: world.ids.reviewer });
		await addCheckEvidence(await world.as('reviewer'), { actionId: action.id, files: [await world.pdf()] });
		await verifyEffective(await world.as('reviewer'), { actionId: action.id, ...checked });
		expect((await actionPage(await world.as('officer'), action.id)).late).toEqual({ days: 2, sinceFirst: 2 });
		// What is done waits for its check and is late no more.
		const late = async () =>
			(await actionList(await world.as('officer'), world.unitId, parseActionQuery(new URLSearchParams({ late: '1' })))).items.map(
				({ id }) => id
			);
		expect(await late()).not.toContain(action.id);
		world.clock.set(before);
	});
});

describe('things of other units', () => {
	it('no area of another unit comes in with a fault that is confirmed', async () => {
		const area = await world.client.auditArea.create({
			data: { unitId: world.otherUnitId, name: 'Khu vực của đơn vị khác', createdAt: world.clock.now() }
		});
		const report = await reportFault(await world.as('staff'), { unitId: world.unitId, what: 'Giao nhầm', foundOn: world.day() });
		const input = { reportId: report.id, source: 'wrong_result', grade: 'minor' } as const;
		const officer = await world.as('officer');
		expect(await fields(confirmFault(officer, { ...input, areaId: area.id }))).toEqual({ areaId: 'invalid' });
		expect(await fields(confirmFault(officer, { ...input, areaId: 'x' }))).toEqual({ areaId: 'invalid' });
	});

	it('no owner, doer, verifier, document or line of another unit or action', async () => {
		const [action, other] = [await plannedAction(world), await plannedAction(world)];
		const officer = await world.as('officer');
		const stranger = world.ids.outsider;
		expect(await fields(reassignAction(officer, { actionId: action.id, ownerId: stranger, reason: 'x' }))).toEqual({
			ownerId: 'person_unknown'
		});
		const line = await lineId(action);
		expect(await fields(reassignLine(officer, { actionId: action.id, lineId: line, doerId: stranger, reason: 'x' }))).toEqual({
			doerId: 'person_unknown'
		});
		const foreign = await lineId(other);
		const doer = await world.as('staff');
		const done = { doneOn: world.day(), files: [await world.pdf()] };
		expect(await code(reportLine(doer, { actionId: action.id, lineId: foreign, ...done }))).toBe('stale');
		expect(await code(dropLine(await world.as('drafter'), { actionId: action.id, lineId: foreign, reason: 'x' }))).toBe('stale');
		await reportLine(doer, { actionId: other.id, lineId: foreign, ...done });
		const file = await world.client.evidenceFile.findFirstOrThrow({ where: { subjectId: foreign } });
		expect(await code(removeActionEvidence(await world.as('head'), { actionId: action.id, evidenceId: file.id, reason: 'x' }))).toBe(
			'file_not_found'
		);
		const { id: documentId } = await createDocument(await world.as('outsider'), {
			unitId: world.otherUnitId,
			code: 'QT-99',
			kind: 'QT',
			title: 'Của đơn vị khác'
		});
		expect(await fields(linkDocument(officer, { actionId: action.id, documentId }))).toEqual({ documentId: 'document_unknown' });
	});
});

describe('who has left', () => {
	it('is made neither owner nor doer, and does nothing that was theirs', async () => {
		const [gone, disabled] = [await world.addPerson(['reader']), await world.addPerson(['reader'])];
		const action = await plannedAction(world);
		const officer = await world.as('officer');
		const line = await lineId(action);
		await reassignLine(officer, { actionId: action.id, lineId: line, doerId: gone, reason: 'x' });
		await onItsDay(world, (db) => db.membership.updateMany({ where: { userId: gone }, data: { validTo: toDbDate(world.day()) } }));
		await world.client.user.update({ where: { id: disabled }, data: { status: 'disabled' } });
		for (const userId of [gone, disabled]) {
			const given = { actionId: action.id, reason: 'x' };
			expect(await fields(reassignAction(officer, { ...given, ownerId: userId }))).toEqual({ ownerId: 'person_unknown' });
			expect(await fields(reassignLine(officer, { ...given, lineId: line, doerId: userId }))).toEqual({ doerId: 'person_unknown' });
		}
		const done = { actionId: action.id, lineId: line, doneOn: world.day(), files: [await world.pdf()] };
		expect(await code(reportLine(await world.asId(gone), done))).toBe('corrective_action_not_found');
		await reassignLine(officer, { actionId: action.id, lineId: line, doerId: world.ids.staff, reason: 'Đã nghỉ việc' });
		await reportLine(await world.as('staff'), done);
	});
});

describe('who raised or owned it and has left', () => {
	it('hears no more of it, and the Department agrees in their place', async () => {
		const before = world.clock.now();
		const [raiser, owner] = [await world.addPerson(['officer']), await world.addPerson(['reader'])];
		const { id: actionId } = await raiseByHand(await world.asId(raiser), {
			unitId: world.unitId,
			source: 'self_found',
			grade: 'minor',
			statement: 'LỜI RIÊNG CỦA ĐƠN VỊ'
		});
		await assignAction(await world.as('officer'), { actionId, ownerId: owner, dueOn: world.day(5) });
		for (const userId of [raiser, owner]) {
			await onItsDay(world, (db) => db.membership.updateMany({ where: { userId }, data: { validTo: toDbDate(world.day()) } }));
			await world.client.notice.deleteMany({ where: { userId } });
		}
		world.clock.set(new Date(before.getTime() + 8 * 86_400_000));
		await remindOfActions(world.system);
		await askVoidAction(await world.as('head'), { actionId, reason: 'Lập nhầm' });
		expect(await noticesOf(world, 'coordinator', actionId)).toContain('action_void_asked');
		await confirmVoidAction(await world.as('coordinator'), { actionId });
		expect(await world.client.notice.count({ where: { userId: { in: [raiser, owner] }, subjectId: actionId } })).toBe(0);
		world.clock.set(before);
	});
});

describe('one side alone', () => {
	it('does not make an action void: two heads, or a head who raised it', async () => {
		const action = await assignedAction(world);
		await askVoidAction(await world.as('head'), { actionId: action.id, reason: 'x' });
		for (const who of ['head', 'deputy'] as const)
			expect(await code(confirmVoidAction(await world.as(who), { actionId: action.id })), who).toBe('second_person_needed');
		for (const [who, expected] of [
			['drafter', 'forbidden'],
			['staff', 'corrective_action_not_found'],
			['outsider', 'corrective_action_not_found'],
			['inspector', 'forbidden']
		] as const)
			expect(await code(confirmVoidAction(await world.as(who), { actionId: action.id })), who).toBe(expected);
		const own = await raiseByHand(await world.as('head'), {
			unitId: world.unitId,
			source: 'self_found',
			grade: 'minor',
			statement: 'Do giám đốc nêu'
		});
		await askVoidAction(await world.as('head'), { actionId: own.id, reason: 'x' });
		expect(await code(confirmVoidAction(await world.as('head'), { actionId: own.id }))).toBe('second_person_needed');
		await confirmVoidAction(await world.as('deputy'), { actionId: own.id });
		expect(await actionRow(world, own.id)).toMatchObject({ outcome: 'void' });
	});
});

describe('evidence of a closed action', () => {
	it('is not added to and not taken away, by command or by SQL', async () => {
		const action = await completedAction(world);
		const officer = await world.as('officer');
		await nameVerifier(officer, { actionId: action.id, userId: world.ids.reviewer });
		const verifier = await world.as('reviewer');
		const files = [await world.pdf()];
		// A form that points to nothing, or to two things, says so beside its own fields.
		const pointing = (documentId: string | null, recordId: string | null) =>
			fields(addCheckEvidence(verifier, { actionId: action.id, documentId, recordId }));
		expect(await pointing(null, null)).toEqual({ documentId: 'pointer_required' });
		expect(await pointing(crypto.randomUUID(), crypto.randomUUID())).toEqual({ recordId: 'pointer_one' });
		expect(await fields(addCheckEvidence(verifier, { actionId: action.id, files: [] }))).toEqual({ evidence: 'required' });
		await addCheckEvidence(verifier, { actionId: action.id, files });
		await verifyEffective(verifier, { actionId: action.id, ...checked });
		expect(await code(addCheckEvidence(verifier, { actionId: action.id, files }))).toBe('illegal_transition');
		expect(await code(addActionEvidence(officer, { actionId: action.id, files }))).toBe('illegal_transition');
		const line = await lineId(action);
		for (const subjectId of [action.id, line]) {
			const file = await world.client.evidenceFile.findFirstOrThrow({ where: { subjectId } });
			const input = { actionId: action.id, evidenceId: file.id, reason: 'x' };
			expect(await code(removeActionEvidence(await world.as('head'), input))).toBe('illegal_transition');
			for (const attack of [
				`update evidence_file set removed_at = eiso_now(), removed_by_id = '${world.ids.head}', removed_reason = 'x', stored_sha256 = null where id = '${file.id}'`,
				`insert into evidence_file (id, subject_type, subject_id, unit_id, sha256, stored_sha256, name, file_type, size, added_by_id, added_at)
					select gen_random_uuid(), subject_type, subject_id, unit_id, sha256, stored_sha256, 'x.pdf', file_type, size, added_by_id, eiso_now()
					from evidence_file where id = '${file.id}'`
			])
				await expect(
					onItsDay(world, (db) => db.$executeRawUnsafe(attack)),
					attack
				).rejects.toThrow(/content_frozen|illegal_transition/);
		}
	});
});

describe('two at once', () => {
	it('of two heads who sign one wins, and one signature is kept', async () => {
		const waiting = await submittedAction();
		const results = await Promise.allSettled([
			approvePlan(await world.as('head'), { actionId: waiting.id, password }),
			approvePlan(await world.as('deputy'), { actionId: waiting.id, password })
		]);
		expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
		expect(await world.client.actSignature.count({ where: { subjectId: waiting.id } })).toBe(1);
	});

	it('of a head who signs and a head who returns one wins', async () => {
		const waiting = await submittedAction();
		const { rowVersion } = await actionRow(world, waiting.id);
		const results = await Promise.allSettled([
			approvePlan(await world.as('head'), { actionId: waiting.id, password, rowVersion }),
			returnPlan(await world.as('deputy'), { actionId: waiting.id, reason: 'Chưa tới gốc', rowVersion })
		]);
		expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
	});

	it('of two who grant more time one wins', async () => {
		const action = await assignedAction(world);
		const { id: extensionId } = await askExtension(await world.as('drafter'), { actionId: action.id, dueOn: world.day(45), reason: 'x' });
		const results = await Promise.allSettled([
			grantExtension(await world.as('head'), { extensionId, reason: 'Đồng ý' }),
			grantExtension(await world.as('deputy'), { extensionId, reason: 'Đồng ý' })
		]);
		expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
	});
});

/** Its plan waits for a head. */
async function submittedAction(): Promise<AnAction> {
	const action = await assignedAction(world);
	const owner = await world.as('drafter');
	const actionId = action.id;
	await recordCorrection(owner, { actionId, correction: 'Đã sửa', correctionDoneOn: null, correctionImpossible: null, consequences: '' });
	await recordCause(owner, {
		actionId,
		method: 'five_whys',
		whys: ['Không có cột'],
		outline: '',
		rootCause: 'Mẫu thiếu cột',
		riskTouched: false,
		riskNote: ''
	});
	await addLine(owner, { actionId, what: 'Thêm cột', doerId: world.ids.staff, dueOn: world.day(5) });
	await submitPlan(owner, { actionId });
	return action;
}

describe('more time for the one head there is', () => {
	it('waits for the Department in Home, by number alone', async () => {
		const unitId = await world.addUnit('SO-IT-NGUOI');
		const officer = await world.asId(await world.addPerson(['officer'], { unitId }));
		const only = await world.asId(await world.addPerson(['head'], { unitId }));
		if (only.actor.kind !== 'user') throw new Error('nobody');
		const statement = 'LỜI RIÊNG CỦA ĐƠN VỊ ÍT NGƯỜI';
		const action = await raiseByHand(officer, { unitId, source: 'self_found', grade: 'minor', statement });
		await assignAction(officer, { actionId: action.id, ownerId: only.actor.userId, dueOn: world.day(9) });
		const { id: extensionId } = await askExtension(only, { actionId: action.id, dueOn: world.day(20), reason: 'Ít người' });
		const coordinator = await world.as('coordinator');
		if (coordinator.actor.kind !== 'user') throw new Error('nobody');
		const duties = await waitingDuties(coordinator, coordinator.actor, laterDuties);
		expect(duties.filter(({ subjectId }) => subjectId === action.id).map(({ what }) => what)).toEqual(['action_extension']);
		const notices = await world.client.notice.findMany({ where: { userId: world.ids.coordinator, subjectId: action.id } });
		expect(JSON.stringify([duties, notices])).not.toContain('LỜI RIÊNG');
		expect(await code(grantExtension(only, { extensionId, reason: 'x' }))).toBe('forbidden');
		await grantExtension(coordinator, { extensionId, reason: 'Đồng ý' });
		expect((await waitingDuties(coordinator, coordinator.actor, laterDuties)).filter(({ subjectId }) => subjectId === action.id)).toEqual(
			[]
		);
	});
});

describe('who sees no more than the outline', () => {
	it('is told that they may not, and not that there is nothing', async () => {
		const action = await completedAction(world);
		const planned = await assignedAction(world);
		for (const who of ['coordinator', 'inspector'] as const) {
			const ctx = await world.as(who);
			expect((await actionPage(ctx, action.id)).whole).toBeNull();
			expect(await code(verifyEffective(ctx, { actionId: action.id, ...checked })), who).toBe('forbidden');
			expect(await code(verifyIneffective(ctx, { actionId: action.id, verification: 'x' })), who).toBe('forbidden');
			expect(await code(assignAction(ctx, { actionId: planned.id, ownerId: world.ids.drafter, dueOn: world.day(3) })), who).toBe(
				'forbidden'
			);
		}
		for (const who of ['reviewer', 'outsider', 'administrator'] as const)
			expect(await code(verifyEffective(await world.as(who), { actionId: action.id, ...checked })), who).toBe(
				'corrective_action_not_found'
			);
	});

	it('reads why it is to be void only if they are the one to agree', async () => {
		const secret = 'LÝ DO RIÊNG CỦA ĐƠN VỊ';
		const byOfficer = await assignedAction(world);
		await askVoidAction(await world.as('officer'), { actionId: byOfficer.id, reason: secret });
		// The officer raised it: a head has to agree, and the Department has no part in it.
		for (const who of ['coordinator', 'inspector'] as const) {
			const page = await actionPage(await world.as(who), byOfficer.id);
			expect(page.voiding.mayConfirm, who).toBe(false);
			expect(JSON.stringify(page), who).not.toContain(secret);
		}
		expect((await actionPage(await world.as('head'), byOfficer.id)).voiding).toMatchObject({ mayConfirm: true, reason: secret });
		expect((await actionPage(await world.as('deputy'), byOfficer.id)).voiding.mayConfirm).toBe(true);
		const byHead = await assignedAction(world);
		await askVoidAction(await world.as('head'), { actionId: byHead.id, reason: secret });
		expect((await actionPage(await world.as('coordinator'), byHead.id)).voiding).toMatchObject({ mayConfirm: true, reason: secret });
		// Another head is of the same side.
		expect((await actionPage(await world.as('deputy'), byHead.id)).voiding.mayConfirm).toBe(false);
	});
});
