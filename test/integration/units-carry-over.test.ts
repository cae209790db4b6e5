import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { parseListQuery } from '#lib/domain/documents/list-query.ts';
import { addDays, addMonths, type Day } from '#lib/domain/shared/day.ts';
import type { EventChoice, EventChoices } from '#lib/domain/units/event-choices.ts';
import { approveVersion } from '#lib/server/documents/approve.ts';
import { createDocument } from '#lib/server/documents/documents.ts';
import { issueNow } from '#lib/server/documents/issue.ts';
import { passVersion, submitVersion } from '#lib/server/documents/review.ts';
import { createVersion } from '#lib/server/documents/versions.ts';
import { checkPrint } from '#lib/server/documents/print-check.ts';
import { readingCodeOf } from '#lib/server/documents/print-codes.ts';
import { listDocuments } from '#lib/server/documents/queries/list.ts';
import { loadCopyFacts, markOn } from '#lib/server/documents/renditions-facts.ts';
import { withdrawVersion } from '#lib/server/documents/withdraw.ts';
import { inForceOn } from '#lib/server/permissions/visible.ts';
import { callOffEvent, changeChoices, recordUnitEvent } from '#lib/server/unit-closing.ts';
import { documentsWorld, issuedVersion, password, refusal, trailOf, versionRow, type DocumentsWorld } from '#test/support/documents.ts';

process.env.SECRET_KEY ??= Buffer.alloc(32, 7).toString('base64');

let world: DocumentsWorld;
let [second, end, until] = ['', '', ''];
let people: Record<'officer' | 'drafter' | 'reviewer' | 'head', string>;

beforeAll(async () => {
	world = await documentsWorld();
	second = await world.addUnit('XA-B');
	const inSecond = (role: 'officer' | 'drafter' | 'reviewer' | 'head') => world.addPerson([role], { unitId: second });
	people = {
		officer: await inSecond('officer'),
		drafter: await inSecond('drafter'),
		reviewer: await inSecond('reviewer'),
		head: await inSecond('head')
	};
	end = world.day(30);
	until = addMonths(end, 12);
});
afterAll(() => world.close());

/** In force in the second unit, by its own people. */
async function issuedInSecond(code: string, day = world.day()) {
	const { id: documentId } = await createDocument(await world.asId(people.officer), {
		...{ unitId: second, kind: 'QT', code, title: `Quy trình ${code}`, drafters: [people.drafter] }
	});
	const { id } = await createVersion(await world.asId(people.drafter), { documentId, summary: 'Lần đầu', pdf: await world.pdf() });
	await submitVersion(await world.asId(people.drafter), { versionId: id, reviewer: null });
	await passVersion(await world.asId(people.reviewer), { versionId: id });
	await approveVersion(await world.asId(people.head), { versionId: id, password });
	await issueNow(await world.asId(people.officer), {
		...{ unitId: second, decisionNumber: '9/QĐ-UBND', decisionDate: world.day(), effectiveOn: day, versionIds: [id], confirm: warningCodes }
	});
	return { documentId, id };
}

const carry = (subjectType: 'unit' | 'document', subjectId: string, more: Partial<EventChoice> = {}): EventChoice => ({
	...{ subjectType, subjectId, choice: 'carry', target: 0, newCode: null, until: null, askReading: false },
	...more
});
const merge = async (choices: EventChoices, effectiveOn: Day = end) =>
	recordUnitEvent(await world.as('coordinator'), {
		kind: 'MERGE',
		from: [world.unitId, second],
		to: [{ unitId: null, facts: { code: 'XA-M', name: 'Xã Mới', kindCode: 'T-KIND', parentId: null } }],
		effectiveOn,
		decisionNumber: '1665/NQ-UBTVQH15',
		decisionDate: world.day(),
		choices
	});
const dayOf = (date: Date | null) => date?.toISOString().slice(0, 10) ?? null;
const documentsOf = (unitId: string) =>
	world.client.document.findMany({
		where: { unitId },
		orderBy: { codeSort: 'asc' },
		include: { versions: { include: { carriedAs: true }, orderBy: [{ issueNo: 'asc' }, { revisionNo: 'asc' }] }, audience: true }
	});

