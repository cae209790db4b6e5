import { squared, tableFromText } from '#lib/domain/procedures/paste-rows.ts';

/**
 * The table in what is pasted: of the HTML that Word, Excel and browsers give, else of the text with tabs. Only texts are read, in a
 * document that runs and loads nothing.
 */
export function pastedTable(data: DataTransfer): string[][] {
	const html = data.getData('text/html');
	if (/<table/i.test(html)) {
		const table = new DOMParser().parseFromString(html, 'text/html').querySelector('table');
		if (table)
			return squared(
				[...table.rows].map((row) =>
					[...row.cells].flatMap((cell) => [cellText(cell), ...Array.from({ length: Math.min(cell.colSpan, 20) - 1 }, () => '')])
				)
			);
	}
	const text = data.getData('text/plain');
	return text.includes('\t') ? tableFromText(text) : [];
}

/** A paragraph or a line break is a new line; white space within one is what the browser shows. */
function cellText(cell: Element): string {
	const lines: string[] = [''];
	const read = (node: Node): void => {
		if (node.nodeType === Node.TEXT_NODE) lines.push(`${lines.pop() ?? ''}${(node.textContent ?? '').replaceAll(/\s+/g, ' ')}`);
		if (!(node instanceof Element) || /^(?:STYLE|SCRIPT)$/.test(node.tagName)) return;
		const breaks = /^(?:P|DIV|BR|LI|TR)$/.test(node.tagName);
		if (breaks && lines.at(-1) !== '') lines.push('');
		for (const child of node.childNodes) read(child);
		if (breaks && lines.at(-1) !== '') lines.push('');
	};
	for (const child of cell.childNodes) read(child);
	return lines
		.map((line) => line.trim())
		.filter((line) => line !== '')
		.join('\n');
}
