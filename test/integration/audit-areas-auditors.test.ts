import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadStandards, readEditions } from '../../prisma/seed/standards.ts';
import { auditorQuery } from '#lib/domain/audits/auditor-forms.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { createArea, editArea, endArea } from '#lib/server/audits/area-acts.ts';
import { areaList, areaPage, newArea } from '#lib/server/audits/area-pages.ts';
import { proposeAreas } from '#lib/server/audits/area-proposal.ts';
import { documentsOfArea, peopleOfArea } from '#lib/server/audits/areas.ts';
import { editAuditor, endAuditor, registerAuditor } from '#lib/server/audits/auditor-acts.ts';
import { auditorList, auditorPage, newAuditor } from '#lib/server/audits/auditor-pages.ts';
import { remindOfAuditors } from '#lib/server/audits/auditor-remind.ts';
import { validAuditors } from '#lib/server/audits/auditors.ts';
import { beginChange } from '#lib/server/audits/programmes/change.ts';
import { saveGrid } from '#lib/server/audits/programmes/edit.ts';
import { programmePage } from '#lib/server/audits/programmes/page.ts';
import { closeEndedUnits, recordUnitEvent } from '#lib/server/unit-closing.ts';
import { auditHelpers } from '#test/support/audits.ts';
import { onItsDay } from '#test/support/raw-writes.ts';
import { aDocument, documentsWorld, noticesOf, refusal, trailOf, type DocumentsWorld } from '#test/support/documents.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
	await loadStandards(world.system, await readEditions());
});
afterAll(() => world.close());

const { anArea, aWholeArea, anAuditor, drafted, approved, rowVersionOf } = auditHelpers(() => world);
const code = async (act: Promise<unknown>) => (await refusal(act)).code;
const fields = async (act: Promise<unknown>) => (await refusal(act)).params.fields;
const area = (id: string) => world.client.auditArea.findUniqueOrThrow({ where: { id } });

