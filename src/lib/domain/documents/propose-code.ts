import { codeKey } from './code.ts';

/** Kinds of which a unit has one, and kinds that are made anew each year (domain.md §8). */
const single = new Set(['HTQLCL', 'STCL', 'CSCL']);
const yearly = new Set(['MTCL', 'KH']);

export type CodeWish = {
	readonly kind: string;
	/** Codes of the unit's documents that are not abandoned. */
	readonly taken: readonly string[];
	/** Codes of the unit's documents of this kind: their style is followed. */
	readonly ofKind: readonly string[];
	/** Form under a procedure: `QT.ISO.02` → `BM.ISO.02.01`. */
	readonly parentCode?: string | null;
	readonly year: number;
};

/**
 * The next free code in the way the unit writes its codes (domain.md §2.5). Without an example it is `QT-01`; a form takes the
 * code of its procedure and a running number. Only a proposal: people may write another.
 */
export function proposeNextCode(wish: CodeWish): string {
	const keys = new Set(wish.taken.map(codeKey));
	const free = (code: string) => !keys.has(codeKey(code));
	if (!wish.parentCode) {
		if (single.has(wish.kind) && free(wish.kind)) return wish.kind;
		const ofYear = `${wish.kind}-${wish.year}`;
		if (yearly.has(wish.kind) && free(ofYear)) return ofYear;
	}
	const { prefix, width, last } = wish.parentCode ? underParent(wish.kind, wish.parentCode, wish.ofKind) : commonStyle(wish);
	for (let number = last + 1; ; number++) {
		const code = prefix + String(number).padStart(width, '0');
		if (free(code)) return code;
	}
}

type Style = { prefix: string; width: number; last: number };

function underParent(kind: string, parentCode: string, ofKind: readonly string[]): Style {
	const base = /^\p{L}+/u.test(parentCode) ? parentCode.replace(/^\p{L}+/u, kind) : `${kind}.${parentCode}`;
	const beneath = `${codeKey(base)}.`;
	const siblings = numbered(ofKind.filter((code) => codeKey(code).startsWith(beneath)));
	const direct = siblings.filter((code) => codeKey(code.prefix) === codeKey(base));
	return widest(direct) ?? { prefix: `${base}.`, width: 2, last: 0 };
}

/** The prefix that most codes of the kind share; without any, the separator that the unit uses elsewhere. */
function commonStyle(wish: CodeWish): Style {
	const groups = Map.groupBy(numbered(wish.ofKind), (code) => code.prefix);
	const largest = [...groups.values()].sort((a, b) => b.length - a.length)[0];
	const separator = /^\p{L}+([.\-_/ ])/u.exec(wish.taken.find((code) => /^\p{L}+[.\-_/ ]/u.test(code)) ?? '')?.[1] ?? '-';
	return widest(largest ?? []) ?? { prefix: `${wish.kind}${separator}`, width: 2, last: 0 };
}

type Numbered = { prefix: string; digits: string };

/** Codes that end in a number, taken apart. Years are no running numbers. */
function numbered(codes: readonly string[]): Numbered[] {
	return codes.flatMap((code) => {
		const match = /^(.*?\D)(\d{1,3})$/u.exec(code);
		return match ? [{ prefix: match[1] ?? '', digits: match[2] ?? '' }] : [];
	});
}

function widest(codes: readonly Numbered[]): Style | null {
	const first = codes[0];
	if (!first) return null;
	return {
		prefix: first.prefix,
		width: Math.max(...codes.map((code) => code.digits.length)),
		last: Math.max(...codes.map((code) => Number(code.digits)))
	};
}
