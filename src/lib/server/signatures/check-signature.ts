import type { CheckedSignature, Revocation, SignatureReason, TimeStamp } from '#lib/domain/signatures/report.ts';
import { signerOf, type Certificate } from './certificate.ts';
import { chainOf } from './chain.ts';
import { isUniversal, Malformed, readDer, sequence, type Der } from './der.ts';
import type { FoundSignature } from './pdf-signatures.ts';
import { statusOf } from './reasons.ts';
import { revocationOf, type RevocationData } from './revocation.ts';
import { attributeTypes, checkIntegrity, contentTypes, readSignedData, type SignedData } from './signed-data.ts';
import { checkTimeStamp, type CheckedStamp } from './time-stamp.ts';

/** Everything but what stands behind the signed part, which is asked of the whole file. */
export type Judged = Omit<CheckedSignature, 'coverage'>;

export type Known = {
	/** What the installation trusts. */
	readonly anchors: readonly Certificate[];
	/** Certificates that the file carries beside its signatures. */
	readonly pool: readonly Certificate[];
	readonly revocation: RevocationData;
	/** Now. */
	readonly at: Date;
};

const formats = { pades: 'ETSI.CAdES.detached', detached: 'adbe.pkcs7.detached', stamp: 'ETSI.RFC3161' } as const;
/** Those that hash with SHA-1 by their definition. */
const weakFormats: ReadonlySet<string> = new Set(['adbe.pkcs7.sha1', 'adbe.x509.rsa_sha1']);
/** What a certificate for signing papers may be for, where it is limited: mail, people who sign in, papers, anything. */
const paperPurposes = new Set([
	'2.5.29.37.0',
	'1.3.6.1.5.5.7.3.2',
	'1.3.6.1.5.5.7.3.4',
	'1.3.6.1.5.5.7.3.36',
	'1.3.6.1.4.1.311.10.3.12',
	'1.2.840.113583.1.1.5'
]);
const notChecked: Revocation = { status: 'not_checked', asOf: null, revokedAt: null };
/** Clocks of signers go wrong by less. */
const clockMs = 24 * 60 * 60 * 1000;

type Facts = {
	certificate?: Certificate | null;
	algorithm?: string;
	time?: CheckedSignature['time'];
	timestamp?: TimeStamp | null;
	revocation?: Revocation;
	anchor?: Certificate | undefined;
};

/** Judges one signature over the parts of the file that it names. Never throws for the file's sake. */
export function checkSignature(found: FoundSignature, known: Known): Judged {
	const say = (reason: SignatureReason | null, facts: Facts = {}): Judged => ({
		kind: found.format === formats.stamp ? 'timestamp' : 'signature',
		field: found.field,
		format: found.format,
		status: statusOf(reason),
		reason,
		signer: facts.certificate ? signerOf(facts.certificate) : null,
		time: facts.time ?? { at: null, source: 'none' },
		timestamp: facts.timestamp ?? null,
		revocation: facts.revocation ?? notChecked,
		algorithm: facts.algorithm ?? '',
		anchor: facts.anchor ? facts.anchor.subjectNames.common || facts.anchor.subjectNames.text : null
	});
	if (found.fault) return say(found.fault);
	if (weakFormats.has(found.format)) return say('weak_digest');
	try {
		const token = withoutPadding(found.contents);
		switch (found.format) {
			case formats.stamp:
				return checkDocumentStamp(token, found, known, say);
			case formats.pades:
			case formats.detached:
				return checkSigner(readSignedData(token), found, known, say);
			default:
				return say('unsupported_format');
		}
	} catch (error) {
		if (error instanceof Malformed || error instanceof RangeError) return say('malformed');
		throw error;
	}
}

type Say = (reason: SignatureReason | null, facts?: Facts) => Judged;

