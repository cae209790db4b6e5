import { agencyName, letterhead, signatureHeading, type DecisionSigner } from '#lib/domain/documents/decision-words.ts';
import { kindFits, scopeChange, type AnnouncementKind, type ScopeChange } from '#lib/domain/roll-out/announcements/kinds.ts';
import { announcementSentence } from '#lib/domain/roll-out/announcements/sentences.ts';
import type { Sentence } from '#lib/domain/documents/sentences.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { decisionUnit } from '#lib/server/documents/decision-text.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { predecessorOf, type Announcement } from './facts.ts';

/** All that the papers of an announcement say but for who signs. Days as `2026-11-26`. */
export type AnnouncementContent = {
	readonly number: string;
	readonly kind: AnnouncementKind;
	readonly takenOn: boolean;
	readonly agency: string;
	readonly parentAgency: string | null;
	/** "Ủy ban nhân dân xã …": as it stands in the text. */
	readonly agencyInText: string;
	readonly standard: string;
	readonly decisionNumber: string;
	readonly decisionDate: Day | null;
	readonly effectiveOn: Day | null;
	readonly place: string;
	readonly subject: string;
	readonly authority: string;
	readonly grounds: readonly string[];
	readonly fields: string;
	readonly responsible: string;
	readonly recipients: readonly string[];
	readonly supersedes: { readonly decisionNumber: string; readonly decisionDate: Day | null } | null;
	readonly confirmation: { readonly number: string; readonly confirmedOn: Day | null } | null;
	readonly services: readonly {
		readonly code: string;
		readonly name: string;
		readonly field: string;
		readonly procedureCode: string;
	}[];
};

export type PaperSigner = { readonly heading: readonly string[]; readonly name: string };

export type Prepared = {
	readonly content: AnnouncementContent;
	readonly change: ScopeChange;
	/** The last one before it, and the same where this one puts an end to it: what was withdrawn or ran out is replaced by nothing. */
	readonly predecessor: Awaited<ReturnType<typeof predecessorOf>>;
	readonly replaced: Awaited<ReturnType<typeof predecessorOf>>;
	readonly fits: boolean;
	readonly sentence: Sentence;
	/** Who would sign, until somebody has: the chief. */
	readonly signer: PaperSigner;
	/** Gives the lines over the signature of whoever signs. */
	readonly signedBy: (signer: DecisionSigner) => PaperSigner;
};

/** A draft as it would be signed now. */
export async function prepare(ctx: Ctx, announcement: Announcement): Promise<Prepared> {
	const { words, unitId, effectiveOn } = announcement;
	const [unit, predecessor] = await Promise.all([
		decisionUnit(ctx, { unitId, decisionDate: announcement.decisionDate ? toDbDate(announcement.decisionDate) : null }),
		predecessorOf(ctx, unitId, effectiveOn ?? today(ctx), announcement.id)
	]);
	const services = announcement.services.map(({ code, name, field, procedureCode }) => ({ code, name, field, procedureCode }));
	const change = scopeChange(predecessor?.services ?? [], services);
	const { confirmation } = announcement;
	const runs =
		predecessor?.state === 'signed' && !(predecessor.effectiveTo && effectiveOn && predecessor.effectiveTo < toDbDate(effectiveOn));
	const replaced = runs ? predecessor : null;
	const content: AnnouncementContent = {
		number: announcement.number,
		kind: announcement.kind,
		takenOn: announcement.takenOn,
		...letterhead(unit),
		agencyInText: agencyName(unit.name),
		standard: announcement.standard.nameVi,
		decisionNumber: announcement.decisionNumber,
		decisionDate: announcement.decisionDate,
		effectiveOn,
		...words,
		supersedes: replaced && { decisionNumber: replaced.decisionNumber, decisionDate: fromDbDate(replaced.decisionDate) },
		confirmation: confirmation && { number: confirmation.number, confirmedOn: fromDbDate(confirmation.confirmedOn) },
		services
	};
	const signedBy = (signer: DecisionSigner): PaperSigner => ({
		heading: signatureHeading(signer, unit.chiefTitle ?? signer.position, agencyName(unit.name).startsWith('Ủy ban nhân dân')),
		name: signer.name
	});
	return {
		content,
		change,
		predecessor,
		replaced,
		fits: kindFits(announcement.kind, predecessor, announcement.standardCode, change),
		sentence: announcementSentence({
			decisionNumber: content.decisionNumber,
			decisionDate: content.decisionDate ? formatDay(content.decisionDate) : '',
			effectiveOn: effectiveOn ? formatDay(effectiveOn) : '',
			standardName: content.standard,
			services: services.length,
			takenOn: announcement.takenOn
		}),
		signer: unit.signer ? signedBy(unit.signer) : { heading: [], name: '' },
		signedBy
	};
}

/** As signed: what was frozen with the signature. Null before it. */
export function frozenContent(announcement: Pick<Announcement, 'content'>): { content: AnnouncementContent; signer: PaperSigner } | null {
	return isFrozen(announcement.content) ? announcement.content : null;
}

/** Written by `signAnnouncement` alone, and held by a trigger ever after. */
function isFrozen(value: unknown): value is { content: AnnouncementContent; signer: PaperSigner } {
	return typeof value === 'object' && value !== null && 'content' in value && 'signer' in value;
}

/** As JSON, for the signature and the column. */
export function asJson(content: AnnouncementContent): Prisma.InputJsonObject {
	const { grounds, recipients, services, ...rest } = content;
	return { ...rest, grounds: [...grounds], recipients: [...recipients], services: services.map((service) => ({ ...service })) };
}
