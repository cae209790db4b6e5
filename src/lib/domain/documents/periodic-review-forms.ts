import { z } from 'zod';
import { optionalText, passwordField, requiredDay, requiredText } from '#lib/domain/shared/form-fields.ts';

const sha256 = z
	.string()
	.regex(/^[0-9a-f]{64}$/)
	.optional();

/** Confirmed without change: signed. */
export const confirmReviewForm = z.object({ dueOn: requiredDay, remark: optionalText(2000), password: passwordField, sha256 });

/** Something is to change: what, in words. */
export const openReviewForm = z.object({ dueOn: requiredDay, remark: requiredText(2000) });

const whole = (from: number, to: number) =>
	z.coerce.number('whole_number').int('whole_number').min(from, `number_from:${from}`).max(to, `number_to:${to}`);

/** `months_QT` and so on: one field per kind. */
export const upkeepForm = z
	.object({
		externalDueDays: whole(1, 365),
		reviewNoticeDays: whole(1, 180),
		rowVersion: z.coerce.number('invalid').int('invalid').min(0, 'invalid')
	})
	.catchall(z.unknown())
	.transform(({ externalDueDays, reviewNoticeDays, rowVersion, ...rest }, check) => {
		const months: Record<string, number> = {};
		for (const [name, value] of Object.entries(rest)) {
			if (!name.startsWith('months_')) continue;
			const parsed = whole(0, 120).safeParse(value);
			if (parsed.success) months[name.slice('months_'.length)] = parsed.data;
			else check.addIssue({ code: 'custom', path: [name], message: parsed.error.issues[0]?.message ?? 'whole_number' });
		}
		return { externalDueDays, reviewNoticeDays, rowVersion, months };
	});
