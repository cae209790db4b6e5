import { describe, expect, it } from 'vitest';
import { passwordProblem } from './password-rules.ts';

describe('passwordProblem', () => {
	it('counts characters as people see them, not bytes or parts of a letter', () => {
		expect(passwordProblem('ngựa nâu kẹo')).toBe('password_short');
		// 13 letters, more code points when decomposed.
		expect(passwordProblem('ngựa nâu kẹoz'.normalize('NFD'))).toBe('password_short');
		expect(passwordProblem('ngựa nâu kẹo bông')).toBeNull();
		expect(passwordProblem('x9'.repeat(101))).toBe('password_long');
	});

	it.each([
		'matkhau1234567',
		'Mật khẩu@2026!',
		'P4ssw0rd!P4ssw0rd!',
		'admin123456789',
		'aaaaaaaaaaaaaaaa',
		'abcdabcdabcdabcd',
		'qwertyuiop12345',
		'1q2w3e4r5t6y7u8i',
		'zyxwvutsrqponm',
		'HaTinh@2026!!!',
		'eiso-demo-2026',
		'12345678901234',
		'..............'
	])('refuses the common %s', (password) => {
		expect(passwordProblem(password)).toBe('password_common');
	});

	it('refuses the own name, mail and staff name with trimmings', () => {
		const owner = { fullName: 'Lương Thị Hoài Thương', email: 'thuonglth@hatinh.example', staffName: 'SO-NV.THUONGLTH' };
		expect(passwordProblem('LươngThịHoàiThương', owner)).toBe('password_name');
		expect(passwordProblem('thuonglth-2026-99', owner)).toBe('password_name');
		expect(passwordProblem('HoaiThuong!1990!', owner)).toBe('password_name');
		expect(passwordProblem('HoaiThuong!1990!')).toBeNull();
	});

	it('lets long phrases of ordinary words pass', () => {
		for (const phrase of ['mèo leo cây cau trước sân', 'chiếc thuyền giấy số bảy', 'correct horse battery staple', 'G7#vk2!pQz9_Lw'])
			expect(passwordProblem(phrase, { fullName: 'Trần Văn Bình' })).toBeNull();
	});
});
