import { isInRevision } from '#lib/domain/audits/revisions.ts';
import { unitIdsWith } from '#lib/domain/permissions/actor.ts';
import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';

const parts = {
	auditProgrammeLineProgramme: {
		orderBy: [{ month: 'asc' }, { area: { position: 'asc' } }, { id: 'asc' }],
		include: {
			area: { select: { name: true } },
			lead: { select: { fullName: true } },
			auditScopeLineLine: { orderBy: { audit: { number: 'asc' } }, select: { audit: { select: { id: true, number: true, state: true } } } }
		}
	},
	auditProgrammeGapProgramme: { orderBy: [{ clause: 'asc' }, { id: 'asc' }] }
} as const satisfies Prisma.AuditProgrammeInclude;

type Row = Prisma.AuditProgrammeGetPayload<{ include: typeof parts }>;
type RowLine = Row['auditProgrammeLineProgramme'][number];
/** With the audits that carry it out. */
export type ProgrammeLine = Omit<RowLine, 'auditScopeLineLine'> & {
	readonly audits: readonly RowLine['auditScopeLineLine'][number]['audit'][];
};
export type ProgrammeGap = Row['auditProgrammeGapProgramme'][number];
export type Programme = Omit<Row, 'auditProgrammeLineProgramme' | 'auditProgrammeGapProgramme'> & {
	/** Of all revisions, and of the one that is prepared. */
	readonly allLines: readonly ProgrammeLine[];
	readonly allGaps: readonly ProgrammeGap[];
};

/** A programme that the actor may read; others do not exist, nor for a successor one that nobody has signed. @throws NotFound */
export async function loadProgramme(ctx: Ctx, programmeId: string): Promise<{ programme: Programme; subject: Subject }> {
	const programme = isUuid(programmeId) ? await findProgramme(ctx, programmeId) : null;
	const subject: Subject = { unitId: programme?.unitId ?? null };
	if (!programme || !may(ctx.actor, 'programme.read', subject) || (programme.revision === 0 && !seesDrafts(ctx, programme.unitId)))
		throw new NotFound('programme_not_found');
	return { programme, subject };
}

/** Who works in the unit; what it gave up before a head signed it says nothing to those who follow it. */
export function seesDrafts({ actor }: Ctx, unitId: string): boolean {
	return unitIdsWith(actor).includes(unitId);
}

/** The same without a question of rights, for what follows the end of a unit. */
export async function findProgramme(ctx: Ctx, programmeId: string): Promise<Programme | null> {
	const row = await ctx.db.auditProgramme.findUnique({ where: { id: programmeId }, include: parts });
	if (!row) return null;
	const { auditProgrammeLineProgramme: lines, auditProgrammeGapProgramme: allGaps, ...programme } = row;
	const allLines = lines.map(({ auditScopeLineLine, ...line }) => ({ ...line, audits: auditScopeLineLine.map(({ audit }) => audit) }));
	return { ...programme, allLines, allGaps };
}

/** The revision that is being written: that of the draft, of the change that is prepared; null: nothing is. */
export function openRevision(programme: Pick<Programme, 'state' | 'revision' | 'changeReason'>): number | null {
	if (programme.state === 'draft') return 0;
	return programme.state === 'approved' && programme.changeReason !== null ? programme.revision + 1 : null;
}

/** Lines and gaps as they are written now; where nothing is being written, as they were signed last. */
export function currentParts(programme: Programme) {
	const revision = openRevision(programme) ?? programme.revision;
	return {
		lines: programme.allLines.filter((line) => isInRevision(line, revision)),
		gaps: programme.allGaps.filter((gap) => isInRevision(gap, revision))
	};
}

/**
 * A programme to write in: takes its row version, so that two people who write at once do not mix, and the row itself until the end of the
 * transaction. What waits for a signature is not written in.
 * @throws NotFound, Forbidden; Conflict `stale`, `programme_submitted`, `programme_not_open`, `illegal_transition` (closed)
 */
export async function takeProgramme(
	ctx: Ctx,
	programmeId: string,
	rowVersion: number
): Promise<{ programme: Programme; revision: number; role: string }> {
	const { subject } = await loadProgramme(ctx, programmeId);
	const role = authorize(ctx, 'programme.manage', subject);
	await bump(ctx, programmeId, rowVersion);
	const { programme } = await loadProgramme(ctx, programmeId);
	if (programme.state === 'closed') throw new Conflict('illegal_transition', { state: programme.state });
	if (programme.submittedAt) throw new Conflict('programme_submitted');
	const revision = openRevision(programme);
	if (revision === null) throw new Conflict('programme_not_open');
	return { programme, revision, role };
}

/** Compare-and-set on the row version, with what else changes. @throws Conflict `stale` */
export async function bump(ctx: Ctx, programmeId: string, rowVersion: number, data: Prisma.AuditProgrammeUncheckedUpdateManyInput = {}) {
	const { count } = await ctx.db.auditProgramme.updateMany({
		where: { id: programmeId, rowVersion },
		data: { ...data, rowVersion: rowVersion + 1 }
	});
	if (count !== 1) throw new Conflict('stale');
}
