import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { approveVersion } from '#lib/server/documents/approve.ts';
import { createBatch } from '#lib/server/documents/batches.ts';
import { createDocument } from '#lib/server/documents/documents.ts';
import { grantException } from '#lib/server/documents/exceptions.ts';
import { cancelVersion, passVersion, recallVersion, returnVersion, submitVersion } from '#lib/server/documents/review.ts';
import { createVersion, editVersion } from '#lib/server/documents/versions.ts';
import { documentHistory } from '#lib/server/documents/queries/document-history.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import {
	aDocument,
	approvedVersion,
	documentsWorld,
	draftVersion,
	issuedVersion,
	noticesOf,
	passedVersion,
	password,
	refusal,
	refusedCodes,
	submittedVersion,
	trailOf,
	versionRow,
	type AVersion,
	type DocumentsWorld,
	type Who
} from '#test/support/documents.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

/** People for whom an open version does not exist, whatever they try. */
const blind: Who[] = ['staff', 'outsider', 'coordinator', 'inspector', 'administrator'];

type Act = (ctx: Ctx, version: AVersion) => Promise<unknown>;
const acts = {
	edit: (ctx, { id }) => editVersion(ctx, { versionId: id, summary: 'Sửa' }),
	submit: (ctx, { id }) => submitVersion(ctx, { versionId: id }),
	recall: (ctx, { id }) => recallVersion(ctx, { versionId: id }),
	pass: (ctx, { id }) => passVersion(ctx, { versionId: id }),
	return: (ctx, { id }) => returnVersion(ctx, { versionId: id, comment: 'Thiếu mục 5' }),
	approve: (ctx, { id }) => approveVersion(ctx, { versionId: id, password }),
	cancel: (ctx, { id }) => cancelVersion(ctx, { versionId: id, comment: 'Không làm nữa' })
} satisfies Record<string, Act>;
type ActName = keyof typeof acts;

const makers = {
	draft: () => draftVersion(world),
	in_review: () => submittedVersion(world),
	in_approval: () => passedVersion(world),
	approved: () => approvedVersion(world)
};
type State = keyof typeof makers;

/** states.md §2, V2 to V11: who may do what in which state, and where it leads. What is not listed is refused. */
const table: [State, ActName, Who[], string][] = [
	['draft', 'edit', ['drafter', 'officer'], 'draft'],
	['draft', 'submit', ['drafter', 'officer'], 'in_review'],
	['draft', 'cancel', ['drafter', 'officer'], 'cancelled'],
	['in_review', 'recall', ['drafter', 'officer'], 'draft'],
	['in_review', 'pass', ['reviewer', 'reviewer2'], 'in_approval'],
	['in_review', 'return', ['reviewer', 'reviewer2'], 'draft'],
	['in_review', 'cancel', ['officer'], 'cancelled'],
	['in_approval', 'recall', ['officer'], 'draft'],
	['in_approval', 'recall', ['reviewer'], 'in_review'],
	['in_approval', 'return', ['head', 'deputy'], 'draft'],
	['in_approval', 'approve', ['head', 'deputy'], 'approved'],
	['in_approval', 'cancel', ['officer'], 'cancelled'],
	['approved', 'return', ['head', 'deputy', 'officer'], 'draft'],
	['approved', 'cancel', ['officer'], 'cancelled']
];

