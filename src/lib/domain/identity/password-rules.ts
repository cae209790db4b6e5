import { commonStems } from './common-passwords.ts';

/** What a password must not be made of. */
export type PasswordOwner = { readonly fullName?: string | null; readonly email?: string | null; readonly staffName?: string | null };

export type PasswordProblem = 'password_short' | 'password_long' | 'password_common' | 'password_name';

/** 14 characters, since nobody has a second factor yet (domain.md §5.5); the upper limit only keeps hashing cheap. */
export const passwordLength = { min: 14, max: 200 } as const;

/** So many letters and digits must be the person's own: not a common word, a run of the keyboard, a year or their name. */
const ownCharacters = 6;
const fewestDifferent = 5;
const longestBlock = 7;

const runs = [
	'abcdefghijklmnopqrstuvwxyz',
	'01234567890',
	'qwertyuiop',
	'asdfghjkl',
	'zxcvbnm',
	'qazwsxedcrfvtgbyhnujmikolp',
	'1q2w3e4r5t6y7u8i9o0p',
	'1qaz2wsx3edc4rfv5tgb6yhn7ujm'
].flatMap((run) => [run, [...run].reverse().join('')]);
const shortestRun = 4;

/**
 * Why a password is refused, or null. Length first; then whatever is common is crossed out (words that people use for
 * passwords, with and without accents and digits for letters; runs; repeats; years; the person's own names) and enough must be
 * left. Forced changes and character classes are left out on purpose: they make passwords worse.
 */
export function passwordProblem(password: string, owner: PasswordOwner = {}): PasswordProblem | null {
	const length = [...password.normalize('NFC')].length;
	if (length < passwordLength.min) return 'password_short';
	if (length > passwordLength.max) return 'password_long';
	const text = fold(password).replace(/[^a-z0-9]/g, '');
	if (new Set(fold(password)).size < fewestDifferent || isRepeated(text)) return 'password_common';
	const plain = crossOutCommon(text);
	if (left(plain) < ownCharacters) return 'password_common';
	const named = ownWords(owner).reduce((marks, word) => crossOut(text, marks, word), plain);
	return left(named) < ownCharacters ? 'password_name' : null;
}

function crossOutCommon(text: string): boolean[] {
	let marks = Array.from({ length: text.length }, () => false);
	// Digits for letters ("p4ssw0rd") are undone for the words, which have no digits of their own.
	const letters = text.replace(/[01345789]/g, (digit) => unleet[digit] ?? digit);
	for (const stem of commonStems) {
		marks = crossOut(text, marks, stem);
		marks = crossOut(letters, marks, stem);
	}
	for (const run of runs) {
		for (let size = run.length; size >= shortestRun; size--)
			for (let at = 0; at + size <= run.length; at++) marks = crossOut(text, marks, run.slice(at, at + size));
	}
	for (const year of text.matchAll(/(?:19|20)\d\d/g)) marks = marks.map((mark, at) => mark || (at >= year.index && at < year.index + 4));
	return marks;
}

const unleet: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b', '9': 'g' };

function crossOut(text: string, marks: readonly boolean[], word: string): boolean[] {
	const next = [...marks];
	for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) next.fill(true, at, at + word.length);
	return next;
}

const left = (marks: readonly boolean[]): number => marks.filter((mark) => !mark).length;

/** The same short block again and again. */
function isRepeated(text: string): boolean {
	for (let size = 1; size <= Math.min(longestBlock, text.length / 2); size++)
		if ([...text].every((letter, at) => letter === text[at % size])) return true;
	return false;
}

/** The words of the person's names, of three letters and more, and the joined name. */
function ownWords(owner: PasswordOwner): string[] {
	const names = [owner.fullName ?? '', owner.email?.split('@')[0] ?? '', owner.staffName ?? ''].map(fold);
	const words = names.flatMap((name) => [...name.split(/[^a-z0-9]+/), name.replace(/[^a-z0-9]/g, '')]);
	return [...new Set(words.filter((word) => word.length >= 3))];
}

function fold(text: string): string {
	return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd');
}