describe('areas', () => {
	it('are proposed in one act: leadership and each division, with the documents it owns, and once', async () => {
		const system = await aDocument(world, { class: 'system' });
		const owned = await aDocument(world, { ownerDivisionId: world.divisionId });
		for (const who of ['reviewer', 'staff', 'coordinator', 'outsider'] as const)
			expect(await code(proposeAreas(await world.as(who), world.unitId)), who).toBe('forbidden');
		expect(await proposeAreas(await world.as('officer'), world.unitId)).toEqual({ count: 2 });
		const { items } = await areaList(await world.as('officer'), world.unitId);
		expect(items.map(({ name }) => name)).toEqual(['Lãnh đạo, Ban chỉ đạo ISO', 'Phòng Cải cách hành chính']);
		const [top, division] = items;
		expect(top?.clauses).toContain('9.2');
		expect(division?.clauses).toContain('8.5');
		expect(division?.clauses).not.toContain('9.3');
		expect((await documentsOfArea(world.system, top?.id ?? '')).map(({ documentId }) => documentId)).toEqual([system.id]);
		expect((await documentsOfArea(world.system, division?.id ?? '')).map(({ documentId }) => documentId)).toEqual([owned.id]);
		expect(await trailOf(world, division?.id ?? '')).toEqual(['audit_area.create']);
		expect(await code(proposeAreas(await world.as('head'), world.unitId))).toBe('areas_complete');
	});

	it('of a unit without divisions come from its procedures', async () => {
		await aDocument(world, { unitId: world.otherUnitId, class: 'internal', drafters: [] }).catch(() => null);
		expect(await proposeAreas(await world.as('outsider'), world.otherUnitId)).toEqual({ count: 2 });
		const { items } = await areaList(await world.as('outsider'), world.otherUnitId);
		expect(items.map(({ name }) => name)).toEqual(['Lãnh đạo, Ban chỉ đạo ISO', 'Giải quyết thủ tục hành chính']);
	});

	it('have the people of their division on a day, their leader and who is named', async () => {
		const inDivision = await world.addPerson(['reader'], { divisionId: world.divisionId });
		const { id } = await anArea({ divisionId: world.divisionId, leaderId: world.ids.head, members: [world.ids.drafter, world.ids.head] });
		const people = async (day: string) => (await peopleOfArea(world.system, id, day)).map(({ userId, why }) => `${why} ${userId}`).sort();
		const all = [`division ${inDivision}`, `leader ${world.ids.head}`, `named ${world.ids.drafter}`].sort();
		expect(await people(world.day())).toEqual(all);
		await onItsDay(world, (db) => db.membership.updateMany({ where: { userId: inDivision }, data: { validTo: toDbDate(world.day(5)) } }));
		expect(await people(world.day(4))).toEqual(all);
		expect(await people(world.day(5))).not.toContain(`division ${inDivision}`);
	});

	it('are changed with before and after, and refuse what is not of the unit', async () => {
		const { id } = await anArea({ name: 'Kho' });
		const { rowVersion } = await area(id);
		const input = {
			name: 'Kho lưu trữ',
			divisionId: null,
			leaderId: null,
			risk: 'high' as const,
			members: [],
			documents: [],
			clauses: ['8.5']
		};
		const officer = await world.as('officer');
		await editArea(officer, id, { ...input, rowVersion });
		expect(await area(id)).toMatchObject({ name: 'Kho lưu trữ', risk: 'high', clauses: ['8.5'], rowVersion: 2 });
		expect(await code(editArea(officer, id, { ...input, rowVersion }))).toBe('stale');
		const wrong = { ...input, unitId: world.unitId };
		const theirs = await aDocument(world);
		await world.client.document.update({ where: { id: theirs.id }, data: { status: 'abandoned' } });
		expect(await fields(createArea(officer, { ...wrong, leaderId: world.ids.outsider }))).toEqual({ leaderId: 'head_not_member' });
		expect(await fields(createArea(officer, { ...wrong, members: [world.ids.outsider] }))).toEqual({ members: 'head_not_member' });
		expect(await fields(createArea(officer, { ...wrong, divisionId: crypto.randomUUID() }))).toEqual({ divisionId: 'invalid' });
		expect(await fields(createArea(officer, { ...wrong, documents: [theirs.id] }))).toEqual({ documents: 'invalid' });
		expect(await fields(createArea(officer, { ...wrong, clauses: ['1.1'] }))).toEqual({ clauses: 'invalid' });
		for (const who of ['outsider', 'staff', 'coordinator', 'administrator'] as const)
			expect(await code(areaPage(await world.as(who), id)), who).toBe('area_not_found');
		expect(await code(editArea(await world.as('reviewer'), id, { ...input, rowVersion: 2 }))).toBe('forbidden');
		expect(await code(newArea(await world.as('reviewer'), world.unitId))).toBe('forbidden');
	});

	it('end, are kept, and not while a programme plans an audit of them', async () => {
		const { id } = await anArea();
		const programme = await drafted(2026);
		const officer = await world.as('officer');
		const end = async () => endArea(officer, { areaId: id, rowVersion: (await area(id)).rowVersion });
		expect(await refusal(end())).toMatchObject({ code: 'area_planned', params: { year: 2026 } });
		await saveGrid(officer, { programmeId: programme.id, rowVersion: await rowVersionOf(programme.id), cells: [] });
		await end();
		expect((await area(id)).endedOn).toEqual(toDbDate(world.day()));
		expect(await code(end())).toBe('area_ended');
		expect((await areaPage(officer, id)).may.manage).toBe(false);
		await world.client.auditProgramme.update({ where: { id: programme.id }, data: { state: 'closed', closedReason: 'Thử' } });
	});
});

