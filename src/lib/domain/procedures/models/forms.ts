import { z } from 'zod';
import { partKeys, type PartKey } from '../content.ts';
import { mergeChoices, type MergeChoice } from './merge-model.ts';
import { listOf, optionalText, requiredId, requiredText, rowVersionField } from '#lib/domain/shared/form-fields.ts';

/** Editions of TCVN ISO 9001 that models are written for. */
export const editions = ['2008', '2015'] as const;

/** Days that a unit has to follow a new version; for a model that says nothing else. */
export const dueDays = { standard: 30, least: 1, most: 365 } as const;
/** The Department reminds a unit at most once in so many days. */
export const remindEvery = 7;

const about = {
	unitKinds: listOf(z.string().max(60, 'invalid')),
	edition: z.enum(editions, 'required')
};
const days = z.coerce
	.number('whole_number')
	.int('whole_number')
	.min(dueDays.least, `number_from:${dueDays.least}`)
	.max(dueDays.most, `number_to:${dueDays.most}`);

export const publisherForm = z.object({ unitId: requiredId });
export const markForm = z.object({ documentId: requiredId, ...about, dueDays: days });
export const changeModelForm = z.object({ ...about, dueDays: days, rowVersion: rowVersionField });
export const retireForm = z.object({ reason: requiredText(2000), rowVersion: rowVersionField });

/** `models` with, of each, its place in `place_<model>`; those without one stand last, in the order of the form. */
export const setForm = z
	.looseObject({
		name: requiredText(300),
		...about,
		note: optionalText(2000),
		models: listOf(z.uuid('invalid')),
		rowVersion: rowVersionField
	})
	.transform(({ name, unitKinds, edition, note, models, rowVersion, ...rest }) => {
		const place = (id: string) => Number(rest[`place_${id}`]) || Number.MAX_SAFE_INTEGER;
		return { name, unitKinds, edition, note, rowVersion, models: [...models].sort((a, b) => place(a) - place(b)) };
	});
export type SetInput = z.output<typeof setForm>;

export const reasonForm = z.object({ reason: requiredText(2000) });
/** A merge made outside: what was taken, in words. */
export const mergedForm = z.object({ modelVersionId: requiredId, summary: requiredText(2000) });
export const declineForm = z.object({ modelVersionId: requiredId, reason: requiredText(2000) });

/** Of the form that adopts: one line per model or form of a model, `as_<document>` (its code in the unit), `title_<document>`, and `take` of
 * those wanted. A field called after a code would count as a secret and not come back. */
export const adoptForm = z.looseObject({ take: listOf(z.uuid('invalid')) }).transform((input) => {
	const text = (name: string) => {
		const value: unknown = input[name];
		return typeof value === 'string' ? value : '';
	};
	const roles = Object.keys(input).flatMap((name) => {
		const number = /^role_(\d{1,4})$/.exec(name)?.[1];
		const role = number === undefined ? '' : text(`role_${number}`);
		return role === '' ? [] : [{ role, words: text(`words_${number}`).slice(0, 300) }];
	});
	return {
		items: input.take.map((documentId) => ({ documentId, code: text(`as_${documentId}`), title: text(`title_${documentId}`) })),
		roles
	};
});
export type AdoptInput = z.output<typeof adoptForm>;

/** Of the page that merges: per part `choice_<part>` and, written anew, `text_<part>`. */
export const mergeForm = z
	.looseObject({ modelVersionId: requiredId, ownVersionId: requiredId, revision: z.coerce.number('invalid').int('invalid') })
	.transform(({ modelVersionId, ownVersionId, revision, ...rest }) => {
		const choices: Partial<Record<PartKey, MergeChoice>> = {};
		const texts: Partial<Record<PartKey, string>> = {};
		for (const part of partKeys) {
			const choice = mergeChoices.find((one) => one === rest[`choice_${part}`]);
			if (choice) choices[part] = choice;
			const text = rest[`text_${part}`];
			if (typeof text === 'string') texts[part] = text;
		}
		return { modelVersionId, ownVersionId, revision, choices, texts };
	});
/** `anew`: although the unit changed its file. */
export const takeFileForm = z.object({
	modelVersionId: requiredId,
	anew: z
		.literal('yes')
		.optional()
		.transform((value) => value === 'yes')
});
