import { z } from 'zod';
import { findUnits } from '#lib/server/units/find-units.ts';
import { operation, pageOf, pageQuery } from './operation.ts';
import { asOfQuery, day, text } from './schemas.ts';

const unit = z
	.object({
		id: z.uuid(),
		code: z.string(),
		name: z.string(),
		kind: z.string(),
		kindName: z.string(),
		parent: z.object({ id: z.uuid(), name: z.string() }).nullable(),
		validFrom: day,
		validTo: day.nullable().meta({ description: 'The first day on which the unit is no longer like this.' })
	})
	.meta({ id: 'Unit' });

export const listUnits = operation({
	id: 'listUnits',
	method: 'GET',
	path: '/units',
	tag: 'Units',
	summary: 'The units of a day',
	description: 'By words of the name, with or without accents, or the beginning of the code.',
	query: z.object({ q: text(100).optional(), kind: text(60).optional(), ...asOfQuery.shape, ...pageQuery.shape }),
	response: pageOf(unit),
	async run(ctx, { query }) {
		const found = await findUnits(ctx, { ...query, kind: query.kind || undefined });
		return {
			...found,
			items: found.items.map(({ unitId, kindCode, parentId, parentName, code, name, kindName, validFrom, validTo }) => ({
				id: unitId,
				code,
				name,
				kind: kindCode,
				kindName,
				parent: parentId === null ? null : { id: parentId, name: parentName ?? '' },
				validFrom,
				validTo
			}))
		};
	}
});
