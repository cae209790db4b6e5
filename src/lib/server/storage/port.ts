import type { Readable } from 'node:stream';

/** A part of a file, both ends included, as in a Range header. */
export type ByteRange = { readonly start: number; readonly end: number };

export type StoredObject = {
	readonly sha256: string;
	readonly size: number;
	/** When the bytes were last put: a put of bytes that are already there counts, so that a sweep leaves them alone. */
	readonly modifiedAt: Date;
};

export type PutFacts = { readonly sha256: string; readonly size: number; readonly contentType: string };

/**
 * Bytes by their SHA-256 (design.md §6). A key is never overwritten with other bytes: equal key, equal content. When `put` has
 * returned, the bytes survive a crash of the machine; only then may a transaction refer to them.
 */
export interface FileStore {
	readonly kind: 'disk' | 's3';
	/**
	 * Copies a temporary file into the store and hashes it on the way; the temporary file stays the caller's. Throws
	 * `StoredBytesDiffer` when the bytes are not those that the caller hashed. Says whether the bytes were there already.
	 */
	put(tempPath: string, facts: PutFacts): Promise<'stored' | 'existing'>;
	/** Opens the bytes, or a part of them. Throws `StoredFileMissing`. The caller destroys the stream. */
	openRead(sha256: string, range?: ByteRange): Promise<Readable>;
	stat(sha256: string): Promise<StoredObject | null>;
	/** The whole bytes of a file of this size, where a store keeps those that are read often; null for one to be streamed. Not to be changed. */
	bytesOf?(sha256: string, size: number): Promise<Buffer> | null;
	/** Removes the bytes; quiet when there are none. */
	remove(sha256: string): Promise<void>;
	list(): AsyncIterable<StoredObject>;
	/** Throws when the store cannot be used right now. */
	health(): Promise<void>;
}

/** A row refers to bytes that the store does not have: a fault of the installation, not of the person. */
export class StoredFileMissing extends Error {
	readonly sha256: string;

	constructor(sha256: string) {
		super(`the store has no bytes for ${sha256}`);
		this.name = 'StoredFileMissing';
		this.sha256 = sha256;
	}
}

/** What was read or written is not what its key says. */
export class StoredBytesDiffer extends Error {
	constructor(expected: string, found: string) {
		super(`expected bytes of ${expected}, found ${found}`);
		this.name = 'StoredBytesDiffer';
	}
}

const hashShape = /^[0-9a-f]{64}$/;

export function isSha256(text: string): boolean {
	return hashShape.test(text);
}

/** `sha256/ab/cd/<hash>`; throws on anything that is not a hash, so that no caller can address another path. */
export function storageKey(sha256: string): string {
	if (!isSha256(sha256)) throw new TypeError('not a SHA-256 in lower-case hex');
	return `sha256/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
}
