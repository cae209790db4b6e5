import { readFileSync, readlinkSync } from 'node:fs';
import { spawnSync } from 'node:child_process';

/** Whether a process with this id lives. One that has ended and is only not yet collected by its parent counts as gone. */
export function isAlive(pid: number): boolean {
	if (!Number.isSafeInteger(pid) || pid <= 0) return false;
	try {
		process.kill(pid, 0);
	} catch (error) {
		// EPERM: it lives and belongs to somebody else.
		if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
	}
	return stat(pid)?.state !== 'Z';
}

/** What tells a process from a later one with the same id; empty where the system does not say. */
export function startMark(pid: number): string {
	return stat(pid)?.started ?? '';
}

function stat(pid: number): { state: string; started: string } | null {
	if (process.platform !== 'linux') return null;
	try {
		const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
		// The name in brackets may hold anything, brackets too.
		const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
		return { state: fields[0] ?? '', started: fields[19] ?? '' };
	} catch {
		return null;
	}
}

/** Whether the living process `pid` is a PostgreSQL server on this data folder. */
export function isPostgresOn(pid: number, dataDir: string): boolean {
	if (!isAlive(pid)) return false;
	if (process.platform === 'linux') {
		try {
			// The server's working folder is its data folder; the kernel says so when that was deleted.
			return [dataDir, `${dataDir} (deleted)`].includes(readlinkSync(`/proc/${pid}/cwd`));
		} catch {
			return false;
		}
	}
	if (process.platform === 'win32') return true;
	return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout.includes('postgres');
}
