// npm test: sets up what it needs and runs every check; ends with one line that sums them up.
//   node scripts/test.mjs [unit | server | e2e | …names of steps]
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureBrowser, ensureOffice, ensurePoppler } from './browser.mjs';
import { prepare } from './prepare.mjs';
import { root, runSequence, runTool, toolEnvironment } from './run.mjs';

const reports = path.join(root, 'test-results', 'reports');
/** What failed, in words, run after run. */
const failures = [];
const say = (words) => process.stdout.write(`${words}\n`);

/** A check that passes or fails as a whole. */
function check(run) {
	return async () => ((await run()) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
}

function vitest(project) {
	return async () => {
		const file = path.join(reports, `${project}.json`);
		const told = path.join(reports, `${project}.failures.txt`);
		process.env.FAILURE_REPORT = told;
		const code = await runTool('vitest', [
			'run',
			'--project',
			project,
			'--reporter=default',
			'--reporter=json',
			`--reporter=${path.join(root, 'scripts', 'failure-reporter.mjs')}`,
			`--outputFile.json=${file}`
		]);
		// At once: the browser tests begin with an empty folder of results.
		if (existsSync(told)) failures.push(readFileSync(told, 'utf8'));
		const counts = readCounts(file, ({ numPassedTests, numFailedTests, numFailedTestSuites }) => ({
			passed: numPassedTests,
			// A file that cannot be loaded has no test that fails.
			failed: Math.max(numFailedTests, numFailedTestSuites > 0 ? 1 : 0)
		}));
		return withCode(counts, code);
	};
}

async function e2e() {
	const file = path.join(reports, 'e2e.json');
	const browser = await ensureBrowser(say);
	process.env.E2E_REPORT = file;
	process.env.CHROME_PATH = browser;
	const code = await runTool('playwright', ['test']);
	const counts = readCounts(file, ({ stats }) => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky }));
	return withCode(counts, code);
}

function readCounts(file, count) {
	return existsSync(file) ? count(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: 0 };
}

/** What a runner says by its exit code counts even when its report does not show it. */
function withCode(counts, code) {
	return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** In two runs: the types that one has looked at, the database client's above all, fill more memory than Node takes by itself. */
async function lint() {
	const parts = [['src/lib/server'], ['.', '--ignore-pattern', 'src/lib/server']];
	const env = { ...toolEnvironment(), NODE_OPTIONS: '--max-old-space-size=6144' };
	const codes = [];
	for (const part of parts) codes.push(await runTool('eslint', [...part, '--max-warnings', '0'], { env }));
	return Math.max(...codes);
}

const steps = {
	format: check(() => runTool('prettier', ['--check', '.', '--log-level', 'warn'])),
	lint: check(lint),
	types: check(() => runSequence('check')),
	unit: vitest('unit'),
	build: check(() =>
		prepare({ build: true, say }).then(
			() => 0,
			(error) => (say(error.message), 1)
		)
	),
	// After the build, so that the tests of the start script find one.
	server: vitest('server'),
	e2e
};

// Steps of one line run side by side: those of the first keep one core busy each, the others all of them.
const order = [['format', 'lint', 'types'], ['unit'], ['build'], ['server'], ['e2e']];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(steps, name));
if (unknown.length > 0) {
	say(`Unknown: ${unknown.join(', ')}. Steps are ${Object.keys(steps).join(', ')}.`);
	process.exit(2);
}

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
await prepare({ build: false, say });
await ensurePoppler(say);
await ensureOffice(say);
const total = { passed: 0, failed: 0 };
const failed = [];
for (const names of asked.length > 0 ? asked.map((name) => [name]) : order) {
	say(`\n── ${names.join(', ')}`);
	const counts = await Promise.all(names.map((name) => steps[name]()));
	for (const [index, { passed, failed: missed }] of counts.entries()) {
		if (missed > 0) failed.push(names[index]);
		total.passed += passed;
		total.failed += missed;
	}
}
// Once more at the end: who has only the last lines of a long output must see what it was.
for (const words of failures) say(`\n${words}`);
if (failed.length > 0) say(`\nFailed: ${failed.join(', ')}`);
say(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
