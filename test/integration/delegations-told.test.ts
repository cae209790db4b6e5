import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { delegationForm } from '#lib/domain/people/delegation-forms.ts';
import { actingAs, receivedBy } from '#lib/domain/permissions/actor.ts';
import { addDays } from '#lib/domain/shared/day.ts';
import { askExtension, grantExtension } from '#lib/server/corrective-actions/extensions.ts';
import { addLine, recordCause, recordCorrection } from '#lib/server/corrective-actions/analysis.ts';
import { approvePlan, submitPlan } from '#lib/server/corrective-actions/plan.ts';
import { acceptRequest } from '#lib/server/documents/change-requests/direct.ts';
import { propose } from '#lib/server/documents/change-requests/propose.ts';
import { considerRequest } from '#lib/server/documents/change-requests/triage.ts';
import { waitingDuties } from '#lib/server/documents/queries/home-duties.ts';
import { passVersion, recallVersion, submitVersion } from '#lib/server/documents/review.ts';
import { laterDuties } from '#lib/server/home.ts';
import { digestHandler } from '#lib/server/notifications/digest.ts';
import { sendMail } from '#lib/server/notifications/mail.ts';
import { listNotices } from '#lib/server/notifications/notice-list.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { acceptDelegation, endDelegation } from '#lib/server/people/delegations/acts.ts';
import { endPastDelegations } from '#lib/server/people/delegations/follow.ts';
import { offerDelegation } from '#lib/server/people/delegations/make.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { approveDisposal, createDisposal, proposeDisposal, returnDisposal } from '#lib/server/records/disposals.ts';
import { shellFor } from '#lib/server/shell.ts';
import { assignedAction, plannedAction } from '#test/support/actions.ts';
import {
	documentsWorld,
	draftVersion,
	issuedVersion,
	passedVersion,
	password,
	refusal,
	submittedVersion,
	type DocumentsWorld
} from '#test/support/documents.ts';
import { recordHelpers } from '#test/support/records.ts';
import { decodeMail, smtpSink, type SmtpSink } from '#test/support/smtp.ts';

/* What is asked of somebody who is away is asked of their delegate too: in notices and mails, and in Home only what they will not be refused. */
let world: DocumentsWorld;
let sink: SmtpSink;
beforeAll(async () => {
	world = await documentsWorld('2026-11-24T02:00:00Z', { max: 16 });
	sink = await smtpSink();
});
afterAll(async () => {
	await sink.close();
	await world.close();
});

const { aSeries, aRecord, list } = recordHelpers(() => world);
const dayMs = 86_400_000;

async function given(fromId: string, toId: string, roles: string[], more: { from?: number; days?: number } = {}): Promise<string> {
	const from = world.day(more.from ?? 0);
	const input = delegationForm.parse({
		...{ fromId, toId, roles, from, lastDay: addDays(from, (more.days ?? 5) - 1) },
		...{ reason: 'Nghỉ phép năm', paper: roles.includes('head') ? '12/UQ-SNV' : '' }
	});
	const { id } = await offerDelegation(await world.asId(fromId), { ...input, unitId: world.unitId });
	await acceptDelegation(await world.asId(toId), { id });
	return id;
}
const end = async (id: string, by: string) => endDelegation(await world.asId(by), { id, reason: 'Về sớm' });
const nameOf = async (id: string) => (await world.client.user.findUniqueOrThrow({ where: { id } })).fullName;
/** The open notices of one person about one thing: kind, and in whose place. */
async function told(userId: string, subjectId: string) {
	const rows = await world.client.notice.findMany({
		where: { userId, subjectId, lapsedAt: null },
		orderBy: [{ createdAt: 'asc' }, { kind: 'asc' }],
		select: { kind: true, params: true }
	});
	return rows.map(({ kind, params }) => {
		const said: Record<string, unknown> = typeof params === 'object' && params !== null && !Array.isArray(params) ? { ...params } : {};
		return { kind, for: said['inPlaceOf'] ?? null };
	});
}
async function later<T>(days: number, act: () => Promise<T>): Promise<T> {
	const now = world.clock.now();
	world.clock.set(new Date(now.getTime() + days * dayMs));
	try {
		return await act();
	} finally {
		world.clock.set(now);
	}
}
async function dutiesOf(userId: string, subjectId: string) {
	const ctx = await world.asId(userId);
	if (ctx.actor.kind !== 'user') throw new Error('nobody');
	const duties = await waitingDuties(ctx, ctx.actor, laterDuties);
	return duties.filter((duty) => duty.subjectId === subjectId).map(({ what, inPlaceOf }) => ({ what, for: inPlaceOf }));
}

