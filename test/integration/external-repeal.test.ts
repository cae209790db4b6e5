import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { emptyContent } from '#lib/domain/procedures/content.ts';
import { acceptRequest } from '#lib/server/documents/change-requests/direct.ts';
import { finishRequests } from '#lib/server/documents/change-requests/finish.ts';
import { requestPage } from '#lib/server/documents/change-requests/page.ts';
import { considerRequest, declineRequest } from '#lib/server/documents/change-requests/triage.ts';
import { createDocument } from '#lib/server/documents/documents.ts';
import { askAmendments } from '#lib/server/documents/external/ask.ts';
import { createExternal, subscribe } from '#lib/server/documents/external/lines.ts';
import { externalChoices, externalReferencesOf, setExternalReferences } from '#lib/server/documents/external/references.ts';
import { repealExternal, takeBackRepeal } from '#lib/server/documents/external/repeal.ts';
import { citeReplacement } from '#lib/server/documents/external/replace.ts';
import { externalTasks } from '#lib/server/documents/external/tasks.ts';
import { approveVersion } from '#lib/server/documents/approve.ts';
import { passVersion, submitVersion } from '#lib/server/documents/review.ts';
import { createProcedureVersion } from '#lib/server/procedures/new-procedure.ts';
import { saveContent } from '#lib/server/procedures/save-content.ts';
import {
	documentsWorld,
	draftVersion,
	issuedVersion,
	issueVersions,
	noticesOf,
	password,
	refusal,
	trailOf,
	type AVersion,
	type DocumentsWorld
} from '#test/support/documents.ts';

/*
 * A law is repealed; what cites it is amended by a request that the system opened (states.md §6), row by row of what differs from a person's.
 */
let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

let numbers = 0;
const ofProvince = async () => {
	const facts = { number: `${++numbers}/2015/QH13`, title: 'Luật', issuer: 'Quốc hội', issuedOn: '2015-03-05', inForceFrom: '2016-01-01' };
	const kept = { receivedOn: null, appliedFor: '', divisionId: null, checkerId: null, checkMonths: 12 };
	return (await createExternal(await world.as('coordinator'), null, { ...facts, inForceUntil: null, link: '', ...kept })).id;
};
async function subscribed(): Promise<string> {
	const id = await ofProvince();
	await subscribe(await world.as('officer'), world.unitId, [id]);
	return id;
}
async function repeal(id: string, effectiveOn: string, replacedById: string | null = null) {
	const input = { effectiveOn, byAct: '99/2026/QH16', replacedById, remark: '' };
	const done = await repealExternal(await world.as('coordinator'), id, input);
	const { id: repealId } = await world.client.externalRepeal.findFirstOrThrow({ where: { externalId: id, takenBackAt: null } });
	await askAmendments(world.system, { repealId, unitId: world.unitId });
	return { ...done, repealId };
}

describe('from the repeal to the amended text', () => {
	let law: string, newLaw: string, documentId: string, requestId: string, draftId: string, draft: AVersion, repealId: string;

	it('opens a request of the system: numbered, recorded, told to the officer and to nobody else', async () => {
		[law, newLaw] = [await subscribed(), await ofProvince()];
		({ documentId } = await issuedVersion(world, { externals: [law], confirm: ['nobody_told'] }));
		({ repealId } = await repeal(law, world.day(), newLaw));
		const request = await world.client.changeRequest.findFirstOrThrow({ where: { documentId } });
		requestId = request.id;
		expect(request).toMatchObject({ source: 'law', kind: 'amend', state: 'proposed', proposerId: null });
		expect(request.number).toMatch(/^YC-\d{4}-\d{3}$/);
		expect(await trailOf(world, requestId)).toEqual(['change_request.propose']);
		const row = await world.client.auditTrail.findFirstOrThrow({ where: { subjectId: requestId } });
		expect(row).toMatchObject({ actorRole: 'system', actorId: null, unitId: world.unitId });
		expect(await noticesOf(world, 'officer', requestId)).toEqual(['request_proposed']);
		for (const who of ['head', 'staff', 'reviewer', 'outsider'] as const) expect(await noticesOf(world, who, requestId)).toEqual([]);
	});

	it('says which law ends, what replaces it and by when, and offers that day', async () => {
		const page = await requestPage(await world.as('officer'), requestId);
		expect(page.law).toMatchObject({ externalId: law, replacedBy: { id: newLaw }, ends: { on: world.day(), dueOn: world.day(30) } });
		expect(page.offeredDue).toBe(world.day(30));
		expect((await refusal(requestPage(await world.as('outsider'), requestId))).code).toBe('change_request_not_found');
	});

	it('is considered by the officer and accepted by a head, as any other', async () => {
		const consider = { requestId, opinion: 'Phải sửa', drafterId: world.ids.drafter, dueOn: world.day(30) };
		expect((await refusal(considerRequest(await world.as('head'), consider))).code).toBe('forbidden');
		await considerRequest(await world.as('officer'), consider);
		expect((await refusal(acceptRequest(await world.as('officer'), { requestId, changeClass: 'substantive' }))).code).toBe('forbidden');
		await acceptRequest(await world.as('head'), { requestId, changeClass: 'substantive' });
		// Nobody proposed it, so nobody but who drafts is told.
		expect(await noticesOf(world, 'drafter', requestId)).toEqual(['request_accepted']);
	});

	it('gives the draft what replaced the law in one act, and takes it into the list of the unit', async () => {
		draft = await draftVersion(world, { documentId, step: 'revision', summary: 'Theo luật mới' });
		draftId = draft.id;
		expect((await requestPage(await world.as('officer'), requestId)).links).toMatchObject([{ versionId: draftId, purpose: 'issue' }]);
		expect(await externalReferencesOf(world.system, draftId)).toEqual([law]);
		const [choice] = (await externalChoices(await world.as('officer'), world.unitId, draftId)).filter(({ value }) => value === law);
		expect(choice?.hint).toMatch(/hết hiệu lực từ .* · thay bằng \d+\/2015\/QH13/);
		const input = { versionId: draftId, externalId: law };
		expect((await refusal(citeReplacement(await world.as('staff'), input))).code).toBe('version_not_found');
		// A drafter writes the draft and does not keep the list.
		expect((await refusal(citeReplacement(await world.as('drafter'), input))).code).toBe('invalid');
		await citeReplacement(await world.as('officer'), input);
		expect(await externalReferencesOf(world.system, draftId)).toEqual([newLaw]);
		expect(await trailOf(world, newLaw)).toEqual(['external.create', 'external.subscribe']);
		expect((await refusal(citeReplacement(await world.as('officer'), input))).code).toBe('stale');
	});

	it('is over the day the amended version is in force: the task goes, the request is done, its number stays', async () => {
		expect(await externalTasks(world.system, { externalId: law }, false)).toMatchObject([
			{ openVersionId: draftId, request: { id: requestId } }
		]);
		await submitVersion(await world.as('drafter'), { versionId: draftId });
		await passVersion(await world.as('reviewer'), { versionId: draftId });
		await approveVersion(await world.as('head'), { versionId: draftId, password });
		await issueVersions(world, [draftId], { confirm: warningCodes });
		expect(await externalTasks(world.system, { externalId: law }, false)).toEqual([]);
		await finishRequests(world.system, null, { day: world.day() });
		const done = await requestPage(await world.as('officer'), requestId);
		expect(done).toMatchObject({ state: 'done', doneOn: world.day(), law: { externalId: law } });
		expect(await trailOf(world, requestId)).toEqual([
			'change_request.propose',
			'change_request.consider',
			'change_request.accept',
			'change_request.link',
			'change_request.finish'
		]);
		// A job that runs again opens nothing for a document that was amended.
		await askAmendments(world.system, { repealId, unitId: world.unitId });
		expect(await world.client.changeRequest.count({ where: { documentId } })).toBe(1);
	});
});

