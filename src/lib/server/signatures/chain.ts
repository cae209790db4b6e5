import type { SignatureReason } from '#lib/domain/signatures/report.ts';
import { refuted } from './algorithms.ts';
import type { Certificate } from './certificate.ts';
import { same } from './der.ts';

/** The way from a certificate up to a trusted one, both included; or why there is none. */
export type Chain =
	{ readonly path: readonly Certificate[]; readonly reason: null } | { readonly path: null; readonly reason: SignatureReason };

const longest = 8;
/** Certificates that name each other in circles cost no more than this. */
const mostSteps = 200;

/**
 * Looks for a way from the certificate to one of the anchors in which every certificate is valid at that time, may do what it does and was signed
 * by the next. Certificates of the file only help to find the way; trusted is only what the installation keeps.
 */
export function chainOf(leaf: Certificate, pool: readonly Certificate[], anchors: readonly Certificate[], at: Date): Chain {
	if (anchors.length === 0) return { path: null, reason: 'no_trust_list' };
	const trusted = new Set(anchors.map(({ fingerprint }) => fingerprint));
	const candidates = [...anchors, ...pool.filter(({ fingerprint }) => !trusted.has(fingerprint))];
	let steps = 0;
	let why: SignatureReason = 'unknown_root';

	const climb = (path: readonly Certificate[]): readonly Certificate[] | null => {
		const last = path.at(-1);
		if (!last || path.length > longest) return null;
		for (const issuer of candidates) {
			if (!mayHaveIssued(issuer, last) || path.includes(issuer)) continue;
			steps += 1;
			if (steps > mostSteps) return null;
			const fault = faultOf(issuer, last, path.length - 1, at);
			if (fault === 'unknown_root') continue;
			const longer = [...path, issuer];
			const found = trusted.has(issuer.fingerprint) ? longer : climb(longer);
			if (found && !fault) return found;
			// A way that leads to a trusted authority and does not hold says more than that there is none.
			if (found && fault) why = fault;
		}
		return null;
	};
	if (leaf.hasUnknownCritical) return { path: null, reason: 'unsupported_extension' };
	const path = trusted.has(leaf.fingerprint) ? [leaf] : climb([leaf]);
	return path ? { path, reason: null } : { path: null, reason: why };
}

export function mayHaveIssued(issuer: Certificate, issued: Certificate): boolean {
	if (!same(issuer.subject, issued.issuer)) return false;
	return issuer.subjectKeyId === null || issued.issuerKeyId === null || issuer.subjectKeyId === issued.issuerKeyId;
}

/** Whether the certificate was signed with the key of that issuer. */
export function isSignedBy(issued: Certificate, issuer: Certificate): boolean {
	return refuted(issuer.key, issued.algorithm, issued.signedPart, issued.signature) === null;
}

/** Why this authority does not stand for the certificate below it. `below`: authorities between it and the signer. */
function faultOf(issuer: Certificate, issued: Certificate, below: number, at: Date): SignatureReason | null {
	const wrong = refuted(issuer.key, issued.algorithm, issued.signedPart, issued.signature);
	if (wrong === 'signature_wrong') return 'unknown_root';
	if (wrong) return wrong;
	if (issuer.hasUnknownCritical) return 'unsupported_extension';
	if (!issuer.isCa || (issuer.usage && !issuer.usage.has('keyCertSign'))) return 'chain_not_valid';
	if (issuer.pathLength !== null && below > issuer.pathLength) return 'chain_not_valid';
	return at < issuer.notBefore || at > issuer.notAfter ? 'chain_not_valid' : null;
}