describe('the register of auditors', () => {
	it('enters people of the unit, once, and tells them', async () => {
		const { id } = await anAuditor(world.ids.drafter, { validTo: '2027-06-30' });
		expect(await noticesOf(world, 'drafter', id)).toEqual(['auditor_registered']);
		expect(await code(anAuditor(world.ids.drafter))).toBe('auditor_registered');
		expect(await fields(anAuditor(world.ids.outsider))).toEqual({ userId: 'head_not_member' });
		expect(await fields(anAuditor(world.ids.staff, { validFrom: '2026-05-01', validTo: '2026-04-30' }))).toEqual({
			validTo: 'day_before_start'
		});
		expect(await fields(anAuditor(world.ids.staff, { trainedOn: world.day(1) }))).toEqual({ trainedOn: 'day_to_come' });
		const { people } = await newAuditor(await world.as('officer'), world.unitId);
		expect(people.map(({ value }) => value)).not.toContain(world.ids.drafter);
		expect(people.map(({ value }) => value)).toContain(world.ids.staff);
	});

	it("is read by the unit's keepers, the coordinator and the person; kept by officer and heads", async () => {
		const { id } = await anAuditor(world.ids.reviewer2);
		for (const who of ['officer', 'head', 'reviewer', 'coordinator', 'reviewer2'] as const)
			expect((await auditorPage(await world.as(who), id)).auditor.id, who).toBe(id);
		const { id: other } = await anAuditor(await world.addPerson(['reader']));
		for (const who of ['staff', 'outsider', 'inspector', 'administrator'] as const)
			expect(await code(auditorPage(await world.as(who), other)), who).toBe('auditor_not_found');
		const entry = {
			training: 'Khóa',
			trainedOn: null,
			certificateNumber: '',
			certificateIssuer: '',
			certificateOn: null,
			validTo: null,
			note: ''
		};
		for (const who of ['reviewer', 'staff', 'coordinator', 'outsider'] as const)
			expect(
				await code(
					registerAuditor(await world.as(who), { ...entry, unitId: world.unitId, userId: world.ids.staff, validFrom: '2026-01-01' })
				),
				who
			).toBe('forbidden');
		expect(await code(auditorList(await world.as('staff'), world.unitId, auditorQuery.parse({})))).toBe('forbidden');
		const all = await auditorList(await world.as('coordinator'), null, auditorQuery.parse({}));
		expect([all.everywhere, all.items.some((item) => item.id === id)]).toEqual([true, true]);
	});

	it('says who may be on a team on a day: registered where they belong, valid, not ended', async () => {
		const userId = await world.addPerson(['internal_auditor']);
		const { id } = await anAuditor(userId, { validFrom: '2026-02-01', validTo: '2026-12-31' });
		const valid = async (day: string) => (await validAuditors(world.system, { userIds: [userId], day })).length;
		expect([await valid('2026-01-31'), await valid('2026-02-01'), await valid('2026-12-31'), await valid('2027-01-01')]).toEqual([
			0, 1, 1, 0
		]);
		const { rowVersion } = await world.client.auditor.findUniqueOrThrow({ where: { id } });
		await endAuditor(await world.as('head'), { auditorId: id, reason: 'Chuyển công tác', rowVersion });
		expect([await valid(world.day(-1)), await valid(world.day())]).toEqual([1, 0]);
		expect(await code(endAuditor(await world.as('head'), { auditorId: id, reason: 'Nữa', rowVersion: rowVersion + 1 }))).toBe(
			'auditor_ended'
		);
		await anAuditor(userId);
		expect(await valid(world.day())).toBe(1);
		await onItsDay(world, (db) => db.membership.updateMany({ where: { userId }, data: { validTo: toDbDate(world.day(1)) } }));
		expect([await valid(world.day()), await valid(world.day(1))]).toEqual([1, 0]);
		expect(await validAuditors(world.system, { unitId: world.otherUnitId, day: world.day() })).toEqual([]);
	});

	it('shows how each entry stands, and finds those that end, lapsed and ended', async () => {
		const person = () => world.addPerson(['reader']);
		const ending = (await anAuditor(await person(), { validTo: world.day(29) })).id;
		const lapsed = (await anAuditor(await person(), { validTo: world.day(-1) })).id;
		const found = async (state: string) => {
			const { items } = await auditorList(await world.as('officer'), world.unitId, auditorQuery.parse({ state }));
			return items.filter(({ id }) => [ending, lapsed].includes(id)).map((item) => `${item.state} ${item.id}`);
		};
		expect(await found('ending')).toEqual([`ending ${ending}`]);
		expect(await found('lapsed')).toEqual([`lapsed ${lapsed}`]);
		expect(await found('current')).toEqual([`ending ${ending}`]);
		expect(await found('ended')).toEqual([]);
	});

	it('reminds the person and the officers once, from 30 days before the end; a renewal takes the word back', async () => {
		const { id } = await anAuditor(world.ids.reviewer, { validTo: world.day(30) });
		await remindOfAuditors(world.system);
		expect(await noticesOf(world, 'reviewer', id)).toEqual(['auditor_registered']);
		world.clock.set(new Date(world.clock.now().getTime() + 86_400_000));
		await remindOfAuditors(world.system);
		await remindOfAuditors(world.system);
		expect((await noticesOf(world, 'reviewer', id)).filter((kind) => kind === 'auditor_ending')).toHaveLength(1);
		expect(await noticesOf(world, 'officer', id)).toEqual(['auditor_ending']);
		const { rowVersion } = await world.client.auditor.findUniqueOrThrow({ where: { id } });
		const { auditor } = await auditorPage(await world.as('officer'), id);
		await editAuditor(await world.as('officer'), id, { ...auditor, validTo: world.day(400), rowVersion });
		expect(await noticesOf(world, 'officer', id)).toEqual([]);
		expect(await code(editAuditor(await world.as('officer'), id, { ...auditor, rowVersion }))).toBe('stale');
	});
});

