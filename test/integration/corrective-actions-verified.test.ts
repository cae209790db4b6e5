import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '#lib/domain/shared/day.ts';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { askExtension, extensionsOf, grantExtension, refuseExtension } from '#lib/server/corrective-actions/extensions.ts';
import { loadAction, loadActionOutline } from '#lib/server/corrective-actions/action-facts.ts';
import { checkPage } from '#lib/server/corrective-actions/check-page.ts';
import { blocksOf } from '#lib/server/corrective-actions/gate.ts';
import { linkDocument, proposeChange, unlinkDocument } from '#lib/server/corrective-actions/linked-documents.ts';
import { recurrenceOf, recurrences } from '#lib/server/corrective-actions/recurrences.ts';
import { addCheckEvidence, verifyEffective, verifyIneffective } from '#lib/server/corrective-actions/verification.ts';
import { nameVerifier } from '#lib/server/corrective-actions/verifier.ts';
import { waiveReading } from '#lib/server/documents/readings/waive.ts';
import { actionRow, assignedAction, completedAction, plannedAction, raisedAction, type AnAction } from '#test/support/actions.ts';
import {
	approvedVersion,
	documentsWorld,
	issuedVersion,
	issueVersions,
	noticesOf,
	refusal,
	trailOf,
	type DocumentsWorld,
	type Who
} from '#test/support/documents.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

/*
 * states.md §10, C8, C10 and C11 row by row: who may, each gate alone, what is told, and what the database refuses by itself.
 */
let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld('2026-11-26T02:00:00Z', { max: 16 });
});
afterAll(() => world.close());

/** What the guards of the database say, as they come through. */
const bySql = /content_frozen|append_only|separation_of_duties|illegal_transition|action_one_extension/;
const checked = { verification: 'Xem 20 hồ sơ của tháng, không hồ sơ nào trễ.', riskTouched: false } as const;

async function ask(action: AnAction, who: Who = 'drafter', days = 45) {
	return askExtension(await world.as(who), { actionId: action.id, dueOn: world.day(days), reason: 'Chờ phần mềm một cửa' });
}

/** Done, with the reviewer named to verify it; with what they looked at. */
async function checkable(options: Parameters<typeof completedAction>[1] & { evidence?: boolean } = {}) {
	const { evidence = true, ...rest } = options;
	const action = await completedAction(world, rest);
	await nameVerifier(await world.as('officer'), { actionId: action.id, userId: world.ids.reviewer });
	if (evidence) await addCheckEvidence(await world.as('reviewer'), { actionId: action.id, files: [await world.pdf()] });
	return action;
}

const reasons = async (action: AnAction) => {
	const { action: loaded } = await loadAction(await world.as('officer'), action.id);
	return (await blocksOf(world.system, loaded)).map(({ reason }) => reason);
};

