import { may } from '#lib/domain/permissions/decide.ts';
import type { EvidenceReader } from '#lib/server/corrective-actions/evidence-list.ts';
import { addEvidence, removeEvidence } from '#lib/server/corrective-actions/evidence.ts';
import type { VersionFile } from '#lib/server/documents/files.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { holdCertificate, holdOpenTraining, loadCertificate, loadTraining } from './load.ts';

/** Lists of who was there, programmes, marks. @throws NotFound, Forbidden, Invalid; Conflict `training_fixed` (cancelled) */
export function addTrainingFiles(ctx: Ctx, trainingId: string, files: readonly VersionFile[]): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { training, subject } = await loadTraining(ctx, trainingId);
		const role = authorize(ctx, 'training.manage', subject);
		if (training.cancelledAt) throw new Conflict('training_fixed');
		const trail = { subjectType: 'training', subjectId: training.id, name: training.topic };
		await addEvidence(ctx, { subjectType: 'training', subjectId: training.id, unitId: training.unitId, files, role, trail });
	});
}

/** A head takes away what was added by mistake, until it is fixed who took part; not their own. @throws as `removeEvidence`; Conflict `training_fixed` */
export function removeTrainingFile(ctx: Ctx, trainingId: string, input: { evidenceId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { training, subject } = await holdOpenTraining(ctx, trainingId);
		const trail = { subjectType: 'training', subjectId: training.id, name: training.topic };
		const by = { action: 'training.remove_evidence', subject } as const;
		await removeEvidence(ctx, { ...input, subjectType: 'training', subjectIds: [training.id], by, trail });
	});
}

/** The certificate itself. @throws NotFound, Forbidden, Invalid; Conflict `certificate_not_found` (ended) */
export function addCertificateFiles(ctx: Ctx, certificateId: string, files: readonly VersionFile[]): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { certificate, subject } = await loadCertificate(ctx, certificateId);
		const role = authorize(ctx, 'training.manage', subject);
		if (certificate.endedOn) throw new Conflict('certificate_not_found');
		const trail = { subjectType: 'person_certificate', subjectId: certificate.id, name: certificate.name };
		await addEvidence(ctx, {
			subjectType: 'person_certificate',
			subjectId: certificate.id,
			unitId: certificate.unitId,
			files,
			role,
			trail
		});
	});
}

/** A head takes away what was added by mistake, until it ends; not their own. @throws as `removeEvidence`; Conflict `certificate_not_found` (ended) */
export function removeCertificateFile(ctx: Ctx, certificateId: string, input: { evidenceId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { certificate, subject } = await holdCertificate(ctx, certificateId);
		const trail = { subjectType: 'person_certificate', subjectId: certificate.id, name: certificate.name };
		const by = { action: 'training.remove_evidence', subject } as const;
		await removeEvidence(ctx, { ...input, subjectType: 'person_certificate', subjectIds: [certificate.id], by, trail });
	});
}

/** Lists of names: for the officer and the heads. */
export const readTrainingEvidence: EvidenceReader = async (ctx, trainingId) => {
	const { training, subject } = await loadTraining(ctx, trainingId);
	if (!may(ctx.actor, 'training.read_person', subject)) throw new NotFound('file_not_found');
	return { name: training.topic };
};

export const readCertificateEvidence: EvidenceReader = async (ctx, certificateId) => ({
	name: (await loadCertificate(ctx, certificateId)).certificate.name
});
