import { z } from 'zod';
import { inspectionEndings, inspectionStates } from '#lib/domain/audits/inspection-lifecycle.ts';
import { inspectionResults, selfResults } from '#lib/domain/audits/inspection-points.ts';
import { findingGrades, findingStates } from '#lib/domain/corrective-actions/finding-lifecycle.ts';
import { cancelInspection, postponeInspection } from '#lib/server/audits/inspections/direct.ts';
import { drawUpMinutes } from '#lib/server/audits/inspections/minutes.ts';
import { loadInspection } from '#lib/server/audits/inspections/facts.ts';
import { listInspections } from '#lib/server/audits/inspections/list.ts';
import { notifyInspection } from '#lib/server/audits/inspections/notify.ts';
import { inspectionPage } from '#lib/server/audits/inspections/page.ts';
import { extendSelfAssessment, handInSelfAssessment, nameHelpers } from '#lib/server/audits/inspections/self-assessment.ts';
import { returnMinutes, signMinutes } from '#lib/server/audits/inspections/sign.ts';
import { closeUnsigned, remindToSign } from '#lib/server/audits/inspections/unsigned.ts';
import { startVisit } from '#lib/server/audits/inspections/visit.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import { day, dayInput, idsInput, moment, requiredText, rowVersion, sha256, signature, text, unitRef } from './schemas.ts';

/*
 * The inspections' part of `/audits`: what is listed with `type=inspection`, read and moved by the id of an inspection.
 */
const state = z.enum(inspectionStates);
const ending = z.enum(inspectionEndings).nullable();
const figures = z.object({ points: z.number(), maxPoints: z.number(), percent: z.int().nullable() });

export const inspectionRow = z
	.object({
		type: z.literal('inspection'),
		id: z.uuid(),
		unit: z.object({ id: z.uuid(), name: z.string() }),
		cycle: z.object({ id: z.uuid(), number: z.string(), title: z.string() }),
		state,
		ending,
		visitOn: day.nullable(),
		firstVisitOn: day.nullable(),
		selfDueOn: day.nullable(),
		score: figures.nullable(),
		resultOnly: z.boolean().meta({ description: 'Only result and score are shown: a unit below the own one.' })
	})
	.meta({ id: 'InspectionRow' });

/** Inspections that this person may see. */
export async function inspectionRows(
	ctx: Ctx,
	query: { page: number; pageSize: number; unit?: string; cycle?: string; state?: z.output<typeof state> }
) {
	const { unit, cycle } = query;
	const list = await listInspections(
		ctx,
		{ state: query.state ?? 'all', sort: '-visit', page: query.page, ...(unit ? { unit } : {}), ...(cycle ? { cycle } : {}) },
		{ pageSize: query.pageSize }
	);
	return {
		items: list.items.map((row): z.output<typeof inspectionRow> => ({
			type: 'inspection',
			id: row.id,
			unit: { id: row.unitId, name: row.unitName },
			cycle: { id: row.cycleId, number: row.cycleNumber, title: row.cycleTitle },
			state: row.state,
			ending: row.ending,
			visitOn: row.visitOn,
			firstVisitOn: row.firstVisitOn,
			selfDueOn: row.selfDueOn,
			score: row.points === null || row.maxPoints === null ? null : { points: row.points, maxPoints: row.maxPoints, percent: row.percent },
			resultOnly: row.resultOnly
		})),
		total: list.total,
		page: list.page,
		pageSize: list.pageSize
	};
}

const instant = moment.nullable();

