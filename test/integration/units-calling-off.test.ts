import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { addDays } from '#lib/domain/shared/day.ts';
import { verifyChain } from '#lib/server/audit-trail/verify.ts';
import { approveVersion } from '#lib/server/documents/approve.ts';
import { createDocument } from '#lib/server/documents/documents.ts';
import { issueNow } from '#lib/server/documents/issue.ts';
import { passVersion, submitVersion } from '#lib/server/documents/review.ts';
import { createVersion } from '#lib/server/documents/versions.ts';
import { addMembership } from '#lib/server/people/memberships.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { takeHandedOver } from '#lib/server/handed-over.ts';
import { callOffEvent, closeEndedUnits, recordUnitEvent } from '#lib/server/unit-closing.ts';
import type { UnitEventInput } from '#lib/server/units/apply-event.ts';
import { createDivision } from '#lib/server/units/divisions.ts';
import { unitPage } from '#lib/server/units/unit-page.ts';
import { unitsOn } from '#lib/server/units/units-on-day.ts';
import { documentsWorld, issuedVersion, noticesOf, password, refusal, versionRow, type DocumentsWorld } from '#test/support/documents.ts';

process.env.SECRET_KEY ??= Buffer.alloc(32, 7).toString('base64');

let world: DocumentsWorld;
let second = '';
let end = '';
beforeAll(async () => {
	world = await documentsWorld();
	second = await world.addUnit('XA-B');
	end = world.day(30);
});
afterAll(() => world.close());

const fresh = (code: string) => ({ unitId: null, facts: { code, name: `Xã ${code}`, kindCode: 'T-KIND', parentId: null } });
const enter = async (input: Partial<UnitEventInput> & Pick<UnitEventInput, 'kind' | 'from' | 'to'>) =>
	recordUnitEvent(await world.as('coordinator'), {
		effectiveOn: end,
		decisionNumber: '1665/NQ-UBTVQH15',
		decisionDate: world.day(),
		...input
	});
const callOff = async (eventId: string, reason = 'Quyết định đã thay') => callOffEvent(await world.as('coordinator'), { eventId, reason });
const dayOf = (date: Date | null) => date?.toISOString().slice(0, 10) ?? null;
const rangeOf = async (id: string) => {
	const { state, effectiveFrom, effectiveTo } = await versionRow(world, id);
	return [state, dayOf(effectiveFrom), dayOf(effectiveTo)];
};
/** Ends of everything dated in a unit. */
async function endsOf(unitId: string) {
	const memberships = await world.client.membership.findMany({
		where: { unitId },
		orderBy: { id: 'asc' },
		select: { id: true, validTo: true }
	});
	const divisions = await world.client.divisionVersion.findMany({
		where: { division: { unitId } },
		orderBy: { id: 'asc' },
		select: { id: true, validTo: true }
	});
	const versions = await world.client.unitVersion.findMany({
		where: { unitId },
		orderBy: { id: 'asc' },
		select: { id: true, validTo: true }
	});
	return { memberships, divisions, versions };
}

