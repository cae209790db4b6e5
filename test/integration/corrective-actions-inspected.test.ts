import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseActionQuery } from '#lib/domain/corrective-actions/list-query.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { signMinutes } from '#lib/server/audits/inspections/sign.ts';
import { raiseOnSite } from '#lib/server/audits/inspections/findings.ts';
import { inspectionPage } from '#lib/server/audits/inspections/page.ts';
import { actionPage } from '#lib/server/corrective-actions/action-page.ts';
import { addLine, recordCause, recordCorrection } from '#lib/server/corrective-actions/analysis.ts';
import { assignAction, raiseForFinding } from '#lib/server/corrective-actions/assign.ts';
import { askExtension, grantExtension } from '#lib/server/corrective-actions/extensions.ts';
import { findingPage } from '#lib/server/corrective-actions/finding-page.ts';
import { remindOfActions } from '#lib/server/corrective-actions/ladder.ts';
import { actionList } from '#lib/server/corrective-actions/list.ts';
import { approvePlan, askCorrectionOnly, submitPlan } from '#lib/server/corrective-actions/plan.ts';
import { completeAction, reportLine } from '#lib/server/corrective-actions/progress.ts';
import { raiseAction, raiseActionsOf } from '#lib/server/corrective-actions/raise.ts';
import { answerSister, closeShared, shareFinding } from '#lib/server/corrective-actions/sister-checks.ts';
import { sharePage, sisterList, sisterPage } from '#lib/server/corrective-actions/sister-pages.ts';
import { addCheckEvidence, verifyEffective } from '#lib/server/corrective-actions/verification.ts';
import { nameVerifier } from '#lib/server/corrective-actions/verifier.ts';
import { askVoidAction, askVoidFinding, confirmVoidAction, confirmVoidFinding } from '#lib/server/corrective-actions/void.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { actionRow } from '#test/support/actions.ts';
import { documentsWorld, noticesOf, password, refusal, type DocumentsWorld } from '#test/support/documents.ts';
import { anInspection, inspectedWorld, minuted, mixed, notified, onSite, type InspectedWorld } from '#test/support/inspections.ts';
import { onItsDay, pastGuards } from '#test/support/raw-writes.ts';

/*
 * What an inspection found: who shares it with sister units and reads their answers, and the rows of states.md §10 in which the Department takes
 * the place of the head. Minor by grade and "not met" by answer: the correction alone is not enough.
 */
let world: DocumentsWorld;
let inspected: InspectedWorld;
let inspectionId: string;
/** Of a question answered "not met"; its action is major. And a minor one that the team wrote of another "not met" question. */
let found: { findingId: string; actionId: string };
let minor: { findingId: string; actionId: string };
beforeAll(async () => {
	world = await documentsWorld('2026-11-26T02:00:00Z', { max: 16 });
	inspected = await inspectedWorld(world);
	const inspection = await anInspection(world, inspected);
	inspectionId = inspection.id;
	await notified(world, inspected, inspection);
	await onSite(world, inspected, inspection);
	for (const days of [10, 25])
		await raiseOnSite(await inspected.asLead(), {
			inspectionId,
			grade: 'recommendation',
			statement: `Nên làm trong ${days} ngày`,
			dueOn: world.day(days)
		});
	const answers = [{ result: 'not_met', note: 'Không có danh mục' }, ...mixed.slice(1)] as const;
	await raiseOnSite(await inspected.asLead(), {
		inspectionId,
		answerId: inspection.answers[0],
		grade: 'minor',
		statement: 'Danh mục tài liệu chưa cập nhật'
	});
	await minuted(world, inspected, inspection, answers);
	await signMinutes(await world.as('head'), { inspectionId, password });
	const of = async (grade: 'major' | 'minor') => {
		const action = await world.client.correctiveAction.findFirstOrThrow({ where: { finding: { inspectionId }, grade } });
		return { findingId: action.findingId ?? '', actionId: action.id };
	};
	found = await of('major');
	minor = await of('minor');
}, 120_000);
afterAll(() => world.close());

const code = async (act: Promise<unknown>) => (await refusal(act)).code;

