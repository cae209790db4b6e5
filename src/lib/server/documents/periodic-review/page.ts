import { membershipIn } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { addDays, fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { loadDocument } from '../document-facts.ts';
import { citedExternals } from '../external/status.ts';
import { isHolding } from '#lib/domain/documents/external.ts';
import { loadVersion } from '../version-facts.ts';
import { reviewsDue } from './due.ts';
import { reviewSentence } from './review.ts';
import { upkeepDays } from './rule.ts';

export const reviewViews = ['due', 'planned', 'done'] as const;
export type ReviewView = (typeof reviewViews)[number];

/** The reviews of a unit: what is due or late, what is planned, what was done in a year. @throws Forbidden */
export async function reviewsPage(ctx: Ctx, params: URLSearchParams, unitId: string) {
	authorize(ctx, 'review.list', { unitId });
	const day = today(ctx);
	const view = reviewViews.find((one) => one === params.get('view')) ?? 'due';
	const thisYear = Number(day.slice(0, 4));
	const asked = Number(params.get('year'));
	const year = Number.isInteger(asked) && asked >= 2000 && asked <= thisYear + 1 ? asked : thisYear;
	const [all, days, done] = await Promise.all([
		reviewsDue(ctx, { unitIds: [unitId] }),
		upkeepDays(ctx, unitId),
		ctx.db.periodicReview.findMany({
			where: { unitId, reviewedOn: { gte: toDbDate(`${year}-01-01`), lte: toDbDate(`${year}-12-31`) } },
			orderBy: [{ reviewedOn: 'desc' }, { id: 'desc' }],
			select: {
				id: true,
				documentId: true,
				dueOn: true,
				outcome: true,
				remark: true,
				reviewerName: true,
				reviewedOn: true,
				document: { select: { code: true } },
				version: { select: { title: true } }
			}
		})
	]);
	const sorted = all.toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0));
	return {
		view,
		year,
		years: [thisYear - 2, thisYear - 1, thisYear],
		today: day,
		noticeDays: days.reviewNoticeDays,
		late: all.filter((review) => review.state === 'late').length,
		due: all.filter((review) => review.state === 'due').length,
		lines: sorted.filter((review) => (view === 'planned' ? review.state === 'planned' : review.state !== 'planned')),
		done: done.map(({ document, version, ...review }) => ({
			...review,
			code: document.code,
			title: version.title,
			dueOn: fromDbDate(review.dueOn),
			reviewedOn: fromDbDate(review.reviewedOn)
		}))
	};
}

/** The review of one document: what is asked for now, what was found before, what this person may note. @throws NotFound */
export async function reviewPage(ctx: Ctx, documentId: string) {
	const { document } = await loadDocument(ctx, documentId);
	const { unitId } = document;
	const subject = { unitId, personId: membershipIn(ctx.actor, unitId) ? document.ownerId : null };
	const mayNote = may(ctx.actor, 'review.note', subject);
	if (!mayNote && !may(ctx.actor, 'review.list', { unitId })) throw new NotFound('document_not_found');
	const [due = null] = await reviewsDue(ctx, { documentId });
	const loaded = due && (await loadVersion(ctx, due.versionId));
	const [history, externals] = await Promise.all([
		reviewsOf(ctx, documentId),
		due ? citedExternals(ctx, due.versionId, today(ctx)) : Promise.resolve([])
	]);
	const head = membershipIn(ctx.actor, unitId, ['head']);
	return {
		id: document.id,
		code: document.code,
		title: loaded?.version.title ?? document.title,
		due: due && { ...due, opensOn: addDays(due.dueOn, -due.noticeDays) },
		isOpen: due !== null && due.state !== 'planned',
		sha256: loaded ? (loaded.version.pdfSha256 ?? loaded.version.sourceSha256) : null,
		sentence: due && loaded ? reviewSentence(loaded.version, due.dueOn) : null,
		unfit: externals.filter((external) => !isHolding(external.state)),
		history,
		today: today(ctx),
		signer: ctx.actor.kind === 'user' ? { fullName: ctx.actor.fullName, position: head?.position ?? '' } : { fullName: '', position: '' },
		may: { note: mayNote, sign: may(ctx.actor, 'review.sign', { unitId }), withdraw: may(ctx.actor, 'version.withdraw', { unitId }) }
	};
}

async function reviewsOf(ctx: Ctx, documentId: string) {
	const rows = await ctx.db.periodicReview.findMany({
		where: { documentId },
		orderBy: { dueOn: 'desc' },
		select: { id: true, dueOn: true, outcome: true, remark: true, reviewerName: true, reviewedOn: true }
	});
	return rows.map((row) => ({ ...row, dueOn: fromDbDate(row.dueOn), reviewedOn: fromDbDate(row.reviewedOn) }));
}
