import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { objectiveForm } from '#lib/domain/reviews/objectives/forms.ts';
import { ratingForm } from '#lib/domain/reviews/providers/forms.ts';
import { defaultCriteria } from '#lib/domain/reviews/providers/rating.ts';
import { resultsForm, trainingForm } from '#lib/domain/reviews/training/forms.ts';
import { endAuditor } from '#lib/server/audits/auditor-acts.ts';
import { addAuditorFiles, removeAuditorFile } from '#lib/server/audits/auditor-evidence.ts';
import { auditorPage } from '#lib/server/audits/auditor-pages.ts';
import type { VersionFile } from '#lib/server/documents/files.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { closeObjectiveYear } from '#lib/server/reviews/objectives/close.ts';
import { createObjectiveSet } from '#lib/server/reviews/objectives/create.ts';
import { saveObjective } from '#lib/server/reviews/objectives/edit.ts';
import { addObjectiveFiles, removeObjectiveFile } from '#lib/server/reviews/objectives/evidence.ts';
import { objectivePage, objectiveSetPage } from '#lib/server/reviews/objectives/page.ts';
import { recordResult } from '#lib/server/reviews/objectives/results.ts';
import { approveObjectives, submitObjectives } from '#lib/server/reviews/objectives/sign.ts';
import { createProvider, endProvider, rateProvider } from '#lib/server/reviews/providers/acts.ts';
import { addProviderFiles, removeProviderFile } from '#lib/server/reviews/providers/evidence.ts';
import { providerPage } from '#lib/server/reviews/providers/pages.ts';
import { cancelTraining, createTraining, enterResults } from '#lib/server/reviews/training/acts.ts';
import { addCertificate, endCertificate } from '#lib/server/reviews/training/certificates.ts';
import { addCertificateFiles, addTrainingFiles, removeCertificateFile, removeTrainingFile } from '#lib/server/reviews/training/evidence.ts';
import { certificatePage, trainingDetail } from '#lib/server/reviews/training/pages.ts';
import { auditHelpers } from '#test/support/audits.ts';
import { documentsWorld, password, refusal, type DocumentsWorld, type Who } from '#test/support/documents.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

const { anAuditor } = auditHelpers(() => world);
const code = async (act: Promise<unknown>) => (await refusal(act)).code;

/** A thing that has evidence: how that is added, taken away and offered, and what settles it. */
type Thing = {
	add(ctx: Ctx, files: readonly VersionFile[]): Promise<void>;
	remove(ctx: Ctx, input: { evidenceId: string; reason: string }): Promise<void>;
	removable(ctx: Ctx): Promise<readonly string[]>;
	settle(): Promise<unknown>;
};

const rowVersionOf = async (setId: string) => (await objectiveSetPage(await world.as('officer'), setId)).rowVersion;

/** An objective of last year, signed and met, so that the year can be closed. */
async function anObjective(): Promise<Thing> {
	const officer = await world.as('officer');
	const { id: setId } = await createObjectiveSet(officer, { unitId: world.unitId, year: 2025, copy: false });
	const objective = objectiveForm.omit({ rowVersion: true }).parse({
		...{ code: 'MT-01', statement: 'Đúng hạn', indicator: 'Tỷ lệ', measure: '%', direction: 'at_least', target: '90', judging: 'latest' },
		...{ period: 'year', ownerId: world.ids.drafter, dueOn: '2025-12-31' }
	});
	const { lineId } = await saveObjective(officer, { setId, rowVersion: await rowVersionOf(setId), lineId: null, objective });
	await submitObjectives(officer, { setId, rowVersion: await rowVersionOf(setId) });
	const { rowVersion, sha256 } = await objectiveSetPage(await world.as('head'), setId);
	await approveObjectives(await world.as('head'), { setId, rowVersion, sha256, password });
	const at = { setId, lineId };
	await recordResult(await world.as('officer'), { ...at, period: 1, value: 95, note: '', source: 'Một cửa', reason: '' });
	return {
		add: (ctx, files) => addObjectiveFiles(ctx, at, files),
		remove: (ctx, input) => removeObjectiveFile(ctx, at, input),
		removable: async (ctx) => (await objectivePage(ctx, setId, lineId)).removable,
		settle: async () => closeObjectiveYear(await world.as('officer'), { setId, rowVersion: await rowVersionOf(setId) })
	};
}

