import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { PDFDocumentLoadingTask, PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';

/**
 * The viewer's engine, in a chunk of its own that is loaded when a document is opened. The legacy build is what telephones of the
 * last years still understand. Everything comes from our own origin.
 */
pdfjs.GlobalWorkerOptions.workerSrc = workerUrl;

/** Decoders of scanned pages, and fonts for files that do not bring their own. */
const assets = import.meta.glob<string>(
	['/node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}', '/node_modules/pdfjs-dist/wasm/{openjpeg,jbig2,qcms_bg}.wasm'],
	{ query: '?url', import: 'default', eager: true }
);
const addresses = new Map(Object.entries(assets).map(([path, url]) => [path.slice(path.lastIndexOf('/') + 1), url]));

class OwnFiles {
	async fetch({ filename }: { filename: string }): Promise<Uint8Array> {
		const address = addresses.get(filename);
		if (!address) throw new Error(`no file ${filename}`);
		const response = await fetch(address);
		return new Uint8Array(await response.arrayBuffer());
	}
}

export type Opened = { readonly file: PDFDocumentProxy; readonly first: PDFPageProxy; close(): Promise<void> };

/**
 * Opens a file and its first page. Only what a page needs is fetched, in ranges, so that the first one is there before the whole
 * file is; `progress` tells bytes while the server sends it in one piece.
 */
export async function openPdf(src: string, progress: (loaded: number, total: number) => void): Promise<Opened> {
	const task: PDFDocumentLoadingTask = pdfjs.getDocument({
		url: src,
		rangeChunkSize: 128 * 1024,
		disableAutoFetch: true,
		disableStream: true,
		enableXfa: false,
		BinaryDataFactory: OwnFiles,
		useWorkerFetch: false
	});
	task.onProgress = ({ loaded, total }: { loaded: number; total: number }) => progress(loaded, total);
	return opened(task);
}

/** Opens a file that is here already. The bytes are given away. */
export function openBytes(data: Uint8Array): Promise<Opened> {
	return opened(pdfjs.getDocument({ data, enableXfa: false, BinaryDataFactory: OwnFiles, useWorkerFetch: false }));
}

async function opened(task: PDFDocumentLoadingTask): Promise<Opened> {
	try {
		const file = await task.promise;
		return { file, first: await file.getPage(1), close: () => task.destroy() };
	} catch (error) {
		await task.destroy();
		throw error;
	}
}

/** Draws a page and lays its text over it, so that it can be selected and read aloud. `scale` is CSS pixels per point. */
export function drawPage(
	page: PDFPageProxy,
	scale: number,
	canvas: HTMLCanvasElement,
	text: HTMLElement
): { done: Promise<void>; cancel(): void } {
	const viewport = page.getViewport({ scale });
	// A telephone's canvas has limits; beyond them the page is only less sharp.
	const sharp = Math.min(devicePixelRatio || 1, Math.sqrt(16_000_000 / (viewport.width * viewport.height)));
	canvas.width = Math.floor(viewport.width * sharp);
	canvas.height = Math.floor(viewport.height * sharp);
	const drawing = page.render({ canvas, viewport, transform: [sharp, 0, 0, sharp, 0, 0] });
	text.replaceChildren();
	const layer = new pdfjs.TextLayer({ textContentSource: page.streamTextContent(), container: text, viewport });
	const done = Promise.all([drawing.promise, layer.render()]).then(() => undefined);
	return {
		done: done.catch((error: unknown) => {
			if (error instanceof Error && (error.name === 'RenderingCancelledException' || error.name === 'AbortException')) return;
			throw error;
		}),
		cancel: () => {
			drawing.cancel();
			layer.cancel();
		}
	};
}

export type { PDFDocumentProxy, PDFPageProxy };
