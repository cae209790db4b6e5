import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mostAtOnce } from '#lib/domain/documents/many.ts';
import { approveVersion } from '#lib/server/documents/approve.ts';
import { manageMany, moveMany, type ItemAnswer } from '#lib/server/documents/many.ts';
import { accountKey } from '#lib/server/identity/throttle.ts';
import { returnVersion } from '#lib/server/documents/review.ts';
import { approvalsPage } from '#lib/server/documents/work/approvals.ts';
import { manyPage } from '#lib/server/documents/work/many-page.ts';
import { apiClient, read, type ApiClient } from '#test/support/api-client.ts';
import {
	aDocument,
	documentsWorld,
	draftVersion,
	noticesOf,
	passedVersion,
	password,
	refusal,
	submittedVersion,
	trailOf,
	versionRow,
	type AVersion,
	type DocumentsWorld
} from '#test/support/documents.ts';

let world: DocumentsWorld;
let api: ApiClient;
beforeAll(async () => {
	world = await documentsWorld();
	api = await apiClient(world);
});
afterAll(async () => {
	await api.close();
	await world.close();
});

const several = async (make: () => Promise<AVersion>, count: number) => {
	const made: AVersion[] = [];
	for (let at = 0; at < count; at++) made.push(await make());
	return made;
};
/** `done`, or the code of the refusal, of each. */
const outcomes = (answers: readonly ItemAnswer[]) => answers.map((one) => (one.done ? one.state : one.refusal.code));
const shown = async (versions: readonly AVersion[]) => {
	const { toSign } = await approvalsPage(await world.as('head'));
	return versions.map(({ id }) => {
		const row = toSign.find((one) => one.id === id);
		if (!row) throw new Error('not shown');
		return { id, rowVersion: row.rowVersion, sha256: row.sha256 };
	});
};
const signaturesOf = (ids: readonly string[]) =>
	world.client.signature.findMany({ where: { versionId: { in: [...ids] } }, orderBy: { signedAt: 'asc' } });

