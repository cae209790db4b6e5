import type { CertificateInput } from '#lib/domain/reviews/training/forms.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { requireStaff } from '../staff.ts';
import { loadCertificate } from './load.ts';

/** Enters a certificate of somebody of the unit. Recorded as `person_certificate.create`. @throws Forbidden, Invalid; Conflict `unit_closed` */
export function addCertificate(ctx: Ctx, input: CertificateInput & { unitId: string }): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const { unitId, userId, trainingId } = input;
		const role = authorize(ctx, 'training.manage', { unitId });
		await requireOpenUnit(ctx, unitId, today(ctx));
		await requireStaff(ctx, unitId, [userId], 'userId');
		if (input.issuedOn > today(ctx)) throw new Invalid({ issuedOn: 'day_to_come' });
		if (input.validTo !== null && input.validTo < input.issuedOn) throw new Invalid({ validTo: 'day_before_start' });
		if (trainingId !== null) {
			const took = await ctx.db.trainingParticipant.findFirst({
				where: { trainingId, userId, training: { unitId } },
				select: { id: true }
			});
			if (!took) throw new Invalid({ trainingId: 'invalid' });
		}
		const texts = { name: tidy(input.name), number: tidy(input.number), issuer: tidy(input.issuer) };
		const { id } = await ctx.db.personCertificate.create({
			data: {
				...{ unitId, userId, trainingId, ...texts, issuedOn: toDbDate(input.issuedOn) },
				...{ validTo: input.validTo === null ? null : toDbDate(input.validTo), createdById: requireUser(ctx), createdAt: ctx.clock.now() }
			},
			select: { id: true }
		});
		await record(ctx, {
			event: 'person_certificate.create',
			subjectType: 'person_certificate',
			subjectId: id,
			unitId,
			role,
			after: { person: userId, certificate: texts.name, number: texts.number, issuer: texts.issuer, validUntilDay: input.validTo }
		});
		return { id };
	});
}

/** Ends a certificate: renewed by another one, withdrawn. Recorded as `person_certificate.end`. @throws NotFound, Forbidden, Invalid; Conflict `stale`, `certificate_not_found` */
export function endCertificate(ctx: Ctx, input: { certificateId: string; reason: string; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { certificate, subject } = await loadCertificate(ctx, input.certificateId);
		const role = authorize(ctx, 'training.manage', subject);
		const endedReason = requireReason(input.reason, 'reason');
		if (certificate.endedOn) throw new Conflict('certificate_not_found');
		const { count } = await ctx.db.personCertificate.updateMany({
			where: { id: certificate.id, rowVersion: input.rowVersion, endedOn: null },
			data: { endedOn: toDbDate(today(ctx)), endedReason, rowVersion: input.rowVersion + 1 }
		});
		if (count !== 1) throw new Conflict('stale', { rowVersion: certificate.rowVersion });
		await record(ctx, {
			event: 'person_certificate.end',
			subjectType: 'person_certificate',
			subjectId: certificate.id,
			unitId: certificate.unitId,
			role,
			before: { person: certificate.userId, certificate: certificate.name },
			comment: endedReason
		});
		await lapse(ctx, 'person_certificate', [certificate.id]);
	});
}