describe('a notice that asks for an act', () => {
	it('goes to the delegate too, with the name in whose place, and only to them', async () => {
		const { reviewer, head, staff, deputy, drafter } = world.ids;
		const id = await given(reviewer, staff, ['reviewer']);
		const { id: versionId } = await submittedVersion(world);
		const absent = await nameOf(reviewer);
		expect(await told(reviewer, versionId)).toEqual([{ kind: 'review_asked', for: null }]);
		expect(await told(staff, versionId)).toEqual([{ kind: 'review_asked', for: absent }]);
		expect(await told(drafter, versionId)).toEqual([]);
		const approving = await given(head, drafter, ['head']);
		await passVersion(await world.as('reviewer'), { versionId });
		// Whoever wrote it does not approve it in anybody's name, and is not asked to.
		expect(await told(drafter, versionId)).toEqual([]);
		expect(await told(staff, versionId)).toEqual([]);
		expect((await told(head, versionId)).map(({ kind }) => kind)).toEqual(['approval_asked']);
		expect((await told(deputy, versionId)).map(({ kind }) => kind)).toEqual(['approval_asked']);
		await end(approving, head);
		await end(id, reviewer);
		const page = await listNotices(await world.as('reviewer'), 1);
		expect(page.items.every(({ text }) => !text.startsWith('Thay '))).toBe(true);
	});

	it('is said in Home and in the digest with whose place it is', async () => {
		const { head, staff } = world.ids;
		const id = await given(head, staff, ['head']);
		const { id: versionId, code } = await passedVersion(world);
		const absent = await nameOf(head);
		const { items } = await listNotices(await world.as('staff'), 1);
		expect(items.find(({ href }) => href === `/versions/${versionId}`)?.text).toBe(
			`Thay ${absent}: ${code} ${await title(versionId)} chờ bạn phê duyệt.`
		);
		await digestHandler(() => Promise.resolve([]))(world.system, {}, { day: '2030-01-01' });
		const [mail] = await world.client.mail.findMany({ where: { userId: staff, kind: 'digest' }, select: { id: true, subject: true } });
		expect(mail?.subject).not.toContain(absent);
		sink.mails.length = 0;
		const settings = { smtpUrl: sink.url, mailFrom: 'eISO <eiso@example.vn>', origin: 'https://iso.example.vn', port: 3000 };
		await sendMail(world.system, { settings, timeouts: { connectMs: 2000, silenceMs: 2000 } }, { mailId: mail?.id ?? '' });
		const [text] = decodeMail(sink.mails[0]?.raw ?? '').split('<!doctype html>');
		expect(text?.replaceAll(/\s+/g, ' ')).toContain(`Thay ${absent}: ${code}`);
		await end(id, head);
	});

	it('goes to nobody else before its first day, after its last, or once it is taken back', async () => {
		const { reviewer2, staff } = world.ids;
		const id = await given(reviewer2, staff, ['reviewer'], { from: 2, days: 2 });
		const asked = async (days: number) => {
			const { id: versionId } = await draftVersion(world);
			await later(days, async () => submitVersion(await world.as('drafter'), { versionId, reviewer: reviewer2 }));
			expect((await told(reviewer2, versionId)).map(({ kind }) => kind)).toEqual(['review_asked']);
			return (await told(staff, versionId)).length;
		};
		expect([await asked(1), await asked(2), await asked(3), await asked(4)]).toEqual([0, 1, 1, 0]);
		await later(4, () => endPastDelegations(world.system));
		const again = await given(reviewer2, staff, ['reviewer']);
		const { id: versionId } = await submittedVersion(world, { reviewer: reviewer2 });
		expect(await told(staff, versionId)).toHaveLength(1);
		await end(again, reviewer2);
		// What was asked under it is asked no more; of the absent one it still is.
		expect(await told(staff, versionId)).toEqual([]);
		expect(await told(reviewer2, versionId)).toHaveLength(1);
		const { id: after } = await submittedVersion(world, { reviewer: reviewer2 });
		expect(await told(staff, after)).toEqual([]);
		const left = await world.client.notice.count({
			where: { userId: staff, lapsedAt: null, params: { path: ['delegationId'], equals: id } }
		});
		expect(left).toBe(0);
	});

	it('is taken back with that of the absent one', async () => {
		const { reviewer, staff } = world.ids;
		const id = await given(reviewer, staff, ['reviewer']);
		const { id: versionId } = await submittedVersion(world, { reviewer });
		expect(await told(staff, versionId)).toHaveLength(1);
		await recallVersion(await world.as('drafter'), { versionId });
		expect(await told(staff, versionId)).toEqual([]);
		await end(id, reviewer);
	});

	it('is not doubled for who is asked anyway, and stays with the person where it asks something of their own', async () => {
		const { head, deputy, staff } = world.ids;
		const both = await given(head, deputy, ['head']);
		const { id: versionId } = await passedVersion(world);
		expect(await told(deputy, versionId)).toEqual([{ kind: 'approval_asked', for: null }]);
		await end(both, head);
		const id = await given(head, staff, ['head']);
		const subjectId = crypto.randomUUID();
		await transaction(world.system, async (ctx) => {
			for (const kind of ['read_asked', 'reset_started', 'approved', 'duties_open'] as const)
				await notify(ctx, { to: [head], kind, subjectType: 'version', subjectId, unitId: world.unitId, params: {} });
			await notify(ctx, { to: [head], kind: 'approval_asked', subjectType: 'version', subjectId, unitId: world.otherUnitId, params: {} });
		});
		expect(await told(head, subjectId)).toHaveLength(5);
		expect(await told(staff, subjectId)).toEqual([]);
		await end(id, head);
	});
});

