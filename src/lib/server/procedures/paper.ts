import type { ProcedureContent } from '#lib/domain/procedures/content.ts';
import { printedDuration } from '#lib/domain/procedures/duration.ts';
import * as m from '#lib/paraglide/messages.js';
import type { PaperHead, ProcedureData } from '#lib/server/pdf/procedure-data.ts';

/** What rows of references are called that have no words of their own: by the id of the document. */
export type CitedNames = Readonly<Record<string, string>>;

/** Paper is Vietnamese, whoever prints it. */
const vi = { locale: 'vi' } as const;
const paragraphs = (text: string) => text.split('\n').filter((line) => line.trim() !== '');
const filled = <Row>(rows: readonly Row[], words: (row: Row) => string) => rows.filter((row) => words(row).trim() !== '');

/**
 * The printed procedure: content and what the cover says, as the template takes them. Rows in which nothing stands are left out, so
 * that a draft prints as it will be.
 */
export function paperOf(content: ProcedureContent, head: PaperHead, cited: CitedNames, draft?: ProcedureData['draft']): ProcedureData {
	const reference = (row: ProcedureContent['references'][number]) =>
		row.text.trim() || (cited[row.documentId ?? row.externalId ?? ''] ?? '');
	const references = (rows: ProcedureContent['references']) => rows.map(reference).filter((text) => text !== '');
	const { service, recordsNote } = content;
	return {
		...head,
		purpose: content.purpose,
		scope: content.scope,
		references: references(content.references),
		clauses: content.clauses.filter((clause) => clause.trim() !== ''),
		definitions: filled(content.definitions, ({ term, meaning }) => term + meaning).map(({ term, meaning }) => ({ term, meaning })),
		...(service ? { service: serviceOf(service) } : {}),
		sections: content.sections.map(({ heading, text }) => ({ heading, paragraphs: paragraphs(text) })),
		flow: true,
		steps: content.steps.map(({ id, what, who, time, result }, index) => ({
			id,
			no: `B${index + 1}`,
			what,
			who,
			time: time ? printedDuration(time) : '',
			result
		})),
		stepNotes: paragraphs(content.stepNotes),
		legalBasis: references(content.legalBasis),
		forms: filled(content.forms, ({ code, name }) => code + name).map(({ code, name }) => ({ code, name })),
		records: filled(content.records, ({ name }) => name).map(({ name, keptBy, keptFor }) => ({ name, keptBy, keptFor })),
		...(recordsNote.trim() === '' ? {} : { retention: recordsNote }),
		...(draft ? { draft } : {})
	};
}

function serviceOf(service: NonNullable<ProcedureContent['service']>): NonNullable<ProcedureData['service']> {
	const limit = service.timeLimit ? m.procedure_files_time_limit({ time: printedDuration(service.timeLimit) }, vi) : '';
	const channels = {
		in_person: () => m.procedure_files_channel_in_person({}, vi),
		post: () => m.procedure_files_channel_post({}, vi),
		online: () => m.procedure_files_channel_online({}, vi)
	};
	return {
		code: service.serviceCode.trim(),
		conditions: paragraphs(service.conditions),
		dossier: filled(service.dossier, ({ name, form }) => name + form).map(({ name, original, copy, form }) => ({
			name,
			original,
			copy,
			form
		})),
		dossierSets: service.dossierSets,
		timeLimit: [limit, ...paragraphs(service.timeNote)].filter((line) => line !== '').join('\n'),
		place: service.place,
		channels: service.channels.map((channel) => channels[channel]()),
		fee: service.fee
	};
}
