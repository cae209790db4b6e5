import { crc32 } from 'node:zlib';
import { fileLimits, FileRefusal } from './rules.ts';

/** Walks the chunks of a PNG to its end. Throws when a chunk is cut, damaged or missing. */
export function checkPng(bytes: Buffer): void {
	let at = 8;
	let sawPixels = false;
	for (let index = 0; ; index += 1) {
		if (at + 12 > bytes.length) throw new FileRefusal('image_broken');
		const length = bytes.readUInt32BE(at);
		const end = at + 8 + length;
		const kind = bytes.toString('latin1', at + 4, at + 8);
		if (end + 4 > bytes.length) throw new FileRefusal('image_broken');
		if (crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end)) throw new FileRefusal('image_broken');
		if ((index === 0) !== (kind === 'IHDR')) throw new FileRefusal('image_broken');
		if (kind === 'IHDR') checkSize(bytes.readUInt32BE(at + 8), bytes.readUInt32BE(at + 12));
		sawPixels ||= kind === 'IDAT';
		at = end + 4;
		if (kind === 'IEND') break;
	}
	if (!sawPixels || at !== bytes.length) throw new FileRefusal('image_broken');
}

/** Walks the segments of a JPEG to its picture and looks for its end. */
export function checkJpeg(bytes: Buffer): void {
	const size = jpegSize(bytes);
	// Cameras append things, so the end mark is looked for near the end and not at it.
	const end = bytes.lastIndexOf('\xff\xd9', undefined, 'latin1');
	if (!size || end < 0 || end < bytes.length - 64 * 1024) {
		throw new FileRefusal('image_broken');
	}
	checkSize(size.width, size.height);
}

/** Null when the segments do not lead to a frame. */
export function jpegSize(bytes: Uint8Array): { width: number; height: number } | null {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	let at = 2;
	while (at + 9 < view.byteLength) {
		if (view.getUint8(at) !== 0xff) return null;
		const marker = view.getUint8(at + 1);
		if (marker === 0xff) {
			at += 1;
			continue;
		}
		const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
		if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
		if (marker === 0xda || marker === 0xd9) return null;
		at += 2 + view.getUint16(at + 2);
	}
	return null;
}

function checkSize(width: number, height: number): void {
	const { side, pixels } = fileLimits.image;
	if (width === 0 || height === 0) throw new FileRefusal('image_broken');
	if (width > side || height > side || width * height > pixels) throw new FileRefusal('image_too_large', { width, height });
}
