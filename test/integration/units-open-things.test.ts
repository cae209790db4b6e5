import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadRollOut, readRollOut } from '../../prisma/seed/roll-out.ts';
import { loadStandards, readEditions } from '../../prisma/seed/standards.ts';
import { addDays, toDbDate } from '#lib/domain/shared/day.ts';
import { seriesForm } from '#lib/domain/records/forms.ts';
import { createDocument } from '#lib/server/documents/documents.ts';
import { propose } from '#lib/server/documents/change-requests/propose.ts';
import { raiseByHand } from '#lib/server/corrective-actions/assign.ts';
import { createSeries } from '#lib/server/records/series.ts';
import { createConfirmation } from '#lib/server/roll-out/announcements/confirmations.ts';
import { createAnnouncement } from '#lib/server/roll-out/announcements/draft.ts';
import { createDivision } from '#lib/server/units/divisions.ts';
import { addMembership } from '#lib/server/people/memberships.ts';
import { appointCommittee } from '#lib/server/units/quality-system/committees.ts';
import { addUnits } from '#lib/server/roll-out/units.ts';
import { createWave } from '#lib/server/roll-out/waves.ts';
import { previewEntry } from '#lib/server/unit-event-preview.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { DomainError } from '#lib/server/platform/errors.ts';
import { verifyChain } from '#lib/server/audit-trail/verify.ts';
import { postponeAudit } from '#lib/server/audits/internal/direct.ts';
import { reportFault } from '#lib/server/corrective-actions/fault-reports.ts';
import { startTakeOn } from '#lib/server/documents/take-on/list.ts';
import { createDisposal } from '#lib/server/records/disposals.ts';
import { beginReport } from '#lib/server/reports/periodic/acts.ts';
import { notifyReview, planReview, postponeReview } from '#lib/server/reviews/management/plan.ts';
import { createObjectiveSet } from '#lib/server/reviews/objectives/create.ts';
import { createProvider } from '#lib/server/reviews/providers/acts.ts';
import { callOffEvent, closeEndedUnits, recordUnitEvent } from '#lib/server/unit-closing.ts';
import { documentsWorld, noticesOf, refusal, trailOf, type DocumentsWorld } from '#test/support/documents.ts';
import { auditedWorld, plannedAudit, type AuditedWorld } from '#test/support/internal-audits.ts';
import { aProvider, aReview, everythingOf, openThings, type OpenThings } from '#test/support/open-things.ts';
import { onItsDay } from '#test/support/raw-writes.ts';
import { recordHelpers } from '#test/support/records.ts';

/*
 * states.md §11 for what is open in a unit besides its documents: an event that is entered and called off leaves each of them as it was, and on the
 * day of one that comes about each is closed, with its reason, in the unit's trail.
 */
process.env.SECRET_KEY ??= Buffer.alloc(32, 7).toString('base64');

let world: DocumentsWorld;
let audited: AuditedWorld;
let end = '';
let things: OpenThings;

const reason = 'Sắp xếp đơn vị';
const merge = () => ({ kind: 'MERGE' as const, from: [world.unitId], to: [{ unitId: world.otherUnitId }], effectiveOn: end });
const enter = async () => recordUnitEvent(await world.as('coordinator'), { ...merge(), decisionNumber: '7/NQ', decisionDate: world.day() });
const { list } = recordHelpers(() => world);
const wave = {
	...{ title: 'Đợt 2026', kind: 'build' as const, year: 2026, note: '', nextId: null, fromId: null },
	...{ soonDays: 14, lateDays: 1, coordinatorDays: 14 }
};

beforeAll(async () => {
	world = await documentsWorld();
	await loadStandards(world.system, await readEditions());
	end = world.day(30);
	await world.client.unitKind.create({ data: { code: 'T-OTHER', nameVi: 'Khác', nameEn: 'Other', sortOrder: 2 } });
	audited = await auditedWorld(world);
	things = await openThings(world, audited, end);
});
afterAll(() => world.close());

const row = {
	systemEnds: async () => {
		const where = { unitId: world.unitId };
		const rows = [
			...(await world.client.unitStandard.findMany({ where })),
			...(await world.client.steeringCommittee.findMany({ where })),
			...(await world.client.committeeMember.findMany({ where: { committee: where } }))
		];
		return rows.map(({ validTo }) => validTo?.toISOString().slice(0, 10) ?? null);
	},
	audit: (id: string) => world.client.internalAudit.findUniqueOrThrow({ where: { id } }),
	announcement: async (id: string) => {
		const { effectiveTo, endedFor } = await world.client.announcement.findUniqueOrThrow({ where: { id } });
		return [effectiveTo?.toISOString().slice(0, 10) ?? null, endedFor];
	}
};

