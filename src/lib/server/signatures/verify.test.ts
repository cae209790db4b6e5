import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { PDFDocument, PDFName } from '@cantoo/pdf-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coverageOf, type SignatureReport } from '#lib/domain/signatures/report.ts';
import { makeCrl, makeHolder, makeOcsp, purposes, type Holder } from '#test/support/signing/authority.ts';
import { makeCms, makeStamp, withOpenLengths, type CmsOptions } from '#test/support/signing/cms.ts';
import { makePdf, refOf, signPdf, updatePacked, updatePdf, type SignOptions } from '#test/support/signing/pdf.ts';
import { verifySignatures } from './verify.ts';

const run = promisify(execFile);
const now = new Date('2026-11-26T08:00:00Z');
const signedAt = new Date('2026-11-20T03:00:00Z');
const later = new Date('2026-12-20T00:00:00Z');

const root = makeHolder({ name: 'Root CA of a test', organisation: 'Test', isCa: true, scheme: 'rsa' });
const middle = makeHolder({ name: 'Issuing CA of a test', isCa: true, pathLength: 0, issuer: root });
const signer = makeHolder({ name: 'Trần Văn Ký', organisation: 'Sở Nội vụ', issuer: middle, scheme: 'rsa' });
const second = makeHolder({ name: 'Lê Thị Hai', organisation: 'Văn thư', issuer: middle });
const tsa = makeHolder({ name: 'Time of a test', issuer: root, purposes: [purposes.timeStamping], usage: ['digitalSignature'] });
const stranger = makeHolder({ name: 'Root CA of nobody', isCa: true });

