/** The package has no types of its own; only what the PDF folder uses is declared, as pdf-lib wants it. */
declare module 'fontkit' {
	import type { PDFDocument } from '@cantoo/pdf-lib';

	type Created = Awaited<ReturnType<Parameters<PDFDocument['registerFontkit']>[0]['create']>>;

	export function create(bytes: Uint8Array): Extract<Created, { characterSet: number[] }>;
}
