import { PDFBool, PDFDict, PDFName, PDFStream, type PDFContext, type PDFDocument, type PDFObject } from '@cantoo/pdf-lib';
import { dictsIn, entryOf, itemsOf, nameOf, numberOf, textOf } from './pdf-dicts.ts';
import { layersOf, type Layers } from './pdf-layers.ts';

/** Flags of an annotation (ISO 32000-1, table 165). */
const flag = { invisible: 1, hidden: 2, print: 4, noView: 32, toggleNoView: 256 } as const;

/** Actions that show or hide something, or empty what was filled in. */
const changingActions = new Set(['SetOCGState', 'Hide', 'ResetForm']);

/** Notes that each program would draw in its own way, or not at all, where the file brings no drawing. */
const drawnByProgram = new Set(['FreeText', 'Stamp', 'Square', 'Circle', 'Polygon', 'PolyLine', 'Line', 'Ink', 'Redact']);

/**
 * Finds what lets a file show one thing on the screen and another on paper, or in another program: what is read and signed must be
 * what every copy shows. Layers and notes that look the same everywhere stay allowed.
 * @param objects every object of the file, those of earlier revisions too: another program may believe those
 * @returns a word for what was found; null when there is one face only
 */
export function twoFacesIn(document: PDFDocument, objects: Iterable<PDFObject>): string | null {
	const { context } = document;
	const layers = layersOf(document);
	for (const object of objects) {
		for (const dict of dictsIn(object)) {
			const found = faceOf(dict, context, layers);
			if (found) return found;
		}
	}
	return null;
}

function faceOf(dict: PDFDict, context: PDFContext, layers: Layers): string | null {
	const read = (key: string) => entryOf(dict, key, context);
	const action = nameOf(read('S'));
	if (action && changingActions.has(action)) return action;
	const layer = layers.changing(dict);
	if (layer) return layer;
	// Programs draw filled fields anew, but never a signature.
	const drawnAnew = read('NeedAppearances') === PDFBool.True ? itemsOf(read('Fields'), context) : [];
	if (drawnAnew.some((field) => !(field instanceof PDFDict) || nameOf(entryOf(field, 'FT', context)) !== 'Sig')) return 'NeedAppearances';
	const subtype = nameOf(read('Subtype'));
	// Another picture for the printer, a drawing only PostScript printers know, a page of another file.
	const alternates = itemsOf(read('Alternates'), context);
	if (alternates.some((other) => other instanceof PDFDict && entryOf(other, 'DefaultForPrinting', context) === PDFBool.True)) {
		return 'Alternates';
	}
	if (subtype === 'PS' || nameOf(read('Subtype2')) === 'PS') return 'PostScript';
	if (subtype === 'Form' && read('Ref') instanceof PDFDict) return 'Ref';
	return subtype && hasArea(dict, context) ? annotationFace(dict, subtype, context) : null;
}

function annotationFace(annotation: PDFDict, subtype: string, context: PDFContext): string | null {
	const flags = numberOf(entryOf(annotation, 'F', context));
	const has = (bit: number) => (flags & bit) !== 0;
	if (has(flag.hidden)) return has(flag.toggleNoView) ? 'ToggleNoView' : null;
	if (subtype === 'Watermark' && entryOf(annotation, 'FixedPrint', context) instanceof PDFDict) return 'FixedPrint';
	const looks = entryOf(annotation, 'AP', context);
	const normal = looks instanceof PDFDict ? entryOf(looks, 'N', context) : undefined;
	if (!draws(normal, context)) {
		if (drawnByProgram.has(subtype)) return 'Appearance';
		return subtype === 'Widget' && isFilledField(annotation, context) ? 'Appearance' : null;
	}
	const rollover = looks instanceof PDFDict ? entryOf(looks, 'R', context) : undefined;
	if (rollover && rollover !== normal) return 'Rollover';
	if (has(flag.invisible)) return 'Invisible';
	if (has(flag.noView)) return 'NoView';
	if (has(flag.toggleNoView)) return 'ToggleNoView';
	// The picture of a signature made elsewhere: some signing programs forget the flag, and the stamp sets it.
	const isSignature = subtype === 'Widget' && nameOf(inherited(annotation, 'FT', context)) === 'Sig';
	return has(flag.print) || isSignature ? null : 'Print';
}

/** A drawing, or at least one of those for the states of a box to tick. */
function draws(look: PDFObject | undefined, context: PDFContext): boolean {
	if (look instanceof PDFStream) return true;
	return look instanceof PDFDict && look.values().some((state) => context.lookup(state) instanceof PDFStream);
}

/** Annotations only have a rectangle; one without an extent, as of an unseen signature, draws nothing. */
function hasArea(dict: PDFDict, context: PDFContext): boolean {
	const corners = itemsOf(entryOf(dict, 'Rect', context), context).map(numberOf);
	const [left = 0, bottom = 0, right = 0, top = 0] = corners;
	return corners.length >= 4 && left !== right && bottom !== top;
}

/** Whether a program would have something to write into a field that has no drawing. */
function isFilledField(widget: PDFDict, context: PDFContext): boolean {
	const type = nameOf(inherited(widget, 'FT', context));
	if (type === 'Sig') return false;
	const marks = entryOf(widget, 'MK', context);
	if (marks instanceof PDFDict && textOf(entryOf(marks, 'CA', context)) !== '' && type === 'Btn') return true;
	const value = inherited(widget, 'V', context);
	if (value === undefined || nameOf(value) === 'Off') return false;
	return value instanceof PDFName || value instanceof PDFStream || textOf(value) !== '' || itemsOf(value, context).length > 0;
}

/** An entry that a field may have from the fields it belongs to. */
function inherited(field: PDFDict, key: string, context: PDFContext): PDFObject | undefined {
	let at: PDFObject | undefined = field;
	for (let depth = 0; at instanceof PDFDict && depth < 32; depth += 1) {
		const value = entryOf(at, key, context);
		if (value !== undefined) return value;
		at = entryOf(at, 'Parent', context);
	}
	return undefined;
}
