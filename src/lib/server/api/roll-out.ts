import { z } from 'zod';
import { curveOf, daysLate, tally, unitStates } from '#lib/domain/roll-out/board.ts';
import { itemStates, waveKinds, waveStates } from '#lib/domain/roll-out/lifecycle.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { boardPageSize } from '#lib/server/roll-out/board-page.ts';
import { boardQuery, readBoard, requireDay } from '#lib/server/roll-out/board.ts';
import { rollOutProofs } from '#lib/server/roll-out-proofs.ts';
import { operation } from './operation.ts';
import { day, dayInput, text, unitRef } from './schemas.ts';

const step = z.object({ id: z.uuid(), phase: z.string(), title: z.string(), dueOn: day.nullable() }).meta({ id: 'RollOutStep' });
const cell = z.object({
	stepId: z.uuid(),
	state: z
		.enum(itemStates)
		.meta({ description: '`claimed`: said by the unit; `accepted`: by the Department; `proven`: known to eISO itself.' }),
	dueOn: day.nullable().meta({ description: 'Of the unit, where it has a day of its own; else of the plan.' }),
	doneOn: day.nullable(),
	daysLate: z.int().nullable()
});

export const getRollOut = operation({
	id: 'getRollOut',
	method: 'GET',
	path: '/roll-out',
	tag: 'Roll-out',
	summary: 'How far the units of a wave are with its steps, as of a day',
	description: `Late units first, pages of ${boardPageSize}. Officers and heads see their own unit and those below it. A day that lies ahead is refused.`,
	query: z.object({
		wave: z.uuid('invalid').optional().meta({ description: 'Left out: an open wave, one that builds first.' }),
		asOf: dayInput.optional(),
		kind: text(60).optional(),
		group: text(60).optional(),
		state: z.enum(unitStates).optional(),
		q: text(100).optional(),
		page: z.coerce.number('whole_number').int('whole_number').min(1, 'number_from:1').max(100_000).default(1)
	}),
	response: z.object({
		wave: z.object({ id: z.uuid(), title: z.string(), kind: z.enum(waveKinds), state: z.enum(waveStates), year: z.int() }),
		asOf: day,
		steps: z.array(step),
		units: z.int().meta({ description: 'In the wave on that day, before any filter.' }),
		left: z.int().meta({ description: 'That had left it by then.' }),
		states: z.array(z.object({ state: z.enum(unitStates), count: z.int() })),
		totals: z.object({ steps: z.int(), settled: z.int() }),
		curve: z.array(z.object({ day, planned: z.int(), actual: z.int().nullable() })),
		items: z.array(
			z
				.object({
					unit: unitRef,
					kind: z.string(),
					group: z.string().nullable(),
					parentId: z.uuid().nullable(),
					state: z.enum(unitStates),
					settled: z.int(),
					daysLate: z.int(),
					nextStepId: z.uuid().nullable(),
					steps: z.array(cell)
				})
				.meta({ id: 'RollOutUnit' })
		),
		total: z.int(),
		page: z.int(),
		pageSize: z.int()
	}),
	problems: ['wave_not_found'],
	async run(ctx, { query: { page, ...query } }) {
		const params = Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : []));
		const asked = boardQuery(new URLSearchParams(params));
		requireDay(ctx, asked);
		const board = await readBoard(ctx, rollOutProofs, asked);
		if (!board) throw new NotFound('wave_not_found');
		const { id, title, kind, state, year, left } = board.wave;
		const { steps, settled } = tally(board.all);
		return {
			wave: { id, title, kind, state, year },
			asOf: board.day,
			steps: board.steps.map(({ id, phaseCode, title, dueOn }) => ({ id, phase: phaseCode, title, dueOn })),
			units: board.all.length,
			left,
			states: unitStates.map((state) => ({ state, count: board.all.filter((line) => line.state === state).length })),
			totals: { steps, settled },
			curve: curveOf(
				board.all.flatMap(({ cells }) => cells),
				board.day
			).points,
			items: board.lines.slice((page - 1) * boardPageSize, page * boardPageSize).map((line) => ({
				unit: { id: line.unitId, code: line.code, name: line.name },
				kind: line.kindCode,
				group: line.groupCode,
				parentId: line.parentId,
				state: line.state,
				settled: line.settled,
				daysLate: line.lateDays,
				nextStepId: line.nextStepId,
				steps: line.cells.map((one) => ({
					stepId: one.stepId,
					state: one.state,
					dueOn: one.dueOn,
					doneOn: one.doneOn,
					daysLate: daysLate(one, board.day)
				}))
			})),
			total: board.lines.length,
			page,
			pageSize: boardPageSize
		};
	}
});
