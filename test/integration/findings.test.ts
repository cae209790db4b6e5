import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { raiseForFinding } from '#lib/server/corrective-actions/assign.ts';
import { findingPage } from '#lib/server/corrective-actions/finding-page.ts';
import {
	changeFinding,
	closeFindingOf,
	findingsOf,
	fixFindings,
	raiseFinding,
	reopenFindings
} from '#lib/server/corrective-actions/findings.ts';
import { raiseActionsOf } from '#lib/server/corrective-actions/raise.ts';
import { askVoidAction, askVoidFinding, confirmVoidAction, confirmVoidFinding } from '#lib/server/corrective-actions/void.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { actionRow } from '#test/support/actions.ts';
import { documentsWorld, noticesOf, refusal, trailOf, type DocumentsWorld } from '#test/support/documents.ts';
import { onItsDay, pastGuards } from '#test/support/raw-writes.ts';

/*
 * states.md §9 row by row: a finding is fixed with its report, answered by its action, closed with it, and void by two together. The audit that it
 * belongs to is a row as it ends up; how it came to be is tried in internal-audit.test.ts.
 */
let world: DocumentsWorld;
let leadId: string;
beforeAll(async () => {
	world = await documentsWorld('2026-11-26T02:00:00Z', { max: 12 });
	leadId = await world.addPerson(['internal_auditor']);
	const standard = { code: 'ISO9001-2015', nameVi: 'TCVN ISO 9001:2015', nameEn: 'ISO 9001:2015', edition: 2015, sortOrder: 1 };
	await world.client.standard.upsert({ where: { code: standard.code }, create: standard, update: {} });
});
afterAll(() => world.close());

const code = async (act: Promise<unknown>) => (await refusal(act)).code;
const texts = { grade: 'minor', standardCode: 'ISO9001-2015', clause: '8.5.1', statement: 'Phiếu không ghi giờ giao nhận' } as const;
let audits = 0;

async function anAudit(unitId = world.unitId, userId = leadId): Promise<string> {
	audits += 1;
	return pastGuards(world.client, ['internal_audit', 'audit_team_member'], async (tx) => {
		const { id } = await tx.internalAudit.create({
			data: {
				unitId,
				number: `ĐG-2026-9${audits}`,
				title: 'Đánh giá nội bộ',
				state: 'in_progress',
				purpose: '',
				standardCode: 'ISO9001-2015',
				clauses: ['8.5.1'],
				startsOn: toDbDate(world.day()),
				endsOn: toDbDate(world.day()),
				firstStartsOn: toDbDate(world.day()),
				createdById: world.ids.officer,
				createdAt: world.clock.now()
			}
		});
		await tx.auditTeamMember.create({
			data: {
				auditId: id,
				userId,
				role: 'lead',
				proposedById: world.ids.officer,
				proposedAt: world.clock.now(),
				appointedAt: world.clock.now()
			}
		});
		return id;
	});
}

/** Raised by the lead, fixed, and with an action if it asks for one. */
async function answered(grade: 'minor' | 'major' | 'observation' = 'minor') {
	const auditId = await anAudit();
	const lead = await world.asId(leadId);
	const { id } = await raiseFinding(lead, { ...texts, grade, auditId, unitId: world.unitId, role: 'lead' });
	const raised = await transaction(await world.as('head'), async (ctx) => {
		await fixFindings(ctx, { auditId });
		return raiseActionsOf(ctx, { auditId });
	});
	return { auditId, id, actionId: raised[0]?.id ?? '' };
}
const stateOf = async (id: string) => (await world.client.finding.findUniqueOrThrow({ where: { id } })).state;

