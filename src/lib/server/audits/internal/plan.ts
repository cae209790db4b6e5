import type { EditAuditInput, PlanAuditInput } from '#lib/domain/audits/audit-forms.ts';
import { compareClauses } from '#lib/domain/audits/clauses.ts';
import { isDay, toDbDate } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { takeNumber } from '#lib/server/documents/numbers.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { areasOf, documentsOfAreas } from '../areas.ts';
import { editionOf } from '../edition.ts';
import { approvedProgramme, type ProgrammeLineFacts } from '../programmes/approved.ts';
import { moveAudit, type AuditAct, type AuditMoved } from './act.ts';
import { loadAudit, type LoadedAudit } from './facts.ts';
import { reopenTeam } from './team.ts';

const longestAudit = 31;

/**
 * A1: plans an audit that carries out lines of the approved programme, or an extraordinary one with its reason. Areas and clauses that are not
 * named are those of the lines; documents that are not named, those that the areas work by. Recorded as `audit.plan`.
 * @throws Forbidden; Conflict `unit_closed`, `programme_line_planned` with the number of the audit that carries it out; Invalid by field
 */
export function planAudit(
	ctx: Ctx,
	input: PlanAuditInput & { unitId: string }
): Promise<{ id: string; number: string; state: 'planned'; rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const { unitId } = input;
		const role = authorize(ctx, 'audit.plan', { unitId });
		await requireOpenUnit(ctx, unitId, today(ctx));
		const origin = await originOf(ctx, input);
		const wished = {
			...input,
			areaIds: input.areaIds.length > 0 ? input.areaIds : [...new Set(origin.lines.map(({ areaId }) => areaId))],
			clauses: input.clauses.length > 0 ? input.clauses : origin.lines.flatMap(({ clauses }) => clauses)
		};
		// A line counts as carried out because its area is audited.
		if (origin.lines.some(({ areaId }) => !wished.areaIds.includes(areaId))) throw new Invalid({ areaIds: 'area_of_line' });
		const scope = await checkedScope(ctx, unitId, wished);
		if (scope.startsOn < today(ctx)) throw new Invalid({ startsOn: 'day_in_past' });
		await requireOpenUnit(ctx, unitId, scope.startsOn);
		const documentIds =
			input.documentIds.length > 0
				? scope.documentIds
				: [...new Set((await documentsOfAreas(ctx, scope.areaIds)).map(({ documentId }) => documentId))];
		const number = await takeNumber(ctx, 'ĐG', unitId);
		const audit = await ctx.db.internalAudit.create({
			data: {
				unitId,
				number,
				...columnsOf(scope),
				firstStartsOn: toDbDate(scope.startsOn),
				standardCode: origin.standardCode,
				programmeId: origin.programmeId,
				extraordinaryReason: origin.extraordinaryReason,
				createdById: requireUser(ctx),
				createdAt: ctx.clock.now()
			},
			select: { id: true, rowVersion: true }
		});
		await writeScope(ctx, audit.id, { areaIds: scope.areaIds, documentIds });
		await ctx.db.auditScopeLine.createMany({ data: origin.lines.map(({ id }) => ({ auditId: audit.id, lineId: id })) });
		await record(ctx, {
			event: 'audit.plan',
			subjectType: 'audit',
			subjectId: audit.id,
			unitId,
			role,
			after: {
				number,
				title: scope.title,
				from: scope.startsOn,
				to: scope.endsOn,
				areas: scope.areaNames,
				clauses: scope.clauses,
				documents: documentIds,
				law: scope.law,
				state: 'planned'
			},
			comment: origin.extraordinaryReason
		});
		return { id: audit.id, number, state: 'planned', rowVersion: audit.rowVersion };
	});
}

/**
 * Changes what a planned audit is about. When its areas, documents or days change, the team is asked for anew: independence was looked at for
 * others, and a head appointed for those days (decision 0408).
 * @throws as `planAudit`, Conflict `illegal_transition`, `stale`
 */
