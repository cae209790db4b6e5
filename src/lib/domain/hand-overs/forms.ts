import { z } from 'zod';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { visibleText } from '#lib/domain/shared/visible-text.ts';
import { handOverKinds } from './duties.ts';

const words = (most: number) =>
	z
		.string()
		.default('')
		.transform((text) => visibleText(text.normalize('NFC')).trim())
		.refine((text) => text.length <= most, `too_long:${most}`);
const person = z.string('required').refine(isUuid, 'required');
const rowVersion = z.coerce.number().int();

export const beginHandOverForm = z.object({
	fromId: person,
	toId: person,
	reason: words(500).refine((text) => text !== '', 'reason_required')
});

/** What is said of one line: it goes to whoever takes the rest, to another (`toId`), or is left out and why. */
export const chooseForm = z
	.object({
		kind: z.enum(handOverKinds, 'required'),
		subjectId: z.string().refine(isUuid, 'required'),
		what: z.enum(['goes', 'other', 'left_out'], 'required'),
		toId: z.string().default(''),
		leftOut: words(500),
		remark: words(500)
	})
	.transform(({ what, toId, leftOut, ...line }, check) => {
		if (what === 'other' && !isUuid(toId)) check.addIssue({ code: 'custom', path: ['toId'], message: 'required' });
		if (what === 'left_out' && leftOut === '') check.addIssue({ code: 'custom', path: ['leftOut'], message: 'reason_required' });
		return { ...line, toId: what === 'other' ? toId : null, leftOut: what === 'left_out' ? leftOut : '' };
	});
export type ChooseInput = z.output<typeof chooseForm>;

export const confirmForm = z.object({ side: z.enum(['giver', 'receiver'], 'required'), sha256: z.string().length(64, 'required') });
export const callOffForm = z.object({ rowVersion, comment: z.string().default('') });
