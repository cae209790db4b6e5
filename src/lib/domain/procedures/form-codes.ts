import { codeKey, tidyCode } from '#lib/domain/documents/code.ts';
import type { ProcedureContent } from './content.ts';

/** Forms that a law prescribes have no code of the unit: "Mẫu số 01", "Mẫu 02a". */
const prescribed = /^(?:mẫu|phụ lục|tờ khai)(?:\s|$)/iu;
const formToken = /(?<![\p{L}\d])BM[.\-_/]?[\p{L}\d]*(?:[.\-_/][\p{L}\d]+)*/giu;

/** Whether the code column of a form names a document of the unit. */
export function isUnitCode(code: string): boolean {
	return code.trim() !== '' && !prescribed.test(code.trim());
}

/** The form codes that a step names among its results: words that begin with BM, and lines that are a known code. */
export function formCodesIn(text: string, isKnown: (key: string) => boolean): string[] {
	const found = text.split('\n').flatMap((line) => {
		const whole = tidyCode(line);
		if (whole !== '' && isKnown(codeKey(whole))) return [whole];
		return [...line.matchAll(formToken)].map(([token]) => tidyCode(token)).filter((token) => /\d/.test(token));
	});
	return [...new Map(found.map((code) => [codeKey(code), code])).values()];
}

/** The codes in the form field of a paper of the dossier. */
export function dossierCodes(form: string): string[] {
	return form
		.split(/[\n;,]/u)
		.map(tidyCode)
		.filter((code) => isUnitCode(code));
}

/** Every code key that the text may mean: what the facts are asked for. */
export function codeKeysIn(content: ProcedureContent): string[] {
	const words = (text: string) => text.split(/[\n;,]|\s-\s/u).flatMap((part) => [part, ...part.split(/\s+/u)]);
	const texts = [
		...content.forms.map(({ code }) => code),
		...(content.service?.dossier ?? []).flatMap(({ form }) => words(form)),
		...content.steps.flatMap(({ result }) => words(result))
	];
	return [...new Set(texts.filter((text) => text.length <= 60).map(codeKey))].filter((key) => /\d/.test(key) && key.length <= 60);
}
