import { nextNumbers, type Numbers } from '#lib/domain/documents/numbering.ts';
import type { Change, DocumentBody, DocumentContent, DocumentSpec, RevisionEntry } from './types.ts';
import type { UnitProfile } from './units.ts';

/** Versions beyond the planned changes come from the yearly look-through of the documents. */
const yearlyReview: Change = {
	step: 'revision',
	changeClass: 'editorial',
	part: 'Toàn bộ tài liệu',
	request: 'Rà soát tài liệu hằng năm',
	describe: () => 'Rà soát định kỳ: cập nhật tên cơ quan, chức danh; không thay đổi nội dung.',
	apply: (body) => body
};

export function changeFor(spec: DocumentSpec, nth: number): Change | null {
	return nth <= 1 ? null : (spec.changes[nth - 2] ?? yearlyReview);
}

/** The numbers of the first `count` versions of a document, the first being 01/00. */
export function numbersOf(spec: DocumentSpec, count: number): Numbers[] {
	const taken: Numbers[] = [];
	for (let nth = 1; nth <= count; nth++) taken.push(nextNumbers('issue_revision', taken, changeFor(spec, nth)?.step ?? 'issue'));
	return taken;
}

type Fill = (text: string) => string;

function filler(unit: UnitProfile, year: number): Fill {
	const words: Record<string, string> = {
		unit: unit.name,
		head: unit.headTitle,
		deputy: unit.deputyTitle,
		office: unit.officeName,
		desk: unit.deskName,
		year: String(year)
	};
	return (text) => text.replace(/\{(\w+)\}/gu, (token, name: string) => words[name] ?? token).normalize('NFC');
}

/** Fills the tokens in every text of a body, whatever its shape. */
function fillAll<T>(value: T, fill: Fill): T {
	if (typeof value === 'string') return fill(value) as T;
	if (Array.isArray(value)) return value.map((item: unknown) => fillAll(item, fill)) as T;
	if (value !== null && typeof value === 'object')
		return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillAll<unknown>(item, fill)])) as T;
	return value;
}

/** Code and title of a document of one unit; yearly documents carry their year. */
export function identityOf(spec: DocumentSpec, unit: UnitProfile, year: number): { code: string; title: string } {
	const fill = filler(unit, year);
	return { code: fill(spec.code), title: fill(spec.title) };
}

/** The nth version (from 1) of a document as it reads in one unit. */
export function contentOf(spec: DocumentSpec, unit: UnitProfile, year: number, nth: number): DocumentContent {
	const fill = filler(unit, year);
	const numbers = numbersOf(spec, nth);
	const revisions: RevisionEntry[] = [];
	let body: DocumentBody = spec.body;
	numbers.forEach((at, index) => {
		const change = changeFor(spec, index + 1);
		revisions.push({
			request: change?.request ?? 'Xây dựng hệ thống tài liệu theo TCVN ISO 9001:2015',
			part: change?.part ?? 'Toàn bộ tài liệu',
			description: fill(change?.describe(body) ?? 'Ban hành lần đầu.'),
			...at
		});
		body = change?.apply(body) ?? body;
	});
	const last = numbers.at(-1) ?? { issueNo: 1, revisionNo: 0 };
	return {
		...identityOf(spec, unit, year),
		kind: spec.kind,
		unit,
		body: fillAll(body, fill),
		...last,
		changeClass: changeFor(spec, nth)?.changeClass ?? 'substantive',
		summary: revisions.at(-1)?.description ?? '',
		revisions
	};
}

const codePattern = /\b(?:QT|BM|QC|PL|HD|KH)\.[A-ZĐ0-9.]*[A-Z0-9]|\bHTQLCL\b/gu;

/** Codes that a content cites: references, forms, dossier and the outputs of the steps. */
export function citedCodes(content: DocumentContent): string[] {
	const { body } = content;
	const texts =
		body.type === 'procedure'
			? [
					...body.references.map((reference) => reference.split(' ')[0] ?? ''),
					...body.forms.map((form) => form.code),
					...(body.service?.dossier ?? []).map((item) => item.form ?? ''),
					...body.steps.map((step) => step.output)
				]
			: body.type === 'prose'
				? body.sections.flatMap((section) => section.paragraphs)
				: [];
	const codes = texts.flatMap((text) => [...text.matchAll(codePattern)].map((match) => match[0]));
	return [...new Set(codes)].filter((code) => code !== content.code);
}
