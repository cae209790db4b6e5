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

/** Nothing typed: what the province has. */
const orProvince = <Of extends z.ZodType>(of: Of) => z.preprocess((value) => (value === '' ? null : value), of.nullable().default(null));
const setBefore = z.coerce.number('invalid').int('invalid').min(0, 'invalid');
const [dueDays, noticeDays] = [whole(1, 365), whole(1, 180)];

/** The fields `months_QT` and so on, one per kind; nothing typed: not there. */
function monthsIn(fields: Readonly<Record<string, unknown>>, check: z.RefinementCtx): Record<string, number> {
	const months: Record<string, number> = {};
	for (const [name, value] of Object.entries(fields)) {
		if (!name.startsWith('months_') || value === '') continue;
		const parsed = whole(0, 120).safeParse(value);
		if (parsed.success) months[name.slice('months_'.length)] = parsed.data;
		else check.addIssue({ code: 'custom', path: [name], message: parsed.error.issues[0]?.message ?? 'whole_number' });
	}
	return months;
}

/** What a unit sets. */
export const upkeepForm = z
	.object({ externalDueDays: orProvince(dueDays), reviewNoticeDays: orProvince(noticeDays), rowVersion: setBefore })
	.catchall(z.unknown())
	.transform(({ externalDueDays, reviewNoticeDays, rowVersion, ...rest }, check) => ({
		externalDueDays,
		reviewNoticeDays,
		rowVersion,
		months: monthsIn(rest, check)
	}));

/** What the province sets for every unit, and `basis_QT`: the rule that an interval rests on. */
export const provinceUpkeepForm = z
	.object({ externalDueDays: dueDays, reviewNoticeDays: noticeDays, rowVersion: setBefore })
	.catchall(z.unknown())
	.transform(({ externalDueDays, reviewNoticeDays, rowVersion, ...rest }, check) => {
		const bases: Record<string, string> = {};
		for (const [name, value] of Object.entries(rest)) {
			if (!name.startsWith('basis_')) continue;
			const parsed = optionalText(500).safeParse(value);
			if (parsed.success) bases[name.slice('basis_'.length)] = parsed.data;
			else check.addIssue({ code: 'custom', path: [name], message: 'too_long:500' });
		}
		return { externalDueDays, reviewNoticeDays, rowVersion, months: monthsIn(rest, check), bases };
	});

/** As the table `setting` holds it. */
export const provinceUpkeepStored = z.object({
	externalDueDays: z.int().min(1).max(365),
	reviewNoticeDays: z.int().min(1).max(180),
	version: z.int().min(1)
});
