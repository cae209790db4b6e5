/** How a signature made outside eISO was found. `not_checked`: nothing speaks against it, and something that it needs is not known here. */
export type SignatureStatus = 'valid' | 'invalid' | 'not_checked';

/** The same of a whole file: the worst of its signatures. */
export type FileVerdict = SignatureStatus | 'unsigned';

/** Why a signature is not valid. Words: `seals_reason_<code>`. */
export const signatureReasons = [
	// The file
	'byte_range',
	'content_changed',
	'malformed',
	'too_large',
	'unsupported_format',
	// How it was signed
	'no_signed_attributes',
	'several_signers',
	'signature_wrong',
	'signing_certificate',
	'weak_digest',
	'weak_key',
	'unsupported_algorithm',
	// By whom and when
	'key_usage',
	'certificate_expired',
	'certificate_not_yet_valid',
	'certificate_revoked',
	'time_in_future',
	'timestamp_invalid',
	// Up to an authority that is trusted here
	'no_trust_list',
	'unknown_root',
	'chain_not_valid',
	'unsupported_extension'
] as const;
export type SignatureReason = (typeof signatureReasons)[number];

/** Why a file could not be looked into. Words: `seals_problem_<code>`. */
export const fileProblems = ['not_pdf', 'encrypted', 'broken', 'too_large', 'too_many_signatures', 'time', 'memory', 'crash'] as const;
export type FileProblem = (typeof fileProblems)[number];

/** Moments are ISO 8601 in UTC. */
export type SignerCertificate = {
	readonly name: string;
	readonly organisation: string;
	readonly issuer: string;
	readonly serial: string;
	readonly notBefore: string;
	readonly notAfter: string;
};

/** Nothing is asked over the network: only what the file carries. */
export type Revocation = {
	readonly status: 'good' | 'revoked' | 'not_checked';
	/** When the answer was made. */
	readonly asOf: string | null;
	readonly revokedAt: string | null;
};

export type TimeStamp = {
	readonly status: SignatureStatus;
	readonly reason: SignatureReason | null;
	readonly at: string | null;
	readonly authority: string;
};

/**
 * What stands behind the part that was signed: nothing; only further signatures and what proves them; something else; or nothing that could be
 * told apart for certain.
 */
export type Appended = 'nothing' | 'signatures' | 'changes' | 'unclear';

export type CheckedSignature = {
	readonly kind: 'signature' | 'timestamp';
	/** Name of the field in the form of the PDF. */
	readonly field: string;
	/** `ETSI.CAdES.detached` and the like. */
	readonly format: string;
	readonly status: SignatureStatus;
	readonly reason: SignatureReason | null;
	readonly signer: SignerCertificate | null;
	/** `timestamp`: an authority trusted here vouches for it; `claimed`: the signer says so. */
	readonly time: { readonly at: string | null; readonly source: 'timestamp' | 'claimed' | 'none' };
	readonly timestamp: TimeStamp | null;
	readonly revocation: Revocation;
	readonly coverage: { readonly wholeFile: boolean; readonly bytes: number; readonly appended: Appended };
	/** `RSA 2048, SHA-256`. */
	readonly algorithm: string;
	/** Common name of the trusted authority. */
	readonly anchor: string | null;
};

export type SignatureReport = {
	readonly verdict: FileVerdict;
	readonly problem: FileProblem | null;
	readonly bytes: number;
	readonly signatures: readonly CheckedSignature[];
};

/** Raised when a file would be judged otherwise than before: files that were checked by older rules are then checked again. */
export const checkingRules = 1;

export function verdictOf(signatures: readonly CheckedSignature[]): FileVerdict {
	if (signatures.length === 0) return 'unsigned';
	if (signatures.some(({ status }) => status === 'invalid')) return 'invalid';
	return signatures.every(({ status }) => status === 'valid') ? 'valid' : 'not_checked';
}

/** A file that could not be looked into. */
export function unreadable(problem: FileProblem, bytes: number): SignatureReport {
	return { verdict: 'not_checked', problem, bytes, signatures: [] };
}

/** The worst that stands behind what any of the signers signed. */
export function coverageOf({ signatures }: SignatureReport): Appended {
	const worst: readonly Appended[] = ['unclear', 'changes', 'signatures'];
	const signed = signatures.filter(({ kind }) => kind === 'signature');
	const of = signed.length > 0 ? signed : signatures;
	return worst.find((appended) => of.some(({ coverage }) => coverage.appended === appended)) ?? 'nothing';
}
