import type { ScaleInput } from '#lib/domain/reviews/risks/forms.ts';
import { defaultScale, levelTones, scaleFaults, type RiskScale, type ScaleLevel, type ScaleStep } from '#lib/domain/reviews/risks/scale.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';

/** The scale of a unit as it holds now; the one that eISO brings until it set its own. No question of rights. */
export async function scaleOf(ctx: Ctx, unitId: string): Promise<RiskScale> {
	const row = await ctx.db.riskScale.findFirst({ where: { unitId }, orderBy: { number: 'desc' } });
	if (!row) return defaultScale;
	return { number: row.number, likelihood: stepsIn(row.likelihood), impact: stepsIn(row.impact), levels: levelsIn(row.levels) };
}

/**
 * Sets the unit's own scale from now on; what was assessed keeps its score and level. Recorded as `risk_scale.set` with the reason.
 * @throws Forbidden, Invalid; Conflict `unit_closed`
 */
export function setScale(ctx: Ctx, input: ScaleInput & { unitId: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { unitId } = input;
		const role = authorize(ctx, 'risk.manage', { unitId });
		await requireOpenUnit(ctx, unitId, today(ctx));
		const reason = requireReason(input.reason, 'reason');
		const step = ({ value, name, meaning }: ScaleStep) => ({ value, name: tidy(name).slice(0, 100), meaning: tidy(meaning).slice(0, 300) });
		const likelihood = input.likelihood.map(step);
		const impact = input.impact.map(step);
		const levels = input.levels.map(({ from, name, tone }) => ({ from, name: tidy(name).slice(0, 60), tone }));
		const faults = scaleFaults({ likelihood, impact, levels });
		if (Object.keys(faults).length > 0) throw new Invalid(faults);
		await ctx.db.$queryRaw`select id from unit where id = ${unitId}::uuid for update`;
		const last = await ctx.db.riskScale.findFirst({ where: { unitId }, orderBy: { number: 'desc' }, select: { number: true } });
		const number = (last?.number ?? 0) + 1;
		const { id } = await ctx.db.riskScale.create({
			data: { unitId, number, likelihood, impact, levels, reason, setById: requireUser(ctx), setAt: ctx.clock.now() },
			select: { id: true }
		});
		await record(ctx, {
			event: 'risk_scale.set',
			subjectType: 'risk_scale',
			subjectId: id,
			unitId,
			role,
			after: {
				number,
				likelihood: likelihood.map(({ name }) => name),
				impact: impact.map(({ name }) => name),
				level: levels.map(({ from, name }) => `${from}: ${name}`)
			},
			comment: reason
		});
	});
}

function stepsIn(value: unknown): ScaleStep[] {
	return Array.isArray(value) ? value.filter(isStep) : [];
}
function isStep(value: unknown): value is ScaleStep {
	return typeof value === 'object' && value !== null && 'value' in value && 'name' in value && 'meaning' in value;
}
function levelsIn(value: unknown): ScaleLevel[] {
	return Array.isArray(value) ? value.filter(isLevel) : [];
}
function isLevel(value: unknown): value is ScaleLevel {
	return (
		typeof value === 'object' &&
		value !== null &&
		'from' in value &&
		'name' in value &&
		'tone' in value &&
		levelTones.some((tone) => tone === value.tone)
	);
}
