import { describe, expect, it } from 'vitest';
import { normalEmail, normalName, signInName } from './names.ts';

describe('names at sign-in', () => {
	it('takes a mail address or a staff name in any case', () => {
		expect(signInName(' Head@eISO.example ')).toEqual({ kind: 'email', value: 'head@eiso.example' });
		expect(signInName('so-nv.lannt')).toEqual({ kind: 'staff_name', value: 'SO-NV.LANNT' });
		expect(signInName('Sở-đ.An'.normalize('NFD'))).toEqual({ kind: 'staff_name', value: 'SỞ-Đ.AN' });
	});

	it('knows what cannot be a name', () => {
		for (const text of ['', '@', 'a@b', 'x'.repeat(300), "a' or 1=1", 'a@b@c.vn', `${'a'.repeat(65)}@b.vn`])
			expect(signInName(text)).toBeNull();
		expect(normalEmail('a b@c.vn')).toBeNull();
	});

	it('keeps a name free of marks that cannot be seen', () => {
		expect(normalName('  Lê   Thị  An ')).toBe('Lê Thị An');
		expect(normalName('Lê\u202eAn')).toBeNull();
		expect(normalName('   ')).toBeNull();
	});
});
