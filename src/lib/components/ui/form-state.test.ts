import { describe, expect, it } from 'vitest';
import { boxId, fieldId, type FormContext } from './form-state.ts';

const form: FormContext = {
	id: 'many',
	busy: false,
	submitter: null,
	uploaded: null,
	saved: 0,
	emptied: 0,
	touch() {},
	called() {},
	error: () => undefined,
	value: () => undefined
};

describe('the id of a box', () => {
	it('is its own among those of one name in one form', () => {
		const ids = ['head', 'officer', 'reader'].map((value) => boxId(form, 'audienceRoles', value, 's1'));
		expect(ids).toEqual(['many-audienceRoles-head', 'many-audienceRoles-officer', 'many-audienceRoles-reader']);
	});

	it('of a box alone is that of its field, which the summary of errors leads to', () => {
		expect(boxId(form, 'sharedComputer', null, 's1')).toBe(fieldId(form, 'sharedComputer', 's1'));
		expect(boxId(undefined, 'sharedComputer', null, 's1')).toBe('s1-sharedComputer');
	});
});
