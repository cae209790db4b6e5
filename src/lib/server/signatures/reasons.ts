import type { SignatureReason, SignatureStatus } from '#lib/domain/signatures/report.ts';

/** Reasons that speak against nothing: something that the check needs is not known here. */
const open: ReadonlySet<SignatureReason> = new Set([
	'too_large',
	'unsupported_format',
	'unsupported_algorithm',
	'unsupported_extension',
	'no_trust_list',
	'unknown_root'
] as const);

export function statusOf(reason: SignatureReason | null): SignatureStatus {
	if (reason === null) return 'valid';
	return open.has(reason) ? 'not_checked' : 'invalid';
}
