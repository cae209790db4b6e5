import { ParseSpeeds, PDFDocument, PDFHeader, type PDFPage, type PDFRef } from '@cantoo/pdf-lib';
import * as fontkit from 'fontkit';
import { readFont } from './fonts.ts';
import { moveAnnotations } from './stamp-annotations.ts';
import { createContentMover } from './stamp-content.ts';
import { drawOverlay, drawPageNumber, drawQr, type StampFonts } from './stamp-drawing.ts';
import { layoutOf, type PageLayout } from './stamp-geometry.ts';
import { dropPromises, followContent } from './stamp-references.ts';

export const markKinds = ['upcoming', 'in_force', 'past', 'transitional'] as const;
export type MarkKind = (typeof markKinds)[number];

/** What is printed on every page; `stampWords` makes it from facts. Every text is one line and may be shortened to fit. */
export type Stamp = {
	readonly code: string;
	readonly title: string;
	/** "Lần ban hành 02 · sửa đổi 01 · hiệu lực từ 01/03/2026". */
	readonly numbers: string;
	readonly mark: {
		readonly kind: MarkKind;
		readonly text: string;
		/** Large across the page; for what must not be used any more. */
		readonly across: string | null;
	};
	/** "Trang {page}/{pages}". */
	readonly pageWords: string;
	/** What the QR says: the full address of the public check. */
	readonly address: string;
	/** "Kiểm tra tình trạng hiện tại: https://…/v/…". */
	readonly addressWords: string;
	/** The line of a personal copy. */
	readonly personal: string | null;
};

/**
 * Stamps every page of a PDF and gives the new file; the bytes given are not touched. Equal bytes and stamp give equal bytes.
 * Runs in the stamping process (`stamper.ts`); call it directly only with files of our own.
 * @throws Error for a file that is encrypted, broken, or would multiply its content
 */
export async function stampPdf(bytes: Uint8Array, stamp: Stamp, projectRoot = process.cwd()): Promise<Uint8Array> {
	const document = await PDFDocument.load(bytes, { updateMetadata: false, parseSpeed: ParseSpeeds.Fastest });
	document.registerFontkit(fontkit);
	const fonts: StampFonts = {
		regular: await document.embedFont(readFont(projectRoot, 'regular'), { subset: true }),
		bold: await document.embedFont(readFont(projectRoot, 'bold'), { subset: true })
	};
	dropPromises(document);
	const pages = [...new Map(document.getPages().map((page) => [page.node, page])).values()];
	if (pages.length === 0) throw new RangeError('the file has no pages');
	const qr = drawQr(document, stamp.address);
	const overlays = new Map<string, PDFRef>();
	const overlayFor = (layout: PageLayout) => {
		const size = `${layout.width.toFixed(1)} ${layout.height.toFixed(1)}`;
		const made = overlays.get(size) ?? drawOverlay(document, layout, stamp, { fonts, qr, projectRoot });
		overlays.set(size, made);
		return made;
	};
	const contents = createContentMover(document);
	const moved = new Map<PDFRef, { page: PDFPage; layout: PageLayout; content: PDFRef | null }>();
	pages.forEach((page, index) => {
		const layout = layoutOf(page);
		moveAnnotations(page, layout);
		const number = drawPageNumber(layout, fonts, stamp.pageWords, index + 1, pages.length);
		const content = contents.move(page, layout, { overlay: overlayFor(layout), number, font: fonts.regular.ref });
		moved.set(page.ref, { page, layout, content });
	});
	contents.finish();
	followContent(document, moved);
	// Transparency came with 1.4, object streams with 1.5.
	if (document.context.header.getVersionString() < '1.7') document.context.header = PDFHeader.forVersion(1, 7);
	return await document.save({ useObjectStreams: true, addDefaultPage: false, updateFieldAppearances: false, objectsPerTick: Infinity });
}
