import type { PgBoss } from 'pg-boss';
import { z } from 'zod';
import { attachQueue, createBoss } from '#lib/server/jobs/queue.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createLogger } from '#lib/server/platform/log.ts';
import { createSecretBox, loadInstallationKey } from '#lib/server/platform/secrets.ts';
import { testDatabase, type TestDatabase } from './database.ts';
import type { World } from './identity-people.ts';

/** Where a test's device is. */
export const device = { userAgent: 'Test', sharedComputer: false };

export type IdentityWorld = World & {
	readonly clock: ReturnType<typeof fixedClock>;
	readonly database: TestDatabase;
	/** Moves the clock. */
	pass(minutes: number): void;
	/** The newest mail to an address, opened as the job that sends it does; null when there is none. */
	mailTo(address: string): Promise<{ kind: string; body: string } | null>;
	close(): Promise<void>;
};

const sealKey = Buffer.alloc(32, 7).toString('base64');

/** A database of its own with a queue that nobody works on, and a clock that stands still. */
export async function identityWorld(start = new Date('2026-11-25T02:00:00Z')): Promise<IdentityWorld> {
	process.env.SECRET_KEY = sealKey;
	const database = await testDatabase();
	const boss: PgBoss = await createBoss(database.url, createLogger('silent'));
	attachQueue(database.client, boss);
	const clock = fixedClock(start);
	const box = createSecretBox(loadInstallationKey({ SECRET_KEY: sealKey }));
	return {
		client: database.client,
		clock,
		database,
		pass: (minutes) => clock.set(new Date(clock.now().getTime() + minutes * 60_000)),
		async mailTo(address) {
			const mail = await database.client.mail.findFirst({ where: { address }, orderBy: { createdAt: 'desc' } });
			return mail?.body ? { kind: mail.kind, body: box.open(mail.body, `mail:${mail.id}`) } : null;
		},
		async close() {
			await boss.stop({ graceful: false });
			await database.drop();
		}
	};
}

/** The code of the refusal that an act ends in; fails when it passes. */
export async function refusalOf(act: Promise<unknown>): Promise<string> {
	try {
		await act;
	} catch (error) {
		return z.object({ code: z.string() }).parse(error).code;
	}
	throw new Error('the act was not refused');
}
