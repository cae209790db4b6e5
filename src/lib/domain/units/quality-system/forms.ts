import { z } from 'zod';
import {
	optionalDay,
	optionalId,
	optionalText,
	requiredDay,
	requiredId,
	requiredText,
	rowVersionField
} from '#lib/domain/shared/form-fields.ts';
import { firstPlanYear, isoTitles, lastPlanYear } from './quality-system.ts';

const row = { id: requiredId, rowVersion: rowVersionField.pipe(z.int('invalid')) };

export const beginStandardForm = z.object({ standardCode: requiredText(60), scope: requiredText(2000), validFrom: requiredDay });
export const changeScopeForm = z.object({ ...row, scope: requiredText(2000) });
/** Ends a period, a committee or a member: the day given is the first without it. */
export const endForm = z.object({ ...row, endsOn: requiredDay });

const decision = { decisionNumber: requiredText(100), decisionDate: requiredDay };
export const appointCommitteeForm = z.object({ ...decision, validFrom: requiredDay });
export const changeCommitteeForm = z.object({ ...row, ...decision });

/** An account of the unit, or a name as typed for somebody without one. */
export const addMemberForm = z.object({
	committeeId: requiredId,
	userId: optionalId,
	fullName: optionalText(200),
	title: z.enum(isoTitles, 'required'),
	position: optionalText(200),
	validFrom: requiredDay
});
export const changeMemberForm = z.object({ ...row, position: optionalText(200) });

const step = {
	what: requiredText(500),
	responsibleId: optionalId,
	responsibleName: optionalText(200),
	dueOn: requiredDay
};
const year = z.coerce.number('invalid').int('invalid').min(firstPlanYear, 'invalid').max(lastPlanYear, 'invalid');
export const addStepForm = z.object({ year, ...step });
export const changeStepForm = z.object({ ...row, ...step });
export const tickStepForm = z.object({ ...row, doneOn: optionalDay, result: optionalText(1000) });
export const dropStepForm = z.object({ ...row, reason: requiredText(500) });
