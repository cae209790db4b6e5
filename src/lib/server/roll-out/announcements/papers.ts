import { endedGrounds } from '#lib/domain/documents/decision-words.ts';
import { formatDateTime, formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { signaturesOf, type ShownSignature } from '#lib/server/corrective-actions/act-signatures.ts';
import { decisionUnit } from '#lib/server/documents/decision-text.ts';
import { letterhead, usualWords, agencyName } from '#lib/domain/documents/decision-words.ts';
import { longDay } from '#lib/server/pdf/decision-day.ts';
import { renderAnnouncement, renderSystemConfirmation } from '#lib/server/pdf/render.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { frozenContent, prepare, type AnnouncementContent } from './content.ts';
import { headingOf, loadConfirmation } from './confirmations.ts';
import { loadAnnouncement } from './facts.ts';

export const announcementPapers = ['decision', 'statement', 'annex'] as const;
export type AnnouncementPaper = (typeof announcementPapers)[number];

type Paper = { bytes: Uint8Array; fileName: string; contentType: string };
const vi = { locale: 'vi' } as const;
const names = {
	decision: m.announcements_paper_decision,
	statement: m.announcements_paper_statement,
	annex: m.announcements_paper_annex
} as const;

/**
 * A paper of an announcement as PDF, in Vietnamese: of what was signed from the frozen content, of a draft as it stands, marked. Equal content gives
 * equal bytes. Noted in the access log.
 * @throws NotFound `announcement_not_found`
 */
export async function announcementPaper(ctx: Ctx, id: string, paper: AnnouncementPaper): Promise<Paper> {
	const { announcement } = await loadAnnouncement(ctx, id);
	const frozen = frozenContent(announcement);
	const { content, signer } = frozen ?? (await prepare(ctx, announcement));
	const signature = (await signaturesOf(ctx, 'announcement', [id])).get(id)?.find(({ meaning }) => meaning === 'sign_announcement') ?? null;
	const { services, grounds, supersedes, confirmation, decisionNumber, decisionDate, ...rest } = content;
	const bytes = await renderAnnouncement(
		{
			...rest,
			paper,
			number: decisionNumber,
			decidedOn: decisionDate,
			grounds: endedGrounds(withConfirmation(grounds, confirmation)),
			mark:
				announcement.state === 'cancelled' ? m.announcements_mark_cancelled({}, vi) : frozen ? null : m.announcements_mark_draft({}, vi),
			replaces: supersedes && { number: supersedes.decisionNumber, day: supersedes.decisionDate },
			signer,
			services: services.map(({ procedureCode, ...service }) => ({ ...service, procedure: procedureCode })),
			note: signatureNote(signature)
		},
		{ createdAt: announcement.signedAt ?? announcement.createdAt }
	);
	logRead(ctx, { action: 'export', unitId: announcement.unitId, detail: `announcement ${announcement.number} ${paper}` });
	const name = `${names[paper]({}, vi)} ${decisionNumber || announcement.number}`;
	return { bytes, fileName: `${name}.pdf`.replaceAll('/', '-'), contentType: 'application/pdf' };
}

/** The confirmation is cited after the law and before on whose proposal it is. */
function withConfirmation(grounds: readonly string[], confirmation: AnnouncementContent['confirmation']): string[] {
	if (!confirmation) return [...grounds];
	const cited = `Căn cứ Bản xác nhận hiệu lực số ${confirmation.number} ${longDay(confirmation.confirmedOn)}`;
	const at = grounds.findIndex((ground) => /^theo /iu.test(ground));
	return at === -1 ? [...grounds, cited] : grounds.toSpliced(at, 0, cited);
}

/** The confirmation of a unit's system as PDF, as signed or as it stands. @throws NotFound `confirmation_not_found` */
export async function confirmationPaper(ctx: Ctx, id: string): Promise<Paper> {
	const { confirmation } = await loadConfirmation(ctx, id);
	const signature = (await signaturesOf(ctx, 'system_confirmation', [id])).get(id)?.[0] ?? null;
	const unit = await decisionUnit(ctx, {
		unitId: confirmation.unitId,
		decisionDate: confirmation.confirmedOn ? toDbDate(confirmation.confirmedOn) : null
	});
	const { words } = confirmation;
	const chief = unit.signer ?? { name: '', position: '', capacity: null };
	const signer = signedSigner(confirmation.content) ?? {
		heading: await headingOf(ctx, confirmation.unitId, { signerName: chief.name, position: chief.position, capacity: chief.capacity }),
		name: chief.name
	};
	const review = [words.reviewOn ? formatDay(words.reviewOn) : '', words.review].filter(Boolean).join('. ');
	const bytes = await renderSystemConfirmation(
		{
			...letterhead(unit),
			agencyInText: agencyName(unit.name),
			number: confirmation.number,
			mark: confirmation.state === 'signed' ? null : m.announcements_mark_draft({}, vi),
			place: usualWords(unit).place,
			day: confirmation.confirmedOn,
			standard: confirmation.standard.nameVi,
			facts: [
				{ label: m.announcements_fact_as_of({}, vi), text: formatDay(confirmation.asOf) },
				{ label: m.announcements_fact_documents({}, vi), text: words.documents },
				{ label: m.announcements_fact_audit({}, vi), text: words.audit },
				{ label: m.announcements_fact_audit_result({}, vi), text: words.auditResult },
				{ label: m.announcements_fact_open({}, vi), text: words.openFindings || '–' },
				{ label: m.announcements_fact_review({}, vi), text: review || m.announcements_fact_none({}, vi) }
			],
			conclusion: confirmation.effective ? words.conclusion : `${m.announcements_not_effective({}, vi)} ${words.conclusion}`,
			signer,
			recipients: ['Ban Chỉ đạo ISO;', 'Lưu: VT, ISO.'],
			note: signatureNote(signature)
		},
		{ createdAt: signature?.signedAt ?? confirmation.createdAt }
	);
	logRead(ctx, { action: 'export', unitId: confirmation.unitId, detail: `system confirmation ${confirmation.number}` });
	return { bytes, fileName: `${m.announcements_paper_confirmation({}, vi)} ${confirmation.number}.pdf`, contentType: 'application/pdf' };
}

function signatureNote(signature: ShownSignature | null): string {
	if (!signature) return '';
	return m.announcements_paper_note(
		{ name: signature.signerName, when: formatDateTime(signature.signedAt), hash: signature.contentSha256 },
		vi
	);
}

function signedSigner(content: unknown): { heading: string[]; name: string } | null {
	if (typeof content !== 'object' || content === null || !('signer' in content)) return null;
	const { signer } = content;
	if (typeof signer !== 'object' || signer === null || !('heading' in signer) || !('name' in signer)) return null;
	const heading = Array.isArray(signer.heading) ? signer.heading.filter((line) => typeof line === 'string') : [];
	return { heading, name: typeof signer.name === 'string' ? signer.name : '' };
}