describe('C8 more time', () => {
	it('is asked by the owner and granted by a head; the first date stays', async () => {
		const action = await assignedAction(world);
		const { id } = await ask(action);
		expect(await noticesOf(world, 'head', action.id)).toContain('action_extension_asked');
		await grantExtension(await world.as('head'), { extensionId: id, reason: 'Đồng ý' });
		const row = await actionRow(world, action.id);
		expect(row.firstDueOn?.toISOString().slice(0, 10)).toBe(world.day(30));
		expect(row.dueOn?.toISOString().slice(0, 10)).toBe(world.day(45));
		expect(await trailOf(world, id)).toEqual(['action_extension.ask', 'action_extension.grant']);
		expect(await trailOf(world, action.id)).toContain('corrective_action.extend');
		expect(await noticesOf(world, 'drafter', action.id)).toContain('action_extension_granted');
		expect(await noticesOf(world, 'coordinator', action.id)).toEqual(['action_extended']);
		const [shown] = await extensionsOf(world.system, await loadActionOutline(await world.as('officer'), action.id));
		expect(shown).toMatchObject({ state: 'granted', from: world.day(30), to: world.day(45), reason: 'Chờ phần mềm một cửa' });
	});

	it('may be asked after the date, and again; one question is open at a time', async () => {
		const action = await assignedAction(world, { dueIn: 2 });
		const before = world.clock.now();
		world.clock.set(new Date(before.getTime() + 10 * 86_400_000));
		const first = await ask(action, 'drafter', 5);
		expect((await refusal(ask(action, 'drafter', 6))).code).toBe('extension_open');
		await refuseExtension(await world.as('head'), { extensionId: first.id, reason: 'Làm ngay' });
		expect((await actionRow(world, action.id)).dueOn?.toISOString().slice(0, 10)).toBe(addDays(world.day(), -8));
		const second = await ask(action, 'drafter', 6);
		await grantExtension(await world.as('deputy'), { extensionId: second.id, reason: 'Lần cuối' });
		expect((await refusal(grantExtension(await world.as('head'), { extensionId: second.id, reason: 'x' }))).code).toBe(
			'illegal_transition'
		);
		world.clock.set(before);
	});

	it('is refused to everybody else, without words and for a day that is not later', async () => {
		const action = await assignedAction(world);
		for (const [who, code] of [
			['officer', 'forbidden'],
			['head', 'forbidden'],
			['staff', 'corrective_action_not_found'],
			['outsider', 'corrective_action_not_found'],
			['coordinator', 'forbidden'],
			['administrator', 'corrective_action_not_found']
		] as const)
			expect([who, (await refusal(ask(action, who))).code]).toEqual([who, code]);
		const owner = await world.as('drafter');
		expect((await refusal(askExtension(owner, { actionId: action.id, dueOn: world.day(30), reason: 'x' }))).params['fields']).toEqual({
			dueOn: 'day_after_first'
		});
		expect((await refusal(askExtension(owner, { actionId: action.id, dueOn: world.day(40), reason: ' ' }))).params['fields']).toEqual({
			reason: 'reason_required'
		});
		const { id } = await ask(action);
		expect((await refusal(grantExtension(await world.as('drafter'), { extensionId: id, reason: 'x' }))).code).toBe('forbidden');
		expect((await refusal(grantExtension(await world.as('coordinator'), { extensionId: id, reason: 'x' }))).code).toBe('forbidden');
		expect((await refusal(grantExtension(await world.as('outsider'), { extensionId: id, reason: 'x' }))).code).toBe(
			'corrective_action_not_found'
		);
		const raised = await raisedAction(world);
		expect((await refusal(ask(raised, 'officer'))).code).toBe('forbidden');
	});

	it('of a head who owns it is granted by another head', async () => {
		const action = await assignedAction(world, { owner: 'head' });
		const { id } = await ask(action, 'head');
		expect((await refusal(grantExtension(await world.as('head'), { extensionId: id, reason: 'x' }))).code).toBe('separation_of_duties');
		await grantExtension(await world.as('deputy'), { extensionId: id, reason: 'Đồng ý' });
	});

	it('is guarded by the database', async () => {
		const action = await assignedAction(world);
		const other = await assignedAction(world);
		const { id } = await ask(action);
		const sql = (text: string) => onItsDay(world, (db) => db.$executeRawUnsafe(text));
		await expect(sql(`update corrective_action set due_on = due_on + 90 where id = '${action.id}'`)).rejects.toThrow(bySql);
		await expect(sql(`update corrective_action set first_due_on = first_due_on + 1 where id = '${action.id}'`)).rejects.toThrow(bySql);
		await expect(sql(`update action_extension set to_due_on = to_due_on + 9 where id = '${id}'`)).rejects.toThrow(bySql);
		await expect(
			sql(
				`update action_extension set state = 'granted', decided_by_id = asked_by_id, decided_at = eiso_now(), decision_reason = 'x' where id = '${id}'`
			)
		).rejects.toThrow(bySql);
		const insert = `insert into action_extension (id, action_id, state, from_due_on, to_due_on, reason, asked_by_id, asked_at)
			select gen_random_uuid(), id, 'STATE', due_on, due_on + 5, 'x', owner_id, eiso_now() from corrective_action where id = `;
		await expect(sql(`${insert.replace('STATE', 'asked')}'${action.id}'`)).rejects.toThrow(bySql);
		await expect(sql(`${insert.replace('STATE', 'granted')}'${other.id}'`)).rejects.toThrow(bySql);
		await expect(sql(`delete from action_extension where id = '${id}'`)).rejects.toThrow(bySql);
	});
});

