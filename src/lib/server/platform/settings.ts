import { z } from 'zod';
import { parseOffset } from './clock.ts';

export type S3Settings = {
	readonly endpoint: string;
	readonly region: string;
	readonly bucket: string;
	readonly accessKey: string;
	readonly secretKey: string;
};

/** What an operator decides; every one is an environment variable, listed with its default in `.env.example`. */
export type Settings = {
	/** 0 takes any free port. */
	readonly port: number;
	/** Null: loopback only while demo accounts exist, else every address of the machine. */
	readonly host: string | null;
	/** The address people use, without a path; null on a single machine. */
	readonly origin: string | null;
	/** Null: the embedded PostgreSQL in `storageDir`. */
	readonly databaseUrl: string | null;
	readonly storageDir: string;
	/** Null: files lie in `storageDir`. */
	readonly s3: S3Settings | null;
	/** Null: mail is kept and shown to the administrator. */
	readonly smtpUrl: string | null;
	readonly mailFrom: string;
	/** Null: the demo is loaded on the first start of an embedded database. */
	readonly demo: boolean | null;
	readonly logLevel: LogLevel;
	/** How many proxies of our own stand before the server; 0: none, and X-Forwarded-For is not believed. */
	readonly trustProxy: number;
	/** How far the clock is moved, for demonstrations and tests. */
	readonly clockOffsetMs: number;
};

export const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Settings that cannot be used; the message names each wrong variable and never repeats a secret. */
export class SettingsError extends Error {
	readonly problems: readonly string[];

	constructor(problems: readonly string[]) {
		super(`These settings are wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}\nSee .env.example.`);
		this.name = 'SettingsError';
		this.problems = problems;
	}
}

const yes = new Set(['1', 'true', 'yes', 'on']);
const no = new Set(['0', 'false', 'no', 'off']);

function flag() {
	return z
		.string()
		.toLowerCase()
		.refine((text) => yes.has(text) || no.has(text), 'must be 1 or 0')
		.transform((text) => yes.has(text));
}

function whole(from: number, to: number) {
	return z
		.string()
		.refine((text) => /^\d{1,6}$/.test(text) && Number(text) >= from && Number(text) <= to, `must be a whole number from ${from} to ${to}`)
		.transform(Number);
}

function url(protocols: readonly string[], example: string) {
	return z.string().refine(
		(text) => {
			const parsed = URL.parse(text);
			return parsed !== null && protocols.includes(parsed.protocol) && parsed.hostname !== '';
		},
		{ error: `must look like ${example}`, abort: true }
	);
}

const origin = url(['http:', 'https:'], 'https://iso.example.vn')
	.refine((text) => {
		const parsed = URL.parse(text);
		return parsed?.pathname === '/' && parsed.search === '' && parsed.hash === '' && parsed.username === '';
	}, 'must be only scheme, host and port, like https://iso.example.vn')
	.transform((text) => new URL(text).origin);

const clock = z.string().transform((text, issue) => {
	try {
		return parseOffset(text);
	} catch {
		issue.addIssue({ code: 'custom', message: 'must look like +40d or -3h' });
		return z.NEVER;
	}
});

const variables = z.object({
	PORT: whole(0, 65535).default(3000),
	HOST: z
		.string()
		.regex(/^[A-Za-z0-9.:_-]+$/, 'must be an address of this machine, like 0.0.0.0')
		.optional(),
	ORIGIN: origin.optional(),
	DATABASE_URL: url(['postgres:', 'postgresql:'], 'postgresql://user:password@host:5432/eiso').optional(),
	STORAGE_DIR: z.string().default('storage/local'),
	S3_ENDPOINT: url(['http:', 'https:'], 'https://minio.example.vn:9000').optional(),
	S3_REGION: z.string().default('us-east-1'),
	S3_BUCKET: z
		.string()
		.regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be 3 to 63 small letters, digits, dots or hyphens')
		.optional(),
	S3_ACCESS_KEY: z.string().optional(),
	S3_SECRET_KEY: z.string().optional(),
	SMTP_URL: url(['smtp:', 'smtps:'], 'smtp://user:password@mail.example.vn:587').optional(),
	MAIL_FROM: z
		.string()
		.regex(/^(?:[^<>\r\n]+<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, 'must look like eISO <eiso@example.vn>')
		.default('eISO <eiso@localhost>'),
	DEMO: flag().optional(),
	LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
	TRUST_PROXY: whole(0, 9).default(0),
	CLOCK: clock.default(0),
	// Read by the parts that use them; checked here, so that a mistake shows at the start.
	SECRET_KEY: z
		.string()
		.refine((text) => Buffer.from(text, 'base64').length === 32, 'must be 32 bytes in base64, as from: openssl rand -base64 32')
		.optional(),
	EISO_WORKER: z.literal('apart', 'must be apart, or unset').optional()
});

const secret = new Set(['DATABASE_URL', 'S3_ACCESS_KEY', 'S3_SECRET_KEY', 'SMTP_URL', 'SECRET_KEY']);

/** Reads the settings once, at start. An empty variable counts as unset. @throws SettingsError that lists every wrong one. */
export function loadSettings(env: NodeJS.ProcessEnv): Settings {
	const given = Object.fromEntries(
		Object.keys(variables.shape).flatMap((name) => {
			const text = env[name]?.trim();
			return text ? [[name, text]] : [];
		})
	);
	const parsed = variables.safeParse(given);
	const problems = parsed.success ? [] : parsed.error.issues.map((issue) => describe(String(issue.path[0]), issue.message, given));
	problems.push(...missingS3(given), ...missingOrigin(given));
	if (!parsed.success || problems.length > 0) throw new SettingsError([...new Set(problems)]);
	const read = parsed.data;
	return {
		port: read.PORT,
		host: read.HOST ?? null,
		origin: read.ORIGIN ?? null,
		databaseUrl: read.DATABASE_URL ?? null,
		storageDir: read.STORAGE_DIR,
		s3: s3Of(read),
		smtpUrl: read.SMTP_URL ?? null,
		mailFrom: read.MAIL_FROM,
		demo: read.DEMO ?? null,
		logLevel: read.LOG_LEVEL,
		trustProxy: read.TRUST_PROXY,
		clockOffsetMs: read.CLOCK
	};
}

function describe(name: string, message: string, given: Record<string, string>): string {
	const value = given[name];
	return value === undefined || secret.has(name) ? `${name} ${message}` : `${name} ${message}, not "${value}"`;
}

/** S3 is all or nothing: half a set would quietly put files on the disk. */
function missingS3(given: Record<string, string>): string[] {
	const needed = ['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY', 'S3_SECRET_KEY'];
	if (!needed.some((name) => name in given)) return [];
	return needed.filter((name) => !(name in given)).map((name) => `${name} is missing: the S3 settings go together`);
}

/** Behind a proxy the app cannot see which address people use. */
function missingOrigin(given: Record<string, string>): string[] {
	const isProxied = given.TRUST_PROXY !== undefined && given.TRUST_PROXY !== '0';
	return isProxied && !given.ORIGIN ? ['ORIGIN is missing: TRUST_PROXY needs it'] : [];
}

function s3Of(read: z.infer<typeof variables>): S3Settings | null {
	const { S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY, S3_SECRET_KEY } = read;
	if (!S3_ENDPOINT || !S3_BUCKET || !S3_ACCESS_KEY || !S3_SECRET_KEY) return null;
	return { endpoint: S3_ENDPOINT, region: read.S3_REGION, bucket: S3_BUCKET, accessKey: S3_ACCESS_KEY, secretKey: S3_SECRET_KEY };
}
