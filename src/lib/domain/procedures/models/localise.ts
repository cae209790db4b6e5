import { z } from 'zod';
import type { ProcedureContent, ReferenceRow } from '../content.ts';

/**
 * What a unit puts in the place of a model's own words: kept with each merge, so that the next one compares the unit's text with the
 * model as the unit received it, and what was put in does not count as a change of the unit.
 */
export const localisation = z.object({
	/** Put in for the place of the unit's name in the model's texts. */
	unitName: z.string().default(''),
	/** Role of the model → the unit's own word. */
	roles: z.record(z.string(), z.string()).default({}),
	/** Code in the Department's unit → code in the unit, of the document and its forms. */
	codes: z.record(z.string(), z.string()).default({}),
	/** Document of the Department's unit → document of the unit. */
	documents: z.record(z.string(), z.string()).default({})
});
export type Localisation = z.output<typeof localisation>;

/** Where a model leaves room for the name of the unit that adopts it. */
export const unitPlace = '[tên đơn vị]';

export function fillUnitName(text: string, unitName: string): string {
	return text.replaceAll(unitPlace, () => unitName);
}

/** The role words of a model, each once, in the order in which they appear. */
export function rolesOf(contents: readonly ProcedureContent[]): string[] {
	const words = contents.flatMap((content) => [...content.steps.map(({ who }) => who), ...content.records.map(({ keptBy }) => keptBy)]);
	return [...new Set(words.map((word) => word.trim()).filter((word) => word !== ''))];
}

/**
 * The content of a model as the unit receives it: its own name, role words, codes and documents in the place of the model's. Ids of rows
 * stay. What points to a document of the Department that the unit has no counterpart of keeps its words and loses the link.
 */
export function localise(content: ProcedureContent, words: Localisation): ProcedureContent {
	const role = (text: string) => entry(words.roles, text.trim()) || text;
	const named = (text: string) => withCodes(fillUnitName(text, words.unitName), words.codes);
	const code = (text: string) => entry(words.codes, text.trim()) ?? text;
	const reference = (row: ReferenceRow): ReferenceRow => ({
		...row,
		text: named(row.text),
		documentId: row.documentId === null ? null : (entry(words.documents, row.documentId) ?? null)
	});
	return {
		...content,
		purpose: named(content.purpose),
		scope: named(content.scope),
		references: content.references.map(reference),
		definitions: content.definitions.map((row) => ({ ...row, meaning: named(row.meaning) })),
		service: content.service && {
			...content.service,
			conditions: named(content.service.conditions),
			dossier: content.service.dossier.map((row) => ({ ...row, name: named(row.name), form: code(row.form) })),
			timeNote: named(content.service.timeNote),
			place: named(content.service.place),
			fee: named(content.service.fee)
		},
		sections: content.sections.map((row) => ({ ...row, text: named(row.text) })),
		steps: content.steps.map((row) => ({ ...row, what: named(row.what), who: role(row.who), result: named(row.result) })),
		stepNotes: named(content.stepNotes),
		legalBasis: content.legalBasis.map(reference),
		forms: content.forms.map((row) => ({ ...row, code: code(row.code), name: named(row.name) })),
		records: content.records.map((row) => ({ ...row, name: named(row.name), keptBy: role(row.keptBy) })),
		recordsNote: named(content.recordsNote)
	};
}

/** Codes as whole words, all in one pass: what was put in is never replaced again. */
function withCodes(text: string, codes: Readonly<Record<string, string>>): string {
	const known = Object.keys(codes).sort((a, b) => b.length - a.length);
	if (known.length === 0) return text;
	const pattern = known.map((code) => code.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
	return text.replace(
		new RegExp(`(?<![\\p{L}\\p{N}.\\-_/])(?:${pattern})(?![\\p{L}\\p{N}]|[.\\-_/][\\p{L}\\p{N}])`, 'gu'),
		(code) => entry(codes, code) ?? code
	);
}

/** A role may be called `constructor`. */
function entry(record: Readonly<Record<string, string>>, key: string): string | undefined {
	return Object.hasOwn(record, key) ? record[key] : undefined;
}
