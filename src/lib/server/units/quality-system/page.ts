import { isoTitles, stepState, type IsoTitle, type StepState } from '#lib/domain/units/quality-system/quality-system.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { unitNamesOn, validOn } from '../units-on-day.ts';

export type StandardPeriod = {
	readonly id: string;
	readonly standardCode: string;
	readonly standard: string;
	readonly edition: number;
	readonly scope: string;
	readonly validFrom: Day;
	/** The first day without it. */
	readonly validTo: Day | null;
	readonly rowVersion: number;
	readonly when: 'past' | 'now' | 'upcoming';
};
export type Member = {
	readonly id: string;
	readonly userId: string | null;
	readonly fullName: string;
	readonly title: IsoTitle;
	readonly position: string;
	readonly validFrom: Day;
	readonly validTo: Day | null;
	readonly rowVersion: number;
	readonly when: 'past' | 'now' | 'upcoming';
};
export type Committee = {
	readonly id: string;
	readonly decisionNumber: string;
	readonly decisionDate: Day;
	readonly validFrom: Day;
	readonly validTo: Day | null;
	readonly rowVersion: number;
	readonly when: 'past' | 'now' | 'upcoming';
	readonly members: readonly Member[];
};
export type PlanStep = {
	readonly id: string;
	readonly what: string;
	readonly responsibleId: string | null;
	readonly responsibleName: string;
	readonly dueOn: Day;
	readonly doneOn: Day | null;
	readonly result: string;
	readonly droppedReason: string | null;
	readonly rowVersion: number;
	readonly state: StepState;
};
export type QualitySystem = {
	readonly unit: { readonly unitId: string; readonly code: string; readonly name: string };
	readonly standards: readonly StandardPeriod[];
	readonly committees: readonly Committee[];
	readonly year: number;
	/** Years with a plan, and the one shown. */
	readonly years: readonly number[];
	readonly steps: readonly PlanStep[];
};

/**
 * The system of a unit: editions and committees, newest first, and the plan of one year. Five queries.
 * @param year null: this year
 * @throws NotFound for a unit whose system is not the reader's to see
 */
export async function qualitySystem(ctx: Ctx, unitId: string, year: number | null): Promise<QualitySystem> {
	const day = today(ctx);
	if (!isUuid(unitId) || !may(ctx.actor, 'quality_system.read', { unitId })) throw new NotFound('unit_not_found');
	const unit = (await unitNamesOn(ctx, [unitId], day)).get(unitId);
	if (!unit) throw new NotFound('unit_not_found');
	const shown = year ?? Number(day.slice(0, 4));
	const [standards, committees, steps, years] = await Promise.all([
		ctx.db.unitStandard.findMany({ where: { unitId }, orderBy: { validFrom: 'desc' }, include: { standard: true } }),
		ctx.db.steeringCommittee.findMany({
			where: { unitId },
			orderBy: { validFrom: 'desc' },
			include: { members: { orderBy: [{ title: 'asc' }, { validFrom: 'asc' }, { fullName: 'asc' }] } }
		}),
		ctx.db.isoPlanStep.findMany({ where: { unitId, year: shown }, orderBy: [{ dueOn: 'asc' }, { position: 'asc' }] }),
		ctx.db.isoPlanStep.groupBy({ by: ['year'], where: { unitId }, orderBy: { year: 'desc' } })
	]);
	return {
		unit,
		standards: standards.filter(everHeld).map(({ standard, ...row }) => ({
			id: row.id,
			standardCode: row.standardCode,
			standard: ctx.locale === 'en' ? standard.nameEn : standard.nameVi,
			edition: standard.edition,
			scope: row.scope,
			rowVersion: row.rowVersion,
			...daysOf(row, day)
		})),
		committees: committees.filter(everHeld).map((row) => ({
			id: row.id,
			decisionNumber: row.decisionNumber,
			decisionDate: fromDbDate(row.decisionDate),
			rowVersion: row.rowVersion,
			...daysOf(row, day),
			members: row.members
				.filter(everHeld)
				.map(({ id, userId, fullName, title, position, rowVersion, ...days }) => ({
					id,
					userId,
					fullName,
					title,
					position,
					rowVersion,
					...daysOf(days, day)
				}))
				.toSorted((a, b) => isoTitles.indexOf(a.title) - isoTitles.indexOf(b.title))
		})),
		year: shown,
		years: [...new Set([shown, ...years.map((one) => one.year)])].toSorted((a, b) => b - a),
		steps: steps.map((step) => {
			const days = { dueOn: fromDbDate(step.dueOn), doneOn: fromDbDate(step.doneOn), droppedReason: step.droppedReason };
			const { id, what, responsibleId, responsibleName, result, rowVersion } = step;
			return { id, what, responsibleId, responsibleName, result, rowVersion, ...days, state: stepState(days, day) };
		})
	};
}

type Option = { value: string; label: string; hint?: string };
export type QualitySystemPage = QualitySystem & {
	readonly abilities: { readonly manage: boolean };
	/** For the forms, where the reader may fill them. */
	readonly choices: { readonly standards: readonly Option[]; readonly people: readonly Option[] };
};

/** The same with what its forms offer. @throws as `qualitySystem` */
export async function qualitySystemPage(ctx: Ctx, unitId: string, year: number | null): Promise<QualitySystemPage> {
	const system = await qualitySystem(ctx, unitId, year);
	const manage = may(ctx.actor, 'quality_system.manage', { unitId });
	if (!manage) return { ...system, abilities: { manage }, choices: { standards: [], people: [] } };
	const [standards, members] = await Promise.all([
		ctx.db.standard.findMany({ orderBy: { sortOrder: 'desc' } }),
		ctx.db.membership.findMany({
			where: { unitId, ...validOn(today(ctx)), user: { status: { not: 'disabled' } } },
			select: { userId: true, position: true, user: { select: { fullName: true } } },
			orderBy: { user: { fullName: 'asc' } },
			distinct: ['userId']
		})
	]);
	return {
		...system,
		abilities: { manage },
		choices: {
			standards: standards.map((one) => ({ value: one.code, label: ctx.locale === 'en' ? one.nameEn : one.nameVi })),
			people: members.map(({ userId, position, user }) => ({ value: userId, label: user.fullName, hint: position }))
		}
	};
}

function everHeld({ validFrom, validTo }: { validFrom: Date; validTo: Date | null }): boolean {
	return validTo === null || validTo > validFrom;
}

function daysOf(row: { validFrom: Date; validTo: Date | null }, day: Day) {
	const validFrom = fromDbDate(row.validFrom);
	const validTo = fromDbDate(row.validTo);
	const when = validFrom > day ? ('upcoming' as const) : validTo !== null && validTo <= day ? ('past' as const) : ('now' as const);
	return { validFrom, validTo, when };
}
