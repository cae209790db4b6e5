import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { delegationForm } from '#lib/domain/people/delegation-forms.ts';
import { decide } from '#lib/domain/permissions/decide.ts';
import { addDays, toDbDate } from '#lib/domain/shared/day.ts';
import { listTrail } from '#lib/server/audit-trail/list.ts';
import { approveVersion } from '#lib/server/documents/approve.ts';
import { homeFor } from '#lib/server/documents/queries/home.ts';
import { passVersion, submitVersion } from '#lib/server/documents/review.ts';
import { createVersion } from '#lib/server/documents/versions.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { acceptDelegation, declineDelegation, endDelegation } from '#lib/server/people/delegations/acts.ts';
import { endPastDelegations } from '#lib/server/people/delegations/follow.ts';
import { offerDelegation } from '#lib/server/people/delegations/make.ts';
import { delegationsOfPerson } from '#lib/server/people/delegations/of-person.ts';
import { delegationList, delegationPage } from '#lib/server/people/delegations/pages.ts';
import { createContext } from '#lib/server/platform/context.ts';
import {
	aDocument,
	documentsWorld,
	passedVersion,
	password,
	submittedVersion,
	type DocumentsWorld,
	type Who
} from '#test/support/documents.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

const refused = (code: string, status: number): unknown => expect.objectContaining({ code, status });
const invalid = (field: string, code: string): unknown => expect.objectContaining({ fields: expect.objectContaining({ [field]: code }) });

type More = { by?: string; roles?: string[]; from?: number; days?: number; paper?: string };
async function offer(fromId: string, toId: string, more: More = {}): Promise<string> {
	const from = world.day(more.from ?? 0);
	const roles = more.roles ?? ['head'];
	const input = delegationForm.parse({
		...{ fromId, toId, roles, from, lastDay: addDays(from, (more.days ?? 5) - 1) },
		...{ reason: 'Nghỉ phép năm', paper: more.paper ?? (roles.includes('head') ? '12/UQ-SNV ngày 20/11/2026' : '') }
	});
	const { id } = await offerDelegation(await world.asId(more.by ?? fromId), { ...input, unitId: world.unitId });
	return id;
}
async function given(fromId: string, toId: string, more: More = {}): Promise<string> {
	const id = await offer(fromId, toId, more);
	await acceptDelegation(await world.asId(toId), { id });
	return id;
}
const end = async (id: string, by: string) => endDelegation(await world.asId(by), { id, reason: 'Về sớm' });
const trailOf = (subjectId: string) => world.client.auditTrail.findMany({ where: { subjectId }, orderBy: [{ at: 'asc' }, { seq: 'asc' }] });
const state = async (id: string) => (await world.client.delegation.findUniqueOrThrow({ where: { id } })).state;
const noticesOf = (userId: string, subjectId: string) =>
	world.client.notice.findMany({
		where: { userId, subjectId },
		orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
		select: { kind: true, params: true }
	});
const mayApprove = async (userId: string) => {
	const actor = await loadActor(world.client, userId, world.day());
	return actor !== null && decide(actor, 'version.approve', { unitId: world.unitId }).allowed;
};
/** A version that waits for a head's signature. */
const waiting = async (): Promise<string> => (await passedVersion(world)).id;

/** The same, written by this person. */
async function waitingBy(userId: string): Promise<string> {
	const { id: documentId } = await aDocument(world);
	const ctx = await world.asId(userId);
	const { id: versionId } = await createVersion(ctx, { documentId, summary: 'Lần đầu', pdf: await world.pdf() });
	await submitVersion(ctx, { versionId });
	await passVersion(await world.as('reviewer'), { versionId });
	return versionId;
}

