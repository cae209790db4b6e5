import { z } from 'zod';
import { yearParam } from '#lib/domain/year/forms.ts';
import { yearParts } from '#lib/domain/year/parts.ts';
import { yearState } from '#lib/server/year/page.ts';
import { operation } from './operation.ts';
import { unitRef } from './schemas.ts';

export const getYear = operation({
	id: 'getYear',
	method: 'GET',
	path: '/units/{id}/years/{year}',
	tag: 'Units',
	summary: 'How far a unit is with a year: its audit programme, objectives, plan, training, management review and list of records',
	description: 'Officers and heads see their own unit, coordinators every one.',
	params: z.object({ id: z.uuid('invalid'), year: yearParam }),
	response: z.object({
		unit: unitRef,
		year: z.int(),
		asked: z.boolean().meta({ description: 'The unit kept a system before the year began, and is reminded of what is missing.' }),
		parts: z.array(
			z.object({
				part: z.enum(yearParts),
				id: z
					.uuid()
					.nullable()
					.meta({ description: 'The programme, the set of objectives, the review or the list; null for lists of lines.' }),
				state: z.string().nullable().meta({ description: 'Of its own kind; `begun` for lists of lines; null: nothing yet.' }),
				count: z.int()
			})
		),
		missing: z.array(z.enum(yearParts))
	}),
	problems: ['unit_not_found'],
	async run(ctx, { params }) {
		const { unitId, code, name, asked, parts, missing } = await yearState(ctx, params.id, params.year);
		return { unit: { id: unitId, code, name }, year: params.year, asked, parts, missing };
	}
});
