import { z } from 'zod';
import { emptyService, partKeys, procedureContent, serviceBlocks, type PartKey, type ProcedureContent } from './content.ts';

type Row = { readonly id: string } & Readonly<Record<string, unknown>>;
/** What a part can be: a text, a time, words in order, rows. */
export type PartValue = string | null | { readonly value: number; readonly unit: string } | readonly string[] | readonly Row[];
export type Parts = Readonly<Record<PartKey, PartValue>>;

const blocks = serviceBlocks.shape;

/** Where each part stands in the content, with what it may be. */
export const partSchemas = {
	purpose: procedureContent.shape.purpose,
	scope: procedureContent.shape.scope,
	references: procedureContent.shape.references,
	definitions: procedureContent.shape.definitions,
	'service.serviceCode': blocks.serviceCode,
	'service.conditions': blocks.conditions,
	'service.dossier': blocks.dossier,
	'service.dossierSets': blocks.dossierSets,
	'service.timeLimit': blocks.timeLimit,
	'service.timeNote': blocks.timeNote,
	'service.place': blocks.place,
	'service.channels': blocks.channels,
	'service.fee': blocks.fee,
	sections: procedureContent.shape.sections,
	steps: procedureContent.shape.steps,
	stepNotes: procedureContent.shape.stepNotes,
	legalBasis: procedureContent.shape.legalBasis,
	forms: procedureContent.shape.forms,
	records: procedureContent.shape.records,
	recordsNote: procedureContent.shape.recordsNote,
	clauses: procedureContent.shape.clauses
} as const satisfies Record<PartKey, z.ZodType>;

/** Some parts, as a client sends those that it changed. */
export const somePartsSchema = z.object(partSchemas).partial();
export type SomeParts = z.output<typeof somePartsSchema>;

export function isServicePart(key: PartKey): boolean {
	return key.startsWith('service.');
}

/** The parts of a content by their keys; those of a service it does not have are empty. */
export function partsOf(content: ProcedureContent): Parts {
	const service = content.service ?? emptyService();
	return {
		purpose: content.purpose,
		scope: content.scope,
		references: content.references,
		definitions: content.definitions,
		'service.serviceCode': service.serviceCode,
		'service.conditions': service.conditions,
		'service.dossier': service.dossier,
		'service.dossierSets': service.dossierSets,
		'service.timeLimit': service.timeLimit,
		'service.timeNote': service.timeNote,
		'service.place': service.place,
		'service.channels': service.channels,
		'service.fee': service.fee,
		sections: content.sections,
		steps: content.steps,
		stepNotes: content.stepNotes,
		legalBasis: content.legalBasis,
		forms: content.forms,
		records: content.records,
		recordsNote: content.recordsNote,
		clauses: content.clauses
	};
}

/**
 * A content from its parts.
 * @throws z.ZodError when a part is not what it may be (more rows than fit, a text too long)
 */
export function contentFromParts(parts: Readonly<Partial<Record<PartKey, unknown>>>, hasService: boolean): ProcedureContent {
	const content: Record<string, unknown> = { schema: 1, service: null };
	const service: Record<string, unknown> = {};
	for (const key of partKeys) {
		if (isServicePart(key)) service[key.slice('service.'.length)] = parts[key];
		else content[key] = parts[key];
	}
	return procedureContent.parse(hasService ? { ...content, service } : content);
}

/** The content with some parts replaced. Parts of a service that it does not have are left out. */
export function withParts(content: ProcedureContent, parts: Readonly<Partial<Record<PartKey, unknown>>>): ProcedureContent {
	return contentFromParts({ ...partsOf(content), ...parts }, content.service !== null);
}

export function samePart(one: unknown, other: unknown): boolean {
	return one === other || JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (value === null || typeof value !== 'object') return value;
	return Object.fromEntries(
		Object.entries(value)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, item]) => [key, sorted(item)])
	);
}

/** The parts in which two contents differ, in the order of the paper. */
export function changedParts(from: ProcedureContent, to: ProcedureContent): PartKey[] {
	const before = partsOf(from);
	const after = partsOf(to);
	return partKeys.filter((key) => !samePart(before[key], after[key]));
}
