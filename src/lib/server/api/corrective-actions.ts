import { z } from 'zod';
import { actionOutcomes, actionSources, actionStates, handSources } from '#lib/domain/corrective-actions/action-lifecycle.ts';
import { findingGrades } from '#lib/domain/corrective-actions/finding-lifecycle.ts';
import { dayOf } from '#lib/domain/shared/day.ts';
import { actionPage } from '#lib/server/corrective-actions/action-page.ts';
import { raiseByHand } from '#lib/server/corrective-actions/assign.ts';
import { actionList } from '#lib/server/corrective-actions/list.ts';
import { unitIdOf } from '#lib/server/units/unit-ref.ts';
import { actionTransition, moveCorrectiveActionBy } from './corrective-action-acts.ts';
import { idParams, operation, pageOf, pageQuery } from './operation.ts';
import { day, requiredText, rowVersion, text, unitInput } from './schemas.ts';

const late = z.object({
	days: z.int().meta({ description: 'After the date that stands now.' }),
	sinceFirst: z.int().meta({ description: 'After the first date, which never moves.' })
});
const listed = z
	.object({
		id: z.uuid(),
		unitId: z.uuid(),
		number: z.string(),
		state: z.enum(actionStates),
		outcome: z.enum(actionOutcomes).nullable(),
		source: z.enum(actionSources),
		grade: z.enum(findingGrades),
		clause: z.string().nullable(),
		statement: z.string().nullable().meta({ description: 'Null where only number, grade, clause, state and dates may be seen.' }),
		raisedOn: day,
		firstDueOn: day.nullable(),
		dueOn: day.nullable(),
		checkDueOn: day.nullable(),
		late
	})
	.meta({ id: 'CorrectiveAction' });

export const listCorrectiveActions = operation({
	id: 'listCorrectiveActions',
	method: 'GET',
	path: '/corrective-actions',
	tag: 'Corrective actions',
	summary: 'Corrective actions that may be seen, late ones first',
	query: pageQuery.extend({
		unit: unitInput.optional(),
		state: z.enum(['open', 'all', ...actionStates]).default('open'),
		grade: z.enum(findingGrades).optional(),
		source: z.enum(actionSources).optional(),
		clause: text(20).optional(),
		late: z.enum(['true', 'false']).default('false'),
		q: text(200).optional()
	}),
	response: pageOf(listed),
	async run(ctx, { query: { unit, state, grade, source, clause, late, q, page, pageSize } }) {
		const unitId = unit ? await unitIdOf(ctx, unit) : undefined;
		const asked = { state, grade, source, clause: clause || undefined, q: q || undefined, unit: unitId, late: late === 'true' } as const;
		const { items, total } = await actionList(ctx, null, { ...asked, mine: false, board: false, sort: '', page }, pageSize);
		return { items: items.map(({ unitName: _unit, owner: _owner, ...item }) => item), total, page, pageSize };
	}
});

export const createCorrectiveAction = operation({
	id: 'createCorrectiveAction',
	method: 'POST',
	path: '/corrective-actions',
	tag: 'Corrective actions',
	summary: 'Raise a corrective action from another source than an audit',
	body: z.object({
		unit: unitInput,
		source: z.enum(handSources),
		grade: z.enum(['major', 'minor']),
		statement: requiredText(4000),
		evidence: text(4000).optional(),
		clause: text(40).optional(),
		areaId: z.uuid().optional()
	}),
	response: z.object({ id: z.uuid(), number: z.string(), state: z.literal('raised') }),
	status: 201,
	problems: ['forbidden', 'unit_closed'],
	run: async (ctx, { body: { unit, ...input } }) => ({
		...(await raiseByHand(ctx, { ...input, unitId: await unitIdOf(ctx, unit) })),
		state: 'raised'
	})
});

export const getCorrectiveAction = operation({
	id: 'getCorrectiveAction',
	method: 'GET',
	path: '/corrective-actions/{id}',
	tag: 'Corrective actions',
	summary: 'A corrective action, whole or its outline',
	params: idParams,
	response: listed.extend({
		rootCause: z.string().nullable(),
		correction: z.string().nullable(),
		verification: z.string().nullable(),
		lines: z.array(
			z.object({ id: z.uuid(), what: z.string(), doerId: z.uuid(), dueOn: day, doneOn: day.nullable(), dropped: z.boolean() })
		),
		extensions: z.array(
			z.object({
				id: z.uuid(),
				state: z.enum(['asked', 'granted', 'refused', 'lapsed']),
				from: day,
				to: day,
				reason: z.string().nullable(),
				askedOn: day,
				decidedOn: day.nullable()
			})
		),
		successors: z.array(z.object({ id: z.uuid(), number: z.string() })),
		rowVersion
	}),
	problems: ['corrective_action_not_found'],
	async run(ctx, { params }) {
		const page = await actionPage(ctx, params.id);
		const { id, unitId, number, state, outcome, source, grade, clause, raisedOn, firstDueOn, dueOn, checkDueOn, late, whole } = page;
		return {
			...{ id, unitId, number, state, outcome, source, grade, clause, raisedOn, firstDueOn, dueOn, checkDueOn, late },
			statement: whole?.statement ?? null,
			rootCause: whole?.rootCause ?? null,
			correction: whole?.correction ?? null,
			verification: whole?.verification ?? null,
			lines: (whole?.lines ?? []).map(({ id, what, doerId, dueOn, doneOn, droppedReason }) => ({
				...{ id, what, doerId, dueOn, doneOn },
				dropped: droppedReason !== null
			})),
			extensions: page.extensions.map(({ id, state, from, to, reason, askedAt, decidedAt }) => ({
				...{ id, state, from, to, reason },
				askedOn: dayOf(askedAt),
				decidedOn: decidedAt ? dayOf(decidedAt) : null
			})),
			successors: whole?.successors ?? [],
			rowVersion: page.rowVersion
		};
	}
});

export const moveCorrectiveAction = operation({
	id: 'moveCorrectiveAction',
	method: 'POST',
	path: '/corrective-actions/{id}/transitions',
	tag: 'Corrective actions',
	summary: 'Assign, analyse, plan, approve, report, extend, verify or void a corrective action',
	description: 'Refused as `gate_not_met` while something is missing: `blocks` or `all` name it.',
	params: idParams,
	body: actionTransition,
	response: z.object({
		state: z.enum(actionStates),
		rowVersion,
		successor: z.object({ id: z.uuid(), number: z.string() }).optional()
	}),
	problems: [
		'corrective_action_not_found',
		'forbidden',
		'separation_of_duties',
		'gate_not_met',
		'extension_open',
		'illegal_transition',
		'signature_refused',
		'stale',
		'unit_closed'
	],
	run: (ctx, { params, body }) => moveCorrectiveActionBy(ctx, params.id, body)
});
