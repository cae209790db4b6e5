import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openZip, unpackWhole } from '#lib/server/files/zip.ts';

const mostBytes = 200 * 1024 * 1024;

/** A pack as somebody has it on a disk of their own. */
export type Unpacked = { readonly folder: string; readonly names: readonly string[]; remove(): Promise<void> };

/** Unpacks an archive into a folder of its own, as the program of an operating system would. */
export async function unpacked(archive: string): Promise<Unpacked> {
	const folder = await mkdtemp(path.join(os.tmpdir(), 'eiso-pack-'));
	const zip = openZip(await readFile(archive));
	for (const [name, entry] of zip.entries) {
		const file = path.join(folder, ...name.split('/'));
		await mkdir(path.dirname(file), { recursive: true });
		await writeFile(file, await unpackWhole(zip, entry, mostBytes));
	}
	return { folder, names: [...zip.entries.keys()], remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Changes one bit in the middle of a file. @returns the way back */
export async function flipOneBit(file: string): Promise<() => Promise<void>> {
	const before = await readFile(file);
	const after = Buffer.from(before);
	const at = Math.floor(after.length / 2);
	after[at] = (after[at] ?? 0) ^ 1;
	await writeFile(file, after);
	return () => writeFile(file, before);
}
