import { pino, type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from './settings.ts';

export type { Logger } from 'pino';

/** Names whose values never reach a log, wherever they stand within three levels. */
const secrets = [
	'password',
	'newPassword',
	'currentPassword',
	'passwordHash',
	'token',
	'tokenHash',
	'secret',
	'secretKey',
	'accessKey',
	'cookie',
	'cookies',
	'authorization',
	'databaseUrl',
	'smtpUrl',
	'DATABASE_URL',
	'SMTP_URL',
	'S3_SECRET_KEY',
	'["set-cookie"]'
];

function at(prefix: string, name: string): string {
	if (prefix === '') return name;
	return name.startsWith('[') ? `${prefix}${name}` : `${prefix}.${name}`;
}

/** JSON lines on stdout, or into `destination`. */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
	const options = {
		level,
		base: undefined,
		timestamp: pino.stdTimeFunctions.isoTime,
		redact: { paths: ['', '*', '*.*'].flatMap((prefix) => secrets.map((name) => at(prefix, name))), censor: '[hidden]' },
		serializers: { err: pino.stdSerializers.err, error: pino.stdSerializers.err }
	};
	return destination ? pino(options, destination) : pino(options);
}