it.each([
	['RENAME', () => ({ name: 'Sở Tên Khác' })],
	['MOVE_PARENT', () => ({ parentId: world.otherUnitId })],
	['MOVE_PARENT', () => ({ parentId: null })],
	['CHANGE_KIND', () => ({ kindCode: 'T-OTHER' })]
] as const)('is left alone by %s', async (kind, change) => {
	const ofUnit = (lines: string[]) => lines.filter((line) => !line.startsWith('unit_version '));
	const before = ofUnit(await everythingOf(world, world.unitId));
	await recordUnitEvent(await world.as('coordinator'), {
		...{ kind, effectiveOn: world.day(), from: [world.unitId], to: [{ unitId: world.unitId, change: change() }] },
		...{ decisionNumber: '3/NQ', decisionDate: world.day() }
	});
	expect(ofUnit(await everythingOf(world, world.unitId))).toEqual(before);
	expect((await verifyChain(world.system, world.unitId)).chain.closedAt).toBeNull();
});

it('is left as it was by an event that is entered, but for what has days', async () => {
	const before = await everythingOf(world, world.unitId);
	expect(before.length).toBeGreaterThan(50);
	const { eventId } = await enter();
	expect(await row.systemEnds()).toEqual(Array(3).fill(end));
	for (const id of Object.values(things.audits)) expect((await row.audit(id)).state).not.toBe('cancelled');
	expect(await row.announcement(things.announcements.running)).toEqual([end, 'unit_ended']);
	expect(await row.announcement(things.announcements.following)).toEqual([addDays(end, 20), 'unit_ended']);

	await callOffEvent(await world.as('coordinator'), { eventId, reason: 'Nghị quyết hoãn' });
	expect(await everythingOf(world, world.unitId)).toEqual(before);
	expect(await row.systemEnds()).toEqual(Array(3).fill(null));
	expect((await verifyChain(world.system, world.unitId)).broken).toBeNull();
});

it('is shown before it is entered: what ends in the roll-out and which announcements end', async () => {
	const coordinator = await world.as('coordinator');
	await transaction(world.system, (ctx) => loadRollOut(ctx, readRollOut()));
	const { id: waveId } = await createWave(coordinator, wave);
	const named = ['SO-NV', 'SO-TC'].map((code) => ({ code, groupCode: null }));
	await addUnits(coordinator, { waveId, named, kinds: [], groupCode: null });
	const { closing } = await previewEntry(coordinator, { ...merge(), decisionNumber: '7/NQ', decisionDate: world.day() });
	const sectionOf = (key: string) => closing?.sections.find((section) => section.key === key);
	const { id: rowId } = await world.client.rollOutUnit.findFirstOrThrow({ where: { waveId, unitId: world.unitId }, select: { id: true } });
	expect(sectionOf('roll_outs')).toEqual({
		...{ key: 'roll_outs', count: 1, choice: null },
		items: [
			{
				...{ id: rowId, unitId: world.unitId, label: wave.title, title: '', state: null, chosen: null },
				href: `/roll-out/units/${world.unitId}?wave=${waveId}`
			}
		]
	});
	// Also the one that would follow it; the draft is nobody's to see outside the unit.
	const { running, following } = things.announcements;
	expect(sectionOf('announcements')).toMatchObject({ count: 2, choice: null });
	expect(sectionOf('announcements')?.items?.map(({ id, label, href }) => [id, label, href])).toEqual([
		[running, 'CB-1', `/announcements/${running}`],
		[following, 'CB-2', `/announcements/${following}`]
	]);
	// Of a report that is being written the number alone: it is nobody's to see outside the unit.
	expect(sectionOf('reports')).toEqual({ key: 'reports', count: 1, items: null, choice: null });
	// Of a unit that stands in no wave and has announced nothing there is nothing to say.
	const bare = await world.addUnit('XA-0');
	const without = await previewEntry(coordinator, { ...merge(), from: [bare] });
	expect(without.closing?.sections.map(({ key }) => key)).not.toContain('roll_outs');
	expect(without.closing?.sections.map(({ key }) => key)).not.toContain('announcements');
	expect(without.closing?.sections.map(({ key }) => key)).not.toContain('reports');
});

