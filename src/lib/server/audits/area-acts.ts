import type { AreaInput } from '#lib/domain/audits/area-forms.ts';
import { compareClauses } from '#lib/domain/audits/clauses.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { tidy } from '#lib/server/documents/input.ts';
import { requireUnitToPrepare } from '#lib/server/documents/unit-facts.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';
import { editionOf } from './edition.ts';

/**
 * An area of a unit: what is audited in it. Recorded as `audit_area.create`.
 * @throws Forbidden; Conflict `unit_closed`; Invalid by field (a division or document of another unit, people who are not of the unit, a
 * clause that the edition does not have)
 */
export function createArea(ctx: Ctx, input: Omit<AreaInput, 'rowVersion'> & { unitId: string }): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const { unitId } = input;
		const role = authorize(ctx, 'area.manage', { unitId });
		await requireUnitToPrepare(ctx, unitId);
		const checked = await checkArea(ctx, unitId, input);
		const position = await ctx.db.auditArea.count({ where: { unitId } });
		const { id } = await ctx.db.auditArea.create({
			data: { unitId, ...checked.columns, position, createdAt: ctx.clock.now() },
			select: { id: true }
		});
		await writeParts(ctx, id, checked);
		await record(ctx, { event: 'audit_area.create', subjectType: 'audit_area', subjectId: id, unitId, role, after: shown(checked) });
		return { id };
	});
}

/** Recorded with before and after. @throws as `createArea`; Conflict `stale`, `area_ended` */
export function editArea(ctx: Ctx, areaId: string, input: AreaInput): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { area, role } = await takeArea(ctx, areaId);
		const checked = await checkArea(ctx, area.unitId, input);
		await write(ctx, area, input.rowVersion, checked.columns);
		await ctx.db.auditAreaMember.deleteMany({ where: { areaId } });
		await ctx.db.auditAreaDocument.deleteMany({ where: { areaId } });
		await writeParts(ctx, areaId, checked);
		const { auditAreaMemberArea: members, auditAreaDocumentArea: documents, ...before } = area;
		await record(ctx, {
			event: 'audit_area.edit',
			subjectType: 'audit_area',
			subjectId: areaId,
			unitId: area.unitId,
			role,
			before: shown({ columns: before, members: members.map(({ userId }) => userId), documents: documents.map((one) => one.documentId) }),
			after: shown(checked)
		});
	});
}

/**
 * Ends an area from today on: programmes and audits that name it keep it. Recorded.
 * @throws Forbidden; Conflict `stale`, `area_ended`, `area_planned` while a programme that is not closed plans an audit of it
 */
export function endArea(ctx: Ctx, input: { areaId: string; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { area, role } = await takeArea(ctx, input.areaId);
		const planned = await ctx.db.auditProgrammeLine.findFirst({
			where: { areaId: area.id, untilRevision: null, programme: { state: { not: 'closed' } } },
			select: { programme: { select: { year: true } } }
		});
		if (planned) throw new Conflict('area_planned', { year: planned.programme.year });
		await write(ctx, area, input.rowVersion, { endedOn: toDbDate(today(ctx)) });
		await record(ctx, {
			event: 'audit_area.end',
			subjectType: 'audit_area',
			subjectId: area.id,
			unitId: area.unitId,
			role,
			before: { name: area.name },
			after: { endedOn: today(ctx) }
		});
	});
}

/** What `decide` asks of an area; those of other units do not exist. @throws NotFound */
export async function loadArea(ctx: Ctx, areaId: string) {
	const area = isUuid(areaId)
		? await ctx.db.auditArea.findUnique({
				where: { id: areaId },
				include: { auditAreaMemberArea: { select: { userId: true } }, auditAreaDocumentArea: { select: { documentId: true } } }
			})
		: null;
	const subject: Subject = { unitId: area?.unitId ?? null };
	if (!area || !may(ctx.actor, 'area.read', subject)) throw new NotFound('area_not_found');
	return { area, subject };
}

type Area = Awaited<ReturnType<typeof loadArea>>['area'];

async function takeArea(ctx: Ctx, areaId: string): Promise<{ area: Area; role: string }> {
	const { area, subject } = await loadArea(ctx, areaId);
	const role = authorize(ctx, 'area.manage', subject);
	if (area.endedOn) throw new Conflict('area_ended');
	return { area, role };
}

async function write(ctx: Ctx, area: Area, rowVersion: number | undefined, data: object): Promise<void> {
	const { count } = await ctx.db.auditArea.updateMany({
		where: { id: area.id, rowVersion: rowVersion ?? area.rowVersion },
		data: { ...data, rowVersion: area.rowVersion + 1 }
	});
	if (count !== 1) throw new Conflict('stale', { rowVersion: area.rowVersion });
}

type Columns = Pick<Area, 'name' | 'divisionId' | 'leaderId' | 'risk' | 'clauses'>;
export type CheckedArea = { columns: Columns; members: readonly string[]; documents: readonly string[] };

async function checkArea(ctx: Ctx, unitId: string, input: Omit<AreaInput, 'rowVersion'>): Promise<CheckedArea> {
	const day = today(ctx);
	const fields: Record<string, string> = {};
	const people = [...new Set([...(input.leaderId ? [input.leaderId] : []), ...input.members])];
	const [division, members, documents, edition] = await Promise.all([
		input.divisionId
			? ctx.db.divisionVersion.findFirst({
					where: { divisionId: input.divisionId, division: { unitId }, ...validOn(day) },
					select: { id: true }
				})
			: 'none',
		ctx.db.membership.findMany({
			where: { unitId, userId: { in: people }, ...validOn(day) },
			select: { userId: true },
			distinct: ['userId']
		}),
		ctx.db.document.findMany({ where: { unitId, id: { in: [...input.documents] }, status: 'open' }, select: { id: true } }),
		editionOf(ctx, unitId, day)
	]);
	const ofUnit = new Set(members.map(({ userId }) => userId));
	const sections = new Set(edition.sections.map(({ number }) => number));
	if (division === null) fields.divisionId = 'invalid';
	if (input.leaderId && !ofUnit.has(input.leaderId)) fields.leaderId = 'head_not_member';
	if (input.members.some((userId) => !ofUnit.has(userId))) fields.members = 'head_not_member';
	if (documents.length !== new Set(input.documents).size) fields.documents = 'invalid';
	if (input.clauses.length === 0) fields.clauses = 'clause_required';
	if (input.clauses.some((clause) => !sections.has(clause))) fields.clauses = 'invalid';
	if (Object.keys(fields).length > 0) throw new Invalid(fields);
	const { name, divisionId, leaderId, risk } = input;
	return {
		columns: { name: tidy(name), divisionId, leaderId, risk, clauses: [...new Set(input.clauses)].sort(compareClauses) },
		members: [...new Set(input.members)],
		documents: documents.map(({ id }) => id)
	};
}

export async function writeParts(ctx: Ctx, areaId: string, { members, documents }: CheckedArea): Promise<void> {
	await ctx.db.auditAreaMember.createMany({ data: members.map((userId) => ({ areaId, userId })) });
	await ctx.db.auditAreaDocument.createMany({ data: documents.map((documentId) => ({ areaId, documentId })) });
}

/** As the trail keeps it. */
export function shown({ columns, members, documents }: CheckedArea) {
	const { name, divisionId, leaderId, risk, clauses } = columns;
	return {
		name,
		division: divisionId,
		leader: leaderId,
		risk,
		clauses: clauses.join(', '),
		people: [...members],
		documents: [...documents]
	};
}
