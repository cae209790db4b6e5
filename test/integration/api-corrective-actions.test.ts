import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { signMinutes } from '#lib/server/audits/inspections/sign.ts';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { raiseFinding } from '#lib/server/corrective-actions/findings.ts';
import { apiClient, idOf, read, type ApiAnswer, type ApiClient, type Asking } from '#test/support/api-client.ts';
import { documentsWorld, issuedVersion, password, trailOf, type DocumentsWorld, type Who } from '#test/support/documents.ts';
import { anInspection, inspectedWorld, minuted, notified, onSite, type InspectedWorld } from '#test/support/inspections.ts';
import { pastGuards } from '#test/support/raw-writes.ts';

/* Findings and corrective actions over HTTP, by tokens: from the finding to its close, and everybody who must not. */
let world: DocumentsWorld;
let api: ApiClient;
let inspected: InspectedWorld;
let inspectionId: string;
/** An internal audit with one finding, and the document that evidence points to. */
let auditId: string;
let documentId: string;
beforeAll(async () => {
	world = await documentsWorld('2026-11-26T02:00:00Z', { max: 16 });
	api = await apiClient(world);
	inspected = await inspectedWorld(world);
	const inspection = await anInspection(world, inspected);
	inspectionId = inspection.id;
	await notified(world, inspected, inspection);
	await onSite(world, inspected, inspection);
	await minuted(world, inspected, inspection);
	await signMinutes(await world.as('head'), { inspectionId, password });
	auditId = await anAudit();
	({ documentId } = await issuedVersion(world, { confirm: warningCodes }));
}, 120_000);
afterAll(async () => {
	await api.close();
	await world.close();
});

async function anAudit(): Promise<string> {
	const now = world.clock.now();
	const today = toDbDate(world.day());
	const id = await pastGuards(world.client, ['internal_audit'], async (tx) => {
		const audit = await tx.internalAudit.create({
			data: {
				unitId: world.unitId,
				number: 'ĐG-2026-901',
				title: 'Đánh giá nội bộ',
				state: 'in_progress',
				purpose: '',
				standardCode: 'ISO-9001-2015',
				clauses: ['8.5.1'],
				startsOn: today,
				endsOn: today,
				firstStartsOn: today,
				createdById: world.ids.officer,
				createdAt: now
			}
		});
		return audit.id;
	});
	await raiseFinding(await world.as('officer'), {
		auditId: id,
		unitId: world.unitId,
		grade: 'minor',
		standardCode: 'ISO-9001-2015',
		clause: '8.5.1',
		statement: 'LỜI TRONG NỘI BỘ',
		role: 'team'
	});
	return id;
}

const problem = z.looseObject({ status: z.int(), code: z.string() });
const refused = (answer: ApiAnswer) => {
	const { status, code } = read(problem, answer);
	return [status, code];
};
const action = z.object({
	id: z.uuid(),
	number: z.string(),
	state: z.string(),
	outcome: z.string().nullable(),
	statement: z.string().nullable(),
	rowVersion: z.int(),
	dueOn: z.string().nullable(),
	firstDueOn: z.string().nullable(),
	lines: z.array(z.object({ id: z.uuid(), what: z.string() })),
	extensions: z.array(z.object({ id: z.uuid(), state: z.string(), reason: z.string().nullable() })),
	successors: z.array(z.object({ id: z.uuid() }))
});
const list = z.object({
	items: z.array(z.object({ id: z.uuid(), number: z.string(), statement: z.string().nullable(), state: z.string() })),
	total: z.int(),
	page: z.int(),
	pageSize: z.int()
});
const anAction = (more: object = {}) => ({
	unit: world.unitId,
	source: 'complaint',
	grade: 'minor',
	clause: '8.5.1',
	statement: 'LỜI TRONG NỘI BỘ: dân phản ánh chậm trả kết quả',
	...more
});
const create = async (more: object = {}) => idOf(await api.post('officer', '/corrective-actions', anAction(more)));
const move = (who: Asking, id: string, body: object, headers = {}) => api.post(who, `/corrective-actions/${id}/transitions`, body, headers);
const get = async (who: Asking, id: string) => read(action, await api.get(who, `/corrective-actions/${id}`));
const done = async (who: Who, id: string, body: object) => {
	const answer = await move(who, id, body);
	if (answer.status !== 200) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
	return read(z.looseObject({ state: z.string(), rowVersion: z.int() }), answer);
};
const cause = {
	event: 'record_cause',
	method: 'five_whys',
	whys: ['Không có lịch nhắc'],
	rootCause: 'Thiếu bước nhắc',
	riskTouched: false
};
const signature = { password };

