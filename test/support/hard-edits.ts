import fc from 'fast-check';
import { emptyContent, emptyService, limits, procedureContent, type ProcedureContent } from '#lib/domain/procedures/content.ts';

/**
 * Contents and edits that make merging hard: few words, so that both sides write the same, one inside the other, or what stood elsewhere;
 * rows that say the same; empty rows and empty lists; rows moved and edited by both; one id given to two new rows; texts as long as they
 * may be. Every list and every text of a procedure takes part.
 */

const short = fc.constantFrom('', ' ', 'Ký', 'Ký và vào sổ', 'và', 'Văn thư', 'a', 'ab', 'aa', '/', 'x'.repeat(limits.short));
const text = fc.oneof(
	{ weight: 40, arbitrary: fc.constantFrom('', '\n', 'Ký', 'Ký\nvào sổ', 'vào sổ', 'a', 'ab', 'aa', 'a\na', '[tên đơn vị]', 'QT.01') },
	{ weight: 1, arbitrary: fc.constantFrom('x'.repeat(limits.text), 'y'.repeat(limits.text - 1)) }
);
const time = fc.option(fc.record({ value: fc.integer({ min: 0, max: 3 }), unit: fc.constantFrom('hours', 'days') }));
/** Ids that both sides draw from: a new row of one side may have the id of a new row of the other, or of one that was taken out. */
const id = fc.constantFrom('s1', 's2', 's3', 's4', 's5', 's6', 'constructor', '__proto__');

const lists = {
	steps: fc.record({ id, what: text, who: short, time, result: text }),
	sections: fc.record({ id, heading: short, text }),
	definitions: fc.record({ id, term: short, meaning: text }),
	records: fc.record({ id, name: text, keptBy: short, keptFor: short }),
	forms: fc.record({ id, code: short, name: text }),
	references: fc.record({ id, text, documentId: fc.constant(null), externalId: fc.constant(null) }),
	dossier: fc.record({ id, name: text, original: fc.boolean(), copy: fc.boolean(), form: short })
} as const;
type ListName = keyof typeof lists;
const listNames = ['steps', 'sections', 'definitions', 'records', 'forms', 'references', 'dossier'] as const satisfies ListName[];
const textNames = ['purpose', 'scope', 'stepNotes', 'recordsNote'] as const;

type Row = Readonly<Record<string, unknown>> & { readonly id: string };
type Lists = Record<ListName, readonly Row[]>;
/** A content as plain lists, which the edits change without regard to what a content may be. */
type Draft = { lists: Lists; texts: Record<(typeof textNames)[number], string>; clauses: readonly string[]; limit: unknown };
type Edit = (draft: Draft) => Draft;

const once = (rows: readonly Row[]) => rows.filter((row, at) => rows.findIndex((other) => other.id === row.id) === at);

function contentOf(draft: Draft): ProcedureContent {
	const { dossier, ...rest } = draft.lists;
	return procedureContent.parse({
		...emptyContent(true),
		...rest,
		...draft.texts,
		clauses: draft.clauses,
		service: { ...emptyService(), dossier, timeLimit: draft.limit }
	});
}

const someList = (name: ListName) => fc.array<Row>(lists[name], { maxLength: 6, size: 'max' }).map(once);
const someDraft: fc.Arbitrary<Draft> = fc.record({
	lists: fc.record({
		steps: someList('steps'),
		sections: someList('sections'),
		definitions: someList('definitions'),
		records: someList('records'),
		forms: someList('forms'),
		references: someList('references'),
		dossier: someList('dossier')
	}),
	texts: fc.record({ purpose: text, scope: text, stepNotes: text, recordsNote: text }),
	clauses: fc.uniqueArray(fc.constantFrom('4.1', '7.5', '8.1', ''), { maxLength: 4 }),
	limit: time
});

const inList =
	(name: ListName, change: (rows: readonly Row[]) => readonly Row[]): Edit =>
	(draft) => ({
		...draft,
		lists: { ...draft.lists, [name]: once(change(draft.lists[name])) }
	});
const place = fc.nat(4);