describe('a merger that carries versions over', () => {
	type Issued = { documentId: string; id: string };
	const none: Issued = { documentId: '', id: '' };
	let [same, alone, replaced, twin]: [Issued, Issued, Issued, Issued] = [none, none, none, none];
	let heir = '';

	it('refuses equal codes until all but one have a new one, and a day after twelve months', async () => {
		same = await issuedVersion(world, { document: { code: 'QT-01' } });
		alone = await issuedVersion(world);
		replaced = await issuedVersion(world);
		twin = await issuedInSecond('QT.1');
		const all = [carry('unit', world.unitId), carry('unit', second)];
		expect(await refusal(merge(all))).toMatchObject({ code: 'carry_code_clash', params: { codes: 'QT-01' } });
		const settled = [...all, carry('document', twin.documentId, { newCode: 'QT-01B' })];
		expect(await refusal(merge([...settled, carry('unit', second, { until: addDays(until, 1) })]))).toMatchObject({
			code: 'carry_too_long'
		});
		expect(await refusal(merge([carry('document', twin.documentId, { target: 1 })]))).toMatchObject({ code: 'choice_unknown' });
		// Called off, nothing goes on anywhere, and what would have ended runs on.
		const first = await merge(settled);
		const coordinator = await world.as('coordinator');
		await callOffEvent(coordinator, { eventId: first.eventId, reason: 'Nghị quyết chưa được thông qua' });
		expect((await documentsOf(first.begun[0] ?? '')).map(({ status }) => status)).toEqual(Array(4).fill('abandoned'));
		for (const { id } of [same, alone, replaced, twin]) expect((await versionRow(world, id)).effectiveTo).toBeNull();
		expect(await world.client.handedOver.count({ where: { eventId: first.eventId, state: 'open' } })).toBe(0);
		expect((await refusal(changeChoices(coordinator, first.eventId, settled))).code).toBe('unit_event_called_off');
		const applied = await merge(settled);
		heir = applied.begun[0] ?? '';
	});

	it('puts the same bytes in force from the day of the event, as documents of the successor', async () => {
		const documents = await documentsOf(heir);
		expect(documents.map(({ code }) => code)).toEqual(['QT-01', 'QT-01B', ...documents.slice(2).map(({ code }) => code)]);
		expect(documents).toHaveLength(4);
		for (const { versions, audience } of documents) {
			const [version] = versions;
			const origin = await versionRow(world, version?.carriedAs?.originVersionId ?? '');
			expect(version).toMatchObject({
				...{ state: 'issued', origin: 'carried_over', issueBatchId: null, pdfSha256: origin.pdfSha256, submittedById: null },
				...{ issueNo: origin.issueNo, revisionNo: origin.revisionNo, title: origin.title }
			});
			expect([dayOf(version?.effectiveFrom ?? null), dayOf(version?.effectiveTo ?? null)]).toEqual([end, until]);
			expect(dayOf(origin.effectiveTo)).toBe(end);
			expect(audience.map(({ kind }) => kind)).toEqual(['unit']);
		}
	});

	it('follows what the old unit issues or withdraws before the day', async () => {
		const newer = await issuedVersion(world, { documentId: replaced.documentId, effectiveOn: addDays(end, -5), confirm: warningCodes });
		const carriedOf = async (...origins: string[]) =>
			(await documentsOf(heir)).flatMap(({ status, versions }) => {
				const own = versions.filter(({ carriedAs }) => origins.includes(carriedAs?.originVersionId ?? ''));
				return own.length > 0 ? [[status, ...own.map(({ state, carriedAs }) => [state, carriedAs?.originVersionId])]] : [];
			});
		expect(await carriedOf(replaced.id, newer.id)).toEqual([['open', ['cancelled', replaced.id], ['issued', newer.id]]]);
		await withdrawVersion(await world.as('head'), { versionId: alone.id, comment: 'Không còn căn cứ', password, from: addDays(end, -1) });
		expect(await carriedOf(alone.id)).toEqual([['abandoned', ['cancelled', alone.id]]]);
		expect(await trailOf(world, same.documentId)).toContain('document.carry_over');
	});

	it('holds against raw SQL', async () => {
		const [row] = await world.client.carriedVersion.findMany({ where: { unitId: heir, originVersionId: same.id } });
		const [v, e] = [row?.versionId ?? '', row?.eventId ?? ''];
		const attack = (sql: string) =>
			world.client.$transaction(async (tx) => {
				await tx.$executeRaw`select set_config('eiso.now', ${world.clock.now().toISOString()}, true)`;
				await tx.$executeRawUnsafe(sql);
			});
		const refused = (sql: string, words: RegExp) => expect(attack(sql), sql).rejects.toThrow(words);
		await refused(`update version set effective_to = effective_to + 1 where id = '${v}'`, /past_fixed/);
		await refused(`update version set effective_to = null where id = '${v}'`, /past_fixed/);
		await refused(
			`update version set pdf_sha256 = (select sha256 from stored_file where sha256 <> pdf_sha256 limit 1) where id = '${v}'`,
			/content_frozen/
		);
		await refused(`update carried_version set until = until - 1 where version_id = '${v}'`, /append_only/);
		await refused(`delete from carried_version where version_id = '${v}'`, /append_only/);
		await refused(`delete from unit_event_choice where event_id = '${e}'`, /append_only/);
		await refused(`update unit_event_choice set until = until + 1, chosen_at = eiso_now() where event_id = '${e}'`, /carry_too_long/);
		await refused(
			`insert into unit_event_choice (id, event_id, subject_type, subject_id, choice, target_unit_id, until, chosen_by_id, chosen_at)
				values (gen_random_uuid(), '${e}', 'document', '${same.documentId}', 'carry', '${world.otherUnitId}', '${until}', '${world.ids.coordinator}',
				eiso_now())`,
			/illegal_transition/
		);
		await refused(
			`insert into version (id, document_id, unit_id, issue_no, revision_no, title, origin, pdf_sha256, created_by_id, created_at)
				select gen_random_uuid(), d.id, d.unit_id, 9, 0, 'X', 'carried_over', '${(await versionRow(world, same.id)).pdfSha256 ?? ''}', d.created_by_id, now()
				from document d where d.unit_id = '${heir}' and d.status = 'abandoned' limit 1`,
			/version_unit/
		);
	});

	it('applies on the day without a job, ends by itself, and is marked wherever it stands', async () => {
		const [row] = await world.client.carriedVersion.findMany({ where: { unitId: heir, originVersionId: same.id } });
		const versionId = row?.versionId ?? '';
		const documentId = (await versionRow(world, versionId)).documentId;
		const inForce = async (day: Day) =>
			world.client.version.findFirst({ where: { AND: [inForceOn(day), { documentId }] }, select: { id: true } });
		expect(await inForce(addDays(end, -1))).toBeNull();
		expect(await inForce(end)).toEqual({ id: versionId });
		expect(await inForce(addDays(until, -1))).toEqual({ id: versionId });
		expect(await inForce(until)).toBeNull();
		const facts = await loadCopyFacts(world.system, versionId);
		expect(markOn(facts, end)).toEqual({ kind: 'transitional', unit: 'Đơn vị SO-NV', lastDay: addDays(until, -1) });
		const list = await listDocuments(await world.as('coordinator'), parseListQuery(new URLSearchParams({ unit: heir, asOf: end })));
		expect(list.items.find(({ id }) => id === documentId)?.carriedOver).toEqual({ unit: 'Đơn vị SO-NV', lastDay: addDays(until, -1) });
		world.clock.set(new Date(`${end}T00:01:00+07:00`));
		await readingCodeOf(world.system, same.id);
		const code = await world.client.printCode.findFirstOrThrow({ where: { versionId: same.id } });
		expect(await checkPrint(world.nobody, code.code)).toMatchObject({
			...{ state: 'superseded', heirs: ['Xã Mới'], replacedBy: { code: 'QT-01', inForceFrom: end } }
		});
		await expect(
			recordUnitEvent(await world.as('coordinator'), {
				...{ kind: 'RENAME', from: [heir], to: [{ unitId: heir, change: { name: 'Xã Mới Hơn' } }], effectiveOn: world.day() }
			})
		).resolves.toBeTruthy();
	});

	it('is withdrawn earlier by a head of the successor, or followed by its own version', async () => {
		const head = await world.addPerson(['head', 'officer'], { unitId: heir });
		const drafter = await world.addPerson(['drafter', 'officer'], { unitId: heir });
		const reviewer = await world.addPerson(['reviewer'], { unitId: heir });
		const of = async (originVersionId: string) => {
			const row = await world.client.carriedVersion.findFirstOrThrow({
				where: { unitId: heir, originVersionId, version: { state: 'issued' } },
				include: { version: true }
			});
			return row.version;
		};
		const own = await of(same.id);
		const draft = await createVersion(await world.asId(drafter), {
			documentId: own.documentId,
			summary: 'Của xã mới',
			pdf: await world.pdf()
		});
		await submitVersion(await world.asId(drafter), { versionId: draft.id, reviewer: null });
		await passVersion(await world.asId(reviewer), { versionId: draft.id });
		await approveVersion(await world.asId(head), { versionId: draft.id, password });
		await issueNow(await world.asId(drafter), {
			...{ unitId: heir, decisionNumber: '1/QĐ-UBND', decisionDate: world.day(), effectiveOn: world.day(10) },
			...{ versionIds: [draft.id], confirm: warningCodes }
		});
		expect(dayOf((await of(same.id)).effectiveTo)).toBe(world.day(10));
		await world.client.changeRule.create({ data: { unitId: heir, withdrawals: { QT: true } } });
		const other = await of(twin.id);
		await withdrawVersion(await world.asId(head), { versionId: other.id, comment: 'Không dùng nữa', password });
		expect(await versionRow(world, other.id)).toMatchObject({ state: 'withdrawn' });
	});
});