describe('a merger into a new unit that is called off before its day', () => {
	let eventId = '';
	let heir = '';
	let before: Awaited<ReturnType<typeof endsOf>>;
	let kept: { id: string };
	let late: { id: string };
	let people: Record<'officer' | 'drafter' | 'reviewer' | 'head', string>;
	let upcoming: { id: string; documentId: string };
	let draft: { id: string };

	/** A document of the successor, approved by its own people before its first day. */
	async function approvedIn(unitId: string, code: string) {
		const { id: documentId } = await createDocument(await world.asId(people.officer), {
			...{ unitId, kind: 'QT', code, title: `Quy trình ${code}`, drafters: [people.drafter] }
		});
		const { id } = await createVersion(await world.asId(people.drafter), { documentId, summary: 'Lần đầu', pdf: await world.pdf(code) });
		await submitVersion(await world.asId(people.drafter), { versionId: id, reviewer: null });
		await passVersion(await world.asId(people.reviewer), { versionId: id });
		await approveVersion(await world.asId(people.head), { versionId: id, password });
		return { id, documentId };
	}
	const issue = async (id: string, effectiveOn: string) =>
		issueNow(await world.asId(people.officer), {
			...{ unitId: heir, decisionNumber: '1/QĐ-UBND', decisionDate: world.day(), effectiveOn, versionIds: [id], confirm: warningCodes }
		});

	beforeAll(async () => {
		await createDivision(await world.as('officer'), {
			unitId: world.unitId,
			code: 'PB',
			name: 'Phòng',
			headId: null,
			validFrom: world.day()
		});
		kept = await issuedVersion(world, {});
		before = await endsOf(world.unitId);
		const applied = await enter({ kind: 'MERGE', from: [world.unitId, second], to: [fresh('XA-M')] });
		eventId = applied.eventId;
		heir = applied.begun[0] ?? '';
		late = await issuedVersion(world, {});
	});

	it('is told to heads and officers of all units, and the successor is not there on any day before its own', async () => {
		expect(await noticesOf(world, 'head', eventId)).toEqual(['unit_event_entered']);
		expect(await noticesOf(world, 'officer', eventId)).toEqual(['unit_event_entered']);
		expect(await noticesOf(world, 'staff', eventId)).toEqual([]);
		const coordinator = await world.as('coordinator');
		expect((await unitsOn(coordinator)).map(({ unitId }) => unitId)).not.toContain(heir);
		expect((await unitsOn(coordinator, addDays(end, -1))).map(({ unitId }) => unitId)).not.toContain(heir);
		expect((await unitsOn(coordinator, end)).map(({ unitId }) => unitId)).toContain(heir);
		expect(await unitPage(coordinator, heir)).toMatchObject({ state: 'not_yet', current: { name: 'Xã XA-M', validFrom: end } });
	});

	it('has people, divisions and drafts, and issues for its first day or later before that day', async () => {
		const appoint = async (by: Ctx, role: 'officer' | 'drafter' | 'reviewer' | 'head') => {
			const userId = await world.addPerson([role], { unitId: second });
			await addMembership(by, {
				...{ userId, unitId: heir, divisionId: null, roles: [role], position: 'Chuyên viên', capacity: role === 'head' ? 'chief' : null },
				...{ validFrom: world.day(), validTo: null }
			});
			return userId;
		};
		// The first two by the coordinator, all others by its own head.
		const coordinator = await world.as('coordinator');
		const [officer, head] = [await appoint(coordinator, 'officer'), await appoint(coordinator, 'head')];
		world.clock.set(new Date(world.clock.now().getTime() + 25 * 3_600_000));
		const own = await world.asId(head);
		people = { officer, head, drafter: await appoint(own, 'drafter'), reviewer: await appoint(own, 'reviewer') };
		await createDivision(await world.asId(people.officer), {
			unitId: heir,
			code: 'VP',
			name: 'Văn phòng',
			headId: null,
			validFrom: world.day()
		});
		upcoming = await approvedIn(heir, 'QT.01');
		expect(await refusal(issue(upcoming.id, addDays(end, -1)))).toMatchObject({ code: 'unit_closed' });
		await issue(upcoming.id, end);
		expect(await rangeOf(upcoming.id)).toEqual(['issued', end, null]);
		draft = await approvedIn(heir, 'QT.02');
	});

	it('is called off by the coordinator alone, with a reason', async () => {
		expect(await refusal(callOffEvent(await world.as('head'), { eventId, reason: 'x' }))).toMatchObject({ code: 'forbidden' });
		expect(await refusal(callOff(eventId, '  '))).toMatchObject({ code: 'invalid' });
		expect(await refusal(callOff('0190a2b4-0000-7000-8000-000000000001'))).toMatchObject({ code: 'unit_event_not_found' });
	});

	it('undoes all that its entry did, and what came since goes on as well', async () => {
		expect(await rangeOf(kept.id)).toEqual(['issued', addDays(world.day(), -1), end]);
		await callOff(eventId);
		const after = await endsOf(world.unitId);
		expect(after).toEqual(before);
		expect((await rangeOf(kept.id))[2]).toBeNull();
		expect((await rangeOf(late.id))[2]).toBeNull();
		expect(await unitPage(await world.as('coordinator'), world.unitId, end)).toMatchObject({ state: 'now', successors: [], events: [] });
		const trail = await world.client.auditTrail.findMany({ where: { event: 'unit.call_off' } });
		expect(trail.map(({ unitId }) => unitId).sort()).toEqual([world.unitId, second, heir, null].sort());
		expect(trail.every(({ comment }) => comment === 'Quyết định đã thay')).toBe(true);
		expect(await noticesOf(world, 'officer', eventId)).toEqual(['unit_event_called_off']);
		expect(await world.client.notice.findMany({ where: { userId: people.head, subjectId: eventId } })).toMatchObject([
			{ kind: 'unit_event_called_off' }
		]);
	});

	it('leaves a successor that is void: nothing in it is open, it is on no day, and can be read', async () => {
		expect((await unitsOn(await world.as('coordinator'), end)).map(({ unitId }) => unitId)).not.toContain(heir);
		expect((await versionRow(world, draft.id)).state).toBe('cancelled');
		expect((await versionRow(world, upcoming.id)).state).toBe('cancelled');
		expect(await world.client.issueBatch.findMany({ where: { unitId: heir }, select: { state: true } })).toEqual([{ state: 'revoked' }]);
		expect((await world.asId(people.officer)).actor).toMatchObject({ memberships: [{ unitId: second }] });
		expect(await verifyChain(world.system, heir)).toMatchObject({ broken: null });
		expect(await world.client.auditChain.findFirst({ where: { unitId: heir } })).toMatchObject({ closedAt: expect.any(Date) });
		expect(await unitPage(await world.as('coordinator'), heir)).toMatchObject({ state: 'void', current: { name: 'Xã XA-M' } });
		expect(
			await refusal(
				addMembership(await world.as('coordinator'), {
					...{ userId: people.officer, unitId: heir, divisionId: null, roles: ['officer'], position: 'Chuyên viên', capacity: null },
					...{ validFrom: end, validTo: null }
				})
			)
		).toMatchObject({ code: 'unit_not_found' });
	});

	it('is called off once, and is entered anew like any other', async () => {
		expect(await refusal(callOff(eventId))).toMatchObject({ code: 'unit_event_called_off' });
		const again = await enter({ kind: 'MERGE', from: [world.unitId, second], to: [fresh('XA-M')] });
		expect(again.begun).not.toContain(heir);
		await callOff(again.eventId);
		expect(await endsOf(world.unitId)).toEqual(before);
	});
});

