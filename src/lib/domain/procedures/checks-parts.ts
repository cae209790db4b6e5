import type { Check } from './checks.ts';
import type { PartKey, ProcedureContent } from './content.ts';

const isEmpty = (text: string) => text.trim() === '';

/** Parts without which a procedure says nothing, and rows in which nothing stands. */
export function checkParts(content: ProcedureContent): Check[] {
	return [...emptyParts(content), ...emptyRows(content), ...incompleteRows(content)];
}

function emptyParts({ service, ...content }: ProcedureContent): Check[] {
	const stops: PartKey[] = [];
	const warnings: PartKey[] = [];
	if (isEmpty(content.purpose)) stops.push('purpose');
	if (isEmpty(content.scope)) stops.push('scope');
	if (service) {
		if (isEmpty(service.serviceCode)) warnings.push('service.serviceCode');
		if (service.dossier.length === 0) stops.push('service.dossier');
		if (isEmpty(service.dossierSets)) stops.push('service.dossierSets');
		if (!service.timeLimit && isEmpty(service.timeNote)) stops.push('service.timeLimit');
		if (isEmpty(service.place)) stops.push('service.place');
		if (service.channels.length === 0) warnings.push('service.channels');
		if (isEmpty(service.fee)) stops.push('service.fee');
		if (content.legalBasis.length === 0) warnings.push('legalBasis');
	}
	// A system procedure may be written in sections instead of steps; a service always has its steps.
	if (content.steps.length === 0 && (service !== null || content.sections.length === 0)) stops.push('steps');
	if (content.records.length === 0) warnings.push('records');
	const about = (part: PartKey, severity: Check['severity']): Check => ({ part, code: 'part_empty', params: {}, severity, fixes: [] });
	return [...stops.map((part) => about(part, 'stop')), ...warnings.map((part) => about(part, 'warn'))];
}

function emptyRows(content: ProcedureContent): Check[] {
	const reference = (row: ProcedureContent['references'][number]) => isEmpty(row.text) && !row.documentId && !row.externalId;
	return [
		...rowsWhere('references', content.references, reference),
		...rowsWhere('definitions', content.definitions, (row) => isEmpty(row.term)),
		...rowsWhere('service.dossier', content.service?.dossier ?? [], (row) => isEmpty(row.name)),
		...rowsWhere('sections', content.sections, (row) => isEmpty(row.heading)),
		...rowsWhere('steps', content.steps, (row) => isEmpty(row.what)),
		...rowsWhere('legalBasis', content.legalBasis, reference),
		...rowsWhere('forms', content.forms, (row) => isEmpty(row.code) && isEmpty(row.name)),
		...rowsWhere('records', content.records, (row) => isEmpty(row.name))
	].map(({ part, rowId, no }) => ({
		part,
		rowId,
		code: 'row_empty',
		params: { no },
		severity: 'stop',
		fixes: [{ kind: 'remove_row', part, rowId }]
	}));
}

function rowsWhere<Row extends { id: string }>(part: PartKey, rows: readonly Row[], isWrong: (row: Row) => boolean) {
	return rows.flatMap((row, index) => (isWrong(row) ? [{ part, rowId: row.id, no: index + 1 }] : []));
}

function incompleteRows(content: ProcedureContent): Check[] {
	const nobody = rowsWhere('steps', content.steps, (row) => !isEmpty(row.what) && isEmpty(row.who));
	const noTime = content.service ? rowsWhere('steps', content.steps, (row) => !isEmpty(row.what) && row.time === null) : [];
	const noRule = rowsWhere('records', content.records, (row) => !isEmpty(row.name) && isEmpty(row.keptFor));
	return [
		...nobody.map(({ part, rowId, no }): Check => ({ part, rowId, code: 'who_missing', params: { no }, severity: 'stop', fixes: [] })),
		...noTime.map(({ part, rowId, no }): Check => ({ part, rowId, code: 'time_missing', params: { no }, severity: 'warn', fixes: [] })),
		...noRule.map(({ part, rowId, no }): Check => ({ part, rowId, code: 'retention_missing', params: { no }, severity: 'warn', fixes: [] }))
	];
}