export const inspectionDetails = z
	.object({
		type: z.literal('inspection'),
		id: z.uuid(),
		unit: unitRef,
		cycle: z.object({ id: z.uuid(), number: z.string(), title: z.string() }),
		state,
		ending,
		visitOn: day.nullable(),
		firstVisitOn: day.nullable(),
		closedAt: instant,
		score: figures.nullable(),
		/** Null for who sees result and score only. For who only helps the unit to answer without what is not the unit's own: `inspection.read_whole`. */
		whole: z
			.object({
				selfDueOn: day.nullable(),
				firstSelfDueOn: day.nullable(),
				notifiedAt: instant,
				handedInAt: instant,
				startedAt: instant,
				notHandedIn: z.boolean(),
				minutesAt: instant,
				minutesRound: z.int(),
				returnedText: z.string().nullable(),
				unitOpinion: z.string().nullable(),
				stateReason: z.string().nullable(),
				evidenceRequest: z.string(),
				team: z.array(z.object({ name: z.string(), isLead: z.boolean() })),
				helpers: z.array(z.object({ id: z.uuid(), name: z.string() })),
				contentSha256: sha256.nullable().meta({ description: 'Of the minutes; sent with a signature it must still be theirs.' }),
				answers: z.array(
					z.object({
						id: z.uuid(),
						position: z.int(),
						section: z.string(),
						text: z.string(),
						clause: z.string().nullable(),
						weight: z.int(),
						selfResult: z.enum(selfResults),
						selfText: z.string(),
						result: z.enum(inspectionResults),
						points: z.number().nullable(),
						evidence: z.string(),
						remark: z.string()
					})
				),
				findings: z.array(
					z.object({
						id: z.uuid(),
						number: z.int(),
						grade: z.enum(findingGrades),
						state: z.enum(findingStates),
						clause: z.string().nullable(),
						statement: z.string(),
						dueOn: day.nullable()
					})
				),
				missing: z.array(z.string()).meta({ description: 'What stands before the next step.' }),
				rowVersion
			})
			.nullable()
	})
	.meta({ id: 'InspectionDetails' });

const iso = (at: Date | null) => at?.toISOString() ?? null;

/** @throws NotFound `inspection_not_found` */
export async function inspectionDetailsOf(ctx: Ctx, id: string): Promise<z.input<typeof inspectionDetails>> {
	const page = await inspectionPage(ctx, id);
	const { id: cycleId, number, title } = page.cycle;
	const head = {
		type: 'inspection' as const,
		id: page.id,
		unit: page.unit,
		cycle: { id: cycleId, number, title },
		state: page.state,
		ending: page.ending,
		visitOn: page.visitOn,
		firstVisitOn: page.firstVisitOn,
		closedAt: iso(page.closedAt),
		score: page.score
	};
	if (page.view === 'result') return { ...head, whole: null };
	return {
		...head,
		whole: {
			selfDueOn: page.selfDueOn,
			firstSelfDueOn: page.firstSelfDueOn,
			notifiedAt: iso(page.notifiedAt),
			handedInAt: iso(page.handedInAt),
			startedAt: iso(page.startedAt),
			notHandedIn: page.notHandedIn,
			minutesAt: iso(page.minutesAt),
			minutesRound: page.minutesRound,
			returnedText: page.returnedText,
			unitOpinion: page.unitOpinion,
			stateReason: page.stateReason,
			evidenceRequest: page.evidenceRequest,
			team: page.team?.members ?? [],
			helpers: page.helpers,
			contentSha256: page.contentSha256,
			answers: page.answers.map(({ key: _key, conflicts: _conflicts, findings: _findings, evidenceCount: _count, ...answer }) => answer),
			findings: page.findings.map(({ id, number, grade, state, clause, statement, dueOn }) => ({
				id,
				number,
				grade,
				state,
				clause,
				statement,
				dueOn
			})),
			missing: page.missing.map(({ code }) => code),
			rowVersion: page.rowVersion
		}
	};
}

const common = { rowVersion: rowVersion.optional() };
const reason = requiredText(2000);
const signed = { signature: signature.optional() };
const maybe = (limit: number) => text(limit).optional();

