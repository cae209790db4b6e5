import { PDFArray, PDFDict, PDFHexString, PDFName, PDFStream, PDFString, type PDFContext, type PDFObject } from '@cantoo/pdf-lib';

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
const fileKeys = ['F', 'UF', 'DOS', 'Mac', 'Unix'];

/**
 * Looks through an object and everything written inside it for content that acts. Null when there is none, else what was found.
 * References are not followed: the caller brings every object of the file, those of earlier revisions and object streams too.
 */
export function activeContentIn(object: PDFObject, context: PDFContext): string | null {
	const waiting: PDFObject[] = [object];
	for (let next = waiting.pop(); next; next = waiting.pop()) {
		if (next instanceof PDFArray) {
			for (const item of next.asArray()) waiting.push(item);
			continue;
		}
		const dict = next instanceof PDFStream ? next.dict : next;
		if (!(dict instanceof PDFDict)) continue;
		const found = activeDict(dict, context);
		if (found) return found;
		for (const value of dict.values()) {
			if (value instanceof PDFArray || value instanceof PDFDict) waiting.push(value);
		}
	}
	return null;
}

function activeDict(dict: PDFDict, context: PDFContext): string | null {
	const read = (key: string) => context.lookup(dict.get(PDFName.of(key)));
	const action = nameOf(read('S'));
	if (action && activeActions.has(action)) return action;
	if (action === 'URI' && /^\s*(?:javascript|vbscript|data|file):/i.test(textOf(read('URI')))) return 'URI';
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
	return /^(?:\\\\|\/\/|\w{2,}:)/.test(textOf(name).trim());
}

function nameOf(object: PDFObject | undefined): string | null {
	return object instanceof PDFName ? object.decodeText() : null;
}

function textOf(object: PDFObject | undefined): string {
	return object instanceof PDFString || object instanceof PDFHexString ? object.decodeText() : '';
}

/** For what the parser could not read as an object: the same words, with escaped letters put back, in the raw bytes. */
export function activeWordsIn(raw: Uint8Array): string | null {
	const text = Buffer.from(raw)
		.toString('latin1')
		.replace(/#([0-9a-f]{2})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
	return /\/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA|ObjStm)(?![A-Za-z])/.exec(text)?.[1] ?? null;
}
