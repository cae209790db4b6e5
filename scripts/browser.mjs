// Programs for the tests. The browser: CHROME_PATH, the machine's Chromium, Playwright's own; else one is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root, runProgram, runTool } from './run.mjs';

const places = [
	// First, because it draws the same in two thirds of the time.
	'/usr/bin/chromium-headless-shell',
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
];

/** A path, or null when the tests would find none. */
export function findBrowser() {
	const named = process.env.CHROME_PATH;
	if (named) {
		if (!existsSync(named)) throw new Error(`CHROME_PATH names ${named}, which does not exist.`);
		return named;
	}
	return places.find((place) => existsSync(place)) ?? playwrightsOwn();
}

/** One that `npx playwright install` put into its cache and that runs. */
function playwrightsOwn() {
	const cache =
		process.env.PLAYWRIGHT_BROWSERS_PATH ??
		path.join(os.homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache', 'ms-playwright');
	if (!existsSync(cache)) return null;
	for (const name of readdirSync(cache).filter((entry) => /^chromium-\d+$/.test(entry))) {
		for (const inside of ['chrome-linux64/chrome', 'chrome-linux/chrome']) {
			const file = path.join(cache, name, inside);
			// A downloaded browser may miss libraries of the system.
			if (existsSync(file) && spawnSync(file, ['--version'], { stdio: 'ignore' }).status === 0) return file;
		}
	}
	return null;
}

/** Finds a browser or installs one. @returns its path @throws Error that says what can be done */
export async function ensureBrowser(say) {
	const found = findBrowser();
	if (found) return found;
	say('Installing a browser for the tests …');
	if (isRoot()) await aptInstall('chromium-headless-shell');
	const light = findBrowser();
	if (light) return light;
	await runTool('playwright', ['install', 'chromium'], { cwd: root, stdio: ['ignore', 'ignore', 'ignore'], timeout: 180_000 }).catch(
		() => 1
	);
	if (!findBrowser() && isRoot()) await aptInstall('chromium');
	const installed = findBrowser();
	if (!installed) throw new Error('No browser was found and none could be installed. Install Chromium, or set CHROME_PATH to one.');
	return installed;
}

/** Poppler draws pages of PDF files, which the tests of stamps compare. */
export async function ensurePoppler(say) {
	if (hasProgram('pdftoppm')) return;
	say('Installing poppler-utils for the tests of rendered pages …');
	if (isRoot()) await aptInstall('poppler-utils');
	if (!hasProgram('pdftoppm')) throw new Error('pdftoppm was not found. Install poppler-utils.');
}

/** LibreOffice makes PDF files of Word texts, and opens the DOCX that we write. */
export async function ensureOffice(say) {
	if (hasProgram('soffice', '--version') && hasCalc()) return;
	say('Installing LibreOffice Writer and Calc for the tests of Word files and spreadsheets …');
	if (isRoot()) await aptInstall('libreoffice-writer-nogui', 'libreoffice-calc-nogui');
	if (!hasProgram('soffice', '--version')) throw new Error('soffice was not found. Install LibreOffice Writer and Calc.');
}

/** Debian has Calc as a package of its own; elsewhere LibreOffice comes whole. */
function hasCalc() {
	const folder = '/usr/lib/libreoffice/program';
	return !existsSync(folder) || existsSync(path.join(folder, 'libsclo.so'));
}

function hasProgram(name, flag = '-v') {
	return spawnSync(name, [flag], { stdio: 'ignore' }).error === undefined;
}

function isRoot() {
	return process.getuid?.() === 0 && hasProgram('apt-get');
}

async function aptInstall(...names) {
	const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: ['ignore', 'ignore', 2] };
	const install = () => runProgram('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names], options);
	if ((await install()) === 0) return;
	await runProgram('apt-get', ['update', '-q'], options);
	await install();
}
