import { expect, it } from 'vitest';
import { idForm, sessionForm } from './forms.ts';

it('takes the id of a row only as one that the database can look for', () => {
	expect(idForm.safeParse({ id: 'nope' }).success).toBe(false);
	expect(idForm.safeParse({ id: '01a213bc-b711-733a-a8b9-98b4d80a56e0' }).success).toBe(true);
	expect(sessionForm.safeParse({ id: 'a'.repeat(64) }).success).toBe(true);
});
