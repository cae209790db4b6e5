import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askAmendments } from '#lib/server/documents/external/ask.ts';
import { checkExternal } from '#lib/server/documents/external/checks.ts';
import { createExternal, editExternal, subscribe, type ExternalInput } from '#lib/server/documents/external/lines.ts';
import { externalLines } from '#lib/server/documents/external/list.ts';
import { externalPage } from '#lib/server/documents/external/page.ts';
import { setExternalReferences } from '#lib/server/documents/external/references.ts';
import { repealExternal, takeBackRepeal } from '#lib/server/documents/external/repeal.ts';
import { citedExternals, externalStatus } from '#lib/server/documents/external/status.ts';
import { leaveList, setKeeping } from '#lib/server/documents/external/subscriptions.ts';
import { externalTasks } from '#lib/server/documents/external/tasks.ts';
import { createVersion, editVersion } from '#lib/server/documents/versions.ts';
import { previewNewBatch } from '#lib/server/documents/preview.ts';
import {
	approvedVersion,
	documentsWorld,
	draftVersion,
	issuedVersion,
	issueVersions,
	noticesOf,
	refusal,
	submittedVersion,
	trailOf,
	type DocumentsWorld
} from '#test/support/documents.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

let numbers = 0;
const facts = (more: Partial<ExternalInput> = {}): ExternalInput => ({
	number: `${++numbers}/2020/NĐ-CP`,
	title: 'Về công tác văn thư',
	issuer: 'Chính phủ',
	issuedOn: '2020-03-05',
	inForceFrom: '2020-03-05',
	inForceUntil: null,
	link: 'https://vanban.chinhphu.vn/?docid=199378',
	receivedOn: null,
	appliedFor: '',
	divisionId: null,
	checkerId: null,
	checkMonths: 12,
	...more
});
const query = { q: '', state: '', check: '', from: '' } as const;

async function ofProvince(more: Partial<ExternalInput> = {}): Promise<string> {
	return (await createExternal(await world.as('coordinator'), null, facts(more))).id;
}
async function subscribed(more: Partial<ExternalInput> = {}): Promise<string> {
	const id = await ofProvince(more);
	await subscribe(await world.as('officer'), world.unitId, [id]);
	return id;
}
const repeal = async (id: string, effectiveOn: string, more: { replacedById?: string } = {}) =>
	repealExternal(await world.as('coordinator'), id, {
		effectiveOn,
		byAct: '99/2026/NĐ-CP',
		replacedById: more.replacedById ?? null,
		remark: ''
	});
const repealOf = async (externalId: string) =>
	(await world.client.externalRepeal.findFirstOrThrow({ where: { externalId, takenBackAt: null } })).id;
/** In force, and citing these. */
const citing = async (externals: readonly string[]) => {
	const version = await issuedVersion(world, { externals });
	return version;
};

