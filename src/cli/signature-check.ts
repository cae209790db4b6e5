import { copyFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { coverageOf, type CheckedSignature, type SignatureReport } from '#lib/domain/signatures/report.ts';
import { createFileParser } from '#lib/server/files/inspect.ts';
import { readCertificates } from '#lib/server/signatures/certificate.ts';
import { certificatesIn } from '#lib/server/signatures/pem.ts';
import { trustedNow } from '#lib/server/signatures/trust-list.ts';
import { UsageError, type Command, type Tools } from './command.ts';
import { asOperator, fromCaller } from './operator.ts';

export const signatureCheck: Command = {
	name: 'signature check',
	summary: 'Check the digital signatures in a PDF that was signed outside eISO',
	details: [
		'Against the authorities that the administrator trusts (page /admin/trust), or those of --trust alone. Nothing is asked over the network and',
		'nothing is kept. Exit code 0: every signature is valid and nothing that is seen was changed after it; 1: something else, which is said.'
	].join('\n'),
	arguments: ['FILE'],
	options: {
		trust: {
			type: 'string',
			value: 'FILE',
			description: 'certificates of authorities (PEM, several in a file, or DER) to trust for this one check'
		}
	},
	async run(tools) {
		const file = fromCaller(tools.values.argument(0));
		const anchors = await anchorsOf(tools);
		const report = await checkFile(file, anchors);
		tell(tools, report, anchors.length);
		const appended = coverageOf(report);
		return report.verdict === 'valid' && (appended === 'nothing' || appended === 'signatures') ? 0 : 1;
	}
};

async function anchorsOf(tools: Tools): Promise<readonly Uint8Array[]> {
	const given = tools.values.optional('trust');
	if (given === undefined) return (await asOperator(tools, (ctx) => trustedNow(ctx))).anchors;
	const found = readCertificates(certificatesIn(await readFile(fromCaller(given)).catch(() => missing(given))));
	if (found.length === 0) throw new UsageError(`no certificate can be read from ${given}`);
	return found.map(({ raw }) => raw);
}

/** The file is copied to where the process with limits may read, and to nowhere else. */
async function checkFile(file: string, anchors: readonly Uint8Array[]): Promise<SignatureReport> {
	const tempDir = await mkdtemp(path.join(os.tmpdir(), 'eiso-signature-'));
	const parser = createFileParser({ tempDir });
	try {
		const copy = path.join(tempDir, 'file.pdf');
		await copyFile(file, copy).catch(() => missing(file));
		return await parser.signatures(copy, { anchors, at: new Date(), size: (await stat(copy)).size });
	} finally {
		await parser.close();
		await rm(tempDir, { recursive: true, force: true });
	}
}

function missing(file: string): never {
	throw new UsageError(`${file} cannot be read`);
}

function tell({ print, note }: Tools, report: SignatureReport, anchors: number): void {
	print(`${report.verdict}${report.problem ? ` (${report.problem})` : ''}`);
	for (const [index, signature] of report.signatures.entries()) {
		print('');
		print(`${index + 1}. ${signature.kind} ${signature.field}: ${signature.status}${signature.reason ? ` (${signature.reason})` : ''}`);
		for (const [name, value] of factsOf(signature)) print(`   ${name.padEnd(12)}${value}`);
	}
	if (anchors === 0) note('No authority is trusted: load one at /admin/trust, or name one with --trust.');
}

function factsOf({ signer, time, timestamp, coverage, revocation, anchor, algorithm, format }: CheckedSignature): [string, string][] {
	return [
		...(signer
			? ([
					['signer', [signer.name, signer.organisation].filter(Boolean).join(', ')],
					['issued by', signer.issuer],
					['certificate', `${signer.serial}, ${signer.notBefore} to ${signer.notAfter}`]
				] as [string, string][])
			: []),
		['time', time.at ? `${time.at} (${time.source})` : 'none'],
		...(timestamp
			? ([['time stamp', `${timestamp.status}${timestamp.reason ? ` (${timestamp.reason})` : ''}, ${timestamp.authority}`]] as [
					string,
					string
				][])
			: []),
		['whole file', coverage.wholeFile ? 'yes' : `no: ${coverage.bytes} bytes, then ${coverage.appended}`],
		[
			'revocation',
			`${revocation.status}${revocation.asOf ? ` as of ${revocation.asOf}` : ''}${revocation.revokedAt ? `, ${revocation.revokedAt}` : ''}`
		],
		['trusted by', anchor ?? '-'],
		['made with', [algorithm, format].filter(Boolean).join(', ')]
	];
}
