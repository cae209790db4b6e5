import type { SignatureReason } from '#lib/domain/signatures/report.ts';
import { algorithmName, digest, hashOf, nameHash, refuted, type HashName } from './algorithms.ts';
import { readCertificates, type Certificate } from './certificate.ts';
import { hex, isContext, isUniversal, Malformed, moment, octets, oid, same, sequence, setOf, type Der } from './der.ts';

/** A SignedData of CMS (RFC 5652) with its one signer, read and not yet believed. */
export type SignedData = {
	readonly contentType: string;
	/** What is signed, where it lies within. */
	readonly content: Uint8Array | null;
	readonly certificates: readonly Certificate[];
	readonly crls: readonly Uint8Array[];
	readonly signer: Signer | null;
	readonly signers: number;
};

type Signer = {
	readonly id: Der;
	readonly digestAlgorithm: Der;
	readonly algorithm: Der;
	readonly signature: Uint8Array;
	readonly signedAttributes: Attributes | null;
	readonly unsignedAttributes: Attributes;
	/** The signed attributes as a SET: over this the signature is made. */
	readonly signedBytes: Uint8Array;
};

type Attributes = ReadonlyMap<string, readonly Der[]>;

export const contentTypes = { data: '1.2.840.113549.1.7.1', timeStamp: '1.2.840.113549.1.9.16.1.4' } as const;
export const attributeTypes = {
	contentType: '1.2.840.113549.1.9.3',
	messageDigest: '1.2.840.113549.1.9.4',
	signingTime: '1.2.840.113549.1.9.5',
	signingCertificate: '1.2.840.113549.1.9.16.2.12',
	timeStamp: '1.2.840.113549.1.9.16.2.14',
	signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
	adobeRevocation: '1.2.840.113583.1.1.8'
} as const;

const signedDataType = '1.2.840.113549.1.7.2';
const mostCertificates = 50;

/** @throws Malformed */
export function readSignedData(contentInfo: Der): SignedData {
	const [type, wrapped] = sequence(contentInfo, 'content info');
	if (oid(type) !== signedDataType || !isContext(wrapped, 0)) throw new Malformed('no signed data');
	const [, , encapsulated, ...rest] = sequence(wrapped.children[0], 'signed data');
	const [contentType, content] = sequence(encapsulated, 'content');
	const certificates = rest.find((part) => isContext(part, 0))?.children ?? [];
	const crls = rest.find((part) => isContext(part, 1))?.children ?? [];
	const signers = setOf(
		rest.find((part) => isUniversal(part, 17)),
		'signers'
	);
	if (certificates.length > mostCertificates) throw new Malformed('too many certificates');
	return {
		contentType: oid(contentType),
		content: isContext(content, 0) ? octets(content.children[0], 'content') : null,
		certificates: readCertificates(certificates.filter((part) => isUniversal(part, 16)).map((part) => part.raw)),
		crls: crls.filter((part) => isUniversal(part, 16)).map((part) => part.raw),
		signer: signers[0] ? readSigner(signers[0]) : null,
		signers: signers.length
	};
}

function readSigner(value: Der): Signer {
	const [, id, digestAlgorithm, ...rest] = sequence(value, 'signer');
	const signed = isContext(rest[0], 0) ? rest[0] : null;
	const [algorithm, signature, unsigned] = signed ? rest.slice(1) : rest;
	if (!id || !digestAlgorithm || !algorithm) throw new Malformed('signer');
	const signedBytes = Buffer.from(signed?.raw ?? []);
	if (signed) signedBytes[0] = 0x31;
	return {
		id,
		digestAlgorithm,
		algorithm,
		signature: octets(signature, 'signature'),
		signedAttributes: signed ? readAttributes(signed) : null,
		unsignedAttributes: isContext(unsigned, 1) ? readAttributes(unsigned) : new Map(),
		signedBytes
	};
}

function readAttributes(value: Der): Attributes {
	const found = new Map<string, readonly Der[]>();
	for (const attribute of value.children) {
		const [type, values] = sequence(attribute, 'attribute');
		const id = oid(type);
		if (found.has(id)) throw new Malformed('an attribute twice');
		found.set(id, setOf(values, 'attribute values'));
	}
	return found;
}

/** A signature that was made by this certificate over this content; or why it was not. `certificate` is known in some faults too. */
export type Integrity =
	| { readonly reason: null; readonly certificate: Certificate; readonly algorithm: string; readonly claimedAt: Date | null }
	| { readonly reason: SignatureReason; readonly certificate: Certificate | null; readonly algorithm: string };