describe('the same act on several versions', () => {
	it('is an act of its own for each: own trail row, own history, own answer, in the order given', async () => {
		const drafts = await several(() => draftVersion(world), 3);
		const answers = await moveMany(await world.as('officer'), { event: 'submit', items: drafts });
		expect(outcomes(answers)).toEqual(['in_review', 'in_review', 'in_review']);
		expect(answers.map((one) => one.id)).toEqual(drafts.map((one) => one.id));
		for (const { id } of drafts) expect((await trailOf(world, id)).filter((event) => event === 'version.submit')).toHaveLength(1);
		const passed = await moveMany(await world.as('reviewer'), {
			event: 'pass',
			items: drafts.map(({ id }) => ({ id })),
			comment: 'Đồng ý'
		});
		expect(outcomes(passed)).toEqual(['in_approval', 'in_approval', 'in_approval']);
		const acts = await world.client.versionAct.findMany({ where: { versionId: { in: drafts.map(({ id }) => id) }, event: 'pass' } });
		expect(acts.map((act) => act.comment)).toEqual(['Đồng ý', 'Đồng ý', 'Đồng ý']);
	});

	it('says of each why not, and stops none of the others', async () => {
		const good = await draftVersion(world);
		const gone = await submittedVersion(world);
		const stale = await draftVersion(world);
		const last = await draftVersion(world);
		const answers = await moveMany(await world.as('officer'), {
			event: 'submit',
			items: [{ id: crypto.randomUUID() }, good, gone, { id: stale.id, rowVersion: stale.rowVersion + 5 }, last]
		});
		expect(outcomes(answers)).toEqual(['version_not_found', 'in_review', 'illegal_transition', 'stale', 'in_review']);
		expect((await versionRow(world, stale.id)).state).toBe('draft');
	});

	it('needs one reason for returning all of them, and something but not too much chosen', async () => {
		const sent = await several(() => submittedVersion(world), 2);
		const reviewer = await world.as('reviewer');
		const fields = async (input: object) =>
			(await refusal((async () => moveMany(reviewer, { event: 'return', items: sent, ...input }))())).params.fields;
		expect(await fields({ comment: ' \u200b' })).toEqual({ comment: 'reason_required' });
		expect(await fields({ items: [], comment: 'x' })).toEqual({ items: 'choose_some' });
		expect(await fields({ items: [...sent, ...sent], comment: 'x' })).toEqual({ items: 'chosen_twice' });
		const many = Array.from({ length: mostAtOnce + 1 }, () => ({ id: crypto.randomUUID() }));
		expect(await fields({ items: many, comment: 'x' })).toEqual({ items: `too_many_chosen:${mostAtOnce}` });
		expect(outcomes(await moveMany(reviewer, { event: 'return', items: sent, comment: 'Thiếu bước 3' }))).toEqual(['draft', 'draft']);
	});

	it('offers before it what fits the act, and nothing that may not be seen', async () => {
		const draft = await draftVersion(world);
		const sent = await submittedVersion(world);
		const asked = new URLSearchParams([draft, sent].map(({ documentId }) => ['document', documentId]));
		const page = await manyPage(await world.as('officer'), 'submit', asked, world.unitId);
		expect(new Map(page.rows.map((row) => [row.id, row.possible]))).toEqual(
			new Map([
				[draft.id, true],
				[sent.id, false]
			])
		);
		expect((await manyPage(await world.as('outsider'), 'submit', asked, world.otherUnitId)).rows).toEqual([]);
		expect((await refusal(manyPage(await world.as('staff'), 'audience', asked, world.unitId))).code).toBe('forbidden');
	});

	it('sets audience and owner of several documents, each recorded by itself', async () => {
		const documents = [await aDocument(world), await aDocument(world)];
		const items = documents.map(({ id }) => ({ id }));
		const officer = await world.as('officer');
		const audience = [{ kind: 'division' as const, divisionId: world.divisionId }];
		expect((await manageMany(officer, { items, audience })).map((one) => one.done)).toEqual([true, true]);
		expect((await manageMany(officer, { items, ownerDivisionId: world.divisionId, ownerId: null })).every((one) => one.done)).toBe(true);
		for (const { id } of documents) {
			expect((await trailOf(world, id)).filter((event) => event === 'document.manage')).toHaveLength(2);
			const row = await world.client.document.findUniqueOrThrow({
				where: { id },
				select: { ownerDivisionId: true, audience: { select: { divisionId: true } } }
			});
			expect([row.ownerDivisionId, row.audience.map((line) => line.divisionId)]).toEqual([world.divisionId, [world.divisionId]]);
		}
		expect(outcomes(await manageMany(await world.as('staff'), { items, audience: [] }))).toEqual(
			documents.map((): unknown => expect.stringMatching(/forbidden|document_not_found/))
		);
	});
});