describe('every row of the table (states.md §2)', () => {
	it.each(table)('%s: %s by %s leads to %s', async (state, act, people, next) => {
		for (const who of people) {
			const version = await makers[state]();
			await acts[act](await world.as(who), version);
			const row = await versionRow(world, version.id);
			expect(row.state).toBe(next);
			expect(row.rowVersion).toBeGreaterThan(version.rowVersion);
			expect((await trailOf(world, version.id)).at(-1)).toBe(`version.${act}`);
			const { _max } = await world.client.versionAct.aggregate({ where: { versionId: version.id, event: act }, _max: { at: true } });
			expect(_max.at).toEqual(world.clock.now());
		}
	});

	const insiders: Who[] = ['officer', 'drafter', 'reviewer', 'reviewer2', 'head', 'deputy'];
	const states = Object.keys(makers) as State[];
	it.each(states)('everybody and everything else is refused in %s, and nothing changes', async (state) => {
		const version = await makers[state]();
		const before = await versionRow(world, version.id);
		const trail = await trailOf(world, version.id);
		for (const act of Object.keys(acts) as ActName[]) {
			const allowed = table.filter((row) => row[0] === state && row[1] === act).flatMap((row) => row[2]);
			for (const who of insiders.filter((one) => !allowed.includes(one))) {
				const { code } = await refusal(acts[act](await world.as(who), version));
				expect(
					['forbidden', 'illegal_transition', 'separation_of_duties', 'recall_by_sender', 'cancel_draft_only'],
					`${who} ${act}`
				).toContain(code);
			}
			for (const who of blind)
				expect((await refusal(acts[act](await world.as(who), version))).code, `${who} ${act}`).toBe('version_not_found');
			expect((await refusal(acts[act](world.nobody, version))).code).toBe('version_not_found');
		}
		expect(await versionRow(world, version.id)).toEqual(before);
		expect(await trailOf(world, version.id)).toEqual(trail);
	});

	it.each(['issued', 'cancelled'])('nothing of it is possible once %s', async (state) => {
		const version = state === 'issued' ? await issuedVersion(world) : await draftVersion(world);
		if (state === 'cancelled') await acts.cancel(await world.as('officer'), version);
		for (const act of Object.keys(acts) as ActName[])
			for (const who of ['officer', 'head', 'reviewer', 'drafter'] as Who[])
				expect(['illegal_transition', 'forbidden', 'cancel_draft_only']).toContain(
					(await refusal(acts[act](await world.as(who), version))).code
				);
		expect((await versionRow(world, version.id)).state).toBe(state);
	});
});

describe('V1 create', () => {
	it('is the drafter’s or the officer’s; the creator is its author; other drafters are told', async () => {
		const { id } = await aDocument(world, { drafters: [world.ids.drafter, world.ids.reviewer] });
		const pdf = await world.pdf();
		const created = await createVersion(await world.as('drafter'), { documentId: id, pdf, title: '  Quy trình mới ' });
		expect(created).toMatchObject({ state: 'draft', issueNo: 1, revisionNo: 0 });
		const row = await world.client.version.findUniqueOrThrow({ where: { id: created.id }, include: { authors: true, pdf: true } });
		expect(row).toMatchObject({ title: 'Quy trình mới', pdfSha256: pdf.sha256, pdfPages: 1, pdf: { size: BigInt(pdf.size) } });
		expect(row.authors.map((author) => author.userId)).toEqual([world.ids.drafter]);
		expect(await noticesOf(world, 'reviewer', created.id)).toEqual(['version_begun']);
		expect((await world.client.document.findUniqueOrThrow({ where: { id } })).title).toBe('Quy trình mới');
	});

	it.each(['head', 'reviewer'] as Who[])('is refused to the %s', async (who) => {
		const { id } = await aDocument(world);
		expect((await refusal(createVersion(await world.as(who), { documentId: id }))).code).toBe('forbidden');
	});

	it.each(blind)('finds nothing for the %s', async (who) => {
		const { id } = await aDocument(world);
		expect((await refusal(createVersion(await world.as(who), { documentId: id }))).code).toBe('document_not_found');
	});

	it('is one at a time: not beside an open version, not beside an upcoming one, once of two at the same moment', async () => {
		const officer = await world.as('officer');
		const draft = await draftVersion(world);
		expect((await refusal(createVersion(officer, { documentId: draft.documentId }))).code).toBe('open_version_exists');
		const upcoming = await issuedVersion(world, { effectiveOn: world.day(3) });
		expect((await refusal(createVersion(officer, { documentId: upcoming.documentId }))).code).toBe('successor_pending');
		const { id } = await aDocument(world);
		const pdf = await world.pdf();
		const twice = await Promise.allSettled([1, 2, 3].map(() => createVersion(officer, { documentId: id, pdf })));
		expect(twice.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
		for (const one of twice) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'open_version_exists', status: 409 });
		expect(await world.client.versionAct.count({ where: { version: { documentId: id } } })).toBe(1);
	});

	it('numbers by step, and a cancelled version frees its number', async () => {
		const { documentId } = await issuedVersion(world);
		const officer = await world.as('officer');
		const revision = await createVersion(officer, { documentId, step: 'revision' });
		expect(revision).toMatchObject({ issueNo: 1, revisionNo: 1 });
		await editVersion(officer, { versionId: revision.id, step: 'issue' });
		expect(await versionRow(world, revision.id)).toMatchObject({ issueNo: 2, revisionNo: 0 });
		await cancelVersion(officer, { versionId: revision.id, comment: 'Thôi' });
		expect(await createVersion(officer, { documentId, step: 'issue' })).toMatchObject({ issueNo: 2, revisionNo: 0 });
	});

	it('refuses a file of another type in its place, and a unit that is closed', async () => {
		const { id } = await aDocument(world);
		const pdf = await world.pdf();
		const officer = await world.as('officer');
		expect((await refusal(createVersion(officer, { documentId: id, source: pdf }))).params.fields).toEqual({ source: 'source_required' });
		const unitId = await world.addUnit('XA-CU');
		const closing = await world.asId(await world.addPerson(['officer'], { unitId }));
		const old = await createDocument(closing, { unitId, kind: 'QT', code: 'QT-01', title: 'Cũ' });
		await onItsDay(world, (db) =>
			db.unitVersion.updateMany({ where: { unitId }, data: { validTo: new Date(`${world.day()}T00:00:00Z`) } })
		);
		expect((await refusal(createVersion(closing, { documentId: old.id }))).code).toBe('unit_closed');
	});
});