it('is not arranged for a day on which the unit is no more', async () => {
	await enter();
	const officer = await world.as('officer');
	const after = addDays(end, 1);
	const head = await world.as('head');
	const acts = [
		() => plannedAudit(world, audited, { startsOn: after, endsOn: after }),
		() => postponeAudit(head, { auditId: things.audits.notified, reason: 'Bận', startsOn: after, endsOn: after }),
		() => planReview(officer, aReview(world, after)),
		() => notifyReview(officer, { reviewId: things.laterReviewId, shortNoticeReason: null }),
		() => postponeReview(head, { reviewId: things.reviewId, plannedOn: after, reason: 'Bận' })
	];
	for (const act of acts) expect((await refusal(act())).code).toBe('unit_closed');
	// What is there for a day until then goes on.
	await notifyReview(officer, { reviewId: things.reviewId, shortNoticeReason: 'Trước khi sáp nhập' });
});

it('is closed on the day, each with its reason in the trail of the unit', async () => {
	world.clock.set(new Date(`${end}T00:01:00+07:00`));
	expect(await closeEndedUnits(world.system)).toBe(1);
	const { client } = world;
	for (const id of Object.values(things.audits)) {
		expect(await row.audit(id)).toMatchObject({ state: 'cancelled', stateReason: reason });
		expect((await trailOf(world, id)).at(-1)).toBe('audit.end');
	}
	for (const id of [things.reviewId, things.laterReviewId]) {
		expect(await client.managementReview.findUnique({ where: { id } })).toMatchObject({ state: 'cancelled', stateReason: reason });
		expect((await trailOf(world, id)).at(-1)).toBe('management_review.end');
	}
	for (const id of Object.values(things.sets)) {
		expect(await client.objectiveSet.findUnique({ where: { id } })).toMatchObject({ state: 'closed', closedReason: reason });
		expect((await trailOf(world, id)).at(-1)).toBe('objective_set.discard');
	}
	for (const id of [things.riskId, things.opportunityId]) {
		expect(await client.risk.findUnique({ where: { id } })).toMatchObject({ closedReason: reason });
		expect((await trailOf(world, id)).at(-1)).toBe('risk.close');
	}
	expect(await client.riskMeasure.findUnique({ where: { id: things.measureId } })).toMatchObject({ droppedReason: reason });
	expect(await client.externalProvider.findUnique({ where: { id: things.providerId } })).toMatchObject({
		endedReason: reason,
		endedOn: toDbDate(end)
	});
	expect(await client.training.findUnique({ where: { id: things.trainingId } })).toMatchObject({ cancelledReason: reason });
	expect(await client.trainingNeed.findUnique({ where: { id: things.needId } })).toMatchObject({ droppedReason: reason });
	expect(await client.recordDisposal.findUnique({ where: { id: things.disposalId } })).toMatchObject({ state: 'cancelled' });
	expect((await trailOf(world, things.disposalId)).at(-1)).toBe('record_disposal.cancel');
	expect(await client.takeOn.findUnique({ where: { id: things.takeOnId } })).toMatchObject({ state: 'discarded' });
	expect((await trailOf(world, things.takeOnId)).at(-1)).toBe('take_on.discard');
	expect(await client.faultReport.findUnique({ where: { id: things.faultId } })).toMatchObject({
		state: 'declined',
		decisionReason: reason
	});
	expect((await trailOf(world, things.faultId)).at(-1)).toBe('fault_report.decline');
	expect(await noticesOf(world, 'staff', things.faultId)).toEqual(['fault_declined']);
	expect(await row.announcement(things.announcements.running)).toEqual([end, 'unit_ended']);
	expect(await client.periodicReport.findUnique({ where: { id: things.reportId } })).toMatchObject({ state: 'cancelled' });
	expect((await trailOf(world, things.reportId)).at(-1)).toBe('periodic_report.cancel');
	expect(await verifyChain(world.system, world.unitId)).toMatchObject({ broken: null, chain: { closedAt: world.clock.now() } });
	const openNotices = {
		unitId: world.unitId,
		lapsedAt: null,
		subjectType: { in: ['audit', 'risk', 'record_disposal', 'take_on', 'objective_set'] }
	};
	expect(await client.notice.count({ where: openNotices })).toBe(0);
});

