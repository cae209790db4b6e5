import { PDFDocument } from '@cantoo/pdf-lib';
import { unreadable, verdictOf, type SignatureReport } from '#lib/domain/signatures/report.ts';
import { readCertificates } from './certificate.ts';
import { checkSignature, type Known } from './check-signature.ts';
import { Malformed } from './der.ts';
import { appendedAfter } from './pdf-changes.ts';
import { findSignatures, securityStore } from './pdf-signatures.ts';

const most = { bytes: 100 * 1024 * 1024, signatures: 20 } as const;

/**
 * Checks every signature in a PDF against the certificates that the installation trusts; nothing is asked over the network. Runs in the limited
 * process only: call `signatures` of `files/inspect.ts` instead. Never throws for the file's sake.
 * @param anchors trusted certificates in DER
 * @param at now: no signature may come from later
 */
export async function verifySignatures(bytes: Uint8Array, anchors: readonly Uint8Array[], at: Date): Promise<SignatureReport> {
	if (bytes.length > most.bytes) return unreadable('too_large', bytes.length);
	if (!Buffer.from(bytes.subarray(0, 1024)).toString('latin1').includes('%PDF-')) return unreadable('not_pdf', bytes.length);
	try {
		const document = await PDFDocument.load(bytes, { ignoreEncryption: true, updateMetadata: false, preserveXFA: true });
		if (document.context.trailerInfo.Encrypt) return unreadable('encrypted', bytes.length);
		const found = findSignatures(document, bytes);
		if (found.length > most.signatures) return unreadable('too_many_signatures', bytes.length);
		const store = found.length > 0 ? securityStore(document) : { certificates: [], crls: [], ocsps: [] };
		const known: Known = { anchors: readCertificates(anchors), pool: readCertificates(store.certificates), revocation: store, at };
		const signatures = [];
		for (const signature of found) {
			const coverage = {
				wholeFile: signature.fault === null && signature.end === bytes.length,
				bytes: signature.end,
				appended: signature.fault ? ('unclear' as const) : await appendedAfter(document, bytes, signature.end)
			};
			signatures.push({ ...checkSignature(signature, known), coverage });
		}
		return { verdict: verdictOf(signatures), problem: null, bytes: bytes.length, signatures };
	} catch (error) {
		// The library throws all kinds of errors at a damaged file.
		if (error instanceof Malformed && error.message.includes('fields')) return unreadable('too_many_signatures', bytes.length);
		return unreadable('broken', bytes.length);
	}
}
