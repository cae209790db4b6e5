import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { differences } from '#test/support/schema-engine.ts';

let database: TestDatabase;
beforeAll(async () => {
	database = await testDatabase();
});
afterAll(() => database.drop());

/** What the database has and Prisma cannot say: indexes for prefixes, and that columns are generated (it sees defaults). */
const unsayable = [
	'DROP INDEX "document_code_prefix";',
	'DROP INDEX "search_entry_code";',
	'ALTER TABLE "version" ALTER COLUMN "in_force" DROP DEFAULT,',
	'ALTER COLUMN "title_fold" DROP DEFAULT;'
];

describe('the schema and the migrations', () => {
	it('describe the same database', async () => {
		const found = (await differences(database.url)).split('\n').filter((line) => line !== '' && !line.startsWith('--'));
		expect(found).toEqual(unsayable);
	});

	it('are compared column by column', async () => {
		await database.client.$executeRaw`ALTER TABLE unit_kind ADD COLUMN added int, ALTER COLUMN sort_order TYPE bigint`;
		const found = await differences(database.url);
		expect(found).toContain('DROP COLUMN "added"');
		expect(found).toContain('"sort_order" SET DATA TYPE INTEGER');
	});
});
