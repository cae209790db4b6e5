import { PDFName, PDFNumber, type PDFPage } from '@cantoo/pdf-lib';

export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
/** `x' = a x + c y + e`, `y' = b x + d y + f`, as the operator `cm` takes it. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Where the stamp and the shrunk content lie on one page. */
export type PageLayout = {
	/** What a viewer shows of the page, in the page's own space: CropBox within MediaBox. */
	readonly box: Box;
	/** Size of the stamp's space: the page upright, in units of which A4 has 595 across its shorter side. */
	readonly width: number;
	readonly height: number;
	/** From the stamp's space (upright, origin at the visible bottom left) to the page's. */
	readonly toPage: Matrix;
	/** Moves the content between the bands: `x' = scale x + dx`, `y' = scale y + dy`, in the page's space. */
	readonly scale: number;
	readonly dx: number;
	readonly dy: number;
};

/** Heights of the bands, in the stamp's units. The outer 12 points are left to printers that cannot print up to the edge. */
export const topBand = 27;
export const bottomBand = 57;

const a4Width = 595.28;
const smallestUnit = 0.35;
const largestUnit = 3;
/** On a strip of a page the bands take this part of its height at most, and shrink. */
const largestShare = 0.35;

/**
 * The content of every page is made a little smaller (A4 upright: to 90 %) and the stamp gets the two strips that this leaves.
 * Writing into the margins as they are would cover what a scan or a letterhead has there, and a larger page would be cut by a
 * printer at "actual size", the stamp first.
 */
export function layoutOf(page: PDFPage): PageLayout {
	const box = visibleBox(page);
	const turn = ((Math.round(page.getRotation().angle / 90) % 4) + 4) % 4;
	const isSideways = turn % 2 === 1;
	const across = isSideways ? box.height : box.width;
	const up = isSideways ? box.width : box.height;

	const perPoint = userUnit(page);
	const wanted = clamp((Math.min(across, up) * perPoint) / a4Width, smallestUnit, largestUnit) / perPoint;
	const unit = Math.min(wanted, (up * largestShare) / (topBand + bottomBand));
	const scale = 1 - ((topBand + bottomBand) * unit) / up;

	const toPage = multiply([unit, 0, 0, unit, 0, 0], upright(box, turn));
	// A point p of the page is stood upright, shrunk, moved and turned back; of all that only a shift is left.
	const [a, b, c, d, e, f] = upright(box, turn);
	const [x, y] = [((1 - scale) * across) / 2, bottomBand * unit];
	return {
		box,
		width: across / unit,
		height: up / unit,
		toPage,
		scale,
		dx: a * x + c * y + (1 - scale) * e,
		dy: b * x + d * y + (1 - scale) * f
	};
}

/** From an upright page with its origin at the bottom left to the page's own space, by quarter turns. */
function upright({ x, y, width, height }: Box, turn: number): Matrix {
	if (turn === 1) return [0, 1, -1, 0, x + width, y];
	if (turn === 2) return [-1, 0, 0, -1, x + width, y + height];
	if (turn === 3) return [0, -1, 1, 0, x, y + height];
	return [1, 0, 0, 1, x, y];
}

function multiply(first: Matrix, then: Matrix): Matrix {
	const [a, b, c, d, e, f] = first;
	const [A, B, C, D, E, F] = then;
	return [a * A + b * C, a * B + b * D, c * A + d * C, c * B + d * D, e * A + f * C + E, e * B + f * D + F];
}

function visibleBox(page: PDFPage): Box {
	const media = upwards(page.getMediaBox());
	const crop = upwards(page.getCropBox());
	const x = Math.max(media.x, crop.x);
	const y = Math.max(media.y, crop.y);
	const width = Math.min(media.x + media.width, crop.x + crop.width) - x;
	const height = Math.min(media.y + media.height, crop.y + crop.height) - y;
	const shown = width > 0 && height > 0 ? { x, y, width, height } : media;
	if (!(shown.width > 0 && shown.height > 0)) throw new RangeError('a page has no size');
	return shown;
}

/** A box may be given by any two opposite corners. */
function upwards({ x, y, width, height }: Box): Box {
	return { x: Math.min(x, x + width), y: Math.min(y, y + height), width: Math.abs(width), height: Math.abs(height) };
}

function userUnit(page: PDFPage): number {
	const value = page.node.lookup(PDFName.of('UserUnit'));
	const number = value instanceof PDFNumber ? value.asNumber() : 1;
	return number >= 0.01 && number <= 1000 ? number : 1;
}

function clamp(value: number, from: number, to: number): number {
	return Math.min(Math.max(value, from), to);
}
