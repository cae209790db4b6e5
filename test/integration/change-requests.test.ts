import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { acceptRequest, extendRequest, stopRequest } from '#lib/server/documents/change-requests/direct.ts';
import { doneOn, loadRequest } from '#lib/server/documents/change-requests/facts.ts';
import { endRequests, finishRequests } from '#lib/server/documents/change-requests/finish.ts';
import { linkRequest } from '#lib/server/documents/change-requests/links.ts';
import { requestPage } from '#lib/server/documents/change-requests/page.ts';
import { propose, proposeBySystem } from '#lib/server/documents/change-requests/propose.ts';
import { setChangeRule } from '#lib/server/documents/change-requests/rules.ts';
import { answerBack, askBack, considerRequest, declineRequest, withdrawRequest } from '#lib/server/documents/change-requests/triage.ts';
import { createBatch } from '#lib/server/documents/batches.ts';
import { issueBatch, issueNow } from '#lib/server/documents/issue.ts';
import { cancelVersion, passVersion, submitVersion } from '#lib/server/documents/review.ts';
import { manageDocument } from '#lib/server/documents/manage.ts';
import { withdrawVersion } from '#lib/server/documents/withdraw.ts';
import { approveVersion } from '#lib/server/documents/approve.ts';
import { createVersion } from '#lib/server/documents/versions.ts';
import { addDays } from '#lib/domain/shared/day.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import {
	documentsWorld,
	issuedVersion,
	password,
	refusal,
	trailOf,
	type AVersion,
	type DocumentsWorld,
	type Who
} from '#test/support/documents.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

/*
 * states.md §6, row by row: who may, what is refused, what is told, and what the database refuses by itself.
 */
let world: DocumentsWorld;
let document: AVersion;
beforeAll(async () => {
	world = await documentsWorld('2026-11-01T02:00:00Z', { max: 16 });
	document = await issuedVersion(world, { confirm: warningCodes });
	world.clock.set(new Date('2026-11-24T02:00:00Z'));
});
afterAll(() => world.close());

const words = { what: 'Sửa thời hạn ở mục 5.7', why: 'Luật mới rút ngắn thời hạn' };

async function proposed(who: Who = 'staff', kind: 'amend' | 'withdraw' = 'amend', documentId = document.documentId) {
	return propose(await world.as(who), { kind, documentId, ...words });
}

async function consider(requestId: string, who: Who = 'officer', more: object = {}) {
	const input = { requestId, opinion: 'Đúng, nên sửa', drafterId: world.ids.drafter, dueOn: world.day(30), ...more };
	return considerRequest(await world.as(who), input);
}

async function accepted(kind: 'amend' | 'withdraw' = 'amend', documentId = document.documentId) {
	const { id } = await proposed('staff', kind, documentId);
	await consider(id);
	await acceptRequest(await world.as('head'), { requestId: id, changeClass: 'substantive' });
	return id;
}

async function told(requestId: string, who: Who): Promise<string[]> {
	const rows = await world.client.notice.findMany({
		where: { userId: world.ids[who], subjectId: requestId, lapsedAt: null },
		orderBy: { createdAt: 'asc' }
	});
	return rows.map(({ kind }) => kind);
}

const stateOf = async (id: string) => (await world.client.changeRequest.findUniqueOrThrow({ where: { id } })).state;

