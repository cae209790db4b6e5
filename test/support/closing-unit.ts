import { randomUUID } from 'node:crypto';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { addDays, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { createBatch } from '#lib/server/documents/batches.ts';
import { proposeCorrection } from '#lib/server/documents/corrections.ts';
import { issueNow } from '#lib/server/documents/issue.ts';
import {
	approvedVersion,
	draftVersion,
	issuedVersion,
	passedVersion,
	password,
	submittedVersion,
	type DocumentsWorld
} from './documents.ts';
import { onItsDay } from './raw-writes.ts';

/** Everything that can be open in a unit, with what is in force and what is to come. `end` is the first day without the unit. */
export async function populate(world: DocumentsWorld, end: Day) {
	const officer = await world.as('officer');
	const inForce = await issuedVersion(world);
	const soon = await issuedVersion(world, { effectiveOn: addDays(end, -20) });
	const replaced = await issuedVersion(world);
	const onTheDay = await issuedVersion(world, { documentId: replaced.documentId, effectiveOn: end, confirm: warningCodes });
	const later = await issuedVersion(world, { effectiveOn: addDays(end, 30) });
	const withdrawn = await issuedVersion(world);
	const withdrawal = await issueNow(await world.as('head'), {
		unitId: world.unitId,
		versionIds: [],
		withdrawals: [{ documentId: withdrawn.documentId, reason: 'Luật thay đổi' }],
		decisionNumber: '2/QĐ',
		decisionDate: world.day(),
		effectiveOn: addDays(end, 10),
		confirm: warningCodes,
		password
	});
	const draft = await draftVersion(world);
	const inReview = await submittedVersion(world);
	const inApproval = await passedVersion(world);
	const approved = await approvedVersion(world);
	const batch = await createBatch(officer, { unitId: world.unitId, versionIds: [approved.id] });
	const correction = await proposeCorrection(officer, {
		batchId: inForce.batch.id,
		field: 'decisionNumber',
		newValue: '519/QĐ-SNV',
		reason: 'Gõ nhầm'
	});
	const exception = await signedException(world, end);
	const guestId = await world.addPerson(['reviewer'], { unitId: world.otherUnitId });
	const guest = await world.client.guestReview.create({
		data: {
			versionId: inReview.id,
			askedOfUnitId: world.otherUnitId,
			askedById: world.ids.officer,
			reason: 'Thiếu người',
			state: 'appointed',
			guestId
		}
	});
	const wanted = await world.client.guestReview.create({
		data: { versionId: draft.id, askedOfUnitId: world.otherUnitId, askedById: world.ids.officer, reason: 'Thiếu người' }
	});
	return {
		...{ inForce, soon, replaced, onTheDay, later, withdrawn, withdrawal },
		...{ draft, inReview, inApproval, approved, batch, correction, exception, guest, guestId, wanted }
	};
}

/** Signed by the head, as a unit would have it that was small when it was granted. */
function signedException(world: DocumentsWorld, end: Day) {
	const signature = {
		meaning: 'grant_exception',
		meaningText: 'Tôi cho phép một người soát xét và phê duyệt.',
		userId: world.ids.head,
		signerName: 'Người ký',
		position: 'Giám đốc',
		signedAt: world.clock.now()
	} as const;
	return onItsDay(world, (db) =>
		db.sodException.create({
			data: {
				unit: { connect: { id: world.unitId } },
				number: 'NL-2026-001',
				reason: 'Đơn vị nhỏ',
				signedBy: { connect: { id: world.ids.head } },
				signature: { create: signature },
				validFrom: toDbDate(world.day()),
				validTo: toDbDate(addDays(end, 60))
			}
		})
	);
}

/** The open invitation of somebody who belongs to the unit, and perhaps to another one as well. */
export async function invited(world: DocumentsWorld, more: { elsewhere?: string } = {}): Promise<string> {
	const { id } = await world.client.user.create({ data: { fullName: 'Người mới', staffName: `M.${randomUUID()}`, status: 'invited' } });
	const longAgo = toDbDate('2016-01-01');
	for (const unitId of [world.unitId, ...(more.elsewhere ? [more.elsewhere] : [])])
		await world.client.membership.create({ data: { userId: id, unitId, roles: ['reader'], position: '', validFrom: longAgo } });
	const expiresAt = new Date(world.clock.now().getTime() + 90 * 86_400_000);
	const made = await world.client.invitation.create({ data: { userId: id, channel: 'slip', secretHash: randomUUID(), expiresAt } });
	return made.id;
}
