import { defineConfig } from 'prisma/config';

// `prisma generate` needs no engine, but the command line insists on finding one: any executable will do, and nothing is downloaded.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
	schema: 'prisma/schema',
	migrations: { path: 'prisma/migrations' },
	datasource: { url: process.env.DATABASE_URL ?? 'postgresql://localhost/eiso' }
});
