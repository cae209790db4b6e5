import { describe, expect, it } from 'vitest';
import en from '../../../../messages/en/errors.json' with { type: 'json' };
import vi from '../../../../messages/vi/errors.json' with { type: 'json' };
import { allowedTypes, contentTypes, extensionsOf, FileRefusal, fileRefusalCodes, refusalMessageKey } from './rules.ts';

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe('a refusal', () => {
	it.each(fileRefusalCodes)('%s has words in both languages, with the same parameters', (code) => {
		const key = refusalMessageKey(code);
		const [vietnamese, english] = [vi, en].map((messages) => (messages as Record<string, string>)[key]);
		expect(vietnamese).toBeTruthy();
		expect(english).toBeTruthy();
		expect(placeholders(vietnamese ?? '')).toEqual(placeholders(english ?? ''));
	});

	it('is an error that the person can mend', () => {
		expect(new FileRefusal('file_too_large', { limit: 50 })).toMatchObject({
			code: 'file_too_large',
			status: 422,
			params: { limit: 50 }
		});
	});
});

describe('the tables of types', () => {
	it('know a content type and an ending for every type that is allowed somewhere', () => {
		for (const type of Object.values(allowedTypes).flat()) {
			expect(contentTypes[type]).toMatch(/\//);
			expect(extensionsOf[type].length).toBeGreaterThan(0);
		}
	});
});
