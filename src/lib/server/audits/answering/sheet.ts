import type { SheetKind } from '#lib/domain/audits/answers.ts';
import { inspectionLifecycle, type InspectionEvent } from '#lib/domain/audits/inspection-lifecycle.ts';
import { rowsFor } from '#lib/domain/documents/lifecycle.ts';
import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import { Conflict, Unauthenticated } from '#lib/server/platform/errors.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { isSelfTimeOver, loadInspection, loadWholeInspection, requireSelfTime, type LoadedInspection } from '../inspections/facts.ts';
import { loadAuditForAnswering, requireRow, type LoadedAudit } from '../internal/facts.ts';

/** What is answered: the questions of an internal audit, of a team on site, or of a unit about itself. `id`: of the audit or inspection. */
export type SheetRef = { readonly kind: SheetKind; readonly id: string };

export type Sheet = SheetRef & {
	readonly unitId: string;
	readonly side: 'team' | 'self';
	readonly state: string;
	readonly subjectType: 'audit' | 'inspection';
	readonly act: 'audit.answer' | 'inspection.answer' | 'inspection.self_assess';
	readonly audit: LoadedAudit | null;
	readonly inspection: LoadedInspection | null;
	/** Areas whose questions the actor sees; null: all. */
	readonly seenAreaIds: readonly string[] | null;
	/** Whether also what teams said before and the actions that came of it are this actor's to see; not of who only helps the unit. */
	readonly seesBefore: boolean;
	/** What the act is asked of, for questions of an area or of none. */
	readonly subjectOf: (areaId: string | null) => Subject;
};

/**
 * The sheet, for somebody who may see it: of an audit all or the own areas, of an inspection its unit and team, of a unit about itself also who helps.
 * @throws NotFound `audit_not_found` or `inspection_not_found`; Unauthenticated: a device must tell a session that is over from a right that ended
 */
export async function loadSheet(ctx: Ctx, ref: SheetRef): Promise<Sheet> {
	if (ctx.actor.kind === 'public') throw new Unauthenticated();
	if (ref.kind === 'internal') {
		const { audit, sight, subjectOf } = await loadAuditForAnswering(ctx, ref.id);
		return {
			kind: 'internal',
			id: audit.id,
			unitId: audit.unitId,
			side: 'team',
			state: audit.state,
			subjectType: 'audit',
			act: 'audit.answer',
			audit,
			inspection: null,
			seenAreaIds: sight.all ? null : sight.areaIds,
			seesBefore: true,
			subjectOf
		};
	}
	const { inspection, subject } = await (ref.kind === 'inspection' ? loadWholeInspection : loadInspection)(ctx, ref.id);
	return {
		kind: ref.kind,
		id: inspection.id,
		unitId: inspection.unitId,
		side: ref.kind === 'inspection' ? 'team' : 'self',
		state: inspection.state,
		subjectType: 'inspection',
		act: ref.kind === 'inspection' ? 'inspection.answer' : 'inspection.self_assess',
		audit: null,
		inspection,
		seenAreaIds: null,
		seesBefore: may(ctx.actor, 'inspection.read_whole', subject),
		subjectOf: () => subject
	};
}

/** Whether the actor answers questions of this area, or of none. Not asked of the state. */
export function mayAnswer(ctx: Ctx, sheet: Sheet, areaId: string | null): boolean {
	return may(ctx.actor, sheet.act, sheet.subjectOf(areaId));
}

/** Gives the role by which somebody answers here, and refuses who answers nothing: auditees, and who is not of the team. @throws Forbidden */
export function authorizeAnswering(ctx: Ctx, sheet: Sheet): string {
	return authorize(ctx, sheet.act, sheet.subjectOf(null));
}

/** Whether the state of the sheet lets it be answered (states.md A5, I2, I5), and of a unit about itself the day, by what was loaded. */
export function isOpen(ctx: Ctx, sheet: Sheet): boolean {
	if (sheet.kind === 'internal') return sheet.state === 'in_progress';
	if (sheet.kind === 'self' && sheet.inspection && isSelfTimeOver(ctx, sheet.inspection)) return false;
	return sheet.inspection !== null && rowsFor(inspectionLifecycle, sheet.inspection.state, inspectionEvent(sheet)).length > 0;
}

/**
 * Asks the same of the database, and holds the row so that nobody reports, hands in or draws up meanwhile. Called in the transaction that
 * writes.
 * @throws Conflict `illegal_transition` with the state; `self_assessment_over`
 */
export async function requireAnswered(ctx: Ctx, sheet: Sheet): Promise<void> {
	if (sheet.kind === 'internal') return requireRow(ctx, sheet.id, 'answer');
	await ctx.db.$queryRaw`select id from inspection where id = ${sheet.id}::uuid for share`;
	const { state } = await ctx.db.inspection.findUniqueOrThrow({ where: { id: sheet.id }, select: { state: true } });
	const event = inspectionEvent(sheet);
	if (rowsFor(inspectionLifecycle, state, event).length === 0) throw new Conflict('illegal_transition', { state, event });
	if (sheet.kind === 'self' && sheet.inspection) requireSelfTime(ctx, sheet.inspection);
}

function inspectionEvent(sheet: Sheet): InspectionEvent {
	return sheet.kind === 'inspection' ? 'answer' : 'self_assess';
}