describe('an event', () => {
	it('on which another builds is called off after that one', async () => {
		const [third, fourth] = [await world.addUnit('XA-C'), await world.addUnit('XA-D')];
		const first = await enter({ kind: 'MERGE', from: [third, fourth], to: [fresh('XA-C')] });
		const then = await enter({
			kind: 'RENAME',
			effectiveOn: addDays(end, 5),
			from: [...first.begun],
			to: [{ unitId: first.begun[0] ?? '', change: { name: 'Xã Khác' } }]
		});
		expect(await refusal(callOff(first.eventId))).toMatchObject({ code: 'unit_event_followed' });
		await callOff(then.eventId);
		await callOff(first.eventId);
		expect((await unitsOn(await world.as('coordinator'), end)).filter(({ code }) => code === 'XA-C').map(({ unitId }) => unitId)).toEqual([
			third
		]);
	});

	it('that freed a code which another took is called off after that one', async () => {
		const [fifth, sixth] = [await world.addUnit('XA-E'), await world.addUnit('XA-F')];
		const ends = await enter({ kind: 'ABOLISH', from: [fifth], to: [] });
		const takes = await enter({ kind: 'RENAME', from: [sixth], to: [{ unitId: sixth, change: { name: 'Xã mới', code: 'XA-E' } }] });
		expect(await refusal(callOff(ends.eventId))).toMatchObject({ code: 'unit_event_followed' });
		await callOff(takes.eventId);
		await callOff(ends.eventId);
	});

	it('of a rename puts the old name back', async () => {
		const unitId = await world.addUnit('XA-G');
		const { eventId } = await enter({ kind: 'RENAME', from: [unitId], to: [{ unitId, change: { name: 'Xã Tên Mới' } }] });
		await callOff(eventId);
		const page = await unitPage(await world.as('coordinator'), unitId, end);
		expect(page).toMatchObject({ state: 'now', current: { name: 'Đơn vị XA-G', validTo: null }, versions: [{ name: 'Đơn vị XA-G' }] });
	});

	it('is not called off on its day; it is answered by one of the opposite kind that names it', async () => {
		const [a, b] = [await world.addUnit('XA-H'), await world.addUnit('XA-I')];
		const merged = await enter({ kind: 'MERGE', effectiveOn: world.day(2), from: [a, b], to: [fresh('XA-HI')] });
		const left = merged.begun[0] ?? '';
		const split = (more: Partial<UnitEventInput> = {}) =>
			enter({ kind: 'SPLIT', effectiveOn: end, from: [left], to: [fresh('XA-H'), fresh('XA-I')], answersId: merged.eventId, ...more });
		expect(await refusal(split())).toMatchObject({ code: 'unit_event_not_answered' });
		world.clock.set(new Date(world.clock.now().getTime() + 48 * 3_600_000));
		await closeEndedUnits(world.system);
		expect(await refusal(callOff(merged.eventId))).toMatchObject({ code: 'unit_event_begun' });
		const rename = { kind: 'RENAME' as const, to: [{ unitId: left, change: { name: 'Xã Khác' } }] };
		expect(await refusal(split(rename))).toMatchObject({ code: 'unit_event_not_answered' });
		const { eventId } = await split();
		expect(await world.client.unitEvent.findUnique({ where: { id: eventId } })).toMatchObject({ answersId: merged.eventId });
		const attack = (sql: string) =>
			world.client.$transaction(async (tx) => {
				await tx.$executeRaw`select set_config('eiso.now', ${world.clock.now().toISOString()}, true)`;
				await tx.$executeRawUnsafe(sql);
			});
		const calledOff = (id: string, reason: string) =>
			attack(`insert into unit_event_call_off values ('${id}', '${reason}', '${world.ids.coordinator}', eiso_now())`);
		await expect(calledOff(merged.eventId, 'x')).rejects.toThrow(/past_fixed/);
		await expect(calledOff(eventId, ' ')).rejects.toThrow(/illegal_transition/);
		await expect(attack(`update unit_event_change set end_before = null`)).rejects.toThrow(/append_only/);
		await expect(attack(`delete from unit_event_call_off`)).rejects.toThrow(/append_only/);
		await expect(attack(`update unit_event set answers_id = null where id = '${eventId}'`)).rejects.toThrow(/append_only/);
	});
});