describe('V2 edit', () => {
	it('makes the editor an author, keeps both hashes in the trail and tells nobody', async () => {
		const draft = await draftVersion(world);
		const before = await versionRow(world, draft.id);
		const pdf = await world.pdf();
		const seen = await world.client.notice.count();
		await editVersion(await world.as('officer'), { versionId: draft.id, rowVersion: draft.rowVersion, pdf });
		const authors = await world.client.versionAuthor.findMany({ where: { versionId: draft.id } });
		expect(authors.map((author) => author.userId).sort()).toEqual([world.ids.drafter, world.ids.officer].sort());
		const entry = await world.client.auditTrail.findFirstOrThrow({ where: { subjectId: draft.id, event: 'version.edit' } });
		expect(entry).toMatchObject({ before: { pdfSha256: before.pdfSha256 }, after: { pdfSha256: pdf.sha256 } });
		expect(await world.client.notice.count()).toBe(seen);
	});

	it('refuses an old copy with the state as it is, and one of two at once', async () => {
		const draft = await draftVersion(world);
		const officer = await world.as('officer');
		await editVersion(officer, { versionId: draft.id, rowVersion: draft.rowVersion, summary: 'Một' });
		const stale = await refusal(editVersion(officer, { versionId: draft.id, rowVersion: draft.rowVersion, summary: 'Hai' }));
		expect(stale).toMatchObject({ code: 'stale', params: { state: 'draft', rowVersion: draft.rowVersion + 1 } });
		const rowVersion = draft.rowVersion + 1;
		const both = await Promise.allSettled(
			['Ba', 'Bốn'].map((summary) => editVersion(officer, { versionId: draft.id, rowVersion, summary }))
		);
		expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
		expect(both.find((one) => one.status === 'rejected')).toMatchObject({ reason: { code: 'stale' } });
	});
});

