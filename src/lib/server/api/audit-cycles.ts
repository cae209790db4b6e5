import { z } from 'zod';
import { boardSorts } from '#lib/domain/audits/cycle-board.ts';
import { newCycleForm } from '#lib/domain/audits/cycle-forms.ts';
import { cycleStates } from '#lib/domain/audits/cycle-lifecycle.ts';
import { inspectionStates } from '#lib/domain/audits/inspection-lifecycle.ts';
import { aboutCycle, boardPageSize, boardQuery, cycleBoard } from '#lib/server/audits/cycles/board.ts';
import { addUnit } from '#lib/server/audits/cycles/change-open.ts';
import { closeCycle } from '#lib/server/audits/cycles/close.ts';
import { createCycle } from '#lib/server/audits/cycles/draft.ts';
import { loadCycle } from '#lib/server/audits/cycles/facts.ts';
import { listCycles } from '#lib/server/audits/cycles/list.ts';
import { openCycle } from '#lib/server/audits/cycles/open.ts';
import { idParams, operation, pageOf, pageQuery } from './operation.ts';
import { day, dayInput, optionalDayInput, optionalIdInput, requiredText, rowVersion, text, unitInput, unitRef } from './schemas.ts';

const state = z.enum(cycleStates);
const summary = z
	.object({
		id: z.uuid(),
		number: z.string().meta({ description: '`CK-2026-01`.' }),
		title: z.string(),
		state,
		decisionNumber: z.string(),
		windowFrom: day,
		windowTo: day,
		units: z.int().meta({ description: 'Of a draft: in scope; else inspections that were not cancelled.' }),
		ended: z.int(),
		late: z.int(),
		percent: z.int().nullable()
	})
	.meta({ id: 'AuditCycleSummary' });

export const listAuditCycles = operation({
	id: 'listAuditCycles',
	method: 'GET',
	path: '/audit-cycles',
	tag: 'Audit cycles',
	summary: 'Audit cycles of the Department, the newest first',
	description: 'Inspectors see those in whose teams they are, with the counts of their own teams.',
	query: pageQuery.extend({ state: state.optional() }),
	response: pageOf(summary),
	async run(ctx, { query }) {
		const { rows, ...list } = await listCycles(ctx, { state: query.state ?? null, page: query.page, pageSize: query.pageSize });
		return { items: rows, ...list };
	}
});

const cycle = z
	.object({
		id: z.uuid(),
		number: z.string(),
		title: z.string(),
		state,
		decisionNumber: z.string(),
		decisionDate: day.nullable(),
		windowFrom: day,
		windowTo: day,
		evidenceRequest: z.string(),
		selfDays: z.int(),
		recommendationDays: z.int(),
		checklist: z.object({ title: z.string(), number: z.int() }).nullable(),
		previous: z.object({ id: z.uuid(), number: z.string(), title: z.string() }).nullable(),
		teams: z.array(z.object({ id: z.uuid(), name: z.string(), members: z.array(z.object({ name: z.string(), lead: z.boolean() })) })),
		rowVersion: z.int()
	})
	.meta({ id: 'AuditCycle' });

export const getAuditCycle = operation({
	id: 'getAuditCycle',
	method: 'GET',
	path: '/audit-cycles/{id}',
	tag: 'Audit cycles',
	summary: 'One audit cycle with its teams',
	params: idParams,
	response: cycle,
	async run(ctx, { params }) {
		const { cycle } = await loadCycle(ctx, params.id);
		const { criteriaSet: _set, closedReason: _reason, ...about } = aboutCycle(cycle);
		return {
			...about,
			teams: cycle.cycleTeamCycle.map(({ id, name, cycleTeamMemberTeam }) => ({
				id,
				name,
				members: cycleTeamMemberTeam.map(({ user, isLead }) => ({ name: user.fullName, lead: isLead }))
			}))
		};
	}
});

export const createAuditCycle = operation({
	id: 'createAuditCycle',
	method: 'POST',
	path: '/audit-cycles',
	tag: 'Audit cycles',
	summary: 'Draft an audit cycle',
	description:
		'An act of the coordinator. Units by their kinds, by codes or by a wave of the roll-out; teams and days are set on the pages.',
	body: z.object({
		title: requiredText(300),
		decisionNumber: text(60).default(''),
		decisionDate: optionalDayInput,
		scope: newCycleForm.shape.scope,
		kinds: z.array(text(60)).max(500).default([]),
		codes: z.array(text(60)).max(1000).default([]),
		waveId: optionalIdInput,
		windowFrom: dayInput,
		windowTo: dayInput,
		checklistVersionId: optionalIdInput,
		criteriaSetId: optionalIdInput,
		previousId: optionalIdInput,
		evidenceRequest: text(4000).default(''),
		selfDays: z.int('whole_number').min(0, 'number_from:0').max(90, 'number_to:90').default(3),
		recommendationDays: z.int('whole_number').min(1, 'number_from:1').max(730, 'number_to:730').default(30)
	}),
	status: 201,
	response: z.object({ id: z.uuid(), number: z.string(), units: z.int() }),
	problems: ['forbidden'],
	run: (ctx, { body }) => createCycle(ctx, body)
});

