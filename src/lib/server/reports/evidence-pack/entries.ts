import type { Readable } from 'node:stream';
import { cleanFileName } from '#lib/server/files/file-name.ts';

/** One file of a pack. It is opened when its turn comes, so that a thousand of them cost no memory. */
export type PackEntry = {
	readonly path: string;
	readonly open: () => Promise<Readable> | Readable;
	/** Known beforehand for files of the store: other bytes make the pack fail. */
	readonly sha256?: string;
	/** False for what is compressed already. */
	readonly compress: boolean;
	/** Files of documents: whose, and which part. */
	readonly version?: string;
	readonly part?: 'pdf' | 'source';
};

/** What the manifest says of a file. */
export type PackedFile = {
	readonly path: string;
	readonly size: number;
	readonly sha256: string;
	readonly version?: string;
	readonly part?: 'pdf' | 'source';
};

/** A path that Windows takes has 259 characters with the folder into which the archive was unpacked; a name keeps so many in any case. */
const longestPath = 160;
const shortestName = 40;
/** Names that Windows keeps for devices, whatever their ending: an archive with such a file is not unpacked there. */
const device = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=[. ]|$)/i;

/** The place of a file that people named, so that every system unpacks it under this path: no way out of its folder, no device, not too long. */
export function packPath(folder: string, name: string): string {
	const place = folder.split('/').map((part) => unpackable(cleanFileName(part)));
	const room = Math.max(shortestName, longestPath - place.join('/').length - 1);
	return [...place, unpackable(cleanFileName(name, room))].join('/');
}

function unpackable(name: string): string {
	return device.test(name) ? `_${name}` : name;
}

/** Paths are unique whatever case a file system keeps: the second of a name gets a number. */
export function uniquePaths(): (path: string) => string {
	const taken = new Set<string>();
	return (path) => {
		const at = path.lastIndexOf('/') + 1;
		let unique = path;
		for (let nth = 2; taken.has(unique.toLowerCase()); nth += 1) unique = `${path.slice(0, at)}${nth} ${path.slice(at)}`;
		taken.add(unique.toLowerCase());
		return unique;
	};
}