describe('V3 submit', () => {
	it('needs what the kind needs, a summary of change, and an eligible reviewer if one is named', async () => {
		const officer = await world.as('officer');
		const { id } = await aDocument(world);
		const bare = await createVersion(officer, { documentId: id });
		const fields = async (reviewer?: string) => (await refusal(submitVersion(officer, { versionId: bare.id, reviewer }))).params.fields;
		expect(await fields()).toEqual({ pdf: 'pdf_required', summary: 'summary_required' });
		await editVersion(officer, { versionId: bare.id, pdf: await world.pdf(), summary: 'Mới' });
		expect(await fields(world.ids.staff)).toEqual({ reviewer: 'reviewer_not_eligible' });
		expect(await fields(world.ids.outsider)).toEqual({ reviewer: 'reviewer_not_eligible' });
		const form = await aDocument(world, { kind: 'BM', code: `BM.${crypto.randomUUID().slice(0, 6)}A` });
		const blank = await createVersion(officer, { documentId: form.id, pdf: await world.pdf(), summary: 'Mới' });
		expect((await refusal(submitVersion(officer, { versionId: blank.id }))).params.fields).toEqual({ source: 'source_required' });
	});

	it('asks the named reviewer only, else those of the owning division, else those of the unit', async () => {
		const named = await submittedVersion(world, { reviewer: world.ids.reviewer2 });
		expect(await noticesOf(world, 'reviewer2', named.id)).toEqual(['review_asked']);
		expect(await noticesOf(world, 'reviewer', named.id)).toEqual([]);
		expect((await refusal(passVersion(await world.as('reviewer'), { versionId: named.id }))).code).toBe('forbidden');
		const open = await submittedVersion(world);
		expect(await noticesOf(world, 'reviewer', open.id)).toEqual(['review_asked']);
		const ofDivision = await world.addPerson(['reviewer'], { divisionId: world.divisionId });
		const divided = await submittedVersion(world, { document: { ownerDivisionId: world.divisionId } });
		expect(await noticesOf(world, 'reviewer', divided.id)).toEqual([]);
		expect(await world.client.notice.count({ where: { userId: ofDivision, subjectId: divided.id, kind: 'review_asked' } })).toBe(1);
		await passVersion(await world.asId(ofDivision), { versionId: divided.id });
		await onItsDay(world, (db) => db.membership.updateMany({ where: { userId: ofDivision }, data: { validTo: toDbDate(world.day()) } }));
	});

	it('is refused while nobody but the author could review or approve', async () => {
		const { id } = await aDocument(world);
		const officer = await world.as('officer');
		const version = await createVersion(officer, { documentId: id, pdf: await world.pdf(), summary: 'Mới' });
		await world.client.user.updateMany({ where: { id: { in: [world.ids.reviewer, world.ids.reviewer2] } }, data: { status: 'disabled' } });
		expect(await refusal(submitVersion(officer, { versionId: version.id }))).toMatchObject({
			code: 'no_eligible_reviewer',
			params: { missing: 'reviewer' }
		});
		await world.client.user.updateMany({ where: { id: { in: [world.ids.head, world.ids.deputy] } }, data: { status: 'disabled' } });
		expect((await refusal(submitVersion(officer, { versionId: version.id }))).params).toMatchObject({ missing: 'head' });
		await world.client.user.updateMany({ data: { status: 'active' } });
	});

	it('freezes what was submitted, in the database too', async () => {
		const { id } = await submittedVersion(world);
		const attack = (sql: string) => world.client.$executeRawUnsafe(`update version set ${sql} where id = '${id}'::uuid`);
		for (const column of [
			"title = 'x'",
			'pdf_sha256 = null',
			'issue_no = 9',
			"change_class = 'editorial'",
			"summary = 'x'",
			"pdf_name = 'x'"
		])
			await expect(attack(column)).rejects.toThrow(/content_frozen/);
		await expect(attack("state = 'approved', row_version = row_version + 1")).rejects.toThrow(/illegal_transition/);
		await expect(attack("state = 'in_approval'")).rejects.toThrow(/stale/);
		await expect(world.client.$executeRaw`delete from version where id = ${id}::uuid`).rejects.toThrow(/append_only/);
		await expect(world.client.$executeRaw`truncate version cascade`).rejects.toThrow(/append_only/);
		const author = world.client.versionAuthor.create({ data: { versionId: id, round: 1, userId: world.ids.staff } });
		await expect(author).rejects.toThrow(/content_frozen/);
		await expect(world.client.versionAuthor.deleteMany({ where: { versionId: id } })).rejects.toThrow(/append_only/);
		await expect(world.client.$executeRaw`delete from version_act where version_id = ${id}::uuid`).rejects.toThrow(/append_only/);
	});
});

