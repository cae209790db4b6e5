import { z } from 'zod';
import { handOverKinds, stayReasons } from '#lib/domain/hand-overs/duties.ts';
import { handOverList, handOverPage } from '#lib/server/hand-overs/pages.ts';
import { unitIdOf } from '#lib/server/units/unit-ref.ts';
import { idParams, operation, pageOf, pageQuery } from './operation.ts';
import { day, moment, unitInput } from './schemas.ts';

const state = z.enum(['open', 'done', 'called_off', 'expired']);

const row = z
	.object({
		id: z.uuid(),
		from: z.string().meta({ description: 'Whose duties go, by name.' }),
		to: z.string(),
		unit: z.string(),
		state,
		begunAt: moment,
		lastDay: day.meta({ description: 'Until when it can be confirmed.' }),
		endedAt: moment.nullable()
	})
	.meta({ id: 'HandOverRow' });

export const listHandOvers = operation({
	id: 'listHandOvers',
	method: 'GET',
	path: '/hand-overs',
	tag: 'People',
	summary: 'Hand-overs of duties',
	description:
		'With `unit`: those of the unit, for its officers and heads. Else, and for everybody else, those that one is part of; administrators see all.',
	query: pageQuery.extend({ unit: unitInput.optional() }),
	response: pageOf(row),
	problems: ['unit_not_found'],
	async run(ctx, { query: { unit, page, pageSize } }) {
		const { items } = await handOverList(ctx, unit ? await unitIdOf(ctx, unit) : null);
		const shown = items.slice((page - 1) * pageSize, page * pageSize);
		return {
			items: shown.map(({ begunAt, endedAt, ...rest }) => ({
				...rest,
				begunAt: begunAt.toISOString(),
				endedAt: endedAt?.toISOString() ?? null
			})),
			...{ total: items.length, page, pageSize }
		};
	}
});

const line = z
	.object({
		kind: z.enum(handOverKinds),
		subjectId: z.uuid(),
		label: z.string().meta({ description: 'Code and title; of `role` the codes of the roles; empty for an administrator.' }),
		to: z.object({ id: z.uuid(), name: z.string() }),
		leftOut: z.string().meta({ description: 'Why it is left out; empty: it is not.' }),
		remark: z.string(),
		stays: z.enum(stayReasons).nullable().meta({ description: 'Why it cannot go; null: it can.' })
	})
	.meta({ id: 'HandOverLine' });

export const getHandOver = operation({
	id: 'getHandOver',
	method: 'GET',
	path: '/hand-overs/{id}',
	tag: 'People',
	summary: 'A hand-over of duties: its list as it is now, or as both confirmed it',
	params: idParams,
	response: z
		.object({
			id: z.uuid(),
			unit: z.string(),
			from: z.object({ id: z.uuid(), name: z.string() }),
			to: z.object({ id: z.uuid(), name: z.string() }),
			state,
			reason: z.string(),
			begunAt: moment,
			lastDay: day,
			endedAt: moment.nullable(),
			sha256: z.string().meta({ description: 'Hash of the list; empty where it ended without one.' }),
			lines: z.array(line),
			confirmations: z.array(
				z.object({
					side: z.enum(['giver', 'receiver']),
					name: z.string(),
					inPlace: z.boolean().meta({ description: 'By a head or an administrator, for somebody who is no longer there.' }),
					at: moment,
					sha256: z.string()
				})
			)
		})
		.meta({ id: 'HandOver' }),
	problems: ['hand_over_not_found'],
	async run(ctx, { params: { id } }) {
		const page = await handOverPage(ctx, id);
		const { unit, state, reason, lastDay, sha256 } = page;
		return {
			...{ id: page.id, unit, state, reason, lastDay, sha256 },
			from: { id: page.from.id, name: page.from.name },
			to: page.to,
			begunAt: page.begunAt.toISOString(),
			endedAt: page.endedAt?.toISOString() ?? null,
			lines: page.lines.map(({ toId, toName, ...rest }) => ({ ...rest, to: { id: toId, name: toName } })),
			confirmations: page.confirmations.map(({ side, name, inPlace, at, sha256 }) => ({
				side,
				name,
				inPlace,
				at: at.toISOString(),
				sha256
			}))
		};
	}
});