/** Assigned to the drafter, with a plan of one line by the staff. */
async function planned(): Promise<string> {
	const id = await create();
	await done('officer', id, { event: 'assign', ownerId: world.ids.drafter, dueOn: world.day(30) });
	await done('drafter', id, { event: 'record_correction', correction: 'Đã xin lỗi', correctionDoneOn: world.day() });
	await done('drafter', id, cause);
	await done('drafter', id, { event: 'add_line', what: 'Thêm bước nhắc', doerId: world.ids.staff, dueOn: world.day(10) });
	await done('drafter', id, { event: 'submit' });
	await done('head', id, { event: 'approve', signature });
	return id;
}
async function verifying(): Promise<string> {
	const id = await planned();
	const lineId = (await get('staff', id)).lines[0]?.id;
	await done('staff', id, { event: 'report_line', lineId, doneOn: world.day(), documentId });
	await done('drafter', id, { event: 'complete', checkDays: 0, reason: 'Thấy ngay' });
	await done('officer', id, { event: 'name_verifier', userId: world.ids.reviewer });
	return id;
}

describe('POST /corrective-actions', () => {
	it('raises one, once for a key, with a number', async () => {
		const headers = { 'idempotency-key': randomUUID() };
		const first = await api.post('officer', '/corrective-actions', anAction(), headers);
		expect([first.status, read(z.looseObject({ number: z.string().regex(/^KPH-2026-\d{3}$/) }), first)['state']]).toEqual([201, 'raised']);
		const again = await api.post('officer', '/corrective-actions', anAction(), headers);
		expect([again.status, again.body]).toEqual([first.status, first.body]);
		const other = await api.post('officer', '/corrective-actions', anAction({ statement: 'Khác' }), headers);
		expect(refused(other)).toEqual([422, 'idempotency_key_reused']);
		expect(await trailOf(world, idOf(first))).toEqual(['corrective_action.raise']);
	});

	it('is refused to everybody who may not, by what they may see of the unit', async () => {
		for (const who of ['staff', 'drafter', 'reviewer', 'outsider', 'coordinator', 'inspector', 'administrator'] as const)
			expect([who, ...refused(await api.post(who, '/corrective-actions', anAction()))]).toEqual([who, 403, 'forbidden']);
		expect((await api.post('nobody', '/corrective-actions', anAction())).status).toBe(401);
	});

	it.each([
		['a source that comes from an audit alone', { source: 'inspection' }],
		['a grade that is none', { grade: 'recommendation' }],
		['no words', { statement: '  ' }],
		['too many words', { statement: 'x'.repeat(4001) }],
		['an area of another unit', { areaId: randomUUID() }]
	])('refuses %s', async (_what, more) => {
		expect((await api.post('officer', '/corrective-actions', anAction(more))).status).toBe(422);
	});

	it('refuses a unit that is not there', async () => {
		expect((await api.post('officer', '/corrective-actions', anAction({ unit: randomUUID() }))).status).toBeGreaterThanOrEqual(400);
	});
});