/** The events of an inspection (states.md §8), with what each needs. Questions are answered at `/audits/{id}/answers`. */
export const inspectionTransition = z.discriminatedUnion('event', [
	z.object({ event: z.literal('notify'), visitOn: dayInput.optional(), reason: maybe(2000), ...common }),
	z.object({ event: z.literal('name_helpers'), userIds: idsInput, ...common }),
	z.object({ event: z.literal('extend_self'), until: dayInput, reason, ...common }),
	z.object({ event: z.literal('hand_in'), ...signed, ...common }),
	z.object({ event: z.literal('start'), reason: maybe(2000), ...common }),
	z.object({ event: z.literal('draw_up'), strengths: maybe(5000), remarks: maybe(5000), ...signed, ...common }),
	z.object({ event: z.literal('sign'), ...signed, ...common }),
	z.object({ event: z.literal('sign_own_opinion'), opinion: requiredText(5000), ...signed, ...common }),
	z.object({ event: z.literal('return'), reason, ...common }),
	z.object({ event: z.literal('remind'), ...common }),
	z.object({ event: z.literal('close_unsigned'), reason, ...common }),
	z.object({ event: z.literal('postpone'), reason, visitOn: dayInput.optional(), ...common }),
	z.object({ event: z.literal('cancel'), reason, ...common })
]);
export type InspectionTransition = z.output<typeof inspectionTransition>;

export const inspectionAfter = z.object({ state, rowVersion });

export const inspectionProblems = [
	'inspection_not_found',
	'forbidden',
	'illegal_transition',
	'stale',
	'signature_refused',
	'content_changed',
	'team_conflict',
	'inspection_no_visit_day',
	'inspection_no_lead',
	'self_unanswered',
	'unanswered',
	'answers_in_conflict',
	'returned_already',
	'unsigned_too_early',
	'unsigned_not_reminded',
	'unsigned_same_side',
	'reminded_today',
	'unit_closed'
] as const;

/** Reads a body as an event of an inspection. @throws Invalid `event` for one that inspections do not have, or without what it needs */
export function readInspectionTransition(body: unknown): InspectionTransition {
	const parsed = inspectionTransition.safeParse(body);
	if (parsed.success) return parsed.data;
	throw new Invalid(Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path.join('.') || 'event', message])));
}

/** One event of an inspection by the same command as the page. @throws as the commands */
export async function moveInspectionBy(
	ctx: Ctx,
	inspectionId: string,
	body: InspectionTransition
): Promise<z.input<typeof inspectionAfter>> {
	await run(ctx, inspectionId, body);
	const { inspection } = await loadInspection(ctx, inspectionId);
	return { state: inspection.state, rowVersion: inspection.rowVersion };
}

function run(ctx: Ctx, inspectionId: string, body: InspectionTransition): Promise<unknown> {
	const act = { inspectionId, rowVersion: body.rowVersion };
	switch (body.event) {
		case 'notify':
			return notifyInspection(ctx, { ...act, visitOn: body.visitOn, reason: body.reason });
		case 'name_helpers':
			return nameHelpers(ctx, { ...act, userIds: body.userIds });
		case 'extend_self':
			return extendSelfAssessment(ctx, { ...act, until: body.until, reason: body.reason });
		case 'hand_in':
			return handInSelfAssessment(ctx, { ...act, password: body.signature?.password ?? '' });
		case 'start':
			return startVisit(ctx, { ...act, reason: body.reason });
		case 'draw_up':
			return drawUpMinutes(ctx, { ...act, strengths: body.strengths, remarks: body.remarks, password: body.signature?.password ?? '' });
		case 'sign':
			return signMinutes(ctx, { ...act, password: body.signature?.password ?? '', contentSha256: body.signature?.sha256 });
		case 'sign_own_opinion':
			return signMinutes(ctx, {
				...act,
				password: body.signature?.password ?? '',
				contentSha256: body.signature?.sha256,
				opinion: body.opinion
			});
		case 'return':
			return returnMinutes(ctx, { ...act, reason: body.reason });
		case 'remind':
			return remindToSign(ctx, act);
		case 'close_unsigned':
			return closeUnsigned(ctx, { ...act, reason: body.reason });
		case 'postpone':
			return postponeInspection(ctx, { ...act, reason: body.reason, visitOn: body.visitOn });
		case 'cancel':
			return cancelInspection(ctx, { ...act, reason: body.reason });
	}
}
