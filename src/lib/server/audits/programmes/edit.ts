import type { GridCell, LineInput } from '#lib/domain/audits/programme-forms.ts';
import { clauseList, compareClauses } from '#lib/domain/audits/clauses.ts';
import { gapName } from '#lib/domain/audits/coverage.ts';
import type { GapKey } from '#lib/domain/audits/coverage.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { tidy } from '#lib/server/documents/input.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { areasOf } from '../areas.ts';
import { validAuditors } from '../auditors.ts';
import { editionBy } from '../edition.ts';
import { programmeContent } from './content.ts';
import { bump, currentParts, takeProgramme, type Programme, type ProgrammeLine } from './facts.ts';

type At = { programmeId: string; rowVersion: number };

/** The objectives of a draft. Recorded with before and after. @throws as `takeProgramme`; Conflict `illegal_transition` once it was signed */
export function saveObjectives(ctx: Ctx, input: At & { objectives: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { programme, role } = await takeProgramme(ctx, input.programmeId, input.rowVersion);
		if (programme.state !== 'draft') throw new Conflict('illegal_transition', { state: programme.state });
		const objectives = tidy(input.objectives);
		await bump(ctx, programme.id, programme.rowVersion, { objectives });
		await recordEdit(ctx, programme, role, { objectives: programme.objectives }, { objectives });
	});
}

/**
 * The grid: in which months each area is audited. A new tick is a line with all clauses of its area; a tick that went takes its line back. What
 * stays ticked keeps its lead and clauses. Recorded with what came and went.
 * @throws as `takeProgramme`; Conflict `line_has_audit`; Invalid (an area of another unit or one that has ended)
 */
export function saveGrid(ctx: Ctx, input: At & { cells: readonly GridCell[] }): Promise<{ added: number; removed: number }> {
	return transaction(ctx, async (ctx) => {
		const { programme, revision, role } = await takeProgramme(ctx, input.programmeId, input.rowVersion);
		const areas = new Map((await areasOf(ctx, programme.unitId)).map((area) => [area.id, area]));
		const wanted = new Map(input.cells.map((cell) => [`${cell.areaId}:${cell.month}`, cell]));
		const { lines } = currentParts(programme);
		const gone = lines.filter((line) => !wanted.has(`${line.areaId}:${line.month}`));
		const added = [...wanted.values()].filter((cell) => !lines.some((line) => line.areaId === cell.areaId && line.month === cell.month));
		for (const line of gone) await takeBack(ctx, programme, line);
		for (const { areaId, month } of added) {
			const area = areas.get(areaId);
			if (!area) throw new Invalid({ cell: 'invalid' });
			const clauses = [...area.clauses];
			await ctx.db.auditProgrammeLine.create({ data: { programmeId: programme.id, areaId, month, clauses, sinceRevision: revision } });
		}
		if (added.length + gone.length > 0)
			await recordEdit(
				ctx,
				programme,
				role,
				{ lines: gone.map(({ area, month }) => lineName(area.name, month)) },
				{ lines: added.map(({ areaId, month }) => lineName(areas.get(areaId)?.name ?? '', month)) }
			);
		return { added: added.length, removed: gone.length };
	});
}

/**
 * One line: month, lead, clauses, note. In a change of a signed programme the line is taken back and a new one stands for it. Recorded.
 * @throws as `takeProgramme`; NotFound; Conflict `line_has_audit`; Invalid `month`, `leadId` (not on the register today), `clauses`
 */
export function saveLine(ctx: Ctx, input: LineInput & { programmeId: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { programme, revision, role } = await takeProgramme(ctx, input.programmeId, input.rowVersion);
		const { lines } = currentParts(programme);
		const line = lines.find(({ id }) => id === input.lineId);
		if (!line) throw new NotFound('programme_not_found');
		await checkLine(ctx, programme, lines, line, input);
		const values = {
			month: input.month,
			leadId: input.leadId,
			clauses: [...new Set(input.clauses)].sort(compareClauses),
			note: tidy(input.note)
		};
		if (line.sinceRevision === revision) await ctx.db.auditProgrammeLine.update({ where: { id: line.id }, data: values });
		else {
			await takeBack(ctx, programme, line);
			const { programmeId, areaId, position, proposal } = line;
			await ctx.db.auditProgrammeLine.create({
				data: { programmeId, areaId, position, proposal: proposal ?? Prisma.DbNull, sinceRevision: revision, ...values }
			});
		}
		await recordEdit(ctx, programme, role, lineFacts(line), lineFacts({ ...line, ...values }));
	});
}

