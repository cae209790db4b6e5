import type { Readable } from 'node:stream';

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
