// Writes what failed in a run of Vitest: tests, files whose hooks failed, and errors that belong to no test and yet fail the run.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export default class FailureReporter {
	onTestRunEnd(modules, unhandled) {
		const lines = [];
		for (const module of modules) {
			for (const error of module.errors()) lines.push(`${module.relativeModuleId}\n${textOf(error)}`);
			for (const suite of module.children.allSuites()) {
				for (const error of suite.errors()) lines.push(`${module.relativeModuleId} > ${suite.fullName}\n${textOf(error)}`);
			}
			for (const test of module.children.allTests('failed')) {
				for (const error of test.result().errors ?? []) lines.push(`${module.relativeModuleId} > ${test.fullName}\n${textOf(error)}`);
			}
		}
		for (const error of unhandled) lines.push(`Outside every test\n${textOf(error)}`);
		const file = process.env.FAILURE_REPORT;
		if (lines.length === 0 || !file) return;
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, lines.join('\n\n'));
	}
}

function textOf(error) {
	return [error.message, error.stack, error.VITEST_TEST_PATH].filter(Boolean).join('\n').slice(0, 4000);
}
