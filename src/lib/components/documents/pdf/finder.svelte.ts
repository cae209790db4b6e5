import type { PDFDocumentProxy } from './engine.ts';
import { passages } from './passages.ts';

/** Looks for words in a document, page by page, and remembers which of the finds the reader is at. */
export class Finder {
	/** What is looked for now; empty when nothing is. */
	words = $state('');
	/** Pages that have been looked through. */
	seen = $state(0);
	/** The find the reader is at, counted from 0 over the whole document. */
	at = $state(0);
	/** How often the words stand on each page, by its index. */
	counts = $state.raw<readonly number[]>([]);
	readonly total = $derived(this.counts.reduce((sum, count) => sum + count, 0));
	/** The page and the place on it of the find the reader is at. */
	readonly here = $derived.by(() => {
		let before = this.at;
		for (const [index, count] of this.counts.entries()) {
			if (before < count) return { page: index + 1, nth: before };
			before -= count;
		}
		return null;
	});

	readonly #file: PDFDocumentProxy;
	readonly #texts = new Map<number, string>();
	#run = 0;

	constructor(file: PDFDocumentProxy) {
		this.#file = file;
	}

	get done(): boolean {
		return this.seen >= this.#file.numPages;
	}

	/** Begins anew; the nearest find from `page` on becomes the one the reader is at. A later call ends this one. */
	async look(words: string, page: number): Promise<void> {
		const run = ++this.#run;
		this.words = words.trim();
		this.counts = [];
		this.seen = 0;
		this.at = 0;
		if (this.words === '') return;
		let settled = false;
		for (let number = 1; number <= this.#file.numPages; number++) {
			const count = passages(await this.#text(number), this.words).length;
			if (run !== this.#run) return;
			const before = this.total;
			this.counts = [...this.counts, count];
			this.seen = number;
			if (!settled && count > 0 && number >= page) {
				settled = true;
				this.at = before;
			}
		}
	}

	step(by: 1 | -1): void {
		if (this.total > 0) this.at = (this.at + by + this.total) % this.total;
	}

	clear(): void {
		void this.look('', 1);
	}

	async #text(number: number): Promise<string> {
		const known = this.#texts.get(number);
		if (known !== undefined) return known;
		const page = await this.#file.getPage(number);
		const { items } = await page.getTextContent();
		const text = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? ' ' : '') : '')).join('');
		this.#texts.set(number, text);
		return text;
	}
}