describe('propose', () => {
	it('is for anyone of the unit, takes the next number of the year and tells officers', async () => {
		const first = await proposed('staff');
		const second = await proposed('reviewer');
		expect(first.number).toMatch(/^YC-2026-\d{3}$/);
		expect(Number(second.number.slice(-3))).toBe(Number(first.number.slice(-3)) + 1);
		expect(await told(first.id, 'officer')).toEqual(['request_proposed']);
		expect(await told(first.id, 'staff')).toEqual([]);
		expect(await trailOf(world, first.id)).toEqual(['change_request.propose']);
	});

	it('gives each of ten at once a number of its own', async () => {
		const made = await Promise.all(Array.from({ length: 10 }, () => proposed('staff')));
		expect(new Set(made.map(({ number }) => number)).size).toBe(10);
	});

	it('is refused elsewhere, without words and for what may not be seen', async () => {
		expect((await refusal(proposed('outsider'))).code).toBe('document_not_found');
		expect((await refusal(propose(await world.as('outsider'), { kind: 'new', unitId: world.unitId, title: 'X', ...words }))).code).toBe(
			'forbidden'
		);
		const empty = await refusal(propose(await world.as('staff'), { kind: 'amend', documentId: document.documentId, what: ' ', why: '' }));
		expect(empty.params['fields']).toEqual({ what: 'required', why: 'required' });
		expect((await refusal(propose(await world.as('staff'), { kind: 'new', unitId: world.unitId, ...words }))).params['fields']).toEqual({
			title: 'title_required'
		});
		expect((await refusal(propose(await world.as('staff'), { kind: 'new', title: 'X', ...words }))).params['fields']).toEqual({
			unitId: 'required'
		});
	});

	it('by the system says the same thing once', async () => {
		const input = { source: 'law', key: 'doc-1', unitId: world.unitId, documentId: document.documentId, ...words } as const;
		const made = await Promise.all([1, 2, 3].map(() => proposeBySystem(world.system, input)));
		expect(new Set(made.map(({ id }) => id)).size).toBe(1);
		expect(made.filter(({ created }) => created)).toHaveLength(1);
		expect(await told(made[0]?.id ?? '', 'officer')).toEqual(['request_proposed']);
	});
});

describe('who sees a request', () => {
	it.each([
		['staff', true],
		['officer', true],
		['reviewer', true],
		['head', true],
		['drafter', false],
		['outsider', false],
		['coordinator', false],
		['inspector', false],
		['administrator', false]
	] as const)('%s: %s', async (who, sees) => {
		const { id } = await proposed('staff');
		const read = loadRequest(await world.as(who), id).then(
			() => true,
			() => false
		);
		expect(await read).toBe(sees);
	});

	it('the drafter from when they are named', async () => {
		const { id } = await proposed();
		await consider(id);
		expect((await loadRequest(await world.as('drafter'), id)).request.id).toBe(id);
	});
});

