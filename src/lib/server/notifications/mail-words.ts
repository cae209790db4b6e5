import { formatDateTime, formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Day } from '#lib/domain/shared/day.ts';
import type { Locale } from '#lib/server/platform/context.ts';
import type { MailBlock, MailContent } from './mail-content.ts';
import { noticePath, noticeText, noticeTitle, type NoticeRow } from './notice-words.ts';

/** A signed head of a chain of the trail, as a mail carries it out of the machine. */
export type CheckpointLine = {
	/** Null: the chain of the province. */
	readonly unitId: string | null;
	/** Code of the unit; anything that names the chain. */
	readonly chain: string;
	readonly seq: bigint | number;
	readonly hash: string;
	readonly at: Date;
	readonly code: string;
	/** Ed25519, base64. */
	readonly signature: string;
};

/** What each kind of mail needs. Paths begin with `/`. */
export type MailParams = {
	/** A first link into the system. */
	invitation: { fullName: string; unit: string; invitedBy: string; staffName: string | null; path: string; validUntil: Date };
	/** The person asked for a new password. */
	reset: { fullName: string; path: string; validUntil: Date };
	/** One notice that does not wait for the digest. */
	notice: { fullName: string; notice: NoticeRow };
	digest: { fullName: string; day: Day; notices: readonly NoticeRow[]; checkpoints: readonly CheckpointLine[] };
};
export type MailKind = keyof MailParams;

type Composer<Kind extends MailKind> = (params: MailParams[Kind], locale: Locale) => { subject: string; blocks: MailBlock[] };

/**
 * Subjects are seen by the administrator, who sees no content: they carry no code, title or name of a document, and no link.
 */
const composers: { readonly [Kind in MailKind]: Composer<Kind> } = {
	invitation: (params, locale) => ({
		subject: m.mail_invitation_subject({}, { locale }),
		blocks: [
			greeting(params.fullName, locale),
			{ kind: 'text', text: m.mail_invitation_text({ invitedBy: params.invitedBy, unit: params.unit }, { locale }) },
			{ kind: 'link', label: m.mail_invitation_link({}, { locale }), path: params.path },
			{ kind: 'text', text: m.mail_link_valid({ moment: formatDateTime(params.validUntil) }, { locale }) },
			...(params.staffName
				? [{ kind: 'text', text: m.mail_invitation_staff_name({ staffName: params.staffName }, { locale }) } as const]
				: []),
			{ kind: 'text', text: m.mail_invitation_not_you({}, { locale }) }
		]
	}),
	reset: (params, locale) => ({
		subject: m.mail_reset_subject({}, { locale }),
		blocks: [
			greeting(params.fullName, locale),
			{ kind: 'text', text: m.mail_reset_text({}, { locale }) },
			{ kind: 'link', label: m.mail_reset_link({}, { locale }), path: params.path },
			{ kind: 'text', text: m.mail_link_valid({ moment: formatDateTime(params.validUntil) }, { locale }) },
			{ kind: 'text', text: m.mail_reset_not_you({}, { locale }) }
		]
	}),
	notice: ({ fullName, notice }, locale) => ({
		subject: noticeTitle(notice.kind, locale) ?? m.mail_notice_subject({}, { locale }),
		blocks: [
			greeting(fullName, locale),
			{ kind: 'text', text: noticeText(notice, locale) ?? m.mail_notice_subject({}, { locale }) },
			{ kind: 'link', label: m.mail_notice_link({}, { locale }), path: noticePath(notice) }
		]
	}),
	digest: ({ fullName, day, notices, checkpoints }, locale) => ({
		subject: m.mail_digest_subject({ day: formatDay(day), count: notices.length }, { locale }),
		blocks: [greeting(fullName, locale), ...noticeBlocks(notices, locale), ...checkpointBlocks(checkpoints, locale)]
	})
};

/** The words of a mail in a language. */
export function composeMail<Kind extends MailKind>(kind: Kind, params: MailParams[Kind], locale: Locale): MailContent {
	const { subject, blocks } = composers[kind](params, locale);
	return { subject, blocks, footer: m.mail_footer({}, { locale }) };
}

function greeting(fullName: string, locale: Locale): MailBlock {
	return { kind: 'text', text: m.mail_greeting({ fullName }, { locale }) };
}

function noticeBlocks(notices: readonly NoticeRow[], locale: Locale): MailBlock[] {
	if (notices.length === 0) return [{ kind: 'text', text: m.mail_digest_nothing({}, { locale }) }];
	const items = notices.flatMap((notice) => {
		const text = noticeText(notice, locale);
		return text ? [{ text, path: noticePath(notice) }] : [];
	});
	return [
		{ kind: 'text', text: m.mail_digest_text({}, { locale }) },
		{ kind: 'list', items },
		{ kind: 'link', label: m.mail_digest_link({}, { locale }), path: '/' }
	];
}

function checkpointBlocks(checkpoints: readonly CheckpointLine[], locale: Locale): MailBlock[] {
	if (checkpoints.length === 0) return [];
	return [
		{ kind: 'heading', text: m.mail_checkpoints_heading({}, { locale }) },
		{ kind: 'text', text: m.mail_checkpoints_text({}, { locale }) },
		{
			kind: 'code',
			lines: checkpoints.flatMap((line) => [
				`${line.chain}  ${line.code}  ${line.seq}  ${line.at.toISOString()}`,
				`  ${line.hash}`,
				`  ${line.signature}`
			])
		}
	];
}
