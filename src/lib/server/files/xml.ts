import { FileRefusal } from './rules.ts';

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The text of an XML part by its byte order mark; UTF-8 without one. */
export function decodeXml(bytes: Buffer): string {
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
	if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
	return new TextDecoder('utf-8').decode(bytes);
}

/** Refuses a document type: office programs write none, and entities declared in one can unfold without end. */
export function refuseDoctype(xmlStart: string): void {
	const root = xmlStart.replace(/<\?[\s\S]*?\?>|<!--[\s\S]*?-->/g, '').trimStart();
	if (/^<!/.test(root)) throw new FileRefusal('archive_bomb', { what: 'doctype' });
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
