import { z } from 'zod';
import { listOf, optionalId, optionalText, passwordField, rowVersionField } from '#lib/domain/shared/form-fields.ts';
import { audienceEmpty, audienceFields, namesSomebody } from './document-forms.ts';
import { manyActs, mostAtOnce } from './many.ts';

const itemFormat = /^([0-9a-f-]{36}):([1-9]\d{0,8})(?::([0-9a-f]{64}))?$/;

/** What the page showed of a thing, in one field: `id:rowVersion`, and `:sha256` of what is signed. */
export function itemField(id: string, rowVersion: number, sha256?: string | null): string {
	return [id, rowVersion, ...(sha256 ? [sha256] : [])].join(':');
}

const item = z
	.string()
	.regex(itemFormat, 'invalid')
	.transform((text) => {
		const [, id = '', rowVersion = '', sha256] = itemFormat.exec(text) ?? [];
		return { id, rowVersion: Number(rowVersion), sha256: sha256 ?? null };
	});

/** Nothing is signed that was not shown: the fingerprint of every file comes with it. */
const shownItem = item.refine(({ sha256 }) => sha256 !== null, 'invalid');

const items = <Item extends z.ZodType>(of: Item) =>
	listOf(of).pipe(z.array(z.custom<z.output<Item>>()).min(1, 'choose_some').max(mostAtOnce, `too_many_chosen:${mostAtOnce}`));

export const signManyForm = z.object({ item: items(shownItem), password: passwordField });

export const manyForm = z
	.object({
		act: z.enum(manyActs, 'invalid'),
		item: items(item),
		comment: optionalText(2000),
		rowVersion: rowVersionField,
		ownerDivisionId: optionalId,
		ownerId: optionalId,
		...audienceFields
	})
	.refine(namesSomebody, audienceEmpty);
