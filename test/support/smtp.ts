import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';

/** How the server treats the next mails. */
export type SmtpManner =
	| 'accept'
	/** 550 for the address. */
	| 'refuse-address'
	/** 554 after the text, repeating it, as content filters do. */
	| 'refuse-content'
	/** 451 for the address (greylisting). */
	| 'delay'
	/** Takes the text and says nothing more. */
	| 'silent';

export type ReceivedMail = { readonly from: string; readonly to: readonly string[]; readonly raw: string };

export type SmtpSink = {
	readonly url: string;
	readonly mails: ReceivedMail[];
	manner: SmtpManner;
	close(): Promise<void>;
};

/** A real SMTP server on loopback, with a manner that tests change. */
export async function smtpSink(): Promise<SmtpSink> {
	const mails: ReceivedMail[] = [];
	const sink = { mails, manner: 'accept' as SmtpManner };
	const refuse = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code });
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS'],
		closeTimeout: 100,
		onRcptTo(_address, _session, done) {
			if (sink.manner === 'refuse-address') done(refuse(550, '5.1.1 no such person here'));
			else if (sink.manner === 'delay') done(refuse(451, '4.7.1 greylisted, come back later'));
			else done();
		},
		onData(stream, session, done) {
			const chunks: Buffer[] = [];
			stream.on('data', (chunk: Buffer) => chunks.push(chunk));
			stream.on('end', () => {
				const raw = Buffer.concat(chunks).toString('utf8');
				if (sink.manner === 'silent') return;
				if (sink.manner === 'refuse-content') {
					done(refuse(554, `5.7.1 blocked because of ${linksIn(decodeMail(raw))}`));
					return;
				}
				const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
				mails.push({ from, to: session.envelope.rcptTo.map((rcpt) => rcpt.address), raw });
				done();
			});
		}
	});
	server.on('error', () => undefined);
	const listening = server.listen(0, '127.0.0.1');
	await once(listening, 'listening');
	const address = listening.address();
	if (address === null || typeof address === 'string') throw new Error('the SMTP server has no port');
	return Object.assign(sink, {
		url: `smtp://127.0.0.1:${address.port}`,
		close: () => new Promise<void>((resolve) => server.close(() => resolve()))
	});
}

/** The parts of a mail as text: quoted-printable and base64 undone. */
export function decodeMail(raw: string): string {
	const parts = raw.split(/\r?\n--[^\r\n]+/);
	return parts.map((part) => decodePart(part)).join('\n');
}

function decodePart(part: string): string {
	const [head = '', ...rest] = part.split(/\r?\n\r?\n/);
	const body = rest.join('\n\n');
	if (/base64/i.test(head)) return `${head}\n\n${Buffer.from(body, 'base64').toString('utf8')}`;
	if (!/quoted-printable/i.test(head)) return part;
	const bytes = body.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
	return `${head}\n\n${Buffer.from(bytes, 'latin1').toString('utf8')}`;
}

function linksIn(text: string): string {
	return [...text.matchAll(/https?:\/\/\S+/g)].map((match) => `${match[0]} ${match[0].split('/').at(-1) ?? ''}`).join(' ');
}
