import { z } from 'zod';
import { listTrail } from '#lib/server/audit-trail/list.ts';
import { subjectQuery } from '#lib/server/audit-trail/query.ts';
import { unitIdOf } from '#lib/server/units/unit-ref.ts';
import { operation, pageOf, pageQuery } from './operation.ts';
import { dayInput, moment, requiredText, text, unitInput } from './schemas.ts';

const entry = z
	.object({
		id: z.string().meta({ description: 'Chain and place in it.' }),
		seq: z.int(),
		unitId: z.uuid().nullable().meta({ description: 'Null: the province’s chain.' }),
		at: moment,
		event: z.string(),
		subjectType: z.string(),
		subjectId: z.string(),
		actorId: z.uuid().nullable(),
		actorName: z.string(),
		actorRole: z.string(),
		position: z.string(),
		delegation: z
			.object({ id: z.uuid(), ofName: z.string() })
			.nullable()
			.meta({ description: 'Done in the place of somebody absent, by a right that only this delegation gave.' }),
		byToken: z.boolean(),
		operator: z.string().nullable(),
		before: z.unknown(),
		after: z.unknown(),
		comment: z.string().nullable(),
		hidden: z.boolean().meta({ description: 'What was said and saved stays in its unit.' }),
		hash: z.string()
	})
	.meta({ id: 'TrailEntry' });

export const listAuditTrail = operation({
	id: 'listAuditTrail',
	method: 'GET',
	path: '/audit-trail',
	tag: 'Audit trail',
	summary: 'Acts, newest first, as far as they may be seen',
	query: z.object({
		subject: requiredText(200).optional().meta({ description: '`version:<id>`, `document:<id>`, `issue_batch:<id>` …, or an id alone.' }),
		unit: unitInput.optional(),
		event: text(100).optional(),
		from: dayInput.optional(),
		to: dayInput.optional(),
		...pageQuery.shape
	}),
	response: pageOf(entry).extend({ more: z.boolean().meta({ description: 'There are more acts than are counted.' }) }),
	problems: ['trail_not_found'],
	async run(ctx, { query: { subject, unit, page, pageSize, ...filter } }) {
		const where = { ...filter, ...(subject ? subjectQuery(subject) : {}), unit: unit ? await unitIdOf(ctx, unit) : null };
		const list = await listTrail(ctx, where, { page, pageSize });
		return { ...list, items: list.items.map(({ at, ...act }) => ({ ...act, at: at.toISOString() })) };
	}
});
