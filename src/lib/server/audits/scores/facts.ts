import { ruleParams, isScoreRule, type RuleParams, type ScoreRule } from '#lib/domain/audits/scores/rules.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';

export type Criterion = {
	readonly id: string;
	readonly position: number;
	readonly code: string;
	readonly text: string;
	readonly max: number;
	readonly rule: ScoreRule;
	readonly params: RuleParams;
};

export type CriteriaSet = {
	readonly id: string;
	readonly year: number;
	readonly title: string;
	/** Empty: every kind. */
	readonly unitKinds: readonly string[];
	/** Not by any document of the province. */
	readonly isSample: boolean;
	readonly state: 'draft' | 'published';
	readonly revisesId: string | null;
	readonly publishedAt: Date | null;
	readonly rowVersion: number;
	readonly criteria: readonly Criterion[];
	readonly max: number;
};

/** A set as far as the actor may see it: published ones are open, drafts the coordinator's. @throws NotFound */
export async function loadSet(ctx: Ctx, id: string): Promise<CriteriaSet> {
	const [set] = isUuid(id) ? await readSets(ctx, { id }) : [];
	if (!set || !(set.state === 'published' ? may(ctx.actor, 'criteria.read') : may(ctx.actor, 'criteria.manage'))) throw new NotFound();
	return set;
}

/** Sets with their criteria, the newest year first, without drafts that were cancelled. No question of rights. */
export async function readSets(ctx: Ctx, where: { id?: string; state?: 'published' } = {}): Promise<CriteriaSet[]> {
	const sets = await ctx.db.criteriaSet.findMany({
		where: { state: { in: ['draft', 'published'] }, ...where },
		orderBy: [{ year: 'desc' }, { publishedAt: 'desc' }, { id: 'asc' }],
		include: { criterionSet: { orderBy: [{ position: 'asc' }, { code: 'asc' }] } }
	});
	return sets.map(({ criterionSet, createdById: _createdBy, createdAt: _createdAt, state, ...set }) => {
		const criteria = criterionSet.flatMap(({ maxPoints, rule, params, setId: _set, ...criterion }) => {
			if (!isScoreRule(rule)) return [];
			return [{ ...criterion, max: maxPoints.toNumber(), rule, params: ruleParams.parse(params) }];
		});
		return { ...set, state: state === 'published' ? state : 'draft', criteria, max: criteria.reduce((sum, { max }) => sum + max, 0) };
	});
}

/** Of published sets those that no published one goes on from: what counts in their year. */
export function inUse(sets: readonly CriteriaSet[]): CriteriaSet[] {
	const published = sets.filter(({ state }) => state === 'published');
	return published.filter(({ id }) => !published.some(({ revisesId }) => revisesId === id));
}

export function isMeantFor(set: Pick<CriteriaSet, 'unitKinds'>, kindCode: string): boolean {
	return set.unitKinds.length === 0 || set.unitKinds.includes(kindCode);
}
