import { z } from 'zod';
import { delegationStandings } from '#lib/domain/people/delegation.ts';
import { roles } from '#lib/domain/permissions/actor.ts';
import { delegationList, delegationPage, type ShownDelegation } from '#lib/server/people/delegations/pages.ts';
import { unitIdOf } from '#lib/server/units/unit-ref.ts';
import { idParams, operation, pageOf, pageQuery } from './operation.ts';
import { day, moment, unitInput } from './schemas.ts';

const person = z.object({ id: z.uuid(), name: z.string() });
const shape = {
	id: z.uuid(),
	unitId: z.uuid(),
	absent: person,
	delegate: person,
	roles: z.array(z.enum(roles)),
	from: day,
	lastDay: day.meta({ description: 'Included.' }),
	standing: z.enum(delegationStandings).meta({ description: 'As of today.' })
};

function line({ id, unitId, absent, delegate, roles, from, lastDay, standing }: ShownDelegation) {
	return { id, unitId, absent, delegate, roles: [...roles], from, lastDay, standing };
}

export const listDelegations = operation({
	id: 'listDelegations',
	method: 'GET',
	path: '/delegations',
	tag: 'People',
	summary: 'Who acts for whom while they are away, the newest first',
	description:
		'With `unit`: all of it, for who leads it. Without: those that you gave or received. A token never acts in the place of somebody absent.',
	query: pageQuery.extend({ unit: unitInput.optional(), state: z.enum(['current', 'all'], 'invalid').default('current') }),
	response: pageOf(z.object(shape).meta({ id: 'Delegation' })),
	problems: ['forbidden', 'unit_not_found'],
	async run(ctx, { query: { unit, state, page, pageSize } }) {
		const unitId = unit ? await unitIdOf(ctx, unit) : null;
		const found = await delegationList(ctx, unitId, { view: unit ? 'unit' : 'mine', state, page }, pageSize);
		return { items: found.items.map(line), total: found.total, page, pageSize };
	}
});

export const getDelegation = operation({
	id: 'getDelegation',
	method: 'GET',
	path: '/delegations/{id}',
	tag: 'People',
	summary: 'A delegation, with what was done under it',
	params: idParams,
	response: z.object({
		...shape,
		reason: z.string(),
		paper: z.string().meta({ description: 'The paper that lets a delegate sign for a head; else empty.' }),
		rowVersion: z.int(),
		endedAt: moment.nullable(),
		acts: z
			.array(z.object({ at: moment, event: z.string(), subject: z.string() }))
			.nullable()
			.meta({ description: 'The newest hundred; null for who may not read the trail of the unit and is neither of the two.' })
	}),
	problems: ['delegation_not_found'],
	async run(ctx, { params: { id } }) {
		const { delegation, acts } = await delegationPage(ctx, id);
		return {
			...line(delegation),
			...{ reason: delegation.reason, paper: delegation.paper, rowVersion: delegation.rowVersion },
			endedAt: delegation.ended?.at.toISOString() ?? null,
			acts: acts?.items.map(({ at, event, subject }) => ({ at: at.toISOString(), event, subject })) ?? null
		};
	}
});
