import {
	PDFArray,
	PDFDict,
	PDFName,
	PDFNumber,
	PDFRawStream,
	PDFRef,
	type PDFDocument,
	type PDFObject,
	type PDFPage
} from '@cantoo/pdf-lib';
import type { PageLayout } from './stamp-geometry.ts';

const name = {
	k: PDFName.of('K'),
	mcid: PDFName.of('MCID'),
	pg: PDFName.of('Pg'),
	s: PDFName.of('S'),
	stm: PDFName.of('Stm'),
	structParents: PDFName.of('StructParents')
};

/** Kinds of destinations, with what each of their numbers is: a place across, a place up, or something else. */
const destinations = new Map<PDFName, string>([
	[PDFName.of('XYZ'), 'xy-'],
	[PDFName.of('FitH'), 'y'],
	[PDFName.of('FitBH'), 'y'],
	[PDFName.of('FitV'), 'x'],
	[PDFName.of('FitBV'), 'x'],
	[PDFName.of('FitR'), 'xyxy']
]);

/** Wishes that only a part of the file, or another one than is shown, be printed. */
const partlyPrinting = ['PrintPageRange', 'ViewArea', 'ViewClip', 'PrintArea', 'PrintClip'];

/** The file is no longer what was signed, nor does it promise PDF/A or PDF/UA any more. The original does. */
export function dropPromises(document: PDFDocument): void {
	const { catalog, context } = document;
	catalog.delete(PDFName.of('Metadata'));
	catalog.delete(PDFName.of('Perms'));
	const form = context.lookup(catalog.get(PDFName.of('AcroForm')));
	if (form instanceof PDFDict) {
		form.delete(PDFName.of('SigFlags'));
		// What is in the fields was drawn by the program that filled them in, and stays as it was read.
		form.delete(PDFName.of('NeedAppearances'));
	}
	const preferences = context.lookup(catalog.get(PDFName.of('ViewerPreferences')));
	if (preferences instanceof PDFDict) for (const key of partlyPrinting) preferences.delete(PDFName.of(key));
}

export type MovedPages = ReadonlyMap<PDFRef, { readonly page: PDFPage; readonly layout: PageLayout; readonly content: PDFRef | null }>;

/**
 * Everything elsewhere in the file that points into a page's content follows it: bookmarks and links to places, and the tags by
 * which a screen reader finds its way, which now belong to the form that holds the content.
 */
export function followContent(document: PDFDocument, moved: MovedPages): void {
	const { context } = document;
	for (const { page, content } of moved.values()) {
		const key = page.node.get(name.structParents);
		const form = content && context.lookup(content);
		if (!(key instanceof PDFNumber) || !(form instanceof PDFRawStream)) continue;
		// The page keeps its key too: pdf.js finds the tags of a page only by it.
		form.dict.set(name.structParents, key);
	}
	for (const [, object] of context.enumerateIndirectObjects()) {
		const waiting: PDFObject[] = [object];
		for (let next = waiting.pop(); next; next = waiting.pop()) {
			if (next instanceof PDFArray) {
				moveDestination(next, moved);
				for (const item of next.asArray()) if (item instanceof PDFArray || item instanceof PDFDict) waiting.push(item);
			} else if (next instanceof PDFDict) {
				if (next.has(name.k) && next.has(name.s)) moveTags(next, moved);
				for (const item of next.values()) if (item instanceof PDFArray || item instanceof PDFDict) waiting.push(item);
			}
		}
	}
}

function moveDestination(array: PDFArray, moved: MovedPages): void {
	if (array.size() < 3) return;
	const [target, kind] = [array.get(0), array.get(1)];
	if (!(target instanceof PDFRef) || !(kind instanceof PDFName)) return;
	const numbers = destinations.get(kind);
	const layout = moved.get(target)?.layout;
	if (!numbers || !layout) return;
	[...numbers].forEach((axis, index) => {
		const at = index + 2;
		const value = at < array.size() ? array.get(at) : undefined;
		if (axis === '-' || !(value instanceof PDFNumber)) return;
		array.set(at, PDFNumber.of(layout.scale * value.asNumber() + (axis === 'x' ? layout.dx : layout.dy)));
	});
}

/** A tag named a piece of a page by number; it must now name the form as well. */
function moveTags(element: PDFDict, moved: MovedPages): void {
	const { context } = element;
	const page = element.get(name.pg);
	const kids = element.lookup(name.k);
	const followed = (kid: PDFObject): PDFObject => {
		const isNumber = kid instanceof PDFNumber;
		if (!isNumber && !(kid instanceof PDFDict && kid.has(name.mcid) && !kid.has(name.stm))) return kid;
		const at = (isNumber ? undefined : kid.get(name.pg)) ?? page;
		const content = at instanceof PDFRef ? moved.get(at)?.content : undefined;
		if (!content || !at) return kid;
		return context.obj({ Type: 'MCR', Pg: at, Stm: content, MCID: isNumber ? kid : (kid.get(name.mcid) ?? 0) });
	};
	if (kids instanceof PDFArray) element.set(name.k, context.obj(kids.asArray().map(followed)));
	else if (kids) {
		const single = followed(kids);
		if (single !== kids) element.set(name.k, single);
	}
}
