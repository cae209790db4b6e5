import { passages } from './passages.ts';

/** Names of `::highlight()` in `PdfPage`. */
const names = { all: 'pdf-found', here: 'pdf-found-here' } as const;

/** Older browsers have no highlights: there the finder still goes to the page. */
function highlight(name: string): Highlight | undefined {
	if (!('highlights' in CSS)) return undefined;
	const known = CSS.highlights.get(name);
	if (known) return known;
	const made = new Highlight();
	CSS.highlights.set(name, made);
	return made;
}

/** Where the words stand in the laid text of a page, in the order of the page's text. */
export function rangesOf(layer: HTMLElement, words: string): Range[] {
	const nodes: { node: Text; from: number }[] = [];
	let text = '';
	const walker = document.createTreeWalker(layer, NodeFilter.SHOW_ALL);
	for (let node = walker.nextNode(); node; node = walker.nextNode()) {
		if (node instanceof Text) {
			nodes.push({ node, from: text.length });
			text += node.data;
		} else if (node.nodeName === 'BR') text += ' ';
	}
	const holds = (place: number) => nodes.findLast(({ from }) => from <= place);
	return passages(text, words).flatMap(({ start, end }) => {
		const [first, last] = [holds(start), holds(end - 1)];
		if (!first || !last) return [];
		const range = document.createRange();
		range.setStart(first.node, Math.min(start - first.from, first.node.length));
		range.setEnd(last.node, Math.min(end - last.from, last.node.length));
		return [range];
	});
}

/** Shows what was found on a page, and the one that the reader is at; gives back what takes the marks away. */
export function mark(ranges: readonly Range[], here: Range | undefined): () => void {
	const [all, one] = [highlight(names.all), highlight(names.here)];
	if (one) one.priority = 1;
	for (const range of ranges) all?.add(range);
	if (here) one?.add(here);
	return () => {
		for (const range of ranges) all?.delete(range);
		if (here) one?.delete(here);
	};
}