describe('proposed', () => {
	it('is asked back and answered, each telling the other', async () => {
		const { id } = await proposed();
		expect((await refusal(askBack(await world.as('head'), { requestId: id, comment: 'Trang nào?' }))).code).toBe('forbidden');
		expect((await refusal(askBack(await world.as('officer'), { requestId: id, comment: ' ' }))).code).toBe('invalid');
		await askBack(await world.as('officer'), { requestId: id, comment: 'Trang nào?' });
		expect(await told(id, 'staff')).toEqual(['request_asked']);
		expect((await refusal(answerBack(await world.as('officer'), { requestId: id, comment: 'Trang 3' }))).code).toBe('forbidden');
		await answerBack(await world.as('staff'), { requestId: id, comment: 'Trang 3' });
		expect(await told(id, 'staff')).toEqual([]);
		expect(await told(id, 'officer')).toEqual(['request_answered']);
		expect(await stateOf(id)).toBe('proposed');
	});

	it('is withdrawn by the proposer alone, and then closed', async () => {
		const { id } = await proposed();
		expect((await refusal(withdrawRequest(await world.as('officer'), { requestId: id }))).code).toBe('forbidden');
		await withdrawRequest(await world.as('staff'), { requestId: id });
		expect(await stateOf(id)).toBe('cancelled');
		expect(await told(id, 'officer')).toEqual(['request_withdrawn']);
		expect((await refusal(consider(id))).code).toBe('illegal_transition');
	});

	it('is considered by an officer who did not propose it', async () => {
		const { id } = await proposed('officer');
		await world.addPerson(['officer']);
		expect((await refusal(consider(id))).code).toBe('separation_of_duties');
		const other = await proposed();
		expect((await refusal(consider(other.id, 'head'))).code).toBe('forbidden');
		expect((await refusal(consider(other.id, 'officer', { opinion: '' }))).params['fields']).toEqual({ opinion: 'required' });
		expect((await refusal(consider(other.id, 'officer', { dueOn: world.day(-1) }))).params['fields']).toEqual({ dueOn: 'day_in_past' });
		expect((await refusal(consider(other.id, 'officer', { drafterId: world.ids.outsider }))).params['fields']).toEqual({
			drafterId: 'person_unknown'
		});
		await consider(other.id);
		expect(await told(other.id, 'head')).toEqual(['request_considered']);
		expect(await told(other.id, 'reviewer')).toEqual(['request_considered']);
		expect(await told(other.id, 'officer')).toEqual([]);
		const row = await world.client.changeRequest.findUniqueOrThrow({ where: { id: other.id } });
		expect(row.firstDueOn).toEqual(row.dueOn);
		expect(row.reach).toMatchObject({ children: [], citedBy: [] });
	});

	it('is considered by one of two at once', async () => {
		const { id } = await proposed();
		const results = await Promise.allSettled([consider(id), consider(id)]);
		expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		expect(await world.client.changeRequestEvent.count({ where: { requestId: id, event: 'consider' } })).toBe(1);
	});

	it('is declined by an officer only as duplicate or out of scope, by a head for any reason', async () => {
		const { id } = await proposed();
		const decline = async (who: Who, ground: 'duplicate' | 'other', comment = 'Không cần') =>
			declineRequest(await world.as(who), { requestId: id, ground, comment });
		expect((await refusal(decline('officer', 'other'))).code).toBe('decline_other_by_head');
		expect((await refusal(decline('head', 'other', ''))).code).toBe('invalid');
		expect((await refusal(decline('reviewer', 'duplicate'))).code).toBe('forbidden');
		await decline('officer', 'duplicate');
		expect(await told(id, 'staff')).toEqual(['request_declined']);
		const other = await proposed();
		await consider(other.id);
		await declineRequest(await world.as('head'), { requestId: other.id, ground: 'other', comment: 'Chưa cần' });
		expect(await stateOf(other.id)).toBe('declined');
	});
});

describe('a unit with one officer', () => {
	it('lets them consider what they proposed, and shows it', async () => {
		const unitId = await world.addUnit('XA-CR');
		const officer = await world.asId(await world.addPerson(['officer'], { unitId }));
		const head = await world.asId(await world.addPerson(['head'], { unitId }));
		const { id } = await propose(officer, { kind: 'new', unitId, title: 'Quy trình mới', ...words });
		const me = officer.actor.kind === 'user' ? officer.actor.userId : '';
		await considerRequest(officer, { requestId: id, opinion: 'Cần', drafterId: me, dueOn: world.day(9) });
		expect((await world.client.changeRequest.findUniqueOrThrow({ where: { id } })).onlyOfficer).toBe(true);
		await acceptRequest(head, { requestId: id, changeClass: 'substantive' });
		// §11: the end of the unit closes it.
		await transaction(world.system, (ctx: Ctx) => endRequests(ctx, unitId, 'sắp xếp đơn vị'));
		expect(await stateOf(id)).toBe('cancelled');
	});
});

