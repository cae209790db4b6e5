import type { Actor } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { visibleVersionsSql } from '#lib/server/permissions/visible-sql.ts';
import { subjectTypesOf } from './subject-types.ts';

/**
 * Which rows of the trail an actor may see (design.md §8), as SQL over `audit_trail t`. `whole`: rows of the units whose trail is theirs
 * with all it says; `any`: those and the acts on what they may see elsewhere.
 */
export type TrailScope = { readonly whole: Prisma.Sql; readonly any: Prisma.Sql };

/** Null: no row at all. */
export function trailScope(ctx: Ctx): TrailScope | null {
	const { actor } = ctx;
	if (actor.kind !== 'user') return null;
	const units = wholeTrailUnits(actor);
	const whole = units.length > 0 ? Prisma.sql`t.unit_id = any(${units}::uuid[])` : null;
	const clauses = [whole, visibleActs(ctx), accountActs(actor)].filter((clause): clause is Prisma.Sql => clause !== null);
	if (clauses.length === 0) return null;
	return { whole: whole ?? Prisma.sql`false`, any: Prisma.sql`(${Prisma.join(clauses, ' or ')})` };
}

/** The units whose officer or head the actor is. */
export function wholeTrailUnits(actor: Actor): string[] {
	if (actor.kind !== 'user') return [];
	const units = new Set(actor.memberships.map((membership) => membership.unitId));
	return [...units].filter((unitId) => may(actor, 'trail.read', { unitId })).sort();
}

/** Whether acts of units other than the own ones can be in the list: the page then offers a choice of units. */
export function seesOtherUnits(actor: Actor): boolean {
	return may(actor, 'trail.read_visible') || (actor.kind === 'user' && actor.inspectedUnitIds.length > 0);
}

export function seesAccountActs(actor: Actor): boolean {
	return may(actor, 'trail.read_accounts');
}

function visibleActs(ctx: Ctx): Prisma.Sql | null {
	const { actor } = ctx;
	if (actor.kind !== 'user') return null;
	if (may(actor, 'trail.read_visible')) return Prisma.sql`(${visibleSubjects(ctx, null)})`;
	const inspected = actor.inspectedUnitIds.filter((unitId) => may(actor, 'trail.read_visible', { unitId }));
	const clauses = inspected.map((unitId) => Prisma.sql`(t.unit_id = ${unitId}::uuid and (${visibleSubjects(ctx, unitId)}))`);
	return clauses.length > 0 ? Prisma.sql`(${Prisma.join(clauses, ' or ')})` : null;
}

/** @param unitId the unit asked about; null: any. */
function visibleSubjects(ctx: Ctx, unitId: string | null): Prisma.Sql {
	const { actor } = ctx;
	const readable = visibleVersionsSql(actor, 'version.read', today(ctx), { version: 'v', document: 'd' });
	const versions = Prisma.sql`version v join document d on d.id = v.document_id`;
	const issuedBatch = (
		id: Prisma.Sql
	) => Prisma.sql`exists (select 1 from issue_batch b where b.id = ${id} and b.state = 'issued' and exists (
		select 1 from issue_batch_line l join version v on v.document_id = l.document_id join document d on d.id = v.document_id
		where l.batch_id = b.id and (l.version_id is null or v.id = l.version_id) and ${readable}) ${probed})`;
	const clauses = [
		Prisma.sql`(t.subject_type = any(${subjectTypesOf('version')}::text[])
			and exists (select 1 from ${versions} where v.id = ${subjectUuid} and ${readable} ${probed}))`,
		Prisma.sql`(t.subject_type = any(${subjectTypesOf('document')}::text[])
			and exists (select 1 from ${versions} where d.id = ${subjectUuid} and ${readable} ${probed}))`,
		Prisma.sql`(t.subject_type = any(${subjectTypesOf('batch')}::text[]) and ${issuedBatch(subjectUuid)})`,
		Prisma.sql`(t.subject_type = any(${subjectTypesOf('correction')}::text[])
			and ${issuedBatch(Prisma.sql`(select c.batch_id from batch_correction c where c.id = ${subjectUuid})`)})`
	];
	const subject = { unitId };
	if (may(actor, 'external.read', subject)) clauses.push(ofTypes(subjectTypesOf('external')));
	// In the province's chain alone: a unit's own checklists stay in the unit.
	if (unitId === null && may(actor, 'checklist.manage_province'))
		clauses.push(Prisma.sql`(t.unit_id is null and ${ofTypes(subjectTypesOf('checklist'))})`);
	if (may(actor, 'unit.read', subject)) clauses.push(ofTypes(subjectTypesOf('structure')));
	if (may(actor, 'person.list', subject)) clauses.push(Prisma.sql`(${ofTypes(subjectTypesOf('account'))} and not ${personalAct})`);
	if (may(actor, 'inspection.read', subject)) clauses.push(ofTypes(subjectTypesOf('inspection')));
	if (may(actor, 'roll_out.read', subject)) clauses.push(ofTypes(subjectTypesOf('roll_out')));
	if (may(actor, 'exception.read', subject)) clauses.push(ofTypes(subjectTypesOf('exception')));
	if (may(actor, 'guest_review.appoint', subject)) clauses.push(ofTypes(subjectTypesOf('guest')));
	return Prisma.join(clauses, ' or ');
}

/** When somebody signs in or makes a token is between them and their unit, not the Department's list of people. */
const personalAct = Prisma.sql`split_part(t.event, '.', 1) = any(${['session', 'token']}::text[])`;

/** The administrator sees accounts and the installation, in the province's chain alone, and no content. */
function accountActs(actor: Actor): Prisma.Sql | null {
	if (!seesAccountActs(actor)) return null;
	return Prisma.sql`(t.unit_id is null and ${ofTypes(subjectTypesOf('account', 'installation'))})`;
}

function ofTypes(types: readonly string[]): Prisma.Sql {
	return Prisma.sql`t.subject_type = any(${types}::text[])`;
}

/**
 * Ends a subquery that is to be asked once per row of the page, by index. Without it the planner reads every version there is into a hash
 * for the fifty rows of a page.
 */
const probed = Prisma.sql`offset 0`;

/** Ids of other kinds of subjects are no UUIDs; the planner may look at them before it looks at the type. */
const subjectUuid = Prisma.sql`(case when t.subject_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then t.subject_id::uuid end)`;