async function aProvider(): Promise<Thing> {
	const { id: providerId } = await createProvider(await world.as('officer'), {
		...{ name: 'Công ty A', taxCode: '', contact: '', provides: 'Bảo trì', control: '', criteria: [...defaultCriteria] },
		...{ unitId: world.unitId, startedOn: '2025-01-01', nextRatingOn: world.day(5) }
	});
	const points = Object.fromEntries(defaultCriteria.map((_, at) => [`points:${at}`, '4']));
	const rating = ratingForm.parse({ year: '2026', ratedOn: world.day(), nextRatingOn: world.day(365), rowVersion: '1', ...points });
	await rateProvider(await world.as('officer'), { ...rating, providerId });
	return {
		add: (ctx, files) => addProviderFiles(ctx, providerId, files),
		remove: (ctx, input) => removeProviderFile(ctx, providerId, input),
		removable: async (ctx) => (await providerPage(ctx, providerId)).removable,
		settle: async () => endProvider(await world.as('officer'), { providerId, reason: 'Hết hợp đồng', rowVersion: 2 })
	};
}

const aTraining = (end: 'fixed' | 'cancelled') => async (): Promise<Thing> => {
	const input = trainingForm.parse({ topic: 'ISO 9001', heldOn: world.day(-3), hours: '3', trainer: 'Chi cục', people: [world.ids.staff] });
	const { id: trainingId } = await createTraining(await world.as('officer'), { ...input, unitId: world.unitId });
	const results = resultsForm.parse({ rowVersion: '1', fix: 'yes', [`result:${world.ids.staff}`]: 'passed' });
	return {
		add: (ctx, files) => addTrainingFiles(ctx, trainingId, files),
		remove: (ctx, input) => removeTrainingFile(ctx, trainingId, input),
		removable: async (ctx) => (await trainingDetail(ctx, trainingId)).removable,
		settle: async () =>
			end === 'fixed'
				? enterResults(await world.as('officer'), { ...results, trainingId })
				: cancelTraining(await world.as('officer'), { trainingId, reason: 'Dời', rowVersion: 1 })
	};
};

async function aCertificate(): Promise<Thing> {
	const { id: certificateId } = await addCertificate(await world.as('officer'), {
		...{ unitId: world.unitId, userId: world.ids.drafter, trainingId: null, name: 'Chứng chỉ', number: '01', issuer: 'Chi cục' },
		...{ issuedOn: world.day(-300), validTo: null }
	});
	return {
		add: (ctx, files) => addCertificateFiles(ctx, certificateId, files),
		remove: (ctx, input) => removeCertificateFile(ctx, certificateId, input),
		removable: async (ctx) => (await certificatePage(ctx, certificateId)).removable,
		settle: async () => endCertificate(await world.as('officer'), { certificateId, reason: 'Đã cấp lại', rowVersion: 1 })
	};
}

async function aRegisteredAuditor(): Promise<Thing> {
	const { id: auditorId } = await anAuditor(world.ids.drafter);
	return {
		add: (ctx, files) => addAuditorFiles(ctx, auditorId, files),
		remove: (ctx, input) => removeAuditorFile(ctx, auditorId, input),
		removable: async (ctx) => (await auditorPage(ctx, auditorId)).removable,
		settle: async () => endAuditor(await world.as('officer'), { auditorId, reason: 'Chuyển công tác', rowVersion: 1 })
	};
}

/** Adds one file; gives its id. */
async function added(thing: Thing, who: Who): Promise<string> {
	const file = await world.pdf(crypto.randomUUID());
	await thing.add(await world.as(who), [file]);
	return (await world.client.evidenceFile.findFirstOrThrow({ where: { sha256: file.sha256 } })).id;
}
const attack = (sql: string) => onItsDay(world, (db) => db.$executeRawUnsafe(sql));
const takenAway = (evidenceId: string, by: Who) =>
	attack(`update evidence_file set removed_at = eiso_now(), removed_by_id = '${world.ids[by]}', removed_reason = 'x', stored_sha256 = null
		where id = '${evidenceId}'`);