it('lets who keeps the records now list them for disposal', async () => {
	const heir = await world.as('outsider');
	const line = await world.client.recordDisposalLine.findFirstOrThrow({ where: { disposalId: things.disposalId } });
	const { id } = await createDisposal(heir, world.otherUnitId, list([line.recordId]));
	expect(await world.client.recordDisposal.findUnique({ where: { id } })).toMatchObject({ unitId: world.otherUnitId, state: 'draft' });
});

it('is written by nobody afterwards, past the commands as well', async () => {
	const attack = (sql: string) =>
		onItsDay(world, (db) => db.$executeRawUnsafe(sql)).then(
			() => 'written',
			(error: unknown) => (/content_frozen|illegal_transition|append_only|past_fixed/.test(String(error)) ? 'refused' : String(error))
		);
	const written: string[] = [];
	for (const sql of [
		`update internal_audit set state = 'planned', state_reason = null where id = '${things.audits.later}'`,
		`update management_review set state = 'planned' where id = '${things.reviewId}'`,
		`update objective_set set state = 'approved' where id = '${things.sets.signed}'`,
		`update risk set closed_at = null, closed_reason = null where id = '${things.riskId}'`,
		`update external_provider set ended_on = null, ended_reason = null where id = '${things.providerId}'`,
		`update training set cancelled_at = null, cancelled_reason = null where id = '${things.trainingId}'`,
		`update take_on set state = 'draft' where id = '${things.takeOnId}'`,
		`update fault_report set state = 'reported' where id = '${things.faultId}'`,
		`update record_disposal set state = 'approved' where id = '${things.disposalId}'`,
		`update announcement set effective_to = null, ended_for = null where id = '${things.announcements.running}'`,
		`update steering_committee set valid_to = null where unit_id = '${world.unitId}'`,
		`update unit_standard set valid_to = null where unit_id = '${world.unitId}'`
	])
		if ((await attack(sql)) !== 'refused') written.push(sql);
	expect(written).toEqual([]);
});

it('is refused to acts that were under way with the rights of the day before', async () => {
	const { unitId } = world;
	const { officer, head, staff } = things.held;
	const day = world.day();
	const series = seriesForm.parse({ code: 'HS.99', name: 'Hồ sơ', place: 'Kho', retentionYears: '10' });
	const acts: Record<string, () => Promise<unknown>> = {
		document: () => createDocument(officer, { unitId, kind: 'QT', code: 'QT.99', title: 'X' }),
		request: () => propose(staff, { kind: 'new', unitId, title: 'X', what: 'Cần có', why: 'Thiếu' }),
		audit: async () =>
			plannedAudit({ ...world, as: () => Promise.resolve(officer) }, audited, { startsOn: world.day(10), endsOn: world.day(11) }),
		review: () => planReview(officer, aReview(world, addDays(day, 20))),
		objectives: () => createObjectiveSet(officer, { unitId, year: 2028, copy: false }),
		fault: () => reportFault(staff, { unitId, what: 'Sai', foundOn: day }),
		action: () => raiseByHand(officer, { unitId, source: 'complaint', grade: 'minor', statement: 'Khiếu nại' }),
		takeOn: () => startTakeOn(officer, unitId),
		series: () => createSeries(officer, unitId, series),
		disposal: () => createDisposal(officer, unitId, list([things.held.recordId])),
		provider: () => createProvider(officer, aProvider(world, 'Công ty B')),
		report: () => beginReport(officer, unitId, { kind: 'half_year', year: 2026 }),
		confirmation: () => createConfirmation(officer, { unitId }),
		announcement: () => createAnnouncement(officer, { unitId, kind: null, standardCode: 'ISO9001-2015' }),
		division: () => createDivision(officer, { unitId, code: 'PB2', name: 'Phòng', headId: null, validFrom: day }),
		person: () =>
			addMembership(head, {
				...{ userId: world.ids.outsider, unitId, divisionId: null, roles: ['reader'], position: 'Chuyên viên', capacity: null },
				...{ validFrom: day, validTo: null }
			}),
		committee: () => appointCommittee(officer, { unitId, decisionNumber: '9/QĐ', decisionDate: day, validFrom: day })
	};
	const before = await everythingOf(world, unitId);
	const done: string[] = [];
	for (const [name, act] of Object.entries(acts))
		await act().then(
			() => done.push(name),
			(error: unknown) => expect(error, name).toBeInstanceOf(DomainError)
		);
	expect(done).toEqual([]);
	expect(await everythingOf(world, unitId)).toEqual(before);
});
