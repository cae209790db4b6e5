import { codeKey } from '#lib/domain/documents/code.ts';
import type { Check, CheckFacts, Fix } from './checks.ts';
import type { PartKey, ProcedureContent } from './content.ts';
import { dossierCodes, formCodesIn, isUnitCode } from './form-codes.ts';

/** Forms: what steps and dossier use stands in section 6, and what stands there exists in the unit and is in force. */
export function checkForms(content: ProcedureContent, facts: CheckFacts): Check[] {
	const listed = new Set(content.forms.map(({ code }) => codeKey(code)));
	const known = (key: string) => listed.has(key) || Object.hasOwn(facts.forms, key);
	const uses: Use[] = [
		...(content.service?.dossier ?? []).flatMap(({ id, form }) =>
			dossierCodes(form).map((code) => ({ part: 'service.dossier' as const, rowId: id, code }))
		),
		...content.steps.flatMap(({ id, result }) => formCodesIn(result, known).map((code) => ({ part: 'steps' as const, rowId: id, code })))
	];
	return [
		...uses.filter(({ code }) => !listed.has(codeKey(code))).map((use) => notListed(use, content, facts)),
		...content.forms.flatMap((row) => checkRow(row, facts)),
		...twice(content)
	];
}

type Use = { readonly part: PartKey; readonly rowId: string; readonly code: string };

function notListed({ part, rowId, code }: Use, content: ProcedureContent, facts: CheckFacts): Check {
	const fact = facts.forms[codeKey(code)];
	const fixes: Fix[] = [{ kind: 'add_form', code: fact?.code ?? code, name: fact?.title ?? '' }];
	for (const to of nearest(code, content)) fixes.push({ kind: 'replace_code', part, rowId, from: code, to });
	return { part, rowId, code: 'form_not_listed', params: { code }, severity: 'stop', fixes };
}

/** Codes of section 6 that differ in a letter or two: what was probably meant. */
function nearest(code: string, { forms }: ProcedureContent): string[] {
	return forms
		.map((form) => ({ code: form.code, distance: distance(codeKey(form.code), codeKey(code)) }))
		.filter(({ distance }) => distance <= 2)
		.sort((a, b) => a.distance - b.distance)
		.slice(0, 2)
		.map(({ code }) => code);
}

/** Levenshtein, of short codes only. */
function distance(a: string, b: string): number {
	if (a.length > 60 || b.length > 60) return Infinity;
	let row = Array.from({ length: b.length + 1 }, (_cell, index) => index);
	for (let i = 1; i <= a.length; i += 1) {
		const next = [i];
		for (let j = 1; j <= b.length; j += 1) {
			const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
			next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
		}
		row = next;
	}
	return row.at(-1) ?? 0;
}

function checkRow({ id, code, name }: ProcedureContent['forms'][number], facts: CheckFacts): Check[] {
	const part = 'forms';
	const fact = facts.forms[codeKey(code)];
	const checks: Check[] = [];
	if (isUnitCode(code)) {
		const state = fact?.state;
		const wrong = !fact ? 'form_unknown' : state === 'past' ? 'form_not_in_force' : state === 'draft' ? 'form_draft' : null;
		if (wrong) checks.push({ part, rowId: id, code: wrong, params: { code }, severity: 'warn', fixes: [] });
	}
	if (name.trim() === '' && code.trim() !== '')
		checks.push({
			part,
			rowId: id,
			code: 'form_name_missing',
			params: { code },
			severity: 'stop',
			fixes: fact?.title ? [{ kind: 'set_form_name', rowId: id, name: fact.title }] : []
		});
	return checks;
}

function twice({ forms }: ProcedureContent): Check[] {
	const seen = new Set<string>();
	return forms.flatMap(({ id, code }): Check[] => {
		const key = codeKey(code);
		// "Mẫu số 01" of two decrees are two forms.
		if (!isUnitCode(code) || key === '') return [];
		if (!seen.has(key)) {
			seen.add(key);
			return [];
		}
		const fixes: Fix[] = [{ kind: 'remove_row', part: 'forms', rowId: id }];
		return [{ part: 'forms', rowId: id, code: 'code_twice', params: { code }, severity: 'stop', fixes }];
	});
}