export function editAudit(ctx: Ctx, input: EditAuditInput & AuditAct): Promise<AuditMoved> {
	return transaction(ctx, async (ctx) => {
		const { audit, subject } = await loadAudit(ctx, input.auditId);
		authorize(ctx, 'audit.plan', subject);
		const scope = await checkedScope(ctx, audit.unitId, input);
		// A plan may be mended on its days, but not moved into the past.
		if (scope.startsOn !== audit.firstDay && scope.startsOn < today(ctx)) throw new Invalid({ startsOn: 'day_in_past' });
		if (scope.startsOn !== audit.firstDay) await requireOpenUnit(ctx, audit.unitId, scope.startsOn);
		const moved = await moveAudit(ctx, audit, 'edit', subject, {
			rowVersion: input.rowVersion,
			data: columnsOf(scope),
			before: {
				title: audit.title,
				from: audit.firstDay,
				to: audit.lastDay,
				areas: audit.areas.map(({ name }) => name),
				clauses: audit.clauses,
				documents: [...audit.documentIds],
				law: audit.law
			},
			after: {
				title: scope.title,
				from: scope.startsOn,
				to: scope.endsOn,
				areas: scope.areaNames,
				clauses: scope.clauses,
				documents: scope.documentIds,
				law: scope.law
			}
		});
		const before = [audit.areas.map(({ id }) => id), audit.documentIds];
		const after = [scope.areaIds, scope.documentIds];
		const otherScope = before.some((list, at) => !sameSet(list, after[at] ?? []));
		const otherDays = scope.startsOn !== audit.firstDay || scope.endsOn !== audit.lastDay;
		if (otherScope || otherDays) await reopenTeam(ctx, audit, scope.areaIds);
		if (otherScope) {
			await clearTimetableOf(ctx, audit, scope.areaIds);
			// A line whose area left the scope waits for another audit.
			await ctx.db.auditScopeLine.deleteMany({ where: { auditId: audit.id, line: { areaId: { notIn: [...scope.areaIds] } } } });
			await ctx.db.auditScopeArea.deleteMany({ where: { auditId: audit.id } });
			await ctx.db.auditScopeDocument.deleteMany({ where: { auditId: audit.id } });
			await writeScope(ctx, audit.id, scope);
		}
		return moved;
	});
}

/** Slots of areas that left the scope go with them. */
async function clearTimetableOf(ctx: Ctx, audit: LoadedAudit, staying: readonly string[]): Promise<void> {
	const gone = await ctx.db.auditSlot.findMany({
		where: { auditId: audit.id, areaId: { not: null, notIn: [...staying] } },
		select: { id: true }
	});
	const slotId = { in: gone.map(({ id }) => id) };
	await ctx.db.auditSlotPerson.deleteMany({ where: { slotId } });
	await ctx.db.auditSlot.deleteMany({ where: { id: slotId } });
}

type Origin = {
	readonly standardCode: string;
	readonly programmeId: string | null;
	readonly lines: readonly ProgrammeLineFacts[];
	readonly extraordinaryReason: string | null;
};

async function originOf(ctx: Ctx, input: PlanAuditInput & { unitId: string }): Promise<Origin> {
	if (!isDay(input.startsOn)) throw new Invalid({ startsOn: 'day_invalid' });
	if (input.lineIds.length === 0) {
		const reason = requireReason(input.extraordinaryReason, 'extraordinaryReason');
		const { code } = await editionOf(ctx, input.unitId, input.startsOn);
		return { standardCode: code, programmeId: null, lines: [], extraordinaryReason: reason };
	}
	const programme = await approvedProgramme(ctx, input.unitId, Number(input.startsOn.slice(0, 4)));
	const lines = (programme?.lines ?? []).filter(({ id }) => input.lineIds.includes(id));
	if (!programme || lines.length !== new Set(input.lineIds).size) throw new Invalid({ lineIds: 'programme_line_unknown' });
	await requireUnplanned(ctx, lines);
	return { standardCode: programme.standardCode, programmeId: programme.id, lines, extraordinaryReason: null };
}

