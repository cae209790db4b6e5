import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { createSecretBox, loadInstallationKey } from './secrets.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'eiso-key-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('sealed text', () => {
	const box = createSecretBox(randomBytes(32));
	const text = 'Liên kết đặt lại mật khẩu: https://eiso.example/reset/abc';

	it('opens for what it belongs to and shows nothing of itself', () => {
		const sealed = box.seal(text, 'mail:1');
		expect(sealed).not.toContain('eiso.example');
		expect(Buffer.from(sealed.slice(3), 'base64').toString('latin1')).not.toContain('reset');
		expect(box.open(sealed, 'mail:1')).toBe(text);
	});

	it('is another one each time', () => {
		expect(box.seal(text, 'mail:1')).not.toBe(box.seal(text, 'mail:1'));
	});

	it('does not open elsewhere, changed, or with another key', () => {
		const sealed = box.seal(text, 'mail:1');
		expect(() => box.open(sealed, 'mail:2')).toThrow();
		const bytes = Buffer.from(sealed.slice(3), 'base64');
		bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
		expect(() => box.open(`v1.${bytes.toString('base64')}`, 'mail:1')).toThrow();
		expect(() => createSecretBox(randomBytes(32)).open(sealed, 'mail:1')).toThrow();
		expect(() => box.open(text, 'mail:1')).toThrow();
	});
});

describe('the installation key', () => {
	it('is made once, for its owner alone', () => {
		const first = loadInstallationKey({ STORAGE_DIR: path.join(folder, 'new') });
		expect(first).toHaveLength(32);
		expect(loadInstallationKey({ STORAGE_DIR: path.join(folder, 'new') })).toEqual(first);
		const file = path.join(folder, 'new', 'installation.key');
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(readFileSync(file)).toEqual(first);
	});

	it('comes from the environment when that has one', () => {
		const key = randomBytes(32);
		expect(loadInstallationKey({ SECRET_KEY: key.toString('base64'), STORAGE_DIR: folder })).toEqual(key);
		expect(() => loadInstallationKey({ SECRET_KEY: 'short' })).toThrow(RangeError);
	});
});