describe('accepted', () => {
	it('is so by a head who did not propose it; drafters and proposer are told', async () => {
		const own = await proposed('head');
		await consider(own.id);
		expect((await refusal(acceptRequest(await world.as('head'), { requestId: own.id, changeClass: 'editorial' }))).code).toBe(
			'separation_of_duties'
		);
		await acceptRequest(await world.as('deputy'), { requestId: own.id, changeClass: 'editorial' });
		expect(await told(own.id, 'head')).toEqual(['request_accepted']);
		expect(await told(own.id, 'drafter')).toEqual(['request_accepted']);
		const early = await proposed();
		expect((await refusal(acceptRequest(await world.as('head'), { requestId: early.id, changeClass: 'editorial' }))).code).toBe(
			'illegal_transition'
		);
		await stopRequest(await world.as('head'), { requestId: own.id, comment: 'Thôi' });
	});

	it('keeps its first date when a head extends it', async () => {
		const id = await accepted();
		const first = addDays(world.day(), 30);
		expect((await refusal(extendRequest(await world.as('officer'), { requestId: id, dueOn: world.day(60), comment: 'Thêm' }))).code).toBe(
			'forbidden'
		);
		await extendRequest(await world.as('head'), { requestId: id, dueOn: world.day(60), comment: 'Chờ nghị định' });
		const row = await world.client.changeRequest.findUniqueOrThrow({ where: { id } });
		expect([row.firstDueOn, row.dueOn].map((day) => day?.toISOString().slice(0, 10))).toEqual([first, world.day(60)]);
		expect(await told(id, 'staff')).toEqual(['request_accepted', 'request_extended']);
		await stopRequest(await world.as('head'), { requestId: id, comment: 'Thôi' });
		expect(await stateOf(id)).toBe('cancelled');
	});

	it('and stopped at once is one of the two', async () => {
		const { id } = await proposed();
		await consider(id);
		const head = await world.as('head');
		const { rowVersion } = await world.client.changeRequest.findUniqueOrThrow({ where: { id } });
		const results = await Promise.allSettled([
			acceptRequest(head, { requestId: id, changeClass: 'editorial', rowVersion }),
			declineRequest(head, { requestId: id, ground: 'other', comment: 'Không', rowVersion })
		]);
		expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		expect(['accepted', 'declined']).toContain(await stateOf(id));
		if ((await stateOf(id)) === 'accepted') await stopRequest(head, { requestId: id, comment: 'Thôi' });
	});

	it('is linked to a version of its unit by the officer', async () => {
		const id = await accepted();
		const officer = await world.as('officer');
		expect((await refusal(linkRequest(officer, { requestId: id, versionId: id }))).params['fields']).toEqual({
			versionId: 'version_unknown'
		});
		expect((await refusal(linkRequest(await world.as('head'), { requestId: id, versionId: document.id }))).code).toBe('forbidden');
		const draft = await createVersion(await world.as('drafter'), {
			documentId: document.documentId,
			pdf: await world.pdf('lần hai'),
			summary: 'Sửa thời hạn'
		});
		// Begun for the document of an accepted request, it is linked by itself.
		expect((await refusal(linkRequest(officer, { requestId: id, versionId: draft.id }))).params['fields']).toEqual({
			versionId: 'linked_already'
		});
		expect(await doneOn(officer, id)).toBeNull();
		await cancelVersion(officer, { versionId: draft.id, comment: 'Làm lại' });
		expect(await doneOn(officer, id)).toBeNull();
		await stopRequest(await world.as('head'), { requestId: id, comment: 'Thôi' });
	});

	it('is done on the day its version is in force, whether the job has run or not', async () => {
		const other = await issuedVersion(world, { confirm: warningCodes });
		const id = await accepted('amend', other.documentId);
		const draft = await createVersion(await world.as('drafter'), {
			documentId: other.documentId,
			pdf: await world.pdf('v2'),
			summary: 'Sửa'
		});
		await submitVersion(await world.as('drafter'), { versionId: draft.id });
		await passVersion(await world.as('reviewer'), { versionId: draft.id });
		await approveVersion(await world.as('head'), { versionId: draft.id, password });
		await issueNow(await world.as('officer'), {
			...{ unitId: world.unitId, versionIds: [draft.id], decisionNumber: '9/QĐ', decisionDate: world.day() },
			...{ effectiveOn: world.day(2), confirm: warningCodes }
		});
		await finishRequests(world.system, null, { day: world.day() });
		expect(await stateOf(id)).toBe('accepted');
		const before = world.day(2);
		world.clock.set(new Date('2026-11-26T02:00:00Z'));
		expect(await doneOn(await world.as('staff'), id)).toBe(before);
		expect((await refusal(stopRequest(await world.as('head'), { requestId: id, comment: 'Thôi' }))).params).toMatchObject({
			state: 'done'
		});
		await finishRequests(world.system, null, { day: world.day() });
		await finishRequests(world.system, null, { day: world.day() });
		expect(await stateOf(id)).toBe('done');
		expect(await told(id, 'staff')).toEqual(['request_done']);
	});
});

