import { z } from 'zod';

/**
 * What a backup looks like on a disk:
 *
 *     manifest.json      what is in it, with counts and hashes; written last
 *     tables/*.copy      rows in PostgreSQL's text format of COPY, one file per table, all of one moment
 *     jobs.copy          jobs that were waiting or at work
 *     objects.tsv        hash, size and content type of every stored file, by hash
 *     objects/sha256/…   their bytes, laid out as in a file store on a disk
 *     installation.key   the key, unless it is kept elsewhere
 */
export const formatVersion = 1;
export const manifestFile = 'manifest.json';
export const keyFile = 'installation.key';
export const objectsFile = 'objects.tsv';
export const objectsFolder = 'objects';
export const jobsFile = 'jobs.copy';
export const tableFileOf = ({ schema, name }: { schema: string; name: string }) => `tables/${schema}.${name}.copy`;

/** A backup cannot be made or used; the message says why and what to do. */
export class BackupError extends Error {
	constructor(message: string, options?: ErrorOptions) {
		super(message, options);
		this.name = 'BackupError';
	}
}

const count = z.number().int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const identifier = z.string().regex(/^[a-z_][a-z0-9_]*$/);
const fileFacts = { rows: count, bytes: count, sha256 };

export const manifestSchema = z.object({
	format: z.literal('eiso-backup'),
	formatVersion: z.number().int().positive(),
	/** The moment of the snapshot. */
	takenAt: z.iso.datetime(),
	/** The version of the server, for people. */
	postgres: z.string(),
	/** What the tables look like: the migrations of the database, with the SHA-256 of each file. */
	migrations: z.array(z.object({ name: z.string(), checksum: sha256 })),
	tables: z.array(z.object({ schema: identifier, name: identifier, columns: z.array(identifier).min(1), ...fileFacts })),
	/** First days of the months for which the access log has partitions. */
	accessLogMonths: z.array(z.iso.date()),
	jobs: z.object(fileFacts),
	/** `rows` stored files with `objectBytes` bytes in all; facts of `objects.tsv`. */
	objects: z.object({ ...fileFacts, objectBytes: count }),
	/** Stored files whose bytes were missing or wrong in the store already; empty unless the operator went on in spite of them. */
	faults: z.array(sha256),
	/** The installation's key: its public half, and whether the backup holds it. */
	key: z.object({ publicKey: z.string(), included: z.boolean() })
});

export type Manifest = z.infer<typeof manifestSchema>;
export type FileFacts = Pick<Manifest['jobs'], keyof typeof fileFacts>;
export type TableFacts = Manifest['tables'][number];

export type Progress =
	| { readonly stage: 'tables'; readonly name: string; readonly rows: number; readonly done: number; readonly total: number }
	| { readonly stage: 'objects'; readonly done: number; readonly total: number; readonly copied: number };

/** Told after each table and each file; what it returns is waited for. */
export type OnProgress = (progress: Progress) => void | Promise<void>;
