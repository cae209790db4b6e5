import type { Check, CheckFacts, Fix } from './checks.ts';
import type { PartKey, ProcedureContent, ReferenceRow } from './content.ts';

/** References: nothing twice, nothing that is gone, not in force or repealed; the service as the catalogue has it. */
export function checkReferences(content: ProcedureContent, facts: CheckFacts): Check[] {
	return [
		...checkRows('references', content.references, facts),
		...checkRows('legalBasis', content.legalBasis, facts),
		...checkService(content, facts)
	];
}

function checkRows(part: PartKey, rows: readonly ReferenceRow[], facts: CheckFacts): Check[] {
	const seen = new Set<string>();
	return rows.flatMap((row) => {
		const checks: Check[] = [];
		const about = (code: Check['code'], params: Check['params'], fixes: readonly Fix[] = []) =>
			checks.push({ part, rowId: row.id, code, params, severity: 'warn', fixes });
		const what = row.documentId ?? row.externalId ?? row.text.trim().toLowerCase();
		if (what !== '' && seen.has(what)) about('reference_twice', { text: row.text }, [{ kind: 'remove_row', part, rowId: row.id }]);
		seen.add(what);
		if (row.documentId) {
			const fact = facts.documents[row.documentId];
			if (!fact) about('reference_gone', { text: row.text });
			else if (fact.state !== 'in_force') about('reference_not_in_force', { code: fact.code, text: row.text });
		}
		const external = row.externalId ? facts.externals[row.externalId] : undefined;
		if (external?.repealedOn)
			about('reference_repealed', { text: external.title, day: external.repealedOn, replacedBy: external.replacedBy ?? '' });
		return checks;
	});
}

function checkService({ service, legalBasis }: ProcedureContent, facts: CheckFacts): Check[] {
	const part = 'service.serviceCode';
	const code = service?.serviceCode.trim() ?? '';
	if (!service || code === '' || facts.service === null) return [];
	if (facts.service === 'unknown') return [{ part, code: 'service_unknown', params: { code }, severity: 'warn', fixes: [] }];
	const known = facts.service;
	const checks: Check[] = [];
	const fold = (text: string) => text.toLowerCase().replace(/\s+/gu, '');
	if (known.decision !== '' && !legalBasis.some(({ text }) => fold(text).includes(fold(known.decision))))
		checks.push({
			part: 'legalBasis',
			code: 'service_decision_missing',
			params: { decision: known.decision },
			severity: 'warn',
			fixes: [
				{
					kind: 'add_legal_basis',
					text: `Quyết định số ${known.decision} ngày ${known.decisionDate.split('-').reverse().join('/')}`,
					externalId: null
				}
			]
		});
	return checks;
}