const move = z.discriminatedUnion('event', [
	z.object({ event: z.literal('open'), rowVersion: rowVersion.optional() }),
	z.object({ event: z.literal('close'), reason: text(2000).default(''), rowVersion: rowVersion.optional() }),
	z.object({
		event: z.literal('add_unit'),
		unit: unitInput,
		teamId: optionalIdInput,
		visitOn: optionalDayInput,
		reason: requiredText(2000)
	})
]);

export const moveAuditCycle = operation({
	id: 'moveAuditCycle',
	method: 'POST',
	path: '/audit-cycles/{id}/transitions',
	tag: 'Audit cycles',
	summary: 'Open or close an audit cycle, or add a unit to an open one',
	description: '`open` makes the inspection of every unit; `close` is refused while one of them has not ended.',
	params: idParams,
	body: move,
	response: z.object({ state, rowVersion: z.int() }),
	problems: [
		'forbidden',
		'illegal_transition',
		'stale',
		'cycle_not_ready',
		'team_conflicts',
		'inspections_open',
		'unit_in_cycle',
		'team_conflict'
	],
	async run(ctx, { params, body }) {
		if (body.event === 'open') {
			const { state, rowVersion } = await openCycle(ctx, { cycleId: params.id, rowVersion: body.rowVersion });
			return { state, rowVersion };
		}
		if (body.event === 'close') return closeCycle(ctx, { cycleId: params.id, reason: body.reason, rowVersion: body.rowVersion });
		await addUnit(ctx, { cycleId: params.id, unit: body.unit, teamId: body.teamId, visitOn: body.visitOn, reason: body.reason });
		const { cycle } = await loadCycle(ctx, params.id);
		return { state: cycle.state, rowVersion: cycle.rowVersion };
	}
});

const clauseCell = { clause: z.string(), percent: z.int().nullable(), met: z.int(), partly: z.int(), notMet: z.int() };

export const getCycleBoard = operation({
	id: 'getCycleBoard',
	method: 'GET',
	path: '/audit-cycles/{id}/board',
	tag: 'Audit cycles',
	summary: 'The board of an audit cycle: its inspections, what is late, clauses by kind of unit, findings beside those of the last cycle',
	description: `Pages of ${boardPageSize} units. Inspectors see the units of their own teams.`,
	params: idParams,
	query: z.object({
		state: z.enum(inspectionStates).optional(),
		team: z.uuid('invalid').optional(),
		kind: text(60).optional(),
		late: z.enum(['1']).optional(),
		q: text(100).optional(),
		sort: z.enum(boardSorts).optional(),
		page: z.coerce.number('whole_number').int('whole_number').min(1, 'number_from:1').optional()
	}),
	response: z.object({
		items: z.array(
			z
				.object({
					id: z.uuid(),
					unit: unitRef,
					state: z.enum(inspectionStates),
					teamId: z.uuid().nullable(),
					visitOn: day.nullable(),
					firstVisitOn: day.nullable(),
					late: z.object({ what: z.enum(['self', 'visit', 'minutes', 'unplanned']), days: z.int() }).nullable(),
					points: z.number().nullable(),
					maxPoints: z.int().nullable(),
					percent: z.int().nullable(),
					delta: z.int().nullable().meta({ description: 'Per cent points against the last cycle.' }),
					findings: z.object({ major: z.int(), minor: z.int(), recommendations: z.int() }),
					clauses: z.array(z.object(clauseCell))
				})
				.meta({ id: 'CycleBoardRow' })
		),
		total: z.int(),
		page: z.int(),
		pageSize: z.int(),
		late: z.int(),
		states: z.array(z.object({ state: z.enum(inspectionStates), count: z.int() })),
		kinds: z.array(z.object({ kind: z.string(), ...clauseCell })),
		findings: z.array(
			z.object({
				clause: z.string().nullable(),
				grade: z.enum(['major', 'minor', 'observation', 'recommendation']),
				count: z.int(),
				again: z.int(),
				before: z.int()
			})
		)
	}),
	async run(ctx, { params, query }) {
		const asked = Object.entries(query).flatMap(([name, value]) => (value ? [[name, String(value)]] : []));
		const board = await cycleBoard(ctx, params.id, boardQuery(new URLSearchParams(asked)));
		const cellOf = ({ clause, percent, met, partly, notMet }: (typeof board.heat.cells)[number]) => ({
			clause,
			percent,
			met,
			partly,
			notMet
		});
		return {
			items: board.rows.map(
				({ id, unitId, code, name, state, teamId, visitOn, firstVisitOn, late, points, maxPoints, percent, delta, ...row }) => ({
					id,
					unit: { id: unitId, code, name },
					state,
					teamId,
					visitOn,
					firstVisitOn,
					late,
					points,
					maxPoints,
					percent,
					delta,
					findings: { major: row.major, minor: row.minor, recommendations: row.recommendations },
					clauses: board.heat.cells.filter(({ of }) => of === id).map(cellOf)
				})
			),
			...board.list,
			late: board.lateCount,
			states: board.states,
			kinds: board.heat.byKind.map((cell) => ({ kind: cell.of, ...cellOf(cell) })),
			findings: board.findings
		};
	}
});