const again = (evidenceId: string) =>
	attack(`insert into evidence_file (id, subject_type, subject_id, unit_id, sha256, stored_sha256, name, file_type, size, added_by_id, added_at)
		select gen_random_uuid(), subject_type, subject_id, unit_id, sha256, stored_sha256, 'x.pdf', file_type, size, added_by_id, eiso_now()
		from evidence_file where id = '${evidenceId}'`);

describe.each([
	{ name: 'an objective', make: anObjective, settled: 'objective_not_approved', late: 'refused' },
	{ name: 'a provider', make: aProvider, settled: 'provider_ended', late: 'refused' },
	{ name: 'a training that was fixed', make: aTraining('fixed'), settled: 'training_fixed', late: 'kept' },
	{ name: 'a training that was cancelled', make: aTraining('cancelled'), settled: 'training_fixed', late: 'refused' },
	{ name: 'a certificate', make: aCertificate, settled: 'certificate_not_found', late: 'refused' },
	{ name: 'an auditor', make: aRegisteredAuditor, settled: 'auditor_ended', late: 'refused' }
])('evidence of $name', ({ make, settled, late }) => {
	let thing: Thing;
	beforeAll(async () => {
		thing = await make();
	});
	const remove = async (who: Who, evidenceId: string, reason = 'Nhầm tệp') => thing.remove(await world.as(who), { evidenceId, reason });

	it('is taken away by a head who did not add it, with a reason, and a stub stays', async () => {
		const evidenceId = await added(thing, 'officer');
		for (const who of ['officer', 'drafter'] as const) expect(await code(remove(who, evidenceId)), who).toBe('forbidden');
		expect(await code(remove('outsider', evidenceId))).toMatch(/_not_found$/);
		expect(await code(remove('head', evidenceId, ' '))).toBe('invalid');
		for (const who of ['officer', 'drafter'] as const) expect(await thing.removable(await world.as(who)), who).toEqual([]);
		expect(await thing.removable(await world.as('head'))).toEqual([evidenceId]);
		await remove('head', evidenceId);
		expect(await world.client.evidenceFile.findUniqueOrThrow({ where: { id: evidenceId } })).toMatchObject({
			...{ storedSha256: null, removedReason: 'Nhầm tệp', removedById: world.ids.head, addedById: world.ids.officer }
		});
		expect(await code(remove('head', evidenceId))).toBe('stale');
		expect(await thing.removable(await world.as('head'))).toEqual([]);
	});

	it('is not taken away by who added it, not even a head', async () => {
		const evidenceId = await added(thing, 'head');
		expect(await code(remove('head', evidenceId))).toBe('separation_of_duties');
		expect(await thing.removable(await world.as('head'))).toEqual([]);
		await expect(takenAway(evidenceId, 'head')).rejects.toThrow(/separation_of_duties/);
		expect(await thing.removable(await world.as('deputy'))).toEqual([evidenceId]);
		await remove('deputy', evidenceId);
	});

	it('stays once it is settled', async () => {
		const evidenceId = await added(thing, 'officer');
		await thing.settle();
		expect(await code(remove('head', evidenceId))).toBe(settled);
		expect(await thing.removable(await world.as('head'))).toEqual([]);
		await expect(takenAway(evidenceId, 'head')).rejects.toThrow(/content_frozen|illegal_transition/);
		if (late === 'kept') {
			const afterwards = await added(thing, 'officer');
			expect(await code(remove('head', afterwards))).toBe(settled);
		} else {
			expect(await code(thing.add(await world.as('officer'), [await world.pdf()]))).toBe(settled);
			await expect(again(evidenceId)).rejects.toThrow(/content_frozen|illegal_transition/);
		}
		expect(await world.client.evidenceFile.findUniqueOrThrow({ where: { id: evidenceId } })).toMatchObject({ removedAt: null });
	});
});