describe('rounds', () => {
	it('a recall before anybody acted takes the question back and opens the next round, authors included', async () => {
		const version = await submittedVersion(world);
		await acts.recall(await world.as('drafter'), version);
		expect(await noticesOf(world, 'reviewer', version.id)).toEqual(['review_gone']);
		const row = await versionRow(world, version.id);
		expect(row).toMatchObject({ state: 'draft', round: 2, submittedById: null });
		await submitVersion(await world.as('officer'), { versionId: version.id });
		expect((await refusal(acts.pass(await world.as('drafter'), version))).code).not.toBe('');
	});

	it('only the sender or the officer recalls', async () => {
		const other = await world.addPerson(['drafter']);
		const { id } = await aDocument(world, { drafters: [world.ids.drafter, other] });
		const created = await createVersion(await world.as('drafter'), { documentId: id, pdf: await world.pdf(), summary: 'x' });
		await editVersion(await world.asId(other), { versionId: created.id, summary: 'y' });
		await submitVersion(await world.asId(other), { versionId: created.id });
		expect((await refusal(recallVersion(await world.as('drafter'), { versionId: created.id }))).code).toBe('recall_by_sender');
		await recallVersion(await world.asId(other), { versionId: created.id });
	});

	it('V6: the passer’s recall goes back to review, the pass is void, heads hear it is gone', async () => {
		const version = await passedVersion(world);
		expect((await refusal(acts.recall(await world.as('reviewer2'), version))).code).toBe('recall_by_sender');
		await acts.recall(await world.as('reviewer'), version);
		expect(await versionRow(world, version.id)).toMatchObject({ state: 'in_review', round: 1 });
		expect(await noticesOf(world, 'head', version.id)).toEqual(['approval_gone']);
		expect(await world.client.versionAct.count({ where: { versionId: version.id, event: 'pass', voidedAt: null } })).toBe(0);
	});

	it('V7, V8, V10: a return needs a reason, voids the round and tells who is named', async () => {
		const reviewed = await submittedVersion(world);
		const noReason = returnVersion(await world.as('reviewer'), { versionId: reviewed.id, comment: '  ' });
		expect((await refusal(noReason)).params.fields).toEqual({ comment: 'reason_required' });
		await acts.return(await world.as('reviewer'), reviewed);
		for (const who of ['drafter', 'officer'] as Who[]) expect(await noticesOf(world, who, reviewed.id)).toContain('returned');

		const passed = await passedVersion(world);
		await acts.return(await world.as('head'), passed);
		for (const who of ['drafter', 'officer', 'reviewer'] as Who[]) expect(await noticesOf(world, who, passed.id)).toContain('returned');

		const approved = await approvedVersion(world);
		const batch = await createBatch(await world.as('officer'), { unitId: world.unitId, versionIds: [approved.id] });
		await acts.return(await world.as('officer'), approved);
		for (const who of ['drafter', 'reviewer', 'head'] as Who[]) expect(await noticesOf(world, who, approved.id)).toContain('returned');
		const signature = await world.client.signature.findFirstOrThrow({ where: { versionId: approved.id } });
		expect(signature).toMatchObject({ voidReason: 'Thiếu mục 5', voidedAt: world.clock.now() });
		const history = await documentHistory(await world.as('staff'), { unitId: world.unitId, visibility: 'unit' }, [
			{ id: approved.id, issued: true }
		]);
		expect(history.acts.map((act) => act.event)).toEqual(['submit']);
		const kept = await documentHistory(await world.as('officer'), { unitId: world.unitId }, [{ id: approved.id, issued: true }]);
		const consents = kept.acts.filter((act) => act.event === 'pass' || act.event === 'approve');
		expect(consents.map((act) => [act.event, act.voided])).toEqual([
			['pass', true],
			['approve', true]
		]);
		const left = await world.client.issueBatch.findUniqueOrThrow({ where: { id: batch.id }, include: { lines: true } });
		expect(left).toMatchObject({ lines: [], rowVersion: batch.rowVersion + 1 });
	});

	it('V11: a cancelled version leaves its draft batch; everybody who acted hears', async () => {
		const version = await approvedVersion(world);
		const batch = await createBatch(await world.as('officer'), { unitId: world.unitId, versionIds: [version.id] });
		await acts.cancel(await world.as('officer'), version);
		for (const who of ['drafter', 'reviewer', 'head'] as Who[]) expect(await noticesOf(world, who, version.id)).toEqual(['cancelled']);
		expect(await world.client.issueBatchLine.count({ where: { batchId: batch.id } })).toBe(0);
	});
});

