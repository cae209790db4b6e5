import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import type { TrainingQuery } from '#lib/domain/reviews/training/forms.ts';
import { certificateDays, certificateState, needState, tookPart, trainingState } from '#lib/domain/reviews/training/states.ts';
import { addDays, fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { evidenceOf, removableOf } from '#lib/server/corrective-actions/evidence-list.ts';
import { staffOptions } from '#lib/server/documents/work/options.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';
import { loadCertificate, loadTraining } from './load.ts';

const pageSize = 50;

/**
 * Training of a unit: the trainings of a year, what is planned for it, certificates, and how much each took part. People and certificates are those
 * of everybody to the officer and the heads, to everybody else their own.
 * @param unitId the unit the person works in
 * @throws Forbidden
 */
export async function trainingPage(ctx: Ctx, unitId: string | null, query: TrainingQuery) {
	if (unitId === null) throw new Forbidden();
	authorize(ctx, 'training.read', { unitId });
	const day = today(ctx);
	const thisYear = Number(day.slice(0, 4));
	const year = query.year ?? thisYear;
	const everybody = may(ctx.actor, 'training.read_person', { unitId });
	const of = { unitId, year, day, everybody, me: userIdOf(ctx.actor) ?? '', query };
	const known = await ctx.db.training.findMany({ where: { unitId }, select: { heldOn: true }, distinct: ['heldOn'], take: 500 });
	const manage = may(ctx.actor, 'training.manage', { unitId });
	return {
		...{ view: query.view, state: query.state, year, everybody, page: query.page, pageSize },
		years: [...new Set([thisYear, year, ...known.map(({ heldOn }) => heldOn.getUTCFullYear())])].sort((one, other) => other - one),
		trainings: query.view === 'trainings' ? await trainingsOf(ctx, of) : { items: [], total: 0 },
		needs: query.view === 'needs' ? await needsOf(ctx, of) : [],
		certificates: query.view === 'certificates' ? await certificatesOf(ctx, of) : { items: [], total: 0 },
		people: query.view === 'people' ? await peopleOf(ctx, of) : [],
		/** For the form of a need. */
		staff: query.view === 'needs' && manage ? await staffOptions(ctx, unitId) : [],
		may: { manage }
	};
}
type Of = { unitId: string; year: number; day: Day; everybody: boolean; me: string; query: TrainingQuery };

const within = (year: number) => ({ gte: toDbDate(`${year}-01-01`), lte: toDbDate(`${year}-12-31`) });

async function trainingsOf(ctx: Ctx, { unitId, year, day, query }: Of) {
	const where = { unitId, heldOn: within(year) };
	const [rows, total] = await Promise.all([
		ctx.db.training.findMany({
			where,
			orderBy: [{ heldOn: 'desc' }, { id: 'desc' }],
			skip: (query.page - 1) * pageSize,
			take: pageSize,
			include: { trainingParticipantTraining: { select: { result: true } } }
		}),
		ctx.db.training.count({ where })
	]);
	return {
		total,
		items: rows.map(({ trainingParticipantTraining: people, ...row }) => {
			const days = { heldOn: fromDbDate(row.heldOn), endedOn: fromDbDate(row.endedOn) };
			return {
				...{ id: row.id, topic: row.topic, trainer: row.trainer, hours: Number(row.hours), ...days, invited: people.length },
				took: row.fixedAt ? people.filter(({ result }) => tookPart.includes(result)).length : null,
				state: trainingState({ ...days, fixed: row.fixedAt !== null, cancelled: row.cancelledAt !== null }, day)
			};
		})
	};
}

async function needsOf(ctx: Ctx, { unitId, year, day }: Of) {
	const rows = await ctx.db.trainingNeed.findMany({
		where: { unitId, year },
		orderBy: [{ plannedOn: 'asc' }, { id: 'asc' }],
		include: {
			responsible: { select: { fullName: true } },
			trainingNeed: { where: { cancelledAt: null }, orderBy: { heldOn: 'asc' }, select: { id: true, topic: true, fixedAt: true } }
		}
	});
	return rows.map(({ trainingNeed, ...row }) => ({
		...{ id: row.id, topic: row.topic, reason: row.reason, audience: row.audience, plannedOn: fromDbDate(row.plannedOn) },
		...{ responsible: row.responsible?.fullName ?? null, droppedReason: row.droppedReason, rowVersion: row.rowVersion },
		trainings: trainingNeed.map(({ id, topic }) => ({ id, topic })),
		state: needState(
			{ plannedOn: fromDbDate(row.plannedOn), dropped: row.droppedAt !== null, held: trainingNeed.some(({ fixedAt }) => fixedAt !== null) },
			day
		)
	}));
}

async function certificatesOf(ctx: Ctx, { unitId, day, everybody, me, query }: Of) {
	const where: Prisma.PersonCertificateWhereInput = { unitId, ...(everybody ? {} : { userId: me }), ...inState(query.state, day) };
	const [rows, total] = await Promise.all([
		ctx.db.personCertificate.findMany({
			where,
			orderBy: [{ endedOn: { sort: 'desc', nulls: 'first' } }, { validTo: { sort: 'asc', nulls: 'last' } }, { user: { fullName: 'asc' } }],
			skip: (query.page - 1) * pageSize,
			take: pageSize,
			include: { user: { select: { fullName: true } } }
		}),
		ctx.db.personCertificate.count({ where })
	]);
	return {
		total,
		items: rows.map((row) => ({
			...{ id: row.id, fullName: row.user.fullName, name: row.name, number: row.number, issuer: row.issuer },
			...{ issuedOn: fromDbDate(row.issuedOn), validTo: fromDbDate(row.validTo) },
			state: certificateState({ validTo: fromDbDate(row.validTo), ended: row.endedOn !== null }, day)
		}))
	};
}

function inState(state: TrainingQuery['state'], day: Day): Prisma.PersonCertificateWhereInput {
	const soon = toDbDate(addDays(day, certificateDays));
	if (state === 'all') return {};
	if (state === 'ended') return { endedOn: { not: null } };
	if (state === 'lapsed') return { endedOn: null, validTo: { lt: toDbDate(day) } };
	if (state === 'ending') return { endedOn: null, validTo: { gte: toDbDate(day), lt: soon } };
	return { endedOn: null, OR: [{ validTo: null }, { validTo: { gte: soon } }] };
}

async function peopleOf(ctx: Ctx, { unitId, year, everybody, me }: Of) {
	const rows = await ctx.db.trainingParticipant.findMany({
		where: { ...(everybody ? {} : { userId: me }), training: { unitId, heldOn: within(year), fixedAt: { not: null } } },
		select: {
			userId: true,
			result: true,
			user: { select: { fullName: true } },
			training: { select: { id: true, topic: true, heldOn: true, hours: true } }
		}
	});
	return [...Map.groupBy(rows, ({ userId }) => userId)]
		.map(([id, list]) => {
			const took = list.filter(({ result }) => tookPart.includes(result));
			return {
				...{ id, fullName: list[0]?.user.fullName ?? '', count: took.length },
				hours: took.reduce((sum, { training }) => sum + Number(training.hours), 0),
				trainings: list.map(({ training, result }) => ({
					id: training.id,
					topic: training.topic,
					heldOn: fromDbDate(training.heldOn),
					result
				}))
			};
		})
		.toSorted((one, other) => one.fullName.localeCompare(other.fullName, 'vi'));
}

/** What the forms of a new training and a new certificate offer. @throws Forbidden */
export async function newTrainingPage(ctx: Ctx, unitId: string | null, needId: string | null) {
	if (unitId === null) throw new Forbidden();
	authorize(ctx, 'training.manage', { unitId });
	const needs = await openNeeds(ctx, unitId);
	const asked = needs.find(({ value }) => value === needId);
	return { people: await staffOptions(ctx, unitId), needs, needId: asked?.value ?? null, topic: asked?.label ?? '', today: today(ctx) };
}

async function openNeeds(ctx: Ctx, unitId: string) {
	const rows = await ctx.db.trainingNeed.findMany({
		where: { unitId, droppedAt: null, trainingNeed: { none: { fixedAt: { not: null } } } },
		orderBy: [{ plannedOn: 'asc' }, { id: 'asc' }],
		select: { id: true, topic: true, year: true }
	});
	return rows.map(({ id, topic, year }) => ({ value: id, label: topic, hint: String(year) }));
}

/** A training with who took part: all of them to the officer and the heads, to everybody else their own line. @throws NotFound */
export async function trainingDetail(ctx: Ctx, trainingId: string) {
	const { training, subject } = await loadTraining(ctx, trainingId);
	const day = today(ctx);
	const everybody = may(ctx.actor, 'training.read_person', subject);
	const manage = may(ctx.actor, 'training.manage', subject);
	const me = userIdOf(ctx.actor);
	const [rows, need, evidence, saidBy] = await Promise.all([
		ctx.db.trainingParticipant.findMany({
			where: { trainingId: training.id },
			orderBy: { user: { fullName: 'asc' } },
			select: { userId: true, result: true, note: true, user: { select: { fullName: true } } }
		}),
		training.needId ? ctx.db.trainingNeed.findUnique({ where: { id: training.needId }, select: { id: true, topic: true } }) : null,
		everybody ? evidenceOf(ctx, 'training', [training.id]) : new Map<string, never>(),
		training.effectById ? ctx.db.user.findUnique({ where: { id: training.effectById }, select: { fullName: true } }) : null
	]);
	const files = evidence.get(training.id) ?? [];
	const shown = everybody ? rows : rows.filter(({ userId }) => userId === me);
	const days = { heldOn: fromDbDate(training.heldOn), endedOn: fromDbDate(training.endedOn) };
	const state = trainingState({ ...days, fixed: training.fixedAt !== null, cancelled: training.cancelledAt !== null }, day);
	const open = state === 'planned' || state === 'to_fix';
	return {
		training: {
			...{
				id: training.id,
				topic: training.topic,
				...days,
				hours: Number(training.hours),
				trainer: training.trainer,
				place: training.place
			},
			...{ content: training.content, needId: training.needId, need, rowVersion: training.rowVersion, state, fixedAt: training.fixedAt },
			...{
				cancelledReason: training.cancelledReason,
				effect: training.effect,
				effectOn: fromDbDate(training.effectOn),
				effectBy: saidBy?.fullName ?? ''
			}
		},
		counts: { invited: rows.length, took: rows.filter(({ result }) => tookPart.includes(result)).length },
		people: shown.map(({ userId, result, note, user }) => ({ id: userId, fullName: user.fullName, result, note })),
		everybody,
		evidence: files,
		/** What this person may take away: a head, until it is fixed, and not what they added. */
		removable: open ? removableOf(ctx, 'training.remove_evidence', subject, files) : [],
		options:
			manage && open
				? { people: await staffOptions(ctx, training.unitId), needs: await openNeeds(ctx, training.unitId) }
				: { people: [], needs: [] },
		today: day,
		may: {
			edit: manage && open,
			fix: manage && state === 'to_fix',
			effect: manage && state === 'held' && training.effect === null,
			evidence: manage && state !== 'cancelled'
		}
	};
}

/** What the form of a new certificate offers. @throws Forbidden */
export async function newCertificatePage(ctx: Ctx, unitId: string | null) {
	if (unitId === null) throw new Forbidden();
	authorize(ctx, 'training.manage', { unitId });
	const held = await ctx.db.training.findMany({
		where: { unitId, cancelledAt: null, heldOn: { lte: toDbDate(today(ctx)) } },
		orderBy: { heldOn: 'desc' },
		take: 100,
		select: { id: true, topic: true, heldOn: true }
	});
	return {
		people: await staffOptions(ctx, unitId),
		trainings: held.map(({ id, topic, heldOn }) => ({ value: id, label: topic, hint: fromDbDate(heldOn) })),
		today: today(ctx)
	};
}

/** A certificate with its files. @throws NotFound */
export async function certificatePage(ctx: Ctx, certificateId: string) {
	const { certificate, subject } = await loadCertificate(ctx, certificateId);
	const day = today(ctx);
	const evidence = (await evidenceOf(ctx, 'person_certificate', [certificate.id])).get(certificate.id) ?? [];
	const training = certificate.trainingId
		? await ctx.db.training.findUnique({ where: { id: certificate.trainingId }, select: { id: true, topic: true } })
		: null;
	const { id, name, number, issuer, endedReason, rowVersion } = certificate;
	const manage = may(ctx.actor, 'training.manage', subject) && certificate.endedOn === null;
	return {
		certificate: {
			...{ id, name, number, issuer, endedReason, rowVersion, fullName: certificate.user.fullName, training },
			...{ issuedOn: fromDbDate(certificate.issuedOn), validTo: fromDbDate(certificate.validTo), endedOn: fromDbDate(certificate.endedOn) },
			state: certificateState({ validTo: fromDbDate(certificate.validTo), ended: certificate.endedOn !== null }, day)
		},
		evidence,
		/** What this person may take away: a head, until it ends, and not what they added. */
		removable: certificate.endedOn ? [] : removableOf(ctx, 'training.remove_evidence', subject, evidence),
		may: { manage }
	};
}

/** What a page of a person shows of their training in a unit; null where this actor may not know. */
export async function trainingOfPerson(ctx: Ctx, unitId: string, userId: string) {
	if (!may(ctx.actor, 'training.read_person', { unitId, personId: userId })) return null;
	const day = today(ctx);
	const [trainings, certificates] = await Promise.all([
		ctx.db.trainingParticipant.findMany({
			where: { userId, training: { unitId, cancelledAt: null } },
			orderBy: { training: { heldOn: 'desc' } },
			take: 100,
			select: { id: true, result: true, training: { select: { id: true, topic: true, heldOn: true, hours: true } } }
		}),
		ctx.db.personCertificate.findMany({ where: { userId, unitId }, orderBy: { issuedOn: 'desc' } })
	]);
	return {
		trainings: trainings.map(({ id, result, training }) => ({
			...{ id, result, trainingId: training.id, topic: training.topic, heldOn: fromDbDate(training.heldOn), hours: Number(training.hours) }
		})),
		certificates: certificates.map((one) => ({
			...{ id: one.id, name: one.name, number: one.number, validTo: fromDbDate(one.validTo) },
			state: certificateState({ validTo: fromDbDate(one.validTo), ended: one.endedOn !== null }, day)
		}))
	};
}
export type PersonTraining = NonNullable<Awaited<ReturnType<typeof trainingOfPerson>>>;
