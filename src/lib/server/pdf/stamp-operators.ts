import type { Matrix } from './stamp-geometry.ts';

/** The few operators of PDF that the stamp is drawn with. Lengths are in the space in which they are drawn. */
export type Colour = readonly [red: number, green: number, blue: number];

export function numberText(value: number): string {
	return String(Number(value.toFixed(4)));
}

export function matrixText(matrix: Matrix): string {
	return matrix.map(numberText).join(' ');
}

/** `#8c2f1b` as the three parts that `rg` and `RG` take. */
export function colour(hex: string): Colour {
	const part = (from: number) => Number((Number.parseInt(hex.slice(from, from + 2), 16) / 255).toFixed(3));
	return [part(1), part(3), part(5)];
}

export function filledRect(x: number, y: number, width: number, height: number, fill: Colour): string {
	return `${fill.join(' ')} rg ${[x, y, width, height].map(numberText).join(' ')} re f`;
}

export function frame(x: number, y: number, width: number, height: number, stroke: Colour, thickness: number): string {
	return `${stroke.join(' ')} RG ${thickness} w ${[x, y, width, height].map(numberText).join(' ')} re S`;
}

export function rule(from: number, to: number, y: number, stroke: Colour, thickness: number): string {
	return `${stroke.join(' ')} RG ${thickness} w ${numberText(from)} ${numberText(y)} m ${numberText(to)} ${numberText(y)} l S`;
}

export type TextStyle = { readonly font: string; readonly size: number; readonly fill: Colour; readonly spacing?: number };

/** `glyphs` is the text in the codes of the font, in hexadecimal between `<` and `>`. */
export function textAt(x: number, y: number, glyphs: string, { font, size, fill, spacing = 0 }: TextStyle): string {
	return `BT /${font} ${numberText(size)} Tf ${numberText(spacing)} Tc ${fill.join(' ')} rg ${numberText(x)} ${numberText(y)} Td ${glyphs} Tj ET`;
}