it('does not follow an event that was called off when the unit ends by another', async () => {
	const [unitId, wrong, right] = [await world.addUnit('XA-K'), await world.addUnit('XA-L'), await world.addUnit('XA-N')];
	const { eventId } = await enter({ kind: 'MERGE', effectiveOn: world.day(3), from: [unitId], to: [{ unitId: wrong }] });
	await callOff(eventId);
	await enter({ kind: 'MERGE', effectiveOn: world.day(3), from: [unitId], to: [{ unitId: right }] });
	const [row] = await world.client.$queryRaw<{ wrong: boolean; to: string[] }[]>`
		select exists (select 1 from unit_passage where from_unit_id = ${unitId}::uuid and to_unit_id = ${wrong}::uuid) as wrong,
			array(select to_unit_id::text from unit_passage where from_unit_id = ${unitId}::uuid) as to`;
	expect(row).toEqual({ wrong: false, to: [right] });
});

it('gives nobody to a successor that stands already and has confirmed them', async () => {
	const [unitId, heir] = [await world.addUnit('XA-Q'), await world.addUnit('XA-R')];
	const userId = await world.addPerson(['officer'], { unitId });
	const { eventId } = await enter({ kind: 'MERGE', from: [unitId], to: [{ unitId: heir }] });
	const offer = await world.client.handedOver.findFirstOrThrow({ where: { eventId, kind: 'membership', unitId: heir } });
	await takeHandedOver(await world.as('coordinator'), offer.id, '');
	const taken = () => world.client.membership.findFirstOrThrow({ where: { userId, unitId: heir } });
	expect([dayOf((await taken()).validFrom), (await taken()).validTo]).toEqual([end, null]);
	await callOff(eventId);
	expect(dayOf((await taken()).validTo)).toBe(end);
	expect(await world.client.membership.findFirstOrThrow({ where: { userId, unitId } })).toMatchObject({ validTo: null });
	const [row] = await world.client.auditTrail.findMany({ where: { event: 'membership.end', subjectId: userId } });
	expect(row).toMatchObject({ unitId: heir, comment: 'Quyết định đã thay' });
});
