import { deflateSync } from 'node:zlib';
import {
	decodePDFRawStream,
	PDFArray,
	PDFName,
	PDFRawStream,
	PDFRef,
	type PDFDict,
	type PDFDocument,
	type PDFObject,
	type PDFPage
} from '@cantoo/pdf-lib';
import type { Box, PageLayout } from './stamp-geometry.ts';
import { matrixText, numberText } from './stamp-operators.ts';

export type PageStamp = {
	readonly overlay: PDFRef;
	/** Operators, in the stamp's space, that write the page's number with the font `F`. */
	readonly number: string;
	readonly font: PDFRef;
};

export type ContentMover = {
	/** Gives the form that now holds the page's own content; null when the page was empty. */
	move(page: PDFPage, layout: PageLayout, stamp: PageStamp): PDFRef | null;
	/** Removes streams that no page needs any more. */
	finish(): void;
};

type Content = { readonly ref: PDFRef; readonly stream: PDFRawStream };

/** A file whose pages share one stream would grow by that stream with every page. */
const mostRepeatedBytes = 64 * 1024 * 1024;

/**
 * Puts a page's content into a form and draws that form between the bands, then the stamp over it. A form cannot leave anything
 * behind: unbalanced operators, a clip or a colour end with it, and nothing in it reaches the bands. The content's bytes stay
 * packed as they are.
 */
export function createContentMover(document: PDFDocument): ContentMover {
	const { context } = document;
	/** Streams that became a form themselves, and those whose content was copied into one. */
	const turned = new Set<PDFRef>();
	const joined = new Set<PDFRef>();
	const forms = new Map<string, PDFRef>();
	let repeated = 0;

	/** The form of a page's content. Pages with the same content, resources and box share it. */
	function formOf(page: PDFPage, box: Box): PDFRef | null {
		const contents = contentsOf(page);
		if (contents.length === 0) return null;
		const resources = page.node.getInheritableAttribute(PDFName.of('Resources'));
		const isShared = !resources || resources instanceof PDFRef;
		const key = isShared ? [...contents.map(({ ref }) => ref), resources ?? '', ...corners(box)].join(' ') : null;
		const known = key === null ? undefined : forms.get(key);
		if (known) return known;
		const about = context.obj({ Type: 'XObject', Subtype: 'Form', BBox: corners(box), Resources: resources ?? {} });
		const [only, ...others] = contents;
		const made = only && others.length === 0 ? turn(only, about) : join(contents, about);
		if (key !== null) forms.set(key, made);
		return made;
	}

	function turn({ ref, stream }: Content, about: PDFDict): PDFRef {
		const dict = stream.dict.clone(context);
		for (const [name, value] of about.entries()) dict.set(name, value);
		const form = PDFRawStream.of(dict, stream.contents);
		if (turned.has(ref)) {
			countRepeated(stream.contents.length);
			return context.register(form);
		}
		turned.add(ref);
		context.assign(ref, form);
		return ref;
	}

	function join(contents: readonly Content[], about: PDFDict): PDFRef {
		// A space between: a number may end one part and an operator begin the next.
		const parts = contents.flatMap(({ stream }) => [decodePDFRawStream(stream).decode(), Buffer.from('\n')]);
		const packed = deflateSync(Buffer.concat(parts), { level: 4 });
		if (contents.some(({ ref }) => turned.has(ref) || joined.has(ref))) countRepeated(packed.length);
		for (const { ref } of contents) joined.add(ref);
		about.set(PDFName.of('Filter'), PDFName.of('FlateDecode'));
		return context.register(PDFRawStream.of(about, packed));
	}

	function countRepeated(bytes: number): void {
		repeated += bytes;
		if (repeated > mostRepeatedBytes) throw new RangeError('the pages share too much content');
	}

	function contentsOf(page: PDFPage): Content[] {
		const entry = page.node.get(PDFName.of('Contents'));
		const found = context.lookup(entry);
		const items: (PDFObject | undefined)[] = found instanceof PDFArray ? found.asArray() : [entry];
		return items.flatMap((ref) => {
			const stream = context.lookup(ref);
			return ref instanceof PDFRef && stream instanceof PDFRawStream ? [{ ref, stream }] : [];
		});
	}

	return {
		move(page, { box, scale, dx, dy, toPage }, stamp) {
			const content = formOf(page, box);
			const own = content ? `q ${matrixText([scale, 0, 0, scale, dx, dy])} cm /C Do Q\n` : '';
			const drawn = `${own}/Artifact BMC\nq ${matrixText(toPage)} cm /S Do\n${stamp.number}\nQ\nEMC`;
			const { node } = page;
			node.set(PDFName.of('Contents'), context.register(context.stream(drawn)));
			node.set(
				PDFName.of('Resources'),
				context.obj({ XObject: { ...(content ? { C: content } : {}), S: stamp.overlay }, Font: { F: stamp.font } })
			);
			// Whatever a program takes for the page, it is the part that carries the stamp.
			for (const name of ['MediaBox', 'CropBox']) node.set(PDFName.of(name), context.obj(corners(box)));
			for (const name of ['BleedBox', 'TrimBox', 'ArtBox', 'Thumb']) node.delete(PDFName.of(name));
			return content;
		},
		finish() {
			for (const ref of joined) if (!turned.has(ref)) context.delete(ref);
		}
	};
}

function corners({ x, y, width, height }: Box): number[] {
	return [x, y, x + width, y + height].map((value) => Number(numberText(value)));
}
