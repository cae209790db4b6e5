import { createInflateRaw, crc32 } from 'node:zlib';
import { fileLimits, FileRefusal } from './rules.ts';

export type ZipEntry = {
	readonly name: string;
	readonly method: 0 | 8;
	readonly crc: number;
	readonly packed: number;
	readonly size: number;
	readonly start: number;
};

export type Zip = { readonly bytes: Buffer; readonly entries: ReadonlyMap<string, ZipEntry> };

const endRecord = 22;
const limits = fileLimits.archive;

/**
 * Reads the directory of a ZIP and refuses what no office program writes: entries that overlap, names that lead elsewhere, two
 * entries of one name, sizes of a bomb, unknown packing. Nothing is unpacked yet, so the sizes may still lie: `unpack` holds them.
 */
export function openZip(bytes: Buffer): Zip {
	const end = findEnd(bytes);
	const count = bytes.readUInt16LE(end + 10);
	const directory = bytes.readUInt32LE(end + 16);
	const isSplit = bytes.readUInt16LE(end + 4) !== 0 || bytes.readUInt16LE(end + 8) !== count;
	if (isSplit || directory + bytes.readUInt32LE(end + 12) > end) throw new FileRefusal('office_broken');
	if (count > limits.entries) throw new FileRefusal('archive_bomb', { what: 'entries' });

	const entries = new Map<string, ZipEntry>();
	const lowerNames = new Set<string>();
	let at = directory;
	for (let index = 0; index < count; index += 1) {
		const { entry, next } = readEntry(bytes, at, directory);
		at = next;
		if (entry.name.endsWith('/') && entry.size === 0) continue;
		const lower = entry.name.toLowerCase();
		if (lowerNames.has(lower)) throw new FileRefusal('archive_unsafe_name', { name: entry.name });
		lowerNames.add(lower);
		entries.set(entry.name, entry);
	}
	checkSizes([...entries.values()]);
	return { bytes, entries };
}

function findEnd(bytes: Buffer): number {
	for (let at = bytes.length - endRecord; at >= 0 && at >= bytes.length - endRecord - 0xffff; at -= 1) {
		if (bytes.readUInt32LE(at) === 0x06054b50 && at + endRecord + bytes.readUInt16LE(at + 20) === bytes.length) return at;
	}
	throw new FileRefusal('office_broken');
}

function readEntry(bytes: Buffer, at: number, directory: number): { entry: ZipEntry; next: number } {
	if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) throw new FileRefusal('office_broken');
	const flags = bytes.readUInt16LE(at + 8);
	const method = bytes.readUInt16LE(at + 10);
	const nameLength = bytes.readUInt16LE(at + 28);
	const local = bytes.readUInt32LE(at + 42);
	const rawName = bytes.subarray(at + 46, at + 46 + nameLength);
	const name = rawName.toString('utf8');
	checkName(name);
	if (flags & 1) throw new FileRefusal('office_encrypted');
	if (method !== 0 && method !== 8) throw new FileRefusal('office_broken');
	if (local + 30 > directory || bytes.readUInt32LE(local) !== 0x04034b50) throw new FileRefusal('office_broken');
	// Programs differ in which of the two headers they believe, so a file where the two disagree is not let in.
	const localName = bytes.subarray(local + 30, local + 30 + bytes.readUInt16LE(local + 26));
	if (!localName.equals(rawName) || bytes.readUInt16LE(local + 8) !== method) throw new FileRefusal('office_broken');
	const packed = bytes.readUInt32LE(at + 20);
	const start = local + 30 + localName.length + bytes.readUInt16LE(local + 28);
	if (start + packed > directory) throw new FileRefusal('office_broken');
	const entry: ZipEntry = {
		name,
		method,
		crc: bytes.readUInt32LE(at + 16),
		packed,
		size: bytes.readUInt32LE(at + 24),
		start
	};
	return { entry, next: at + 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32) };
}

function checkName(name: string): void {
	const parts = name.split('/');
	// eslint-disable-next-line no-control-regex -- control characters are what is looked for
	const isOdd = name === '' || name.startsWith('/') || /[\\\u0000-\u001f\ufffd]|^[a-z]:/i.test(name);
	if (isOdd || parts.includes('..') || parts.includes('.')) throw new FileRefusal('archive_unsafe_name', { name });
}

function checkSizes(entries: ZipEntry[]): void {
	let total = 0;
	for (const entry of entries) {
		total += entry.size;
		const isLarge = entry.size > limits.ratioFrom;
		if (entry.size > limits.entryBytes || total > limits.allBytes) throw new FileRefusal('archive_bomb', { what: 'size' });
		if (isLarge && entry.size > entry.packed * limits.ratio) throw new FileRefusal('archive_bomb', { what: 'ratio' });
		if (entry.method === 0 && entry.size !== entry.packed) throw new FileRefusal('office_broken');
	}
	const byPlace = entries.toSorted((one, other) => one.start - other.start);
	byPlace.forEach((entry, index) => {
		const next = byPlace[index + 1];
		if (next && entry.start + entry.packed > next.start - 30) throw new FileRefusal('archive_bomb', { what: 'overlap' });
	});
}

/** Unpacks an entry piece by piece. More bytes than its header says are a bomb; fewer, or other ones, are damage. */
export async function* unpack({ bytes }: Zip, entry: ZipEntry): AsyncGenerator<Buffer> {
	const packed = bytes.subarray(entry.start, entry.start + entry.packed);
	let size = 0;
	let crc = 0;
	for await (const chunk of entry.method === 0 ? [packed] : inflated(packed)) {
		size += chunk.length;
		if (size > entry.size) throw new FileRefusal('archive_bomb', { what: 'size' });
		crc = crc32(chunk, crc);
		yield chunk;
	}
	if (size !== entry.size || crc !== entry.crc) throw new FileRefusal('office_broken');
}

async function* inflated(packed: Buffer): AsyncGenerator<Buffer> {
	const inflate = createInflateRaw({ chunkSize: 64 * 1024 });
	inflate.end(packed);
	try {
		for await (const chunk of inflate as AsyncIterable<Buffer>) yield chunk;
	} catch {
		throw new FileRefusal('office_broken');
	}
}

/** A whole entry in memory; refuses one larger than `most`. */
export async function unpackWhole(zip: Zip, entry: ZipEntry, most: number): Promise<Buffer> {
	if (entry.size > most) throw new FileRefusal('archive_bomb', { what: 'size' });
	const chunks: Buffer[] = [];
	for await (const chunk of unpack(zip, entry)) chunks.push(chunk);
	return Buffer.concat(chunks);
}