describe('C10 who verifies', () => {
	it('is named by officer or head, early or late, and told', async () => {
		const action = await assignedAction(world);
		await nameVerifier(await world.as('officer'), { actionId: action.id, userId: world.ids.reviewer });
		expect(await noticesOf(world, 'reviewer', action.id)).toEqual(['action_verifier_named']);
		await nameVerifier(await world.as('head'), { actionId: action.id, userId: world.ids.reviewer2 });
		expect(await noticesOf(world, 'reviewer', action.id)).toEqual([]);
		expect((await actionRow(world, action.id)).verifierId).toBe(world.ids.reviewer2);
		expect((await refusal(nameVerifier(await world.as('drafter'), { actionId: action.id, userId: world.ids.reviewer }))).code).toBe(
			'forbidden'
		);
	});

	it('is neither owner nor doer nor of another unit without being a guest', async () => {
		const action = await plannedAction(world);
		const officer = await world.as('officer');
		for (const [who, code] of [
			['drafter', 'verifier_did_it'],
			['staff', 'verifier_did_it'],
			['outsider', 'person_unknown'],
			['inspector', 'person_unknown']
		] as const)
			expect((await refusal(nameVerifier(officer, { actionId: action.id, userId: world.ids[who] }))).params['fields']).toEqual({
				userId: code
			});
	});

	it('may be a guest, with a reason, who sees this action and no other', async () => {
		const action = await completedAction(world);
		const hidden = await assignedAction(world);
		const { email } = await world.client.user.findUniqueOrThrow({ where: { id: world.ids.outsider } });
		const officer = await world.as('officer');
		expect((await refusal(nameVerifier(officer, { actionId: action.id, guestEmail: email }))).params['fields']).toEqual({
			reason: 'reason_required'
		});
		expect(
			(await refusal(nameVerifier(officer, { actionId: action.id, guestEmail: 'khong@co.vn', reason: 'Ít người' }))).params['fields']
		).toEqual({ guestEmail: 'guest_unknown' });
		await nameVerifier(officer, { actionId: action.id, guestEmail: email, reason: 'Đơn vị ít người' });
		const guest = await world.as('outsider');
		expect((await loadAction(guest, action.id)).action.number).toBe(action.number);
		expect((await refusal(loadAction(guest, hidden.id))).code).toBe('corrective_action_not_found');
		await addCheckEvidence(guest, { actionId: action.id, files: [await world.pdf()] });
		expect((await verifyEffective(guest, { actionId: action.id, ...checked })).state).toBe('closed');
	});
});

