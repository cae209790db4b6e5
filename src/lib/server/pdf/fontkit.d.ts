/** The package has no types of its own; only what the PDF folder uses is declared. */
declare module 'fontkit' {
	import type { Font } from '@cantoo/pdf-lib';

	export function create(bytes: Uint8Array): Font;
}
