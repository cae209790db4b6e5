import { PDFDict, PDFName, type PDFContext, type PDFDocument, type PDFObject } from '@cantoo/pdf-lib';
import { entryOf, itemsOf, nameOf } from './pdf-dicts.ts';

export type Layers = {
	/** For a layer or a rule that shows a layer differently by occasion: a word for it; null for everything else. */
	changing(dict: PDFDict): string | null;
};

/** The occasions for which a layer may say whether it shows, and the entry that says so. */
const occasions = [
	['View', 'ViewState'],
	['Print', 'PrintState'],
	['Export', 'ExportState']
] as const;
const knownCategories: readonly string[] = occasions.map(([occasion]) => occasion);

/**
 * Layers (optional content) that show the same always are drawings like any other: plans have them, and marks that Acrobat puts on
 * every page, which name all three occasions and say the same for each. A layer that says otherwise for one occasion than the file
 * says at its opening is seen by one program, or on one side of the printer, only.
 */
export function layersOf(document: PDFDocument): Layers {
	const { context, catalog } = document;
	const properties = entryOf(catalog, 'OCProperties', context);
	const config = properties instanceof PDFDict ? entryOf(properties, 'D', context) : undefined;
	const listed = (key: string) => new Set(config instanceof PDFDict ? itemsOf(entryOf(config, key, context), context) : []);
	const [on, off] = [listed('ON'), listed('OFF')];
	const startsOff = config instanceof PDFDict && nameOf(entryOf(config, 'BaseState', context)) === 'OFF';
	const opensShown = (layer: PDFObject) => !off.has(layer) && (!startsOff || on.has(layer));
	const current = new Set(properties instanceof PDFDict ? itemsOf(entryOf(properties, 'OCGs', context), context) : []);

	return {
		changing(dict) {
			if (nameOf(entryOf(dict, 'Type', context)) === 'OCG') {
				const states = statesOf(dict, context);
				// Of a layer that an earlier revision had, nobody knows how it opened; it must at least agree with itself.
				const atOpening = current.has(dict) ? opensShown(dict) : states[0];
				return states.some((shown) => shown !== atOpening) ? 'Usage' : null;
			}
			return isRule(dict, context) ? 'AS' : null;
		}
	};
}

function statesOf(layer: PDFDict, context: PDFContext): boolean[] {
	const usage = entryOf(layer, 'Usage', context);
	if (!(usage instanceof PDFDict)) return [];
	return occasions.flatMap(([occasion, entry]) => {
		const said = entryOf(usage, occasion, context);
		const state = said instanceof PDFDict ? nameOf(entryOf(said, entry, context)) : null;
		return state === 'ON' || state === 'OFF' ? [state === 'ON'] : [];
	});
}

/** A rule that shows layers by something else than the occasion: the magnification, the reader's language, who reads. */
function isRule(dict: PDFDict, context: PDFContext): boolean {
	if (!dict.has(PDFName.of('Event')) || !dict.has(PDFName.of('Category'))) return false;
	const categories = itemsOf(entryOf(dict, 'Category', context), context).map(nameOf);
	const rulesLayers = itemsOf(entryOf(dict, 'OCGs', context), context).length > 0;
	return rulesLayers && categories.some((category) => category === null || !knownCategories.includes(category));
}
