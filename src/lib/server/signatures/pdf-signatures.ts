import {
	PDFArray,
	PDFDict,
	PDFHexString,
	PDFName,
	PDFNumber,
	PDFRawStream,
	PDFString,
	type PDFContext,
	type PDFDocument,
	type PDFObject
} from '@cantoo/pdf-lib';
import type { SignatureReason } from '#lib/domain/signatures/report.ts';
import { createStreamReader } from '#lib/server/files/pdf-streams.ts';
import { Malformed, same } from './der.ts';

/** A signature as the file holds it, before anything of it is believed. */
export type FoundSignature = {
	readonly field: string;
	readonly format: string;
	/** What the hole in the signed part holds: the signature in DER and zeros. */
	readonly contents: Uint8Array;
	/** The signed parts of the file, in order. */
	readonly parts: readonly Uint8Array[];
	/** Where the signed part ends, from the file's start. */
	readonly end: number;
	/** What the signer's program wrote as the time. */
	readonly claimedAt: Date | null;
	/** Why nothing can be checked. */
	readonly fault: SignatureReason | null;
};

const mostFields = 5_000;
/** Characters of hexadecimal: half a megabyte of signature, certificates and lists. */
const mostContents = 1_048_576;
const mostSecurityBytes = 8 * 1024 * 1024;

/** The signed fields of the form of a PDF, in the order of what they sign. */
export function findSignatures(document: PDFDocument, bytes: Uint8Array): FoundSignature[] {
	const values = new Map<PDFDict, string>();
	for (const { name, value } of signatureFields(document)) if (value && !values.has(value)) values.set(value, name);
	return [...values].map(([value, name]) => readSignature(name, value, document.context, bytes)).sort((a, b) => a.end - b.end);
}

export type SignatureField = { readonly name: string; readonly dict: PDFDict; readonly value: PDFDict | null };

/** The fields for signatures, signed or not. @throws Malformed when there are too many fields */
export function signatureFields({ context, catalog }: PDFDocument): SignatureField[] {
	const found: SignatureField[] = [];
	const seen = new Set<PDFDict>();
	const walk = (item: PDFObject | undefined, path: string, isSignature: boolean, inherited: PDFDict | null): void => {
		const dict = context.lookup(item);
		if (!(dict instanceof PDFDict) || seen.has(dict)) return;
		seen.add(dict);
		if (seen.size > mostFields) throw new Malformed('too many fields');
		const title = textOf(lookup(context, dict, 'T'));
		const name = [path, title].filter((part) => part !== '').join('.');
		const type = lookup(context, dict, 'FT');
		const signs = type instanceof PDFName ? type.decodeText() === 'Sig' : isSignature;
		const own = lookup(context, dict, 'V');
		const value = own instanceof PDFDict ? own : inherited;
		const kids = lookup(context, dict, 'Kids');
		const below = kids instanceof PDFArray ? kids.asArray() : [];
		for (const kid of below) walk(kid, name, signs, value);
		if (signs) found.push({ name, dict, value });
	};
	const form = lookup(context, catalog, 'AcroForm');
	const fields = form instanceof PDFDict ? lookup(context, form, 'Fields') : undefined;
	if (fields instanceof PDFArray) for (const item of fields.asArray()) walk(item, '', false, null);
	return found;
}

function readSignature(field: string, value: PDFDict, context: PDFContext, bytes: Uint8Array): FoundSignature {
	const format = lookup(context, value, 'SubFilter');
	const none = { field: field.slice(0, 200), format: format instanceof PDFName ? format.decodeText().slice(0, 60) : '' };
	const time = pdfMoment(textOf(lookup(context, value, 'M')));
	const fails = (fault: SignatureReason, end = 0): FoundSignature => ({
		...none,
		contents: new Uint8Array(),
		parts: [],
		end,
		claimedAt: time,
		fault
	});
	const range = rangeOf(lookup(context, value, 'ByteRange'));
	const contents = lookup(context, value, 'Contents');
	if (!range || !(contents instanceof PDFHexString)) return fails('byte_range');
	const [start, length, from, rest] = range;
	const end = from + rest;
	// The only thing not signed is the signature itself: from `<` to `>`, hexadecimal and nothing else, and it is the one that this field names.
	if (start !== 0 || length < 1 || from <= length + 1 || rest < 1 || end > bytes.length) return fails('byte_range');
	if (from - length > mostContents) return fails('too_large', end);
	const hole = Buffer.from(bytes.subarray(length, from)).toString('latin1');
	if (!/^<(?:[0-9A-Fa-f]{2})+>$/.test(hole)) return fails('byte_range', end);
	const before = Buffer.from(bytes.subarray(Math.max(0, length - 64), length)).toString('latin1');
	if (!/\/Contents[\0\t\n\f\r ]*$/.test(before)) return fails('byte_range', end);
	const held = Buffer.from(hole.slice(1, -1), 'hex');
	if (!same(held, contents.asBytes())) return fails('byte_range', end);
	return { ...none, contents: held, parts: [bytes.subarray(0, length), bytes.subarray(from, end)], end, claimedAt: time, fault: null };
}

function rangeOf(value: PDFObject | undefined): [number, number, number, number] | null {
	const numbers = value instanceof PDFArray ? value.asArray().map((item) => (item instanceof PDFNumber ? item.asNumber() : -1)) : [];
	const [a = -1, b = -1, c = -1, d = -1] = numbers;
	return numbers.length === 4 && numbers.every((number) => Number.isSafeInteger(number) && number >= 0) ? [a, b, c, d] : null;
}

/** What signers or others put into the file to prove the signatures later: certificates, lists and answers of authorities. */
export type SecurityStore = { readonly certificates: Uint8Array[]; readonly crls: Uint8Array[]; readonly ocsps: Uint8Array[] };

export function securityStore({ context, catalog }: PDFDocument): SecurityStore {
	const store = lookup(context, catalog, 'DSS');
	const reader = createStreamReader(context);
	let total = 0;
	const streams = (key: string): Uint8Array[] => {
		const list = store instanceof PDFDict ? lookup(context, store, key) : undefined;
		const items = list instanceof PDFArray ? list.asArray().slice(0, 200) : [];
		return items.flatMap((item) => {
			const stream = context.lookup(item);
			const bytes = stream instanceof PDFRawStream ? reader.read(stream) : null;
			total += bytes?.length ?? 0;
			return bytes && total <= mostSecurityBytes ? [bytes] : [];
		});
	};
	return { certificates: streams('Certs'), crls: streams('CRLs'), ocsps: streams('OCSPs') };
}

export function lookup(context: PDFContext, dict: PDFDict, key: string): PDFObject | undefined {
	return context.lookup(dict.get(PDFName.of(key)));
}

function textOf(value: PDFObject | undefined): string {
	if (!(value instanceof PDFString) && !(value instanceof PDFHexString)) return '';
	try {
		return value.decodeText().replace(/[\p{Cc}\p{Cf}]/gu, '');
	} catch {
		return '';
	}
}

/** `D:20261126143000+07'00'`; null for anything else. */
function pdfMoment(text: string): Date | null {
	const found = /^D:(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:Z|([+-])(\d{2})'?(\d{2})?'?)?/.exec(text);
	if (!found) return null;
	const [, year, month, day, hour, minute, second, sign = '+', hours = '00', minutes = '00'] = found;
	const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${sign}${hours}:${minutes}`);
	return Number.isNaN(at.getTime()) ? null : at;
}
