import { describe, expect, it } from 'vitest';
import { audienceOf, documentSettingsForm } from './document-forms.ts';
import { manyForm } from './many-forms.ts';

const item = '01a2152a-6760-707d-b2e7-20636bc8f799:1';

describe('an audience', () => {
	it('of some names at least one of them, where one document is kept and where many are', () => {
		for (const [form, rest] of [
			[documentSettingsForm, { rowVersion: '1' }],
			[manyForm, { act: 'audience', item }]
		] as const) {
			const refused = form.safeParse({ ...rest, reach: 'some' });
			expect(refused.error?.issues).toMatchObject([{ path: ['reach'], message: 'audience_empty' }]);
			expect(form.safeParse({ ...rest, reach: 'some', audienceRoles: 'reviewer' }).error?.issues).toBeUndefined();
			expect(form.safeParse({ ...rest, reach: 'nobody' }).error?.issues).toBeUndefined();
			expect(form.safeParse(rest).error?.issues).toBeUndefined();
		}
	});

	it('becomes lines of divisions, roles and people', () => {
		const none = { audienceDivisions: [], audienceRoles: [], audiencePeople: [] };
		expect(audienceOf({ ...none, reach: 'unit' })).toEqual([{ kind: 'unit' }]);
		expect(audienceOf({ ...none, reach: 'some', audienceRoles: ['reviewer'], audiencePeople: ['a'] })).toEqual([
			{ kind: 'role', role: 'reviewer' },
			{ kind: 'person', userId: 'a' }
		]);
	});
});
