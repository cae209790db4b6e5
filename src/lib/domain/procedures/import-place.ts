import type { ProcedureContent } from './content.ts';

/** Where a piece can be put by hand. */
export const placeKeys = [
	'purpose',
	'scope',
	'references',
	'definitions',
	'service.conditions',
	'service.dossier',
	'service.dossierSets',
	'service.timeNote',
	'service.place',
	'service.fee',
	'sections',
	'steps',
	'stepNotes',
	'legalBasis',
	'forms',
	'records',
	'recordsNote'
] as const;
export type PlaceKey = (typeof placeKeys)[number];

/** The content with a piece of text put into a part: at the end of a text, or as a row for each of its lines. */
export function placeText(content: ProcedureContent, place: PlaceKey, text: string, newId: () => string): ProcedureContent {
	const add = (before: string) => (before === '' ? text : `${before}\n${text}`);
	const lines = text
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '');
	const references = () => lines.map((line) => ({ id: newId(), text: line, documentId: null, externalId: null }));
	const short = (line: string) => line.slice(0, 300);
	const { service } = content;
	switch (place) {
		case 'purpose':
		case 'scope':
		case 'stepNotes':
		case 'recordsNote':
			return { ...content, [place]: add(content[place]) };
		case 'references':
		case 'legalBasis':
			return { ...content, [place]: [...content[place], ...references()] };
		case 'definitions':
			return {
				...content,
				definitions: [...content.definitions, ...lines.map((line) => ({ id: newId(), term: short(line), meaning: line.slice(300) }))]
			};
		case 'sections':
			return {
				...content,
				sections: [...content.sections, { id: newId(), heading: short(lines[0] ?? ''), text: lines.slice(1).join('\n') }]
			};
		case 'steps':
			return {
				...content,
				steps: [...content.steps, ...lines.map((line) => ({ id: newId(), what: line, who: '', time: null, result: '' }))]
			};
		case 'forms':
			return { ...content, forms: [...content.forms, ...lines.map((line) => ({ id: newId(), code: '', name: line }))] };
		case 'records':
			return { ...content, records: [...content.records, ...lines.map((line) => ({ id: newId(), name: line, keptBy: '', keptFor: '' }))] };
		case 'service.dossier': {
			const rows = lines.map((line) => ({ id: newId(), name: line, original: false, copy: false, form: '' }));
			return service ? { ...content, service: { ...service, dossier: [...service.dossier, ...rows] } } : content;
		}
		case 'service.dossierSets':
			return service
				? { ...content, service: { ...service, dossierSets: short(add(service.dossierSets).replaceAll('\n', ' ')) } }
				: content;
		case 'service.conditions':
			return service ? { ...content, service: { ...service, conditions: add(service.conditions) } } : content;
		case 'service.timeNote':
			return service ? { ...content, service: { ...service, timeNote: add(service.timeNote) } } : content;
		case 'service.place':
			return service ? { ...content, service: { ...service, place: add(service.place) } } : content;
		case 'service.fee':
			return service ? { ...content, service: { ...service, fee: add(service.fee) } } : content;
	}
}
