import { may } from '#lib/domain/permissions/decide.ts';
import { shownRequestState, type RequestEvent } from '#lib/domain/documents/change-requests.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { shownState } from '#lib/domain/documents/phase.ts';
import { membershipIn, userIdOf } from '#lib/domain/permissions/actor.ts';
import { addDays, fromDbDate } from '#lib/domain/shared/day.ts';
import { deliverFile } from '#lib/server/files/deliver.ts';
import type { FileStore } from '#lib/server/storage/port.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { visibleVersions } from '#lib/server/permissions/visible.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { loadDocument } from '../document-facts.ts';
import { officersOf } from '../eligibility.ts';
import { referenceOptions, staffOptions } from '../work/options.ts';
import { doneOn, loadRequest } from './facts.ts';
import { lawOf } from './law.ts';
import { reachOf } from './reach.ts';

export type RequestPage = Awaited<ReturnType<typeof requestPage>>;

/** A request as its page shows it: what was proposed, what was said, what it reaches, what came of it, and what this person may do. */
export async function requestPage(ctx: Ctx, requestId: string) {
	const { request, subject } = await loadRequest(ctx, requestId);
	const day = today(ctx);
	const [more, done] = await Promise.all([moreOf(ctx, request.id), doneOn(ctx, request.id)]);
	const state = shownRequestState(request.state, done, day);
	const me = userIdOf(ctx.actor);
	const own = me !== null && request.proposerId === me;
	const is = (...states: (typeof state)[]) => states.includes(state);
	const can = (action: Parameters<typeof may>[1]) => may(ctx.actor, action, subject);
	const alone = own && can('change_request.consider_own') && (await officersOf(ctx, request.unitId)).every((id) => id === me);
	const acts = {
		ask: is('proposed') && !own && can('change_request.consider_own'),
		answer: is('proposed') && can('change_request.withdraw'),
		withdraw: is('proposed') && can('change_request.withdraw'),
		consider: is('proposed') && (can('change_request.consider') || alone),
		decline: is('proposed', 'considered') && can('change_request.decline'),
		/** Any reason. */
		declineOther: can('change_request.direct'),
		accept: is('considered') && can('change_request.accept'),
		link: is('accepted') && can('change_request.link'),
		extend: is('accepted') && can('change_request.direct'),
		stop: is('accepted') && can('change_request.direct'),
		draft:
			is('accepted') && request.documentId !== null && request.kind === 'amend' && can('change_request.read') && draftable(ctx, request),
		/** Leads a head to the withdrawal that it allows. */
		carryOut: is('accepted') && request.documentId !== null && request.kind === 'withdraw' && can('version.withdraw')
	} satisfies Partial<Record<RequestEvent | 'declineOther' | 'draft' | 'carryOut', boolean>>;
	const keeper = can('batch.read');
	const [drafters, documents, linkable, reach] = await Promise.all([
		acts.consider ? staffOptions(ctx, request.unitId) : [],
		acts.consider ? referenceOptions(ctx, request.unitId, request.documentId ?? undefined) : [],
		acts.link ? linkableVersions(ctx, request) : [],
		keeper ? reachOf(ctx, request.unitId, request.documentId) : null
	]);
	return {
		...more,
		id: request.id,
		number: request.number,
		kind: request.kind,
		source: request.source,
		state,
		doneOn: done,
		onlyOfficer: request.onlyOfficer,
		dueOn: fromDbDate(request.dueOn),
		firstDueOn: fromDbDate(request.firstDueOn),
		rowVersion: request.rowVersion,
		today: day,
		/** What the form that considers it offers: for an amendment after a repeal the day by which it is due. */
		offeredDue: [more.law?.ends?.dueOn ?? addDays(day, 30), day].toSorted().at(-1) ?? day,
		/** Of today; kept with the request is what the officer saw. */
		reach,
		acts,
		choices: { drafters, documents, linkable }
	};
}

