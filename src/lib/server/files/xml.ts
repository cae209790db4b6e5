import { FileRefusal } from './rules.ts';

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The text of an XML part by its byte order mark or its first sign; UTF-8 when they say nothing else. */
export function decodeXml(bytes: Buffer): string {
	return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

/** The same for a part that comes piece by piece; called without a piece it gives the end. */
export function xmlDecoder(): (chunk?: Buffer) => string {
	let decoder: TextDecoder | undefined;
	return (chunk) => {
		if (!chunk) return decoder?.decode() ?? '';
		decoder ??= new TextDecoder(encodingOf(chunk));
		return decoder.decode(chunk, { stream: true });
	};
}

function encodingOf(start: Buffer): 'utf-16le' | 'utf-16be' | 'utf-8' {
	const [first, second] = start;
	if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le';
	if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return 'utf-16be';
	return 'utf-8';
}

/** Refuses a document type: office programs write none, and entities declared in one fetch other files or unfold without end. */
export function refuseDoctype(xmlStart: string): void {
	const root = xmlStart.replace(/<\?[\s\S]*?\?>|<!--[\s\S]*?-->/g, '').trimStart();
	if (/^<!/.test(root)) throw new FileRefusal('office_doctype');
}

/** Without comments and instructions, and with sections as plain text: what they cut in two is one word to a program. */
export function plainXml(xml: string): string {
	return xml.replace(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>/g, (_whole, text: string | undefined) =>
		(text ?? '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
	);
}

export type XmlAttributes = ReadonlyMap<string, string>;

/** The attributes of every element of a local name, prefixes dropped from the element but kept on attributes. */
export function* elementsNamed(xml: string, localName: string): Generator<XmlAttributes> {
	const tag = new RegExp(`<(?:[\\w.-]+:)?${localName}(?=[\\s/>])((?:[^>"']|"[^"]*"|'[^']*')*)>`, 'g');
	for (const [, attributes = ''] of xml.matchAll(tag)) yield attributesOf(attributes);
}

function attributesOf(text: string): XmlAttributes {
	const found = new Map<string, string>();
	for (const [, name = '', double, single] of text.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
		found.set(name, decodeEntities(double ?? single ?? ''));
	}
	return found;
}

export function decodeEntities(text: string): string {
	return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
		if (name !== undefined) return entities[name] ?? whole;
		const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
		return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
	});
}
