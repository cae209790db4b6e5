import { fold } from '#lib/domain/shared/fold.ts';

/** Where something stands in a text, `[start, end)` in UTF-16 units of the text as it is. */
export type Passage = { readonly start: number; readonly end: number };

/** A text without accents and with single spaces, and for each of its units the place in the text that it came from. */
function foldWithPlaces(text: string): { folded: string; places: number[] } {
	let folded = '';
	const places: number[] = [];
	for (let place = 0; place < text.length; place++) {
		const unit = text.charAt(place);
		const plain = /\s/.test(unit) ? ' ' : fold(unit);
		if (plain === ' ' && (folded === '' || folded.endsWith(' '))) continue;
		folded += plain;
		for (let count = 0; count < plain.length; count++) places.push(place);
	}
	return { folded, places };
}

/** Every place where the words stand, without regard to accents, case and line breaks; none for words without letters. */
export function passages(text: string, words: string): Passage[] {
	const wanted = foldWithPlaces(words).folded.trim();
	if (wanted === '') return [];
	const { folded, places } = foldWithPlaces(text);
	const found: Passage[] = [];
	for (let at = folded.indexOf(wanted); at !== -1; at = folded.indexOf(wanted, at + wanted.length)) {
		const [start, last] = [places[at], places[at + wanted.length - 1]];
		if (start === undefined || last === undefined) break;
		// Accents that stand apart from their letter (NFD) belong to it.
		let end = last + 1;
		while (end < text.length && fold(text.charAt(end)) === '' && !/\s/.test(text.charAt(end))) end += 1;
		found.push({ start, end });
	}
	return found;
}