describe('a delegation', () => {
	it('gives nothing before it is accepted, everything of the role while it runs, and nothing after', async () => {
		const { head, staff } = world.ids;
		const id = await offer(head, staff);
		expect(await mayApprove(staff)).toBe(false);
		expect((await noticesOf(staff, id)).map(({ kind }) => kind)).toEqual(['delegation_offered']);
		await acceptDelegation(await world.asId(staff), { id });
		expect(await mayApprove(staff)).toBe(true);
		expect((await noticesOf(head, id)).map(({ kind }) => kind)).toEqual(['delegation_accepted']);
		await end(id, head);
		expect(await mayApprove(staff)).toBe(false);
		expect((await trailOf(id)).map(({ event }) => event)).toEqual(['delegation.offer', 'delegation.accept', 'delegation.end']);
	});

	it('holds on its days alone, and says at its end what was done', async () => {
		const { head, staff } = world.ids;
		const id = await given(head, staff, { from: 2, days: 2 });
		const on = async (offset: number) => {
			const actor = await loadActor(world.client, staff, world.day(offset));
			return actor !== null && decide(actor, 'version.approve', { unitId: world.unitId }).allowed;
		};
		expect([await on(1), await on(2), await on(3), await on(4)]).toEqual([false, true, true, false]);
		const now = world.clock.now();
		world.clock.set(new Date(now.getTime() + 4 * 86_400_000));
		try {
			expect(await endPastDelegations(world.system)).toBe(1);
			expect(await endPastDelegations(world.system)).toBe(0);
		} finally {
			world.clock.set(now);
		}
		expect(await state(id)).toBe('ended');
		expect((await noticesOf(head, id)).map(({ kind }) => kind)).toContain('delegation_ended');
	});

	it('ends with the account or the membership of either, whatever job has run', async () => {
		const [absent, delegate] = [await world.addPerson(['officer']), await world.addPerson(['reader'])];
		await given(absent, delegate, { roles: ['officer'] });
		const may = async () => {
			const actor = await loadActor(world.client, delegate, world.day());
			return actor !== null && decide(actor, 'document.manage', { unitId: world.unitId }).allowed;
		};
		expect(await may()).toBe(true);
		await world.client.user.update({ where: { id: absent }, data: { status: 'disabled', disabledAt: world.clock.now() } });
		expect(await may()).toBe(false);
		await world.client.user.update({ where: { id: absent }, data: { status: 'active', disabledAt: null } });
		await onItsDay(world, (db) => db.membership.updateMany({ where: { userId: absent }, data: { validTo: toDbDate(world.day()) } }));
		expect(await may()).toBe(false);
		expect(await endPastDelegations(world.system)).toBe(1);
	});

	it('is refused for oneself, without a paper, twice for a role, for a role not held, for a stranger, for too long', async () => {
		const { head, deputy, staff, outsider, reviewer2 } = world.ids;
		await expect(offer(head, head)).rejects.toEqual(invalid('toId', 'delegate_self'));
		await expect(offer(head, staff, { paper: '' })).rejects.toEqual(invalid('paper', 'paper_required'));
		await expect(offer(head, outsider)).rejects.toEqual(invalid('toId', 'delegate_not_here'));
		await expect(offer(reviewer2, staff, { roles: ['officer'] })).rejects.toEqual(invalid('roles', 'role_not_held'));
		await expect(offer(head, staff, { days: 91 })).rejects.toEqual(invalid('lastDay', 'days_at_most:90'));
		await expect(offer(head, staff, { from: -1 })).rejects.toEqual(invalid('from', 'day_in_past'));
		const id = await offer(head, staff);
		await expect(offer(head, deputy, { from: 4 })).rejects.toEqual(refused('delegation_overlaps', 409));
		await declineDelegation(await world.asId(staff), { id });
		expect(await state(id)).toBe('declined');
		await expect(acceptDelegation(await world.asId(staff), { id })).rejects.toEqual(refused('illegal_transition', 409));
	});

	it('is made for somebody who is away by a head, the coordinator or an administrator, never to the own person', async () => {
		const { head, officer, staff, coordinator, drafter } = world.ids;
		await expect(offer(officer, head, { by: head, roles: ['officer'] })).rejects.toEqual(invalid('toId', 'delegate_to_maker'));
		await expect(offer(officer, staff, { by: drafter, roles: ['officer'] })).rejects.toEqual(refused('forbidden', 403));
		const id = await offer(officer, staff, { by: coordinator, roles: ['officer'] });
		expect((await noticesOf(officer, id)).map(({ kind }) => kind)).toEqual(['delegation_made_for_you']);
		await expect(acceptDelegation(await world.asId(officer), { id })).rejects.toEqual(refused('delegation_not_found', 404));
		await end(id, officer);
	});
});

