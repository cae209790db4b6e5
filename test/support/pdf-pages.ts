import { execFileSync } from 'node:child_process';

/** A rendered page: one byte of grey for each pixel, row by row; 0 is black. */
export type Picture = { readonly width: number; readonly height: number; readonly grey: Uint8Array };
export type Area = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };

/** Renders one page as a viewer would show it, by poppler's pdftoppm (Debian package poppler-utils). */
export function renderPage(pdf: Uint8Array, page = 1, dpi = 72): Picture {
	const args = ['-gray', '-r', String(dpi), '-f', String(page), '-l', String(page), '-singlefile', '-cropbox', '-'];
	return readPgm(run('pdftoppm', args, pdf));
}

export function textOf(pdf: Uint8Array, page = 1): string {
	return run('pdftotext', ['-f', String(page), '-l', String(page), '-layout', '-', '-'], pdf)
		.toString('utf8')
		.normalize('NFC');
}

/** Of every page, one after the other. */
export function wholeTextOf(pdf: Uint8Array): string {
	return run('pdftotext', ['-layout', '-', '-'], pdf).toString('utf8').normalize('NFC');
}

function run(program: string, args: readonly string[], input: Uint8Array): Buffer {
	return execFileSync(program, [...args], { input, maxBuffer: 200 * 1024 * 1024, stdio: ['pipe', 'pipe', 'ignore'] });
}

function readPgm(file: Buffer): Picture {
	const head = /^P5\s+(?:#[^\n]*\n)*(\d+)\s+(\d+)\s+255\s/.exec(file.toString('latin1', 0, 200));
	if (!head) throw new Error('pdftoppm gave no picture');
	return { width: Number(head[1]), height: Number(head[2]), grey: new Uint8Array(file.subarray(head[0].length)) };
}

export function greyAt({ width, grey }: Picture, x: number, y: number): number {
	return grey[y * width + x] ?? 255;
}

export function cut(picture: Picture, area: Area): Picture {
	const [left, top] = [Math.max(0, Math.round(area.left)), Math.max(0, Math.round(area.top))];
	const width = Math.min(picture.width, Math.round(area.right)) - left;
	const height = Math.min(picture.height, Math.round(area.bottom)) - top;
	const grey = new Uint8Array(width * height);
	for (let y = 0; y < height; y += 1) {
		const start = (top + y) * picture.width + left;
		grey.set(picture.grey.subarray(start, start + width), y * width);
	}
	return { width, height, grey };
}

/** The ink of a picture: how much there is (in black pixels), and the box around it (inside out when there is none). */
export function inkOf({ width, height, grey }: Picture): { amount: number; box: Area } {
	let amount = 0;
	const box = { left: width, top: height, right: 0, bottom: 0 };
	for (let y = 0; y < height; y += 1) {
		for (let x = 0; x < width; x += 1) {
			const ink = 255 - (grey[y * width + x] ?? 255);
			amount += ink / 255;
			if (ink < 64) continue;
			box.left = Math.min(box.left, x);
			box.top = Math.min(box.top, y);
			box.right = Math.max(box.right, x + 1);
			box.bottom = Math.max(box.bottom, y + 1);
		}
	}
	return { amount, box };
}

/** The largest difference between two pictures of one size, averaged over squares of `block` pixels: small shifts do not count. */
export function largestDifference(a: Picture, b: Picture, block = 1): number {
	const [width, height] = [Math.min(a.width, b.width), Math.min(a.height, b.height)];
	let largest = 0;
	for (let top = 0; top + block <= height; top += block) {
		for (let left = 0; left + block <= width; left += block) {
			let sum = 0;
			for (let y = top; y < top + block; y += 1) for (let x = left; x < left + block; x += 1) sum += greyAt(a, x, y) - greyAt(b, x, y);
			largest = Math.max(largest, Math.abs(sum) / (block * block));
		}
	}
	return largest;
}
