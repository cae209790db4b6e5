import { createHash, randomBytes } from 'node:crypto';

/** Secrets that prove somebody: session ids, tokens, links. The database keeps only their SHA-256. */
export function hashSecret(secret: string): string {
	return createHash('sha256').update(secret).digest('hex');
}

/** 256 bits, safe in an address. */
export function newSecret(): string {
	return randomBytes(32).toString('base64url');
}
