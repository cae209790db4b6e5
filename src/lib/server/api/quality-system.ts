import { z } from 'zod';
import { firstPlanYear, isoTitles, lastPlanYear } from '#lib/domain/units/quality-system/quality-system.ts';
import { qualitySystem } from '#lib/server/units/quality-system/page.ts';
import { idParams, operation } from './operation.ts';
import { day, rowVersion } from './schemas.ts';

const row = { id: z.uuid(), rowVersion };
const dated = { validFrom: day, validTo: day.nullable().meta({ description: 'The first day without it.' }) };

const system = z
	.object({
		unit: z.object({ id: z.uuid(), code: z.string(), name: z.string() }),
		standards: z.array(z.object({ ...row, standard: z.string(), edition: z.int(), scope: z.string(), ...dated })),
		committees: z.array(
			z.object({
				...row,
				decision: z.object({ number: z.string(), date: day }),
				...dated,
				members: z.array(z.object({ ...row, fullName: z.string(), title: z.enum(isoTitles), position: z.string(), ...dated }))
			})
		),
		plan: z.object({
			year: z.int(),
			steps: z.array(
				z.object({
					...row,
					what: z.string(),
					responsible: z.string(),
					dueOn: day,
					doneOn: day.nullable(),
					result: z.string(),
					droppedReason: z.string().nullable()
				})
			)
		})
	})
	.meta({ id: 'QualitySystem' });

export const getQualitySystem = operation({
	id: 'getQualitySystem',
	method: 'GET',
	path: '/units/{id}/quality-system',
	tag: 'Units',
	summary: 'The system of a unit: editions of the standard, steering committees and the plan of a year',
	params: idParams,
	query: z.object({ year: z.coerce.number().int().min(firstPlanYear).max(lastPlanYear).optional() }),
	response: system,
	async run(ctx, { params, query }) {
		const { unit, standards, committees, year, steps } = await qualitySystem(ctx, params.id, query.year ?? null);
		return {
			unit: { id: unit.unitId, code: unit.code, name: unit.name },
			standards: standards.map(({ id, rowVersion, standardCode, edition, scope, validFrom, validTo }) => ({
				id,
				rowVersion,
				standard: standardCode,
				edition,
				scope,
				validFrom,
				validTo
			})),
			committees: committees.map(({ id, rowVersion, decisionNumber, decisionDate, validFrom, validTo, members }) => ({
				id,
				rowVersion,
				decision: { number: decisionNumber, date: decisionDate },
				validFrom,
				validTo,
				members: members.map(({ id, rowVersion, fullName, title, position, validFrom, validTo }) => ({
					id,
					rowVersion,
					fullName,
					title,
					position,
					validFrom,
					validTo
				}))
			})),
			plan: {
				year,
				steps: steps.map(({ id, rowVersion, what, responsibleName, dueOn, doneOn, result, droppedReason }) => ({
					id,
					rowVersion,
					what,
					responsible: responsibleName,
					dueOn,
					doneOn,
					result,
					droppedReason
				}))
			}
		};
	}
});
