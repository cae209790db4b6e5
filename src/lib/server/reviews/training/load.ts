import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';

export type Training = Prisma.TrainingGetPayload<object>;
export type Certificate = Prisma.PersonCertificateGetPayload<{ include: { user: { select: { fullName: true } } } }>;

/** A training of a unit that the actor works in; others do not exist. @throws NotFound */
export async function loadTraining(ctx: Ctx, trainingId: string): Promise<{ training: Training; subject: Subject }> {
	const training = isUuid(trainingId) ? await ctx.db.training.findUnique({ where: { id: trainingId } }) : null;
	const subject: Subject = { unitId: training?.unitId ?? null };
	if (!training || !may(ctx.actor, 'training.read', subject)) throw new NotFound('training_not_found');
	return { training, subject };
}

/** The same, held until the end of the transaction, neither fixed nor cancelled. @throws NotFound; Conflict `training_fixed` */
export async function holdOpenTraining(ctx: Ctx, trainingId: string): Promise<{ training: Training; subject: Subject }> {
	const { training: seen } = await loadTraining(ctx, trainingId);
	await ctx.db.$queryRaw`select id from training where id = ${seen.id}::uuid for update`;
	const { training, subject } = await loadTraining(ctx, trainingId);
	if (training.fixedAt || training.cancelledAt) throw new Conflict('training_fixed');
	return { training, subject };
}

/** The same as the person saw it. @throws NotFound; Conflict `training_fixed`, `stale` */
export async function takeTraining(ctx: Ctx, trainingId: string, rowVersion: number): Promise<{ training: Training; subject: Subject }> {
	const { training, subject } = await holdOpenTraining(ctx, trainingId);
	if (training.rowVersion !== rowVersion) throw new Conflict('stale', { rowVersion: training.rowVersion });
	return { training, subject };
}

export async function writeTraining(
	ctx: Ctx,
	training: Pick<Training, 'id' | 'rowVersion'>,
	data: Prisma.TrainingUncheckedUpdateManyInput
): Promise<void> {
	const { count } = await ctx.db.training.updateMany({
		where: { id: training.id, rowVersion: training.rowVersion },
		data: { ...data, rowVersion: training.rowVersion + 1 }
	});
	if (count !== 1) throw new Conflict('stale');
}

/** A certificate that the actor may see: the own one, or as officer or head. @throws NotFound */
export async function loadCertificate(ctx: Ctx, certificateId: string): Promise<{ certificate: Certificate; subject: Subject }> {
	const certificate = isUuid(certificateId)
		? await ctx.db.personCertificate.findUnique({ where: { id: certificateId }, include: { user: { select: { fullName: true } } } })
		: null;
	const subject: Subject = { unitId: certificate?.unitId ?? null, personId: certificate?.userId ?? null };
	if (!certificate || !may(ctx.actor, 'training.read_person', subject)) throw new NotFound('certificate_not_found');
	return { certificate, subject };
}

/** The same, in use and held until the end of the transaction. @throws NotFound; Conflict `certificate_not_found` (ended) */
export async function holdCertificate(ctx: Ctx, certificateId: string): Promise<{ certificate: Certificate; subject: Subject }> {
	const { certificate: seen } = await loadCertificate(ctx, certificateId);
	await ctx.db.$queryRaw`select id from person_certificate where id = ${seen.id}::uuid for update`;
	const { certificate, subject } = await loadCertificate(ctx, certificateId);
	if (certificate.endedOn) throw new Conflict('certificate_not_found');
	return { certificate, subject };
}