describe('what a unit changes without a request', () => {
	it('is a setting per kind, and a draft without one is refused', async () => {
		const other = await issuedVersion(world, { confirm: warningCodes });
		await setChangeRule(await world.as('officer'), { unitId: world.unitId, revisions: { QT: false }, withdrawals: {}, rowVersion: 1 });
		expect(
			(await refusal(setChangeRule(await world.as('staff'), { unitId: world.unitId, revisions: {}, withdrawals: {}, rowVersion: 2 }))).code
		).toBe('forbidden');
		const draft = async () =>
			createVersion(await world.as('officer'), { documentId: other.documentId, pdf: await world.pdf('mới'), summary: 'Sửa' });
		const refused = await refusal(draft());
		expect(refused.code).toBe('change_request_required');
		expect(refused.params).toMatchObject({ documentId: other.documentId, act: 'revision' });
		const id = await accepted('amend', other.documentId);
		const made = await draft();
		expect(await world.client.changeRequestLink.findMany({ where: { requestId: id }, select: { versionId: true, purpose: true } })).toEqual(
			[{ versionId: made.id, purpose: 'issue' }]
		);
		await setChangeRule(await world.as('head'), { unitId: world.unitId, revisions: {}, withdrawals: {}, rowVersion: 2 });
	});

	it('lets nobody withdraw without an accepted request, alone or in a batch, and links the one that there is', async () => {
		const [alone, together] = [
			await issuedVersion(world, { confirm: warningCodes }),
			await issuedVersion(world, { confirm: warningCodes })
		];
		const withdraw = async () => withdrawVersion(await world.as('head'), { versionId: alone.id, comment: 'Hết dùng', password });
		const issue = async () =>
			issueNow(await world.as('head'), {
				...{ unitId: world.unitId, versionIds: [], withdrawals: [{ documentId: together.documentId, reason: 'Hết dùng' }] },
				...{ decisionNumber: '10/QĐ', decisionDate: world.day(), effectiveOn: world.day(1), confirm: warningCodes, password }
			});
		for (const [act, { documentId }] of [[withdraw, alone] as const, [issue, together] as const]) {
			await accepted('amend', documentId);
			await proposed('staff', 'withdraw', documentId);
			expect(await refusal(act())).toMatchObject({ code: 'change_request_required', params: { documentId, act: 'withdrawal' } });
			const id = await accepted('withdraw', documentId);
			await act();
			expect(await world.client.changeRequestLink.findMany({ where: { requestId: id } })).toMatchObject([
				{ versionId: documentId === alone.documentId ? alone.id : together.id, purpose: 'withdraw', linkedById: null }
			]);
		}
		expect(await world.client.version.count({ where: { id: { in: [alone.id, together.id] }, state: 'withdrawn' } })).toBe(2);
	});

	it('asks again when the request of a drafted withdrawal was stopped', async () => {
		const { documentId } = await issuedVersion(world, { confirm: warningCodes });
		const id = await accepted('withdraw', documentId);
		const batch = await createBatch(await world.as('officer'), {
			...{ unitId: world.unitId, versionIds: [], withdrawals: [{ documentId, reason: 'Hết dùng' }] },
			...{ decisionNumber: '11/QĐ', decisionDate: world.day(), effectiveOn: world.day(1) }
		});
		await stopRequest(await world.as('head'), { requestId: id, comment: 'Vẫn cần' });
		const issued = issueBatch(await world.as('head'), { batchId: batch.id, confirm: warningCodes, password });
		expect((await refusal(issued)).code).toBe('change_request_required');
	});
});