describe('a finding of an inspection goes to sister units', () => {
	it('by the coordinator alone, who has a button for it', async () => {
		const coordinator = await world.as('coordinator');
		expect((await findingPage(coordinator, found.findingId)).mayShare).toBe(true);
		const page = await inspectionPage(coordinator, inspectionId);
		expect(page.view === 'whole' && page.findings.every(({ mayShare }) => mayShare)).toBe(true);
		expect((await actionPage(coordinator, found.actionId)).whole?.shareHref).toBe(`/sister-checks/new?finding=${found.findingId}`);
		expect((await actionPage(await world.as('officer'), minor.actionId)).whole?.shareHref).toBeNull();
		const form = await sharePage(coordinator, { findingId: found.findingId, actionId: null });
		const { statement } = await world.client.finding.findUniqueOrThrow({ where: { id: found.findingId } });
		expect(form).toMatchObject({ findingId: found.findingId, text: statement });
		expect(form.units.map(({ value }) => value)).not.toContain(world.unitId);
		const input = { findingId: found.findingId, text: 'Soát lại danh mục', dueOn: world.day(14), unitIds: [world.otherUnitId] };
		for (const [ctx, expected] of [
			[await world.as('officer'), 'forbidden'],
			[await world.as('head'), 'forbidden'],
			[await inspected.asLead(), 'forbidden'],
			[await world.as('outsider'), 'finding_not_found'],
			[await world.as('staff'), 'finding_not_found'],
			[await world.as('administrator'), 'finding_not_found']
		] as const) {
			expect(await code(shareFinding(ctx, input))).toBe(expected);
			expect(await code(sharePage(ctx, { findingId: found.findingId, actionId: null }))).toBe(expected);
		}
		expect((await findingPage(await world.as('officer'), found.findingId)).mayShare).toBe(false);
	});

	it('whose answers the Department reads, not the unit where it was found', async () => {
		const coordinator = await world.as('coordinator');
		const third = await world.addUnit('SO-YT');
		const { id, units } = await shareFinding(coordinator, {
			findingId: found.findingId,
			text: 'Soát lại danh mục tài liệu nội bộ',
			dueOn: world.day(14),
			// The unit itself is never asked.
			unitIds: [world.otherUnitId, third, world.unitId]
		});
		expect(units).toBe(2);
		expect(await noticesOf(world, 'outsider', id)).toEqual(['sister_asked']);
		await answerSister(await world.as('outsider'), { sharedId: id, unitId: world.otherUnitId, answer: 'here', text: 'LỜI CỦA ĐƠN VỊ BẠN' });
		for (const who of ['officer', 'head'] as const) {
			const ctx = await world.as(who);
			expect(await code(sisterPage(ctx, id)), who).toBe('sister_check_not_found');
			expect(await code(closeShared(ctx, { sharedId: id })), who).toBe('sister_check_not_found');
			expect(JSON.stringify(await sisterList(ctx)), who).not.toContain(id);
		}
		const seen = await sisterPage(coordinator, id);
		expect(seen.from).toMatchObject({ findingId: found.findingId });
		expect(seen.checks.map(({ answer, text }) => [answer, text])).toContainEqual(['here', 'LỜI CỦA ĐƠN VỊ BẠN']);
		// A unit that is asked learns neither where it was nor what others say.
		const newcomer = await world.asId(await world.addPerson(['head'], { unitId: third }));
		const asked = await sisterPage(newcomer, id);
		expect([asked.from, asked.checks.map(({ unitId }) => unitId)]).toEqual([null, [third]]);
		expect(JSON.stringify(asked)).not.toContain('LỜI CỦA ĐƠN VỊ BẠN');
		await closeShared(coordinator, { sharedId: id });
		expect(await code(closeShared(coordinator, { sharedId: id }))).toBe('sister_closed');
	});
});

/** A recommendation of the same inspection, fixed and with no action yet. */
async function bareFinding(dueIn: number): Promise<string> {
	return pastGuards(world.client, ['finding'], async (tx) => {
		const last = await tx.finding.findFirstOrThrow({ where: { inspectionId }, orderBy: { number: 'desc' } });
		const { unitId, standardCode, raisedById, raisedAt, number } = last;
		const facts = { unitId, inspectionId, standardCode, raisedById, raisedAt, fixedAt: raisedAt, number: number + 1 };
		const words = { grade: 'recommendation', state: 'fixed', statement: 'Nên lập lịch soát xét' } as const;
		return (await tx.finding.create({ data: { ...facts, ...words, dueOn: toDbDate(world.day(dueIn)) } })).id;
	});
}

/** Its action failed, and the lead, who had verified it, raised what follows it. */
async function failedOf(findingId: string): Promise<{ failedId: string; successorId: string }> {
	const { id: failedId } = await world.client.correctiveAction.findFirstOrThrow({ where: { findingId } });
	await pastGuards(world.client, ['corrective_action'], (tx) =>
		tx.correctiveAction.update({ where: { id: failedId }, data: { state: 'closed', outcome: 'ineffective', closedAt: world.clock.now() } })
	);
	const { id } = await raiseAction(await inspected.asLead(), {
		unitId: world.unitId,
		source: 'inspection',
		findingId,
		grade: 'recommendation',
		statement: 'Nên lập lịch soát xét',
		raisedById: inspected.lead,
		predecessorId: failedId
	});
	return { failedId, successorId: id };
}

