import type { RequestEvent } from '@sveltejs/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '#lib/server/api/index.ts';
import { serve } from '#lib/server/http/api.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { createLogger } from '#lib/server/platform/log.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { password } from '#test/support/documents.ts';
import { castRoles, type CastRole } from '#test/support/permission-cast.ts';
import { permissionWorld, type PermissionWorld } from '#test/support/permission-world.ts';
import {
	acts,
	batchReaders,
	batchRows,
	matrixBatches,
	matrixEvents,
	matrixStates,
	maySee,
	phaseOfState,
	versionRows,
	type MatrixBatch,
	type MatrixEvent,
	type MatrixState
} from './expected.ts';

/*
 * Every role × every act × every state through the API. Each act that is allowed is done, answered and undone again, so that all of
 * them meet the same world.
 */
let cast: PermissionWorld;
beforeAll(async () => {
	cast = await permissionWorld();
}, 180_000);
afterAll(() => cast.world.close());

type Answered = { status: number; code: string };

/** Takes the transaction back, with what was answered in it. */
class Undo extends Error {
	readonly answered: Answered;

	constructor(answered: Answered) {
		super('taken back');
		this.answered = answered;
	}
}

/** Calls an operation as somebody, in a transaction that is always taken back. */
async function call(role: CastRole, id: string, params: Record<string, string>, body: object = {}): Promise<Answered> {
	const operation = operations.find((one) => one.id === id);
	if (!operation) throw new Error(`there is no operation ${id}`);
	const handle = serve(operation);
	try {
		return await transaction(await cast.as(role), async (ctx) => {
			const response = await handle(eventOf(ctx, operation.method, params, body));
			const answer: unknown = await response.json();
			const refused = response.status >= 400 && typeof answer === 'object' && answer !== null && 'code' in answer;
			throw new Undo({ status: response.status, code: refused ? String(answer.code) : 'done' });
		});
	} catch (error) {
		if (error instanceof Undo) return error.answered;
		throw error;
	}
}

function eventOf(ctx: Ctx, method: string, params: Record<string, string>, body: object): RequestEvent {
	const { client, clock, tools, url } = cast.world;
	const request = new Request('http://eiso.example/', { method, ...(method === 'POST' ? { body: JSON.stringify(body) } : {}) });
	const runtime = { client, clock, tools, databaseUrl: url, log: createLogger('silent') };
	return { request, url: new URL(request.url), params, locals: { ctx, runtime } } as unknown as RequestEvent;
}

/** What the tables say that an act answers: the rows of states.md, then what may be seen at all. */
function expectedAct(role: CastRole, event: MatrixEvent, state: MatrixState): Answered | 'refused' {
	if (role === 'nobody') return { status: 401, code: 'sign_in' };
	if (!maySee(role, phaseOfState[state], 'unit')) return { status: 404, code: 'version_not_found' };
	return versionRows[event][state]?.includes(role) ? { status: 200, code: 'done' } : 'refused';
}

function matches(found: Answered, expected: Answered | 'refused'): boolean {
	if (expected === 'refused') return found.status === 403 || found.status === 409;
	return found.status === expected.status && (found.status === 401 || found.code === expected.code);
}

describe.each(castRoles)('the %s', (role) => {
	it('may do with each version exactly what states.md says', { timeout: 240_000 }, async () => {
		const wrong: object[] = [];
		for (const state of matrixStates) {
			for (const event of matrixEvents) {
				const signature = event === 'approve' || event === 'withdraw' ? { signature: { password } } : {};
				const found = await call(role, 'moveVersion', { id: cast.versions[state].id }, { event, comment: 'Lý do', ...signature });
				const expected = expectedAct(role, event, state);
				if (!matches(found, expected)) wrong.push({ state, event, found, expected });
			}
		}
		expect(wrong).toEqual([]);
	});

	it('may do with each batch exactly what states.md says', { timeout: 120_000 }, async () => {
		const wrong: object[] = [];
		for (const state of matrixBatches) {
			const id = cast.batches[state];
			const read = await call(role, 'getIssueBatch', { id });
			const readable = batchReaders.includes(role);
			const expectedRead = role === 'nobody' ? 401 : readable ? 200 : 404;
			if (read.status !== expectedRead) wrong.push({ state, event: 'read', found: read, expected: expectedRead });
			for (const event of ['issue', 'discard', 'revoke'] as const) {
				const found = await call(role, 'moveIssueBatch', { id }, { event, comment: 'Lý do', signature: { password } });
				const expected = expectedBatch(role, event, state);
				if (!matches(found, expected)) wrong.push({ state, event, found, expected });
			}
		}
		expect(wrong).toEqual([]);
	});

	it('creates documents, versions and batches exactly where the table says', { timeout: 60_000 }, async () => {
		const { unitId } = cast.world;
		const status = (allowed: boolean, refused: number) => (role === 'nobody' ? 401 : allowed ? 201 : refused);
		const document = await call(role, 'createDocument', {}, { unit: unitId, kind: 'QT', code: 'QT.NEW.1', title: 'Mới' });
		const batch = await call(role, 'createIssueBatch', {}, { unit: unitId, versionIds: [cast.versions.approved.id], draft: true });
		expect({ document: document.status, batch: batch.status }).toEqual({
			document: status(acts['document.create'].includes(role), 403),
			batch: status(acts['batch.manage'].includes(role), 403)
		});
	});
});

function expectedBatch(role: CastRole, event: 'issue' | 'discard' | 'revoke', state: MatrixBatch): Answered | 'refused' {
	if (role === 'nobody') return { status: 401, code: '' };
	if (!batchReaders.includes(role)) return { status: 404, code: 'batch_not_found' };
	return batchRows[event][state]?.includes(role) ? { status: 200, code: 'done' } : 'refused';
}
