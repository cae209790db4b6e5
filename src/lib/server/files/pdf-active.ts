import { PDFArray, PDFDict, PDFName, PDFStream, type PDFContext, type PDFObject } from '@cantoo/pdf-lib';
import { isScriptAddress, plainAddress } from './addresses.ts';
import { dictsIn, entryOf, nameOf, textOf } from './pdf-dicts.ts';

/** Actions that run, fetch, send or play. Links inside the file and to web addresses stay allowed. */
const activeActions = new Set([
	'JavaScript',
	'Launch',
	'ImportData',
	'SubmitForm',
	'Rendition',
	'RichMediaExecute',
	'Movie',
	'Sound',
	'GoToE'
]);
const activeSubtypes = new Set(['RichMedia', 'Screen', 'Movie', 'Sound', '3D', 'FileAttachment']);
/** Named actions that only turn pages; others are commands of a program's menu, as `Print`. */
const turningNames = new Set(['NextPage', 'PrevPage', 'FirstPage', 'LastPage', 'GoBack', 'GoForward', 'GoToPage', 'Find']);
const fileKeys = ['F', 'UF', 'DOS', 'Mac', 'Unix'];

/**
 * Looks through an object and everything written inside it for content that acts. Null when there is none, else what was found.
 * References are not followed: the caller brings every object of the file, those of earlier revisions and object streams too.
 */
export function activeContentIn(object: PDFObject, context: PDFContext): string | null {
	for (const dict of dictsIn(object)) {
		const found = activeDict(dict, context);
		if (found) return found;
	}
	return null;
}

function activeDict(dict: PDFDict, context: PDFContext): string | null {
	const read = (key: string) => entryOf(dict, key, context);
	const action = nameOf(read('S'));
	if (action && activeActions.has(action)) return action;
	if (action === 'URI' && isActing(textOf(read('URI')))) return 'URI';
	const base = read('URI');
	if (base instanceof PDFDict && isActing(textOf(entryOf(base, 'Base', context)))) return 'URI';
	if (action === 'Named' && !turningNames.has(nameOf(read('N')) ?? '')) return 'Named';
	if (action === 'GoToR' && isRemoteFile(read('F'), context)) return 'GoToR';
	const subtype = nameOf(read('Subtype'));
	if (subtype && activeSubtypes.has(subtype)) return subtype;
	if (nameOf(read('Type')) === 'EmbeddedFile') return 'EmbeddedFile';
	for (const tree of ['JavaScript', 'EmbeddedFiles']) {
		if (isFilledTree(read(tree), context)) return tree;
	}
	const embedded = read('EF');
	if (embedded instanceof PDFDict && fileKeys.some((key) => embedded.has(PDFName.of(key)))) return 'EmbeddedFile';
	const form = read('XFA');
	if (form instanceof PDFStream || form instanceof PDFArray) return 'XFA';
	return null;
}

function isFilledTree(tree: PDFObject | undefined, context: PDFContext): boolean {
	if (!(tree instanceof PDFDict)) return false;
	return ['Names', 'Kids'].some((key) => {
		const items = context.lookup(tree.get(PDFName.of(key)));
		return items instanceof PDFArray && items.size() > 0;
	});
}

function isRemoteFile(file: PDFObject | undefined, context: PDFContext): boolean {
	const name = file instanceof PDFDict ? context.lookup(file.get(PDFName.of('UF')) ?? file.get(PDFName.of('F'))) : file;
	return /^(?:\\\\|\/\/|\w{2,}:)/.test(plainAddress(textOf(name)));
}

function isActing(address: string): boolean {
	return isScriptAddress(address) || /^file:/i.test(plainAddress(address));
}

/** For what the parser could not read as an object: the same words, with escaped letters put back, in the raw bytes. */
export function activeWordsIn(raw: Uint8Array): string | null {
	const text = Buffer.from(raw)
		.toString('latin1')
		.replace(/#([0-9a-f]{2})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
	return (
		/\/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA|ObjStm|SetOCGState|PrintState|NeedAppearances)(?![A-Za-z])/.exec(text)?.[1] ?? null
	);
}
