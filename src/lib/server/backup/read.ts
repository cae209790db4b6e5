import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { isUnchanged, type Migration } from '#lib/server/platform/migrate.ts';
import { hashOfFile, isMissing } from './files.ts';
import { BackupError, formatVersion, jobsFile, manifestFile, manifestSchema, objectsFile, tableFileOf, type Manifest } from './format.ts';

/** @throws BackupError when the folder holds no whole backup, or one of a later form */
export async function readManifest(folder: string): Promise<{ manifest: Manifest; sha256: string }> {
	const text = await readFile(path.join(folder, manifestFile), 'utf8').catch((error: unknown) => {
		if (isMissing(error)) throw new BackupError(`${folder} holds no whole backup: it has no ${manifestFile}.`);
		throw error;
	});
	const damaged = (cause: unknown) => new BackupError(`The backup is damaged: ${manifestFile} cannot be read.`, { cause });
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch (error) {
		throw damaged(error);
	}
	const parsed = manifestSchema.safeParse(json);
	if (!parsed.success) throw damaged(parsed.error);
	if (parsed.data.formatVersion > formatVersion)
		throw new BackupError('The backup was made by a newer version of eISO. Restore it with that version.');
	return { manifest: parsed.data, sha256: createHash('sha256').update(text).digest('hex') };
}

/** Whether this program can bring tables to where the backup's were. @throws BackupError when it is older, or not the same */
export function checkMigrations(manifest: Manifest, known: readonly Migration[]): void {
	const byName = new Map(known.map((migration) => [migration.name, migration]));
	for (const { name, checksum } of manifest.migrations) {
		const migration = byName.get(name);
		if (!migration)
			throw new BackupError(`The backup has the migration ${name}, which this version of eISO does not know. Restore it with a newer one.`);
		if (!isUnchanged(migration, checksum))
			throw new BackupError(
				`The migration ${name} of the backup is not the one of this program. Restore it with the program that made it.`
			);
	}
}

/** Reads every file but the objects and compares it with the manifest. @throws BackupError that names the first one that differs */
export async function checkFiles(folder: string, { tables, jobs, objects }: Manifest): Promise<void> {
	const files = [
		...tables.map((table) => ({ file: tableFileOf(table), ...table })),
		{ file: jobsFile, ...jobs },
		{ file: objectsFile, ...objects }
	];
	for (const { file, bytes, sha256 } of files) {
		const found = await hashOfFile(path.join(folder, file));
		if (!found) throw new BackupError(`The backup is damaged: ${file} is missing.`);
		if (found.size < bytes) throw new BackupError(`The backup is damaged: ${file} is cut off, ${found.size} of ${bytes} bytes.`);
		if (found.sha256 !== sha256) throw new BackupError(`The backup is damaged: ${file} is not what was written.`);
	}
}