describe('Home of a delegate', () => {
	it('shows no list for disposal that the absent one made, and that of others', async () => {
		const both = await world.addPerson(['head', 'officer']);
		const { staff } = world.ids;
		const id = await given(both, staff, ['head']);
		const absent = await nameOf(both);
		const record = await aRecord(await aSeries());
		const { id: own } = await createDisposal(await world.asId(both), world.unitId, list([record.id]));
		await proposeDisposal(await world.asId(both), { disposalId: own });
		expect(await dutiesOf(staff, own)).toEqual([]);
		expect(await told(staff, own)).toEqual([]);
		expect((await refusal(approveDisposal(await world.asId(staff), { disposalId: own, password }))).code).toBe('separation_of_duties');
		const other = await aRecord(await aSeries());
		const { id: theirs } = await createDisposal(await world.as('officer'), world.unitId, list([other.id]));
		await proposeDisposal(await world.as('officer'), { disposalId: theirs });
		expect(await dutiesOf(staff, theirs)).toEqual([{ what: 'disposal_sign', for: absent }]);
		expect(await told(staff, theirs)).toEqual([{ kind: 'disposal_proposed', for: absent }]);
		await approveDisposal(await world.asId(staff), { disposalId: theirs, password });
		await end(id, both);
	});

	it('shows no change request that the absent one proposed', async () => {
		const both = await world.addPerson(['head', 'officer']);
		const { staff, drafter } = world.ids;
		const { documentId } = await issuedVersion(world, { confirm: ['no_forms', 'not_in_order'] });
		const id = await given(both, staff, ['head', 'officer']);
		const words = { kind: 'amend' as const, documentId, what: 'Sửa thời hạn', why: 'Luật mới' };
		const { id: requestId } = await propose(await world.asId(both), words);
		const opinion = { requestId, opinion: 'Nên sửa', drafterId: drafter, dueOn: world.day(30) };
		expect(await dutiesOf(staff, requestId)).toEqual([]);
		expect((await refusal(considerRequest(await world.asId(staff), opinion))).code).toBe('separation_of_duties');
		await considerRequest(await world.as('officer'), opinion);
		expect(await dutiesOf(staff, requestId)).toEqual([]);
		expect(await told(staff, requestId)).toEqual([]);
		expect((await refusal(acceptRequest(await world.asId(staff), { requestId, changeClass: 'substantive' }))).code).toBe(
			'separation_of_duties'
		);
		expect((await dutiesOf(world.ids.head, requestId)).map(({ what }) => what)).toEqual(['request_accept']);
		await end(id, both);
	});

	it('shows no plan and no extension of an action that the absent one owns', async () => {
		const { head, deputy, staff } = world.ids;
		const action = await assignedAction(world, { owner: 'head' });
		const owner = await world.as('head');
		const actionId = action.id;
		const correction = { correction: 'Gửi thư', correctionDoneOn: world.day(), correctionImpossible: null, consequences: '' };
		await recordCorrection(owner, { actionId, ...correction });
		const why = { method: 'five_whys', whys: ['x'], outline: '', rootCause: 'Thiếu bước', riskTouched: false, riskNote: '' } as const;
		await recordCause(owner, { actionId, ...why });
		await addLine(owner, { actionId, what: 'Thêm bước', doerId: world.ids.drafter, dueOn: world.day(5) });
		const id = await given(head, staff, ['head']);
		await submitPlan(await world.as('head'), { actionId });
		expect(await dutiesOf(staff, actionId)).toEqual([]);
		expect((await refusal(approvePlan(await world.asId(staff), { actionId, password }))).code).toBe('separation_of_duties');
		expect((await dutiesOf(deputy, actionId)).map(({ what }) => what)).toEqual(['action_approve']);
		const running = await plannedAction(world, { owner: 'deputy' });
		await end(id, head);
		const forDeputy = await given(deputy, staff, ['head']);
		const { id: extensionId } = await askExtension(await world.as('deputy'), { actionId: running.id, dueOn: world.day(45), reason: 'x' });
		expect(await dutiesOf(staff, running.id)).not.toContainEqual(expect.objectContaining({ what: 'action_extension' }));
		expect((await told(staff, running.id)).map(({ kind }) => kind)).not.toContain('action_extension_asked');
		expect((await refusal(grantExtension(await world.asId(staff), { extensionId, reason: 'x' }))).code).toBe('separation_of_duties');
		expect(await dutiesOf(head, running.id)).toContainEqual({ what: 'action_extension', for: null });
		await end(forDeputy, deputy);
	});

	it('counts in the navigation what it lists, each once', async () => {
		const { head, officer, staff } = world.ids;
		const both = await world.addPerson(['head', 'officer']);
		const ids = [
			await given(head, staff, ['head']),
			await given(both, staff, ['head', 'officer']),
			await given(officer, staff, ['officer'])
		];
		const record = await aRecord(await aSeries());
		const { id: own } = await createDisposal(await world.asId(both), world.unitId, list([record.id]));
		await proposeDisposal(await world.asId(both), { disposalId: own });
		// Not in the name of who made it, but in that of the other head.
		expect(await dutiesOf(staff, own)).toEqual([{ what: 'disposal_sign', for: await nameOf(head) }]);
		const ctx = await world.asId(staff);
		if (ctx.actor.kind !== 'user') throw new Error('nobody');
		expect(receivedBy(ctx.actor)).toHaveLength(3);
		const listed = await waitingDuties(ctx, ctx.actor, laterDuties);
		expect(new Set(listed.map(({ what, id }) => `${what}:${id}`)).size).toBe(listed.length);
		const before = await shellFor(ctx, world.unitId);
		await returnDisposal(await world.as('deputy'), { disposalId: own, reason: 'Thiếu' });
		const after = await shellFor(await world.asId(staff), world.unitId);
		const count = (shell: typeof before) => shell.nav.flatMap(({ entries }) => entries).find(({ href }) => href === '/')?.count ?? -1;
		// To sign it is gone; to mend it is asked in the place of who made it.
		expect((await dutiesOf(staff, own)).map(({ what }) => what)).toEqual(['disposal_draft']);
		expect(count(after)).toBe(count(before));
		expect(actingAs(ctx.actor, null).memberships.every(({ delegation }) => !delegation)).toBe(true);
		for (const [index, by] of [head, both, officer].entries()) await end(ids[index] ?? '', by);
	});
});

describe('a list for disposal whose maker has left', () => {
	it('is asked of the officers that there are now, in Home and by notice', async () => {
		const gone = await world.addPerson(['officer']);
		const record = await aRecord(await aSeries());
		const { id } = await createDisposal(await world.asId(gone), world.unitId, list([record.id]));
		await proposeDisposal(await world.asId(gone), { disposalId: id });
		const disable = { status: 'disabled' as const, disabledAt: world.clock.now() };
		await world.client.user.update({ where: { id: gone }, data: disable });
		await returnDisposal(await world.as('head'), { disposalId: id, reason: 'Thiếu năm 2013' });
		expect((await told(world.ids.officer, id)).map(({ kind }) => kind)).toEqual(['disposal_returned']);
		expect(await told(gone, id)).toEqual([]);
		expect((await dutiesOf(world.ids.officer, id)).map(({ what }) => what)).toEqual(['disposal_draft']);
		expect(await dutiesOf(world.ids.staff, id)).toEqual([]);
	});
});

async function title(versionId: string): Promise<string> {
	return (await world.client.version.findUniqueOrThrow({ where: { id: versionId } })).title;
}