describe('GET /corrective-actions', () => {
	it('lists in pages, by state, grade, source and words', async () => {
		for (let n = 0; n < 3; n += 1) await create({ clause: '10.2.1', grade: 'major' });
		const page = async (n: number) =>
			read(list, await api.get('officer', `/corrective-actions?clause=10.2.1&grade=major&page=${n}&pageSize=2`));
		const [one, two] = [await page(1), await page(2)];
		expect([one.total, one.items.length, two.items.length, one.pageSize]).toEqual([3, 2, 1, 2]);
		expect(new Set([...one.items, ...two.items].map(({ id }) => id)).size).toBe(3);
		expect(read(list, await api.get('officer', '/corrective-actions?source=sister_check')).total).toBe(0);
		expect(read(list, await api.get('officer', '/corrective-actions?state=closed&clause=10.2.1')).total).toBe(0);
		for (const query of ['state=nonsense', 'pageSize=500', 'page=0', 'grade=bad', 'late=yes'])
			expect([query, (await api.get('officer', `/corrective-actions?${query}`)).status]).toEqual([query, 422]);
	});

	it('shows the Department no words of what a unit found itself, by no question', async () => {
		const { number } = await get('officer', await create());
		for (const query of ['state=all', `q=${number}`, `unit=${world.unitId}`]) {
			const answer = await api.get('coordinator', `/corrective-actions?pageSize=200&${query}`);
			expect(JSON.stringify(answer.body)).not.toContain('LỜI TRONG NỘI BỘ');
			expect(read(list, answer).items.some((one) => one.number === number && one.statement === null)).toBe(true);
		}
		expect(read(list, await api.get('coordinator', `/corrective-actions?q=${encodeURIComponent('LỜI TRONG NỘI BỘ')}`)).total).toBe(0);
		for (const who of ['staff', 'reviewer', 'outsider', 'administrator'] as const) {
			const seen = read(list, await api.get(who, `/corrective-actions?q=${number}&state=all`));
			expect([who, seen.total]).toEqual([who, 0]);
		}
		expect((await api.get('nobody', '/corrective-actions')).status).toBe(401);
	});
});

describe('GET /corrective-actions/{id}', () => {
	it('is whole for its people, the outline for the Department, and not there for others', async () => {
		const id = await planned();
		for (const who of ['officer', 'head', 'drafter', 'staff'] as const) expect((await get(who, id)).statement).toContain('LỜI TRONG');
		for (const who of ['coordinator', 'inspector'] as const) {
			const answer = await api.get(who, `/corrective-actions/${id}`);
			expect(JSON.stringify(answer.body)).not.toMatch(/LỜI TRONG|Thiếu bước|Đã xin lỗi|Thêm bước/);
			expect(read(action, answer)).toMatchObject({ statement: null, lines: [], firstDueOn: world.day(30) });
		}
		for (const who of ['reviewer', 'outsider', 'administrator'] as const)
			expect(refused(await api.get(who, `/corrective-actions/${id}`))).toEqual([404, 'corrective_action_not_found']);
		expect(refused(await api.get('officer', `/corrective-actions/${randomUUID()}`))).toEqual([404, 'corrective_action_not_found']);
		expect((await api.get('officer', '/corrective-actions/khong-phai')).status).toBeGreaterThanOrEqual(404);
	});
});

