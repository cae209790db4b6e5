import { createTransport } from 'nodemailer';

/** One mail as it goes out. */
export type OutgoingMail = {
	/** Stays the same over all attempts, so that a receiver can drop a second copy. */
	readonly messageId: string;
	readonly from: string;
	readonly to: string;
	readonly subject: string;
	readonly text: string;
	readonly html: string;
};

/**
 * What the server said. `delayed`: not now (4xx, no connection, time out), try again later. `refused`: never (5xx, bad address).
 * `error` is short and holds nothing of the mail.
 */
export type SmtpOutcome =
	{ readonly kind: 'sent' } | { readonly kind: 'delayed'; readonly error: string } | { readonly kind: 'refused'; readonly error: string };

export type SmtpTimeouts = { readonly connectMs: number; readonly silenceMs: number };
const usual: SmtpTimeouts = { connectMs: 15_000, silenceMs: 60_000 };

/** Hands one mail to the server of `smtpUrl`. Never throws for the server's sake. */
export async function sendBySmtp(smtpUrl: string, mail: OutgoingMail, timeouts: SmtpTimeouts = usual): Promise<SmtpOutcome> {
	const transport = createTransport({
		url: smtpUrl,
		connectionTimeout: timeouts.connectMs,
		greetingTimeout: timeouts.connectMs,
		socketTimeout: timeouts.silenceMs,
		// The texts are ours, but nothing in them may ever make this process read a file or an address.
		disableFileAccess: true,
		disableUrlAccess: true
	});
	try {
		await transport.sendMail({ ...mail, headers: { 'Auto-Submitted': 'auto-generated' } });
		return { kind: 'sent' };
	} catch (error) {
		return outcomeOf(error, mail);
	} finally {
		transport.close();
	}
}

/** Errors of the client itself for which another attempt is of no use. */
const hopeless = new Set(['EENVELOPE', 'EMESSAGE']);

function outcomeOf(error: unknown, mail: OutgoingMail): SmtpOutcome {
	const said = shape(error);
	const code = typeof said.responseCode === 'number' ? said.responseCode : null;
	const name = typeof said.code === 'string' ? said.code : 'ESMTP';
	const words = shortError(typeof said.response === 'string' ? said.response : name, mail);
	// A wrong password of ours (535) is put right by the operator, not by giving up people's mail.
	if (name === 'EAUTH') return { kind: 'delayed', error: words };
	if (code !== null && code >= 500) return { kind: 'refused', error: words };
	if (code === null && hopeless.has(name)) return { kind: 'refused', error: words };
	return { kind: 'delayed', error: words };
}

function shape(error: unknown): Record<string, unknown> {
	return typeof error === 'object' && error !== null ? { ...error } : {};
}

/**
 * The server's answer for the administrator's eyes. Content filters like to repeat the address they did not like, so whatever could
 * be part of a link is left out.
 */
export function shortError(response: string, mail: Pick<OutgoingMail, 'text'>): string {
	const ours = new Set(mail.text.split(/[\s/?&=#.:]+/).filter((part) => part.length >= 12));
	const clean = response
		.replace(/[\p{Cc}\s]+/gu, ' ')
		.replace(/\S+:\/\/\S+/g, '…')
		.split(' ')
		.map((word) => (/\S{24,}/.test(word) || [...ours].some((part) => word.includes(part)) ? '…' : word))
		.join(' ')
		.trim();
	return clean.slice(0, 160);
}
