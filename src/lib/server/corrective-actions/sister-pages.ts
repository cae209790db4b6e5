import type { FindingGrade } from '#lib/domain/corrective-actions/finding-lifecycle.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { addDays, dayOf, fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden, NotFound } from '#lib/server/platform/errors.ts';
import { readUnits, unitNamesOn } from '#lib/server/units/units-on-day.ts';
import { loadActionToAct } from './action-facts.ts';
import { loadFinding, mayShareFinding } from './finding-facts.ts';
import { overviewOf } from './sister-checks.ts';

/** Units in which this person may do an act. */
function ownUnits(ctx: Ctx, action: 'sister.answer' | 'sister.overview'): string[] {
	if (ctx.actor.kind !== 'user') return [];
	return [...new Set(ctx.actor.memberships.map(({ unitId }) => unitId))].filter((unitId) => may(ctx.actor, action, { unitId }));
}

export type AskedRow = {
	readonly id: string;
	readonly unitId: string;
	readonly unit: string;
	readonly text: string;
	readonly clause: string | null;
	readonly dueOn: Day;
	readonly answer: string;
	readonly late: boolean;
	readonly closed: boolean;
};

export type SharedRow = {
	readonly id: string;
	readonly text: string;
	readonly clause: string | null;
	readonly grade: FindingGrade;
	readonly dueOn: Day;
	readonly sharedAt: Date;
	readonly closed: boolean;
	readonly asked: number;
	readonly answered: number;
	readonly here: number;
	readonly late: number;
};

/** What the own units are asked, what waits first; and what they, or for a coordinator everybody, shared. @throws Forbidden */
export async function sisterList(ctx: Ctx): Promise<{ asked: AskedRow[]; shared: SharedRow[]; maySeeShared: boolean }> {
	const everywhere = may(ctx.actor, 'sister.share_inspection', {});
	const [mine, sharing] = [ownUnits(ctx, 'sister.answer'), ownUnits(ctx, 'sister.overview')];
	if (!everywhere && mine.length === 0) throw new Forbidden();
	const day = today(ctx);
	const checks = await ctx.db.sisterCheck.findMany({
		where: { unitId: { in: mine } },
		orderBy: [{ shared: { dueOn: 'desc' } }, { id: 'desc' }],
		take: 200,
		include: { shared: true }
	});
	const names = await unitNamesOn(ctx, mine, day);
	const shared = await ctx.db.sharedFinding.findMany({
		where: everywhere ? {} : { unitId: { in: sharing }, findingId: null },
		orderBy: [{ sharedAt: 'desc' }, { id: 'desc' }],
		take: 200,
		include: { sisterCheckShared: { select: { answer: true } } }
	});
	return {
		maySeeShared: everywhere || sharing.length > 0,
		asked: checks
			.map(({ shared: { id, text, clause, dueOn, closedAt }, unitId, answer }) => ({
				id,
				unitId,
				unit: names.get(unitId)?.name ?? '',
				text,
				clause,
				dueOn: fromDbDate(dueOn),
				answer,
				late: answer === 'asked' && closedAt === null && fromDbDate(dueOn) < day,
				closed: closedAt !== null
			}))
			.toSorted((one, other) => Number(one.answer !== 'asked') - Number(other.answer !== 'asked')),
		shared: shared.map(({ id, text, clause, grade, dueOn, sharedAt, closedAt, sisterCheckShared: list }) => {
			const waiting = list.filter(({ answer }) => answer === 'asked').length;
			return {
				...{ id, text, clause, grade, sharedAt },
				dueOn: fromDbDate(dueOn),
				closed: closedAt !== null,
				asked: list.length,
				answered: list.length - waiting,
				here: list.filter(({ answer }) => answer === 'here').length,
				late: closedAt === null && fromDbDate(dueOn) < day ? waiting : 0
			};
		})
	};
}

