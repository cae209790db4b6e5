import { readFile } from 'node:fs/promises';
import type { SignatureReport } from '#lib/domain/signatures/report.ts';

export type SignaturesRequest = {
	readonly path: string;
	/** Trusted certificates in DER. */
	readonly anchors: readonly Uint8Array[];
	/** Now, in milliseconds. */
	readonly at: number;
};

/** Checks the signatures in a file. Runs in the limited process only: call `signatures` of `inspect.ts` instead. */
export async function checkSignaturesIn({ path, anchors, at }: SignaturesRequest): Promise<SignatureReport> {
	// Few files are asked about: the others need not wait until all of it is loaded.
	const { verifySignatures } = await import('#lib/server/signatures/verify.ts');
	return verifySignatures(await readFile(path), anchors, new Date(at));
}