describe('the database itself', () => {
	const refuses = (sql: string, ...values: unknown[]) =>
		world.client.$executeRawUnsafe(sql, ...values).then(
			() => 'done',
			(error: unknown) => String(error)
		);

	it('keeps areas and entries of the register, in their unit, and what ended ended', async () => {
		const { id } = await anArea();
		const { id: auditorId } = await anAuditor(await world.addPerson(['reader']));
		expect(await refuses('delete from audit_area where id = $1::uuid', id)).toContain('append_only');
		expect(await refuses('update audit_area set unit_id = $2::uuid where id = $1::uuid', id, world.otherUnitId)).toContain(
			'content_frozen'
		);
		expect(await refuses('update audit_area set ended_on = current_date where id = $1::uuid', id)).toBe('done');
		expect(await refuses('update audit_area set ended_on = null where id = $1::uuid', id)).toContain('content_frozen');
		expect(await refuses('delete from auditor where id = $1::uuid', auditorId)).toContain('append_only');
		expect(await refuses('update auditor set user_id = $2::uuid where id = $1::uuid', auditorId, world.ids.staff)).toContain(
			'content_frozen'
		);
		expect(await refuses('update auditor set ended_on = current_date where id = $1::uuid', auditorId)).toContain('illegal_transition');
		expect(await refuses("update auditor set valid_to = '2020-01-01' where id = $1::uuid", auditorId)).toContain('auditor_validity');
	});

	it('lets nobody approve or revise a programme without a signature over it', async () => {
		await aWholeArea();
		const { id } = await drafted(2027);
		const approve = "update audit_programme set state = 'approved', revision = 1, approved_at = now() where id = $1::uuid";
		expect(await refuses(approve, id)).toContain('unsigned');
		expect(await refuses("update audit_programme set state = 'approved' where id = $1::uuid", id)).toContain('illegal_transition');
		expect(await refuses('update audit_programme set revision = 1 where id = $1::uuid', id)).toContain('illegal_transition');
		const foreign = await world.client.actSignature.create({
			data: {
				...{ subjectType: 'internal_audit', subjectId: id, meaning: 'x', meaningText: 'x', unitId: world.unitId, userId: world.ids.head },
				...{ signerName: 'x', position: 'x', contentSha256: '0', signedAt: world.clock.now() }
			}
		});
		const revise = "insert into audit_programme_revision values (gen_random_uuid(), $1::uuid, $2::int, '', '{}', $3::uuid, now())";
		expect(await refuses(revise, id, 1, foreign.id)).toContain('unsigned');
		expect(await refuses(revise, id, 2, foreign.id)).toContain('illegal_transition');
		await world.client.auditProgramme.update({ where: { id }, data: { state: 'closed', closedReason: 'Thử' } });
		expect(await refuses("update audit_programme set state = 'draft' where id = $1::uuid", id)).toContain('content_frozen');
	});

	it('holds what was signed: lines, gaps, objectives, revisions', async () => {
		const id = await approved(2028);
		const line = await world.client.auditProgrammeLine.findFirstOrThrow({ where: { programmeId: id } });
		expect(await refuses('delete from audit_programme_line where id = $1::uuid', line.id)).toContain('append_only');
		expect(await refuses('update audit_programme_line set month = 12 where id = $1::uuid', line.id)).toContain('content_frozen');
		expect(await refuses('update audit_programme_line set until_revision = 1 where id = $1::uuid', line.id)).toContain('content_frozen');
		const add = `insert into audit_programme_line (id, programme_id, area_id, month, since_revision) values (gen_random_uuid(), $1::uuid, $2::uuid, 5, $3::int)`;
		expect(await refuses(add, id, line.areaId, 0)).toContain('content_frozen');
		expect(await refuses(add, id, line.areaId, 1)).toContain('content_frozen');
		expect(await refuses("update audit_programme set objectives = 'khác' where id = $1::uuid", id)).toContain('content_frozen');
		expect(await refuses("update audit_programme set state = 'draft' where id = $1::uuid", id)).toContain('content_frozen');
		expect(await refuses("update audit_programme set state = 'closed' where id = $1::uuid", id)).toContain('illegal_transition');
		for (const sql of [
			"update audit_programme_revision set content = '{}' where programme_id = $1::uuid",
			'delete from audit_programme_revision where programme_id = $1::uuid'
		])
			expect(await refuses(sql, id)).toContain('append_only');
		expect(await refuses('delete from audit_programme where id = $1::uuid', id)).toContain('append_only');
	});
});

