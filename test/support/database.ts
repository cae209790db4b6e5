import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { dropDatabase } from '#lib/server/platform/drop-database.ts';
import type { PrismaClient } from '#lib/server/platform/generated/client.ts';
import { createPrisma } from '#lib/server/platform/prisma.ts';

export type TestDatabase = {
	readonly url: string;
	readonly client: PrismaClient;
	/** Disconnects and removes it; connections that a test left open are ended. */
	drop(): Promise<void>;
};

declare module 'vitest' {
	interface ProvidedContext {
		/** Connects to the maintenance database, as a role that may create databases. */
		databaseAdminUrl: string;
		/** Migrated, with the demo mark and the schema of the job queue. */
		databaseTemplate: string;
	}
}

/** A database of its own for one test file: a copy of the template, made in about 30 ms. Call `drop` in `afterAll`. */
export async function testDatabase(options: { template?: string; max?: number } = {}): Promise<TestDatabase> {
	const name = `t_${randomBytes(8).toString('hex')}`;
	const template = options.template ?? inject('databaseTemplate');
	const from = template === '' ? '' : ` TEMPLATE ${pg.escapeIdentifier(template)}`;
	await asAdmin((admin) => admin.query(`CREATE DATABASE ${name}${from}`));
	const url = databaseUrl(name);
	const client = createPrisma(url, { max: options.max });
	return {
		url,
		client,
		drop: async () => {
			await client.$disconnect();
			await asAdmin((admin) => dropDatabase(admin, name));
		}
	};
}

/** An empty database without tables, for tests of the migrations themselves. */
export function emptyDatabase(): Promise<TestDatabase> {
	return testDatabase({ template: '' });
}

function databaseUrl(name: string): string {
	const url = new URL(inject('databaseAdminUrl'));
	url.pathname = `/${name}`;
	return url.href;
}

async function asAdmin(act: (admin: pg.Client) => Promise<unknown>): Promise<void> {
	const admin = new pg.Client({ connectionString: inject('databaseAdminUrl') });
	await admin.connect();
	try {
		await act(admin);
	} finally {
		await admin.end();
	}
}