describe('the lists', () => {
	it('of the province are kept by the coordinator alone, and open to everybody', async () => {
		const id = await ofProvince();
		for (const who of ['officer', 'head', 'staff', 'inspector', 'administrator'] as const) {
			expect((await refusal(createExternal(await world.as(who), null, facts()))).code).toBe('forbidden');
			if (who !== 'administrator') expect((await externalPage(await world.as(who), id, world.unitId)).number).toBeTruthy();
		}
		expect((await refusal(externalPage(await world.as('administrator'), id, null))).code).toBe('external_not_found');
		expect(await trailOf(world, id)).toEqual(['external.create']);
	});

	it('of a unit are kept by its officer and heads, and hidden from others', async () => {
		const { id } = await createExternal(await world.as('officer'), world.unitId, facts({ appliedFor: 'Văn thư' }));
		expect((await externalLines(await world.as('staff'), { unitId: world.unitId, ...query })).map((line) => line.id)).toContain(id);
		expect((await refusal(externalPage(await world.as('outsider'), id, world.otherUnitId))).code).toBe('external_not_found');
		expect((await refusal(externalLines(await world.as('outsider'), { unitId: world.unitId, ...query }))).code).toBe('forbidden');
		expect((await refusal(createExternal(await world.as('staff'), world.unitId, facts()))).code).toBe('forbidden');
		expect((await refusal(createExternal(await world.as('outsider'), world.unitId, facts()))).code).toBe('forbidden');
		expect((await refusal(repeal(id, world.day()))).code).toBe('forbidden');
	});

	it('have a document once, however it is written', async () => {
		const one = facts();
		await createExternal(await world.as('coordinator'), null, one);
		const again = { ...one, number: ` ${one.number.toLowerCase()}`, issuer: 'CHÍNH PHỦ' };
		expect(await refusal(createExternal(await world.as('coordinator'), null, again))).toMatchObject({
			code: 'invalid',
			params: { fields: { number: 'external_taken' } }
		});
		const [first, second] = await Promise.allSettled([
			createExternal(await world.as('officer'), world.unitId, one),
			createExternal(await world.as('head'), world.unitId, one)
		]);
		expect([first.status, second.status].toSorted()).toEqual(['fulfilled', 'rejected']);
	});

	it('are corrected with the row version that was seen', async () => {
		const id = await ofProvince();
		await editExternal(await world.as('coordinator'), id, { ...facts(), title: 'Mới', rowVersion: 1 });
		expect((await refusal(editExternal(await world.as('coordinator'), id, { ...facts(), rowVersion: 1 }))).code).toBe('stale');
		expect((await refusal(editExternal(await world.as('officer'), id, facts()))).code).toBe('forbidden');
		expect(await trailOf(world, id)).toEqual(['external.create', 'external.edit']);
	});

	it('take in and let go, but not what a version in force cites', async () => {
		const [cited, free] = [await subscribed(), await subscribed()];
		await citing([cited]);
		expect((await refusal(leaveList(await world.as('officer'), world.unitId, cited))).code).toBe('external_cited');
		await leaveList(await world.as('officer'), world.unitId, free);
		expect((await refusal(leaveList(await world.as('officer'), world.unitId, free))).code).toBe('external_not_found');
		expect((await subscribe(await world.as('officer'), world.unitId, [free, cited])).added).toBe(1);
		expect((await refusal(subscribe(await world.as('staff'), world.unitId, [free]))).code).toBe('forbidden');
		const { id: own } = await createExternal(await world.as('officer'), world.unitId, facts());
		expect((await refusal(subscribe(await world.as('outsider'), world.otherUnitId, [own]))).code).toBe('external_not_found');
	});

	it('say how the unit keeps it, with people and divisions of the unit', async () => {
		const id = await subscribed();
		const kept = {
			receivedOn: '2026-01-05',
			appliedFor: 'QT.VTLT.01',
			divisionId: world.divisionId,
			checkerId: world.ids.staff,
			checkMonths: 6
		};
		await setKeeping(await world.as('officer'), world.unitId, id, kept);
		const [line] = (await externalLines(await world.as('staff'), { unitId: world.unitId, ...query })).filter((one) => one.id === id);
		expect(line).toMatchObject({ appliedFor: 'QT.VTLT.01', division: 'Phòng Cải cách hành chính', checkDueOn: '2027-05-24' });
		for (const wrong of [{ checkerId: world.ids.outsider }, { divisionId: crypto.randomUUID() }])
			expect((await refusal(setKeeping(await world.as('officer'), world.unitId, id, { ...kept, ...wrong }))).code).toBe('invalid');
		expect((await refusal(setKeeping(await world.as('staff'), world.unitId, id, kept))).code).toBe('forbidden');
		expect((await refusal(setKeeping(await world.as('officer'), world.unitId, id, { ...kept, rowVersion: 1 }))).code).toBe('stale');
	});
});