function draftable(ctx: Ctx, request: { unitId: string; drafterId: string | null }): boolean {
	return may(ctx.actor, 'version.create', { unitId: request.unitId, drafterIds: request.drafterId ? [request.drafterId] : [] });
}

async function moreOf(ctx: Ctx, id: string) {
	const person = { select: { fullName: true } } as const;
	const row = await ctx.db.changeRequest.findUniqueOrThrow({
		where: { id },
		select: {
			unitId: true,
			sourceKey: true,
			title: true,
			place: true,
			quote: true,
			what: true,
			why: true,
			attachmentName: true,
			proposedAt: true,
			opinion: true,
			impact: true,
			changeClass: true,
			closedReason: true,
			document: { select: { id: true, code: true } },
			version: { select: { issueNo: true, revisionNo: true } },
			proposer: { select: { id: true, fullName: true } },
			drafter: person,
			consideredBy: person,
			acceptedBy: person,
			unit: { select: { numberingScheme: true } },
			events: { orderBy: [{ at: 'asc' }, { id: 'asc' }], select: { event: true, at: true, text: true, details: true, user: person } },
			touched: {
				select: { document: { select: { id: true, code: true, title: true } } },
				orderBy: { document: { codeSort: 'asc' } }
			},
			links: {
				orderBy: { linkedAt: 'asc' },
				select: {
					purpose: true,
					version: {
						select: {
							id: true,
							state: true,
							issueNo: true,
							revisionNo: true,
							title: true,
							effectiveFrom: true,
							effectiveTo: true,
							document: { select: { id: true, code: true } }
						}
					}
				}
			}
		}
	});
	const { numberingScheme: scheme } = row.unit;
	const seen = await seenBy(ctx, {
		unitId: row.unitId,
		documentIds: row.touched.map(({ document }) => document.id),
		versionIds: row.links.map(({ version }) => version.id)
	});
	const [proposerMembership] = row.proposer
		? await ctx.db.membership.findMany({
				where: { userId: row.proposer.id, unitId: row.unitId },
				orderBy: { validFrom: 'desc' },
				take: 1,
				select: { position: true }
			})
		: [];
	return {
		unitId: row.unitId,
		law: await lawOf(ctx, row.unitId, row.sourceKey),
		title: row.title,
		place: row.place,
		quote: row.quote,
		what: row.what,
		why: row.why,
		attachmentName: row.attachmentName,
		proposedAt: row.proposedAt,
		opinion: row.opinion,
		impact: row.impact,
		changeClass: row.changeClass,
		closedReason: row.closedReason,
		document: row.document,
		readNumbers: row.version ? shortNumbers(row.version, scheme) : null,
		proposer: row.proposer ? { fullName: row.proposer.fullName, position: proposerMembership?.position ?? '' } : null,
		drafter: row.drafter?.fullName ?? null,
		consideredBy: row.consideredBy?.fullName ?? null,
		acceptedBy: row.acceptedBy?.fullName ?? null,
		events: row.events.map(({ event, at, text, details, user }) => ({ event, at, text, by: user?.fullName ?? null, due: dueOf(details) })),
		touched: row.touched.map(({ document }) => document).filter(({ id }) => seen.has(id)),
		links: row.links
			.filter(({ version }) => seen.has(version.id))
			.map(({ purpose, version }) => ({
				purpose,
				versionId: version.id,
				documentId: version.document.id,
				code: version.document.code,
				title: version.title,
				numbers: shortNumbers(version, scheme),
				state: version.state,
				shown: shownState(
					{ state: version.state, effectiveFrom: fromDbDate(version.effectiveFrom), effectiveTo: fromDbDate(version.effectiveTo) },
					today(ctx)
				),
				effectiveFrom: fromDbDate(version.effectiveFrom),
				effectiveTo: fromDbDate(version.effectiveTo)
			}))
	};
}

