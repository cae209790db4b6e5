import { createHash } from 'node:crypto';
import { hashAlgorithm, signatureAlgorithm, signBytes, type Hash, type Holder } from './authority.ts';
import { context, int, octet, oid, seq, set, shortTime, time, tlv } from './der.ts';

export type CmsOptions = {
	signer: Holder;
	/** Certificates beside the signer's. */
	chain?: readonly Holder[];
	hash?: Hash;
	/** Hash of the signature where it is to be another than that of the content. */
	signatureHash?: Hash;
	at?: Date;
	/** Whether the signed attributes name the certificate (signing-certificate-v2); a holder: they name that one. */
	names?: boolean | Holder;
	stamp?: { authority: Holder; at: Date; over?: Buffer };
	/** Adobe's place for lists and answers. */
	revocation?: { crls?: readonly Buffer[]; ocsps?: readonly Buffer[] };
	/** Without signed attributes the signature is over the content itself. */
	bare?: boolean;
	/** Kept inside instead of beside. */
	content?: { type: string; bytes: Buffer };
	signers?: number;
};

const attribute = (type: string, ...values: readonly Buffer[]) => seq(oid(type), set(...values));

/** A SignedData over these bytes, as programs for signing make it. */
export function makeCms(bytes: Buffer, options: CmsOptions): Buffer {
	const { signer, chain = [], hash = 'sha256', names = true, stamp, revocation, content, signers = 1 } = options;
	const named = typeof names === 'object' ? names : signer;
	const attributes = [
		attribute('1.2.840.113549.1.9.3', oid(content?.type ?? '1.2.840.113549.1.7.1')),
		attribute('1.2.840.113549.1.9.4', octet(createHash(hash).update(bytes).digest())),
		...(options.at ? [attribute('1.2.840.113549.1.9.5', shortTime(options.at))] : []),
		...(names
			? [attribute('1.2.840.113549.1.9.16.2.47', seq(seq(seq(octet(createHash('sha256').update(named.certificate).digest())))))]
			: []),
		...(revocation
			? [
					attribute(
						'1.2.840.113583.1.1.8',
						seq(
							...(revocation.crls ? [context(0, seq(...revocation.crls))] : []),
							...(revocation.ocsps ? [context(1, seq(...revocation.ocsps))] : [])
						)
					)
				]
			: [])
	].toSorted(Buffer.compare);
	const how = options.signatureHash ?? hash;
	const signature = signBytes(signer, how, options.bare ? bytes : tlv(0x31, ...attributes));
	const stamped = stamp
		? [context(1, attribute('1.2.840.113549.1.9.16.2.14', makeStamp(stamp.over ?? signature, stamp.authority, stamp.at)))]
		: [];
	const info = seq(
		int(1),
		seq(issuerOf(signer), signer.serial),
		hashAlgorithm(hash),
		...(options.bare ? [] : [context(0, ...attributes)]),
		signatureAlgorithm(signer.scheme, how),
		octet(signature),
		...stamped
	);
	const inside = content ? [context(0, octet(content.bytes))] : [];
	const signed = seq(
		int(content ? 3 : 1),
		set(hashAlgorithm(hash)),
		seq(oid(content?.type ?? '1.2.840.113549.1.7.1'), ...inside),
		context(0, ...[signer, ...chain].map(({ certificate }) => certificate)),
		set(...Array.from({ length: signers }, () => info))
	);
	return seq(oid('1.2.840.113549.1.7.2'), context(0, signed));
}

/** A time stamp (RFC 3161) over these bytes. */
export function makeStamp(over: Buffer, authority: Holder, at: Date): Buffer {
	const imprint = seq(hashAlgorithm('sha256'), octet(createHash('sha256').update(over).digest()));
	const info = seq(int(1), oid('1.3.6.1.4.1.99999.2'), imprint, int(7), time(at));
	return makeCms(info, { signer: authority, at, content: { type: '1.2.840.113549.1.9.16.1.4', bytes: info } });
}

/** The same with lengths left open on the outside (BER), as programs write it that sign while they read. */
export function withOpenLengths(cms: Buffer): Buffer {
	const content = inside(cms);
	const type = content.subarray(0, sizeOf(content));
	const signed = inside(inside(content.subarray(type.length)));
	const open = (tag: number, ...parts: readonly Uint8Array[]) => Buffer.concat([Buffer.from([tag, 0x80]), ...parts, Buffer.alloc(2)]);
	return open(0x30, type, open(0xa0, open(0x30, signed)));
}

/** The issuer as the certificate has it: after version, number and algorithm. */
function issuerOf({ certificate }: Holder): Buffer {
	const body = inside(inside(certificate));
	let rest = body;
	for (let skipped = 0; skipped < 3; skipped += 1) rest = rest.subarray(sizeOf(rest));
	return rest.subarray(0, sizeOf(rest));
}

function headOf(bytes: Buffer): { head: number; length: number } {
	const first = bytes[1] ?? 0;
	return first < 128 ? { head: 2, length: first } : { head: 2 + (first & 0x7f), length: bytes.readUIntBE(2, first & 0x7f) };
}

function sizeOf(bytes: Buffer): number {
	const { head, length } = headOf(bytes);
	return head + length;
}

function inside(bytes: Buffer): Buffer {
	const { head, length } = headOf(bytes);
	return bytes.subarray(head, head + length);
}
