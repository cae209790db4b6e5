import { z } from 'zod';
import { announcementKinds } from '#lib/domain/roll-out/announcements/kinds.ts';
import { today } from '#lib/server/platform/context.ts';
import { announcementsInForce } from '#lib/server/roll-out/announcements/in-force.ts';
import { unitIdOf } from '#lib/server/units/unit-ref.ts';
import { operation, pageOf, pageQuery } from './operation.ts';
import { day, optionalDayInput, unitInput, unitRef } from './schemas.ts';

const announcement = z
	.object({
		id: z.uuid(),
		unit: unitRef,
		number: z.string().meta({ description: '`CB-2026-001`.' }),
		kind: z.enum(announcementKinds),
		takenOn: z.boolean().meta({ description: 'Recorded from paper of before eISO.' }),
		standard: z.string(),
		decisionNumber: z.string(),
		decisionDate: day,
		effectiveOn: day,
		effectiveTo: day.nullable().meta({ description: 'The first day without it.' }),
		services: z.int().meta({ description: 'Services in its scope.' }),
		sentOn: day.nullable(),
		receivedOn: day.nullable()
	})
	.meta({ id: 'Announcement' });

export const listAnnouncements = operation({
	id: 'listAnnouncements',
	method: 'GET',
	path: '/announcements',
	tag: 'Announcements',
	summary: 'The announcements of conformity in force on a day',
	description:
		'Of the own unit, those below it, closed ones before it and those under inspection; coordinators see all. Everybody has the public register.',
	query: pageQuery.extend({ unit: unitInput.optional(), asOf: optionalDayInput }),
	response: pageOf(announcement),
	async run(ctx, { query }) {
		const { page, pageSize } = query;
		const on = query.asOf ?? today(ctx);
		const unitId = query.unit ? await unitIdOf(ctx, query.unit, { day: on }) : null;
		const { items, total } = await announcementsInForce(ctx, { unitId, day: on, page, pageSize });
		return {
			items: items.map(({ unitId, unitCode, unitName, ...item }) => ({ ...item, unit: { id: unitId, code: unitCode, name: unitName } })),
			...{ total, page, pageSize }
		};
	}
});
