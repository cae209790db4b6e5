import { z } from 'zod';
import { auditStates } from '#lib/domain/audits/audit-lifecycle.ts';
import { inspectionStates } from '#lib/domain/audits/inspection-lifecycle.ts';
import { findingGrades, findingStates } from '#lib/domain/corrective-actions/finding-lifecycle.ts';
import { isInternalAudit } from '#lib/server/audits/internal/facts.ts';
import { findingList } from '#lib/server/audits/internal/finding-list.ts';
import { auditsFor } from '#lib/server/audits/internal/list.ts';
import { auditPage } from '#lib/server/audits/internal/page.ts';
import { planAudit } from '#lib/server/audits/internal/plan.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { unitIdOf } from '#lib/server/units/unit-ref.ts';
import { auditProblems, auditTransition, moveAuditBy, readAuditTransition } from './audit-acts.ts';
import {
	inspectionAfter,
	inspectionDetails,
	inspectionDetailsOf,
	inspectionProblems,
	inspectionRow,
	inspectionRows,
	inspectionTransition,
	moveInspectionBy,
	readInspectionTransition
} from './inspections.ts';
import { idParams, operation, pageOf, pageQuery } from './operation.ts';
import { day, dayInput, idsInput, optionalIdInput, requiredText, rowVersion, text, unitInput } from './schemas.ts';

const counts = z.object({ major: z.int(), minor: z.int(), observation: z.int() });
const state = z.enum(auditStates);

const auditRow = z
	.object({
		type: z.literal('internal'),
		id: z.uuid(),
		unit: z.object({ id: z.uuid(), name: z.string() }),
		number: z.string(),
		title: z.string().nullable().meta({ description: 'Null where only dates, state and counts may be seen.' }),
		state,
		startsOn: day,
		endsOn: day,
		firstStartsOn: day,
		areas: z.array(z.string()),
		lead: z.string().nullable(),
		findings: counts,
		byClause: z.array(z.object({ clause: z.string(), count: z.int() }))
	})
	.meta({ id: 'InternalAudit' });

export const listAudits = operation({
	id: 'listAudits',
	method: 'GET',
	path: '/audits',
	tag: 'Audits',
	summary: 'Internal audits (`type=internal`) or inspections (`type=inspection`) that may be seen',
	query: pageQuery.extend({
		type: z.enum(['internal', 'inspection']).default('internal'),
		unit: unitInput.optional(),
		state: z.string().optional().meta({ description: 'A state of the type.' }),
		year: z.coerce.number('invalid').int('invalid').min(2000, 'invalid').max(2200, 'invalid').optional(),
		q: text(200).optional()
	}),
	response: pageOf(z.union([auditRow, inspectionRow])),
	async run(ctx, { query }) {
		const { page, pageSize } = query;
		const unitId = query.unit ? await unitIdOf(ctx, query.unit) : null;
		if (query.type === 'inspection') {
			const state = z.enum(inspectionStates).optional().parse(query.state);
			const list = await inspectionRows(ctx, { page, pageSize, ...(unitId ? { unit: unitId } : {}), ...(state ? { state } : {}) });
			return { ...list, page, pageSize };
		}
		const asked = { page, q: query.q || undefined, year: query.year, state: state.optional().parse(query.state) };
		const { items, total } = await auditsFor(ctx, unitId, asked, { page, pageSize });
		return {
			items: items.map(({ unitId: id, unit, counts, clauses, ...item }) => ({
				type: 'internal',
				...item,
				unit: { id, name: unit },
				findings: counts,
				byClause: clauses
			})),
			total,
			page,
			pageSize
		};
	}
});

export const createAudit = operation({
	id: 'createAudit',
	method: 'POST',
	path: '/audits',
	tag: 'Audits',
	summary: 'Plan an internal audit from lines of the approved programme, or an extraordinary one with a reason',
	body: z.object({
		unit: unitInput,
		title: requiredText(300),
		startsOn: dayInput,
		endsOn: dayInput,
		lineIds: idsInput.meta({ description: 'Lines of the approved programme; none: extraordinary.' }),
		extraordinaryReason: text(2000).default(''),
		areaIds: idsInput,
		clauses: z.array(text(20)).max(500).default([]),
		documentIds: idsInput,
		checklistVersionId: optionalIdInput,
		purpose: text(2000).default(''),
		law: text(2000).default(''),
		place: text(300).default('')
	}),
	response: z.object({ id: z.uuid(), number: z.string(), state, rowVersion }),
	status: 201,
	problems: ['forbidden', 'programme_line_planned', 'unit_closed'],
	async run(ctx, { body: { unit, ...input } }) {
		return planAudit(ctx, { ...input, unitId: await unitIdOf(ctx, unit) });
	}
});

