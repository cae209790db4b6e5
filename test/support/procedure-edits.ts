import fc from 'fast-check';
import { emptyContent, procedureContent, type ProcedureContent, type ProcedureStep } from '#lib/domain/procedures/content.ts';

/** Contents and edits of them, for properties of what merges, compares or stores procedures. */

const words = fc.constantFrom(
	'',
	'Tiếp nhận',
	'Thẩm định',
	'Trả kết quả',
	'Ký',
	'Vào sổ',
	'Văn thư',
	'Chuyên viên',
	'BM.01.02',
	'đoạn\nhai'
);
const time = fc.option(fc.record({ value: fc.integer({ min: 0, max: 40 }).map((n) => n / 2), unit: fc.constantFrom('hours', 'days') }));

function step(id: string, what: string, who: string): ProcedureStep {
	return { id, what, who, time: null, result: '' };
}

/** A procedure of an administrative service with up to nine steps, `s1` to `s9`. */
export const someContent: fc.Arbitrary<ProcedureContent> = fc
	.record({
		purpose: words,
		fee: words,
		limit: time,
		steps: fc.array(fc.tuple(words, words, time), { maxLength: 9 }),
		forms: fc.array(words, { maxLength: 4 }),
		clauses: fc.uniqueArray(fc.constantFrom('4.4', '7.5', '8.1', '8.5.1'))
	})
	.map(({ purpose, fee, limit, steps, forms, clauses }) => {
		const empty = emptyContent(true);
		return procedureContent.parse({
			...empty,
			purpose,
			service: { ...empty.service, fee, timeLimit: limit },
			steps: steps.map(([what, who, at], index) => ({ ...step(`s${index + 1}`, what, who), time: at })),
			forms: forms.map((name, index) => ({ id: `f${index + 1}`, code: `BM.${index + 1}`, name })),
			clauses
		});
	});

type Edit = (content: ProcedureContent, side: string) => ProcedureContent;

function at(list: readonly unknown[], n: number): number {
	return list.length === 0 ? 0 : n % list.length;
}

const edit: fc.Arbitrary<Edit> = fc.oneof(
	words.map((text): Edit => (content, side) => ({ ...content, purpose: `${text} ${side}` })),
	words.map((text): Edit => (content, side) => ({
		...content,
		service: content.service && { ...content.service, fee: `${text} ${side}` }
	})),
	time.map((limit): Edit => (content) => ({ ...content, service: content.service && { ...content.service, timeLimit: limit } })),
	fc.tuple(fc.nat(9), words, fc.constantFrom('what', 'who', 'result')).map(([n, text, field]): Edit => (content, side) => ({
		...content,
		steps: content.steps.map((row, index) => (index === at(content.steps, n) ? { ...row, [field]: `${text} ${side}` } : row))
	})),
	fc.nat(9).map((n): Edit => (content) => ({ ...content, steps: content.steps.filter((_, index) => index !== at(content.steps, n)) })),
	fc.tuple(fc.nat(9), words).map(([n, text]): Edit => (content, side) => ({
		...content,
		steps: content.steps.toSpliced(n, 0, step(`${side}${content.steps.length}-${n}`, `${text} ${side}`, ''))
	})),
	fc.tuple(fc.nat(9), fc.nat(9)).map(([from, to]): Edit => (content) => {
		const row = content.steps[from];
		return row ? { ...content, steps: content.steps.toSpliced(from, 1).toSpliced(to, 0, row) } : content;
	}),
	words.map((name): Edit => (content, side) => ({
		...content,
		forms: [...content.forms, { id: `${side}-f${content.forms.length}`, code: 'BM.9', name: `${name} ${side}` }]
	})),
	fc.constantFrom('4.1', '9.2').map((clause): Edit => (content) => ({ ...content, clauses: [...new Set([...content.clauses, clause])] }))
);

/** What one person makes of a content: rows that they add, and texts that they write, carry the name of their side. */
export function editsBy(side: string): fc.Arbitrary<(content: ProcedureContent) => ProcedureContent> {
	return fc.array(edit, { maxLength: 6 }).map((edits) => (content) => {
		const edited = edits.reduce((made, one, index) => one(made, `${side}${index}`), content);
		const seen = new Set<string>();
		return procedureContent.parse({ ...edited, steps: edited.steps.filter(({ id }) => !seen.has(id) && seen.add(id)) });
	});
}

/** Every text in a value, however deep. */
export function textsIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (Array.isArray(value)) return value.flatMap(textsIn);
	return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}
