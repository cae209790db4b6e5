import { createHash, X509Certificate, type KeyObject } from 'node:crypto';
import type { SignerCertificate } from '#lib/domain/signatures/report.ts';
import { bits, hex, isContext, isUniversal, Malformed, moment, octets, oid, parseDer, sequence, smallInteger, type Der } from './der.ts';

/** What the checks ask of a certificate. */
export type Certificate = {
	readonly raw: Uint8Array;
	/** SHA-256, hex. */
	readonly fingerprint: string;
	/** What was signed by its issuer, and how. */
	readonly signedPart: Uint8Array;
	readonly algorithm: Der;
	readonly signature: Uint8Array;
	readonly subject: Uint8Array;
	readonly issuer: Uint8Array;
	readonly subjectNames: Names;
	readonly issuerNames: Names;
	/** Content of the INTEGER, hex. */
	readonly serial: string;
	readonly key: KeyObject;
	/** Content of the BIT STRING: what answers of authorities name an issuer by. */
	readonly keyBits: Uint8Array;
	readonly notBefore: Date;
	readonly notAfter: Date;
	readonly isCa: boolean;
	/** How many authorities may stand below; null: any. */
	readonly pathLength: number | null;
	/** Null when the certificate does not limit its use. */
	readonly usage: ReadonlySet<KeyUsage> | null;
	readonly purposes: { readonly oids: readonly string[]; readonly critical: boolean } | null;
	readonly subjectKeyId: string | null;
	readonly issuerKeyId: string | null;
	/** An extension that must be understood and is not. */
	readonly hasUnknownCritical: boolean;
};

export type Names = { readonly common: string; readonly organisation: string; readonly text: string };

const usages = [
	'digitalSignature',
	'nonRepudiation',
	'keyEncipherment',
	'dataEncipherment',
	'keyAgreement',
	'keyCertSign',
	'crlSign',
	'encipherOnly',
	'decipherOnly'
] as const;
export type KeyUsage = (typeof usages)[number];

/** Subject alternative name, usage, basic constraints, policies and purposes: what they ask is asked here or limits nothing that is. */
const understood = new Set(['2.5.29.14', '2.5.29.15', '2.5.29.17', '2.5.29.19', '2.5.29.32', '2.5.29.35', '2.5.29.37']);
const nameTypes: Record<string, string> = {
	'2.5.4.3': 'CN',
	'2.5.4.10': 'O',
	'2.5.4.11': 'OU',
	'2.5.4.6': 'C',
	'2.5.4.7': 'L',
	'2.5.4.8': 'ST'
};
const largest = 64 * 1024;

/** Reads a certificate in DER. @throws Malformed */
export function readCertificate(raw: Uint8Array): Certificate {
	if (raw.length > largest) throw new Malformed('certificate too large');
	const [body, algorithm, signature] = sequence(parseDer(raw), 'certificate');
	const parts = sequence(body, 'certificate body');
	// The version stands first where it is not 1.
	const [serial, , issuer, validity, subject, publicKey, ...more] = isContext(parts[0], 0) ? parts.slice(1) : parts;
	if (!body || !algorithm || !isUniversal(serial, 2) || !issuer || !subject || !publicKey) throw new Malformed('certificate');
	const [notBefore, notAfter] = sequence(validity, 'validity');
	const extensions = extensionsOf(more.find((part) => isContext(part, 3)));
	const constraints = extensions.find(({ id }) => id === '2.5.29.19');
	const basic = constraints ? sequence(parseDer(constraints.value), 'basic constraints') : [];
	const limit = basic.find((part) => isUniversal(part, 2));
	const purposes = extensions.find(({ id }) => id === '2.5.29.37');
	const authorityKey = extensions.find(({ id }) => id === '2.5.29.35');
	const authorityKeyId = authorityKey && sequence(parseDer(authorityKey.value), 'authority key').find((part) => isContext(part, 0));
	const subjectKey = extensions.find(({ id }) => id === '2.5.29.14');
	return {
		raw,
		fingerprint: createHash('sha256').update(raw).digest('hex'),
		signedPart: body.raw,
		algorithm,
		signature: bits(signature, 'signature of a certificate'),
		subject: subject.raw,
		issuer: issuer.raw,
		subjectNames: namesOf(subject),
		issuerNames: namesOf(issuer),
		serial: hex(serial.bytes),
		key: keyOf(raw),
		keyBits: bits(sequence(publicKey, 'public key')[1], 'public key'),
		notBefore: moment(notBefore, 'validity'),
		notAfter: moment(notAfter, 'validity'),
		isCa: isUniversal(basic[0], 1) && basic[0].bytes[0] !== 0,
		pathLength: limit ? smallInteger(limit, 'path length') : null,
		usage: usageOf(extensions.find(({ id }) => id === '2.5.29.15')),
		purposes: purposes
			? { critical: purposes.critical, oids: sequence(parseDer(purposes.value), 'purposes').map((purpose) => oid(purpose)) }
			: null,
		subjectKeyId: subjectKey ? hex(octets(parseDer(subjectKey.value), 'subject key')) : null,
		issuerKeyId: authorityKeyId ? hex(authorityKeyId.bytes) : null,
		hasUnknownCritical: extensions.some(({ id, critical }) => critical && !understood.has(id))
	};
}

