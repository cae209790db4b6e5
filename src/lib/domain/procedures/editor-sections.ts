import type { PartKey, ProcedureContent } from './content.ts';

/** How one column of a list is written. `link`: one choice for the two ids of a reference. */
export type Column = { readonly field: string; readonly kind: 'text' | 'short' | 'time' | 'check' | 'link' };
export type EditorPart =
	| { readonly part: PartKey; readonly kind: 'text' | 'short' | 'time' | 'channels' | 'words' }
	| { readonly part: RowsPart; readonly kind: 'rows'; readonly columns: readonly Column[] };

export const rowsParts = ['references', 'definitions', 'service.dossier', 'sections', 'steps', 'legalBasis', 'forms', 'records'] as const;
export type RowsPart = (typeof rowsParts)[number];

export const sectionKeys = [
	'purpose',
	'scope',
	'references',
	'definitions',
	'conditions',
	'dossier',
	'dossierSets',
	'timeLimit',
	'place',
	'fee',
	'sections',
	'steps',
	'legalBasis',
	'forms',
	'records',
	'clauses'
] as const;
export type SectionKey = (typeof sectionKeys)[number];

/** One place of the editor: what is written together, under one number of the paper. */
export type EditorSection = { readonly key: SectionKey; readonly no: string; readonly parts: readonly EditorPart[] };

const reference: readonly Column[] = [
	{ field: 'text', kind: 'text' },
	{ field: 'link', kind: 'link' }
];
const columns: Readonly<Record<RowsPart, readonly Column[]>> = {
	references: reference,
	legalBasis: reference,
	definitions: [
		{ field: 'term', kind: 'short' },
		{ field: 'meaning', kind: 'text' }
	],
	'service.dossier': [
		{ field: 'name', kind: 'text' },
		{ field: 'original', kind: 'check' },
		{ field: 'copy', kind: 'check' },
		{ field: 'form', kind: 'short' }
	],
	sections: [
		{ field: 'heading', kind: 'short' },
		{ field: 'text', kind: 'text' }
	],
	steps: [
		{ field: 'what', kind: 'text' },
		{ field: 'who', kind: 'short' },
		{ field: 'time', kind: 'time' },
		{ field: 'result', kind: 'text' }
	],
	forms: [
		{ field: 'code', kind: 'short' },
		{ field: 'name', kind: 'text' }
	],
	records: [
		{ field: 'name', kind: 'text' },
		{ field: 'keptBy', kind: 'short' },
		{ field: 'keptFor', kind: 'short' }
	]
};

export function columnsOf(part: RowsPart): readonly Column[] {
	return columns[part];
}

export function isRowsPart(part: string): part is RowsPart {
	return rowsParts.some((known) => known === part);
}

function rows(part: RowsPart): EditorPart {
	return { part, kind: 'rows', columns: columns[part] };
}
const text = (part: PartKey): EditorPart => ({ part, kind: 'text' });
const short = (part: PartKey): EditorPart => ({ part, kind: 'short' });

/** The places of a procedure in the order of its paper, numbered as there (domain.md §2.4). */
export function sectionsOf(content: Pick<ProcedureContent, 'service'>): EditorSection[] {
	const before: EditorSection[] = [
		{ key: 'purpose', no: '1', parts: [text('purpose')] },
		{ key: 'scope', no: '2', parts: [text('scope')] },
		{ key: 'references', no: '3', parts: [rows('references')] },
		{ key: 'definitions', no: '4', parts: [rows('definitions')] }
	];
	const service: EditorSection[] = [
		{ key: 'conditions', no: '5.1', parts: [short('service.serviceCode'), text('service.conditions')] },
		{ key: 'dossier', no: '5.2', parts: [rows('service.dossier')] },
		{ key: 'dossierSets', no: '5.3', parts: [short('service.dossierSets')] },
		{ key: 'timeLimit', no: '5.4', parts: [{ part: 'service.timeLimit', kind: 'time' }, text('service.timeNote')] },
		{ key: 'place', no: '5.5', parts: [text('service.place'), { part: 'service.channels', kind: 'channels' }] },
		{ key: 'fee', no: '5.6', parts: [text('service.fee')] }
	];
	const after: EditorSection[] = [
		{ key: 'sections', no: '5', parts: [rows('sections')] },
		{ key: 'steps', no: content.service ? '5.7' : '5', parts: [rows('steps'), text('stepNotes')] },
		{ key: 'legalBasis', no: content.service ? '5.8' : '5', parts: [rows('legalBasis')] },
		{ key: 'forms', no: '6', parts: [rows('forms')] },
		{ key: 'records', no: '7', parts: [rows('records'), text('recordsNote')] },
		{ key: 'clauses', no: '', parts: [{ part: 'clauses', kind: 'words' }] }
	];
	return [...before, ...(content.service ? service : []), ...after];
}

/** The place in which a part is written. */
export function sectionOf(content: Pick<ProcedureContent, 'service'>, part: PartKey): SectionKey | null {
	return sectionsOf(content).find(({ parts }) => parts.some((one) => one.part === part))?.key ?? null;
}
