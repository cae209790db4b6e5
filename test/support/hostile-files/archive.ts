import { crc32, deflateRawSync } from 'node:zlib';

export type ArchivePart = {
	readonly name: string;
	readonly bytes: Buffer | string;
	readonly stored?: boolean;
	/** What the headers say instead of the truth. */
	readonly claims?: {
		readonly size?: number;
		readonly crc?: number;
		readonly flags?: number;
		readonly localName?: string;
	};
};

/** Writes a ZIP of these parts; its headers may lie. */
export function writeZip(parts: readonly ArchivePart[]): Buffer {
	const chunks: Buffer[] = [];
	const directory: Buffer[] = [];
	let offset = 0;
	for (const part of parts) {
		const { local, central } = writePart(part, offset);
		chunks.push(local);
		directory.push(central);
		offset += local.length;
	}
	const central = Buffer.concat(directory);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(parts.length, 8);
	end.writeUInt16LE(parts.length, 10);
	end.writeUInt32LE(central.length, 12);
	end.writeUInt32LE(offset, 16);
	return Buffer.concat([...chunks, central, end]);
}

function writePart({ name, bytes, stored = false, claims = {} }: ArchivePart, offset: number) {
	const plain = Buffer.from(bytes as string);
	const packed = stored ? plain : deflateRawSync(plain);
	const local = Buffer.alloc(30);
	local.writeUInt32LE(0x04034b50, 0);
	fillCommon(local, 4);
	const localName = Buffer.from(claims.localName ?? name);
	local.writeUInt16LE(localName.length, 26);
	const centralName = Buffer.from(name);
	const central = Buffer.alloc(46);
	central.writeUInt32LE(0x02014b50, 0);
	central.writeUInt16LE(20, 4);
	fillCommon(central, 6);
	central.writeUInt16LE(centralName.length, 28);
	central.writeUInt32LE(offset, 42);
	return { local: Buffer.concat([local, localName, packed]), central: Buffer.concat([central, centralName]) };

	function fillCommon(header: Buffer, at: number) {
		header.writeUInt16LE(20, at);
		header.writeUInt16LE(claims.flags ?? 0x0800, at + 2);
		header.writeUInt16LE(stored ? 0 : 8, at + 4);
		header.writeUInt32LE(claims.crc ?? crc32(plain), at + 10);
		header.writeUInt32LE(packed.length, at + 14);
		header.writeUInt32LE(claims.size ?? plain.length, at + 18);
	}
}
