import { defineConfig } from 'vitest/config';
import { messageBundle } from './scripts/message-bundle.mjs';

export default defineConfig({
	plugins: [messageBundle()],
	test: {
		// One worker per core of the smallest machine that we promise; more would fight over PostgreSQL.
		maxWorkers: 2,
		expect: { poll: { timeout: 60_000 } },
		// The limits below only end what hangs: a loaded machine must not fail a test that would pass.
		projects: [
			{
				extends: true,
				test: {
					name: 'unit',
					include: ['src/**/*.test.ts', 'prisma/**/*.test.ts', 'scripts/**/*.test.ts'],
					testTimeout: 120_000,
					hookTimeout: 120_000
				}
			},
			{
				extends: true,
				test: {
					name: 'server',
					include: ['test/integration/**/*.test.ts', 'test/permissions/**/*.test.ts'],
					globalSetup: ['test/support/global-setup.ts'],
					testTimeout: 120_000,
					hookTimeout: 180_000
				}
			}
		]
	}
});
