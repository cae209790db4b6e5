import { isInRevision } from '#lib/domain/audits/revisions.ts';
import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';

const parts = {
	objectiveSet: {
		orderBy: [{ position: 'asc' }, { id: 'asc' }],
		include: { owner: { select: { fullName: true } }, reporter: { select: { fullName: true } } }
	}
} as const satisfies Prisma.ObjectiveSetInclude;

type Row = Prisma.ObjectiveSetGetPayload<{ include: typeof parts }>;
export type ObjectiveRow = Row['objectiveSet'][number];
/** With its objectives of all revisions, and of the one that is prepared. */
export type ObjectiveSet = Omit<Row, 'objectiveSet'> & { readonly all: readonly ObjectiveRow[] };

/** Who gives the results: the owner, or who took that over. */
export function reporterOf(row: Pick<ObjectiveRow, 'ownerId' | 'reporterId'>): string {
	return row.reporterId ?? row.ownerId;
}

/** The same without a question of rights, for what follows the end of a unit. */
export async function findObjectiveSet(ctx: Ctx, setId: string): Promise<ObjectiveSet | null> {
	const row = await ctx.db.objectiveSet.findUnique({ where: { id: setId }, include: parts });
	if (!row) return null;
	const { objectiveSet: all, ...set } = row;
	return { ...set, all };
}

/** Objectives of a year that the actor may read; a draft that nobody has signed is the officer's and the heads'. @throws NotFound */
export async function loadObjectiveSet(ctx: Ctx, setId: string): Promise<{ set: ObjectiveSet; subject: Subject }> {
	const set = isUuid(setId) ? await findObjectiveSet(ctx, setId) : null;
	const subject: Subject = { unitId: set?.unitId ?? null };
	if (!set || !may(ctx.actor, 'objective.read', subject) || (set.revision === 0 && !seesDrafts(ctx, subject)))
		throw new NotFound('objective_set_not_found');
	return { set, subject };
}

export function seesDrafts(ctx: Ctx, subject: Subject): boolean {
	return may(ctx.actor, 'objective.manage', subject) || may(ctx.actor, 'objective.sign', subject);
}

/** The revision that is being written: that of the draft, of the change that is prepared; null: nothing is. */
export function openRevision(set: Pick<ObjectiveSet, 'state' | 'revision' | 'changeReason'>): number | null {
	if (set.state === 'draft') return 0;
	return set.state === 'approved' && set.changeReason !== null ? set.revision + 1 : null;
}

/** The objectives as they are written now; where nothing is being written, as they were signed last. */
export function writtenObjectives(set: ObjectiveSet): ObjectiveRow[] {
	const revision = openRevision(set) ?? set.revision;
	return set.all.filter((row) => isInRevision(row, revision));
}

/** The objectives as they were signed last; none of a draft. */
export function signedObjectives(set: ObjectiveSet): ObjectiveRow[] {
	return set.revision === 0 ? [] : set.all.filter((row) => isInRevision(row, set.revision));
}

/**
 * Objectives to write in: takes the row version, so that two people who write at once do not mix. What waits for a signature is not written in.
 * @throws NotFound, Forbidden; Conflict `stale`, `objectives_submitted`, `objectives_not_open`, `illegal_transition` (closed)
 */
export async function takeObjectiveSet(
	ctx: Ctx,
	setId: string,
	rowVersion: number
): Promise<{ set: ObjectiveSet; revision: number; role: string }> {
	const { subject } = await loadObjectiveSet(ctx, setId);
	const role = authorize(ctx, 'objective.manage', subject);
	await bumpSet(ctx, setId, rowVersion);
	const { set } = await loadObjectiveSet(ctx, setId);
	if (set.state === 'closed') throw new Conflict('illegal_transition', { state: set.state });
	if (set.submittedAt) throw new Conflict('objectives_submitted');
	const revision = openRevision(set);
	if (revision === null) throw new Conflict('objectives_not_open');
	return { set, revision, role };
}

/** Compare-and-set on the row version, with what else changes. @throws Conflict `stale` */
export async function bumpSet(
	ctx: Ctx,
	setId: string,
	rowVersion: number,
	data: Prisma.ObjectiveSetUncheckedUpdateManyInput = {}
): Promise<void> {
	const { count } = await ctx.db.objectiveSet.updateMany({
		where: { id: setId, rowVersion },
		data: { ...data, rowVersion: rowVersion + 1 }
	});
	if (count !== 1) throw new Conflict('stale');
}

/** An act that moves no state. */
export function recordAct(
	ctx: Ctx,
	set: Pick<ObjectiveSet, 'id' | 'unitId' | 'year'>,
	event: `objective_set.${string}`,
	role: string,
	after: Record<string, string | number | null>,
	comment: string | null = null
): Promise<void> {
	return record(ctx, {
		...{ event, role, comment },
		subjectType: 'objective_set',
		subjectId: set.id,
		unitId: set.unitId,
		after: { year: set.year, ...after }
	});
}
