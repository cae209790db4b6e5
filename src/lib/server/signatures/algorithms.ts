import { constants, createHash, verify, type KeyObject } from 'node:crypto';
import type { SignatureReason } from '#lib/domain/signatures/report.ts';
import { isContext, isUniversal, oid, sequence, smallInteger, type Der } from './der.ts';

export type HashName = 'sha256' | 'sha384' | 'sha512';

const hashes: Record<string, HashName> = {
	'2.16.840.1.101.3.4.2.1': 'sha256',
	'2.16.840.1.101.3.4.2.2': 'sha384',
	'2.16.840.1.101.3.4.2.3': 'sha512'
};
/** MD5, SHA-1, SHA-224: nobody may rely on them any more. */
const weakHashes = new Set(['1.2.840.113549.2.5', '1.3.14.3.2.26', '2.16.840.1.101.3.4.2.4']);
const rsaWith: Record<string, HashName> = {
	'1.2.840.113549.1.1.11': 'sha256',
	'1.2.840.113549.1.1.12': 'sha384',
	'1.2.840.113549.1.1.13': 'sha512'
};
const ecdsaWith: Record<string, HashName> = {
	'1.2.840.10045.4.3.2': 'sha256',
	'1.2.840.10045.4.3.3': 'sha384',
	'1.2.840.10045.4.3.4': 'sha512'
};
const weakSignatures = new Set([
	'1.2.840.113549.1.1.4',
	'1.2.840.113549.1.1.5',
	'1.2.840.113549.1.1.14',
	'1.2.840.10045.4.1',
	'1.2.840.10045.4.3.1',
	'1.2.840.10040.4.3'
]);
const rsaPlain = '1.2.840.113549.1.1.1';
const rsaPss = '1.2.840.113549.1.1.10';
const ecPlain = '1.2.840.10045.2.1';
const curves = new Set(['prime256v1', 'secp384r1', 'secp521r1']);
const smallestRsa = 2048;
/** Beyond this a check costs more than a file may. */
const largestRsa = 8192;

/** Of an AlgorithmIdentifier. @throws Malformed */
export function hashOf(algorithm: Der | undefined): HashName | 'weak' | 'unknown' {
	const id = oid(sequence(algorithm, 'digest algorithm')[0]);
	return hashes[id] ?? (weakHashes.has(id) ? 'weak' : 'unknown');
}

export function digest(hash: HashName, ...parts: readonly Uint8Array[]): Uint8Array {
	const made = createHash(hash);
	for (const part of parts) made.update(part);
	return made.digest();
}

/** SHA-1 names a certificate in old attributes and in answers of authorities; it vouches for nothing. */
export function nameHash(algorithm: Der | undefined, bytes: Uint8Array): Uint8Array | null {
	const id = oid(sequence(algorithm, 'hash algorithm')[0]);
	const known = hashes[id] ?? (id === '1.3.14.3.2.26' ? 'sha1' : null);
	return known && createHash(known).update(bytes).digest();
}

type Scheme = { readonly kind: 'rsa' | 'pss' | 'ecdsa'; readonly hash: HashName; readonly salt?: number };

/**
 * Whether the key made the signature over these bytes; null when it did.
 * @param algorithm AlgorithmIdentifier of the signature
 * @param hash by which the signature must have been made, where it is said elsewhere too
 * @throws Malformed
 */
export function refuted(key: KeyObject, algorithm: Der, data: Uint8Array, signature: Uint8Array, hash?: HashName): SignatureReason | null {
	const scheme = schemeOf(algorithm, hash);
	if (typeof scheme === 'string') return scheme;
	if (hash && scheme.hash !== hash) return 'signature_wrong';
	const type = key.asymmetricKeyType;
	const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
	if (scheme.kind === 'ecdsa') {
		if (type !== 'ec') return 'signature_wrong';
		if (!curves.has(namedCurve)) return 'unsupported_algorithm';
	} else {
		if (type !== 'rsa' && !(type === 'rsa-pss' && scheme.kind === 'pss')) return 'signature_wrong';
		if (modulusLength < smallestRsa) return 'weak_key';
		if (modulusLength > largestRsa) return 'unsupported_algorithm';
	}
	const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, ...(scheme.salt === undefined ? {} : { saltLength: scheme.salt }) };
	const how = scheme.kind === 'pss' ? pss : scheme.kind === 'rsa' ? { padding: constants.RSA_PKCS1_PADDING } : {};
	try {
		return verify(scheme.hash, data, { key, ...how }, signature) ? null : 'signature_wrong';
	} catch {
		return 'signature_wrong';
	}
}

function schemeOf(algorithm: Der, hash: HashName | undefined): Scheme | SignatureReason {
	const parts = sequence(algorithm, 'signature algorithm');
	const id = oid(parts[0]);
	if (weakSignatures.has(id)) return 'weak_digest';
	if (id === rsaPss) return pssScheme(parts[1]);
	const rsa = rsaWith[id] ?? (id === rsaPlain ? hash : undefined);
	if (rsa) return { kind: 'rsa', hash: rsa };
	const ecdsa = ecdsaWith[id] ?? (id === ecPlain ? hash : undefined);
	return ecdsa ? { kind: 'ecdsa', hash: ecdsa } : 'unsupported_algorithm';
}

/** Without parameters PSS means SHA-1. The mask must be made with the same hash. */
function pssScheme(parameters: Der | undefined): Scheme | SignatureReason {
	const parts = parameters ? sequence(parameters, 'PSS parameters') : [];
	const given = (tag: number) => parts.find((part) => isContext(part, tag))?.children[0];
	const hash = given(0) ? hashOf(given(0)) : 'weak';
	if (hash === 'weak') return 'weak_digest';
	if (hash === 'unknown') return 'unsupported_algorithm';
	const mask = given(1) ? sequence(given(1), 'PSS mask') : [];
	if (mask.length < 2 || hashOf(mask[1]) !== hash) return 'unsupported_algorithm';
	return { kind: 'pss', hash, salt: given(2) ? smallInteger(given(2), 'PSS salt') : 20 };
}

/** `RSA 2048, SHA-256`; the hash is known where it is a good one. */
export function algorithmName(key: KeyObject, algorithm: Der, hash: HashName): string {
	const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
	const isPss = isUniversal(algorithm, 16) && oid(sequence(algorithm, 'signature algorithm')[0]) === rsaPss;
	const name = key.asymmetricKeyType === 'ec' ? `ECDSA ${namedCurve}` : `RSA${isPss ? '-PSS' : ''} ${modulusLength}`;
	return `${name}, ${hash.replace('sha', 'SHA-')}`;
}