describe('past the commands', () => {
	let names: Record<string, string> = {};
	beforeAll(async () => {
		const rows = await Promise.all([proposed(), proposed()]);
		const [open, closed] = rows;
		await withdrawRequest(await world.as('staff'), { requestId: closed.id });
		const other = await issuedVersion(world, { confirm: warningCodes });
		const id = await accepted('amend', other.documentId);
		await linkRequest(await world.as('officer'), { requestId: await accepted('amend', document.documentId), versionId: document.id });
		const linked = await world.client.changeRequestLink.findFirstOrThrow({ where: { versionId: document.id } });
		names = {
			open: open.id,
			closed: closed.id,
			accepted: id,
			linked: linked.requestId,
			head: world.ids.head,
			version: document.id,
			document: other.documentId,
			unit: world.unitId
		};
	});

	it.each([
		['delete', `delete from change_request where id = '$closed'`],
		['truncate', 'truncate change_request cascade'],
		['reopen', `update change_request set state = 'proposed', closed_at = null, row_version = row_version + 1 where id = '$closed'`],
		['rewrite what was proposed', `update change_request set what = 'khác', row_version = row_version + 1 where id = '$open'`],
		['renumber', `update change_request set number = 'YC-2026-999', row_version = row_version + 1 where id = '$open'`],
		[
			'skip consideration',
			`update change_request set state = 'accepted', change_class = 'editorial', accepted_by_id = '$head', accepted_at = eiso_now(), row_version = row_version + 1 where id = '$open'`
		],
		[
			'finish what nothing came of',
			`update change_request set state = 'done', closed_at = eiso_now(), row_version = row_version + 1 where id = '$accepted'`
		],
		['move the first date', `update change_request set first_due_on = '2027-01-01', row_version = row_version + 1 where id = '$accepted'`],
		['move a date without an act', `update change_request set due_on = '2027-01-01' where id = '$accepted'`],
		[
			'consider own',
			`update change_request set state = 'considered', opinion = 'x', reach = '{}', drafter_id = '$head', due_on = '2027-01-01', first_due_on = '2027-01-01', considered_by_id = proposer_id, considered_at = eiso_now(), row_version = row_version + 1 where id = '$open'`
		],
		['change an answer', `update change_request_event set text = 'khác' where request_id = '$closed'`],
		['delete an answer', `delete from change_request_event where request_id = '$closed'`],
		[
			'add to a closed one',
			`insert into change_request_event (id, request_id, event, at) values (gen_random_uuid(), '$closed', 'answer', eiso_now())`
		],
		['unlink', `delete from change_request_link where request_id = '$linked'`],
		['link what is not accepted', `insert into change_request_link values ('$open', '$version', 'issue', null, eiso_now())`],
		['touch later', `insert into change_request_document values ('$accepted', '$document')`],
		[
			'born accepted',
			`insert into change_request (id, unit_id, number, kind, title, what, why, proposer_id, proposed_at, state) values (gen_random_uuid(), '$unit', 'YC-2026-998', 'new', 'x', 'x', 'x', '$head', eiso_now(), 'accepted')`
		],
		[
			'a number twice',
			`insert into change_request (id, unit_id, number, kind, title, what, why, proposer_id, proposed_at) select gen_random_uuid(), unit_id, number, 'new', 'x', 'x', 'x', '$head', eiso_now() from change_request where id = '$open'`
		]
	])('nobody can %s', async (_name, statement) => {
		const sql = statement.replace(/\$(\w+)/g, (_, name: string) => names[name] ?? '');
		await expect(onItsDay(world, (db) => db.$executeRawUnsafe(sql))).rejects.toThrow(
			/append_only|content_frozen|illegal_transition|stale|separation_of_duties|unique constraint/i
		);
	});
});