/** One question: to whoever shared it with all answers, to a unit that is asked with its own. @throws NotFound */
export async function sisterPage(ctx: Ctx, sharedId: string) {
	const shared = isUuid(sharedId)
		? await ctx.db.sharedFinding.findUnique({
				where: { id: sharedId },
				include: {
					sharedBy: { select: { fullName: true } },
					sisterCheckShared: {
						include: {
							answeredBy: { select: { fullName: true } },
							action: { select: { id: true, number: true, state: true, outcome: true } }
						}
					}
				}
			})
		: null;
	if (!shared) throw new NotFound('sister_check_not_found');
	const overview = may(ctx.actor, overviewOf(shared), shared);
	const mine = shared.sisterCheckShared.filter(({ unitId }) => may(ctx.actor, 'sister.answer', { unitId }));
	if (!overview && mine.length === 0) throw new NotFound('sister_check_not_found');
	const visible = overview ? shared.sisterCheckShared : mine;
	const day = today(ctx);
	const names = await unitNamesOn(ctx, [shared.unitId, ...visible.map(({ unitId }) => unitId)], day);
	const dueOn = fromDbDate(shared.dueOn);
	const closed = shared.closedAt !== null;
	return {
		id: shared.id,
		text: shared.text,
		clause: shared.clause,
		grade: shared.grade,
		dueOn,
		closed,
		overview,
		// Where it happened is told to nobody but who shared it.
		from: overview
			? { unit: names.get(shared.unitId)?.name ?? '', findingId: shared.findingId, actionId: shared.actionId, by: shared.sharedBy.fullName }
			: null,
		sharedAt: shared.sharedAt,
		checks: visible
			.map(({ unitId, answer, text, answeredAt, answeredBy, action }) => ({
				unitId,
				unit: names.get(unitId)?.name ?? '',
				answer,
				text,
				answeredAt,
				answeredBy: answeredBy?.fullName ?? null,
				late: answer === 'asked' ? !closed && dueOn < day : answeredAt !== null && dayOf(answeredAt) > dueOn,
				action: action && (may(ctx.actor, 'action.outline', { unitId }) || mine.some((one) => one.unitId === unitId)) ? action : null,
				mayAnswer: answer === 'asked' && !closed && mine.some((one) => one.unitId === unitId)
			}))
			.toSorted((one, other) => Number(other.mayAnswer) - Number(one.mayAnswer) || one.unit.localeCompare(other.unit, 'vi'))
	};
}

/** What the form to share offers: the words it begins with, kinds, units above others, units. @throws NotFound, Forbidden */
export async function sharePage(ctx: Ctx, from: { findingId: string | null; actionId: string | null }) {
	const about = from.findingId ? await aboutFinding(ctx, from.findingId) : await aboutAction(ctx, from.actionId ?? '');
	const units = await readUnits(ctx, today(ctx));
	const parents = new Set(units.flatMap(({ parentId }) => parentId ?? []));
	const kinds = new Map(units.map(({ kindCode, kindName }) => [kindCode, kindName]));
	return {
		...about,
		dueOn: addDays(today(ctx), 14),
		kinds: [...kinds].map(([value, label]) => ({ value, label })),
		parents: units.filter(({ unitId }) => parents.has(unitId)).map(({ unitId, name }) => ({ value: unitId, label: name })),
		units: units.filter(({ unitId }) => unitId !== about.unitId).map(({ unitId, name }) => ({ value: unitId, label: name }))
	};
}

async function aboutFinding(ctx: Ctx, findingId: string) {
	const { finding } = await loadFinding(ctx, findingId);
	if (!mayShareFinding(ctx, finding)) throw new Forbidden();
	return {
		findingId: finding.id,
		actionId: null,
		unitId: finding.unitId,
		name: String(finding.number),
		clause: finding.clause,
		text: finding.statement
	};
}

async function aboutAction(ctx: Ctx, actionId: string) {
	const { action, subject } = await loadActionToAct(ctx, actionId);
	if (!may(ctx.actor, 'sister.share', subject)) throw new Forbidden();
	// The unit writes its own words for others; nothing is put in for it.
	return { findingId: null, actionId: action.id, unitId: action.unitId, name: action.number, clause: action.clause, text: '' };
}
