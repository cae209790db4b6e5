import { deflateSync } from 'node:zlib';
import type { PDFDocument, PDFFont, PDFRef } from '@cantoo/pdf-lib';
import { printableLine } from './printable.ts';
import { qrRuns } from './qr.ts';
import { bottomBand, topBand, type PageLayout } from './stamp-geometry.ts';
import { colour, filledRect, frame, matrixText, numberText, rule, textAt, type TextStyle } from './stamp-operators.ts';
import type { MarkKind, Stamp } from './stamp.ts';

export type StampFonts = { readonly regular: PDFFont; readonly bold: PDFFont };
export type Drawn = { readonly fonts: StampFonts; readonly qr: PDFRef; readonly projectRoot: string };

const ink = colour('#221e1a');
const quiet = colour('#544c43');
const line = colour('#8a8174');
const paper = colour('#ffffff');
/** Dark enough to be read from a black and white print; the words say it all without the colour. */
const markColours: Record<MarkKind, ReturnType<typeof colour>> = {
	upcoming: colour('#1b5788'),
	in_force: colour('#8c2f1b'),
	past: colour('#ad1140'),
	transitional: colour('#855000')
};

const side = 28;
const qrSide = 38;
const qrBottom = 13;
const textLeft = side + qrSide + 10;
const labelSpacing = 0.35;

type Line = TextStyle & { readonly of: keyof StampFonts };
const head: Line = { of: 'regular', font: 'R', size: 8.5, fill: ink };
const headCode: Line = { of: 'bold', font: 'B', size: 8.5, fill: ink };
const small: Line = { of: 'regular', font: 'R', size: 7.5, fill: quiet };

/** Everything of the stamp that is the same on all pages of one size: a form in the stamp's space. */
export function drawOverlay(document: PDFDocument, { width, height }: PageLayout, stamp: Stamp, { fonts, qr, projectRoot }: Drawn): PDFRef {
	const { context } = document;
	const pen = createPen(fonts, projectRoot);
	const right = width - side;
	const operators = [
		filledRect(0, height - topBand, width, topBand, paper),
		filledRect(0, 0, width, bottomBand, paper),
		...headLine(pen, stamp, right, height - topBand + 7),
		rule(side, right, height - topBand + 1.5, line, 0.5),
		rule(side, right, bottomBand - 1.5, line, 0.5),
		`q ${numberText(qrSide)} 0 0 ${numberText(qrSide)} ${side} ${qrBottom} cm /Q Do Q`,
		...footLines(pen, stamp, right),
		...(stamp.mark.across ? across(pen, stamp.mark.across, width, height) : [])
	];
	return context.register(
		context.stream(deflateSync(operators.join('\n')), {
			Type: 'XObject',
			Subtype: 'Form',
			BBox: [0, 0, Number(width.toFixed(2)), Number(height.toFixed(2))],
			Resources: {
				Font: { R: fonts.regular.ref, B: fonts.bold.ref },
				XObject: { Q: qr },
				ExtGState: { T: { Type: 'ExtGState', ca: 0.2 } }
			},
			Filter: 'FlateDecode'
		})
	);
}

/** Code and title at the left, numbers at the right; the title gives way. */
function headLine(pen: Pen, stamp: Stamp, right: number, y: number): string[] {
	const numbers = pen.fit(stamp.numbers, head, (right - side) * 0.55);
	const numbersAt = right - pen.widthOf(numbers, head);
	const code = pen.fit(stamp.code, headCode, (right - side) * 0.35);
	const titleAt = side + pen.widthOf(code, headCode) + 7;
	const title = pen.fit(stamp.title, head, numbersAt - titleAt - 12);
	return [pen.write(side, y, code, headCode), pen.write(titleAt, y, title, head), pen.write(numbersAt, y, numbers, head)];
}

