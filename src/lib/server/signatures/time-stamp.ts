import type { SignatureReason, TimeStamp } from '#lib/domain/signatures/report.ts';
import { digest, hashOf } from './algorithms.ts';
import type { Certificate } from './certificate.ts';
import { chainOf } from './chain.ts';
import { Malformed, moment, octets, parseDer, same, sequence, type Der } from './der.ts';
import { statusOf } from './reasons.ts';
import { checkIntegrity, contentTypes, readSignedData } from './signed-data.ts';

const timeStamping = '1.3.6.1.5.5.7.3.8';

export type CheckedStamp = TimeStamp & {
	readonly certificate: Certificate | null;
	readonly path: readonly Certificate[];
	readonly algorithm: string;
	readonly crls: readonly Uint8Array[];
};

/**
 * Checks a time stamp (RFC 3161) over these bytes: that it is of them, made by an authority for time stamps, and that this one is trusted here.
 * `at` is told also where the authority is not known, not where the stamp is wrong.
 */
export function checkTimeStamp(
	token: Der,
	parts: readonly Uint8Array[],
	{ pool, anchors }: { pool: readonly Certificate[]; anchors: readonly Certificate[] }
): CheckedStamp {
	try {
		return check(token, parts, pool, anchors);
	} catch (error) {
		if (!(error instanceof Malformed)) throw error;
		return stamp('malformed', null, null, '', []);
	}
}

function check(token: Der, parts: readonly Uint8Array[], pool: readonly Certificate[], anchors: readonly Certificate[]): CheckedStamp {
	const signed = readSignedData(token);
	if (signed.contentType !== contentTypes.timeStamp || !signed.content) return stamp('malformed', null, null, '', []);
	const [, , imprint, , generated] = sequence(parseDer(signed.content), 'time stamp');
	const at = moment(generated, 'time of the stamp');
	const [algorithm, stamped] = sequence(imprint, 'imprint');
	const hash = hashOf(algorithm);
	if (hash === 'weak') return stamp('weak_digest', null, null, '', []);
	if (hash === 'unknown') return stamp('unsupported_algorithm', null, null, '', []);
	if (!same(octets(stamped, 'imprint'), digest(hash, ...parts))) return stamp('content_changed', null, null, '', []);
	const found = checkIntegrity(signed, [signed.content], { needsCertificate: true });
	if (found.reason !== null) return stamp(found.reason, null, found.certificate, found.algorithm, signed.crls);
	const { certificate } = found;
	const purposes = certificate.purposes;
	const isForStamps = purposes?.critical === true && purposes.oids.length === 1 && purposes.oids[0] === timeStamping;
	if (!isForStamps || certificate.isCa) return stamp('key_usage', null, certificate, found.algorithm, signed.crls);
	if (at < certificate.notBefore) return stamp('certificate_not_yet_valid', null, certificate, found.algorithm, signed.crls);
	if (at > certificate.notAfter) return stamp('certificate_expired', null, certificate, found.algorithm, signed.crls);
	const chain = chainOf(certificate, [...signed.certificates, ...pool], anchors, at);
	return { ...stamp(chain.reason, at, certificate, found.algorithm, signed.crls), path: chain.path ?? [] };
}

function stamp(
	reason: SignatureReason | null,
	at: Date | null,
	certificate: Certificate | null,
	algorithm: string,
	crls: readonly Uint8Array[]
): CheckedStamp {
	const names = certificate?.subjectNames;
	const authority = names?.common || names?.text || '';
	return { status: statusOf(reason), reason, at: at?.toISOString() ?? null, authority, certificate, path: [], algorithm, crls };
}
