import { z } from 'zod';
import { filled } from '#lib/domain/shared/form-fields.ts';

/**
 * Days around a corrective action: how long after the last act its effect is checked, and who hears how many days before or after the due
 * date. A unit sets its own, the province what holds elsewhere.
 */
export const actionDayNames = ['checkDays', 'soonDays', 'officerDays', 'headDays', 'coordinatorDays'] as const;
export type ActionDayName = (typeof actionDayNames)[number];
export type ActionDays = Readonly<Record<ActionDayName, number>>;

export const defaultActionDays: ActionDays = { checkDays: 60, soonDays: 7, officerDays: 1, headDays: 7, coordinatorDays: 30 };

const whole = (from: number, to: number) =>
	filled(z.coerce.number('whole_number').int('whole_number').min(from, `number_from:${from}`).max(to, `number_to:${to}`));
const days = {
	checkDays: whole(0, 365),
	soonDays: whole(1, 60),
	officerDays: whole(1, 365),
	headDays: whole(1, 365),
	coordinatorDays: whole(1, 365)
};
const setBefore = z.coerce.number('invalid').int('invalid').min(0, 'invalid');
/** Nothing typed: what the province has. */
const orProvince = <Of extends z.ZodType>(of: Of) => z.preprocess((value) => (value === '' ? null : value), of.nullable().default(null));

export const provinceActionDaysForm = z.object({ ...days, rowVersion: setBefore });
export const actionDaysForm = z.object({
	checkDays: orProvince(days.checkDays),
	soonDays: orProvince(days.soonDays),
	officerDays: orProvince(days.officerDays),
	headDays: orProvince(days.headDays),
	coordinatorDays: orProvince(days.coordinatorDays),
	rowVersion: setBefore
});

/** The setting `actions`, as it is stored. */
export const storedActionDays = z.object({ ...days, version: z.number().int().min(1) });
