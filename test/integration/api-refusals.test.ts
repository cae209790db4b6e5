import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSession, sessionCookie } from '#lib/server/identity/sessions.ts';
import { endToken } from '#lib/server/identity/tokens.ts';
import { addDays, toDbDate } from '#lib/domain/shared/day.ts';
import { apiClient, idOf, type ApiClient } from '#test/support/api-client.ts';
import {
	aDocument,
	approvedVersion,
	documentsWorld,
	draftVersion,
	issuedVersion,
	passedVersion,
	password,
	submittedVersion,
	type DocumentsWorld
} from '#test/support/documents.ts';
import { pdfOfPages } from '#test/support/hostile-files/pdf.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

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

const file = () => ({ bytes: pdfOfPages(1), name: 'a.pdf' });

describe('who asks', () => {
	it('is told apart by the token alone', async () => {
		expect((await api.get('officer', '/me')).body).toMatchObject({
			id: world.ids.officer,
			memberships: [{ unit: { id: world.unitId, code: 'SO-NV' }, roles: ['officer'] }],
			province: [],
			token: { name: 'test' }
		});
		expect((await api.get('coordinator', '/me')).body).toMatchObject({ memberships: [], province: ['coordinator'] });
	});

	it('is nobody without a token that works', async () => {
		for (const who of ['nobody', { token: 'eiso_invented' }, { token: 'x'.repeat(500) }] as const) {
			for (const path of ['/me', '/units', '/documents', '/search?q=a', '/audit-trail']) {
				const answer = await api.get(who, path);
				expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
			}
			expect((await api.post(who, '/documents', {})).body).toMatchObject({ status: 401, code: 'unauthenticated' });
		}
		expect((await api.get('nobody', '/openapi.json')).body).toMatchObject({ openapi: '3.1.0' });
	});

	it('ends with the token, its time, the account or the membership, at the next call', async () => {
		const userId = await world.addPerson(['officer']);
		const ended = await api.tokenOf({ userId });
		const other = await api.tokenOf({ userId });
		expect((await api.get(ended, '/me')).status).toBe(200);
		await endToken(await world.asId(userId), ended.id);
		expect((await api.get(ended, '/me')).status).toBe(401);
		await onItsDay(world, (db) => db.membership.updateMany({ where: { userId }, data: { validTo: toDbDate(world.day()) } }));
		expect((await api.get(other, '/me')).body).toMatchObject({ memberships: [] });
		expect((await api.post(other, '/documents', { unit: 'SO-NV', kind: 'QT', code: 'QT.0', title: 'x' })).status).toBe(403);
		await world.client.user.update({ where: { id: userId }, data: { status: 'disabled' } });
		expect((await api.get(other, '/me')).status).toBe(401);

		const token = await api.tokenOf('staff');
		const now = world.clock.now();
		world.clock.set(new Date(now.getTime() + 90 * 86_400_000));
		expect((await api.get(token, '/me')).status).toBe(401);
		world.clock.set(now);
		expect((await api.get(token, '/me')).status).toBe(200);
	});

	it('may read with a browser’s session, and act with a token only', async () => {
		const session = await createSession(world.system, world.ids.officer, { userAgent: 'x', address: '', sharedComputer: false });
		const cookie = `${sessionCookie.name}=${session.id}`;
		expect((await api.get('nobody', '/me', { cookie })).body).toMatchObject({ id: world.ids.officer, token: null });
		expect((await api.post('nobody', '/documents', {}, { cookie })).body).toMatchObject({ status: 401, code: 'token_required' });
		// A cookie beside a token counts for nothing.
		expect((await api.get('staff', '/me', { cookie })).body).toMatchObject({ id: world.ids.staff });
	});
});

