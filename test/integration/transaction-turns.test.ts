import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createContext } from '#lib/server/platform/context.ts';
import { systemActor } from '#lib/domain/permissions/actor.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { documentsWorld, issuedVersion, type DocumentsWorld } from '#test/support/documents.ts';

let world: DocumentsWorld;
let versionId: string;
beforeAll(async () => {
	world = await documentsWorld();
	versionId = (await issuedVersion(world)).id;
});
afterAll(() => world.close());
afterEach(() => vi.restoreAllMocks());

/** How many statements a connection had before it at once, at most. */
function watchConnections(): () => number {
	const busy = new Map<unknown, number>();
	let most = 0;
	const ask = pg.Client.prototype.query;
	vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
		const asked: unknown = Reflect.apply(ask, this, args);
		if (!(asked instanceof Promise)) return asked;
		const now = (busy.get(this) ?? 0) + 1;
		busy.set(this, now);
		most = Math.max(most, now);
		return asked.finally(() => busy.set(this, now - 1));
	});
	return () => most;
}

const context = () => createContext({ actor: systemActor, client: world.client, clock: world.clock });

describe('a transaction', () => {
	it('asks one thing at a time, whatever is loaded side by side', async () => {
		const most = watchConnections();
		const [loaded, counted] = await transaction(context(), ({ db }) =>
			Promise.all([
				db.version.findUniqueOrThrow({
					where: { id: versionId },
					include: { acts: true, authors: true, document: { include: { drafters: true, audience: true } } }
				}),
				db.$queryRaw<{ n: number }[]>`select count(*)::int as n from version`,
				db.$executeRaw`select 1`
			])
		);
		expect(loaded.acts.length).toBeGreaterThan(0);
		expect(loaded.document.audience.length).toBeGreaterThan(0);
		expect(counted[0]?.n).toBeGreaterThan(0);
		expect(most()).toBe(1);
	});

	it('ends with the first failure, and lets the next one begin anew', async () => {
		const broken = transaction(context(), ({ db }) => Promise.all([db.$executeRaw`select 1/0`, db.version.count()]));
		await expect(broken).rejects.toThrow(/division by zero/);
		expect(await transaction(context(), ({ db }) => db.version.count())).toBeGreaterThan(0);
	});
});