/**
 * Why what is not covered is not: one reason per gap, empty for none; `rest` is that of every gap without one. Recorded.
 * @throws as `takeProgramme`; Invalid (another unit's area)
 */
export function saveGaps(ctx: Ctx, input: At & { gaps: readonly (GapKey & { reason: string })[]; rest?: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { programme, revision, role } = await takeProgramme(ctx, input.programmeId, input.rowVersion);
		const areaIds = new Set((await areasOf(ctx, programme.unitId)).map(({ id }) => id));
		const known = currentParts(programme).gaps;
		const changed: Record<string, { before: string; after: string }> = {};
		const given = new Map(input.gaps.map((gap) => [gapName(gap), gap]));
		if (input.rest) {
			const { coverage } = await programmeContent(ctx, programme);
			for (const gap of coverage.gaps)
				if (!(given.get(gapName(gap))?.reason ?? gap.reason)) given.set(gapName(gap), { ...gap, reason: input.rest });
		}
		for (const gap of given.values()) {
			if (gap.areaId !== null && !areaIds.has(gap.areaId)) throw new Invalid({ gaps: 'invalid' });
			const reason = tidy(gap.reason);
			const before = known.find((one) => gapName(one) === gapName(gap));
			if ((before?.reason ?? '') === reason) continue;
			if (before && before.sinceRevision === revision) await ctx.db.auditProgrammeGap.delete({ where: { id: before.id } });
			else if (before) await ctx.db.auditProgrammeGap.update({ where: { id: before.id }, data: { untilRevision: revision } });
			const row = { programmeId: programme.id, areaId: gap.areaId, clause: gap.clause, reason, sinceRevision: revision };
			if (reason !== '') await ctx.db.auditProgrammeGap.create({ data: row });
			changed[gapName(gap)] = { before: before?.reason ?? '', after: reason };
		}
		const shown = (side: 'before' | 'after') => ({
			gaps: Object.entries(changed).map(([name, sides]) => `${name.split('|')[1] ?? ''}: ${sides[side]}`)
		});
		if (Object.keys(changed).length > 0) await recordEdit(ctx, programme, role, shown('before'), shown('after'));
	});
}

/** A line that an audit stands on is not moved under it. */
async function takeBack(ctx: Ctx, programme: Programme, line: ProgrammeLine): Promise<void> {
	const audit = line.audits.find(({ state }) => state !== 'cancelled');
	if (audit) throw new Conflict('line_has_audit', { number: audit.number });
	if (programme.state === 'draft' || line.sinceRevision > programme.revision)
		await ctx.db.auditProgrammeLine.delete({ where: { id: line.id } });
	else await ctx.db.auditProgrammeLine.update({ where: { id: line.id }, data: { untilRevision: programme.revision + 1 } });
}

async function checkLine(ctx: Ctx, programme: Programme, lines: readonly ProgrammeLine[], line: ProgrammeLine, input: LineInput) {
	const fields: Record<string, string> = {};
	if (lines.some((other) => other.id !== line.id && other.areaId === line.areaId && other.month === input.month))
		fields.month = 'line_twice';
	if (input.leadId && input.leadId !== line.leadId) {
		const [lead] = await validAuditors(ctx, { userIds: [input.leadId], day: today(ctx) });
		if (!lead) fields.leadId = 'auditor_not_registered';
	}
	const { sections } = await editionBy(ctx, { code: programme.standardCode });
	if (input.clauses.length === 0) fields.clauses = 'clause_required';
	if (input.clauses.some((clause) => !sections.some(({ number }) => number === clause))) fields.clauses = 'invalid';
	if (Object.keys(fields).length > 0) throw new Invalid(fields);
}

const lineName = (area: string, month: number) => `${area}, ${String(month).padStart(2, '0')}`;

function lineFacts(line: Pick<ProgrammeLine, 'area' | 'month' | 'leadId' | 'clauses' | 'note'>) {
	return { area: line.area.name, month: line.month, lead: line.leadId, clauses: clauseList(line.clauses), note: line.note };
}

type Facts = Prisma.InputJsonObject;

function recordEdit(ctx: Ctx, programme: Programme, role: string, before: Facts, after: Facts): Promise<void> {
	return record(ctx, {
		event: 'audit_programme.edit',
		subjectType: 'audit_programme',
		subjectId: programme.id,
		unitId: programme.unitId,
		role,
		before,
		after
	});
}