describe('a check', () => {
	it('is noted by who is named, officer, head; and counts from its day', async () => {
		const id = await subscribed();
		const check = { checkedOn: world.day(-3), outcome: 'in_force', remark: '' } as const;
		const named = { receivedOn: null, appliedFor: '', divisionId: null, checkerId: world.ids.staff, checkMonths: 12 };
		expect((await refusal(checkExternal(await world.as('staff'), world.unitId, id, check))).code).toBe('forbidden');
		await setKeeping(await world.as('officer'), world.unitId, id, named);
		await checkExternal(await world.as('staff'), world.unitId, id, check);
		const [line] = (await externalLines(await world.as('staff'), { unitId: world.unitId, ...query })).filter((one) => one.id === id);
		expect(line).toMatchObject({ checkedOn: world.day(-3), checkDueOn: '2027-11-21' });
		expect((await refusal(checkExternal(await world.as('officer'), world.unitId, id, { ...check, checkedOn: world.day(1) }))).code).toBe(
			'invalid'
		);
		expect((await refusal(checkExternal(await world.as('officer'), world.unitId, id, { ...check, outcome: 'needs_action' }))).code).toBe(
			'invalid'
		);
		expect((await refusal(checkExternal(await world.as('outsider'), world.unitId, id, check))).code).toBe('external_not_found');
		expect((await refusal(checkExternal(await world.as('officer'), null, id, check))).code).toBe('forbidden');
		await checkExternal(await world.as('coordinator'), null, id, check);
		expect(await world.client.externalCheck.count({ where: { externalId: id } })).toBe(2);
	});
});

describe('citing', () => {
	it('takes what stands in the unit list, goes into the next version, and is frozen with it', async () => {
		const [one, other] = [await subscribed(), await subscribed()];
		const stranger = await ofProvince();
		const draft = await draftVersion(world, { externals: [one] });
		expect((await refusal(setExternalReferences(await world.as('officer'), draft.id, [stranger]))).code).toBe('invalid');
		expect((await refusal(setExternalReferences(await world.as('staff'), draft.id, [one]))).code).toBe('version_not_found');
		await setExternalReferences(await world.as('officer'), draft.id, [one, other]);
		await editVersion(await world.as('officer'), { versionId: draft.id, title: 'Tên mới' });
		expect((await citedExternals(world.system, draft.id, world.day())).map(({ id }) => id).toSorted()).toEqual([one, other].toSorted());

		const submitted = await submittedVersion(world, { externals: [one] });
		expect((await refusal(setExternalReferences(await world.as('officer'), submitted.id, []))).code).toBe('illegal_transition');
		const issued = await citing([one, other]);
		const next = await createVersion(await world.as('officer'), { documentId: issued.documentId });
		expect((await citedExternals(world.system, next.id, world.day())).map(({ id }) => id).toSorted()).toEqual([one, other].toSorted());
	});

	it('is warned of in a batch when it will not hold on the day of effect', async () => {
		const ending = await subscribed();
		await repeal(ending, world.day(10));
		const version = await approvedVersion(world, { externals: [ending] });
		const preview = async (effectiveOn: string) =>
			(
				await previewNewBatch(await world.as('officer'), {
					unitId: world.unitId,
					decisionNumber: '1/QĐ',
					decisionDate: world.day(),
					effectiveOn,
					versionIds: [version.id]
				})
			).warnings.map(({ code }) => code);
		expect(await preview(world.day(9))).not.toContain('cites_unfit_external');
		expect(await preview(world.day(10))).toContain('cites_unfit_external');
		const refused = await refusal(issueVersions(world, [version.id], { effectiveOn: world.day(10), confirm: ['nobody_told'] }));
		expect(refused).toMatchObject({ code: 'warnings', params: { warnings: ['cites_unfit_external'] } });
		await issueVersions(world, [version.id], { effectiveOn: world.day(10), confirm: ['nobody_told', 'cites_unfit_external'] });
	});
});

