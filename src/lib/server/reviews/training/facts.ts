import { certificateState, needState, tookPart } from '#lib/domain/reviews/training/states.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

export type TrainingFacts = {
	/** Held in the interval, with who took part fixed, by day. */
	readonly held: readonly {
		readonly id: string;
		readonly topic: string;
		readonly heldOn: Day;
		readonly hours: number;
		readonly took: number;
		readonly failed: number;
		readonly effect: string | null;
	}[];
	readonly hours: number;
	/** How many different people took part. */
	readonly people: number;
	/** Planned for the interval: how many, and what became of them by its end. */
	readonly needs: { readonly total: number; readonly met: number; readonly late: number; readonly dropped: number };
	/** At the end of the interval. */
	readonly certificates: { readonly valid: number; readonly ending: number; readonly lapsed: number };
};

/** Training and certificates of a unit over an interval of days, `to` included; counts of people, no names. No question of rights. Three statements. */
export async function trainingFacts(ctx: Ctx, unitId: string, from: Day, to: Day): Promise<TrainingFacts> {
	const days = { gte: toDbDate(from), lte: toDbDate(to) };
	const [trainings, needs, certificates] = await Promise.all([
		ctx.db.training.findMany({
			where: { unitId, heldOn: days, fixedAt: { not: null } },
			orderBy: { heldOn: 'asc' },
			include: { trainingParticipantTraining: { select: { userId: true, result: true } } }
		}),
		ctx.db.trainingNeed.findMany({
			where: { unitId, plannedOn: days },
			select: {
				plannedOn: true,
				droppedAt: true,
				trainingNeed: { where: { fixedAt: { not: null }, heldOn: { lte: toDbDate(to) } }, select: { id: true } }
			}
		}),
		ctx.db.personCertificate.findMany({
			where: { unitId, issuedOn: { lte: toDbDate(to) }, OR: [{ endedOn: null }, { endedOn: { gt: toDbDate(to) } }] },
			select: { validTo: true }
		})
	]);
	const took = trainings.map(({ trainingParticipantTraining }) =>
		trainingParticipantTraining.filter(({ result }) => tookPart.includes(result))
	);
	const states = needs.map(({ plannedOn, droppedAt, trainingNeed }) =>
		needState({ plannedOn: fromDbDate(plannedOn), dropped: droppedAt !== null, held: trainingNeed.length > 0 }, to)
	);
	const standing = certificates.map(({ validTo }) => certificateState({ validTo: fromDbDate(validTo), ended: false }, to));
	const count = <Of>(list: readonly Of[], one: Of) => list.filter((each) => each === one).length;
	return {
		held: trainings.map(({ id, topic, heldOn, hours, effect }, at) => ({
			...{ id, topic, heldOn: fromDbDate(heldOn), hours: Number(hours), took: took[at]?.length ?? 0 },
			...{ failed: (took[at] ?? []).filter(({ result }) => result === 'failed').length, effect }
		})),
		hours: trainings.reduce((sum, { hours }) => sum + Number(hours), 0),
		people: new Set(took.flat().map(({ userId }) => userId)).size,
		needs: { total: states.length, met: count(states, 'met'), late: count(states, 'late'), dropped: count(states, 'dropped') },
		certificates: {
			valid: count(standing, 'valid') + count(standing, 'ending'),
			ending: count(standing, 'ending'),
			lapsed: count(standing, 'lapsed')
		}
	};
}
