import { PDFArray, PDFDict, PDFName, PDFNumber, type PDFContext, type PDFObject, type PDFPage } from '@cantoo/pdf-lib';
import type { Box, PageLayout } from './stamp-geometry.ts';

/** Entries that hold points of the page, beside `Rect`; some are lists of such lists. */
const pointLists = ['QuadPoints', 'Vertices', 'L', 'CL', 'InkList', 'Path'];
const readOnly = 1;
/** Flags of an annotation: not shown at all, printed, not shown on the screen. */
const [hidden, printed, paperOnly] = [2, 4, 32];

/**
 * Links, notes and form fields lie over the content and move with it. What lay outside the visible page goes, since it would now
 * lie on the stamp; what reached out is cut. What is drawn on the screen is printed, and nothing else is: that is what was read and
 * signed. Fields can be read and no longer filled in: a copy with a stamp says one thing.
 */
export function moveAnnotations(page: PDFPage, layout: PageLayout): void {
	const { context } = page.node;
	const annotations = page.node.lookup(PDFName.of('Annots'));
	if (!(annotations instanceof PDFArray)) return;
	const kept = annotations.asArray().filter((entry) => {
		const annotation = context.lookup(entry);
		return annotation instanceof PDFDict && moveAnnotation(annotation, layout);
	});
	page.node.set(PDFName.of('Annots'), context.obj(kept));
}

function moveAnnotation(annotation: PDFDict, layout: PageLayout): boolean {
	const { context } = annotation;
	const rect = rectOf(annotation);
	const inside = rect && within(rect, layout.box);
	if (!inside || !showsTheSame(annotation)) return false;
	const x = (value: number) => round(layout.scale * value + layout.dx);
	const y = (value: number) => round(layout.scale * value + layout.dy);
	const [left, bottom, right, top] = inside;
	annotation.set(PDFName.of('Rect'), context.obj([x(left), y(bottom), x(right), y(top)]));
	for (const name of pointLists) {
		const points = annotation.lookup(PDFName.of(name));
		if (points instanceof PDFArray) annotation.set(PDFName.of(name), movedPoints(points, context, { x, y }));
	}
	if (annotation.lookup(PDFName.of('Subtype')) === PDFName.of('Widget')) lockField(annotation);
	return true;
}

/** Lets a drawn annotation print; false for one that paper alone would show. */
function showsTheSame(annotation: PDFDict): boolean {
	const entry = annotation.lookup(PDFName.of('F'));
	const flags = entry instanceof PDFNumber ? entry.asNumber() : 0;
	if (!annotation.has(PDFName.of('AP')) || flags & hidden) return true;
	if (flags & paperOnly) return false;
	annotation.set(PDFName.of('F'), PDFNumber.of(flags | printed));
	return true;
}

function movedPoints(points: PDFArray, context: PDFContext, to: { x(value: number): number; y(value: number): number }): PDFArray {
	return context.obj(
		points.asArray().map((entry, index): PDFObject => {
			const item = context.lookup(entry);
			if (item instanceof PDFNumber) return PDFNumber.of(index % 2 === 0 ? to.x(item.asNumber()) : to.y(item.asNumber()));
			if (item instanceof PDFArray && item.asArray().every((inner) => context.lookup(inner) instanceof PDFNumber)) {
				return movedPoints(item, context, to);
			}
			return entry;
		})
	);
}

/** A signature that covered the file as it was would be shown as broken: its picture stays, its value goes. */
function lockField(widget: PDFDict): void {
	const parent = widget.lookup(PDFName.of('Parent'));
	const field = widget.has(PDFName.of('FT')) || !(parent instanceof PDFDict) ? widget : parent;
	const flags = field.lookup(PDFName.of('Ff'));
	field.set(PDFName.of('Ff'), PDFNumber.of((flags instanceof PDFNumber ? flags.asNumber() : 0) | readOnly));
	if (field.lookup(PDFName.of('FT')) === PDFName.of('Sig')) field.delete(PDFName.of('V'));
}

type Corners = readonly [left: number, bottom: number, right: number, top: number];

function rectOf(annotation: PDFDict): Corners | null {
	const rect = annotation.lookup(PDFName.of('Rect'));
	if (!(rect instanceof PDFArray)) return null;
	const [a, b, c, d] = rect.asArray().map((entry) => {
		const number = annotation.context.lookup(entry);
		return number instanceof PDFNumber ? number.asNumber() : Number.NaN;
	});
	if (a === undefined || b === undefined || c === undefined || d === undefined || Number.isNaN(a + b + c + d)) return null;
	return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
}

/** The part of a rectangle that lies within a box; null when there is none. */
function within([left, bottom, right, top]: Corners, box: Box): Corners | null {
	const cut: Corners = [
		Math.max(left, box.x),
		Math.max(bottom, box.y),
		Math.min(right, box.x + box.width),
		Math.min(top, box.y + box.height)
	];
	return cut[0] <= cut[2] && cut[1] <= cut[3] ? cut : null;
}

function round(value: number): number {
	return Number(value.toFixed(3));
}