describe('a state that does not allow it', () => {
	it('is 409 with a code of its own', async () => {
		const draft = await draftVersion(world);
		const second = await api.upload('officer', `/documents/${draft.documentId}/versions`, { file: file(), summary: 'x' });
		expect(second.body).toMatchObject({ status: 409, code: 'open_version_exists' });
		const taken = await api.post('officer', '/documents', { unit: 'SO-NV', kind: 'QT', code: draft.code.toLowerCase(), title: 'x' });
		expect(taken.body).toMatchObject({ status: 409, code: 'code_taken', params: { holder: { id: draft.documentId } } });
		const moves = `/versions/${draft.id}/transitions`;
		expect((await api.post('officer', moves, { event: 'pass' })).body).toMatchObject({
			status: 409,
			code: 'illegal_transition',
			params: { state: 'draft', event: 'pass' }
		});
		expect((await api.post('drafter', moves, { event: 'submit', rowVersion: draft.rowVersion + 5 })).body).toMatchObject({
			status: 409,
			code: 'stale',
			params: { state: 'draft', rowVersion: draft.rowVersion }
		});
		const upcoming = await issuedVersion(world, { effectiveOn: world.day(3) });
		const next = await api.upload('officer', `/documents/${upcoming.documentId}/versions`, { file: file(), summary: 'x' });
		expect(next.body).toMatchObject({ status: 409, code: 'successor_pending' });
		const withdrawn = await api.post('head', `/versions/${upcoming.id}/transitions`, {
			event: 'withdraw',
			comment: 'x',
			signature: { password }
		});
		expect(withdrawn.body).toMatchObject({ status: 409, code: 'illegal_transition', params: { reason: 'is_revoke' } });
	});

	it('is 409 when somebody is missing to review', async () => {
		const unitId = await world.addUnit('XA-1');
		const officer = await api.tokenOf({ userId: await world.addPerson(['officer'], { unitId }) });
		const made = await api.post(officer, '/documents', { unit: 'XA-1', kind: 'QT', code: 'QT.1', title: 'x' });
		const version = await api.upload(officer, `/documents/${idOf(made)}/versions`, { file: file(), summary: 'x' });
		const submit = () => api.post(officer, `/versions/${idOf(version)}/transitions`, { event: 'submit' });
		expect((await submit()).body).toMatchObject({ status: 409, code: 'no_eligible_reviewer', params: { missing: 'head' } });
		await world.addPerson(['head'], { unitId });
		expect((await submit()).body).toMatchObject({ status: 409, code: 'no_eligible_reviewer', params: { missing: 'reviewer' } });
		await world.addPerson(['reviewer'], { unitId });
		expect((await submit()).body).toMatchObject({ state: 'in_review' });
	});

	it('is 409 for a unit that is closed', async () => {
		const unitId = await world.addUnit('XA-2');
		const officer = await api.tokenOf({ userId: await world.addPerson(['officer'], { unitId }) });
		await onItsDay(world, (db) => db.unitVersion.updateMany({ where: { unitId }, data: { validTo: toDbDate(world.day()) } }));
		const made = await api.post(officer, '/documents', { unit: unitId, kind: 'QT', code: 'QT.1', title: 'x' });
		expect(made.body).toMatchObject({ status: 409, code: 'unit_closed' });
	});

	it('is 409 for a decision whose days do not fit', async () => {
		const { id } = await approvedVersion(world);
		const issue = (days: { decisionDate: string; effectiveOn: string }) =>
			api.post('officer', '/issue-batches', { unit: 'SO-NV', decisionNumber: '1', versionIds: [id], ...days });
		const today = world.day();
		const codes = [];
		for (const days of [
			{ decisionDate: world.day(1), effectiveOn: world.day(2) },
			{ decisionDate: world.day(-5), effectiveOn: world.day(-1) },
			{ decisionDate: today, effectiveOn: addDays(today, 500) }
		])
			codes.push((await issue(days)).body);
		expect(codes).toMatchObject([
			{ status: 409, code: 'decision_in_future' },
			{ status: 409, code: 'effective_in_past' },
			{ status: 409, code: 'effective_too_far' }
		]);
		expect((await issue({ decisionDate: '', effectiveOn: '2026-02-30' })).body).toMatchObject({
			status: 422,
			errorCodes: { decisionDate: 'day_invalid', effectiveOn: 'day_invalid' }
		});
		expect(await world.client.issueBatch.count({ where: { lines: { some: { versionId: id } } } })).toBe(0);
	});

	it('is 409 `warnings` until each is confirmed', async () => {
		const { id } = await approvedVersion(world, { document: { audience: [] } });
		const batch = {
			unit: 'SO-NV',
			decisionNumber: '7',
			decisionDate: world.day(),
			effectiveOn: world.day(),
			versionIds: [id]
		};
		const warned = await api.post('officer', '/issue-batches', batch);
		expect(warned.body).toMatchObject({
			status: 409,
			code: 'warnings',
			warnings: ['nobody_told'],
			params: { details: [{ code: 'nobody_told' }] }
		});
		expect((await api.post('officer', '/issue-batches', { ...batch, confirm: ['replaced_stays'] })).status).toBe(409);
		expect((await api.post('officer', '/issue-batches', { ...batch, confirm: ['nobody_told'] })).status).toBe(201);
		expect((await api.post('officer', '/issue-batches', { ...batch, confirm: ['nobody_told'] })).body).toMatchObject({
			code: 'illegal_transition'
		});
	});
});

