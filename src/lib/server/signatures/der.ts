import { fromBER, type BaseBlock } from 'asn1js';

/** A value of ASN.1 as it was written. `raw` holds tag, length and content; `bytes` the content alone. */
export type Der = {
	/** 1 universal, 2 application, 3 context-specific, 4 private. */
	readonly tagClass: number;
	readonly tag: number;
	readonly raw: Uint8Array;
	readonly bytes: Uint8Array;
	/** Empty for what is not constructed. */
	readonly children: readonly Der[];
};

export class Malformed extends Error {
	constructor(what: string) {
		super(`malformed: ${what}`);
		this.name = 'Malformed';
	}
}

const limits = { maxDepth: 40, maxNodes: 200_000 };
const universal = 1;
const contextual = 3;

/**
 * Reads one value from the start of the bytes and says where it ends. Depth and number of values are limited. Lengths may be indefinite (BER), as
 * some programs write them. @throws Malformed
 */
export function readDer(bytes: Uint8Array): { value: Der; end: number } {
	const { offset, result } = fromBER(bytes, limits);
	if (offset < 0 || result.error) throw new Malformed(result.error || 'ASN.1');
	return { value: toDer(result), end: offset };
}

/** Reads bytes that are one value and nothing else. @throws Malformed */
export function parseDer(bytes: Uint8Array): Der {
	const { value, end } = readDer(bytes);
	if (end !== bytes.length) throw new Malformed('bytes behind the value');
	return value;
}

function toDer(block: BaseBlock): Der {
	const raw = block.valueBeforeDecodeView;
	const content = raw.subarray(block.idBlock.blockLength + block.lenBlock.blockLength);
	const inner: unknown = 'value' in block.valueBlock ? block.valueBlock.value : null;
	const children = block.idBlock.isConstructed && Array.isArray(inner) ? inner.filter(isBlock).map(toDer) : [];
	return { tagClass: block.idBlock.tagClass, tag: block.idBlock.tagNumber, raw, bytes: content, children };
}

function isBlock(value: unknown): value is BaseBlock {
	return typeof value === 'object' && value !== null && 'idBlock' in value && 'valueBlock' in value;
}

/** @throws Malformed when it is another kind of value */
export function sequence(value: Der | undefined, what: string): readonly Der[] {
	if (value?.tagClass !== universal || value.tag !== 16) throw new Malformed(what);
	return value.children;
}

/** @throws Malformed */
export function setOf(value: Der | undefined, what: string): readonly Der[] {
	if (value?.tagClass !== universal || value.tag !== 17) throw new Malformed(what);
	return value.children;
}

export function isContext(value: Der | undefined, tag: number): value is Der {
	return value?.tagClass === contextual && value.tag === tag;
}

export function isUniversal(value: Der | undefined, tag: number): value is Der {
	return value?.tagClass === universal && value.tag === tag;
}

/** Dotted numbers. @throws Malformed */
export function oid(value: Der | undefined, what = 'object identifier'): string {
	if (!isUniversal(value, 6) || value.bytes.length === 0 || value.bytes.length > 64) throw new Malformed(what);
	const arcs: number[] = [];
	let arc = 0;
	for (const byte of value.bytes) {
		arc = arc * 128 + (byte & 0x7f);
		if (!Number.isSafeInteger(arc)) throw new Malformed(what);
		if (byte < 0x80) {
			if (arcs.length === 0) arcs.push(Math.min(2, Math.floor(arc / 40)), arc - 40 * Math.min(2, Math.floor(arc / 40)));
			else arcs.push(arc);
			arc = 0;
		}
	}
	return arcs.join('.');
}

/** An OCTET STRING, pieces joined. @throws Malformed */
export function octets(value: Der | undefined, what: string): Uint8Array {
	if (!isUniversal(value, 4)) throw new Malformed(what);
	if (value.raw[0] === 0x24) return Buffer.concat(value.children.map((piece) => octets(piece, what)));
	return value.bytes;
}

/** A BIT STRING of whole bytes. @throws Malformed */
export function bits(value: Der | undefined, what: string): Uint8Array {
	if (!isUniversal(value, 3) || value.raw[0] !== 0x03 || value.bytes.length < 1) throw new Malformed(what);
	return value.bytes.subarray(1);
}

/** A whole number that fits. @throws Malformed */
export function smallInteger(value: Der | undefined, what: string): number {
	const wrong = !isUniversal(value, 2) && !isUniversal(value, 10);
	if (wrong || value.bytes.length < 1 || value.bytes.length > 4) throw new Malformed(what);
	return Buffer.from(value.bytes).readIntBE(0, value.bytes.length);
}

/** UTCTime or GeneralizedTime in UTC. @throws Malformed */
export function moment(value: Der | undefined, what: string): Date {
	const text = value && (isUniversal(value, 23) || isUniversal(value, 24)) ? Buffer.from(value.bytes).toString('latin1') : '';
	const found = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(?:\.(\d{1,9}))?Z$/.exec(text);
	if (!found) throw new Malformed(what);
	const [, written = '', month, day, hour, minute, second = '00', fraction = '0'] = found;
	const year = written.length === 4 ? written : `${Number(written) < 50 ? '20' : '19'}${written}`;
	const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}Z`);
	if (Number.isNaN(at.getTime())) throw new Malformed(what);
	return at;
}

export function same(a: Uint8Array, b: Uint8Array): boolean {
	return Buffer.compare(a, b) === 0;
}

export function hex(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString('hex');
}
