import { FileRefusal } from './rules.ts';
import { decodeEntities, xmlDecoder } from './xml.ts';
import { unpack, type Zip, type ZipEntry } from './zip.ts';

/** Functions that fetch from the network, call a program or ask a server for values; newer ones carry a prefix in the file. */
const fetching =
	/(?:^|[^\p{L}\d_.])(?:_xl\w*\.|COM\.MICROSOFT\.)*(WEBSERVICE|FILTERXML|IMAGE|RTD|DDE|CALL|REGISTER(?:\.ID)?|EXEC|SQL\.REQUEST|STOCKHISTORY)\s*\(/iu;
const opening = /<((?:[\w.-]+:)?(?:f|formula|formula1|formula2|definedName))(?=[\s>/])/g;
/** Excel takes 8,192 characters. */
const longestFormula = 256 * 1024;

/** The function by which a formula would fetch or start something on being calculated; null when it only calculates. */
export function startingFunction(formula: string): string | null {
	return fetching.exec(withoutQuotes(formula))?.[1]?.toUpperCase() ?? null;
}

/**
 * The same in a workbook of Excel, where a formula may also ask another program: `cmd|'/c calc'!A0`. The bar is no operator there,
 * and stands nowhere else outside quotes.
 */
function startingInWorkbook(formula: string): string | null {
	return startingFunction(formula) ?? (withoutQuotes(formula).includes('|') ? 'DDE' : null);
}

/** Texts and names of sheets, from left to right: each may hold the other's quotes. An apostrophe elsewhere quotes nothing. */
const quoted = /"[^"]*"|'(?:\[[^[\]']*\])?(?:[^'[\]]|'')*'(?=[!|])/g;

function withoutQuotes(formula: string): string {
	return formula.replace(quoted, (text) => (text.startsWith('"') ? '""' : 'Q'));
}

/**
 * Reads the formulas of a workbook's part piece by piece, because a sheet may be huge: those of cells, names, rules and charts.
 * @throws FileRefusal `office_external_link` for one that fetches or starts something, `office_broken` for one that hides text
 */
export async function refuseStartingFormulas(zip: Zip, entry: ZipEntry): Promise<void> {
	const decode = xmlDecoder();
	let rest = '';
	for await (const chunk of unpack(zip, entry)) rest = readFormulas(rest + decode(chunk));
	readFormulas(rest + decode());
}

/** Looks at every whole formula and gives back what may be the beginning of the next. */
function readFormulas(xml: string): string {
	let read = 0;
	for (const match of xml.matchAll(opening)) {
		if (match.index < read) continue;
		const head = /(?:[^>"']|"[^"]*"|'[^']*')*>/y;
		head.lastIndex = match.index;
		const begun = head.exec(xml);
		const start = match.index + (begun?.[0].length ?? 0);
		const isEmpty = begun?.[0].endsWith('/>') ?? false;
		const end = isEmpty ? start : xml.indexOf(`</${match[1] ?? ''}`, start);
		if (!begun || end < 0) {
			if (xml.length - match.index > longestFormula) throw new FileRefusal('office_broken');
			return xml.slice(match.index);
		}
		refuseStarting(xml.slice(start, end));
		read = end;
	}
	const last = xml.lastIndexOf('<');
	return last >= read && xml.length - last < longestFormula && !xml.includes('>', last) ? xml.slice(last) : '';
}

function refuseStarting(written: string): void {
	// No program writes comments or sections into a formula; what stands around them would be one word to Excel.
	if (written.includes('<')) throw new FileRefusal('office_broken');
	const what = startingInWorkbook(decodeEntities(written));
	if (what) throw new FileRefusal('office_external_link', { what });
}
