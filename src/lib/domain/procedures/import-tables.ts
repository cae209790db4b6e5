import { fold } from '#lib/domain/shared/fold.ts';

export type TableKind = 'steps' | 'dossier' | 'forms' | 'records' | 'definitions' | 'front';
export type KnownTable = { readonly kind: TableKind; readonly columns: Readonly<Record<string, number>> };

/** The words over the columns, folded; the first column that fits takes the name. */
const words: Readonly<Record<Exclude<TableKind, 'front'>, Readonly<Record<string, RegExp>>>> = {
	steps: {
		who: /trach nhiem|nguoi thuc hien|don vi thuc hien|bo phan thuc hien|nguoi xu ly/,
		time: /thoi gian|thoi han/,
		result: /bieu mau|ket qua|san pham|ho so/,
		what: /trinh tu|noi dung|cong viec|cac buoc|ten buoc|buoc thuc hien|hoat dong|dien giai|mo ta/
	},
	dossier: {
		original: /ban chinh|ban goc/,
		copy: /ban sao|ban chup/,
		form: /bieu mau|mau/,
		name: /ten giay to|thanh phan|ten ho so|giay to|ten|ho so/
	},
	records: {
		keptFor: /thoi gian luu|thoi han luu|thoi han bao quan|thoi gian/,
		keptBy: /noi luu|bo phan luu|luu tai|trach nhiem|nguoi luu/,
		name: /ten ho so|ho so/
	},
	forms: { code: /ma hieu|ma so|ky hieu|^ma$/, name: /ten bieu mau|bieu mau|^ten/ },
	definitions: { term: /thuat ngu|tu viet tat|viet tat|tu ngu/, meaning: /dinh nghia|giai thich|y nghia|noi dung|viet day du/ }
};
const needed: Readonly<Record<Exclude<TableKind, 'front'>, readonly string[]>> = {
	steps: ['what', 'who'],
	dossier: ['name', 'original'],
	records: ['name', 'keptFor'],
	forms: ['code', 'name'],
	definitions: ['term', 'meaning']
};
const front = /soan thao.*phe duyet|noi dung sua doi|lan ban hanh|sua doi, bo sung/s;

/** What a table is, by the words of its head and the section that it stands in. Null: nobody knows. */
export function tableOf(rows: readonly (readonly string[])[], section: string | null): KnownTable | null {
	const head = (rows[0] ?? []).map((cell) => fold(cell).replace(/\s+/gu, ' '));
	if (front.test(head.join(' | '))) return { kind: 'front', columns: {} };
	const kinds: Exclude<TableKind, 'front'>[] = ['steps', 'dossier', 'records', 'forms', 'definitions'];
	// The section says which of two readings is meant.
	kinds.sort((a, b) => Number(section?.endsWith(b) ?? false) - Number(section?.endsWith(a) ?? false));
	for (const kind of kinds) {
		const columns = columnsOf(head, words[kind]);
		if (needed[kind].every((name) => name in columns)) return { kind, columns };
	}
	return null;
}

function columnsOf(head: readonly string[], patterns: Readonly<Record<string, RegExp>>): Record<string, number> {
	const columns: Record<string, number> = {};
	const taken = new Set<number>();
	for (const [name, pattern] of Object.entries(patterns)) {
		const at = head.findIndex((cell, index) => !taken.has(index) && pattern.test(cell));
		if (at < 0) continue;
		columns[name] = at;
		taken.add(at);
	}
	return columns;
}