describe('what follows a finding of an inspection', () => {
	it('is one action, whoever raises it at the same moment', async () => {
		const findingId = await bareFinding(30);
		const officer = await world.as('officer');
		const raise = () => transaction(world.system, (ctx) => raiseActionsOf(ctx, { inspectionId }));
		await Promise.allSettled([raise(), raiseForFinding(officer, findingId), raise()]);
		expect(await world.client.correctiveAction.count({ where: { findingId } })).toBe(1);
	});

	it('is void with the lead who raised it, and with the Department once they inspect no more', async () => {
		const findingId = await bareFinding(30);
		await raiseForFinding(await world.as('officer'), findingId);
		const { successorId } = await failedOf(findingId);
		const asked = (userId: string) =>
			world.client.notice.count({ where: { userId, subjectId: successorId, kind: 'action_void_asked', lapsedAt: null } });
		await askVoidAction(await world.as('head'), { actionId: successorId, reason: 'Lập trùng' });
		expect([await asked(inspected.lead), await asked(world.ids.coordinator)]).toEqual([1, 0]);
		const inspector = { where: { userId: inspected.lead } };
		await onItsDay(world, (db) => db.provinceAppointment.updateMany({ ...inspector, data: { validTo: toDbDate(world.day()) } }));
		await askVoidAction(await world.as('head'), { actionId: successorId, reason: 'Lập trùng' });
		expect([await asked(inspected.lead), await asked(world.ids.coordinator)]).toEqual([0, 1]);
		await onItsDay(world, (db) => db.provinceAppointment.updateMany({ ...inspector, data: { validTo: null } }));
	});

	it('after one that failed has a day of its own, when what followed was void too', async () => {
		const findingId = await bareFinding(-3);
		const officer = await world.as('officer');
		await raiseForFinding(officer, findingId);
		const { failedId, successorId } = await failedOf(findingId);
		await askVoidAction(await world.as('head'), { actionId: successorId, reason: 'Lập trùng' });
		await confirmVoidAction(await inspected.asLead(), { actionId: successorId });
		const again = await raiseForFinding(officer, findingId);
		expect(await actionRow(world, again.id)).toMatchObject({ predecessorId: failedId, recurrenceOfId: failedId });
		expect((await actionPage(officer, again.id)).late).toEqual({ days: 0, sinceFirst: 0 });
		await assignAction(officer, { actionId: again.id, ownerId: world.ids.drafter, dueOn: world.day(20) });
		expect((await actionRow(world, again.id)).firstDueOn).toEqual(toDbDate(world.day(20)));
	});
});