function checkSigner(signed: SignedData, found: FoundSignature, known: Known, say: Say): Judged {
	if (signed.contentType !== contentTypes.data || signed.content) return say('malformed');
	const integrity = checkIntegrity(signed, found.parts, { needsCertificate: found.format === formats.pades });
	const { certificate, algorithm } = integrity;
	if (integrity.reason !== null) return say(integrity.reason, { certificate, algorithm });
	const pool = [...signed.certificates, ...known.pool];
	const stamp = stampOf(signed, pool, known);
	const claimed = integrity.claimedAt ?? found.claimedAt;
	const isProven = stamp?.status === 'valid' && stamp.at !== null;
	const at = isProven && stamp.at ? new Date(stamp.at) : (claimed ?? known.at);
	const facts: Facts = {
		certificate: integrity.certificate,
		algorithm,
		time: { at: isProven || claimed ? at.toISOString() : null, source: isProven ? 'timestamp' : claimed ? 'claimed' : 'none' },
		timestamp: stamp && plain(stamp)
	};
	if (!maySign(integrity.certificate)) return say('key_usage', facts);
	if (stamp?.status === 'invalid') return say('timestamp_invalid', facts);
	if (at.getTime() > known.at.getTime() + clockMs) return say('time_in_future', facts);
	if (at < integrity.certificate.notBefore) return say('certificate_not_yet_valid', facts);
	if (at > integrity.certificate.notAfter) return say('certificate_expired', facts);
	const chain = chainOf(integrity.certificate, pool, known.anchors, at);
	if (chain.path === null) return say(chain.reason, facts);
	const revocation = revocationOf(chain.path, withOwn(known.revocation, signed), at);
	const all = { ...facts, revocation, anchor: chain.path.at(-1) };
	// Who claims a time before the certificate was called back proves nothing by it; an authority's stamp does.
	const isRevoked = revocation.revokedAt !== null && !(isProven && at < new Date(revocation.revokedAt));
	return say(isRevoked ? 'certificate_revoked' : null, all);
}

function checkDocumentStamp(token: Der, found: FoundSignature, known: Known, say: Say): Judged {
	const stamp = checkTimeStamp(token, found.parts, known);
	const { certificate, algorithm, path } = stamp;
	const revocation = stamp.at
		? revocationOf(path, { ...known.revocation, crls: [...known.revocation.crls, ...stamp.crls] }, new Date(stamp.at))
		: notChecked;
	const time = { at: stamp.at, source: stamp.status === 'valid' ? 'timestamp' : stamp.at ? 'claimed' : 'none' } as const;
	const reason = stamp.reason ?? (revocation.status === 'revoked' ? 'certificate_revoked' : null);
	return say(reason, { certificate, algorithm, time, revocation, anchor: path.at(-1) });
}

/** The stamp over the value of the signature, which proves when it was there at the latest. */
function stampOf(signed: SignedData, pool: readonly Certificate[], known: Known): CheckedStamp | null {
	const tokens = signed.signer?.unsignedAttributes.get(attributeTypes.timeStamp);
	const [token] = tokens ?? [];
	return token && signed.signer ? checkTimeStamp(token, [signed.signer.signature], { pool, anchors: known.anchors }) : null;
}

function plain({ status, reason, at, authority }: CheckedStamp): TimeStamp {
	return { status, reason, at, authority };
}

function maySign({ isCa, usage, purposes }: Certificate): boolean {
	if (isCa) return false;
	if (usage && !usage.has('digitalSignature') && !usage.has('nonRepudiation')) return false;
	return purposes === null || purposes.oids.some((purpose) => paperPurposes.has(purpose));
}

/** Adobe's programs put lists and answers into the signed attributes. */
function withOwn(data: RevocationData, signed: SignedData): RevocationData {
	const crls = [...data.crls, ...signed.crls];
	const ocsps = [...data.ocsps];
	const own = signed.signer?.signedAttributes?.get(attributeTypes.adobeRevocation)?.[0];
	for (const part of own?.children ?? []) {
		const items = part.children[0] && isUniversal(part.children[0], 16) ? sequence(part.children[0], 'revocation') : [];
		if (part.tag === 0) crls.push(...items.map(({ raw }) => raw));
		if (part.tag === 1) ocsps.push(...items.map(({ raw }) => raw));
	}
	return { crls, ocsps };
}

/** Signers reserve more room than they need and fill it with zeros; anything else there was signed by nobody. */
function withoutPadding(contents: Uint8Array): Der {
	const { value, end } = readDer(contents);
	if (contents.subarray(end).some((byte) => byte !== 0)) throw new Malformed('bytes behind the signature');
	return value;
}
