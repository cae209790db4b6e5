// Writes expected.tsv anew: 200 queries as people type them, each with the code that must be found. The file is committed, so that a
// change of the search is measured by the same queries. Run it only when the generated titles change:
//   node scripts/run.mjs node test/bench/queries/make.ts
import { writeFileSync } from 'node:fs';
import { fold } from '#lib/domain/shared/fold.ts';
import { hashOf, pick, seededRandom } from '../../../prisma/seed/content/names.ts';
import { nameOf } from '../data/documents.ts';

const units = 10;
const queriesOfUnit = 20;
/** Documents that every size of the province has and that have a version in force. */
const firstDocuments = Array.from({ length: 60 }, (_, nth) => nth).filter((nth) => nth % 12 !== 7 && nth % 50 !== 49);

type Kind = 'code' | 'no accents' | 'some words' | 'typo' | 'accents';
const turn: readonly Kind[] = ['code', 'no accents', 'typo', 'some words', 'code', 'no accents', 'accents', 'typo', 'code', 'some words'];

const lines = ['unit\tkind\tquery\tcode'];
for (let unit = 0; unit < units; unit++) {
	const random = seededRandom(hashOf(`queries of ${unit}`));
	const titles = firstDocuments.map((nth) => fold(nameOf(unit, nth).title));
	for (let n = 0; n < queriesOfUnit; n++) {
		const document = nameOf(unit, pick(random, firstDocuments));
		const kind = turn[n % turn.length] ?? 'code';
		lines.push([unit, kind, queryFor(kind, document, random, titles), document.code].join('\t'));
	}
}
writeFileSync(new URL('expected.tsv', import.meta.url), `${lines.join('\n')}\n`);

function queryFor(kind: Kind, { code, title }: { code: string; title: string }, random: () => number, titles: readonly string[]): string {
	if (kind === 'code') return codeAsTyped(code, random);
	if (kind === 'accents') return title;
	if (kind === 'no accents') return fold(title);
	return kind === 'typo' ? withSlip(fold(title), random) : someWords(fold(title), random, titles);
}

/** `QT.VP.03` as `qt vp 3`, `QT-VP-03`, `qtvp03` or in small letters. */
function codeAsTyped(code: string, random: () => number): string {
	const small = code.toLowerCase();
	return pick(random, [small, code.replaceAll('.', '-'), small.replaceAll('.', ''), small.replaceAll('.', ' ').replace(/ 0+/, ' ')]);
}

/** One slip of the finger in a longer word: two letters changed, one left out, one struck twice. */
function withSlip(title: string, random: () => number): string {
	const words = title.split(' ');
	const long = words.flatMap((word, index) => (/^[a-z]{4,}$/.test(word) ? [index] : []));
	const index = long.length > 0 ? pick(random, long) : 0;
	const word = words[index] ?? '';
	const at = 1 + Math.floor(random() * (word.length - 2));
	const slips = [
		word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2),
		word.slice(0, at) + word.slice(at + 1),
		word.slice(0, at) + word.charAt(at) + word.slice(at)
	];
	return words.with(index, pick(random, slips)).join(' ');
}

/** Words that follow each other, as many as tell the title from all but two others of the unit. */
function someWords(title: string, random: () => number, titles: readonly string[]): string {
	const words = title.split(' ');
	for (let length = Math.min(3, words.length); length < words.length; length++) {
		const start = Math.floor(random() * (words.length - length + 1));
		const q = words.slice(start, start + length).join(' ');
		if (titles.filter((other) => other.includes(q)).length <= 3) return q;
	}
	return title;
}