/** Most edits meet in the steps, so that the two sides collide. */
const listName = fc.oneof(
	{ weight: 2, arbitrary: fc.constant<ListName>('steps') },
	{ weight: 1, arbitrary: fc.constantFrom(...listNames) }
);
const listEdit: fc.Arbitrary<Edit> = listName.chain((name) => {
	const row: fc.Arbitrary<Row> = lists[name];
	return fc.oneof(
		// A new row, with an id that may be taken: then it does not come in.
		fc
			.tuple(place, row)
			.map(([at, added]) => inList(name, (rows) => (rows.some(({ id }) => id === added.id) ? rows : rows.toSpliced(at, 0, added)))),
		// Another row under the same id: edited in all its fields.
		fc
			.tuple(place, row)
			.map(([at, written]) => inList(name, (rows) => rows.map((one, index) => (index === at ? { ...written, id: one.id } : one)))),
		// What another row says.
		fc.tuple(place, place).map(([from, to]) =>
			inList(name, (rows) => {
				const copied = rows[from];
				return copied ? rows.map((one, index) => (index === to ? { ...copied, id: one.id } : one)) : rows;
			})
		),
		place.map((at) => inList(name, (rows) => rows.toSpliced(at, 1))),
		fc.tuple(place, place, row).map(([from, to, written]) =>
			inList(name, (rows) => {
				const moved = rows[from];
				return moved ? rows.toSpliced(from, 1).toSpliced(to, 0, { ...written, id: moved.id }) : rows;
			})
		),
		fc.tuple(place, place).map(([from, to]) =>
			inList(name, (rows) => {
				const moved = rows[from];
				return moved ? rows.toSpliced(from, 1).toSpliced(to, 0, moved) : rows;
			})
		),
		fc.constant(inList(name, (rows) => [...rows].reverse())),
		fc.constant(inList(name, () => []))
	);
});
const edit: fc.Arbitrary<Edit> = fc.oneof(
	{ weight: 6, arbitrary: listEdit },
	{
		weight: 2,
		arbitrary: fc
			.tuple(fc.constantFrom(...textNames), text)
			.map(([name, words]): Edit => (draft) => ({ ...draft, texts: { ...draft.texts, [name]: words } }))
	},
	{ weight: 1, arbitrary: time.map((limit): Edit => (draft) => ({ ...draft, limit })) },
	{
		weight: 1,
		arbitrary: fc
			.uniqueArray(fc.constantFrom('4.1', '7.5', '8.1', '9.2', ''), { maxLength: 5 })
			.map((clauses): Edit => (draft) => ({ ...draft, clauses }))
	}
);
const edits = fc.array(edit, { maxLength: 12, size: 'max' });
const made = (draft: Draft, by: readonly Edit[]) => by.reduce((one, change) => change(one), draft);

function draftOf({ service, ...content }: ProcedureContent): Draft {
	const { steps, sections, definitions, records, forms, references, purpose, scope, stepNotes, recordsNote, clauses } = content;
	return {
		lists: { steps, sections, definitions, records, forms, references, dossier: service?.dossier ?? [] },
		texts: { purpose, scope, stepNotes, recordsNote },
		clauses,
		limit: service?.timeLimit ?? null
	};
}

/** A model, what a unit made of it, the next two versions of the model, and what the unit makes of its text after the first of them. */
export type HardSides = {
	readonly base: ProcedureContent;
	readonly mine: ProcedureContent;
	readonly theirs: ProcedureContent;
	readonly next: ProcedureContent;
	readonly later: (content: ProcedureContent) => ProcedureContent;
};
export const hardSides: fc.Arbitrary<HardSides> = fc
	.tuple(someDraft, edits, edits, edits, edits)
	.map(([draft, own, ownLater, model, modelLater]) => {
		const theirs = made(draft, model);
		return {
			base: contentOf(draft),
			mine: contentOf(made(draft, own)),
			theirs: contentOf(theirs),
			next: contentOf(made(theirs, modelLater)),
			later: (content) => contentOf(made(draftOf(content), ownLater))
		};
	});