describe('C10 effective', () => {
	it('closes, asks again in the next checklist, tells, and says what was looked at', async () => {
		const action = await checkable();
		const moved = await verifyEffective(await world.as('reviewer'), { actionId: action.id, ...checked });
		expect(moved.state).toBe('closed');
		expect(await actionRow(world, action.id)).toMatchObject({
			outcome: 'effective',
			verification: checked.verification,
			verifiedById: world.ids.reviewer,
			closedRiskTouched: false
		});
		const [question] = await world.client.followUpQuestion.findMany({ where: { actionId: action.id } });
		expect(question).toMatchObject({ unitId: world.unitId, clause: '8.5.1', usedAt: null });
		expect(question?.text).toContain(action.number);
		for (const who of ['drafter', 'head', 'officer'] as const) expect(await noticesOf(world, who, action.id)).toContain('action_verified');
		expect((await refusal(verifyEffective(await world.as('reviewer'), { actionId: action.id, ...checked }))).code).toBe(
			'illegal_transition'
		);
	});

	it.each([
		['officer', 'forbidden'],
		['head', 'forbidden'],
		['drafter', 'forbidden'],
		['staff', 'forbidden'],
		['reviewer2', 'corrective_action_not_found'],
		['coordinator', 'forbidden'],
		['inspector', 'forbidden'],
		['outsider', 'corrective_action_not_found'],
		['administrator', 'corrective_action_not_found']
	] as const)('is refused to %s: %s', async (who, code) => {
		const action = await checkable();
		expect((await refusal(verifyEffective(await world.as(who), { actionId: action.id, ...checked }))).code).toBe(code);
		expect((await actionRow(world, action.id)).state).toBe('verifying');
	});

	it('waits for its day', async () => {
		const action = await checkable({ checkDays: 60 });
		expect(await reasons(action)).toEqual(['day_not_reached']);
		const refused = await refusal(verifyEffective(await world.as('reviewer'), { actionId: action.id, ...checked }));
		expect(refused.code).toBe('gate_not_met');
		expect(refused.params['blocks']).toEqual([{ reason: 'day_not_reached', day: world.day(60), code: null, numbers: null, waiting: 0 }]);
	});

	it('waits for evidence of the check', async () => {
		const action = await checkable({ evidence: false });
		expect(await reasons(action)).toEqual(['no_evidence']);
		expect((await refusal(verifyEffective(await world.as('reviewer'), { actionId: action.id, ...checked }))).code).toBe('gate_not_met');
	});

	it('asks for words and whether a risk or a planned change is touched', async () => {
		const action = await checkable();
		const verifier = await world.as('reviewer');
		const act = (more: object) => refusal(verifyEffective(verifier, { actionId: action.id, ...checked, ...more }));
		expect((await act({ verification: ' ' })).params['fields']).toEqual({ verification: 'reason_required' });
		expect((await act({ riskTouched: null })).params['fields']).toEqual({ riskTouched: 'required' });
		expect((await act({ riskTouched: true })).params['fields']).toEqual({ riskNote: 'required' });
	});

	it('waits for the linked document: a version, in force, read by all who were asked', async () => {
		const action = await checkable();
		const owner = await world.as('drafter');
		const document = await issuedVersion(world, {
			document: { audience: [{ kind: 'person', userId: world.ids.staff }] },
			confirm: warningCodes
		});
		const { id: bare } = await linkDocument(owner, { actionId: action.id, documentId: document.documentId });
		expect(await reasons(action)).toEqual(['no_version']);
		const next = await approvedVersion(world, { documentId: document.documentId, step: 'revision' });
		const unlink = { actionId: action.id, linkId: bare, reason: 'Đã có bản sửa' };
		// Who did it does not take it out of the way of the check.
		expect((await refusal(unlinkDocument(owner, unlink))).code).toBe('separation_of_duties');
		expect((await refusal(unlinkDocument(await world.as('reviewer'), unlink))).code).toBe('forbidden');
		await unlinkDocument(await world.as('head'), unlink);
		await linkDocument(owner, { actionId: action.id, documentId: document.documentId, versionId: next.id });
		expect(await reasons(action)).toEqual(['not_in_force']);
		await issueVersions(world, [next.id], { confirm: warningCodes });
		expect(await reasons(action)).toEqual(['reading_open']);
		const refused = await refusal(verifyEffective(await world.as('reviewer'), { actionId: action.id, ...checked }));
		expect(refused.params['blocks']).toMatchObject([{ reason: 'reading_open', code: document.code, waiting: 1 }]);
		await expect(
			onItsDay(world, (db) =>
				db.correctiveAction.update({
					where: { id: action.id },
					data: {
						state: 'closed',
						outcome: 'effective',
						verification: 'x',
						verifiedById: world.ids.reviewer,
						verifiedAt: world.clock.now(),
						closedRiskTouched: false
					}
				})
			)
		).rejects.toThrow(/gate_not_met/);
		const request = await world.client.readingRequest.findFirstOrThrow({ where: { versionId: next.id, state: 'open' } });
		await waiveReading(await world.as('head'), { requestId: request.id, reason: 'Đã nghỉ hưu' });
		expect(await reasons(action)).toEqual([]);
		expect((await verifyEffective(await world.as('reviewer'), { actionId: action.id, ...checked })).state).toBe('closed');
	});

	it('waits for what was linked while the plan was at work: who has a part does not take it out before completing either', async () => {
		const document = await issuedVersion(world, { confirm: warningCodes });
		const analysed = await assignedAction(world);
		const owner = await world.as('drafter');
		const early = await linkDocument(owner, { actionId: analysed.id, documentId: document.documentId });
		await unlinkDocument(owner, { actionId: analysed.id, linkId: early.id, reason: 'Chọn nhầm' });
		const action = await plannedAction(world);
		const { id: linkId } = await linkDocument(owner, { actionId: action.id, documentId: document.documentId });
		const unlink = { actionId: action.id, linkId, reason: 'Không sửa nữa' };
		expect((await checkPage(owner, action.id)).acts).toMatchObject({ link: true, unlink: false });
		expect((await refusal(unlinkDocument(owner, unlink))).code).toBe('separation_of_duties');
		const officer = await world.as('officer');
		expect((await checkPage(officer, action.id)).acts.unlink).toBe(true);
		await unlinkDocument(officer, unlink);
	});

	it('follows a change request that was begun from it', async () => {
		const action = await checkable();
		const document = await issuedVersion(world, { confirm: warningCodes });
		const request = await proposeChange(await world.as('drafter'), {
			actionId: action.id,
			documentId: document.documentId,
			kind: 'amend',
			what: 'Thêm bước nhắc hạn'
		});
		expect(await world.client.changeRequest.findUniqueOrThrow({ where: { id: request.id } })).toMatchObject({
			source: 'finding',
			proposerId: world.ids.drafter
		});
		expect(await reasons(action)).toEqual(['no_version']);
	});

	it('is guarded by the database', async () => {
		const action = await checkable();
		const verify = (columns: string, words = "verification = 'x', closed_risk_touched = false,") =>
			onItsDay(world, (db) =>
				db.$executeRawUnsafe(
					`update corrective_action set state = 'closed', verified_at = eiso_now(), ${words} ${columns} where id = '${action.id}'`
				)
			);
		for (const who of ['head', 'drafter', 'staff', 'officer'] as const)
			await expect(verify(`outcome = 'effective', verified_by_id = '${world.ids[who]}'`)).rejects.toThrow(/separation_of_duties/);
		await expect(
			verify(`outcome = 'effective', verified_by_id = '${world.ids.staff}', verifier_id = '${world.ids.staff}'`)
		).rejects.toThrow(/separation_of_duties/);
		await expect(verify(`outcome = 'ineffective', verified_by_id = verifier_id, verification = ' '`, '')).rejects.toThrow(
			/separation_of_duties/
		);
		await expect(
			verify(`outcome = 'effective', verified_by_id = verifier_id, closed_risk_touched = null`, "verification = 'x',")
		).rejects.toThrow(/gate_not_met/);
		await expect(verify(`outcome = 'effective', verified_by_id = verifier_id, check_due_on = check_due_on + 90`)).rejects.toThrow(
			/gate_not_met/
		);
		await expect(verify(`outcome = 'effective', verified_by_id = verifier_id, unit_id = '${world.otherUnitId}'`)).rejects.toThrow(bySql);
	});
});

