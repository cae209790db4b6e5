import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isAlive, startMark } from './process-list.ts';

// Who uses the embedded server: one file per process, `<pid>-<mark>`. The server, a worker and the command line come and go in any
// order and may be killed; the last one to leave stops it. The mark tells a process from a later one with the same id.
const uses = new Map<string, number>();

function folderOf(dir: string): string {
	return path.join(dir, 'users');
}

function fileOf(dir: string, pid: number): string {
	return path.join(folderOf(dir), `${pid}-${startMark(pid)}`);
}

/** Says that this process uses the server on `dir`; each call is answered by one `unregister`. */
export function register(dir: string): void {
	mkdirSync(folderOf(dir), { recursive: true });
	writeFileSync(fileOf(dir, process.pid), '');
	uses.set(dir, (uses.get(dir) ?? 0) + 1);
}

export function unregister(dir: string): void {
	const left = (uses.get(dir) ?? 1) - 1;
	uses.set(dir, left);
	if (left <= 0) rmSync(fileOf(dir, process.pid), { force: true });
}

/** How many processes use it now, this one included; the files of those that were killed are cleared away. */
export function countUsers(dir: string): number {
	// Somebody deleted the data under a running server: it is of use to nobody and must still be stopped.
	if (!existsSync(folderOf(dir))) return 0;
	const living = readdirSync(folderOf(dir)).filter((name) => {
		const [pid = '', mark] = name.split('-');
		const lives = isAlive(Number(pid)) && startMark(Number(pid)) === mark;
		if (!lives) rmSync(path.join(folderOf(dir), name), { force: true });
		return lives;
	});
	return living.length;
}