describe('POST /corrective-actions/{id}/transitions', () => {
	/** One for all that is refused: it stays as it is. */
	let atWork: string;
	beforeAll(async () => {
		atWork = await planned();
	});

	it('goes from raised to closed effective, each act by who may', async () => {
		const id = await verifying();
		await done('reviewer', id, { event: 'add_check_evidence', documentId });
		const { rowVersion } = await get('officer', id);
		const effective = { event: 'verify_effective', verification: 'Xem 20 hồ sơ', riskTouched: false };
		expect(refused(await move('reviewer', id, { ...effective, rowVersion: rowVersion - 1 }))).toEqual([409, 'stale']);
		expect((await done('reviewer', id, { ...effective, rowVersion })).state).toBe('closed');
		expect(await get('officer', id)).toMatchObject({ state: 'closed', outcome: 'effective' });
		expect(refused(await move('reviewer', id, effective))).toEqual([409, 'illegal_transition']);
	});

	it('raises a successor for what still happens', async () => {
		const id = await verifying();
		const answer = await move('reviewer', id, { event: 'verify_ineffective', verification: 'Vẫn trễ' });
		const { successor } = read(z.looseObject({ successor: z.object({ id: z.uuid(), number: z.string() }) }), answer);
		expect((await get('officer', id)).successors).toEqual([{ id: successor.id }]);
		expect((await get('officer', successor.id)).state).toBe('raised');
	});

	it('does an act once for a key', async () => {
		const id = await create();
		await done('officer', id, { event: 'assign', ownerId: world.ids.drafter, dueOn: world.day(30) });
		const line = { event: 'add_line', what: 'Một lần', doerId: world.ids.staff, dueOn: world.day(5) };
		const headers = { 'idempotency-key': randomUUID() };
		const first = await move('drafter', id, line, headers);
		expect((await move('drafter', id, line, headers)).body).toEqual(first.body);
		expect((await get('drafter', id)).lines).toHaveLength(1);
		expect(refused(await move('drafter', id, { ...line, what: 'Hai' }, headers))).toEqual([422, 'idempotency_key_reused']);
	});

	it('says what is missing, and never signs by a token alone', async () => {
		const id = await create();
		await done('officer', id, { event: 'assign', ownerId: world.ids.drafter, dueOn: world.day(30) });
		const missing = await move('drafter', id, { event: 'submit' });
		expect(refused(missing)).toEqual([409, 'gate_not_met']);
		expect(JSON.stringify(missing.body)).toContain('correction');
		await done('drafter', id, { event: 'record_correction', correction: 'Đã xin lỗi' });
		await done('drafter', id, cause);
		await done('drafter', id, { event: 'add_line', what: 'x', doerId: world.ids.staff, dueOn: world.day(5) });
		await done('drafter', id, { event: 'submit' });
		expect((await move('head', id, { event: 'approve' })).status).toBe(422);
		expect(refused(await move('head', id, { event: 'approve', signature: { password: 'sai' } }))).toEqual([409, 'signature_refused']);
		expect(refused(await move('coordinator', id, { event: 'approve', signature }))).toEqual([403, 'forbidden']);
		expect((await done('head', id, { event: 'return', reason: 'Chưa tới gốc' })).state).toBe('analysing');
	});

	it.each([
		['assign', 'drafter', { ownerId: randomUUID(), dueOn: '2026-12-20' }, [403, 'forbidden']],
		['record_cause', 'officer', cause, [403, 'forbidden']],
		['add_line', 'head', { what: 'x', doerId: randomUUID(), dueOn: '2026-12-20' }, [403, 'forbidden']],
		['submit', 'staff', {}, [403, 'forbidden']],
		['approve', 'officer', { signature }, [403, 'forbidden']],
		['complete', 'officer', {}, [403, 'forbidden']],
		['ask_extension', 'staff', { dueOn: '2027-02-01', reason: 'x' }, [403, 'forbidden']],
		['name_verifier', 'staff', { userId: randomUUID() }, [403, 'forbidden']],
		['verify_effective', 'officer', { verification: 'x', riskTouched: false }, [403, 'forbidden']],
		['ask_void', 'staff', { reason: 'x' }, [403, 'forbidden']],
		['link_document', 'staff', { documentId: randomUUID() }, [403, 'forbidden']],
		['verify_effective', 'coordinator', { verification: 'x', riskTouched: false }, [403, 'forbidden']],
		['assign', 'outsider', { ownerId: randomUUID(), dueOn: '2026-12-20' }, [404, 'corrective_action_not_found']],
		['complete', 'administrator', {}, [404, 'corrective_action_not_found']],
		['submit', 'reviewer', {}, [404, 'corrective_action_not_found']]
	] as const)('refuses %s by %s', async (event, who, body, expected) => {
		expect(refused(await move(who, atWork, { event, ...body }))).toEqual(expected);
		expect((await get('officer', atWork)).state).toBe('in_progress');
	});

	it.each([
		['an event that is none', { event: 'close' }],
		['no event', {}],
		['a day that is none', { event: 'ask_extension', dueOn: '2026-02-30', reason: 'x' }],
		['no reason', { event: 'ask_extension', dueOn: '2027-02-01', reason: ' ' }],
		['an id that is none', { event: 'drop_line', lineId: 'x', reason: 'y' }],
		['days that are none', { event: 'complete', checkDays: -1 }],
		['more days than there are', { event: 'complete', checkDays: 10_000 }],
		['a field too long', { event: 'ask_void', reason: 'x'.repeat(2001) }]
	])('refuses %s', async (_what, body) => {
		expect((await move('drafter', atWork, body)).status).toBe(422);
	});

	it('takes nothing of another action or unit', async () => {
		const [id, other] = [await planned(), await planned()];
		const foreign = (await get('drafter', other)).lines[0]?.id;
		expect(refused(await move('drafter', id, { event: 'drop_line', lineId: foreign, reason: 'x' }))).toEqual([409, 'stale']);
		await done('drafter', other, { event: 'ask_extension', dueOn: world.day(60), reason: 'Chờ' });
		const extensionId = (await get('head', other)).extensions[0]?.id;
		const grant = { event: 'grant_extension', extensionId, reason: 'Đồng ý' };
		expect((await move('head', id, grant)).status).toBe(422);
		expect((await move('drafter', other, grant)).status).toBe(403);
		await done('head', other, grant);
		expect(await get('officer', other)).toMatchObject({ dueOn: world.day(60), firstDueOn: world.day(30) });
		const stranger = { event: 'reassign', ownerId: world.ids.outsider, reason: 'x' };
		expect((await move('officer', id, stranger)).status).toBe(422);
		const hidden = { event: 'report_line', lineId: (await get('staff', id)).lines[0]?.id, doneOn: world.day(), documentId: randomUUID() };
		expect(refused(await move('staff', id, hidden))).toEqual([404, 'document_not_found']);
		expect((await move('staff', id, { ...hidden, documentId: undefined })).status).toBe(422);
	});
});

