import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createSigner, keyFingerprint } from '#lib/server/audit-trail/checkpoint-key.ts';
import { findInstallationKey } from '#lib/server/platform/secrets.ts';
import { isMissing } from './files.ts';
import { BackupError, keyFile, type Manifest } from './format.ts';

export type KeyChoice = {
	/** To be kept in the storage folder; null: the key is there already, or will be made. */
	readonly keep: Buffer | null;
	/** Whether this machine will sign as the installation did. */
	readonly isSame: boolean;
};

/**
 * Which key the restored system will have. Old checkpoints can be checked with any, because the trail names the public halves; but
 * mails that wait open only with the same one.
 * @param allowNew goes on without the backup's key
 * @throws BackupError when the key is missing, or another one is here
 */
export async function chooseKey(
	folder: string,
	{ key }: Manifest,
	environment: { SECRET_KEY?: string | undefined; STORAGE_DIR?: string | undefined },
	allowNew: boolean
): Promise<KeyChoice> {
	const here = findInstallationKey(environment);
	if (here && createSigner(here.key).publicKey === key.publicKey) return { keep: null, isSame: true };
	if (allowNew) return { keep: null, isSame: false };
	if (here) {
		const what = here.from === 'environment' ? 'SECRET_KEY is' : `${keyFile} in the storage folder is`;
		const instead = key.included ? 'Take it away, so that the key of the backup is used' : 'Put the right one there';
		throw new BackupError(`${what} not the key of the backup (${keyFingerprint(key.publicKey)}). ${instead}, or go on with --new-key.`);
	}
	if (!key.included)
		throw new BackupError(
			`The backup does not hold its key (${keyFingerprint(key.publicKey)}). Set SECRET_KEY or put ${keyFile} into the storage folder, or go on with --new-key.`
		);
	const kept = await readFile(path.join(folder, keyFile)).catch((error: unknown) => {
		if (isMissing(error)) throw new BackupError(`The backup is damaged: ${keyFile} is missing. --new-key goes on without it.`);
		throw error;
	});
	if (kept.length !== 32 || createSigner(kept).publicKey !== key.publicKey)
		throw new BackupError(`The backup is damaged: ${keyFile} is not its key. --new-key goes on without it.`);
	return { keep: kept, isSame: true };
}
