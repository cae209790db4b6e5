import { createHash } from 'node:crypto';

/**
 * The code that stands for a checkpoint on paper: `7K3F-9Q2M-4X8T-0BRE-V6PA`. Its first 18 characters are 90 bits of the hash of what
 * was signed, so that nobody can rewrite a chain and find another checkpoint for a code that is on paper already; the last two
 * are a check against slips of reading and typing.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const dataLength = 18;
const checkLength = 2;
const group = 4;

/** Codes in a longer text: five groups of four, joined by hyphens, also by the ones that word processors put in their place. */
export const codePattern = /(?<![0-9A-Za-z])[0-9A-Za-z]{4}(?:[-\u2010-\u2015][0-9A-Za-z]{4}){4}(?![0-9A-Za-z])/gu;

/** What a checkpoint says, and what is signed. `at` as ISO text with milliseconds. */
export function checkpointText(point: { chainId: string; seq: number | bigint; hash: string; at: Date }): string {
	return `${point.chainId}|${point.seq}|${point.hash}|${point.at.toISOString()}`;
}

export function checkpointCode(text: string): string {
	const data = base32(createHash('sha256').update(text).digest(), dataLength);
	const letters = data + checkOf(data);
	return Array.from({ length: letters.length / group }, (_, index) => letters.slice(index * group, (index + 1) * group)).join('-');
}

/**
 * A typed code in its canonical form, whatever stands between its groups; letters that look like digits are read as digits. `valid`
 * is false when a character must be wrong. Null: not of that form at all.
 */
export function readCode(typed: string): { code: string; valid: boolean } | null {
	const letters = typed
		.toUpperCase()
		.replaceAll('O', '0')
		.replace(/[IL]/g, '1')
		.replace(/[^0-9A-Z]/g, '');
	if (letters.length !== dataLength + checkLength) return null;
	const data = letters.slice(0, dataLength);
	const known = [...letters].every((letter) => alphabet.includes(letter));
	const code = letters.replace(/.{4}(?!$)/g, '$&-');
	return { code, valid: known && checkOf(data) === letters.slice(dataLength) };
}

function checkOf(data: string): string {
	return base32(createHash('sha256').update(`eiso:${data}`).digest(), checkLength);
}

/** The first `length` groups of five bits. */
function base32(bytes: Buffer, length: number): string {
	let text = '';
	for (let index = 0; index < length; index++) {
		const bit = index * 5;
		const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0);
		text += alphabet.charAt((pair >> (11 - (bit & 7))) & 31);
	}
	return text;
}