describe('the end of a unit', () => {
	it('discards drafts and changes, closes what was signed, each with its reason in the trail', async () => {
		const signedId = await world.client.auditProgramme.findFirstOrThrow({ where: { unitId: world.unitId, state: 'approved' } });
		const { rowVersion } = await programmePage(await world.as('officer'), signedId.id);
		await beginChange(await world.as('officer'), { programmeId: signedId.id, rowVersion, reason: 'Thử' });
		const at = { programmeId: signedId.id, rowVersion: await rowVersionOf(signedId.id) };
		await saveGrid(await world.as('officer'), { ...at, cells: [] });
		world.clock.set(new Date('2027-05-01T02:00:00Z'));
		const draft = await drafted(2029);
		const day = world.day(3);
		await recordUnitEvent(await world.as('coordinator'), {
			kind: 'MERGE',
			from: [world.unitId],
			to: [{ unitId: world.otherUnitId }],
			effectiveOn: day
		});
		expect(await world.client.auditProgramme.findUniqueOrThrow({ where: { id: draft.id } })).toMatchObject({ state: 'draft' });
		world.clock.set(new Date(`${day}T02:00:00Z`));
		await closeEndedUnits(world.system);
		expect(await world.client.auditProgramme.findUniqueOrThrow({ where: { id: draft.id } })).toMatchObject({
			...{ state: 'closed', closedReason: 'Sắp xếp đơn vị', closing: null }
		});
		expect(await world.client.auditProgramme.findUniqueOrThrow({ where: { id: signedId.id } })).toMatchObject({
			...{ state: 'closed', closedReason: 'Sắp xếp đơn vị', revision: 1, closing: { done: 0 } }
		});
		expect(await world.client.auditProgrammeLine.count({ where: { programmeId: signedId.id, untilRevision: { not: null } } })).toBe(0);
		expect((await trailOf(world, draft.id)).at(-1)).toBe('audit_programme.discard');
		expect((await trailOf(world, signedId.id)).at(-1)).toBe('audit_programme.close');
		expect(await validAuditors(world.system, { unitId: world.unitId, day: world.day() })).toEqual([]);
	});
});
