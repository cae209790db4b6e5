import { constants, createHash, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { bitString, bool, context, contextPrimitive, int, nul, octet, oid, seq, set, shortTime, time, tlv, utf8 } from './der.ts';

/** Who has a key and a certificate for it. */
export type Holder = {
	readonly certificate: Buffer;
	readonly key: KeyObject;
	readonly name: Buffer;
	readonly keyId: Buffer;
	readonly publicKey: Buffer;
	readonly serial: Buffer;
	readonly scheme: Scheme;
};
export type Scheme = 'rsa' | 'pss' | 'ec';
export type Hash = 'sha1' | 'sha256' | 'sha384' | 'sha512';
export type Usage = 'digitalSignature' | 'nonRepudiation' | 'keyEncipherment' | 'keyCertSign' | 'crlSign';

const usageBits: Record<Usage, number> = {
	digitalSignature: 0x80,
	nonRepudiation: 0x40,
	keyEncipherment: 0x20,
	keyCertSign: 0x04,
	crlSign: 0x02
};
export const hashIds: Record<Hash, string> = {
	sha1: '1.3.14.3.2.26',
	sha256: '2.16.840.1.101.3.4.2.1',
	sha384: '2.16.840.1.101.3.4.2.2',
	sha512: '2.16.840.1.101.3.4.2.3'
};
const rsaIds = {
	sha1: '1.2.840.113549.1.1.5',
	sha256: '1.2.840.113549.1.1.11',
	sha384: '1.2.840.113549.1.1.12',
	sha512: '1.2.840.113549.1.1.13'
};
const ecIds = { sha1: '1.2.840.10045.4.1', sha256: '1.2.840.10045.4.3.2', sha384: '1.2.840.10045.4.3.3', sha512: '1.2.840.10045.4.3.4' };
const saltLength = 32;

export const purposes = {
	timeStamping: '1.3.6.1.5.5.7.3.8',
	ocsp: '1.3.6.1.5.5.7.3.9',
	mail: '1.3.6.1.5.5.7.3.4',
	server: '1.3.6.1.5.5.7.3.1'
} as const;

export const hashAlgorithm = (hash: Hash) => seq(oid(hashIds[hash]), nul());

export function signatureAlgorithm(scheme: Scheme, hash: Hash): Buffer {
	if (scheme === 'ec') return seq(oid(ecIds[hash]));
	if (scheme === 'rsa') return seq(oid(rsaIds[hash]), nul());
	const mask = seq(oid('1.2.840.113549.1.1.8'), hashAlgorithm(hash));
	return seq(oid('1.2.840.113549.1.1.10'), seq(context(0, hashAlgorithm(hash)), context(1, mask), context(2, int(saltLength))));
}

export function signBytes({ key, scheme }: Pick<Holder, 'key' | 'scheme'>, hash: Hash, bytes: Uint8Array): Buffer {
	const how = scheme === 'pss' ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength } : key;
	return sign(hash, bytes, how);
}

export type CertificateOptions = {
	name: string;
	organisation?: string;
	/** None: signs itself. */
	issuer?: Holder;
	scheme?: Scheme;
	rsaBits?: number;
	hash?: Hash;
	isCa?: boolean;
	pathLength?: number;
	usage?: readonly Usage[];
	purposes?: readonly string[];
	from?: Date;
	to?: Date;
	/** Another's id of the key, to pass for it. */
	keyId?: Buffer;
	/** An extension that no reader knows and every one must. */
	unknownCritical?: boolean;
};

let serials = 4096;

