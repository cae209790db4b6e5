import { z } from 'zod';
import { reviewsPage } from '#lib/server/documents/periodic-review/page.ts';
import { confirmUnchanged, noteReview } from '#lib/server/documents/periodic-review/review.ts';
import { unitIdOf } from '#lib/server/units/unit-ref.ts';
import { idParams, operation } from './operation.ts';
import { day, dayInput, requiredText, signature, text, unitInput } from './schemas.ts';

const outcomes = ['unchanged', 'change_request', 'withdrawal'] as const;

export const listPeriodicReviews = operation({
	id: 'listPeriodicReviews',
	method: 'GET',
	path: '/periodic-reviews',
	tag: 'Reviews',
	summary: 'The periodic reviews of a unit: due and late, planned, and what was found in a year',
	query: z.object({
		unit: unitInput,
		view: z.enum(['due', 'planned'], 'invalid').default('due'),
		year: z.coerce.number('invalid').int('invalid').min(2000, 'invalid').max(2200, 'invalid').optional()
	}),
	response: z.object({
		items: z.array(
			z
				.object({
					documentId: z.uuid(),
					versionId: z.uuid(),
					code: z.string(),
					title: z.string(),
					dueOn: day,
					state: z.enum(['planned', 'due', 'late'])
				})
				.meta({ id: 'PeriodicReview' })
		),
		done: z.array(
			z.object({
				id: z.uuid(),
				documentId: z.uuid(),
				code: z.string(),
				title: z.string(),
				dueOn: day,
				outcome: z.enum(outcomes),
				remark: z.string(),
				reviewer: z.string(),
				reviewedOn: day
			})
		)
	}),
	problems: ['forbidden'],
	async run(ctx, { query: { unit, view, year } }) {
		const asked = new URLSearchParams({ view, ...(year ? { year: String(year) } : {}) });
		const { lines, done } = await reviewsPage(ctx, asked, await unitIdOf(ctx, unit));
		return {
			items: lines.map(({ documentId, versionId, code, title, dueOn, state }) => ({ documentId, versionId, code, title, dueOn, state })),
			done: done.map(({ reviewerName, ...review }) => ({ ...review, reviewer: reviewerName }))
		};
	}
});

const dueOn = dayInput.meta({ format: 'date', description: 'Which review: the day on which it is due.' });

export const createPeriodicReview = operation({
	id: 'createPeriodicReview',
	method: 'POST',
	path: '/documents/{id}/periodic-reviews',
	tag: 'Reviews',
	summary: 'Do the review that is due: unchanged (signed by a head), to be amended, or to be withdrawn',
	params: idParams,
	body: z.discriminatedUnion('outcome', [
		z.object({ outcome: z.literal('unchanged'), dueOn, remark: text(2000).default(''), signature: signature.optional() }),
		z.object({ outcome: z.enum(['change_request', 'withdrawal']), dueOn, remark: requiredText(2000) })
	]),
	response: z.object({ outcome: z.enum(outcomes) }),
	status: 201,
	problems: ['document_not_found', 'forbidden', 'review_not_due', 'review_done', 'content_changed', 'signature_refused'],
	async run(ctx, { params, body }) {
		const about = { documentId: params.id, dueOn: body.dueOn, remark: body.remark };
		if (body.outcome === 'unchanged')
			await confirmUnchanged(ctx, { ...about, password: body.signature?.password ?? '', sha256: body.signature?.sha256 });
		else await noteReview(ctx, { ...about, outcome: body.outcome });
		return { outcome: body.outcome };
	}
});
