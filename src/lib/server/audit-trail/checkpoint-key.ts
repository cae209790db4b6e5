import { createHash, createPrivateKey, createPublicKey, hkdfSync, sign, verify, type KeyObject } from 'node:crypto';
import { loadInstallationKey } from '#lib/server/platform/secrets.ts';

/**
 * The Ed25519 key that signs the heads of the trail's chains. It is derived from the installation's key (`SECRET_KEY`, or the file
 * `installation.key`, mode 0600, in the storage folder), so one secret is to be kept and copied, not two.
 */
export type CheckpointSigner = {
	/** Raw 32 bytes, base64: what is printed, recorded in the trail and given to others. */
	readonly publicKey: string;
	/** @returns the signature over the text, base64 */
	sign(text: string): string;
};

const seedBytes = 32;
/** DER around a raw Ed25519 key (RFC 8410): what comes before the seed and before the public key. */
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');

export function createSigner(installationKey: Buffer): CheckpointSigner {
	const seed = Buffer.from(hkdfSync('sha256', installationKey, Buffer.alloc(0), 'eiso:trail-checkpoint', seedBytes));
	const key = createPrivateKey({ key: Buffer.concat([privatePrefix, seed]), format: 'der', type: 'pkcs8' });
	const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
	return {
		publicKey: spki.subarray(publicPrefix.length).toString('base64'),
		sign: (text) => sign(null, Buffer.from(text), key).toString('base64')
	};
}

/** Whether one of the keys made the signature. Keys that are none are passed over. */
export function isSigned(text: string, signature: string, publicKeys: readonly string[]): boolean {
	const bytes = Buffer.from(signature, 'base64');
	return publicKeys.some((publicKey) => {
		const key = readPublicKey(publicKey);
		return key !== null && verify(null, Buffer.from(text), key, bytes);
	});
}

function readPublicKey(publicKey: string): KeyObject | null {
	const raw = Buffer.from(publicKey, 'base64');
	if (raw.length !== seedBytes) return null;
	return createPublicKey({ key: Buffer.concat([publicPrefix, raw]), format: 'der', type: 'spki' });
}

/** Short enough to compare aloud: the first 16 hexadecimal digits of the key's SHA-256. */
export function keyFingerprint(publicKey: string): string {
	return createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex').slice(0, 16);
}

let shared: CheckpointSigner | undefined;

/** The signer of this process. */
export function checkpointSigner(): CheckpointSigner {
	shared ??= createSigner(loadInstallationKey(process.env));
	return shared;
}
