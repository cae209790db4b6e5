import {
	PDFArray,
	PDFDict,
	PDFHexString,
	PDFName,
	PDFNumber,
	PDFStream,
	PDFString,
	type PDFContext,
	type PDFObject
} from '@cantoo/pdf-lib';

/** An object's dictionary and every one written inside it. References are not followed. */
export function* dictsIn(object: PDFObject): Generator<PDFDict> {
	const waiting: PDFObject[] = [object];
	for (let next = waiting.pop(); next; next = waiting.pop()) {
		if (next instanceof PDFArray) {
			for (const item of next.asArray()) waiting.push(item);
			continue;
		}
		const dict = next instanceof PDFStream ? next.dict : next;
		if (!(dict instanceof PDFDict)) continue;
		yield dict;
		for (const value of dict.values()) {
			if (value instanceof PDFArray || value instanceof PDFDict) waiting.push(value);
		}
	}
}

/** The value of an entry, looked up. */
export function entryOf(dict: PDFDict, key: string, context: PDFContext): PDFObject | undefined {
	return context.lookup(dict.get(PDFName.of(key)));
}

/** The looked-up items of an array; none for anything else. */
export function itemsOf(object: PDFObject | undefined, context: PDFContext): (PDFObject | undefined)[] {
	return object instanceof PDFArray ? object.asArray().map((item) => context.lookup(item)) : [];
}

export function nameOf(object: PDFObject | undefined): string | null {
	return object instanceof PDFName ? object.decodeText() : null;
}

export function textOf(object: PDFObject | undefined): string {
	return object instanceof PDFString || object instanceof PDFHexString ? object.decodeText() : '';
}

export function numberOf(object: PDFObject | undefined): number {
	return object instanceof PDFNumber ? object.asNumber() : 0;
}
