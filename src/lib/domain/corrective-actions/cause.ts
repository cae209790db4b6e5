/**
 * How a root cause was found: by asking why five times, or by a tree of causes. A tree is written as an outline, one cause a line, each level
 * two spaces or a dash further in: it can be typed on any device, without scripts.
 */
export type CauseMethod = 'five_whys' | 'tree';
export type CauseNode = { readonly text: string; readonly children: readonly CauseNode[] };
export type Cause =
	{ readonly method: 'five_whys'; readonly whys: readonly string[] } | { readonly method: 'tree'; readonly roots: readonly CauseNode[] };

export const mostWhys = 7;
const mostLines = 80;
const deepest = 8;
const longest = 500;

/** @returns null when nothing was written; a code of what is wrong with it */
export function readWhys(answers: readonly string[]): { whys: string[] } | { wrong: string } {
	const whys = answers.map((answer) => answer.normalize('NFC').trim()).filter((answer) => answer !== '');
	if (whys.length > mostWhys) return { wrong: 'cause_too_many' };
	return whys.some((why) => why.length > longest) ? { wrong: `too_long:${longest}` } : { whys };
}

type Growing = { text: string; children: Growing[] };

/** An outline as a tree. A line that stands deeper than one level below the line before it hangs under that line. */
export function readOutline(outline: string): { roots: CauseNode[] } | { wrong: string } {
	const lines = outline
		.normalize('NFC')
		.split(/\r?\n/u)
		.filter((line) => line.trim() !== '');
	if (lines.length > mostLines) return { wrong: 'cause_too_many' };
	const roots: Growing[] = [];
	const open: { depth: number; node: Growing }[] = [];
	for (const line of lines) {
		const [, lead = '', text = ''] = /^([\s\-–•*+]*)(.*)$/u.exec(line) ?? [];
		if (text.trim() === '') continue;
		if (text.length > longest) return { wrong: `too_long:${longest}` };
		const depth = depthOf(lead);
		while (open.length > 0 && (open.at(-1)?.depth ?? 0) >= depth) open.pop();
		if (open.length >= deepest) return { wrong: 'cause_too_deep' };
		const node: Growing = { text: text.trim(), children: [] };
		const parent = open.at(-1);
		(parent ? parent.node.children : roots).push(node);
		open.push({ depth, node });
	}
	return { roots };
}

/** A tab is two spaces; a dash is a level of its own. */
function depthOf(lead: string): number {
	return [...lead].reduce((depth, mark) => depth + (mark === '\t' || /[-–•*+]/u.test(mark) ? 2 : 1), 0);
}

/** A tree as the outline that it was written as. */
export function writeOutline(roots: readonly CauseNode[], level = 0): string {
	return roots
		.map(({ text, children }) => [`${'  '.repeat(level)}${text}`, writeOutline(children, level + 1)].filter(Boolean).join('\n'))
		.join('\n');
}

/** What the database keeps as `cause`, read again; null where nothing was kept. */
export function keptCause(method: CauseMethod | null, kept: unknown): Cause | null {
	if (method === 'five_whys' && Array.isArray(kept))
		return { method, whys: kept.filter((why): why is string => typeof why === 'string' && why !== '') };
	if (method === 'tree' && Array.isArray(kept)) return { method, roots: kept.flatMap(nodeOf) };
	return null;
}

function nodeOf(kept: unknown): CauseNode[] {
	if (typeof kept !== 'object' || kept === null || !('text' in kept) || typeof kept.text !== 'string') return [];
	const children = 'children' in kept && Array.isArray(kept.children) ? kept.children.flatMap(nodeOf) : [];
	return [{ text: kept.text, children }];
}

export function isEmptyCause(cause: Cause | null): boolean {
	if (cause === null) return true;
	return cause.method === 'five_whys' ? cause.whys.length === 0 : cause.roots.length === 0;
}
