import { z } from 'zod';
import { fileProblems, signatureReasons, type SignatureReport } from './report.ts';

const status = z.enum(['valid', 'invalid', 'not_checked']);
const reason = z.enum(signatureReasons).nullable();
const moment = z.string().nullable();

const signature = z.object({
	kind: z.enum(['signature', 'timestamp']),
	field: z.string(),
	format: z.string(),
	status,
	reason,
	signer: z
		.object({
			name: z.string(),
			organisation: z.string(),
			issuer: z.string(),
			serial: z.string(),
			notBefore: z.string(),
			notAfter: z.string()
		})
		.nullable(),
	time: z.object({ at: moment, source: z.enum(['timestamp', 'claimed', 'none']) }),
	timestamp: z.object({ status, reason, at: moment, authority: z.string() }).nullable(),
	revocation: z.object({ status: z.enum(['good', 'revoked', 'not_checked']), asOf: moment, revokedAt: moment }),
	coverage: z.object({ wholeFile: z.boolean(), bytes: z.number(), appended: z.enum(['nothing', 'signatures', 'changes', 'unclear']) }),
	algorithm: z.string(),
	anchor: z.string().nullable()
});

const report = z.object({
	verdict: z.enum(['valid', 'invalid', 'not_checked', 'unsigned']),
	problem: z.enum(fileProblems).nullable(),
	bytes: z.number(),
	signatures: z.array(signature)
});

/** A report as it was kept. @throws ZodError when it is none: rows are frozen, so only a fault of ours makes one */
export function readReport(value: unknown): SignatureReport {
	return report.parse(value);
}