describe('what a request does not show, and what it leaves behind', () => {
	it('hides drafts and restricted documents that it names from who proposed it', async () => {
		const about = await issuedVersion(world, { confirm: warningCodes });
		const secret = await issuedVersion(world, {
			document: { visibility: 'restricted', audience: [{ kind: 'person', userId: world.ids.head }] },
			confirm: warningCodes
		});
		const { id } = await proposed('staff', 'amend', about.documentId);
		await consider(id, 'officer', { touched: [secret.documentId, document.documentId] });
		await acceptRequest(await world.as('head'), { requestId: id, changeClass: 'substantive' });
		const draft = await createVersion(await world.as('officer'), { documentId: about.documentId, step: 'revision', summary: 'Sửa' });
		await linkRequest(await world.as('officer'), { requestId: id, versionId: secret.id });
		const seenBy = async (who: Who) => {
			const { touched, links } = await requestPage(await world.as(who), id);
			return { touched: touched.map((one) => one.id).sort(), links: links.map((one) => one.versionId).sort() };
		};
		expect(await seenBy('officer')).toEqual({
			touched: [secret.documentId, document.documentId].sort(),
			links: [draft.id, secret.id].sort()
		});
		expect(await seenBy('staff')).toEqual({ touched: [document.documentId], links: [] });
		const hidden = { kind: 'amend' as const, documentId: about.documentId, versionId: draft.id, ...words };
		expect((await refusal(propose(await world.as('staff'), hidden))).code).toBe('version_not_found');
		expect((await propose(await world.as('officer'), hidden)).state).toBe('proposed');
	});

	it('writes down with the document whom an acceptance lets draft it, once', async () => {
		const about = await issuedVersion(world, { confirm: warningCodes });
		const { id } = await proposed('staff', 'amend', about.documentId);
		await consider(id, 'officer', { drafterId: world.ids.staff });
		await acceptRequest(await world.as('head'), { requestId: id, changeClass: 'substantive' });
		const second = await proposed('staff', 'amend', about.documentId);
		await consider(second.id, 'officer', { drafterId: world.ids.staff });
		await acceptRequest(await world.as('head'), { requestId: second.id, changeClass: 'substantive' });
		const acts = await world.client.auditTrail.findMany({ where: { event: 'document.manage', subjectId: about.documentId } });
		const drafters = (state: unknown) => (typeof state === 'object' && state !== null && 'drafters' in state ? state.drafters : null);
		expect(acts).toHaveLength(1);
		expect(drafters(acts[0]?.before)).toEqual([world.ids.drafter]);
		expect(drafters(acts[0]?.after)).toEqual([world.ids.drafter, world.ids.staff]);
		expect(acts[0]).toMatchObject({ actorId: world.ids.head });
		const { rowVersion } = await world.client.document.findUniqueOrThrow({ where: { id: about.documentId } });
		await manageDocument(await world.as('officer'), { documentId: about.documentId, rowVersion, drafters: [world.ids.drafter] });
		const last = await world.client.auditTrail.findFirstOrThrow({
			where: { event: 'document.manage', subjectId: about.documentId },
			orderBy: { seq: 'desc' }
		});
		expect(drafters(last.before)).toEqual([world.ids.drafter, world.ids.staff]);
	});

	it('tells of the last extension alone', async () => {
		const id = await accepted();
		for (const days of [40, 50])
			await extendRequest(await world.as('head'), { requestId: id, dueOn: world.day(days), comment: 'Chờ văn bản hướng dẫn' });
		expect((await told(id, 'staff')).filter((kind) => kind === 'request_extended')).toHaveLength(1);
	});
});