describe('a request that a repeal opened', () => {
	it('says so when the repeal was taken back, and is closed by the officer, not by itself', async () => {
		const law = await subscribed();
		const { documentId } = await issuedVersion(world, { externals: [law], confirm: warningCodes });
		const { repealId } = await repeal(law, world.day(5));
		const { id } = await world.client.changeRequest.findFirstOrThrow({ where: { documentId } });
		await takeBackRepeal(await world.as('coordinator'), law, { repealId, reason: 'Ghi nhầm số' });
		expect(await requestPage(await world.as('officer'), id)).toMatchObject({
			state: 'proposed',
			law: { ends: null },
			offeredDue: world.day(30)
		});
		await declineRequest(await world.as('officer'), { requestId: id, ground: 'out_of_scope', comment: 'Đã rút lại' });
	});

	it('is offered today when the day by which it was due has gone by', async () => {
		const law = await subscribed();
		const { documentId } = await issuedVersion(world, { externals: [law], confirm: warningCodes });
		await repeal(law, world.day(-50));
		const { id } = await world.client.changeRequest.findFirstOrThrow({ where: { documentId } });
		const page = await requestPage(await world.as('officer'), id);
		expect(page).toMatchObject({ law: { ends: { dueOn: world.day(-20) } }, offeredDue: world.day() });
	});
});

describe('a text that names a law', () => {
	const named = (externalId: string) => ({ id: `r-${externalId}`, text: '', documentId: null, externalId });

	it('cites it, as reference or legal basis, and not any more when the name goes', async () => {
		const [one, two, beside] = [await subscribed(), await subscribed(), await subscribed()];
		const drafter = await world.as('officer');
		const { id: documentId } = await createDocument(drafter, { unitId: world.unitId, kind: 'QT', code: 'QT-LUAT', title: 'Cấp bản sao' });
		const content = { ...emptyContent(false), references: [named(one)] };
		const { id } = await createProcedureVersion(drafter, { documentId, content });
		expect(await externalReferencesOf(world.system, id)).toEqual([one]);
		await setExternalReferences(drafter, id, [one, beside]);
		await saveContent(drafter, { versionId: id, base: 1, parts: { legalBasis: [named(two)] } });
		expect((await externalReferencesOf(world.system, id)).toSorted()).toEqual([one, two, beside].toSorted());
		await saveContent(drafter, { versionId: id, base: 2, parts: { references: [] } });
		// What was chosen beside the text stays.
		expect((await externalReferencesOf(world.system, id)).toSorted()).toEqual([two, beside].toSorted());
	});

	it('cites nothing of another unit', async () => {
		const foreign = await world.client.externalDocument.create({
			data: { unitId: world.otherUnitId, number: 'y', numberKey: 'y', title: 'y', issuer: 'y', searchText: 'y' }
		});
		const officer = await world.as('officer');
		const { id: documentId } = await createDocument(officer, { unitId: world.unitId, kind: 'QT', code: 'QT-LUAT2', title: 'Cấp bản sao' });
		const content = { ...emptyContent(false), references: [named(foreign.id)] };
		const { id } = await createProcedureVersion(officer, { documentId, content });
		expect(await externalReferencesOf(world.system, id)).toEqual([]);
	});
});