describe('C11 ineffective', () => {
	it('closes, raises a linked successor that counts as a recurrence, and tells the heads', async () => {
		const action = await checkable({ clause: '9.9.1', checkDays: 60 });
		const { successor } = await verifyIneffective(await world.as('reviewer'), {
			actionId: action.id,
			verification: 'Vẫn còn ba hồ sơ trễ.'
		});
		expect(await actionRow(world, action.id)).toMatchObject({ state: 'closed', outcome: 'ineffective' });
		expect(await actionRow(world, successor.id)).toMatchObject({
			state: 'raised',
			predecessorId: action.id,
			recurrenceOfId: action.id,
			clause: '9.9.1',
			evidence: 'Vẫn còn ba hồ sơ trễ.'
		});
		expect(await noticesOf(world, 'head', action.id)).toContain('action_failed');
		const mailed = await world.client.notice.findFirstOrThrow({
			where: { userId: world.ids.head, kind: 'action_failed', subjectId: action.id }
		});
		const jobs = await world.client.$queryRaw<{ n: bigint }[]>`
			select count(*) n from pgboss.job where name = 'mail.notice' and data ->> 'noticeId' = ${mailed.id}`;
		expect(Number(jobs[0]?.n)).toBe(1);
		expect(await noticesOf(world, 'drafter', action.id)).toContain('action_failed_owner');
		expect(await world.client.followUpQuestion.count({ where: { actionId: action.id } })).toBe(0);
		const { action: loaded } = await loadAction(await world.as('officer'), successor.id);
		const again = await recurrenceOf(world.system, loaded);
		expect([again.time, again.earlier.map(({ id }) => id)]).toEqual([2, [action.id]]);
		for (const [of, who] of [
			[{ unitId: world.unitId }, 'head'],
			['province', 'coordinator']
		] as const) {
			const row = (await recurrences(await world.as(who), of)).find(({ clause }) => clause === '9.9.1');
			expect(row).toEqual({ grade: 'minor', clause: '9.9.1', actions: 2, again: 1, units: 1 });
		}
		expect((await refusal(recurrences(await world.as('staff'), { unitId: world.unitId }))).code).toBe('forbidden');
		expect((await refusal(recurrences(await world.as('head'), 'province'))).code).toBe('forbidden');
	});

	it('needs words, and comes from the verifier alone', async () => {
		const action = await checkable();
		expect(
			(await refusal(verifyIneffective(await world.as('reviewer'), { actionId: action.id, verification: ' ' }))).params['fields']
		).toEqual({
			verification: 'reason_required'
		});
		expect((await refusal(verifyIneffective(await world.as('head'), { actionId: action.id, verification: 'x' }))).code).toBe('forbidden');
	});

	it('of two conclusions at once one wins', async () => {
		const action = await checkable();
		const verifier = await world.as('reviewer');
		const results = await Promise.allSettled([
			verifyEffective(verifier, { actionId: action.id, ...checked }),
			verifyIneffective(await world.as('reviewer'), { actionId: action.id, verification: 'Vẫn trễ' })
		]);
		expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
	});
});
