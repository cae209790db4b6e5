import { proposeProgramme, type ProposedLine } from '#lib/domain/audits/programme.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireUser, tidy } from '#lib/server/documents/input.ts';
import { requireUnitToPrepare } from '#lib/server/documents/unit-facts.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { editionOf } from '../edition.ts';
import { takeProgramme } from './facts.ts';
import { areaHistories, visitsIn } from './history.ts';

/**
 * Drafts the programme of a year with the lines that risk, the age of the last audit and past findings propose. Recorded as
 * `audit_programme.create`.
 * @throws Forbidden; Invalid `year` (this one and the two after it); Conflict `unit_closed`, `programme_exists`, `programme_without_areas`
 */
export function createProgramme(ctx: Ctx, input: { unitId: string; year: number; objectives: string }): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const { unitId, year } = input;
		const role = authorize(ctx, 'programme.manage', { unitId });
		await requireUnitToPrepare(ctx, unitId);
		const thisYear = Number(today(ctx).slice(0, 4));
		if (year < thisYear || year > thisYear + 2) throw new Invalid({ year: 'invalid' });
		await ctx.db.$queryRaw`select id from unit where id = ${unitId}::uuid for update`;
		if (await ctx.db.auditProgramme.findUnique({ where: { unitId_year: { unitId, year } }, select: { id: true } }))
			throw new Conflict('programme_exists', { year });
		const lines = await proposal(ctx, unitId, year);
		// Of the year's first day: a change of edition within the year is a change of the programme.
		const edition = await editionOf(ctx, unitId, year === thisYear ? today(ctx) : `${year}-01-01`);
		const objectives = tidy(input.objectives);
		const { id } = await ctx.db.auditProgramme.create({
			data: { unitId, year, objectives, standardCode: edition.code, createdById: requireUser(ctx), createdAt: ctx.clock.now() },
			select: { id: true }
		});
		await writeLines(ctx, id, lines);
		await record(ctx, {
			event: 'audit_programme.create',
			subjectType: 'audit_programme',
			subjectId: id,
			unitId,
			role,
			after: { year, standardCode: edition.code, objectives, audits: lines.length, byProposal: true }
		});
		return { id };
	});
}

/** Proposes the lines of a draft anew; what was set by hand goes. Recorded. @throws as `takeProgramme`; Conflict `programme_not_open` */
export function proposeAgain(ctx: Ctx, input: { programmeId: string; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { programme, role } = await takeProgramme(ctx, input.programmeId, input.rowVersion);
		if (programme.state !== 'draft') throw new Conflict('illegal_transition', { state: programme.state });
		const lines = await proposal(ctx, programme.unitId, programme.year);
		await ctx.db.auditProgrammeLine.deleteMany({ where: { programmeId: programme.id } });
		await writeLines(ctx, programme.id, lines);
		await record(ctx, {
			event: 'audit_programme.propose',
			subjectType: 'audit_programme',
			subjectId: programme.id,
			unitId: programme.unitId,
			role,
			before: { audits: programme.allLines.length },
			after: { audits: lines.length }
		});
	});
}

async function proposal(ctx: Ctx, unitId: string, year: number): Promise<ProposedLine[]> {
	const areas = await areaHistories(ctx, unitId);
	if (areas.length === 0) throw new Conflict('programme_without_areas');
	const visits = await visitsIn(ctx, unitId, year);
	const [thisYear = year, thisMonth = 1] = today(ctx).split('-').map(Number);
	return proposeProgramme({
		year,
		areas,
		fromMonth: year === thisYear ? Math.min(12, thisMonth + 1) : 1,
		takenMonths: visits.map(({ day }) => Number(day.slice(5, 7)))
	});
}

async function writeLines(ctx: Ctx, programmeId: string, lines: readonly ProposedLine[]): Promise<void> {
	await ctx.db.auditProgrammeLine.createMany({
		data: lines.map(({ areaId, month, clauses, reasons }, position) => ({
			programmeId,
			areaId,
			month,
			clauses: [...clauses],
			proposal: [...reasons],
			position
		}))
	});
}
