import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
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
	await asAdmin(`CREATE DATABASE ${name}${template === '' ? '' : ` TEMPLATE ${pg.escapeIdentifier(template)}`}`);
	const url = databaseUrl(name);
	const client = createPrisma(url, { max: options.max });
	return {
		url,
		client,
		drop: async () => {
			await client.$disconnect();
			await asAdmin(`DROP DATABASE ${name} WITH (FORCE)`);
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

async function asAdmin(sql: string): Promise<void> {
	const admin = new pg.Client({ connectionString: inject('databaseAdminUrl') });
	await admin.connect();
	try {
		await admin.query(sql);
	} finally {
		await admin.end();
	}
}
