import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		// One worker per core of the smallest machine that we promise; more would fight over PostgreSQL.
		maxWorkers: 2,
		projects: [
			{
				extends: true,
				test: {
					name: 'unit',
					include: ['src/**/*.test.ts', 'prisma/**/*.test.ts', 'scripts/**/*.test.ts'],
					testTimeout: 30_000,
					hookTimeout: 30_000
				}
			},
			{
				extends: true,
				test: {
					name: 'server',
					include: ['test/integration/**/*.test.ts', 'test/permissions/**/*.test.ts'],
					globalSetup: ['test/support/global-setup.ts'],
					testTimeout: 30_000,
					hookTimeout: 60_000
				}
			}
		]
	}
});