export function makeHolder(options: CertificateOptions): Holder {
	const { issuer, scheme = 'ec', hash = 'sha256', isCa = false, rsaBits = 2048 } = options;
	const { privateKey } =
		scheme === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: rsaBits });
	const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
	// The bits of the key are the last part of the SPKI.
	const publicKey = scheme === 'ec' ? spki.subarray(-65) : spki.subarray(24);
	const keyId = options.keyId ?? createHash('sha1').update(spki).digest();
	const name = nameOf(options.name, options.organisation);
	serials += 1;
	const serial = int(serials);
	const signer: Pick<Holder, 'key' | 'scheme'> = issuer ?? { key: privateKey, scheme };
	const extension = (id: string, critical: boolean, value: Buffer) => seq(oid(id), ...(critical ? [bool(true)] : []), octet(value));
	const usage = options.usage ?? (isCa ? (['keyCertSign', 'crlSign'] as const) : (['digitalSignature', 'nonRepudiation'] as const));
	const extensions = [
		...(isCa
			? [extension('2.5.29.19', true, seq(bool(true), ...(options.pathLength === undefined ? [] : [int(options.pathLength)])))]
			: []),
		extension('2.5.29.15', true, bitString(Buffer.from([usage.reduce((bits, item) => bits | usageBits[item], 0)]))),
		extension('2.5.29.14', false, octet(keyId)),
		...(issuer ? [extension('2.5.29.35', false, seq(contextPrimitive(0, issuer.keyId)))] : []),
		...(options.purposes
			? [extension('2.5.29.37', options.purposes.includes(purposes.timeStamping), seq(...options.purposes.map((purpose) => oid(purpose))))]
			: []),
		...(options.unknownCritical ? [extension('1.3.6.1.4.1.99999.1', true, nul())] : [])
	];
	const algorithm = signatureAlgorithm(signer.scheme, hash);
	const body = seq(
		context(0, int(2)),
		serial,
		algorithm,
		issuer?.name ?? name,
		seq(shortTime(options.from ?? new Date('2026-01-01T00:00:00Z')), shortTime(options.to ?? new Date('2030-01-01T00:00:00Z'))),
		name,
		spki,
		context(3, seq(...extensions))
	);
	const certificate = seq(body, algorithm, bitString(signBytes(signer, hash, body)));
	return { certificate, key: privateKey, name, keyId, publicKey, serial, scheme };
}

function nameOf(common: string, organisation?: string): Buffer {
	const part = (id: string, text: string) => set(seq(oid(id), utf8(text)));
	return seq(...(organisation ? [part('2.5.4.10', organisation)] : []), part('2.5.4.3', common));
}

/** A list of certificates that were called back. */
export function makeCrl(
	issuer: Holder,
	{ revoked = [], from, to }: { revoked?: { holder: Holder; at: Date }[]; from: Date; to: Date }
): Buffer {
	const algorithm = signatureAlgorithm(issuer.scheme, 'sha256');
	const entries = revoked.map(({ holder, at }) => seq(holder.serial, shortTime(at)));
	const body = seq(int(1), algorithm, issuer.name, shortTime(from), shortTime(to), ...(entries.length > 0 ? [seq(...entries)] : []));
	return seq(body, algorithm, bitString(signBytes(issuer, 'sha256', body)));
}

/** An authority's answer about one certificate. */
export function makeOcsp(
	about: Holder,
	issuer: Holder,
	{ responder = issuer, revokedAt, from, to }: { responder?: Holder; revokedAt?: Date; from: Date; to: Date }
): Buffer {
	const sha1 = (bytes: Uint8Array) => octet(createHash('sha1').update(bytes).digest());
	const id = seq(seq(oid(hashIds.sha1), nul()), sha1(issuer.name), sha1(issuer.publicKey), about.serial);
	const status = revokedAt ? tlv(0xa1, time(revokedAt)) : tlv(0x80);
	const body = seq(context(2, octet(responder.keyId)), time(from), seq(seq(id, status, time(from), context(0, time(to)))));
	const basic = seq(
		body,
		signatureAlgorithm(responder.scheme, 'sha256'),
		bitString(signBytes(responder, 'sha256', body)),
		context(0, seq(responder.certificate))
	);
	return seq(tlv(0x0a, Buffer.from([0])), context(0, seq(oid('1.3.6.1.5.5.7.48.1.1'), octet(basic))));
}

/** PEM of a certificate. */
export function pem({ certificate }: Pick<Holder, 'certificate'>): string {
	const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
	return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