const auditDetails = z
	.object({
		type: z.literal('internal'),
		id: z.uuid(),
		unit: z.object({ id: z.uuid(), name: z.string() }),
		number: z.string(),
		title: z.string(),
		state,
		startsOn: day,
		endsOn: day,
		firstStartsOn: day,
		purpose: z.string(),
		clauses: z.array(z.string()),
		law: z.string(),
		place: z.string(),
		wholeSeen: z.boolean().meta({ description: 'False: only what concerns the own area.' }),
		areas: z.array(z.object({ id: z.uuid(), name: z.string(), questions: z.object({ total: z.int(), answered: z.int() }) })),
		team: z.array(z.object({ userId: z.uuid(), name: z.string(), role: z.enum(['lead', 'member', 'guest']), appointed: z.boolean() })),
		slots: z.array(
			z.object({
				id: z.uuid(),
				kind: z.enum(['opening', 'session', 'team', 'closing']),
				day,
				fromMinute: z.int(),
				toMinute: z.int(),
				areaId: z.uuid().nullable(),
				topic: z.string(),
				auditorIds: z.array(z.uuid()),
				auditeeIds: z.array(z.uuid())
			})
		),
		missing: z.array(z.string()).meta({ description: 'What stands before the next step, for who takes it.' }),
		rowVersion
	})
	.meta({ id: 'InternalAuditDetails' });

export const getAudit = operation({
	id: 'getAudit',
	method: 'GET',
	path: '/audits/{id}',
	tag: 'Audits',
	summary: 'An internal audit or an inspection',
	params: idParams,
	response: z.union([auditDetails, inspectionDetails]),
	problems: ['audit_not_found', 'inspection_not_found'],
	async run(ctx, { params: { id } }) {
		return (await isInternalAudit(ctx, id)) ? detailsOf(ctx, id) : inspectionDetailsOf(ctx, id);
	}
});

async function detailsOf(ctx: Ctx, id: string): Promise<z.input<typeof auditDetails>> {
	const page = await auditPage(ctx, id);
	return {
		type: 'internal',
		id: page.id,
		unit: { id: page.unitId, name: page.unit },
		number: page.number,
		title: page.title,
		state: page.state,
		startsOn: page.startsOn,
		endsOn: page.endsOn,
		firstStartsOn: page.firstStartsOn,
		purpose: page.purpose,
		clauses: page.clauses,
		law: page.law,
		place: page.place,
		wholeSeen: page.all,
		areas: page.areas.map(({ id, name, questions }) => ({ id, name, questions })),
		team: page.team.map(({ userId, fullName, role, appointed }) => ({ userId, name: fullName, role, appointed })),
		slots: page.slots.map(({ id, kind, day, fromMinute, toMinute, areaId, topic, auditorIds, auditeeIds }) => ({
			id,
			kind,
			day,
			fromMinute,
			toMinute,
			areaId,
			topic,
			auditorIds: [...auditorIds],
			auditeeIds: [...auditeeIds]
		})),
		missing: page.gaps ? [...page.gaps.plan, ...page.gaps.report.map(({ code }) => code)] : [],
		rowVersion: page.rowVersion
	};
}

export const moveAudit = operation({
	id: 'moveAudit',
	method: 'POST',
	path: '/audits/{id}/transitions',
	tag: 'Audits',
	summary: 'Move an internal audit or an inspection on; the events are those of its type',
	params: idParams,
	body: z.union([auditTransition, inspectionTransition]),
	response: z.union([z.object({ state, rowVersion }), inspectionAfter]),
	problems: [...new Set([...auditProblems, ...inspectionProblems])],
	async run(ctx, { params: { id }, body }) {
		return (await isInternalAudit(ctx, id))
			? moveAuditBy(ctx, id, readAuditTransition(body))
			: moveInspectionBy(ctx, id, readInspectionTransition(body));
	}
});

export const listFindings = operation({
	id: 'listFindings',
	method: 'GET',
	path: '/findings',
	tag: 'Audits',
	summary: 'Findings of an audit or inspection, or of a unit for its officer and heads',
	query: pageQuery.extend({
		audit: z.uuid('invalid').optional(),
		unit: unitInput.optional(),
		state: z.enum(findingStates).optional(),
		grade: z.enum(findingGrades).optional()
	}),
	response: pageOf(
		z
			.object({
				id: z.uuid(),
				unitId: z.uuid(),
				number: z.int(),
				auditId: z.uuid().nullable(),
				inspectionId: z.uuid().nullable(),
				grade: z.enum(findingGrades),
				state: z.enum(findingStates),
				clause: z.string().nullable(),
				area: z.string().nullable(),
				statement: z.string(),
				evidence: z.string(),
				dueOn: day.nullable(),
				actions: z.array(z.object({ id: z.uuid(), number: z.string() }))
			})
			.meta({ id: 'Finding' })
	),
	problems: ['audit_not_found', 'inspection_not_found', 'unit_not_found'],
	async run(ctx, { query: { audit, unit, state, grade, page, pageSize } }) {
		const unitId = unit ? await unitIdOf(ctx, unit) : undefined;
		const list = await findingList(ctx, { auditId: audit, unitId, state, grade }, { page, pageSize });
		return { ...list, page, pageSize };
	}
});
