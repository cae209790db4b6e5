import { randomBytes } from 'node:crypto';
import { hashSecret } from './secrets.ts';

/**
 * Codes that people type from paper: groups of four out of 32 signs without I, L, O and U. Only their hash is kept.
 * The activation code of a slip has three groups (60 bits, seven days, once); a recovery code four (80 bits), because it lives
 * as long as the account.
 */
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const groupLength = 4;
export const codeGroups = { activation: 3, recovery: 4 } as const;

/** A new code as it is printed: `7K3F-9Q2M-4X8T`. */
export function newPrintedCode(kind: keyof typeof codeGroups): string {
	// 256 is a multiple of 32: no sign is likelier than another.
	const text = [...randomBytes(codeGroups[kind] * groupLength)].map((byte) => signs[byte % signs.length]).join('');
	return text.match(/.{4}/g)?.join('-') ?? text;
}

/** The hash by which a code is kept and found, whatever hyphens, spaces and case it was typed with. O is 0, I and L are 1. */
export function hashPrintedCode(typed: string): string {
	const code = typed
		.normalize('NFKC')
		.toUpperCase()
		.replace(/[^0-9A-Z]/g, '')
		.replaceAll('O', '0')
		.replace(/[IL]/g, '1');
	return hashSecret(`printed:${code}`);
}