describe('a signature', () => {
	it('is never given by a token alone, nor over other bytes', async () => {
		const passed = await passedVersion(world);
		const moves = `/versions/${passed.id}/transitions`;
		const sign = (signature?: object) => api.post('head', moves, { event: 'approve', signature });
		expect((await sign()).body).toMatchObject({ status: 409, code: 'signature_refused', params: { reason: 'password_required' } });
		expect((await sign({ password: '' })).body).toMatchObject({ code: 'signature_refused', params: { reason: 'password_required' } });
		expect((await sign({ password: 'không phải' })).body).toMatchObject({
			code: 'signature_refused',
			params: { reason: 'wrong_password' }
		});
		expect((await sign({ password, sha256: 'f'.repeat(64) })).body).toMatchObject({ status: 409, code: 'content_changed' });
		expect(await world.client.signature.count({ where: { versionId: passed.id } })).toBe(0);
		expect((await sign({ password, sha256: 'abc' })).body).toMatchObject({ status: 422, errorCodes: { 'signature.sha256': 'invalid' } });
	});

	it('counts wrong passwords as sign-in does', async () => {
		const passed = await passedVersion(world);
		const deputy = { event: 'approve', signature: { password: 'không phải' } };
		const answers = [];
		for (let attempt = 0; attempt < 6; attempt++) answers.push(await api.post('deputy', `/versions/${passed.id}/transitions`, deputy));
		expect(answers.map((answer) => answer.status)).toEqual([409, 409, 409, 409, 409, 429]);
		expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
	});

	it('is never an author’s', async () => {
		const token = await api.tokenOf({ userId: await world.addPerson(['officer', 'reviewer', 'head']) });
		const made = await api.post(token, '/documents', { unit: 'SO-NV', kind: 'QT', code: 'QT.SOD', title: 'x' });
		const version = await api.upload(token, `/documents/${idOf(made)}/versions`, { file: file(), summary: 'x' });
		const moves = `/versions/${idOf(version)}/transitions`;
		await api.post(token, moves, { event: 'submit' });
		expect((await api.post(token, moves, { event: 'pass' })).body).toMatchObject({ status: 403, code: 'separation_of_duties' });
		await api.post('reviewer', moves, { event: 'pass' });
		expect((await api.post(token, moves, { event: 'approve', signature: { password } })).body).toMatchObject({
			status: 403,
			code: 'separation_of_duties'
		});
	});

	it('is one of several at once', async () => {
		const passed = await passedVersion(world);
		const sign = () => api.post('head', `/versions/${passed.id}/transitions`, { event: 'approve', signature: { password } });
		const answers = await Promise.all([sign(), sign(), sign(), sign()]);
		expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409]);
		expect(await world.client.signature.count({ where: { versionId: passed.id } })).toBe(1);
	});
});