let plain: Buffer;
let folder: string;
beforeAll(async () => {
	plain = await makePdf();
	folder = await mkdtemp(path.join(tmpdir(), 'eiso-sign-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const check = (bytes: Uint8Array, anchors: readonly Holder[] = [root], at = now) =>
	verifySignatures(
		bytes,
		anchors.map(({ certificate }) => certificate),
		at
	);
const only = ({ signatures }: SignatureReport) => {
	expect(signatures).toHaveLength(1);
	const [signature] = signatures;
	if (!signature) throw new Error('no signature');
	return signature;
};
const signed = (cms: Partial<CmsOptions> = {}, pdf: Partial<SignOptions> = {}, base = plain) =>
	signPdf(base, { sign: (bytes) => makeCms(bytes, { signer, chain: [middle], ...cms }), ...pdf });

/** What poppler says of each signature, as a second opinion that shares no code with ours. */
async function poppler(bytes: Buffer): Promise<{ verdicts: string[]; whole: boolean[] }> {
	const file = path.join(folder, 'checked.pdf');
	await writeFile(file, bytes);
	const { stdout } = await run('pdfsig', ['-nocert', file]).catch((error: unknown) => {
		if (error instanceof Error && 'stdout' in error && typeof error.stdout === 'string') return { stdout: error.stdout };
		throw error;
	});
	return {
		verdicts: [...stdout.matchAll(/Signature Validation: (.*)\./g)].map(([, verdict = '']) => verdict),
		whole: [...stdout.matchAll(/(Total document signed|Not total document signed)/g)].map(([found]) => found.startsWith('Total'))
	};
}

describe('a signature that holds', () => {
	it('is valid with name, time, way of signing and the authority', async () => {
		const bytes = await signed();
		const report = await check(bytes);
		expect(report).toMatchObject({ verdict: 'valid', problem: null, bytes: bytes.length });
		expect(only(report)).toMatchObject({
			kind: 'signature',
			field: 'Signature1',
			format: 'ETSI.CAdES.detached',
			status: 'valid',
			reason: null,
			signer: { name: 'Trần Văn Ký', organisation: 'Sở Nội vụ', issuer: 'Issuing CA of a test' },
			time: { at: signedAt.toISOString(), source: 'claimed' },
			revocation: { status: 'not_checked' },
			coverage: { wholeFile: true, bytes: bytes.length, appended: 'nothing' },
			algorithm: 'RSA 2048, SHA-256',
			anchor: 'Root CA of a test'
		});
		expect(await poppler(bytes)).toEqual({ verdicts: ['Signature is Valid'], whole: [true] });
	});

	it.each([
		['RSA-PSS', 'pss', 'sha256', 'RSA-PSS 2048, SHA-256'],
		['RSA and SHA-512', 'rsa', 'sha512', 'RSA 2048, SHA-512'],
		['ECDSA and SHA-384', 'ec', 'sha384', 'ECDSA prime256v1, SHA-384']
	] as const)('by %s', async (_, scheme, hash, algorithm) => {
		const by = makeHolder({ name: 'Signer', issuer: middle, scheme });
		const bytes = await signed({ signer: by, hash });
		expect(only(await check(bytes))).toMatchObject({ status: 'valid', algorithm });
		expect((await poppler(bytes)).verdicts).toEqual(['Signature is Valid']);
	});

	it('in the form of Adobe, with a time among what is signed, and in a file with packed objects', async () => {
		const at = new Date('2026-11-21T00:00:00Z');
		const base = await makePdf(['a', 'b'], { packed: true });
		const bytes = await signed({ at, names: false }, { format: 'adbe.pkcs7.detached' }, base);
		expect(only(await check(bytes))).toMatchObject({ status: 'valid', time: { at: at.toISOString(), source: 'claimed' } });
		expect((await poppler(bytes)).verdicts).toEqual(['Signature is Valid']);
	});

	it('with lengths left open, as some programs write it', async () => {
		const bytes = await signed({}, { sign: (content) => withOpenLengths(makeCms(content, { signer, chain: [middle] })) });
		expect(only(await check(bytes))).toMatchObject({ status: 'valid' });
	});

	it('trusts an authority in the middle by itself, and nothing above it', async () => {
		expect((await check(await signed({ chain: [] }), [middle])).verdict).toBe('valid');
	});
});

describe('what was changed', () => {
	it('one byte makes it invalid, with or without a known authority', async () => {
		const bytes = await signed();
		const at = bytes.indexOf('/MediaBox');
		bytes.write('/mediaBox', at, 'latin1');
		expect(only(await check(bytes))).toMatchObject({ status: 'invalid', reason: 'content_changed' });
		expect((await check(bytes, [])).verdict).toBe('invalid');
		expect((await poppler(bytes)).verdicts).toEqual(['Digest Mismatch']);
	});

	it('a byte of the signature itself, too', async () => {
		const bytes = await signed({ signer: second });
		const report = await check(breakSignature(bytes));
		expect(only(report)).toMatchObject({ status: 'invalid', reason: 'signature_wrong' });
	});

	it('an update behind it leaves it valid and says that the file is not whole, and that it shows something else', async () => {
		const bytes = await signed();
		const changed = await updatePdf(bytes, (document) => new Map([[pageOf(document), changedPage(document)]]));
		const report = await check(changed);
		expect(only(report)).toMatchObject({ status: 'valid', coverage: { wholeFile: false, bytes: bytes.length, appended: 'changes' } });
		expect(coverageOf(report)).toBe('changes');
		expect(await poppler(changed)).toEqual({ verdicts: ['Signature is Valid'], whole: [false] });
	});

	it('an update that only proves, as of a list of certificates, is told from one that changes', async () => {
		const proven = await updatePdf(await signed(), (document) => {
			const catalog = document.catalog.clone(document.context);
			catalog.set(PDFName.of('DSS'), document.context.obj({ Certs: [] }));
			return new Map([[refOf(document, 'Root'), catalog.toString()]]);
		});
		expect(only(await check(proven)).coverage).toMatchObject({ wholeFile: false, appended: 'signatures' });
	});

	it('an update whose objects are packed is read as readers read it', async () => {
		const bytes = await signed({}, {}, await makePdf(['a'], { packed: true }));
		const proof = (document: PDFDocument) => {
			const catalog = document.catalog.clone(document.context);
			catalog.set(PDFName.of('DSS'), document.context.obj({ Certs: [] }));
			return new Map([[refOf(document, 'Root'), catalog.toString()]]);
		};
		const change = (document: PDFDocument) => new Map([...proof(document), [pageOf(document), changedPage(document)]]);
		const appended = async (update: Buffer) => only(await check(update)).coverage.appended;
		expect(await appended(await updatePacked(bytes, proof))).toBe('signatures');
		const changed = await updatePacked(bytes, change);
		expect(await appended(changed)).toBe('changes');
		expect((await poppler(changed)).whole).toEqual([false]);
		// An object that lies in the stream and that no table names is seen by some programs and not by others.
		const { context } = await PDFDocument.load(bytes, { updateMetadata: false });
		const page =
			[...context.enumerateIndirectObjects()].find(([, object]) => object.toString().includes('/MediaBox'))?.[0].objectNumber ?? 0;
		expect(await appended(await updatePacked(bytes, change, [page]))).toBe('unclear');
	});

	it('an update that calls forth what lay hidden in the signed part is unclear, never “only signatures”', async () => {
		const hidden = await withHiddenPage(plain);
		const bytes = await signed({}, {}, hidden.bytes);
		const attacked = pointTo(bytes, hidden.number, hidden.at);
		expect(only(await check(attacked))).toMatchObject({ status: 'valid', coverage: { wholeFile: false, appended: 'unclear' } });
	});

	it('a line break behind the end is nothing', async () => {
		const bytes = Buffer.concat([await signed(), Buffer.from('\r\n')]);
		expect(only(await check(bytes)).coverage).toMatchObject({ appended: 'nothing' });
	});

	it('bytes behind the end are unclear', async () => {
		const bytes = Buffer.concat([await signed(), Buffer.from('% more\n')]);
		expect(only(await check(bytes)).coverage).toMatchObject({ wholeFile: false, appended: 'unclear' });
	});

	it('a stripped signature leaves a file without one', async () => {
		expect(await check(plain)).toMatchObject({ verdict: 'unsigned', signatures: [], problem: null });
		const emptied = await updatePdf(await signed(), (document) => {
			const catalog = document.catalog.clone(document.context);
			catalog.delete(PDFName.of('AcroForm'));
			return new Map([[refOf(document, 'Root'), catalog.toString()]]);
		});
		expect((await check(emptied)).verdict).toBe('unsigned');
	});
});

describe('two signatures', () => {
	it('are both valid: the first for its part, the second for the whole', async () => {
		const first = await signed();
		const both = await signed({ signer: second }, { field: 'Signature2' }, first);
		const report = await check(both);
		expect(report.verdict).toBe('valid');
		expect(report.signatures.map(({ field, coverage }) => [field, coverage.wholeFile, coverage.appended])).toEqual([
			['Signature1', false, 'signatures'],
			['Signature2', true, 'nothing']
		]);
		expect(coverageOf(report)).toBe('signatures');
		expect(await poppler(both)).toEqual({ verdicts: ['Signature is Valid', 'Signature is Valid'], whole: [false, true] });
	});

	it('with a change between them are told as that', async () => {
		const first = await signed();
		const changed = await updatePdf(first, (document) => new Map([[pageOf(document), changedPage(document)]]));
		const report = await check(await signed({ signer: second }, { field: 'Signature2' }, changed));
		expect(report.signatures.map(({ status, coverage }) => [status, coverage.appended])).toEqual([
			['valid', 'changes'],
			['valid', 'nothing']
		]);
		expect(coverageOf(report)).toBe('changes');
	});

	it('are as bad as the worse one', async () => {
		const first = await signed();
		const alone = makeHolder({ name: 'Nobody', issuer: stranger });
		const report = await check(await signed({ signer: alone, chain: [stranger] }, { field: 'Signature2' }, first));
		expect(report.signatures.map(({ status }) => status)).toEqual(['valid', 'not_checked']);
		expect(report.verdict).toBe('not_checked');
	});
});

describe('a range that is not what it says', () => {
	it.each<[string, SignOptions['range']]>([
		['begins late', ([, length, from, rest]) => [1, length - 1, from, rest]],
		['leaves out more than the signature', ([, length, from, rest]) => [0, length - 20, from, rest]],
		['leaves out more behind it', ([, length, from, rest]) => [0, length, from + 4, rest - 4]],
		['overlaps itself', ([, length, , rest]) => [0, length, length - 10, rest]],
		['goes beyond the file', ([, length, from, rest]) => [0, length, from, rest + 100]],
		['has more parts', ([, length, from, rest]) => [0, length, from, rest - 10, from + rest - 5, 5]],
		['is negative', ([, length, from, rest]) => [0, -length, from, rest]]
	])('%s', async (_, range) => {
		expect(only(await check(await signed({}, { ...(range ? { range } : {}) })))).toMatchObject({ status: 'invalid', reason: 'byte_range' });
	});

	it('a signature that stands elsewhere than in the hole', async () => {
		const bytes = await signed();
		const text = bytes.toString('latin1');
		const hole = /\/Contents <([0-9a-f]+)>/.exec(text)?.[1] ?? '';
		// A reader takes the last of two entries, or the first: the hole is one of them, and must be the one that the field names.
		const other = await updatePdf(bytes, (document) => {
			const number = signatureOf(document);
			const range = /\/ByteRange (\[[^\]]+\])/.exec(text)?.[1] ?? '';
			const elsewhere = `${hole.slice(0, -2)}01`;
			return new Map([[number, `<< /Type /Sig /SubFilter /ETSI.CAdES.detached /ByteRange ${range} /Contents <${elsewhere}> >>`]]);
		});
		expect(only(await check(other))).toMatchObject({ status: 'invalid', reason: 'byte_range' });
	});

	it('a hole that is not the place of a signature', async () => {
		const bytes = await signed({}, { entry: 'Other' });
		const text = bytes.toString('latin1');
		const [, hole = ''] = /\/Other <([0-9a-f]+)>/.exec(text) ?? [];
		const [, range = ''] = /\/ByteRange (\[[^\]]+\])/.exec(text) ?? [];
		const named = await updatePdf(
			bytes,
			(document) =>
				new Map([[signatureOf(document), `<< /Type /Sig /SubFilter /ETSI.CAdES.detached /ByteRange ${range} /Contents <${hole}> >>`]])
		);
		expect(only(await check(named))).toMatchObject({ status: 'invalid', reason: 'byte_range' });
	});

	it('something behind the signature in its hole', async () => {
		const bytes = await signed(
			{},
			{ sign: (content) => Buffer.concat([makeCms(content, { signer, chain: [middle] }), Buffer.from([0, 1])]) }
		);
		expect(only(await check(bytes))).toMatchObject({ status: 'invalid', reason: 'malformed' });
	});

	it('a huge one is not looked into', async () => {
		const bytes = await signed({}, { room: 700_000 });
		expect(only(await check(bytes))).toMatchObject({ status: 'not_checked', reason: 'too_large' });
	});
});

describe('who signed', () => {
	it('is not checked where nothing is trusted, and where the authority is not', async () => {
		const bytes = await signed();
		expect(only(await check(bytes, []))).toMatchObject({ status: 'not_checked', reason: 'no_trust_list', anchor: null });
		expect(only(await check(bytes, [stranger]))).toMatchObject({ status: 'not_checked', reason: 'unknown_root' });
	});

	it('is not believed of an authority that only has the same name', async () => {
		const twin = makeHolder({ name: 'Root CA of a test', organisation: 'Test', isCa: true, keyId: root.keyId });
		expect((await check(await signed(), [twin])).verdict).toBe('not_checked');
	});

	it('had no certificate any more, or none yet', async () => {
		const old = makeHolder({ name: 'Old', issuer: middle, to: new Date('2026-11-01T00:00:00Z') });
		const early = makeHolder({ name: 'Early', issuer: middle, from: new Date('2026-11-25T00:00:00Z') });
		expect(only(await check(await signed({ signer: old })))).toMatchObject({ status: 'invalid', reason: 'certificate_expired' });
		expect(only(await check(await signed({ signer: early })))).toMatchObject({ status: 'invalid', reason: 'certificate_not_yet_valid' });
	});

	it('may not claim a time that is still to come', async () => {
		expect(only(await check(await signed({ at: later })))).toMatchObject({ status: 'invalid', reason: 'time_in_future' });
	});

	it.each([
		['only for encryption', { usage: ['keyEncipherment'] as const }],
		['only for a server', { purposes: [purposes.server] }],
		['an authority, not a person', { isCa: true, usage: ['digitalSignature', 'keyCertSign'] as const }]
	])('has a certificate %s', async (_, options) => {
		const by = makeHolder({ name: 'Other', issuer: middle, ...options });
		expect(only(await check(await signed({ signer: by })))).toMatchObject({ status: 'invalid', reason: 'key_usage' });
	});

	it('has one that is for papers among others', async () => {
		const by = makeHolder({ name: 'Mail', issuer: middle, purposes: [purposes.server, purposes.mail] });
		expect((await check(await signed({ signer: by }))).verdict).toBe('valid');
	});

	it('stands under authorities that may not issue', async () => {
		const low = makeHolder({ name: 'Too deep', issuer: middle, isCa: true });
		const below = makeHolder({ name: 'Below', issuer: low });
		expect(only(await check(await signed({ signer: below, chain: [low, middle] })))).toMatchObject({
			status: 'invalid',
			reason: 'chain_not_valid'
		});
		const person = makeHolder({ name: 'A person', issuer: root });
		const notCa = makeHolder({ name: 'Under a person', issuer: person });
		expect(only(await check(await signed({ signer: notCa, chain: [person] })))).toMatchObject({ reason: 'chain_not_valid' });
		const gone = makeHolder({ name: 'Gone CA', issuer: root, isCa: true, to: new Date('2026-06-01T00:00:00Z') });
		const under = makeHolder({ name: 'Under it', issuer: gone });
		expect(only(await check(await signed({ signer: under, chain: [gone] })))).toMatchObject({ reason: 'chain_not_valid' });
		const strange = makeHolder({ name: 'Strange', issuer: middle, unknownCritical: true });
		expect(only(await check(await signed({ signer: strange })))).toMatchObject({ status: 'not_checked', reason: 'unsupported_extension' });
	});
});

describe('how it was signed', () => {
	it.each<[string, Partial<CmsOptions>, string]>([
		['SHA-1 over the content', { hash: 'sha1' }, 'weak_digest'],
		['SHA-1 in the signature', { signatureHash: 'sha1' }, 'weak_digest'],
		['another hash in the signature', { signatureHash: 'sha512' }, 'signature_wrong'],
		['no signed attributes', { bare: true }, 'no_signed_attributes'],
		['no word of the certificate', { names: false }, 'signing_certificate'],
		['the word of another certificate', { names: second }, 'signing_certificate'],
		['two signers at once', { signers: 2 }, 'several_signers'],
		['the content inside', { content: { type: '1.2.840.113549.1.7.1', bytes: Buffer.from('x') } }, 'malformed']
	])('%s is refused', async (_, cms, reason) => {
		expect(only(await check(await signed(cms)))).toMatchObject({ status: 'invalid', reason });
	});

	it('a key that is too small and a certificate signed with SHA-1 are refused', async () => {
		const small = makeHolder({ name: 'Small', issuer: middle, scheme: 'rsa', rsaBits: 1024 });
		expect(only(await check(await signed({ signer: small })))).toMatchObject({ status: 'invalid', reason: 'weak_key' });
		const weak = makeHolder({ name: 'Weak', issuer: middle, hash: 'sha1' });
		expect(only(await check(await signed({ signer: weak })))).toMatchObject({ status: 'invalid', reason: 'weak_digest' });
	});

	it('old formats are refused, unknown ones are not checked', async () => {
		expect(only(await check(await signed({}, { format: 'adbe.pkcs7.sha1' })))).toMatchObject({ status: 'invalid', reason: 'weak_digest' });
		expect(only(await check(await signed({}, { format: 'Some.Other' })))).toMatchObject({
			status: 'not_checked',
			reason: 'unsupported_format'
		});
	});
});

describe('a time stamp', () => {
	it('proves the time, and so a certificate that ended since', async () => {
		const short = makeHolder({ name: 'Short', issuer: middle, to: new Date('2026-11-22T00:00:00Z') });
		const bytes = await signed({ signer: short, stamp: { authority: tsa, at: signedAt } });
		expect(only(await check(bytes))).toMatchObject({
			status: 'valid',
			time: { at: signedAt.toISOString(), source: 'timestamp' },
			timestamp: { status: 'valid', authority: 'Time of a test' }
		});
	});

	it('of an authority not known here leaves the time claimed', async () => {
		const other = makeHolder({ name: 'Other time', issuer: stranger, purposes: [purposes.timeStamping], usage: ['digitalSignature'] });
		const found = only(await check(await signed({ stamp: { authority: other, at: new Date('2026-11-24T00:00:00Z') } })));
		expect(found).toMatchObject({
			status: 'valid',
			time: { at: signedAt.toISOString(), source: 'claimed' },
			timestamp: { status: 'not_checked', reason: 'unknown_root' }
		});
	});

	it('of something else, or by whom it is not for, makes the signature invalid', async () => {
		const over = Buffer.from('other');
		expect(only(await check(await signed({ stamp: { authority: tsa, at: signedAt, over } })))).toMatchObject({
			reason: 'timestamp_invalid',
			timestamp: { reason: 'content_changed' }
		});
		expect(only(await check(await signed({ stamp: { authority: signer, at: signedAt } })))).toMatchObject({
			reason: 'timestamp_invalid',
			timestamp: { reason: 'key_usage' }
		});
	});

	it('over the whole file stands as a line of its own', async () => {
		const first = await signed();
		const bytes = await signPdf(first, { field: 'Time', format: 'ETSI.RFC3161', sign: (content) => makeStamp(content, tsa, signedAt) });
		const report = await check(bytes);
		expect(report.signatures.map(({ kind, status, time }) => [kind, status, time.source])).toEqual([
			['signature', 'valid', 'claimed'],
			['timestamp', 'valid', 'timestamp']
		]);
		expect(coverageOf(report)).toBe('signatures');
	});
});

describe('whether a certificate was called back', () => {
	const from = new Date('2026-11-19T00:00:00Z');
	const fresh = { from, to: later };
	const middleAnswer = makeCrl(root, fresh);

	it('is good by lists and by answers that the file carries, also from one who answers for the authority', async () => {
		const lists = await signed({ revocation: { crls: [makeCrl(middle, fresh), middleAnswer] } });
		expect(only(await check(lists))).toMatchObject({ status: 'valid', revocation: { status: 'good', asOf: from.toISOString() } });
		const desk = makeHolder({ name: 'Desk', issuer: middle, purposes: [purposes.ocsp], usage: ['digitalSignature'] });
		const ocsps = [makeOcsp(signer, middle, { responder: desk, ...fresh }), makeOcsp(middle, root, fresh)];
		expect(only(await check(await signed({ revocation: { ocsps } })))).toMatchObject({ status: 'valid', revocation: { status: 'good' } });
	});

	it('is invalid when it was, whatever time the signer claims', async () => {
		const revokedAt = new Date('2026-11-23T00:00:00Z');
		const crls = [makeCrl(middle, { revoked: [{ holder: signer, at: revokedAt }], ...fresh }), middleAnswer];
		expect(only(await check(await signed({ revocation: { crls } })))).toMatchObject({
			status: 'invalid',
			reason: 'certificate_revoked',
			revocation: { status: 'revoked', revokedAt: revokedAt.toISOString() }
		});
		const ocsps = [makeOcsp(signer, middle, { revokedAt, ...fresh })];
		expect(only(await check(await signed({ revocation: { ocsps } })))).toMatchObject({ reason: 'certificate_revoked' });
		// What an authority stamped before that day was signed before it.
		const stamped = await signed({ revocation: { crls }, stamp: { authority: tsa, at: signedAt } });
		expect(only(await check(stamped))).toMatchObject({ status: 'valid', revocation: { status: 'revoked' } });
	});

	it('is not checked by a list of another, one that ended before, or one that nobody signed', async () => {
		const ended = makeCrl(middle, { from: new Date('2026-10-01T00:00:00Z'), to: new Date('2026-10-08T00:00:00Z') });
		const forged = makeCrl({ ...middle, key: second.key }, fresh);
		for (const crl of [ended, forged, makeCrl(stranger, fresh), Buffer.from('30030101ff', 'hex')])
			expect(only(await check(await signed({ revocation: { crls: [crl, middleAnswer] } }))).revocation.status).toBe('not_checked');
		const impostor = makeOcsp(signer, middle, { responder: second, ...fresh });
		expect(only(await check(await signed({ revocation: { ocsps: [impostor, makeOcsp(middle, root, fresh)] } }))).revocation.status).toBe(
			'not_checked'
		);
	});

	it('is found in the store of the document', async () => {
		const proven = await updatePdf(await signed(), (document) => {
			const { context, catalog } = document;
			const number = context.largestObjectNumber + 1;
			const changed = catalog.clone(context);
			const list = makeCrl(middle, { revoked: [{ holder: signer, at: signedAt }], ...fresh }).toString('hex');
			changed.set(PDFName.of('DSS'), context.obj({}));
			const stream = `<< /Filter /ASCIIHexDecode /Length ${list.length + 1} >>\nstream\n${list}>\nendstream`;
			return new Map([
				[refOf(document, 'Root'), changed.toString().replace(/\/DSS\s*<<\s*>>/, `/DSS << /CRLs [${number} 0 R] >>`)],
				[number, stream]
			]);
		});
		expect(only(await check(proven))).toMatchObject({ reason: 'certificate_revoked', coverage: { appended: 'signatures' } });
	});
});

describe('files that are no such thing', () => {
	it('are told apart and never thrown', async () => {
		expect(await check(Buffer.from('GIF89a'))).toMatchObject({ verdict: 'not_checked', problem: 'not_pdf' });
		expect(await check(Buffer.from('%PDF-1.7\nnothing'))).toMatchObject({ verdict: 'not_checked', problem: 'broken' });
		const empty = await signed({}, { sign: () => Buffer.alloc(0) });
		expect(only(await check(empty))).toMatchObject({ status: 'invalid', reason: 'malformed' });
	});

	it('nor are broken signatures, wherever they break', async () => {
		const cms = makeCms(Buffer.from('x'), { signer, chain: [middle] });
		for (let at = 0; at < cms.length; at += 37) {
			const broken = Buffer.from(cms);
			broken[at] = (broken[at] ?? 0) ^ 0xff;
			const report = await check(await signed({}, { sign: () => broken }));
			expect(only(report).status).toBe('invalid');
		}
	});
});

function signatureOf(document: PDFDocument): number {
	const found = document.context.enumerateIndirectObjects().find(([, object]) => object.toString().includes('/ByteRange'));
	return found?.[0].objectNumber ?? 0;
}

function pageOf(document: PDFDocument): number {
	return document.getPage(0).ref.objectNumber;
}

/** The first page, with another size. */
function changedPage(document: PDFDocument): string {
	const page = document.getPage(0).node.clone(document.context);
	page.set(PDFName.of('MediaBox'), document.context.obj([0, 0, 100, 100]));
	return page.toString();
}

/** A second object with the number of the first page that no table names: it lies in the file and is not seen. */
async function withHiddenPage(bytes: Buffer): Promise<{ bytes: Buffer; number: number; at: number }> {
	const document = await PDFDocument.load(bytes, { updateMetadata: false });
	const number = pageOf(document);
	const text = bytes.toString('latin1');
	const hidden = `${number} 0 obj\n${changedPage(document)}\nendobj\n`;
	// In front of the table, so that the place of the table moves and all others stay.
	const table = Number(/startxref\s+(\d+)/.exec(text)?.[1]);
	const moved = `${text.slice(0, table)}${hidden}${text.slice(table).replace(/startxref\s+\d+/, `startxref\n${table + hidden.length}`)}`;
	return { bytes: Buffer.from(moved, 'latin1'), number, at: table };
}

/** An update that holds nothing but a table by which a number leads to a place in the signed part. */
function pointTo(bytes: Buffer, number: number, place: number): Buffer {
	const text = bytes.toString('latin1');
	const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)?.[1] ?? '';
	const root = [...text.matchAll(/\/Root (\d+ 0 R)/g)].at(-1)?.[1] ?? '';
	const table = `xref\n${number} 1\n${String(place).padStart(10, '0')} 00000 n \ntrailer\n<< /Size 99 /Prev ${previous} /Root ${root} >>\n`;
	return Buffer.concat([bytes, Buffer.from(`${table}startxref\n${bytes.length}\n%%EOF\n`)]);
}

/** Changes the last byte of the signature of an EC key, which ends the signer's part when there is no time stamp. */
function breakSignature(bytes: Buffer): Buffer {
	const text = bytes.toString('latin1');
	const hole = /\/Contents <([0-9a-f]+)>/.exec(text);
	const used = hole?.[1]?.replace(/(?:00)+$/, '') ?? '';
	const at = (hole?.index ?? 0) + '/Contents <'.length + used.length - 2;
	const changed = Buffer.from(bytes);
	changed.write(used.endsWith('11') ? '12' : '11', at, 'latin1');
	return changed;
}