describe('one password signs a list', () => {
	it('shows every title, number, page count and whether it was opened', async () => {
		const version = await passedVersion(world, { pdf: await world.pdf('ba trang') });
		const row = (await approvalsPage(await world.as('head'))).toSign.find(({ id }) => id === version.id);
		expect(row).toMatchObject({ code: version.code, issueNo: 1, revisionNo: 0, pages: 1, opened: false, changeClass: 'substantive' });
		expect(row?.sentence.vi).toContain(version.code);
		expect(row?.sha256).toMatch(/^[0-9a-f]{64}$/);
		expect((await approvalsPage(await world.as('outsider'))).toSign).toEqual([]);
	});

	it('gives each version a signature of its own, with its own sentence and hashes', async () => {
		const versions = await several(async () => passedVersion(world, { pdf: await world.pdf(crypto.randomUUID()) }), 5);
		const answers = await moveMany(await world.as('head'), { event: 'approve', items: await shown(versions), password });
		expect(outcomes(answers)).toEqual(versions.map(() => 'approved'));
		const signatures = await signaturesOf(versions.map(({ id }) => id));
		expect(signatures).toHaveLength(5);
		for (const version of versions) {
			const signature = signatures.find((one) => one.versionId === version.id);
			const row = await versionRow(world, version.id);
			expect(signature?.meaningText).toContain(version.code);
			expect(signature).toMatchObject({ pdfSha256: row.pdfSha256, sourceSha256: row.sourceSha256, position: 'Giám đốc' });
			expect((await trailOf(world, version.id)).filter((event) => event === 'version.approve')).toHaveLength(1);
			expect(await noticesOf(world, 'officer', version.id)).toContain('approved');
		}
		expect(new Set(signatures.map((one) => one.meaningText)).size).toBe(5);
	});

	it('refuses alone what changed meanwhile: other bytes, another row version, signed by another head', async () => {
		const versions = await several(() => passedVersion(world), 4);
		const [bytes, returned, signed] = versions;
		if (!bytes || !returned || !signed) throw new Error('made four');
		const items = (await shown(versions)).map((item) => (item.id === bytes.id ? { ...item, sha256: 'ab'.repeat(32) } : item));
		const deputy = await world.as('deputy');
		await returnVersion(deputy, { versionId: returned.id, comment: 'Sửa lại' });
		await approveVersion(deputy, { versionId: signed.id, password });
		const answers = await moveMany(await world.as('head'), { event: 'approve', items, password });
		expect(outcomes(answers)).toEqual(['content_changed', 'illegal_transition', 'illegal_transition', 'approved']);
		expect(await signaturesOf([bytes.id, returned.id])).toEqual([]);
		expect(await signaturesOf([signed.id])).toHaveLength(1);
	});

	it('signs nothing with a wrong password, by the throttle of sign-in: one attempt for the list', async () => {
		const versions = await several(() => passedVersion(world), 3);
		const items = await shown(versions);
		const head = await world.as('head');
		const attempts = async () => (await world.client.throttle.findUnique({ where: { key: accountKey(world.ids.head) } }))?.count ?? 0;
		expect(await refusal(moveMany(head, { event: 'approve', items, password: 'sai' }))).toMatchObject({
			code: 'signature_refused',
			params: { reason: 'wrong_password' }
		});
		expect(await attempts()).toBe(1);
		expect(await signaturesOf(versions.map(({ id }) => id))).toEqual([]);
		expect(outcomes(await moveMany(head, { event: 'approve', items, password }))).toEqual(['approved', 'approved', 'approved']);
		expect(await attempts()).toBe(0);
	});

	it('spends no attempt where nothing can be signed, nor for who is no head', async () => {
		const drafts = await several(() => draftVersion(world), 2);
		const head = await world.as('head');
		expect(outcomes(await moveMany(head, { event: 'approve', items: drafts, password: 'sai' }))).toEqual([
			'illegal_transition',
			'illegal_transition'
		]);
		const passed = await passedVersion(world);
		const officer = await world.as('officer');
		expect(outcomes(await moveMany(officer, { event: 'approve', items: [{ id: passed.id }], password: 'sai' }))).toEqual(['forbidden']);
	});
});

describe('POST /versions/transitions', () => {
	const answer = z.object({
		done: z.int(),
		refused: z.int(),
		items: z.array(z.object({ id: z.uuid(), status: z.int(), code: z.string().optional(), state: z.string().optional() }))
	});

	it('answers for each item with the status that it alone would have got', async () => {
		const versions = await several(() => passedVersion(world), 2);
		const draft = await draftVersion(world);
		const unknown = crypto.randomUUID();
		const items = [...versions, draft, { id: unknown }].map(({ id }) => ({ id }));
		const body = { items, event: 'approve', signature: { password } };
		const headers = { 'idempotency-key': crypto.randomUUID() };
		const sent = await api.post('head', '/versions/transitions', body, headers);
		expect(sent.status).toBe(200);
		expect(read(answer, sent)).toMatchObject({ done: 2, refused: 2 });
		expect(read(answer, sent).items.map((one) => [one.status, one.code ?? one.state])).toEqual([
			[200, 'approved'],
			[200, 'approved'],
			[409, 'illegal_transition'],
			[404, 'version_not_found']
		]);
		const again = await api.post('head', '/versions/transitions', body, headers);
		expect(again.body).toEqual(sent.body);
		expect(await signaturesOf(versions.map(({ id }) => id))).toHaveLength(2);
	});

	it('is refused as a whole only where nothing could be tried', async () => {
		const { id } = await passedVersion(world);
		const post = async (body: object) => api.post('head', '/versions/transitions', { items: [{ id }], event: 'approve', ...body });
		expect((await post({})).body).toMatchObject({ status: 409, code: 'signature_refused' });
		expect((await post({ items: [] })).body).toMatchObject({ status: 422, errorCodes: { items: 'choose_some' } });
		expect((await post({ event: 'withdraw' })).body).toMatchObject({ status: 422 });
		expect((await api.post('nobody', '/versions/transitions', { items: [{ id }], event: 'pass' })).status).toBe(401);
		expect((await versionRow(world, id)).state).toBe('in_approval');
	});
});
