import { mkdtempSync, readdirSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '#lib/server/platform/embedded-postgres.ts';
import { migrate } from '#lib/server/platform/migrate.ts';
import { isAlive } from '#lib/server/platform/process-list.ts';

const prefix = 'eiso-test-database-';
const template = 'eiso_template';

/** One PostgreSQL for all the files of a run, with a template that every file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	await clearLeftovers();
	const dir = mkdtempSync(path.join(os.tmpdir(), prefix));
	writeFileSync(path.join(dir, 'run.pid'), String(process.pid));
	const server = await startEmbeddedPostgres({ dir, durable: false });
	const url = withDatabase(server.url, template);
	await query(server.url, `CREATE DATABASE ${template}`);
	// Tables of a test are never analysed; what is asked again and again would be planned by its values each time.
	await query(server.url, 'ALTER ROLE CURRENT_USER SET plan_cache_mode = force_generic_plan');
	await migrate(url);
	await addJobQueue(url);
	// Tests stop the clock, which a database without this mark refuses.
	await query(url, 'UPDATE installation SET demo = true');
	project.provide('databaseAdminUrl', server.url);
	project.provide('databaseTemplate', template);
	return async () => {
		await server.stop();
		rmSync(dir, { recursive: true, force: true });
	};
}

async function addJobQueue(url: string): Promise<void> {
	const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false });
	await boss.start();
	await boss.stop({ graceful: false });
}

async function query(url: string, sql: string): Promise<void> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		await client.query(sql);
	} finally {
		await client.end();
	}
}

function withDatabase(url: string, name: string): string {
	const changed = new URL(url);
	changed.pathname = `/${name}`;
	return changed.href;
}

/** A run that was killed leaves its server behind; the next one ends it. */
async function clearLeftovers(): Promise<void> {
	for (const name of readdirSync(os.tmpdir()).filter((entry) => entry.startsWith(prefix))) {
		const dir = path.join(os.tmpdir(), name);
		const owner = readOwner(dir);
		if (owner === null || isAlive(owner)) continue;
		await (await startEmbeddedPostgres({ dir, durable: false })).stop().catch(() => undefined);
		rmSync(dir, { recursive: true, force: true });
	}
}

function readOwner(dir: string): number | null {
	try {
		return Number(readFileSync(path.join(dir, 'run.pid'), 'utf8'));
	} catch {
		return null;
	}
}
