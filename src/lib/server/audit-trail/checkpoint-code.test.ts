import { describe, expect, it } from 'vitest';
import { checkpointCode, checkpointText, readCode } from './checkpoint-code.ts';
import { createSigner, isSigned, keyFingerprint } from './checkpoint-key.ts';

const text = checkpointText({
	chainId: '0190a2b4-0000-7000-8000-000000000001',
	seq: 12n,
	hash: 'ab'.repeat(32),
	at: new Date('2026-11-24T16:55:00Z')
});

describe('the code of a checkpoint', () => {
	it('is the same for the same text, another for any other', () => {
		expect(text).toBe(`0190a2b4-0000-7000-8000-000000000001|12|${'ab'.repeat(32)}|2026-11-24T16:55:00.000Z`);
		expect(checkpointCode(text)).toBe(checkpointCode(text));
		expect(checkpointCode(text)).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/);
		const codes = new Set(Array.from({ length: 2000 }, (_, index) => checkpointCode(`${text}${index}`)));
		expect(codes.size).toBe(2000);
	});

	it('is read whatever stands between its groups and however its letters are written', () => {
		const code = checkpointCode(text);
		for (const typed of [
			code,
			code.toLowerCase(),
			code.replaceAll('-', ''),
			code.replaceAll('-', ' – '),
			code.replaceAll('0', 'O').replaceAll('1', 'l')
		])
			expect(readCode(typed)).toEqual({ code, valid: true });
		expect(readCode('ABCD')).toBeNull();
		expect(readCode(`${code}A`)).toBeNull();
	});

	it('notices nearly every wrong letter and every swap of neighbours', () => {
		const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
		let missed = 0;
		let tried = 0;
		for (let index = 0; index < 40; index++) {
			const letters = checkpointCode(`${text}${index}`).replaceAll('-', '');
			for (let at = 0; at < letters.length; at++) {
				const other = alphabet.charAt((alphabet.indexOf(letters.charAt(at)) + 7) % 32);
				tried += 1;
				if (readCode(letters.slice(0, at) + other + letters.slice(at + 1))?.valid) missed += 1;
			}
		}
		expect(tried).toBe(800);
		expect(missed).toBeLessThan(8);
	});
});

describe('the signature', () => {
	const signer = createSigner(Buffer.alloc(32, 1));

	it('holds for the text and the key alone', () => {
		const signature = signer.sign(text);
		const other = createSigner(Buffer.alloc(32, 2));
		expect(isSigned(text, signature, [signer.publicKey])).toBe(true);
		expect(isSigned(text, signature, [other.publicKey, signer.publicKey])).toBe(true);
		expect(isSigned(text, signature, [other.publicKey])).toBe(false);
		expect(isSigned(`${text} `, signature, [signer.publicKey])).toBe(false);
		expect(isSigned(text, 'no signature', [signer.publicKey])).toBe(false);
		expect(isSigned(text, signature, ['', 'no key'])).toBe(false);
	});

	it('comes from the same key each time the installation starts', () => {
		expect(createSigner(Buffer.alloc(32, 1)).publicKey).toBe(signer.publicKey);
		expect(keyFingerprint(signer.publicKey)).toMatch(/^[0-9a-f]{16}$/);
	});
});