describe('a repeal', () => {
	it('lists what cites it at once, in every unit, with days counted from its effect, and asks for amendments', async () => {
		const [law, newLaw] = [await subscribed(), await ofProvince()];
		const version = await citing([law]);
		await citing([]);
		expect(await repeal(law, world.day(20), { replacedById: newLaw })).toEqual({ tasks: 1, units: 1 });
		const tasks = await externalTasks(await world.as('officer'), { externalId: law });
		expect(tasks).toMatchObject([{ documentId: version.documentId, endsOn: world.day(20), dueOn: world.day(50), request: null }]);
		expect(await externalTasks(await world.as('outsider'), { externalId: law })).toEqual([]);

		const job = { repealId: await repealOf(law), unitId: world.unitId };
		await askAmendments(world.system, job);
		await askAmendments(world.system, job);
		const requests = await world.client.changeRequest.findMany({ where: { documentId: version.documentId } });
		expect(requests).toMatchObject([{ source: 'law', kind: 'amend', state: 'proposed', proposerId: null }]);
		expect(await noticesOf(world, 'officer', law)).toEqual(['external_repealed']);
		expect((await externalTasks(await world.as('officer'), { externalId: law }))[0]?.request?.id).toBe(requests[0]?.id);
		// Who may not read the request is led to none.
		expect((await externalPage(await world.as('officer'), law, world.unitId)).tasks[0]?.request?.id).toBe(requests[0]?.id);
		expect((await externalPage(await world.as('coordinator'), law, null)).tasks).toMatchObject([{ request: null }]);

		const status = (await externalStatus(world.system, [law], world.day())).get(law);
		expect(status).toMatchObject({ state: 'ending', byAct: '99/2026/NĐ-CP', replacedBy: { id: newLaw } });
		expect((await externalStatus(world.system, [law], world.day(20))).get(law)?.state).toBe('repealed');
	});

	it('is over for a document whose version on that day does not cite it', async () => {
		const law = await subscribed();
		const version = await citing([law]);
		await repeal(law, world.day(15));
		const next = await createVersion(await world.as('officer'), { documentId: version.documentId, externals: [] });
		expect((await externalTasks(await world.as('officer'), { externalId: law }))[0]?.openVersionId).toBe(next.id);
		expect((await citedExternals(world.system, next.id, world.day())).length).toBe(0);
	});

	it('is noted once, and taken back with a reason; then nothing is due by it', async () => {
		const law = await subscribed();
		const version = await citing([law]);
		await repeal(law, world.day(-5));
		expect((await refusal(repeal(law, world.day()))).code).toBe('external_repealed');
		const repealId = await repealOf(law);
		await askAmendments(world.system, { repealId, unitId: world.unitId });
		expect((await refusal(takeBackRepeal(await world.as('officer'), law, { repealId, reason: 'x' }))).code).toBe('forbidden');
		expect((await refusal(takeBackRepeal(await world.as('coordinator'), law, { repealId, reason: ' ' }))).code).toBe('invalid');
		await takeBackRepeal(await world.as('coordinator'), law, { repealId, reason: 'Ghi nhầm số' });
		expect(await externalTasks(await world.as('officer'), { externalId: law })).toEqual([]);
		expect(await noticesOf(world, 'officer', law)).toEqual(['external_taken_back']);
		expect((await refusal(takeBackRepeal(await world.as('coordinator'), law, { repealId, reason: 'x' }))).code).toBe('stale');
		// A job that was still waiting does nothing any more.
		await askAmendments(world.system, { repealId, unitId: world.unitId });
		expect(await world.client.changeRequest.count({ where: { documentId: version.documentId } })).toBe(1);
	});

	it('refuses a day before it was in force, itself as its successor, and another unit as one', async () => {
		const law = await subscribed();
		expect((await refusal(repeal(law, '2019-01-01'))).code).toBe('invalid');
		expect((await refusal(repeal(law, world.day(), { replacedById: law }))).code).toBe('invalid');
		const { id: own } = await createExternal(await world.as('officer'), world.unitId, facts());
		expect((await refusal(repeal(law, world.day(), { replacedById: own }))).code).toBe('invalid');
	});

	it('of a unit line is noted by its officer', async () => {
		const { id } = await createExternal(await world.as('officer'), world.unitId, facts());
		await citing([id]);
		const input = { effectiveOn: world.day(), byAct: 'x', replacedById: null, remark: '' };
		expect((await refusal(repealExternal(await world.as('staff'), id, input))).code).toBe('forbidden');
		expect(await repealExternal(await world.as('officer'), id, input)).toEqual({ tasks: 1, units: 1 });
	});
});

