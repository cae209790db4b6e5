import { isUuid } from '#lib/domain/shared/uuid.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { inForceOn } from '#lib/server/permissions/visible.ts';
import { Conflict, NotFound, Unauthenticated } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { serviceForUnit } from './choices.ts';

/**
 * Links a procedure of the unit to a service that it handles. The officer vouches with it that the version in force, else the newest, was
 * written by what is published today. Recorded in the unit's trail.
 * @throws Forbidden; NotFound for a service or procedure that is not the unit's; Conflict `service_not_ticked`, `service_linked`
 */
export function linkProcedure(ctx: Ctx, input: { unitId: string; serviceId: string; documentId: string }): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const { unitId, serviceId, documentId } = input;
		const role = authorize(ctx, 'admin_service.choose', { unitId });
		const { serviceVersionId } = await serviceForUnit(ctx, unitId, serviceId);
		const document = await ctx.db.document.findFirst({
			where: { id: documentId, unitId, kindCode: 'QT', status: 'open' },
			select: { code: true }
		});
		if (!document) throw new NotFound('document_not_found');
		const choice = await ctx.db.unitAdminService.findUnique({
			where: { unitId_serviceId: { unitId, serviceId } },
			select: { handled: true }
		});
		if (!choice?.handled) throw new Conflict('service_not_ticked');
		const known = await ctx.db.adminServiceLink.findFirst({ where: { serviceId, documentId, removedAt: null }, select: { id: true } });
		if (known) throw new Conflict('service_linked');
		const { id } = await ctx.db.adminServiceLink.create({
			data: { unitId, serviceId, documentId, createdAt: ctx.clock.now() },
			select: { id: true }
		});
		const versionId = await versionToVouchFor(ctx, documentId);
		if (versionId) await writeConfirmation(ctx, id, versionId, serviceVersionId);
		await record(ctx, {
			event: 'admin_service.link',
			subjectType: 'admin_service_link',
			subjectId: id,
			unitId,
			role,
			after: { service: serviceId, document: documentId, version: versionId }
		});
		return { id };
	});
}

/** Takes a procedure off a service; what was confirmed about it stays. Recorded. @throws Forbidden; NotFound; Conflict `stale` */
export function unlinkProcedure(ctx: Ctx, input: { linkId: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { link, role } = await takeLink(ctx, input.linkId);
		const { count } = await ctx.db.adminServiceLink.updateMany({
			where: { id: link.id, removedAt: null },
			data: { removedAt: ctx.clock.now() }
		});
		if (count !== 1) throw new Conflict('stale');
		await record(ctx, {
			event: 'admin_service.unlink',
			subjectType: 'admin_service_link',
			subjectId: link.id,
			unitId: link.unitId,
			role,
			before: { service: link.serviceId, document: link.documentId }
		});
	});
}

/**
 * "Đã cập nhật theo QĐ …": the officer vouches that this version of the linked procedure was written by this row of the catalogue, which
 * must be the one of today: a page that was open while the decision changed confirms nothing new. Recorded in the unit's trail.
 * @throws Forbidden; NotFound; Conflict `stale`, `version_not_of_link`
 */
export function confirmUpdated(ctx: Ctx, input: { linkId: string; versionId: string; serviceVersionId: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { link, role } = await takeLink(ctx, input.linkId);
		const { serviceVersionId } = await serviceForUnit(ctx, link.unitId, link.serviceId);
		if (serviceVersionId !== input.serviceVersionId) throw new Conflict('stale');
		const version = await ctx.db.version.findFirst({
			where: { id: input.versionId, documentId: link.documentId, state: { notIn: ['cancelled', 'withdrawn'] } },
			select: { id: true }
		});
		if (!version) throw new Conflict('version_not_of_link');
		const row = await ctx.db.adminServiceVersion.findUniqueOrThrow({
			where: { id: serviceVersionId },
			select: { decisionNumber: true, decisionDate: true }
		});
		await writeConfirmation(ctx, link.id, version.id, serviceVersionId);
		await record(ctx, {
			event: 'admin_service.confirm',
			subjectType: 'admin_service_link',
			subjectId: link.id,
			unitId: link.unitId,
			role,
			after: {
				service: link.serviceId,
				document: link.documentId,
				version: version.id,
				decisionNumber: row.decisionNumber,
				decisionDate: row.decisionDate.toISOString()
			}
		});
	});
}

type Link = { id: string; unitId: string; serviceId: string; documentId: string };

async function takeLink(ctx: Ctx, linkId: string): Promise<{ link: Link; role: string }> {
	const link = isUuid(linkId)
		? await ctx.db.adminServiceLink.findFirst({
				where: { id: linkId, removedAt: null },
				select: { id: true, unitId: true, serviceId: true, documentId: true }
			})
		: null;
	if (!link || !may(ctx.actor, 'admin_service.coverage', { unitId: link.unitId })) throw new NotFound('link_not_found');
	return { link, role: authorize(ctx, 'admin_service.choose', { unitId: link.unitId }, { readable: false }) };
}

/** The version in force today, else the newest that is still going somewhere. */
async function versionToVouchFor(ctx: Ctx, documentId: string): Promise<string | null> {
	const inForce = await ctx.db.version.findFirst({ where: { documentId, ...inForceOn(today(ctx)) }, select: { id: true } });
	if (inForce) return inForce.id;
	const newest = await ctx.db.version.findFirst({
		where: { documentId, state: { notIn: ['cancelled', 'withdrawn'] } },
		orderBy: [{ issueNo: 'desc' }, { revisionNo: 'desc' }],
		select: { id: true }
	});
	return newest?.id ?? null;
}

async function writeConfirmation(ctx: Ctx, linkId: string, versionId: string, serviceVersionId: string): Promise<void> {
	const confirmedById = userIdOf(ctx.actor);
	if (!confirmedById) throw new Unauthenticated();
	await ctx.db.adminServiceConfirmation.create({
		data: { linkId, versionId, serviceVersionId, confirmedById, confirmedAt: ctx.clock.now() }
	});
}