describe('V9 signature', () => {
	it('keeps who signed as what, over which bytes', async () => {
		const version = await approvedVersion(world);
		const row = await versionRow(world, version.id);
		const signature = await world.client.signature.findFirstOrThrow({ where: { versionId: version.id } });
		expect(signature).toMatchObject({
			userId: world.ids.head,
			position: 'Giám đốc',
			capacity: 'chief',
			pdfSha256: row.pdfSha256,
			round: 1,
			exceptionId: null
		});
		expect(signature.meaningText).toContain(version.code);
		expect(await noticesOf(world, 'officer', version.id)).toContain('approved');
		expect(await noticesOf(world, 'drafter', version.id)).toContain('approved');
	});

	it('is refused with a wrong password, other bytes, an old copy, a hold or a token', async () => {
		const version = await passedVersion(world);
		const head = await world.as('deputy');
		const attempt = (more: object) => refusal(approveVersion(head, { versionId: version.id, password, ...more }));
		expect(await attempt({ password: 'sai' })).toMatchObject({ code: 'signature_refused', params: { reason: 'wrong_password' } });
		expect(await attempt({ sha256: 'a'.repeat(64) })).toMatchObject({ code: 'content_changed' });
		expect(await attempt({ rowVersion: version.rowVersion - 1 })).toMatchObject({ code: 'stale' });
		const now = world.clock.now();
		await world.client.signingHold.create({
			data: {
				userId: world.ids.deputy,
				reason: 'reset',
				since: now,
				until: new Date(now.getTime() + 3_600_000),
				noticeUntil: new Date(now.getTime() + 30 * 86_400_000)
			}
		});
		expect(await attempt({})).toMatchObject({ code: 'signature_refused', params: { reason: 'hold' } });
		expect((await versionRow(world, version.id)).state).toBe('in_approval');
		expect(await world.client.signature.count({ where: { versionId: version.id } })).toBe(0);
	});

	it('is never an author’s, and never the passer’s', async () => {
		const both = await world.addPerson(['head', 'reviewer', 'drafter']);
		const authored = await passedVersion(world, { document: { drafters: [world.ids.drafter, both] } });
		await acts.return(await world.as('head'), authored);
		await editVersion(await world.asId(both), { versionId: authored.id, summary: 'Tôi sửa' });
		await submitVersion(await world.as('drafter'), { versionId: authored.id });
		expect((await refusal(acts.pass(await world.asId(both), authored))).code).toBe('separation_of_duties');
		await acts.pass(await world.as('reviewer'), authored);
		expect((await refusal(acts.approve(await world.asId(both), authored))).code).toBe('separation_of_duties');

		const passed = await submittedVersion(world);
		await acts.pass(await world.asId(both), passed);
		expect((await refusal(acts.approve(await world.asId(both), passed))).code).toBe('separation_of_duties');
		const row = await versionRow(world, passed.id);
		const forged = onItsDay(world, (db) =>
			db.signature.create({
				data: {
					meaning: 'approve_version',
					meaningText: 'x',
					versionId: passed.id,
					round: 1,
					userId: both,
					signerName: 'x',
					position: 'x',
					pdfSha256: row.pdfSha256,
					signedAt: world.clock.now()
				}
			})
		);
		await expect(forged).rejects.toThrow(/separation_of_duties/);
		await world.client.user.update({ where: { id: both }, data: { status: 'disabled' } });
	});

	it('lets one of fifty heads approve; the others are told they came second, and leave nothing', async () => {
		const version = await passedVersion(world);
		const heads = await Promise.all(Array.from({ length: 50 }, () => world.addPerson(['head'])));
		const contexts = await Promise.all(heads.map((id) => world.asId(id)));
		const results = await Promise.allSettled(contexts.map((ctx) => approveVersion(ctx, { versionId: version.id, password })));
		expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
		for (const code of refusedCodes(results)) expect(['stale', 'illegal_transition', 'content_changed']).toContain(code);
		expect(await world.client.signature.count({ where: { versionId: version.id } })).toBe(1);
		expect((await trailOf(world, version.id)).filter((event) => event === 'version.approve')).toHaveLength(1);
		await world.client.user.updateMany({ where: { id: { in: heads } }, data: { status: 'disabled' } });
	}, 60_000);
});

describe('the exception “one person reviews and approves”', () => {
	it('lets one head pass and approve in a small unit, and says so; an author still does not', async () => {
		const unitId = await world.addUnit('XA-1');
		const officerId = await world.addPerson(['officer'], { unitId });
		const headId = await world.addPerson(['head'], { unitId });
		const officer = await world.asId(officerId);
		const head = await world.asId(headId);
		const document = await aDocumentIn(officer, unitId);
		const version = await createVersion(officer, { documentId: document, pdf: await world.pdf(), summary: 'Mới' });
		expect(await refusal(submitVersion(officer, { versionId: version.id }))).toMatchObject({ params: { missing: 'reviewer' } });
		const { id: exceptionId, number } = await grantException(head, {
			unitId,
			reason: 'Chỉ có hai người',
			validTo: world.day(300),
			password
		});
		await submitVersion(officer, { versionId: version.id });
		await passVersion(head, { versionId: version.id });
		await approveVersion(head, { versionId: version.id, password });
		expect(await versionRow(world, version.id)).toMatchObject({ state: 'approved', exceptionId });
		expect(await world.client.signature.findFirstOrThrow({ where: { versionId: version.id } })).toMatchObject({ exceptionId });
		const pass = await world.client.auditTrail.findFirstOrThrow({ where: { subjectId: version.id, event: 'version.pass' } });
		expect(pass.after).toMatchObject({ exception: number });
	});

	async function aDocumentIn(officer: Ctx, unitId: string): Promise<string> {
		return (await createDocument(officer, { unitId, kind: 'QT', code: 'QT-01', title: 'Tiếp công dân' })).id;
	}
});