/** Those of the certificates that can be read; a broken one among them helps nobody and harms nobody. */
export function readCertificates(all: readonly Uint8Array[]): Certificate[] {
	const found = new Map<string, Certificate>();
	for (const raw of all) {
		try {
			const certificate = readCertificate(raw);
			found.set(certificate.fingerprint, certificate);
		} catch {
			continue;
		}
	}
	return [...found.values()];
}

export function signerOf({ subjectNames, issuerNames, serial, notBefore, notAfter }: Certificate): SignerCertificate {
	return {
		name: subjectNames.common || subjectNames.text,
		organisation: subjectNames.organisation,
		issuer: issuerNames.common || issuerNames.text,
		serial,
		notBefore: notBefore.toISOString(),
		notAfter: notAfter.toISOString()
	};
}

type Extension = { readonly id: string; readonly critical: boolean; readonly value: Uint8Array };

function extensionsOf(wrapped: Der | undefined): Extension[] {
	if (!wrapped) return [];
	return sequence(wrapped.children[0], 'extensions').map((extension) => {
		const [id, second, third] = sequence(extension, 'extension');
		const critical = isUniversal(second, 1) && second.bytes[0] !== 0;
		return { id: oid(id), critical, value: octets(isUniversal(second, 1) ? third : second, 'extension') };
	});
}

function usageOf(extension: Extension | undefined): ReadonlySet<KeyUsage> | null {
	if (!extension) return null;
	const flags = bits(parseDer(extension.value), 'key usage');
	return new Set(usages.filter((_, at) => ((flags[at >> 3] ?? 0) & (0x80 >> (at & 7))) !== 0));
}

function keyOf(raw: Uint8Array): KeyObject {
	try {
		return new X509Certificate(raw).publicKey;
	} catch {
		throw new Malformed('public key');
	}
}

/** A name as people read it: `CN=…, O=…`, the most particular first. */
function namesOf(name: Der): Names {
	const found = sequence(name, 'name').flatMap((set) =>
		set.children.map((pair) => {
			const [type, value] = sequence(pair, 'part of a name');
			return { type: oid(type), text: value ? textOf(value) : '' };
		})
	);
	const last = (type: string) => found.findLast((part) => part.type === type)?.text ?? '';
	const text = found
		.toReversed()
		.map((part) => `${nameTypes[part.type] ?? part.type}=${part.text}`)
		.join(', ');
	return { common: last('2.5.4.3'), organisation: last('2.5.4.10'), text: shown(text, 500) };
}

function textOf(value: Der): string {
	const bytes = Buffer.from(value.bytes);
	// BMPString is UTF-16, most significant byte first; the others are read as UTF-8, of which ASCII is a part.
	const text = value.tag === 30 && bytes.length % 2 === 0 ? Buffer.from(bytes).swap16().toString('utf16le') : bytes.toString('utf8');
	return shown(text, 200);
}

/** Without what cannot be seen or turns the direction of what follows: the name stands on our pages. */
function shown(text: string, most: number): string {
	return text
		.normalize('NFC')
		.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
		.trim()
		.slice(0, most);
}