describe('the Department in place of the head', () => {
	const day = (offset: number) => world.day(offset);
	it('the correction alone is not enough for what is not met, whatever its grade', async () => {
		const { actionId } = minor;
		await assignAction(await world.as('officer'), { actionId, ownerId: world.ids.drafter, dueOn: day(20) });
		const owner = await world.as('drafter');
		await recordCorrection(owner, {
			actionId,
			correction: 'Đã sửa',
			correctionDoneOn: day(0),
			correctionImpossible: null,
			consequences: ''
		});
		const refused = await refusal(askCorrectionOnly(owner, { actionId, reason: 'Nhẹ' }));
		expect([refused.code, refused.params['missing']]).toEqual(['gate_not_met', 'minor']);
	});

	it('grants more time; the head does not', async () => {
		const { actionId } = minor;
		const { id: extensionId } = await askExtension(await world.as('drafter'), { actionId, dueOn: day(40), reason: 'Chờ' });
		expect(await noticesOf(world, 'coordinator', actionId)).toContain('action_extension_asked');
		const input = { extensionId, reason: 'Đồng ý' };
		expect(await code(grantExtension(await world.as('head'), input))).toBe('forbidden');
		expect(await code(grantExtension(await inspected.asLead(), input))).toBe('forbidden');
		await grantExtension(await world.as('coordinator'), input);
		expect((await actionRow(world, actionId)).dueOn?.toISOString().slice(0, 10)).toBe(day(40));
	});

	it('sets the day of a recommendation, which its unit does not put off by naming an owner', async () => {
		const recommended = async (offset: number) =>
			(
				await world.client.correctiveAction.findFirstOrThrow({
					where: { finding: { inspectionId, grade: 'recommendation', dueOn: toDbDate(world.day(offset)) } }
				})
			).id;
		const [soon, later] = [await recommended(10), await recommended(25)];
		const officer = await world.as('officer');
		const give = (actionId: string, dueOn: string) => assignAction(officer, { actionId, ownerId: world.ids.drafter, dueOn });
		expect((await actionPage(officer, later)).whole?.deadline).toBe(day(25));
		expect((await refusal(give(later, day(26)))).params['fields']).toEqual({ dueOn: 'day_after_deadline' });
		await give(later, day(25));
		const start = world.clock.now();
		world.clock.set(new Date(start.getTime() + 14 * 86_400_000));
		// Nobody was named, and it is late all the same: it does not quietly disappear.
		await remindOfActions(world.system);
		expect(await noticesOf(world, 'officer', soon)).toContain('action_late');
		const late = await actionList(await world.as('coordinator'), null, parseActionQuery(new URLSearchParams({ late: '1' })));
		expect(late.items.find(({ id }) => id === soon)).toMatchObject({ state: 'raised', late: { days: 4, sinceFirst: 4 } });
		// The day has gone by before anybody was named: it stands, and the action is late from it.
		await give(soon, day(3));
		const page = await actionPage(await world.as('officer'), soon);
		expect([page.firstDueOn, page.dueOn, page.late]).toEqual([day(-4), day(-4), { days: 4, sinceFirst: 4 }]);
		world.clock.set(start);
	});

	it('verifies by an inspector, named by coordinator or lead, and no longer once the appointment has ended', async () => {
		const { actionId } = minor;
		const owner = await world.as('drafter');
		const whys = {
			method: 'five_whys',
			whys: ['a'],
			outline: '',
			rootCause: 'Không ai phụ trách',
			riskTouched: false,
			riskNote: ''
		} as const;
		await recordCause(owner, { actionId, ...whys });
		await addLine(owner, { actionId, what: 'Cập nhật', doerId: world.ids.staff, dueOn: day(5) });
		await submitPlan(owner, { actionId });
		expect(await code(approvePlan(await world.as('coordinator'), { actionId, password }))).toBe('head_first');
		await approvePlan(await world.as('head'), { actionId, password });
		const { id: lineId } = await world.client.actionLine.findFirstOrThrow({ where: { actionId } });
		await reportLine(await world.as('staff'), { actionId, lineId, doneOn: day(0), files: [await world.pdf()] });
		await completeAction(owner, { actionId, checkDays: 0, reason: 'Xem ngay' });
		const name = (ctx: Ctx, userId: string) => nameVerifier(ctx, { actionId, userId });
		for (const userId of [world.ids.reviewer, inspected.member])
			expect(await code(name(await world.as('officer'), userId))).toBe('forbidden');
		const lead = await inspected.asLead();
		expect((await refusal(name(lead, world.ids.reviewer))).params['fields']).toEqual({ userId: 'not_inspector' });
		await name(lead, inspected.member);
		const member = await inspected.asMember();
		await addCheckEvidence(member, { actionId, files: [await world.pdf()] });
		await onItsDay(world, (db) =>
			db.provinceAppointment.updateMany({ where: { userId: inspected.member }, data: { validTo: toDbDate(day(0)) } })
		);
		const gone = await inspected.asMember();
		expect(await code(verifyEffective(gone, { actionId, verification: 'x', riskTouched: false }))).toBe('corrective_action_not_found');
		const query = parseActionQuery(new URLSearchParams({ state: 'all' }));
		expect((await actionList(gone, null, query)).total).toBe(0);
		await onItsDay(world, (db) => db.provinceAppointment.updateMany({ where: { userId: inspected.member }, data: { validTo: null } }));
		await verifyEffective(await inspected.asMember(), { actionId, verification: 'Danh mục đã đủ', riskTouched: false });
		expect((await world.client.finding.findUniqueOrThrow({ where: { id: minor.findingId } })).state).toBe('closed');
		expect(await noticesOf(world, 'coordinator', actionId)).toContain('action_verified');
	});

	it('agrees with the lead that a finding was raised in error; then nobody shares it', async () => {
		await askVoidFinding(await inspected.asLead(), { findingId: found.findingId, reason: 'Nhìn nhầm đơn vị' });
		expect((await findingPage(await world.as('coordinator'), found.findingId)).voiding.mayConfirm).toBe(true);
		expect((await findingPage(await inspected.asLead(), found.findingId)).voiding.mayConfirm).toBe(false);
		expect((await findingPage(await world.as('officer'), found.findingId)).voiding.mayConfirm).toBe(false);
		await confirmVoidFinding(await world.as('coordinator'), { findingId: found.findingId });
		expect(await actionRow(world, found.actionId)).toMatchObject({ state: 'closed', outcome: 'void' });
		const coordinator = await world.as('coordinator');
		expect((await findingPage(coordinator, found.findingId)).mayShare).toBe(false);
		const input = { findingId: found.findingId, text: 'x', dueOn: world.day(9), unitIds: [world.otherUnitId] };
		expect(await code(shareFinding(coordinator, input))).toBe('illegal_transition');
	});
});
