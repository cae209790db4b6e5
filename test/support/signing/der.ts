/** Writes ASN.1 in DER, so that a test can make certificates and signatures as they should be, and as they should not. */
export function tlv(tag: number, ...content: readonly Uint8Array[]): Buffer {
	const body = Buffer.concat(content);
	if (body.length < 128) return Buffer.concat([Buffer.from([tag, body.length]), body]);
	const length = Buffer.from(
		body.length.toString(16).padStart(body.length > 0xffffff ? 8 : body.length > 0xffff ? 6 : body.length > 0xff ? 4 : 2, '0'),
		'hex'
	);
	return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, body]);
}

export const seq = (...content: readonly Uint8Array[]) => tlv(0x30, ...content);
/** DER orders what is in a SET. */
export const set = (...content: readonly Uint8Array[]) => tlv(0x31, ...content.toSorted(Buffer.compare));
export const octet = (bytes: Uint8Array) => tlv(0x04, bytes);
export const bitString = (bytes: Uint8Array, unused = 0) => tlv(0x03, Buffer.from([unused]), bytes);
export const utf8 = (text: string) => tlv(0x0c, Buffer.from(text));
export const bool = (value: boolean) => tlv(0x01, Buffer.from([value ? 0xff : 0]));
export const nul = () => tlv(0x05);
export const context = (tag: number, ...content: readonly Uint8Array[]) => tlv(0xa0 | tag, ...content);
export const contextPrimitive = (tag: number, bytes: Uint8Array) => tlv(0x80 | tag, bytes);

export function int(value: number | bigint | Uint8Array): Buffer {
	if (value instanceof Uint8Array) return tlv(0x02, value);
	const digits = value.toString(16);
	const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
	return tlv(0x02, (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

export function oid(text: string): Buffer {
	const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
	const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
		const groups = [arc & 0x7f];
		for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left & 0x7f) | 0x80);
		return groups;
	});
	return tlv(0x06, Buffer.from(bytes));
}

export const time = (at: Date) => tlv(0x18, Buffer.from(at.toISOString().replace(/[-:T]|\.\d+/g, '')));
/** Certificates write years before 2050 short. */
export const shortTime = (at: Date) =>
	tlv(
		0x17,
		Buffer.from(
			at
				.toISOString()
				.replace(/[-:T]|\.\d+/g, '')
				.slice(2)
		)
	);