/**
 * Whether the content is what was signed and who signed it: digest, signed attributes, the signature itself, and that the signer meant this
 * certificate. Says nothing of whether the certificate is to be trusted.
 * @param parts of the content, in order
 * @param options.needsCertificate the format asks that the signer names the certificate in what is signed (PAdES, RFC 3161)
 * @throws Malformed
 */
export function checkIntegrity(
	signed: SignedData,
	parts: readonly Uint8Array[],
	{ needsCertificate }: { needsCertificate: boolean }
): Integrity {
	const { signer } = signed;
	if (!signer || signed.signers !== 1) return { reason: signer ? 'several_signers' : 'malformed', certificate: null, algorithm: '' };
	const certificate = signed.certificates.find((candidate) => isNamedBy(candidate, signer.id)) ?? null;
	const hash = hashOf(signer.digestAlgorithm);
	const fails = (reason: SignatureReason): Integrity => ({
		reason,
		certificate,
		algorithm: certificate && isGood(hash) ? algorithmName(certificate.key, signer.algorithm, hash) : ''
	});
	if (!isGood(hash)) return fails(hash === 'weak' ? 'weak_digest' : 'unsupported_algorithm');
	const attributes = signer.signedAttributes;
	if (!attributes) return fails('no_signed_attributes');
	const only = (type: string) => {
		const values = attributes.get(type);
		return values?.length === 1 ? values[0] : undefined;
	};
	if (oid(only(attributeTypes.contentType), 'content type') !== signed.contentType) return fails('malformed');
	if (!same(octets(only(attributeTypes.messageDigest), 'message digest'), digest(hash, ...parts))) return fails('content_changed');
	if (!certificate) return fails('signing_certificate');
	const wrong = refuted(certificate.key, signer.algorithm, signer.signedBytes, signer.signature, hash);
	if (wrong) return fails(wrong);
	const named = meantCertificate(attributes, certificate);
	if (named === false || (named === null && needsCertificate)) return fails('signing_certificate');
	const time = only(attributeTypes.signingTime);
	return {
		reason: null,
		certificate,
		algorithm: algorithmName(certificate.key, signer.algorithm, hash),
		claimedAt: time ? moment(time, 'signing time') : null
	};
}

function isGood(hash: HashName | 'weak' | 'unknown'): hash is HashName {
	return hash !== 'weak' && hash !== 'unknown';
}

/** By issuer and number, or by the id of its key. */
function isNamedBy(certificate: Certificate, id: Der): boolean {
	if (isContext(id, 0)) return certificate.subjectKeyId !== null && certificate.subjectKeyId === hex(id.bytes);
	const [issuer, serial] = sequence(id, 'signer id');
	return issuer !== undefined && serial !== undefined && same(issuer.raw, certificate.issuer) && hex(serial.bytes) === certificate.serial;
}

/** Whether the signed attributes name this certificate; null when they name none. */
function meantCertificate(attributes: Attributes, certificate: Certificate): boolean | null {
	const second = attributes.get(attributeTypes.signingCertificateV2)?.[0];
	const first = attributes.get(attributeTypes.signingCertificate)?.[0];
	const list = second ?? first;
	if (!list) return null;
	const [named] = sequence(sequence(list, 'signing certificate')[0], 'named certificates');
	const parts = sequence(named, 'named certificate');
	// The first kind knows only SHA-1, the second means SHA-256 when it names no hash.
	const algorithm = second && isUniversal(parts[0], 16) && isUniversal(parts[1], 4) ? parts[0] : null;
	const given = octets(algorithm ? parts[1] : parts[0], 'hash of a certificate');
	const own = algorithm ? nameHash(algorithm, certificate.raw) : digestByLength(given.length, certificate.raw);
	return own !== null && same(own, given);
}

const sha1: Der = {
	tagClass: 1,
	tag: 16,
	raw: new Uint8Array(),
	bytes: new Uint8Array(),
	children: [{ tagClass: 1, tag: 6, raw: new Uint8Array(), bytes: Uint8Array.of(0x2b, 0x0e, 0x03, 0x02, 0x1a), children: [] }]
};

function digestByLength(length: number, bytes: Uint8Array): Uint8Array | null {
	if (length === 32) return digest('sha256', bytes);
	return length === 20 ? nameHash(sha1, bytes) : null;
}
