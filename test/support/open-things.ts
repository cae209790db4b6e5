import { emptyLine } from '#lib/domain/documents/take-on.ts';
import { defaultCriteria } from '#lib/domain/reviews/providers/rating.ts';
import { objectiveForm } from '#lib/domain/reviews/objectives/forms.ts';
import { newRiskForm } from '#lib/domain/reviews/risks/forms.ts';
import { trainingForm } from '#lib/domain/reviews/training/forms.ts';
import { addDays, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { reportFault } from '#lib/server/corrective-actions/fault-reports.ts';
import { issuePrints } from '#lib/server/documents/prints/issue.ts';
import { saveTakeOn, startTakeOn } from '#lib/server/documents/take-on/list.ts';
import { createDisposal } from '#lib/server/records/disposals.ts';
import { beginReport } from '#lib/server/reports/periodic/acts.ts';
import { planReview } from '#lib/server/reviews/management/plan.ts';
import { createObjectiveSet } from '#lib/server/reviews/objectives/create.ts';
import { saveObjective } from '#lib/server/reviews/objectives/edit.ts';
import { objectiveSetPage } from '#lib/server/reviews/objectives/page.ts';
import { approveObjectives, submitObjectives } from '#lib/server/reviews/objectives/sign.ts';
import { createProvider } from '#lib/server/reviews/providers/acts.ts';
import { createRisk } from '#lib/server/reviews/risks/acts.ts';
import { addMeasure } from '#lib/server/reviews/risks/measures.ts';
import { createTraining } from '#lib/server/reviews/training/acts.ts';
import { planNeed } from '#lib/server/reviews/training/needs.ts';
import { issuedVersion, password, type DocumentsWorld } from './documents.ts';
import { announcedAudit, startedAudit, staffedAudit, type AuditedWorld } from './internal-audits.ts';
import { pastGuards } from './raw-writes.ts';
import { recordHelpers } from './records.ts';

/** As the page of reviews sends it. */
export const aReview = (world: DocumentsWorld, plannedOn: string) => ({
	...{ title: 'Xem xét của lãnh đạo', plannedOn, startsAt: '08:00', place: 'Phòng họp', periodFrom: null, unitId: world.unitId },
	...{ chairId: world.ids.head, secretaryId: world.ids.officer, memberIds: [world.ids.drafter] }
});
/** As the page of providers sends it. */
export const aProvider = (world: DocumentsWorld, name: string) => ({
	...{ name, taxCode: '', contact: '', provides: 'Bảo trì', control: '', criteria: [...defaultCriteria], unitId: world.unitId },
	...{ startedOn: '2025-01-01', nextRatingOn: world.day(5) }
});

/** What is written down of a unit, table by table, but for counters of rows, the trail, and what tells people. */
export async function everythingOf(world: DocumentsWorld, unitId: string): Promise<string[]> {
	const tables = await world.client.$queryRaw<{ name: string }[]>`
		select c.table_name::text as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
		where c.column_name = 'unit_id' and c.table_schema = 'public' and t.table_type = 'BASE TABLE'
			and c.table_name not in ('audit_trail', 'audit_chain', 'notice', 'handed_over', 'search_entry') order by 1`;
	const lines: string[] = [];
	for (const { name } of tables) {
		const rows = await world.client.$queryRawUnsafe<{ line: string }[]>(
			`select '${name} ' || (to_jsonb(t) - 'row_version' - 'updated_at')::text as line from "${name}" t where unit_id = '${unitId}' order by 1`
		);
		lines.push(...rows.map(({ line }) => line));
	}
	return lines;
}

/** As it stands once a head has signed it. */
export function announced(world: DocumentsWorld, number: string, effectiveOn: string, effectiveTo: string | null): Promise<{ id: string }> {
	const signature = {
		...{ subjectType: 'announcement', subjectId: world.unitId, meaning: 'sign_announcement', meaningText: 'Tôi ký', unitId: world.unitId },
		...{ userId: world.ids.head, signerName: 'Người ký', position: 'Giám đốc', contentSha256: 'a'.repeat(64), signedAt: world.clock.now() }
	};
	return pastGuards(world.client, ['announcement', 'act_signature'], async (db) => {
		const { id: signatureId } = await db.actSignature.create({ data: signature });
		return db.announcement.create({
			data: {
				...{
					unitId: world.unitId,
					number,
					kind: 'first',
					state: 'signed',
					takenOn: true,
					standardCode: 'ISO9001-2015',
					words: {},
					content: {}
				},
				...{ decisionNumber: `${number}/QĐ`, decisionDate: toDbDate('2026-01-05'), signatureId, signedAt: world.clock.now() },
				...{
					effectiveOn: toDbDate(effectiveOn),
					effectiveTo: effectiveTo && toDbDate(effectiveTo),
					endedFor: effectiveTo ? 'superseded' : null
				},
				...{ createdById: world.ids.officer, createdAt: world.clock.now() }
			}
		});
	});
}

export type OpenThings = Awaited<ReturnType<typeof openThings>>;

/**
 * What can be open in a unit besides its drafts: audits, reviews, objectives, registers, lists, reports, announcements, prints, its committee.
 * @param end the day on which the unit is to end
 */
export async function openThings(world: DocumentsWorld, audited: AuditedWorld, end: Day) {
	const [officer, head] = [await world.as('officer'), await world.as('head')];
	const { unitId } = world;
	const { aSeries, aRecord, list } = recordHelpers(() => world);
	const audits = {
		later: (await staffedAudit(world, audited, { startsOn: addDays(end, 5), endsOn: addDays(end, 6) })).id,
		notified: (await announcedAudit(world, audited)).id,
		running: (await startedAudit(world, audited)).id
	};
	const reviewId = (await planReview(officer, aReview(world, addDays(end, -5)))).id;
	const laterReviewId = (await planReview(officer, aReview(world, addDays(end, 5)))).id;
	const set = async (year: number) => {
		const { id } = await createObjectiveSet(officer, { unitId, year, copy: false });
		const objective = objectiveForm.omit({ rowVersion: true }).parse({
			...{ code: 'MT-01', statement: 'Đúng hạn', indicator: 'Tỷ lệ', measure: '%', direction: 'at_least', target: '98', judging: 'latest' },
			...{ period: 'year', ownerId: world.ids.drafter, dueOn: `${year}-12-31` }
		});
		const { rowVersion } = await objectiveSetPage(officer, id);
		await saveObjective(officer, { setId: id, rowVersion, lineId: null, objective });
		return id;
	};
	const sets = { signed: await set(2026), draft: await set(2027) };
	await submitObjectives(officer, { setId: sets.signed, rowVersion: (await objectiveSetPage(officer, sets.signed)).rowVersion });
	const shown = await objectiveSetPage(head, sets.signed);
	await approveObjectives(head, { setId: sets.signed, rowVersion: shown.rowVersion, sha256: shown.sha256, password });
	const risk = (kind: 'risk' | 'opportunity') =>
		createRisk(officer, {
			...newRiskForm.parse({
				...{ kind, activity: 'Tiếp nhận', statement: 'Mất hồ sơ', ownerId: world.ids.drafter, likelihood: '3', impact: '4' },
				reviewOn: world.day(60)
			}),
			unitId
		});
	const riskId = (await risk('risk')).id;
	const opportunityId = (await risk('opportunity')).id;
	const measureId = (await addMeasure(officer, { riskId, what: 'Quét hồ sơ', doerId: world.ids.staff, dueOn: world.day(50) })).id;
	const providerId = (await createProvider(officer, aProvider(world, 'Công ty A'))).id;
	const needId = (
		await planNeed(officer, {
			...{ unitId, year: 2026, topic: 'ISO', reason: '', audience: '', plannedOn: '2026-12-30', responsibleId: null }
		})
	).id;
	const trainingId = (
		await createTraining(officer, {
			...trainingForm.parse({ topic: 'Đào tạo', heldOn: world.day(40), hours: '4', trainer: 'Bà A', people: [world.ids.staff] }),
			unitId
		})
	).id;
	const due = await aRecord(await aSeries({ retentionYears: '5' }));
	const disposalId = (await createDisposal(officer, unitId, list([due.id]))).id;
	const takeOn = await startTakeOn(officer, unitId);
	const takeOnId = takeOn.id;
	await saveTakeOn(officer, { takeOnId, rowVersion: takeOn.rowVersion, lines: [{ ...emptyLine, code: 'QT.77' }], askReading: false });
	const faultId = (await reportFault(await world.as('staff'), { unitId, what: 'Trả nhầm hồ sơ', foundOn: world.day() })).id;
	const reportId = (await beginReport(officer, unitId, { kind: 'year', year: 2026 })).id;
	const next = addDays(end, 20);
	const announcements = {
		running: (await announced(world, 'CB-1', '2026-02-01', next)).id,
		following: (await announced(world, 'CB-2', next, null)).id
	};
	const inForce = await issuedVersion(world, { document: { audience: [{ kind: 'person', userId: world.ids.staff }] } });
	const { documentId, id: versionId } = inForce;
	await issuePrints(officer, { documentId, versionId, divisions: [], people: [world.ids.staff], places: [] });
	// Requests that began on the day before, with the rights of that day.
	const held = { officer, head, staff: await world.as('staff'), recordId: due.id };
	const since = { validFrom: toDbDate('2026-01-01'), createdAt: world.clock.now() };
	await world.client.unitStandard.create({ data: { unitId, standardCode: 'ISO9001-2015', scope: 'Toàn bộ', ...since } });
	const decision = { decisionNumber: '5/QĐ', decisionDate: toDbDate('2026-01-01') };
	const member = { fullName: 'Người A', title: 'head' as const, ...since };
	await world.client.steeringCommittee.create({ data: { unitId, ...decision, ...since, members: { create: member } } });
	return {
		...{ audits, reviewId, laterReviewId, sets, riskId, opportunityId, measureId, providerId, needId, trainingId },
		...{ disposalId, takeOnId, faultId, reportId, announcements, held }
	};
}