describe('what is done under a delegation', () => {
	it('is signed TUQ. and recorded with both names, and shown to both', async () => {
		const { head, staff } = world.ids;
		const versionId = await waiting();
		const id = await given(head, staff);
		const home = await homeFor(await world.asId(staff), world.unitId);
		expect(home.versions.find((one) => one.id === versionId)).toMatchObject({ what: 'approve', inPlaceOf: expect.any(String) });
		await approveVersion(await world.asId(staff), { versionId, password });
		const [signature] = await world.client.signature.findMany({ where: { versionId } });
		const absent = await world.client.user.findUniqueOrThrow({ where: { id: head } });
		expect(signature).toMatchObject({ userId: staff, capacity: 'by_authority', delegationId: id, onBehalfOf: absent.fullName });
		expect(signature?.position).toContain(`TUQ. ${absent.fullName}`);
		const [act] = (await trailOf(versionId)).filter(({ event }) => event === 'version.approve');
		expect(act).toMatchObject({ actorId: staff, actorRole: 'head', delegation: `${id} ${absent.fullName}` });
		const shown = await listTrail(await world.as('officer'), { subjectId: versionId });
		expect(shown.items.find(({ event }) => event === 'version.approve')?.delegation).toEqual({ id, ofName: absent.fullName });
		expect(shown.items.find(({ event }) => event === 'version.submit')?.delegation).toBeNull();
		const page = await delegationPage(await world.asId(head), id);
		expect(page.acts?.items.map(({ event }) => event)).toContain('version.approve');
		await end(id, staff);
		const [ended] = (await noticesOf(head, id)).filter(({ kind }) => kind === 'delegation_ended');
		expect(ended?.params).toMatchObject({ count: 1 });
		const broken = await world.client.$queryRaw<unknown[]>`select v.* from audit_chain c, eiso_verify_chain(c.id) v`;
		expect(broken).toEqual([]);
	});

	it('lets who is asked review in the place of the one who was, and names both', async () => {
		const { reviewer, staff } = world.ids;
		const { id: versionId } = await submittedVersion(world);
		const id = await given(reviewer, staff, { roles: ['reviewer'] });
		await passVersion(await world.asId(staff), { versionId });
		const [act] = (await trailOf(versionId)).filter(({ event }) => event === 'version.pass');
		expect(act?.delegation?.slice(0, 36)).toBe(id);
		await end(id, reviewer);
	});

	it('names nobody else where the own right is enough', async () => {
		const { head, deputy } = world.ids;
		const versionId = await waiting();
		const id = await given(head, deputy);
		await approveVersion(await world.asId(deputy), { versionId, password });
		const [signature] = await world.client.signature.findMany({ where: { versionId } });
		expect(signature).toMatchObject({ userId: deputy, delegationId: null, onBehalfOf: null });
		expect((await trailOf(versionId)).every(({ delegation }) => delegation === null)).toBe(true);
		await end(id, deputy);
	});

	it('counts both persons for the separation of duties', async () => {
		const [both, staff] = [await world.addPerson(['head', 'officer', 'reviewer']), world.ids.staff];
		const id = await given(both, staff, { roles: ['head', 'reviewer'] });
		// The absent one wrote it: nobody approves it in their name.
		const written = await waitingBy(both);
		await expect(approveVersion(await world.asId(staff), { versionId: written, password })).rejects.toEqual(
			refused('separation_of_duties', 403)
		);
		// The absent one passed it.
		const { id: passed } = await submittedVersion(world);
		await passVersion(await world.asId(both), { versionId: passed });
		await expect(approveVersion(await world.asId(staff), { versionId: passed, password })).rejects.toEqual(
			refused('separation_of_duties', 403)
		);
		// The delegate passed it in their name, and does not approve it in the same.
		const { id: own } = await submittedVersion(world);
		await passVersion(await world.asId(staff), { versionId: own });
		await expect(approveVersion(await world.asId(staff), { versionId: own, password })).rejects.toEqual(
			refused('separation_of_duties', 403)
		);
		await end(id, both);
	});

	it('is signed for the one of two absent heads in whose place it may be', async () => {
		const [both, other, staff] = [await world.addPerson(['head', 'officer']), await world.addPerson(['head']), world.ids.staff];
		const [first, second] = [await given(both, staff), await given(other, staff)];
		const versionId = await waitingBy(both);
		await approveVersion(await world.asId(staff), { versionId, password });
		const [signature] = await world.client.signature.findMany({ where: { versionId } });
		expect(signature).toMatchObject({ userId: staff, delegationId: second });
		const [act] = (await trailOf(versionId)).filter(({ event }) => event === 'version.approve');
		expect(act?.delegation?.slice(0, 36)).toBe(second);
		await end(first, both);
		await end(second, other);
	});

	it('is not handed on, not by a token, and does not reach who holds power', async () => {
		const { head, staff, drafter, officer } = world.ids;
		const id = await given(head, staff);
		await expect(offer(staff, drafter, { roles: ['head'] })).rejects.toEqual(invalid('roles', 'role_not_held'));
		await expect(offer(officer, drafter, { by: staff, roles: ['officer'] })).rejects.toEqual(refused('forbidden', 403));
		const token = await loadActor(world.client, staff, world.day(), { token: { id: crypto.randomUUID(), name: 'máy' } });
		expect(token?.memberships.some(({ delegation }) => delegation)).toBe(false);
		const actor = await loadActor(world.client, staff, world.day());
		expect(actor && decide(actor, 'person.appoint_lead', { unitId: world.unitId, personId: drafter }).allowed).toBe(false);
		// Nor who of a unit that became this one comes with which roles.
		expect(actor && decide(actor, 'handed_over.appoint', { unitId: world.unitId }).allowed).toBe(false);
		expect(actor && decide(actor, 'person.appoint_staff', { unitId: world.unitId, personId: head })).toMatchObject({
			allowed: false,
			reason: 'separation_of_duties'
		});
		await end(id, head);
	});

	it('is seen by the two and by who leads the unit, not by others', async () => {
		const { head, staff } = world.ids;
		const id = await given(head, staff);
		const seen = async (who: Who) =>
			(await delegationList(await world.as(who), world.unitId, { view: 'mine', state: 'current', page: 1 })).total;
		expect([await seen('head'), await seen('staff'), await seen('drafter')]).toEqual([1, 1, 0]);
		// On the page of either, to those who may know of it.
		const onPage = async (who: Who, personId: string) => (await delegationsOfPerson(await world.as(who), personId)).map((one) => one.id);
		for (const personId of [head, staff])
			for (const who of ['head', 'staff', 'officer', 'administrator'] as const) expect(await onPage(who, personId)).toContain(id);
		for (const who of ['drafter', 'outsider', 'inspector'] as const) expect(await onPage(who, head)).toEqual([]);
		await expect(delegationPage(await world.as('drafter'), id)).rejects.toEqual(refused('delegation_not_found', 404));
		await expect(delegationPage(await world.as('outsider'), id)).rejects.toEqual(refused('delegation_not_found', 404));
		expect((await delegationPage(await world.as('coordinator'), id)).acts).toBeNull();
		await expect(delegationList(await world.as('drafter'), world.unitId, { view: 'unit', state: 'all', page: 1 })).rejects.toEqual(
			refused('forbidden', 403)
		);
		await expect(delegationPage(createContext({ ...world, actor: world.nobody.actor }), id)).rejects.toEqual(
			expect.objectContaining({ status: 401 })
		);
		await end(id, head);
	});
});

