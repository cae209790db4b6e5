import type { Revocation } from '#lib/domain/signatures/report.ts';
import { nameHash, refuted } from './algorithms.ts';
import { readCertificates, type Certificate } from './certificate.ts';
import { isSignedBy } from './chain.ts';
import { bits, hex, isContext, isUniversal, moment, octets, oid, parseDer, same, sequence, smallInteger, type Der } from './der.ts';

/** What the file carries about certificates that were called back: lists and answers of authorities, in DER. */
export type RevocationData = { readonly crls: readonly Uint8Array[]; readonly ocsps: readonly Uint8Array[] };

type Answer = { readonly revokedAt: Date | null; readonly asOf: Date; readonly until: Date | null };

const ocspSigning = '1.3.6.1.5.5.7.3.9';
const basicResponse = '1.3.6.1.5.5.7.48.1.1';
/** Lists that leave something out, or speak of others' certificates: neither is followed. */
const partial = new Set(['2.5.29.27', '2.5.29.28']);
const invalidityOnly = new Set(['2.5.29.20', '2.5.29.35']);

/**
 * Whether any certificate on the way to the trusted one was called back, as far as the file can tell. An answer counts when its authority signed
 * it and it was still good at the time of signing; that a certificate was called back counts whenever it was said.
 */
export function revocationOf(path: readonly Certificate[], data: RevocationData, at: Date): Revocation {
	let asOf: Date | null = null;
	let isKnown = true;
	for (const [index, certificate] of path.slice(0, -1).entries()) {
		const issuer = path[index + 1];
		if (!issuer) break;
		const answers = [
			...data.crls.map((crl) => orNull(() => askList(crl, certificate, issuer))),
			...data.ocsps.map((ocsp) => orNull(() => askAnswer(ocsp, certificate, issuer)))
		].filter((answer) => answer !== null);
		const revoked = answers.filter(({ revokedAt }) => revokedAt !== null).sort((a, b) => Number(a.revokedAt) - Number(b.revokedAt))[0];
		if (revoked?.revokedAt) return { status: 'revoked', asOf: revoked.asOf.toISOString(), revokedAt: revoked.revokedAt.toISOString() };
		const newest = answers.filter(({ until }) => until === null || until >= at).sort((a, b) => Number(b.asOf) - Number(a.asOf))[0];
		if (!newest) isKnown = false;
		else if (asOf === null || newest.asOf < asOf) asOf = newest.asOf;
	}
	if (!isKnown || asOf === null) return { status: 'not_checked', asOf: null, revokedAt: null };
	return { status: 'good', asOf: asOf.toISOString(), revokedAt: null };
}

/** Lists and answers come from the file: what cannot be read says nothing. */
function orNull<Value>(read: () => Value | null): Value | null {
	try {
		return read();
	} catch {
		return null;
	}
}

function askList(raw: Uint8Array, certificate: Certificate, issuer: Certificate): Answer | null {
	const [list, algorithm, signature] = sequence(parseDer(raw), 'list');
	if (!list || !algorithm) return null;
	const parts = sequence(list, 'list body');
	const [, name, thisUpdate, ...rest] = isUniversal(parts[0], 2) ? parts.slice(1) : parts;
	if (!name || !same(name.raw, issuer.subject) || !same(name.raw, certificate.issuer)) return null;
	if (issuer.usage && !issuer.usage.has('crlSign')) return null;
	const extensions = rest.find((part) => isContext(part, 0));
	for (const extension of extensions ? sequence(extensions.children[0], 'extensions') : []) {
		const [id, critical] = sequence(extension, 'extension');
		const isCritical = isUniversal(critical, 1) && critical.bytes[0] !== 0;
		if (partial.has(oid(id)) || (isCritical && !invalidityOnly.has(oid(id)))) return null;
	}
	if (refuted(issuer.key, algorithm, list.raw, bits(signature, 'signature of a list')) !== null) return null;
	const until = rest[0] && (isUniversal(rest[0], 23) || isUniversal(rest[0], 24)) ? moment(rest[0], 'next update') : null;
	const entries = rest.find((part) => isUniversal(part, 16))?.children ?? [];
	const entry = entries.find(({ children }) => children[0] !== undefined && hex(children[0].bytes) === certificate.serial);
	return { revokedAt: entry ? moment(entry.children[1], 'revocation') : null, asOf: moment(thisUpdate, 'this update'), until };
}

function askAnswer(raw: Uint8Array, certificate: Certificate, issuer: Certificate): Answer | null {
	const [status, wrapped] = sequence(parseDer(raw), 'answer');
	if (smallInteger(status, 'status') !== 0 || !isContext(wrapped, 0)) return null;
	const [type, inner] = sequence(wrapped.children[0], 'answer bytes');
	if (oid(type) !== basicResponse) return null;
	const [body, algorithm, signature, certificates] = sequence(parseDer(octets(inner, 'answer')), 'basic answer');
	if (!body || !algorithm) return null;
	const parts = sequence(body, 'answer body');
	const [, producedAt, responses] = isContext(parts[0], 0) ? parts.slice(1) : parts;
	const made = moment(producedAt, 'time of the answer');
	const own = isContext(certificates, 0) ? (certificates.children[0]?.children.map((part) => part.raw) ?? []) : [];
	const speaks = [issuer, ...readCertificates(own)].some(
		(speaker) =>
			mayAnswer(speaker, issuer, made) && refuted(speaker.key, algorithm, body.raw, bits(signature, 'signature of an answer')) === null
	);
	if (!speaks) return null;
	for (const single of sequence(responses, 'answers')) {
		const [id, state, thisUpdate, next] = sequence(single, 'single answer');
		if (!state || !isAbout(id, certificate, issuer)) continue;
		const asOf = moment(thisUpdate, 'this update');
		const until = isContext(next, 0) ? moment(next.children[0], 'next update') : null;
		const revokedAt = isContext(state, 1) ? moment(state.children[0], 'revocation') : null;
		if (revokedAt || isContext(state, 0)) return { revokedAt, asOf, until };
	}
	return null;
}

/** The issuer itself, or one to whom it gave this task and nothing else speaks for it. */
function mayAnswer(speaker: Certificate, issuer: Certificate, at: Date): boolean {
	if (speaker.fingerprint === issuer.fingerprint) return true;
	return (
		(speaker.purposes?.oids.includes(ocspSigning) ?? false) &&
		at >= speaker.notBefore &&
		at <= speaker.notAfter &&
		same(speaker.issuer, issuer.subject) &&
		isSignedBy(speaker, issuer)
	);
}

function isAbout(id: Der | undefined, certificate: Certificate, issuer: Certificate): boolean {
	const [algorithm, nameDigest, keyDigest, serial] = sequence(id, 'certificate id');
	if (!serial || hex(serial.bytes) !== certificate.serial) return false;
	const name = nameHash(algorithm, issuer.subject);
	const key = nameHash(algorithm, issuer.keyBits);
	return name !== null && key !== null && same(name, octets(nameDigest, 'name')) && same(key, octets(keyDigest, 'key'));
}