/** The same line is not planned twice, unless the audit before was cancelled. Two who plan it at once wait for each other at the line. */
async function requireUnplanned(ctx: Ctx, lines: readonly ProgrammeLineFacts[]): Promise<void> {
	const ids = lines.map(({ id }) => id);
	await ctx.db.$queryRaw`select id from audit_programme_line where id = any(${ids}::uuid[]) order by id for no key update`;
	const planned = await ctx.db.auditScopeLine.findFirst({
		where: { lineId: { in: ids }, audit: { state: { not: 'cancelled' } } },
		select: { audit: { select: { number: true } } }
	});
	if (planned) throw new Conflict('programme_line_planned', { number: planned.audit.number });
}

type Wished = Pick<
	PlanAuditInput,
	'title' | 'purpose' | 'law' | 'place' | 'startsOn' | 'endsOn' | 'areaIds' | 'clauses' | 'documentIds' | 'checklistVersionId'
>;
type Scope = Wished & { readonly areaNames: string[] };

async function checkedScope(ctx: Ctx, unitId: string, wished: Wished): Promise<Scope> {
	const fields: Record<string, string> = {};
	const title = tidy(wished.title);
	if (title === '') fields.title = 'required';
	if (!isDay(wished.startsOn)) throw new Invalid({ startsOn: 'day_invalid' });
	if (!isDay(wished.endsOn)) throw new Invalid({ endsOn: 'day_invalid' });
	if (wished.endsOn < wished.startsOn) fields.endsOn = 'day_before_start';
	else if (toDbDate(wished.endsOn).getTime() - toDbDate(wished.startsOn).getTime() > longestAudit * 86_400_000)
		fields.endsOn = `days_at_most:${longestAudit}`;
	const areaIds = [...new Set(wished.areaIds)];
	const areas = (await areasOf(ctx, unitId, wished.startsOn)).filter(({ id }) => areaIds.includes(id));
	if (areaIds.length === 0) fields.areaIds = 'required';
	else if (areas.length !== areaIds.length) fields.areaIds = 'area_unknown';
	const documentIds = [...new Set(wished.documentIds)];
	const known =
		documentIds.length === 0 || !documentIds.every(isUuid)
			? 0
			: await ctx.db.document.count({ where: { id: { in: documentIds }, unitId, status: 'open' } });
	if (known !== documentIds.length) fields.documentIds = 'document_unknown';
	if (wished.checklistVersionId !== null) {
		const where: Prisma.ChecklistVersionWhereInput = {
			id: wished.checklistVersionId,
			state: 'published',
			checklist: { purpose: 'internal', OR: [{ unitId }, { unitId: null }] }
		};
		if ((await ctx.db.checklistVersion.count({ where })) === 0) fields.checklistVersionId = 'checklist_unknown';
	}
	if (Object.keys(fields).length > 0) throw new Invalid(fields);
	return {
		...wished,
		title,
		purpose: tidy(wished.purpose),
		law: tidy(wished.law),
		place: tidy(wished.place),
		areaIds,
		areaNames: areas.map(({ name }) => name),
		documentIds,
		// Without a choice everything that applies to the areas: coverage counts by what is written here.
		clauses: [...new Set(wished.clauses.length > 0 ? wished.clauses : areas.flatMap((area) => area.clauses))].sort(compareClauses)
	};
}

function columnsOf(scope: Scope) {
	const { title, purpose, law, place, clauses, checklistVersionId } = scope;
	return { title, purpose, law, place, clauses, checklistVersionId, startsOn: toDbDate(scope.startsOn), endsOn: toDbDate(scope.endsOn) };
}

async function writeScope(
	ctx: Ctx,
	auditId: string,
	{ areaIds, documentIds }: { areaIds: readonly string[]; documentIds: readonly string[] }
) {
	await ctx.db.auditScopeArea.createMany({ data: areaIds.map((areaId) => ({ auditId, areaId })) });
	await ctx.db.auditScopeDocument.createMany({ data: documentIds.map((documentId) => ({ auditId, documentId })) });
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
	return one.length === other.length && one.every((id) => other.includes(id));
}