describe('a finding', () => {
	it('is numbered in its audit, changed while a draft, fixed, opened again by a return', async () => {
		const auditId = await anAudit();
		const lead = await world.asId(leadId);
		const input = { ...texts, auditId, unitId: world.unitId, role: 'lead' };
		const both = await Promise.all([raiseFinding(lead, input), raiseFinding(lead, input)]);
		expect(both.map(({ number }) => number).toSorted()).toEqual([1, 2]);
		const id = both[0].id;
		await changeFinding(lead, id, { ...texts, grade: 'major', role: 'lead' });
		expect(await transaction(lead, (ctx) => fixFindings(ctx, { auditId }))).toBe(2);
		expect(await code(changeFinding(lead, id, { ...texts, role: 'lead' }))).toBe('illegal_transition');
		expect(await transaction(lead, (ctx) => reopenFindings(ctx, { auditId }))).toBe(2);
		await changeFinding(lead, id, { ...texts, role: 'lead' });
		expect(await trailOf(world, id)).toEqual(['finding.raise', 'finding.change', 'finding.fix', 'finding.reopen', 'finding.change']);
		expect((await refusal(raiseFinding(lead, { ...input, grade: 'recommendation' }))).params['fields']).toEqual({ dueOn: 'required' });
	});

	it('is answered by the action that the system raises; an observation asks for none', async () => {
		const { id, auditId, actionId } = await answered();
		expect(await stateOf(id)).toBe('answered');
		expect(await actionRow(world, actionId)).toMatchObject({ source: 'internal_audit', findingId: id, raisedById: null, grade: 'minor' });
		expect((await findingsOf(world.system, { auditId }))[0]?.actions).toMatchObject([{ id: actionId, state: 'raised' }]);
		expect(await noticesOf(world, 'officer', actionId)).toEqual(['action_raised']);
		const observed = await answered('observation');
		expect(await stateOf(observed.id)).toBe('fixed');
		expect(observed.actionId).toBe('');
	});

	it('closes with its action, not while one is open', async () => {
		const { id, actionId } = await answered();
		await transaction(world.system, (ctx) => closeFindingOf(ctx, actionId));
		expect(await stateOf(id)).toBe('answered');
		await pastGuards(world.client, ['corrective_action'], (tx) =>
			tx.correctiveAction.update({ where: { id: actionId }, data: { state: 'closed', outcome: 'effective' } })
		);
		await transaction(world.system, (ctx) => closeFindingOf(ctx, actionId));
		expect(await stateOf(id)).toBe('closed');
	});

	it('is void by lead and head together, and its action with it', async () => {
		const { id, actionId } = await answered('major');
		const [lead, head] = [await world.asId(leadId), await world.as('head')];
		expect(await code(confirmVoidFinding(head, { findingId: id }))).toBe('void_not_asked');
		expect(await code(askVoidFinding(await world.as('officer'), { findingId: id, reason: 'x' }))).toBe('forbidden');
		await askVoidFinding(lead, { findingId: id, reason: 'Nhìn nhầm hồ sơ' });
		expect(await noticesOf(world, 'head', id)).toEqual(['finding_void_asked']);
		expect(await code(confirmVoidFinding(lead, { findingId: id }))).toBe('second_person_needed');
		await confirmVoidFinding(head, { findingId: id });
		expect(await stateOf(id)).toBe('void');
		expect(await actionRow(world, actionId)).toMatchObject({ state: 'closed', outcome: 'void' });
	});

	it('of a unit whose one head leads the audit is void with the coordinator, who reads no more than number, grade and reason', async () => {
		const unitId = await world.addUnit('SO-MOT-TRUONG');
		const only = await world.addPerson(['head', 'internal_auditor'], { unitId });
		const auditId = await anAudit(unitId, only);
		const lead = await world.asId(only);
		const secret = 'LỜI RIÊNG CỦA ĐƠN VỊ';
		const { id } = await raiseFinding(lead, { ...texts, statement: secret, evidence: secret, auditId, unitId, role: 'lead' });
		const coordinator = await world.as('coordinator');
		expect(await code(findingPage(coordinator, id))).toBe('finding_not_found');
		await askVoidFinding(lead, { findingId: id, reason: 'Nhìn nhầm hồ sơ' });
		expect(await noticesOf(world, 'coordinator', id)).toEqual(['finding_void_asked']);
		const page = await findingPage(coordinator, id);
		expect(page).toMatchObject({
			grade: 'minor',
			clause: '8.5.1',
			statement: null,
			voiding: { mayConfirm: true, reason: 'Nhìn nhầm hồ sơ' }
		});
		expect(JSON.stringify(page)).not.toContain(secret);
		for (const who of ['inspector', 'outsider', 'administrator'] as const)
			expect(await code(findingPage(await world.as(who), id)), who).toBe('finding_not_found');
		await confirmVoidFinding(coordinator, { findingId: id });
		expect(await stateOf(id)).toBe('void');
		expect(await code(findingPage(coordinator, id))).toBe('finding_not_found');
	});

	it('whose action was void gets another: it cannot quietly disappear', async () => {
		const { id, actionId } = await answered();
		const officer = await world.as('officer');
		expect(await code(raiseForFinding(officer, id))).toBe('finding_has_action');
		await askVoidAction(await world.asId(leadId), { actionId, reason: 'Lập trùng' });
		await confirmVoidAction(await world.as('head'), { actionId });
		expect((await findingPage(officer, id)).mayRaise).toBe(true);
		const again = await raiseForFinding(officer, id);
		expect(await actionRow(world, again.id)).toMatchObject({ findingId: id, raisedById: world.ids.officer });
	});

	it('whose action failed gets another when the one after it was void; two at once raise one', async () => {
		const { id, actionId } = await answered('major');
		await pastGuards(world.client, ['corrective_action'], (tx) =>
			tx.correctiveAction.update({ where: { id: actionId }, data: { state: 'closed', outcome: 'ineffective' } })
		);
		const officer = await world.as('officer');
		const results = await Promise.allSettled([raiseForFinding(officer, id), raiseForFinding(await world.as('head'), id)]);
		expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
		const { id: successorId } = await world.client.correctiveAction.findFirstOrThrow({ where: { findingId: id, state: 'raised' } });
		await askVoidAction(await world.asId(leadId), { actionId: successorId, reason: 'Lập trùng' });
		await confirmVoidAction(await world.as('head'), { actionId: successorId });
		expect((await findingPage(officer, id)).mayRaise).toBe(true);
		await raiseForFinding(officer, id);
	});

	it('is for team, officer and head; for others it is not there', async () => {
		const { id } = await answered();
		for (const ctx of [await world.asId(leadId), await world.as('officer'), await world.as('head')])
			expect((await findingPage(ctx, id)).statement).toBe(texts.statement);
		for (const who of ['staff', 'reviewer', 'outsider', 'coordinator', 'inspector', 'administrator'] as const)
			expect(await code(findingPage(await world.as(who), id)), who).toBe('finding_not_found');
	});

	it('stays in the database as it was fixed', async () => {
		const { id, auditId } = await answered();
		const attacks = [
			`update finding set statement = 'khác' where id = '${id}'`,
			`update finding set grade = 'observation' where id = '${id}'`,
			`update finding set number = 9 where id = '${id}'`,
			`delete from finding where id = '${id}'`,
			`insert into finding (id, unit_id, audit_id, number, grade, state, standard_code, statement, raised_by_id, raised_at)
				values (gen_random_uuid(), '${world.unitId}', '${auditId}', 7, 'minor', 'closed', 'ISO9001-2015', 'x', '${leadId}', eiso_now())`
		];
		for (const attack of attacks)
			await expect(
				onItsDay(world, (db) => db.$executeRawUnsafe(attack)),
				attack
			).rejects.toThrow(/content_frozen|illegal_transition|append_only/);
	});
});