describe('input that is not right', () => {
	it('is 422 with a code for each field', async () => {
		for (const [path, errorCodes] of [
			['/documents?asOf=2026-02-30', { asOf: 'day_invalid' }],
			['/documents?asOf=', { asOf: 'day_invalid' }],
			['/units?asOf=hôm+nay', { asOf: 'day_invalid' }],
			['/documents?page=0', { page: 'invalid' }],
			['/documents?pageSize=201', { pageSize: 'invalid' }],
			['/documents?sort=colour', { sort: 'invalid' }],
			['/documents?state=green', { state: 'invalid' }],
			['/documents?unit=SO-KHONG', { unit: 'unit_not_known' }],
			['/documents?unit=00000000-0000-4000-8000-000000000000', { unit: 'unit_not_known' }],
			['/audit-trail?subject=nonsense', { subject: 'invalid' }],
			[`/search?q=${'a'.repeat(201)}`, { q: 'too_long:200' }]
		] as const)
			expect((await api.get('officer', path)).body).toMatchObject({ status: 422, code: 'invalid', errorCodes });
		const draft = await draftVersion(world);
		expect((await api.get('officer', `/documents/${draft.documentId}/file?asOf=31-12-2026`)).status).toBe(422);
		expect((await api.get('officer', `/documents/${draft.documentId}/file?copy=mine`)).status).toBe(422);

		const created = await api.post('officer', '/documents', { unit: 'SO-NV', kind: 'QT', title: 'a\u0000b' });
		expect(created.body).toMatchObject({ status: 422, errorCodes: { code: 'required' } });
		expect((await api.post('officer', '/documents', { unit: 'SO-NV', kind: 'QT', code: 'QT.7', title: 'a\u0000b' })).body).toMatchObject({
			errorCodes: { title: 'invalid' }
		});
		expect((await api.post('officer', '/documents', { unit: 'SO-NV', kind: 'QT', code: 'QT.7', title: 'a\ud800b' })).body).toMatchObject({
			errorCodes: { title: 'invalid' }
		});
		expect((await api.post('officer', '/documents', { unit: 'SO-NV', kind: 'XX', code: 'QT.7', title: 'x' })).body).toMatchObject({
			errorCodes: { kind: 'kind_unknown' }
		});
		expect((await api.post('officer', `/versions/${draft.id}/transitions`, { event: 'fly' })).body).toMatchObject({
			errorCodes: { event: 'invalid' }
		});
		const inReview = await submittedVersion(world);
		expect((await api.post('reviewer', `/versions/${inReview.id}/transitions`, { event: 'return' })).body).toMatchObject({
			status: 422,
			errorCodes: { comment: 'reason_required' }
		});
		expect((await api.post('officer', '/issue-batches', { unit: 'SO-NV', withdrawDocumentIds: [draft.documentId] })).body).toMatchObject({
			errorCodes: { reason: 'reason_required' }
		});
	});

	it('is 422 or 413 when it cannot be read', async () => {
		const send = (body: string) => api.send('officer', '/documents', { method: 'POST', body });
		expect((await send('{"unit":')).body).toMatchObject({ status: 422, code: 'json_invalid' });
		expect((await send('[1]')).body).toMatchObject({ status: 422, code: 'invalid' });
		expect((await send('['.repeat(300_000))).status).toBe(422);
		expect((await send(`"${'a'.repeat(2 * 1024 * 1024)}"`)).body).toMatchObject({ status: 413, code: 'body_too_large' });
	});

	it('is 404 when an id is none', async () => {
		for (const path of ['/documents/1', "/documents/'%20or%201", '/documents/x/versions', '/issue-batches/x'])
			expect((await api.get('officer', path)).body).toMatchObject({ status: 404 });
		expect((await api.post('officer', '/versions/1/transitions', { event: 'submit' })).status).toBe(404);
	});

	it('is explained in the language of the caller', async () => {
		const document = await aDocument(world);
		const vi = await api.get('officer', `/documents/${document.id}/file`);
		const en = await api.get('officer', `/documents/${document.id}/file`, { 'accept-language': 'en' });
		expect([vi.headers.get('content-language'), en.headers.get('content-language')]).toEqual(['vi', 'en']);
		expect(vi.body).toMatchObject({ detail: expect.stringContaining('không có bản nào đang hiệu lực') });
		expect(en.body).toMatchObject({ detail: expect.stringContaining('in force') });
	});
});
