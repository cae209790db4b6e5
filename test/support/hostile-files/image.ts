import { crc32, deflateSync } from 'node:zlib';

/** A grey PNG; `claims` writes another size into its head. */
export function png(width: number, height: number, claims: { width?: number; height?: number } = {}): Buffer {
	const head = Buffer.alloc(13);
	head.writeUInt32BE(claims.width ?? width, 0);
	head.writeUInt32BE(claims.height ?? height, 4);
	head[8] = 8;
	const pixels = deflateSync(Buffer.alloc((width + 1) * height, 0x80));
	return Buffer.concat([
		Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
		chunk('IHDR', head),
		chunk('IDAT', pixels),
		chunk('IEND', Buffer.alloc(0))
	]);
}

function chunk(kind: string, body: Buffer): Buffer {
	const named = Buffer.concat([Buffer.from(kind, 'latin1'), body]);
	const length = Buffer.alloc(4);
	length.writeUInt32BE(body.length);
	const sum = Buffer.alloc(4);
	sum.writeUInt32BE(crc32(named));
	return Buffer.concat([length, named, sum]);
}

/** The segments of a JPEG around an empty scan: enough for whoever reads only its size. */
export function jpeg(width: number, height: number): Buffer {
	const frame = Buffer.from('ffc0000b08000000000101110000', 'hex').subarray(0, 13);
	frame.writeUInt16BE(height, 5);
	frame.writeUInt16BE(width, 7);
	return Buffer.concat([
		Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
		frame,
		Buffer.from('ffda0008010100003f00', 'hex'),
		Buffer.alloc(100, 0x55),
		Buffer.from('ffd9', 'hex')
	]);
}
