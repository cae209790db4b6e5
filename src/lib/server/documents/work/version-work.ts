import { shownState } from '#lib/domain/documents/phase.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { membershipIn, userIdOf } from '#lib/domain/permissions/actor.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { visibleVersions } from '#lib/server/permissions/visible.ts';
import { officeProgram } from '#lib/server/files/office.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { approvalSentence } from '../approve.ts';
import { conversionOf } from '../conversion.ts';
import { missingForReview, peopleWith, reviewersOf, type ReviewerFacts } from '../eligibility.ts';
import { citedExternals } from '../external/status.ts';
import { relatedDocuments } from '../queries/related.ts';
import { loadVersion, type LoadedVersion } from '../version-facts.ts';
import { versionAbilities } from './abilities.ts';

export type VersionWork = Awaited<ReturnType<typeof versionWork>>;

/** All that the page of an open version shows: its content, who acted, what this person may do next. */
export async function versionWork(ctx: Ctx, versionId: string) {
	const { version, subject, reviewers } = await loadVersion(ctx, versionId);
	const day = today(ctx);
	const [more, acts, before, conversion, externals, reviewerOptions] = await Promise.all([
		moreOf(ctx, version),
		actsOf(ctx, version.id),
		inForceBefore(ctx, version),
		version.state === 'draft' ? conversionOf(ctx, version) : Promise.resolve(null),
		citedExternals(ctx, version.id, day),
		version.state === 'draft' ? reviewerChoices(ctx, version, reviewers) : Promise.resolve([])
	]);
	const authors = version.authors.filter((author) => author.round === version.round).map((author) => author.userId);
	// A guest sees this version and nothing else of the unit: not its earlier ones, nor what it cites.
	const inside = membershipIn(ctx.actor, version.unitId) !== null;
	const references = inside ? more.references : (await relatedDocuments(ctx, version.documentId, version.id)).cites;
	const times = { state: version.state, effectiveFrom: fromDbDate(version.effectiveFrom), effectiveTo: fromDbDate(version.effectiveTo) };
	const me = userIdOf(ctx.actor);
	const membership = membershipIn(ctx.actor, version.unitId, ['head']) ?? membershipIn(ctx.actor, version.unitId);
	return {
		id: version.id,
		documentId: version.documentId,
		unitId: version.unitId,
		code: version.document.code,
		title: version.title,
		kind: { code: version.document.kindCode, ...more.kind },
		scheme: more.scheme,
		issueNo: version.issueNo,
		revisionNo: version.revisionNo,
		numbers: shortNumbers(version, more.scheme),
		summary: version.summary,
		changeClass: version.changeClass,
		state: version.state,
		shown: shownState(times, day),
		stateReason: more.stateReason,
		round: version.round,
		rowVersion: version.rowVersion,
		/** Written in eISO: its files are made from its text. */
		structured: version.structured,
		pdf: version.pdfSha256 ? { sha256: version.pdfSha256, name: version.pdfName ?? '', pages: version.pdfPages } : null,
		source: version.sourceSha256 ? { sha256: version.sourceSha256, name: version.sourceName ?? '', type: version.sourceType ?? '' } : null,
		/** How far the PDF that is made of its Word text is. */
		conversion,
		canConvert: officeProgram() !== null,
		references: references.map(({ id, code, title }) => ({ id, code, title })),
		/** External documents that it cites, as they stand today. */
		externals,
		authors: more.people.filter((person) => authors.includes(person.id)),
		submittedBy: more.people.find((person) => person.id === version.submittedById) ?? null,
		submittedAt: more.submittedAt,
		reviewer: more.people.find((person) => person.id === version.reviewerId) ?? null,
		reviewerOptions,
		missing: version.state === 'draft' ? missingForReview(reviewers) : null,
		exception: reviewers.exception,
		before,
		acts,
		returned: acts.find((act) => act.event === 'return' && act.round === version.round - 1) ?? null,
		/** What approving it says. */
		sentence: approvalSentence(version),
		iAmAuthor: me !== null && authors.includes(me),
		signer:
			ctx.actor.kind === 'user' ? { fullName: ctx.actor.fullName, position: membership?.position ?? '' } : { fullName: '', position: '' },
		may: versionAbilities(ctx, version, subject)
	};
}

