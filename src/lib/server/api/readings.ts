import { z } from 'zod';
import { briefingForm } from '#lib/domain/documents/reading-forms.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { loadVersion } from '#lib/server/documents/version-facts.ts';
import { recordBriefing } from '#lib/server/documents/readings/briefing.ts';
import { myReading } from '#lib/server/documents/readings/queries/my-reading.ts';
import { readersPage, shownReadings } from '#lib/server/documents/readings/queries/readers-page.ts';
import { readingPage } from '#lib/server/documents/readings/queries/unit-reading.ts';
import { readersScope } from '#lib/server/documents/readings/queries/scope.ts';
import { waiveReading } from '#lib/server/documents/readings/waive.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { idParams, operation, pageOf, pageQuery } from './operation.ts';
import { day, moment, requiredText, rowVersion, text } from './schemas.ts';

const counts = z.object({
	confirmed: z.int(),
	onPaper: z.int().meta({ description: 'Confirmed by a briefing on paper, counted apart.' }),
	toRead: z.int(),
	late: z.int(),
	waived: z.int()
});

export const listMyReadings = operation({
	id: 'listMyReadings',
	method: 'GET',
	path: '/me/readings',
	tag: 'Reading',
	summary: 'What this person is asked to read now, what is late and due first on top',
	query: pageQuery,
	response: pageOf(
		z
			.object({
				id: z.uuid(),
				documentId: z.uuid(),
				versionId: z.uuid(),
				code: z.string(),
				title: z.string(),
				issueNo: z.int(),
				revisionNo: z.int(),
				summary: z.string(),
				dueOn: day,
				late: z.boolean(),
				from: day.nullable().meta({ description: 'While it is upcoming, the day from which it applies.' }),
				askedAt: moment
			})
			.meta({ id: 'ReadingRequest' })
	),
	async run(ctx, { query: { page, pageSize } }) {
		const all = await myReading(ctx);
		const items = all
			.slice((page - 1) * pageSize, page * pageSize)
			.map(({ id, documentId, versionId, code, title, numbers, summary, dueOn, late, from, since }) => ({
				...{ id, documentId, versionId, code, title, ...numbers, summary, dueOn, late, from },
				askedAt: since.toISOString()
			}));
		return { items, total: all.length, page, pageSize };
	}
});

export const getUnitReading = operation({
	id: 'getUnitReading',
	method: 'GET',
	path: '/units/{id}/reading',
	tag: 'Reading',
	summary: 'Who of a unit is how far with reading: by document, division or person',
	description: 'For officer, heads, and heads of divisions for their people. 50 lines a page.',
	params: idParams,
	query: z.object({ by: z.enum(['documents', 'divisions', 'people'], 'invalid').default('documents'), page: pageQuery.shape.page }),
	response: pageOf(z.object({ id: z.string(), name: z.string(), counts: counts.nullable(), percent: z.int().nullable() })).extend({
		totals: counts
	}),
	problems: ['unit_not_found'],
	async run(ctx, { params, query }) {
		if (!(await readersScope(ctx, params.id))) throw new NotFound('unit_not_found');
		const { lines, total, page, pageSize, totals } = await readingPage(ctx, params.id, query.by, query.page);
		return { items: lines.map(({ id, name, counts, percent }) => ({ id, name, counts, percent })), total, page, pageSize, totals };
	}
});

export const listReaders = operation({
	id: 'listReaders',
	method: 'GET',
	path: '/documents/{id}/readers',
	tag: 'Reading',
	summary: 'Who has read a version, who has not, who is late',
	description: 'Of the version in force, else the upcoming one, if none is named. 50 people a page, late ones first.',
	params: idParams,
	query: z.object({
		version: text(20).optional().meta({ description: 'Issue and revision: `02-01`.' }),
		state: z.enum(shownReadings, 'invalid').optional(),
		division: z.uuid('invalid').optional(),
		q: text(200).optional().meta({ description: 'Part of a name.' }),
		page: pageQuery.shape.page
	}),
	response: pageOf(
		z.object({
			id: z.uuid().meta({ description: 'The request, for `/reading-requests/{id}/waiver`.' }),
			userId: z.uuid(),
			name: z.string(),
			division: z.string().nullable(),
			state: z.enum(shownReadings),
			dueOn: day,
			decidedAt: moment.nullable(),
			decidedBy: z.string().nullable(),
			reason: z.string().nullable(),
			briefing: z.string().nullable(),
			rowVersion
		})
	).extend({ versionId: z.uuid(), counts, withoutAccount: z.int().meta({ description: 'Names on paper of people without an account.' }) }),
	problems: ['document_not_found', 'version_not_found'],
	async run(ctx, { params, query: { q, page, ...filter } }) {
		const view = await readersPage(ctx, params.id, { ...filter, person: q }, page);
		return {
			items: view.items.map(({ id, userId, name, division, shown, dueOn, decidedAt, decidedBy, reason, briefing, rowVersion }) => ({
				...{ id, userId, name, division, state: shown, dueOn, decidedBy, reason, briefing, rowVersion },
				decidedAt: decidedAt?.toISOString() ?? null
			})),
			...{ total: view.total, page, pageSize: view.pageSize, versionId: view.version.id, counts: view.counts },
			withoutAccount: view.noAccount
		};
	}
});

export const waiveReadingRequest = operation({
	id: 'waiveReadingRequest',
	method: 'POST',
	path: '/reading-requests/{id}/waiver',
	tag: 'Reading',
	summary: 'Let a person off reading a version, with a reason',
	params: idParams,
	body: z.object({ reason: requiredText(2000), rowVersion: rowVersion.optional() }),
	response: z.object({ state: z.literal('waived') }),
	problems: ['reading_not_found', 'forbidden', 'illegal_transition', 'stale'],
	async run(ctx, { params, body }) {
		await waiveReading(ctx, { requestId: params.id, ...body });
		return { state: 'waived' };
	}
});

export const createBriefing = operation({
	id: 'createBriefing',
	method: 'POST',
	path: '/versions/{id}/briefings',
	tag: 'Reading',
	summary: 'Record a briefing on paper with its signed sheet',
	description:
		'`people` (repeated) have an account and an open request, which is confirmed on paper; `names` has one name a line of people without an account.',
	params: idParams,
	files: { purposes: { scan: 'scan' }, required: ['scan'] },
	body: briefingForm,
	response: z.object({ id: z.uuid(), number: z.string() }),
	status: 201,
	problems: ['version_not_found', 'forbidden', 'illegal_transition'],
	async before(ctx, params) {
		const { version } = await loadVersion(ctx, params.id);
		authorize(ctx, 'reading.brief', { unitId: version.unitId });
	},
	async run(ctx, { params, body: { people, ...input }, files }) {
		return recordBriefing(ctx, { ...input, versionId: params.id, userIds: people, scan: files.map(versionFileFrom)[0] ?? null });
	}
});