describe('GET /findings', () => {
	const findings = z.object({
		items: z.array(z.looseObject({ statement: z.string(), grade: z.string(), state: z.string(), actions: z.array(z.unknown()) })),
		total: z.int()
	});
	it('of an internal audit are for its unit and team alone', async () => {
		const path = `/findings?audit=${auditId}`;
		expect(read(findings, await api.get('head', path)).items).toMatchObject([
			{ statement: 'LỜI TRONG NỘI BỘ', state: 'draft', actions: [] }
		]);
		for (const who of ['coordinator', 'inspector', 'outsider', 'administrator', 'staff'] as const) {
			const answer = await api.get(who, path);
			expect([who, JSON.stringify(answer.body).includes('LỜI TRONG')]).toEqual([who, false]);
			if (answer.status === 200) expect([who, read(findings, answer).total]).toEqual([who, 0]);
			else expect([who, answer.status]).toEqual([who, 404]);
		}
		expect((await api.get('nobody', path)).status).toBe(401);
	});

	it('of an inspection are for the unit, the team and the Department, with their actions', async () => {
		const path = `/findings?audit=${inspectionId}`;
		const lead = { token: (await api.tokenOf({ userId: inspected.lead })).token };
		for (const who of ['officer', 'head', 'coordinator', lead] as const) {
			const { items } = read(findings, await api.get(who, path));
			expect(items).toMatchObject([{ grade: 'major', state: 'answered' }]);
			expect(items[0]?.actions).toHaveLength(1);
		}
		for (const who of ['outsider', 'staff', 'administrator'] as const)
			expect(refused(await api.get(who, path))).toEqual([404, 'inspection_not_found']);
	});

	it('of a unit are for its officer and heads, by state and grade', async () => {
		const path = `/findings?unit=${world.unitId}`;
		expect(read(findings, await api.get('officer', path)).total).toBe(2);
		expect(read(findings, await api.get('officer', `${path}&state=draft`)).total).toBe(1);
		expect(read(findings, await api.get('officer', `${path}&grade=major&pageSize=1`)).total).toBe(1);
		for (const who of ['staff', 'outsider', 'coordinator', 'administrator'] as const)
			expect([who, (await api.get(who, path)).status]).toEqual([who, 404]);
		expect((await api.get('officer', `${path}&state=nonsense`)).status).toBe(422);
		expect((await api.get('officer', '/findings')).status).toBe(404);
		expect((await api.get('officer', '/findings?audit=x')).status).toBe(422);
		expect((await api.get('officer', `/findings?audit=${randomUUID()}`)).status).toBe(404);
	});
});
