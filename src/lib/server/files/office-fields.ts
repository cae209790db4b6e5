import { isRemote } from './office-links.ts';
import { FileRefusal } from './rules.ts';
import { decodeEntities, elementsNamed } from './xml.ts';

/** Fields that bring in another file; from a place on the network Word fetches it when the document is opened or printed. */
const including = /^\s*(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|RD)(?=[\s"]|$)/i;
/** Fields that start a program, or ask a database. */
const starting = /^\s*(DDEAUTO|DDE|DATABASE)(?=[\s"]|$)/i;
const startingSomewhere = /\b(DDEAUTO|DDE)\s/i;

/**
 * Refuses fields of a Word part that start a program or fetch something. Word lets their text be cut into pieces, and lets one field
 * stand in another.
 * @param xml without comments and sections (`plainXml`)
 * @throws FileRefusal `office_external_link`
 */
export function refuseStartingFields(xml: string): void {
	const { fields, all } = fieldsIn(xml);
	for (const field of fields) {
		const what = (starting.exec(field) ?? fetchingField(field))?.[1];
		if (what) throw new FileRefusal('office_external_link', { what: what.toUpperCase() });
	}
	const what = startingSomewhere.exec(all)?.[1];
	if (what) throw new FileRefusal('office_external_link', { what: what.toUpperCase() });
}

function fetchingField(field: string): RegExpExecArray | null {
	const included = including.exec(field);
	if (!included) return null;
	const words = wordsOf(field.slice(included[0].length));
	const names = words.filter((word, index) => !isSwitch(word) && words[index - 1] !== '\\*');
	// Without a written name it is put together by fields inside, and nobody knows what it will be.
	return names.length === 0 || names.some(isElsewhere) ? included : null;
}

/** The text of each field; and of them all run together, for pieces that only Word would put together. */
function fieldsIn(xml: string): { fields: string[]; all: string } {
	const simple = [...elementsNamed(xml, 'fldSimple')].flatMap((field) => [...field].filter(([name]) => /^(?:.*:)?instr$/.test(name)));
	const fields = simple.map(([, text]) => text);
	const open: string[] = [];
	let all = '';
	for (const [, name, attributes = '', text = ''] of xml.matchAll(
		/<(?:[\w.-]+:)?(fldChar|(?:del)?[iI]nstrText)(?=[\s/>])((?:[^>"']|"[^"]*"|'[^']*')*)>([^<]*)/g
	)) {
		if (name !== 'fldChar') {
			const piece = decodeEntities(text);
			open.push((open.pop() ?? '') + piece);
			all += piece;
		} else if (/=\s*["']begin["']/.test(attributes)) {
			open.push('');
			all += ' ';
		} else if (/=\s*["']end["']/.test(attributes)) {
			fields.push(open.pop() ?? '');
		}
	}
	return { fields: [...fields, ...open], all };
}

function wordsOf(text: string): string[] {
	return [...text.matchAll(/"([^"]*)"|[^\s"]+/g)].map(([word, quoted]) => quoted ?? word).filter((word) => word.trim() !== '');
}

function isSwitch(word: string): boolean {
	return /^\\[^\\\s]/.test(word);
}

/** In a field a backslash is written twice: `\\\\server\\share`. */
function isElsewhere(word: string): boolean {
	return /^\s*(?:\\{2,}|\/\/)[^\s\\/]/.test(word) || isRemote(word.replaceAll('\\\\', '\\'));
}
