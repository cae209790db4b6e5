import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { Client, CopyDestinationOptions, CopySourceOptions, S3Error, type BucketItem } from 'minio';
import { hashingStream, hashOf } from './hashing.ts';
import { isSha256, storageKey, StoredBytesDiffer, StoredFileMissing, type FileStore, type PutFacts, type StoredObject } from './port.ts';

export type S3Options = {
	readonly kind: 's3';
	/** `http://host:port` or `https://host`. */
	readonly endpoint: string;
	readonly region: string;
	readonly bucket: string;
	readonly accessKey: string;
	readonly secretKey: string;
};

/** Bytes that are already there and younger than this are left alone; older ones are dated anew, so that a sweep sees them fresh. */
const freshForMs = 60 * 60 * 1000;

/** Any S3 store, by plain calls only: PUT, GET with Range, HEAD, DELETE, list, and making the bucket. */
export async function createS3Store(options: S3Options): Promise<FileStore> {
	const { bucket, region } = options;
	const client = connect(options);
	if (!(await client.bucketExists(bucket))) await makeBucket(client, bucket, region);

	async function statObject(sha256: string): Promise<StoredObject | null> {
		try {
			const found = await client.statObject(bucket, storageKey(sha256));
			return { sha256, size: found.size, modifiedAt: found.lastModified };
		} catch (error) {
			if (isMissing(error)) return null;
			throw error;
		}
	}

	async function put(tempPath: string, facts: PutFacts): Promise<'stored' | 'existing'> {
		const key = storageKey(facts.sha256);
		const present = await statObject(facts.sha256);
		if (present?.size === facts.size) {
			if (Date.now() - present.modifiedAt.getTime() > freshForMs) await dateAnew(client, bucket, key, facts);
			return 'existing';
		}
		// A file that is shorter than said would leave the server waiting for the rest.
		const { size } = await stat(tempPath);
		if (size !== facts.size) throw new StoredBytesDiffer(`${facts.size} bytes`, `${size} bytes`);
		const checksum = await send(client, { bucket, key, region, tempPath, facts });
		// A server that knows the checksum header has compared it with what it received. Others are read back.
		if (checksum !== base64Of(facts.sha256)) {
			const found = await hashOf(await client.getObject(bucket, key));
			if (found.sha256 !== facts.sha256) {
				await client.removeObject(bucket, key);
				throw new StoredBytesDiffer(facts.sha256, found.sha256);
			}
		}
		return 'stored';
	}

	return {
		kind: 's3',
		put,
		async openRead(sha256, range) {
			const key = storageKey(sha256);
			try {
				if (!range) return await client.getObject(bucket, key);
				const length = range.end - range.start + 1;
				return firstBytes(await client.getPartialObject(bucket, key, range.start, length), length);
			} catch (error) {
				if (isMissing(error)) throw new StoredFileMissing(sha256);
				throw error;
			}
		},
		stat: statObject,
		async remove(sha256) {
			await client.removeObject(bucket, storageKey(sha256));
		},
		async *list() {
			const items = client.listObjectsV2(bucket, 'sha256/', true) as AsyncIterable<BucketItem>;
			for await (const item of items) {
				const sha256 = item.name?.split('/').at(-1) ?? '';
				if (isSha256(sha256) && item.lastModified) {
					yield { sha256, size: item.size, modifiedAt: new Date(item.lastModified) };
				}
			}
		},
		async health() {
			if (!(await client.bucketExists(bucket))) throw new Error(`the bucket ${bucket} does not exist`);
		}
	};
}

function connect(options: S3Options): Client {
	const url = new URL(options.endpoint);
	return new Client({
		endPoint: url.hostname,
		port: url.port ? Number(url.port) : undefined,
		useSSL: url.protocol === 'https:',
		region: options.region,
		pathStyle: true,
		accessKey: options.accessKey,
		secretKey: options.secretKey,
		// A retry would send a stream that is already used up.
		retryOptions: { disableRetry: true }
	});
}

async function makeBucket(client: Client, bucket: string, region: string): Promise<void> {
	try {
		await client.makeBucket(bucket, region);
	} catch (error) {
		// Two processes may start at once.
		if (!(await client.bucketExists(bucket))) throw error;
	}
}

/** A copy of an object onto itself changes its date and no byte. S3 wants the metadata replaced in the same call. */
async function dateAnew(client: Client, bucket: string, key: string, facts: PutFacts): Promise<void> {
	await client.copyObject(
		new CopySourceOptions({ Bucket: bucket, Object: key }),
		new CopyDestinationOptions({
			Bucket: bucket,
			Object: key,
			MetadataDirective: 'REPLACE',
			Headers: { 'content-type': facts.contentType }
		})
	);
}

type Sending = { bucket: string; key: string; region: string; tempPath: string; facts: PutFacts };

/**
 * One streamed PUT with the size and the hash known beforehand. The client's own `putObject` would hold the whole file in memory
 * below its part size, and above it lose the checksum of the whole. Gives the checksum that the server says it verified.
 */
async function send(client: Client, { bucket, key, region, tempPath, facts }: Sending): Promise<string | undefined> {
	const hashing = hashingStream();
	const reading = pipeline(createReadStream(tempPath, { highWaterMark: 256 * 1024 }), hashing);
	const headers = {
		'content-length': String(facts.size),
		'content-type': facts.contentType,
		'x-amz-checksum-sha256': base64Of(facts.sha256)
	};
	const request = { method: 'PUT', bucketName: bucket, objectName: key, headers };
	// Over https the payload is not part of the signature: TLS protects it, and the checksum header names it.
	const signed = client.enableSHA256 ? facts.sha256 : '';
	const [, response] = await Promise.all([
		reading,
		client.makeRequestStreamAsync(request, hashing, signed, [200], region).catch((error: unknown) => {
			hashing.destroy();
			throw error;
		})
	]);
	await hashOf(response);
	const found = hashing.digest();
	if (found.sha256 !== facts.sha256) {
		await client.removeObject(bucket, key);
		throw new StoredBytesDiffer(facts.sha256, found.sha256);
	}
	const checksum = response.headers['x-amz-checksum-sha256'];
	return typeof checksum === 'string' ? checksum : undefined;
}

/** Some servers send more than the range asks for (s3rver for `bytes=0-0`): one byte too many would break the answer's length. */
function firstBytes(source: Readable, length: number): Readable {
	async function* take() {
		let left = length;
		for await (const chunk of source as AsyncIterable<Buffer>) {
			yield chunk.subarray(0, left);
			left -= chunk.length;
			if (left <= 0) return;
		}
	}
	return Readable.from(take(), { objectMode: false });
}

function base64Of(sha256: string): string {
	return Buffer.from(sha256, 'hex').toString('base64');
}

function isMissing(error: unknown): boolean {
	return error instanceof S3Error && ['NoSuchKey', 'NotFound', 'NoSuchObject'].includes(error.code ?? '');
}
