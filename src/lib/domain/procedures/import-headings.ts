import { fold } from '#lib/domain/shared/fold.ts';
import type { DocxBlock } from './docx-blocks.ts';
import type { PartKey } from './content.ts';

/** Where the words after a heading belong. `content`: section 5 before its first block. */
export type Target = PartKey | 'content';
export type Heading = { readonly target: Target | null; readonly title: string; readonly rest: string; readonly depth: number };

/** How agencies head the sections of a procedure, folded; longer names before those that they begin with. */
const names: readonly (readonly [Target, readonly string[]])[] = [
	['purpose', ['muc dich']],
	['scope', ['pham vi ap dung', 'pham vi dieu chinh', 'pham vi', 'doi tuong ap dung']],
	['references', ['tai lieu vien dan', 'tai lieu lien quan', 'tai lieu tham khao', 'tai lieu ap dung']],
	['definitions', ['dinh nghia', 'thuat ngu', 'giai thich tu ngu', 'tu viet tat', 'viet tat', 'cac chu viet tat']],
	['service.conditions', ['dieu kien thuc hien', 'yeu cau, dieu kien', 'dieu kien']],
	['service.dossier', ['thanh phan ho so']],
	['service.dossierSets', ['so luong ho so', 'so bo ho so']],
	['service.timeLimit', ['thoi gian xu ly', 'thoi han giai quyet', 'thoi gian giai quyet', 'thoi han xu ly']],
	['service.place', ['noi tiep nhan', 'dia diem tiep nhan', 'cach thuc thuc hien']],
	['service.fee', ['phi, le phi', 'le phi', 'phi va le phi', 'muc phi']],
	['steps', ['quy trinh xu ly', 'trinh tu thuc hien', 'cac buoc thuc hien', 'trinh tu xu ly', 'quy trinh thuc hien']],
	['legalBasis', ['co so phap ly', 'can cu phap ly']],
	['forms', ['bieu mau', 'cac bieu mau', 'danh muc bieu mau']],
	['records', ['ho so can luu', 'ho so luu', 'luu ho so', 'luu tru', 'ho so can luu giu']],
	['content', ['noi dung quy trinh', 'noi dung']]
];

const numbered = /^\s*((?:\d{1,2}|[IVX]{1,5})(?:\.\d{1,2})*)\s*[.)/-]?\s+(\S.*)$/su;
const longest = 140;

/** A paragraph as a heading, or null. `target` is null for a heading that is none of the sections known. */
export function headingOf(block: DocxBlock): Heading | null {
	if (block.kind !== 'text' || block.text.includes('\n')) return null;
	const match = numbered.exec(block.text);
	const words = (match?.[2] ?? block.text).trim();
	const depth = match ? (match[1] ?? '').split('.').length : block.level;
	const isMarked = block.level > 0 || match !== null || (words === words.toUpperCase() && /\p{L}{3}/u.test(words));
	const colon = words.indexOf(':');
	const title = (colon > 0 ? words.slice(0, colon) : words).trim();
	const rest = colon > 0 ? words.slice(colon + 1).trim() : '';
	if (title.length > longest) return null;
	const target = targetOf(title);
	// "Lệ phí: Không" needs no number; a sentence that begins with such words does.
	if (target && (isMarked || rest !== '' || fold(title) === nameOf(title))) return { target, title, rest, depth };
	if (block.level > 0 || (match !== null && depth === 2 && words.length <= 80 && !/[.;,]$/u.test(words)))
		return { target: null, title: words, rest: '', depth };
	return null;
}

function nameOf(title: string): string | null {
	const folded = fold(title).replace(/[.:]+$/u, '');
	for (const [, list] of names) for (const name of list) if (folded === name) return fold(title);
	return null;
}

function targetOf(title: string): Target | null {
	const folded = fold(title);
	for (const [target, list] of names) {
		const found = list.find((name) => folded.startsWith(name) && !/[a-z]/u.test(folded.charAt(name.length)));
		if (found && folded.length <= found.length + 50) return target;
	}
	return null;
}

/** The sections of the whole procedure: they end a block of section 5. */
const wholes: ReadonlySet<Target> = new Set<Target>(['purpose', 'scope', 'references', 'definitions', 'content', 'forms', 'records']);

/** Where the body begins: after cover, contents and revisions. The contents list the same headings with nothing between them. */
export function bodyStart(blocks: readonly DocxBlock[]): number {
	const heads = blocks.flatMap((block, index) => {
		const target = headingOf(block)?.target;
		return target && wholes.has(target) ? [{ index, target }] : [];
	});
	const [first, second] = heads;
	if (!first) return blocks.length;
	const isContents = second?.index === first.index + 1 && headingOf(blocks[first.index] ?? nothing)?.rest === '';
	const again = isContents ? heads.find(({ index, target }) => index > first.index && target === first.target) : undefined;
	return (again ?? first).index;
}

const nothing: DocxBlock = { kind: 'table', rows: [] };
