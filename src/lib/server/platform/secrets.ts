import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Text that the database may hold but whoever reads the database may not: AES-256-GCM under a key of this installation. The key
 * is `SECRET_KEY` (32 bytes, base64), else the file `installation.key` (mode 0600) in the storage folder, made on first use.
 * Losing the key loses only mails that wait.
 */
export type SecretBox = {
	/** @param context what the text belongs to (`mail:<id>`); it opens only with the same context. */
	seal(text: string, context: string): string;
	/** @throws Error when the text was changed, belongs elsewhere, or was sealed with another key */
	open(sealed: string, context: string): string;
};

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;
const format = 'v1.';

export function createSecretBox(installationKey: Buffer): SecretBox {
	if (installationKey.length !== keyBytes) throw new RangeError(`the installation key must have ${keyBytes} bytes`);
	// The key itself is never used directly, so that other uses of it can be added without touching sealed texts.
	const key = Buffer.from(hkdfSync('sha256', installationKey, Buffer.alloc(0), 'eiso:sealed-text', keyBytes));
	return {
		seal(text, context) {
			const iv = randomBytes(ivBytes);
			const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes }).setAAD(Buffer.from(context));
			const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
			return format + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
		},
		open(sealed, context) {
			if (!sealed.startsWith(format)) throw new Error('not a sealed text');
			const bytes = Buffer.from(sealed.slice(format.length), 'base64');
			const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
				.setAAD(Buffer.from(context))
				.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
			return decipher.update(bytes.subarray(ivBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8');
		}
	};
}

type Environment = { readonly SECRET_KEY?: string | undefined; readonly STORAGE_DIR?: string | undefined };

/** The key as it is now and where it comes from; null when none was made yet. @throws RangeError for a key of a wrong size */
export function findInstallationKey(environment: Environment): { key: Buffer; from: 'environment' | 'file' } | null {
	if (environment.SECRET_KEY) {
		const key = Buffer.from(environment.SECRET_KEY, 'base64');
		if (key.length !== keyBytes) throw new RangeError('SECRET_KEY must be 32 bytes in base64');
		return { key, from: 'environment' };
	}
	try {
		return { key: readFileSync(keyFileOf(environment)), from: 'file' };
	} catch (error) {
		if (isCode(error, 'ENOENT')) return null;
		throw error;
	}
}

/** The key from the environment, else from the file, which is made when it is not there. @throws RangeError for a key of a wrong size */
export function loadInstallationKey(environment: Environment): Buffer {
	return findInstallationKey(environment)?.key ?? keepInstallationKey(environment, randomBytes(keyBytes));
}

/** Puts the key into the file if there is none; gives the key that is there afterwards, which may be another process's. */
export function keepInstallationKey(environment: Environment, key: Buffer): Buffer {
	if (key.length !== keyBytes) throw new RangeError(`the installation key must have ${keyBytes} bytes`);
	const file = keyFileOf(environment);
	mkdirSync(path.dirname(file), { recursive: true });
	// Written whole under another name, then linked: a second process never reads half a key and never replaces the first one's.
	const whole = `${file}.${randomUUID()}`;
	writeFileSync(whole, key, { mode: 0o600, flush: true });
	try {
		linkSync(whole, file);
	} catch (error) {
		if (!isCode(error, 'EEXIST')) throw error;
	} finally {
		rmSync(whole);
	}
	return readFileSync(file);
}

function keyFileOf(environment: Environment): string {
	return path.join(environment.STORAGE_DIR || 'storage/local', 'installation.key');
}

function isCode(error: unknown, code: string): boolean {
	return error instanceof Error && 'code' in error && error.code === code;
}

let shared: SecretBox | undefined;

/** The box of this process. */
export function secretBox(): SecretBox {
	shared ??= createSecretBox(loadInstallationKey(process.env));
	return shared;
}
