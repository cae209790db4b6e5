/**
 * Codes of documents (design.md §5.5). People write `QT-01`, `qt.1` or `QT 001`; all are one code, compared by a token key. The
 * database computes the same key (`eiso_code_key`) and refuses a row whose key differs.
 */
const separators = /[\s._/–—-]+/gu;

/** `QT-01` → `QT.1`, `BM.01.11` → `BM.1.11`. */
export function codeKey(code: string): string {
	return code
		.normalize('NFC')
		.toUpperCase()
		.replace(separators, '.')
		.replace(/([^0-9.])([0-9])/gu, '$1.$2')
		.replace(/([0-9])([^0-9.])/gu, '$1.$2')
		.replace(/(^|\.)0+([0-9])/gu, '$1$2')
		.replace(/^\.+|\.+$/gu, '');
}

/** The key with numbers padded to eight digits, so that `QT.2` sorts before `QT.10`. */
export function codeSort(code: string): string {
	return codeKey(code).replace(/\d+/g, (digits) => digits.padStart(8, '0'));
}

/**
 * Letters (Đ kept), digits and the separators space . - _ / only, at most 40 characters, with at least one letter. Between slashes
 * stands a letter or digit, so that no code reads as a path (`QT/../01`) where it names a file or an address.
 */
export function isCode(code: string): boolean {
	const isPath = code.includes('/') && code.split('/').some((part) => !/[\p{L}\d]/u.test(part));
	return code.length <= 40 && /^[\p{L}\d .\-_/]+$/u.test(code) && /\p{L}/u.test(code) && !isPath;
}

/** As it is stored and shown: NFC, trimmed, single spaces, upper case. */
export function tidyCode(code: string): string {
	return code.normalize('NFC').trim().replace(/\s+/gu, ' ').toUpperCase();
}
