import { z } from 'zod';
import { isDay } from '#lib/domain/shared/day.ts';

const text = z.string().normalize().trim();
const several = z.union([z.array(z.string()), z.string().transform((one) => [one])]).default([]);

/** "Đã đọc, hiểu": the version, and the bytes that the page showed. */
export const confirmForm = z.object({ versionId: z.uuid(), sha256: z.string().max(64).optional() });

export const waiveForm = z.object({ requestId: z.uuid(), rowVersion: z.coerce.number().int(), reason: text.default('') });

export const briefingForm = z.object({
	heldOn: z.string().refine(isDay, 'day_invalid'),
	place: text.default(''),
	heldBy: text.default(''),
	people: several,
	/** One name a line. */
	names: z
		.string()
		.max(60_000, 'too_many_lines')
		.default('')
		.transform((lines) => lines.split('\n'))
});

const days = z.coerce.number('days_range').int('days_range').min(1, 'days_range').max(365, 'days_range');
const kindField = /^days-([A-Z]{1,20})$/;

/** Newcomers' days, and `days-QT` and so on, one per kind. */
export const readingRuleForm = z
	.object({ rowVersion: z.coerce.number().int(), newcomerDays: days })
	.catchall(days)
	.transform(({ rowVersion, newcomerDays, ...rest }) => ({
		rowVersion,
		newcomerDays,
		daysByKind: Object.fromEntries(
			Object.entries(rest).flatMap(([name, value]) => {
				const kind = kindField.exec(name)?.[1];
				return kind && typeof value === 'number' ? [[kind, value]] : [];
			})
		)
	}));
