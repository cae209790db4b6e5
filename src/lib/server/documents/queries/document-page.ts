import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { isDay, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { loadDocument, type LoadedDocument } from '../document-facts.ts';
import { citedExternals } from '../external/status.ts';
import { openRequestsOf } from '../change-requests/list.ts';
import { documentHistory } from './document-history.ts';
import { documentReading } from '../readings/queries/document-reading.ts';
import { documentVersions, type DocumentVersion } from './document-versions.ts';
import { printCounts } from '../prints/queries.ts';
import { endedUnits } from '#lib/server/units/ended-units.ts';
import { goesOnIn } from './goes-on.ts';
import { reviewsDue } from '../periodic-review/due.ts';
import { relatedDocuments } from './related.ts';
import { decisionSignatures } from './decision-signatures.ts';
import { withdrawalsOf } from './withdrawals.ts';

export type DocumentPage = Awaited<ReturnType<typeof documentPage>>;

export type DocumentAsk = {
	/** A day that is no day is today. */
	readonly asOf?: string | null;
	/** `02-01`: one version of the history. */
	readonly version?: string;
};

/**
 * A document as its page shows it: what is in force on a day (or one version of its history), how it came about, what hangs
 * together with it, and what this person may do. A version is shown by the mark of today, whatever day was asked for.
 * @throws NotFound
 */
export async function documentPage(ctx: Ctx, documentId: string, ask: DocumentAsk = {}) {
	if (!/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(documentId)) throw new NotFound('document_not_found');
	const { document, subject } = await loadDocument(ctx, documentId);
	const scheme = document.unit.numberingScheme;
	const now = today(ctx);
	const day = ask.asOf && isDay(ask.asOf) ? ask.asOf : now;
	const versions = await documentVersions(ctx, documentId, scheme);
	const asked = ask.version ? versions.find((version) => version.slug === ask.version && version.phase !== 'cancelled') : undefined;
	if (ask.version && !asked) throw new NotFound('version_not_found');
	const inForce = versions.find((version) => version.phase === 'in_force') ?? null;
	const upcoming = versions.find((version) => version.phase === 'upcoming') ?? null;
	const shown = asked ?? shownOn(versions, day) ?? (day === now ? (upcoming ?? lastOf(versions)) : null);
	const open = versions.find((version) => version.phase === 'open') ?? null;
	const withdrawals = await withdrawalsOf(
		ctx,
		documentId,
		versions.flatMap((version) => (version.withdrawnAt === null ? [] : [version.id]))
	);
	const gone = shown ?? endedBefore(versions, day);
	const reading = await documentReading(ctx, document.unitId, documentId, shown);
	const [names, history, related, externals, [review = null]] = await Promise.all([
		namesOf(ctx, document, day),
		documentHistory(
			ctx,
			subject,
			versions.map(({ id, phase }) => ({ id, issued: phase !== 'open' && phase !== 'cancelled' }))
		),
		relatedDocuments(ctx, documentId, shown?.id ?? open?.id ?? null),
		citedExternals(ctx, shown?.id ?? open?.id ?? null, now),
		mayReview(ctx, document) ? reviewsDue(ctx, { documentId }) : Promise.resolve([])
	]);
	const canCreate = may(ctx.actor, 'version.create', subject);
	const requests = await openRequestsOf(ctx, documentId);
	const [ended = null] = names.hasEnded ? await endedUnits(ctx, [document.unitId]) : [];
	const prints = await printCounts(ctx, document.unitId, documentId);
	const signatures = await decisionSignatures(ctx, document.unitId, shown?.id ?? null);
	return {
		id: document.id,
		code: document.code,
		title: (shown ?? inForce ?? upcoming ?? open)?.title ?? document.title,
		class: document.class,
		status: document.status,
		visibility: document.visibility,
		medium: document.medium,
		distribution: document.distribution,
		scheme,
		unitId: document.unitId,
		unit: names.unit,
		kind: names.kind,
		keeper: names.keeper,
		/** Of a unit that is no more: when and by what it ended, and where the document goes on. */
		ended: ended && { ...ended, goesOn: await goesOnIn(ctx, documentId) },
		asOf: day,
		isToday: day === now,
		/** The version that the page is about; null: nothing was in force that day. */
		shown,
		/** How the version that is shown, or the last one before that day, is or was withdrawn. */
		withdrawal: (gone && withdrawals.get(gone.id)) ?? null,
		/** Opened from the history, not by a day. */
		isAsked: asked !== undefined,
		inForce,
		upcoming,
		open,
		/** What it asks of this person, and how many have read it. */
		reading,
		/** Open change requests that this person may see. */
		requests,
		/** Numbered prints of it that are out, for those who keep them. */
		prints,
		versions,
		history,
		/** What was signed outside eISO of its decision. */
		signatures,
		related,
		/** External documents that the version shown cites, as they stand today. */
		externals,
		/** Its next periodic review, for whoever does it. */
		review,
		can: {
			createVersion: canCreate && document.status === 'open' && open === null && upcoming === null,
			/** May, but not while another version is on its way. */
			createLater: canCreate && (open !== null || upcoming !== null),
			manage: may(ctx.actor, 'document.manage', subject),
			withdraw: inForce !== null && inForce.withdrawnAt === null && may(ctx.actor, 'version.withdraw', subject),
			batch: may(ctx.actor, 'batch.manage', subject),
			/** The signed file of what was issued. */
			evidence: shown !== null && may(ctx.actor, 'version.evidence', { ...subject, phase: shown.phase }),
			trail: may(ctx.actor, 'trail.read', subject),
			/** Their list; to issue them is the officer's. */
			prints: prints !== null,
			propose: document.status === 'open' && may(ctx.actor, 'change_request.propose', subject)
		}
	};
}

/** Who keeps the unit's documents, and the document's owner. */
function mayReview(ctx: Ctx, { unitId, ownerId }: LoadedDocument): boolean {
	return may(ctx.actor, 'review.list', { unitId }) || (ownerId !== null && ownerId === userIdOf(ctx.actor));
}

function shownOn(versions: readonly DocumentVersion[], day: Day): DocumentVersion | undefined {
	return versions.find(({ from, to }) => from !== null && from <= day && (to === null || to > day));
}

/** What was the last one in force before a day, today or to come. */
function endedBefore(versions: readonly DocumentVersion[], day: Day): DocumentVersion | null {
	const ended = versions.filter(({ to, sameDay }) => to !== null && to <= day && !sameDay);
	return ended.reduce<DocumentVersion | null>((last, one) => ((last?.to ?? '') < (one.to ?? '') ? one : last), null);
}

/** What was last in force, when nothing is any more. */
function lastOf(versions: readonly DocumentVersion[]): DocumentVersion | null {
	return versions.find((version) => version.phase === 'past' && !version.sameDay) ?? null;
}

async function namesOf(ctx: Ctx, document: LoadedDocument, day: Day) {
	const date = toDbDate(day);
	const onDay = { validFrom: { lte: date }, OR: [{ validTo: null }, { validTo: { gt: date } }] };
	const [unitVersions, kind, division, owner] = await Promise.all([
		ctx.db.unitVersion.findMany({
			where: { unitId: document.unitId },
			orderBy: { validFrom: 'asc' },
			select: { code: true, name: true, validFrom: true, validTo: true }
		}),
		ctx.db.documentKind.findUnique({ where: { code: document.kindCode }, select: { nameVi: true, nameEn: true, pdfRequired: true } }),
		document.ownerDivisionId
			? ctx.db.divisionVersion.findFirst({ where: { divisionId: document.ownerDivisionId, ...onDay }, select: { name: true } })
			: null,
		document.ownerId ? ctx.db.user.findUnique({ where: { id: document.ownerId }, select: { fullName: true } }) : null
	]);
	const stood = unitVersions.filter(({ validFrom, validTo }) => validFrom.getTime() !== validTo?.getTime());
	// Of a unit that is no more by its last name, so that no paper shows an empty place.
	const unit = stood.findLast(({ validFrom }) => validFrom <= date) ?? stood[0];
	return {
		hasEnded: stood.length > 0 && stood.every(({ validTo }) => validTo !== null && validTo <= toDbDate(today(ctx))),
		unit: { code: unit?.code ?? '', name: unit?.name ?? '' },
		kind: { code: document.kindCode, name: (ctx.locale === 'en' ? kind?.nameEn : kind?.nameVi) ?? document.kindCode },
		keeper: division?.name ?? owner?.fullName ?? ''
	};
}
