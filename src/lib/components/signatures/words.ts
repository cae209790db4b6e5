import {
	coverageOf,
	type Appended,
	type FileProblem,
	type SignatureReason,
	type SignatureReport,
	type SignatureStatus
} from '#lib/domain/signatures/report.ts';
import type { IconName } from '#lib/components/ui/icons.ts';
import type { Tone } from '#lib/components/ui/state-tones.ts';
import * as m from '#lib/paraglide/messages.js';

/** Word, icon and tone of a result: without colour it still reads. Never the look of an approval in eISO (`sign`, `seal`, `check`). */
export type ResultLook = { readonly word: string; readonly icon: IconName; readonly tone: Tone };

export const reasonWords: Record<SignatureReason, () => string> = {
	byte_range: m.seals_reason_byte_range,
	content_changed: m.seals_reason_content_changed,
	malformed: m.seals_reason_malformed,
	too_large: m.seals_reason_too_large,
	unsupported_format: m.seals_reason_unsupported_format,
	no_signed_attributes: m.seals_reason_no_signed_attributes,
	several_signers: m.seals_reason_several_signers,
	signature_wrong: m.seals_reason_signature_wrong,
	signing_certificate: m.seals_reason_signing_certificate,
	weak_digest: m.seals_reason_weak_digest,
	weak_key: m.seals_reason_weak_key,
	unsupported_algorithm: m.seals_reason_unsupported_algorithm,
	key_usage: m.seals_reason_key_usage,
	certificate_expired: m.seals_reason_certificate_expired,
	certificate_not_yet_valid: m.seals_reason_certificate_not_yet_valid,
	certificate_revoked: m.seals_reason_certificate_revoked,
	time_in_future: m.seals_reason_time_in_future,
	timestamp_invalid: m.seals_reason_timestamp_invalid,
	no_trust_list: m.seals_reason_no_trust_list,
	unknown_root: m.seals_reason_unknown_root,
	chain_not_valid: m.seals_reason_chain_not_valid,
	unsupported_extension: m.seals_reason_unsupported_extension
};

export const problemWords: Record<FileProblem, () => string> = {
	not_pdf: m.seals_problem_not_pdf,
	encrypted: m.seals_problem_encrypted,
	broken: m.seals_problem_broken,
	too_large: m.seals_problem_too_large,
	too_many_signatures: m.seals_problem_too_many_signatures,
	time: m.seals_problem_time,
	memory: m.seals_problem_memory,
	crash: m.seals_problem_crash
};

export const appendedWords: Record<Appended, () => string> = {
	nothing: m.seals_appended_nothing,
	signatures: m.seals_appended_signatures,
	changes: m.seals_appended_changes,
	unclear: m.seals_appended_unclear
};

const statuses: Record<SignatureStatus, () => ResultLook> = {
	valid: () => ({ word: m.seals_status_valid(), icon: 'ok', tone: 'ok' }),
	invalid: () => ({ word: m.seals_status_invalid(), icon: 'alert', tone: 'stop' }),
	not_checked: () => ({ word: m.seals_status_not_checked(), icon: 'info', tone: 'wait' })
};

export function statusLook(status: SignatureStatus): ResultLook {
	return statuses[status]();
}

/** The result of a whole file; null: being checked. */
export function verdictLook(report: SignatureReport | null): ResultLook {
	if (!report) return { word: m.seals_verdict_waiting(), icon: 'clock', tone: 'wait-dashed' };
	switch (report.verdict) {
		case 'valid':
			return isPartly(report)
				? { word: m.seals_verdict_valid_partly(), icon: 'half', tone: 'wait' }
				: { word: m.seals_verdict_valid(), icon: 'ok', tone: 'ok' };
		case 'invalid':
			return { word: m.seals_verdict_invalid(), icon: 'alert', tone: 'stop' };
		case 'not_checked':
			return { word: m.seals_verdict_not_checked(), icon: 'info', tone: 'wait' };
		case 'unsigned':
			return { word: m.seals_verdict_unsigned(), icon: 'minus', tone: 'grey' };
	}
}

/** Whether what a reader sees is more, or something else, than what was signed. */
export function isPartly(report: SignatureReport): boolean {
	const appended = coverageOf(report);
	return appended === 'changes' || appended === 'unclear';
}
