import { spawn } from 'node:child_process';

export type Ran = { code: number | null; stdout: string; stderr: string };

/** Runs the operator's command line as `npm run eiso -- …` does, in a process of its own with these settings and no others. */
export function runCommand(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
	const child = spawn(process.execPath, ['--enable-source-maps', 'src/cli/main.ts', ...args], {
		stdio: ['ignore', 'pipe', 'pipe'],
		env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...env }
	});
	const ran = { stdout: '', stderr: '' };
	for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (text: string) => (ran[name] += text));
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code) => resolve({ code, ...ran }));
	});
}
