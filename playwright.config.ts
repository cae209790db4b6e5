import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { findBrowser } from './scripts/browser.mjs';

// The file is read again in each worker: what must be the same for all goes through the environment.
process.env.E2E_STORAGE ??= temporaryFolder();
process.env.E2E_PORT ??= freePort();
const address = `http://localhost:${process.env.E2E_PORT}`;

/** Gone with the process that made it: only then has the server ended for sure, which a teardown of Playwright's comes before. */
function temporaryFolder(): string {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'eiso-e2e-'));
	process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** Asked from the kernel; the config has to be ready at once, so another process waits for the answer. */
function freePort(): string {
	const ask = "const s = require('node:net').createServer().listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close(); })";
	return execFileSync(process.execPath, ['-e', ask], { encoding: 'utf8' }).trim();
}

/** Browser tests against the built product with its demo, started as a person would start it. */
export default defineConfig({
	testDir: 'test/e2e',
	fullyParallel: false,
	workers: 2,
	retries: 0,
	forbidOnly: true,
	// These only end what hangs: a machine with other work must not fail a test that would pass.
	timeout: 300_000,
	expect: { timeout: 60_000 },
	reporter: process.env.E2E_REPORT ? [['list'], ['json', { outputFile: process.env.E2E_REPORT }]] : 'list',
	use: {
		baseURL: address,
		locale: 'vi-VN',
		timezoneId: 'Asia/Ho_Chi_Minh',
		viewport: { width: 1440, height: 900 },
		screenshot: 'only-on-failure',
		// Recording costs a fifth of the time; of a failure there are the picture and what stood on the page.
		trace: process.env.E2E_TRACE ? 'retain-on-failure' : 'off',
		launchOptions: {
			executablePath: findBrowser() ?? undefined,
			args: ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync']
		}
	},
	webServer: {
		command: 'node scripts/start.mjs',
		url: `${address}/readyz`,
		// The first start loads the demo; a machine that has other work takes its time.
		timeout: 900_000,
		reuseExistingServer: false,
		gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
		stdout: 'pipe',
		env: {
			PORT: process.env.E2E_PORT,
			STORAGE_DIR: process.env.E2E_STORAGE,
			LOG_LEVEL: 'warn',
			DATABASE_URL: '',
			ORIGIN: '',
			SMTP_URL: '',
			HOST: ''
		}
	}
});
