import { fileURLToPath } from 'node:url';
import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs';

const cmaps = fileURLToPath(new URL('../../cmaps/', import.meta.resolve('pdfjs-dist/legacy/build/pdf.mjs')));

/** Opens a PDF with pdf.js for reading text and structure: no scripts, no forms, no fonts of the system, no network. */
export async function openPdf(bytes: Uint8Array): Promise<pdfjs.PDFDocumentProxy> {
	return pdfjs.getDocument({
		// pdf.js takes the buffer away from its owner.
		data: new Uint8Array(bytes),
		cMapUrl: cmaps,
		cMapPacked: true,
		disableFontFace: true,
		useSystemFonts: false,
		useWorkerFetch: false,
		enableXfa: false,
		verbosity: 0
	}).promise;
}

export function isPasswordError(error: unknown): boolean {
	return error instanceof Error && error.name === 'PasswordException';
}