function footLines(pen: Pen, { mark, addressWords, personal }: Stamp, right: number): string[] {
	const fill = markColours[mark.kind];
	const label: Line = { of: 'bold', font: 'B', size: 9, fill, spacing: labelSpacing };
	const words = pen.fit(mark.text, label, right - textLeft - pageNumberRoom - 12);
	const baseline = personal ? 39.5 : 35.5;
	const lines = [
		frame(textLeft + 0.4, baseline - 4.5, pen.widthOf(words, label) + 12, 15, fill, 0.8),
		pen.write(textLeft + 6, baseline, words, label)
	];
	const below = personal ? [addressWords, personal] : [addressWords];
	below.forEach((text, index) => {
		const y = baseline - 14 - index * 9.5;
		lines.push(pen.write(textLeft, y, pen.fit(text, small, right - textLeft), small));
	});
	return lines;
}

/** Large and thin, from corner to corner of the content, so that what is under it can still be read. */
function across(pen: Pen, words: string, width: number, height: number): string[] {
	const room = height - topBand - bottomBand;
	const diagonal = Math.hypot(width, room);
	const shape: Line = { of: 'bold', font: 'B', size: 100, fill: markColours.past };
	const text = pen.clean(words);
	const size = Math.min((100 * diagonal * 0.72) / Math.max(pen.widthOf(text, shape), 1), room * 0.3);
	const style = { ...shape, size };
	const [sin, cos] = [room / diagonal, width / diagonal];
	const turned = matrixText([cos, sin, -sin, cos, width / 2, bottomBand + room / 2]);
	return [`q /T gs ${turned} cm ${pen.write(-pen.widthOf(text, style) / 2, -size * 0.33, text, style)} Q`];
}

const pageNumberRoom = 70;

/** Operators for "Trang 3/12", which stand in each page's own content with the font `F`. */
export function drawPageNumber({ width }: PageLayout, { regular }: StampFonts, words: string, page: number, pages: number): string {
	const text = words.replace('{page}', String(page)).replace('{pages}', String(pages));
	const x = width - side - regular.widthOfTextAtSize(text, head.size);
	return textAt(x, 39.5, regular.encodeText(text).toString(), { ...head, font: 'F' });
}

/** The code as one form of side 1, its first row at the top. */
export function drawQr(document: PDFDocument, text: string): PDFRef {
	const { size, runs } = qrRuns(text, 'L');
	const step = 1 / size;
	const squares = runs.map(
		([x, y, length]) => `${[x * step, 1 - (y + 1) * step, length * step, step].map((n) => n.toFixed(5)).join(' ')} re`
	);
	return document.context.register(
		document.context.stream(deflateSync(`0 g\n${squares.join('\n')}\nf`), {
			Type: 'XObject',
			Subtype: 'Form',
			BBox: [0, 0, 1, 1],
			Resources: {},
			Filter: 'FlateDecode'
		})
	);
}

type Pen = {
	clean(text: string): string;
	widthOf(text: string, line: Line): number;
	/** Shortens with "…" until it fits; empty when not even that does. */
	fit(text: string, line: Line, room: number): string;
	write(x: number, y: number, text: string, line: Line): string;
};

function createPen(fonts: StampFonts, projectRoot: string): Pen {
	const clean = (text: string) => printableLine(text, projectRoot);
	const widthOf = (text: string, { of, size, spacing = 0 }: Line) =>
		text === '' ? 0 : fonts[of].widthOfTextAtSize(text, size) + spacing * [...text].length;
	return {
		clean,
		widthOf,
		fit(text, line, room) {
			const letters = [...clean(text).slice(0, longestLine)];
			if (widthOf(letters.join(''), line) <= room) return letters.join('');
			let fits = 0;
			let tooLong = letters.length;
			while (tooLong - fits > 1) {
				const middle = (fits + tooLong) >> 1;
				if (widthOf(shortened(letters, middle), line) <= room) fits = middle;
				else tooLong = middle;
			}
			return fits === 0 ? '' : shortened(letters, fits);
		},
		write: (x, y, text, line) => (text === '' ? '' : textAt(x, y, fonts[line.of].encodeText(text).toString(), line))
	};
}

/** Past this nothing could be seen on any page. */
const longestLine = 1000;

function shortened(letters: readonly string[], count: number): string {
	return `${letters.slice(0, count).join('').trimEnd()}…`;
}
