import { z } from 'zod';

/**
 * A procedure kept as data (domain.md §2.4): sections 1 to 7, and for an administrative service the blocks 5.1 to 5.8. The editor,
 * the checks, the printed paper, the DOCX, the comparison and the merge of models all read this one shape.
 *
 * Every row of a list carries an id that it keeps for life, through copies into other versions and adopted models: comparison and
 * merge find a row again by its id, wherever it was moved. All texts are NFC; a line break in a text is a new paragraph.
 */
export const limits = { short: 300, text: 20_000, rows: 200 } as const;

/** Line and paragraph breaks of other programs, and what no paper, database or screen shows: control characters, halves of characters. */
const breaks = /\r\n?|\v|\f|\u0085|\u2028|\u2029/g;
const unseen = /(?![\t\n])\p{Cc}|\p{Cs}/gu;

function tidyText(value: string): string {
	return value.replace(breaks, '\n').replace(unseen, '').normalize('NFC');
}

const short = z
	.string('required')
	.max(limits.short, `too_long:${limits.short}`)
	.transform((value) => tidyText(value).replaceAll('\n', ' '));
const text = z.string('required').max(limits.text, `too_long:${limits.text}`).transform(tidyText);
const rowId = z.string().regex(/^[0-9A-Za-z_-]{1,40}$/, 'invalid');

/** Rows of a list, each id once. */
function rows<Row extends z.ZodType<{ id: string }>>(row: Row) {
	return z
		.array(row)
		.max(limits.rows, `too_many:${limits.rows}`)
		.refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'invalid');
}

function once<Item>(list: readonly Item[]): Item[] {
	return [...new Set(list)];
}

/** Step times and limits. Hours and days are working time (TT 01/2018/TT-VPCP); a day is eight hours. */
export const durationUnits = ['hours', 'days'] as const;
export const duration = z.object({
	/** Thousandths at most, so that it has one way to be written. */
	value: z
		.number('invalid')
		.min(0, 'invalid')
		.max(10_000, 'invalid')
		.transform((value) => Math.round(value * 1000) / 1000),
	unit: z.enum(durationUnits)
});
export type Duration = z.output<typeof duration>;

export const channels = ['in_person', 'post', 'online'] as const;

const referenceRow = z.object({
	id: rowId,
	text: text,
	/** A document of the same unit. A reference points to a document, never to a version. */
	documentId: z.uuid('invalid').nullable(),
	/** A row of the list of external documents. */
	externalId: z.uuid('invalid').nullable()
});
const definitionRow = z.object({ id: rowId, term: short, meaning: text });
const dossierRow = z.object({
	id: rowId,
	name: text,
	original: z.boolean(),
	copy: z.boolean(),
	/** Code of a form, as people write it. */
	form: short
});
const sectionRow = z.object({ id: rowId, heading: short, text: text });
const stepRow = z.object({
	id: rowId,
	what: text,
	/** The responsible role in words: "Bộ phận TN&TKQ". */
	who: short,
	time: duration.nullable(),
	/** Codes of forms or the result in words, one per line. */
	result: text
});
const formRow = z.object({ id: rowId, code: short, name: text });
const recordRow = z.object({
	id: rowId,
	name: text,
	keptBy: short,
	/** "10 năm": the rule of the unit's list of records. */
	keptFor: short
});

/** Blocks 5.1 to 5.6 of the procedure of an administrative service. */
export const serviceBlocks = z.object({
	/** Code of the service in the provincial catalogue; empty while it is not chosen. */
	serviceCode: short,
	conditions: text,
	dossier: rows(dossierRow),
	/** "01 bộ". */
	dossierSets: short,
	timeLimit: duration.nullable(),
	/** What the number alone does not say: counted from when, longer for whom. */
	timeNote: text,
	place: text,
	channels: z.array(z.enum(channels)).max(channels.length).transform(once),
	fee: text
});

export const procedureContent = z.object({
	schema: z.literal(1),
	purpose: text,
	scope: text,
	references: rows(referenceRow),
	definitions: rows(definitionRow),
	/** Null for system and internal procedures. */
	service: serviceBlocks.nullable(),
	/** Free headed sections under 5, before the steps. */
	sections: rows(sectionRow),
	steps: rows(stepRow),
	stepNotes: text,
	/** 5.8. */
	legalBasis: rows(referenceRow),
	forms: rows(formRow),
	records: rows(recordRow),
	/** "Hồ sơ lưu tại …": under the table of records. */
	recordsNote: text,
	/** Clauses of the standard that this procedure answers: "8.5.1". */
	clauses: z.array(short).max(limits.rows).transform(once)
});

export type ProcedureContent = z.output<typeof procedureContent>;
export type ServiceBlocks = NonNullable<ProcedureContent['service']>;
export type ProcedureStep = ProcedureContent['steps'][number];
export type ReferenceRow = ProcedureContent['references'][number];

/** The parts that are edited, compared and merged each on its own, in the order of the paper. */
export const partKeys = [
	'purpose',
	'scope',
	'references',
	'definitions',
	'service.serviceCode',
	'service.conditions',
	'service.dossier',
	'service.dossierSets',
	'service.timeLimit',
	'service.timeNote',
	'service.place',
	'service.channels',
	'service.fee',
	'sections',
	'steps',
	'stepNotes',
	'legalBasis',
	'forms',
	'records',
	'recordsNote',
	'clauses'
] as const;
export type PartKey = (typeof partKeys)[number];

export function emptyService(): ServiceBlocks {
	return {
		serviceCode: '',
		conditions: '',
		dossier: [],
		dossierSets: '',
		timeLimit: null,
		timeNote: '',
		place: '',
		channels: [],
		fee: ''
	};
}

/** What a new procedure begins with: every part there, nothing written. */
export function emptyContent(forService: boolean): ProcedureContent {
	return {
		schema: 1,
		purpose: '',
		scope: '',
		references: [],
		definitions: [],
		service: forService ? emptyService() : null,
		sections: [],
		steps: [],
		stepNotes: '',
		legalBasis: [],
		forms: [],
		records: [],
		recordsNote: '',
		clauses: []
	};
}

/** Equal content, equal text: keys in one order. What is hashed, signed and stored as the editable source. */
export function canonicalContent(content: ProcedureContent): string {
	return JSON.stringify(content, (_key, value: unknown) =>
		value !== null && typeof value === 'object' && !Array.isArray(value)
			? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
			: value
	);
}