describe('raw SQL', () => {
	it('changes, deletes and shortens nothing', async () => {
		const { head, staff } = world.ids;
		const id = await given(head, staff);
		const raw = (sql: string) => onItsDay(world, (db) => db.$executeRawUnsafe(sql));
		await expect(raw(`delete from delegation where id = '${id}'`)).rejects.toThrow(/append_only/);
		await expect(raw('truncate delegation cascade')).rejects.toThrow(/append_only/);
		await expect(raw(`update delegation set roles = '{officer}' where id = '${id}'`)).rejects.toEqual(refused('illegal_transition', 409));
		await expect(raw(`update delegation set valid_to = valid_to + 30 where id = '${id}'`)).rejects.toEqual(
			refused('illegal_transition', 409)
		);
		await expect(raw(`update delegation set state = 'offered' where id = '${id}'`)).rejects.toEqual(refused('illegal_transition', 409));
		await end(id, head);
		await expect(
			raw(`update delegation set state = 'accepted', ended_at = null, ended_by_id = null, ended_reason = null where id = '${id}'`)
		).rejects.toEqual(refused('illegal_transition', 409));
	});

	it('makes none that the rules refuse', async () => {
		const { head, staff, outsider, drafter } = world.ids;
		const row = (more: object = {}) => ({
			...{ unitId: world.unitId, fromId: head, toId: staff, roles: ['head' as const], reason: 'x', paper: '1', createdById: head },
			...{ validFrom: toDbDate(world.day()), validTo: toDbDate(world.day(3)), createdAt: world.clock.now(), ...more }
		});
		const make = (more: object) => onItsDay(world, (db) => db.delegation.create({ data: row(more) }));
		await expect(make({ state: 'accepted', answeredAt: world.clock.now() })).rejects.toEqual(refused('illegal_transition', 409));
		await expect(make({ fromId: drafter })).rejects.toEqual(refused('delegation_role', 409));
		await expect(make({ toId: outsider })).rejects.toEqual(refused('delegation_person', 409));
		await expect(make({ paper: ' ' })).rejects.toThrow(/delegation_words/);
		const auditor = await world.addPerson(['internal_auditor']);
		await expect(make({ fromId: auditor, roles: ['internal_auditor'] })).rejects.toThrow(/delegation_roles/);
		await expect(make({ validTo: toDbDate(world.day(91)) })).rejects.toThrow(/delegation_days/);
		await expect(make({ toId: head })).rejects.toThrow(/delegation_two_people/);
	});

	it('signs and records nothing in the name of somebody who did not ask for it', async () => {
		const { staff, drafter } = world.ids;
		const both = await world.addPerson(['head', 'officer']);
		const [versionId, written] = [await waiting(), await waitingBy(both)];
		const id = await given(both, staff);
		const version = await world.client.version.findUniqueOrThrow({ where: { id: versionId } });
		const sign = (more: object) =>
			onItsDay(world, (db) =>
				db.signature.create({
					data: {
						...{
							meaning: 'approve_version',
							meaningText: 'x',
							versionId,
							round: version.round,
							userId: staff,
							signerName: 'x',
							position: 'x'
						},
						...{ capacity: 'by_authority', pdfSha256: version.pdfSha256, sourceSha256: version.sourceSha256, signedAt: world.clock.now() },
						...more
					}
				})
			);
		await expect(sign({})).rejects.toEqual(refused('signature_refused', 409));
		await expect(sign({ delegationId: id, onBehalfOf: 'x', capacity: 'chief' })).rejects.toEqual(refused('signature_refused', 409));
		await expect(sign({ delegationId: id, onBehalfOf: 'x', userId: drafter })).rejects.toEqual(refused('signature_refused', 409));
		const other = await world.client.version.findUniqueOrThrow({ where: { id: written } });
		const over = { versionId: written, round: other.round, pdfSha256: other.pdfSha256, sourceSha256: other.sourceSha256 };
		await expect(sign({ delegationId: id, onBehalfOf: 'x', ...over })).rejects.toEqual(refused('separation_of_duties', 409));
		const write = (actorId: string) =>
			onItsDay(
				world,
				(
					db
				) => db.$executeRaw`insert into audit_trail (chain_id, seq, at, event, subject_type, subject_id, actor_id, actor_name, delegation)
				select id, 0, ${world.clock.now()}, 'x', 'version', 'x', ${actorId}::uuid, 'x', ${`${id} Ai đó`} from audit_chain where unit_id = ${world.unitId}::uuid`
			);
		await expect(write(drafter)).rejects.toEqual(refused('illegal_transition', 409));
		await expect(write(staff)).rejects.toEqual(refused('illegal_transition', 409));
		await end(id, both);
	});
});