describe('the database itself', () => {
	const sql = (text: string, ...values: string[]) =>
		world.client.$transaction(async (tx) => {
			await tx.$executeRaw`select set_config('eiso.now', ${world.clock.now().toISOString()}, true)`;
			return tx.$executeRawUnsafe(text, ...values);
		});

	it('deletes nothing and changes no check, no repeal, no owner of a line', async () => {
		const law = await subscribed();
		await checkExternal(await world.as('officer'), world.unitId, law, { checkedOn: world.day(), outcome: 'in_force', remark: '' });
		await repeal(law, world.day());
		for (const table of ['external_document', 'external_subscription', 'external_check', 'external_repeal']) {
			const column = table === 'external_document' ? 'id' : 'external_id';
			await expect(sql(`delete from ${table} where ${column} = $1::uuid`, law), table).rejects.toThrow('append_only');
			await expect(sql(`truncate ${table} cascade`), table).rejects.toThrow('append_only');
		}
		await expect(sql(`update external_check set remark = 'x' where external_id = $1::uuid`, law)).rejects.toThrow('append_only');
		await expect(sql(`update external_repeal set effective_on = '2030-01-01' where external_id = $1::uuid`, law)).rejects.toThrow(
			'append_only'
		);
		await expect(
			sql(`update external_document set unit_id = $2::uuid, row_version = row_version + 1 where id = $1::uuid`, law, world.unitId)
		).rejects.toThrow('content_frozen');
	});

	it('notes no check of tomorrow, no second repeal, no line or citation of another unit', async () => {
		const law = await subscribed();
		const { id: own } = await createExternal(await world.as('officer'), world.unitId, facts());
		const check = `insert into external_check (id, external_id, unit_id, checked_on, outcome, checked_by_id, checker_name, recorded_at)
			values (gen_random_uuid(), $1::uuid, $2::uuid, eiso_today() + $4::int, 'in_force', $3::uuid, 'x', eiso_now())`;
		await expect(sql(check, law, world.unitId, world.ids.officer, '1')).rejects.toThrow('past_fixed');
		await expect(sql(check, own, world.otherUnitId, world.ids.officer, '0')).rejects.toThrow('past_fixed');
		await repeal(law, world.day());
		await expect(
			sql(
				`insert into external_repeal (id, external_id, effective_on, by_act, recorded_by_id, recorded_at)
				values (gen_random_uuid(), $1::uuid, eiso_today(), 'x', $2::uuid, eiso_now())`,
				law,
				world.ids.officer
			)
		).rejects.toThrow();
		await expect(
			sql(
				`insert into external_subscription (id, unit_id, external_id) values (gen_random_uuid(), $2::uuid, $1::uuid)`,
				own,
				world.otherUnitId
			)
		).rejects.toThrow('external_unit');
		const foreign = await world.client.externalDocument.create({
			data: { unitId: world.otherUnitId, number: 'x', numberKey: 'x', title: 'x', issuer: 'x', searchText: 'x' }
		});
		const draft = await draftVersion(world);
		const cite = `insert into version_external_reference (version_id, external_id) values ($1::uuid, $2::uuid)`;
		await expect(sql(cite, draft.id, foreign.id)).rejects.toThrow('external_unit');
		const submitted = await submittedVersion(world);
		await expect(sql(cite, submitted.id, law)).rejects.toThrow('content_frozen');
		await expect(sql(`update external_repeal set taken_back_at = eiso_now() where external_id = $1::uuid`, law)).rejects.toThrow();
	});
});
