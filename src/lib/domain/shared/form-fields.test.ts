import { expect, it } from 'vitest';
import { independenceForm } from '#lib/domain/audits/cycle-forms.ts';
import { markForm } from '#lib/domain/audits/scores/forms.ts';
import { actionDaysForm, provinceActionDaysForm } from '#lib/domain/corrective-actions/action-days.ts';
import { rowVersionField } from './form-fields.ts';

it('takes a row version only as large as the database keeps', () => {
	expect(rowVersionField.parse('2147483647')).toBe(2_147_483_647);
	const refused = rowVersionField.safeParse('2147483648');
	expect(refused.error?.issues.map((issue) => issue.message)).toEqual(['invalid']);
});

it('takes a number that was left empty as missing, never as nought', () => {
	const wrong = (result: { error?: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } | undefined }) =>
		result.error?.issues.map(({ path, message }) => `${String(path[0])} ${message}`);
	expect(wrong(independenceForm.safeParse({ months: ' ' }))).toEqual(['months whole_number']);
	expect(independenceForm.parse({ months: '0' })).toEqual({ months: 0 });
	const days = { checkDays: '', soonDays: '7', officerDays: '1', headDays: '7', coordinatorDays: '30', rowVersion: '1' };
	expect(wrong(provinceActionDaysForm.safeParse(days))).toEqual(['checkDays whole_number']);
	// A unit that leaves them empty takes the province's.
	expect(actionDaysForm.parse(days)).toMatchObject({ checkDays: null, soonDays: 7 });
	const mark = { criterionId: crypto.randomUUID(), unitId: crypto.randomUUID(), points: '', remark: 'Đã xem hồ sơ' };
	expect(wrong(markForm.safeParse(mark))).toEqual(['points required']);
	expect(markForm.parse({ ...mark, points: '0' })).toMatchObject({ points: 0 });
});