async function moreOf(ctx: Ctx, version: LoadedVersion) {
	const row = await ctx.db.version.findUniqueOrThrow({
		where: { id: version.id },
		select: {
			stateReason: true,
			submittedAt: true,
			document: { select: { kind: { select: { nameVi: true, nameEn: true } }, unit: { select: { numberingScheme: true } } } },
			references: { select: { document: { select: { id: true, code: true, title: true } } }, orderBy: { document: { codeSort: 'asc' } } }
		}
	});
	const ids = [...version.authors.map((author) => author.userId), version.submittedById, version.reviewerId].filter(
		(id): id is string => id !== null
	);
	const people = await ctx.db.user.findMany({ where: { id: { in: ids } }, select: { id: true, fullName: true } });
	const kind = row.document.kind;
	return {
		stateReason: row.stateReason,
		submittedAt: row.submittedAt,
		scheme: row.document.unit.numberingScheme,
		kind: {
			name: ctx.locale === 'vi' ? kind.nameVi : kind.nameEn,
			pdfRequired: version.document.kind.pdfRequired,
			sourceRequired: version.document.kind.sourceRequired
		},
		references: row.references.map((reference) => reference.document),
		people
	};
}

/** Newest first. An approval brings the sentence that was signed with it, word for word. */
async function actsOf(ctx: Ctx, versionId: string) {
	const [acts, signatures] = await Promise.all([
		ctx.db.versionAct.findMany({
			where: { versionId },
			orderBy: [{ at: 'desc' }, { id: 'desc' }],
			take: 100,
			select: { id: true, round: true, event: true, actorName: true, position: true, comment: true, at: true, voidedAt: true, opened: true }
		}),
		ctx.db.signature.findMany({ where: { versionId, meaning: 'approve_version' }, select: { round: true, meaningText: true } })
	]);
	const signed = new Map(signatures.map(({ round, meaningText }) => [round, meaningText]));
	return acts.map((act) => ({ ...act, signed: act.event === 'approve' ? (signed.get(act.round) ?? null) : null }));
}

/** The version that is used today, or the newest issued one: what this one is compared with. */
async function inForceBefore(ctx: Ctx, version: LoadedVersion) {
	const row = await ctx.db.version.findFirst({
		where: {
			documentId: version.documentId,
			state: { in: ['issued', 'withdrawn'] },
			id: { not: version.id },
			AND: visibleVersions(ctx.actor, 'version.read', today(ctx))
		},
		orderBy: [{ issueNo: 'desc' }, { revisionNo: 'desc' }],
		select: { id: true, issueNo: true, revisionNo: true, title: true, pdfPages: true, effectiveFrom: true, effectiveTo: true }
	});
	return row && { ...row, effectiveFrom: fromDbDate(row.effectiveFrom), effectiveTo: fromDbDate(row.effectiveTo) };
}

/** Who can be asked by name: reviewers of the unit (and heads under the exception) who did not write this round. */
async function reviewerChoices(
	ctx: Ctx,
	version: LoadedVersion,
	now: ReviewerFacts
): Promise<{ value: string; label: string; hint: string }[]> {
	const people = await peopleWith(ctx, version.unitId, now.exception ? ['reviewer', 'head'] : ['reviewer']);
	const facts = await Promise.all(
		[...new Set(people.map((person) => person.userId))].map(async (id) => ({
			id,
			facts: await reviewersOf(ctx, { ...version, reviewerId: id })
		}))
	);
	const eligible = facts.filter(({ id, facts: one }) => one.eligible.includes(id)).map(({ id }) => id);
	const rows = await ctx.db.membership.findMany({
		where: { unitId: version.unitId, userId: { in: eligible } },
		select: { userId: true, position: true, user: { select: { fullName: true } } },
		orderBy: { user: { fullName: 'asc' } }
	});
	const seen = new Map(rows.map((row) => [row.userId, { value: row.userId, label: row.user.fullName, hint: row.position }]));
	return [...seen.values()];
}
