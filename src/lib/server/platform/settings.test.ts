import { describe, expect, it } from 'vitest';
import { loadSettings, SettingsError } from './settings.ts';

function problemsOf(env: Record<string, string>): readonly string[] {
	try {
		loadSettings(env);
	} catch (error) {
		if (error instanceof SettingsError) return error.problems;
		throw error;
	}
	return [];
}

describe('the settings', () => {
	it('have defaults that fit one machine', () => {
		expect(loadSettings({ PATH: '/usr/bin', PORT: '', ORIGIN: ' ' })).toEqual({
			port: 3000,
			host: null,
			origin: null,
			databaseUrl: null,
			storageDir: 'storage/local',
			s3: null,
			smtpUrl: null,
			mailFrom: 'eISO <eiso@localhost>',
			demo: null,
			logLevel: 'info',
			trustProxy: 0,
			clockOffsetMs: 0
		});
	});

	it('are read', () => {
		const read = loadSettings({
			PORT: '8080',
			HOST: '0.0.0.0',
			ORIGIN: 'https://ISO.example.vn/',
			DATABASE_URL: 'postgresql://eiso:secret@db:5432/eiso',
			STORAGE_DIR: '/srv/eiso',
			S3_ENDPOINT: 'http://s3:9000',
			S3_BUCKET: 'eiso',
			S3_ACCESS_KEY: 'key',
			S3_SECRET_KEY: 'secret',
			SMTP_URL: 'smtp://mail:25',
			MAIL_FROM: 'ISO tỉnh <iso@example.vn>',
			DEMO: 'No',
			LOG_LEVEL: 'warn',
			TRUST_PROXY: '1',
			CLOCK: '+40d'
		});
		expect(read).toMatchObject({
			port: 8080,
			origin: 'https://iso.example.vn',
			s3: { endpoint: 'http://s3:9000', region: 'us-east-1', bucket: 'eiso', accessKey: 'key', secretKey: 'secret' },
			demo: false,
			logLevel: 'warn',
			trustProxy: 1,
			clockOffsetMs: 40 * 86_400_000
		});
	});

	it.each([
		[{ PORT: 'abc' }, 'PORT must be a whole number from 0 to 65535, not "abc"'],
		[{ PORT: '70000' }, 'PORT must be a whole number from 0 to 65535, not "70000"'],
		[{ ORIGIN: 'iso.example.vn' }, 'ORIGIN must look like https://iso.example.vn, not "iso.example.vn"'],
		[{ ORIGIN: 'https://a.vn/path' }, 'ORIGIN must be only scheme, host and port, like https://iso.example.vn, not "https://a.vn/path"'],
		[{ DATABASE_URL: 'mysql://u:topsecret@h/d' }, 'DATABASE_URL must look like postgresql://user:password@host:5432/eiso'],
		[{ SMTP_URL: 'mail:topsecret@x' }, 'SMTP_URL must look like smtp://user:password@mail.example.vn:587'],
		[{ MAIL_FROM: 'a\nBcc: b@c.vn' }, 'MAIL_FROM must look like eISO <eiso@example.vn>, not "a\nBcc: b@c.vn"'],
		[{ DEMO: 'maybe' }, 'DEMO must be 1 or 0, not "maybe"'],
		[{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of silent, fatal, error, warn, info, debug, trace, not "loud"'],
		[{ CLOCK: 'tomorrow' }, 'CLOCK must look like +40d or -3h, not "tomorrow"'],
		[{ TRUST_PROXY: '1' }, 'ORIGIN is missing: TRUST_PROXY needs it'],
		[{ SECRET_KEY: 'dG9wc2VjcmV0' }, 'SECRET_KEY must be 32 bytes in base64, as from: openssl rand -base64 32']
	])('%j is refused in words', (env, words) => {
		expect(problemsOf(env)).toEqual([words]);
	});

	it('name every fault at once, and no secret', () => {
		const problems = problemsOf({ PORT: 'x', DATABASE_URL: 'topsecret', S3_ENDPOINT: 'http://s3:9000', S3_SECRET_KEY: 'topsecret' });
		expect(problems).toHaveLength(4);
		expect(problems).toContain('S3_BUCKET is missing: the S3 settings go together');
		expect(problems).toContain('S3_ACCESS_KEY is missing: the S3 settings go together');
		expect(problems.join('\n')).not.toContain('topsecret');
	});
});