/** Of what a request names, what this person may read: who proposed it, or is to write it, is not told of drafts and documents hidden from them. */
async function seenBy(
	ctx: Ctx,
	of: { unitId: string; documentIds: readonly string[]; versionIds: readonly string[] }
): Promise<ReadonlySet<string>> {
	// Who keeps the documents of the unit sees them before any version of theirs.
	if (may(ctx.actor, 'batch.read', { unitId: of.unitId })) return new Set([...of.documentIds, ...of.versionIds]);
	const visible = visibleVersions(ctx.actor, 'version.read', today(ctx));
	const [documents, versions] = await Promise.all([
		ctx.db.document.findMany({ where: { id: { in: [...of.documentIds] }, versions: { some: visible } }, select: { id: true } }),
		ctx.db.version.findMany({ where: { AND: [{ id: { in: [...of.versionIds] } }, visible] }, select: { id: true } })
	]);
	return new Set([...documents, ...versions].map(({ id }) => id));
}

function dueOf(details: unknown): string | null {
	const due = typeof details === 'object' && details !== null && 'due' in details ? details.due : null;
	return typeof due === 'string' ? due : null;
}

/** Open and upcoming versions of the unit; for a withdrawal the version in force of the document. */
async function linkableVersions(ctx: Ctx, request: { id: string; unitId: string; kind: string; documentId: string | null }) {
	const versions = await ctx.db.version.findMany({
		where: {
			unitId: request.unitId,
			requestLinks: { none: { requestId: request.id } },
			...(request.kind === 'withdraw' && request.documentId
				? { documentId: request.documentId, state: { in: ['issued', 'withdrawn'] } }
				: { OR: [{ state: { in: ['draft', 'in_review', 'in_approval', 'approved'] } }, { state: 'issued', effectiveTo: null }] })
		},
		orderBy: [{ document: { codeSort: 'asc' } }, { issueNo: 'desc' }, { revisionNo: 'desc' }],
		take: 500,
		select: { id: true, title: true, issueNo: true, revisionNo: true, document: { select: { code: true } } }
	});
	return versions.map((version) => ({
		value: version.id,
		label: `${version.document.code} · ${shortNumbers(version)}`,
		hint: version.title
	}));
}

/** What the form of a proposal begins with. @throws NotFound for a document that may not be seen; Forbidden outside the unit */
export async function newRequestPage(ctx: Ctx, unitId: string | null, ask: { documentId: string | null; versionId: string | null }) {
	const found = ask.documentId ? (await loadDocument(ctx, ask.documentId)).document : null;
	const home = found?.unitId ?? unitId;
	authorize(ctx, 'change_request.propose', { unitId: home });
	const version =
		found && ask.versionId
			? await ctx.db.version.findFirst({
					where: { AND: [{ id: ask.versionId, documentId: found.id }, visibleVersions(ctx.actor, 'version.read', today(ctx))] },
					select: { id: true, issueNo: true, revisionNo: true }
				})
			: null;
	return {
		unitId: home,
		document: found ? { id: found.id, code: found.code, title: found.title } : null,
		version: version ? { id: version.id, numbers: shortNumbers(version, found?.unit.numberingScheme) } : null,
		documents: found || !home ? [] : await referenceOptions(ctx, home),
		member: membershipIn(ctx.actor, home ?? '') !== null
	};
}

/** The file that was sent with a proposal. @throws NotFound */
export async function deliverAttachment(ctx: Ctx, store: FileStore, requestId: string, http: Request): Promise<Response> {
	const { request } = await loadRequest(ctx, requestId);
	const row = await ctx.db.changeRequest.findUniqueOrThrow({
		where: { id: request.id },
		select: { attachmentName: true, attachment: { select: { sha256: true, contentType: true } } }
	});
	if (!row.attachment) throw new NotFound('file_not_found');
	return deliverFile(http, store, { ...row.attachment, fileName: row.attachmentName ?? request.number });
}
