import type { HandOverKind, StayReason } from '#lib/domain/hand-overs/duties.ts';
import { objectiveForm } from '#lib/domain/reviews/objectives/forms.ts';
import { newRiskForm } from '#lib/domain/reviews/risks/forms.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { addLine } from '#lib/server/corrective-actions/analysis.ts';
import { reassignAction, reassignLine } from '#lib/server/corrective-actions/assign.ts';
import { submitPlan } from '#lib/server/corrective-actions/plan.ts';
import { nameVerifier } from '#lib/server/corrective-actions/verifier.ts';
import { createBatch } from '#lib/server/documents/batches.ts';
import { createExternal } from '#lib/server/documents/external/lines.ts';
import { issuePrints } from '#lib/server/documents/prints/issue.ts';
import { createVersion } from '#lib/server/documents/versions.ts';
import { createObjectiveSet } from '#lib/server/reviews/objectives/create.ts';
import { saveObjective } from '#lib/server/reviews/objectives/edit.ts';
import { objectiveSetPage } from '#lib/server/reviews/objectives/page.ts';
import { approveObjectives, submitObjectives } from '#lib/server/reviews/objectives/sign.ts';
import { assignInputs, notifyReview, planReview } from '#lib/server/reviews/management/plan.ts';
import { reviewPage } from '#lib/server/reviews/management/page.ts';
import { decideInReview, startReview } from '#lib/server/reviews/management/session.ts';
import { createRisk } from '#lib/server/reviews/risks/acts.ts';
import { addMeasure } from '#lib/server/reviews/risks/measures.ts';
import { planNeed } from '#lib/server/reviews/training/needs.ts';
import { addStep } from '#lib/server/units/quality-system/plan-steps.ts';
import { assignedAction, completedAction, plannedAction, type AnAction } from './actions.ts';
import { auditHelpers } from './audits.ts';
import { aDocument, approvedVersion, issuedVersion, password, submittedVersion, type DocumentsWorld } from './documents.ts';
import { anInspection, inspectedWorld } from './inspections.ts';
import { auditedWorld, staffedAudit } from './internal-audits.ts';
import { onItsDay, pastGuards } from './raw-writes.ts';
import { recordHelpers } from './records.ts';

/** A duty that somebody has, and where the database says whose it is. */
export type HeldDuty = {
	readonly kind: HandOverKind;
	/** `table.column`, as the table of duties names it. */
	readonly column: string;
	readonly subjectId: string;
	readonly stays: StayReason | null;
	/** Everybody whom the column names now, of the row or rows of the thing. */
	holders(): Promise<string[]>;
};

type Where = { column: string; where?: string; names?: string };

/**
 * One duty at least of every kind and of every column, of one person in the unit of a world: most through the commands; what comes from appointments of others
 * as it stands once they are made.
 * @param taker whoever is to take them: registered as an auditor, a member of the review in which the person is to report
 */
export async function everyDuty(world: DocumentsWorld, giver: string, taker: string): Promise<HeldDuty[]> {
	const all: HeldDuty[] = [];
	const hold = (kind: HandOverKind, subjectId: string, { column, where = 'id = $1', names }: Where, stays: StayReason | null = null) => {
		const [table = '', name = ''] = (names ?? column).split('.');
		const sql = `select "${name}"::text as id from "${table}" where ${where.replace('$1', '$1::uuid')} order by 1`;
		all.push({
			...{ kind, column, subjectId, stays },
			holders: async () => (await world.client.$queryRawUnsafe<{ id: string }[]>(sql, subjectId)).map(({ id }) => id)
		});
	};
	await documentDuties(world, giver, hold);
	await recordDuties(world, giver, hold);
	await actionDuties(world, giver, hold);
	await auditDuties(world, { giver, taker }, hold);
	await planDuties(world, giver, hold);
	await reviewDuties(world, { giver, taker }, hold);
	await registerDuties(world, giver, hold);
	const { id } = await world.client.membership.findFirstOrThrow({ where: { userId: giver, unitId: world.unitId } });
	hold('role', id, { column: 'membership.user_id' }, 'appointed');
	return all;
}

type Hold = (kind: HandOverKind, subjectId: string, at: Where, stays?: StayReason | null) => void;

async function documentDuties(world: DocumentsWorld, giver: string, hold: Hold): Promise<void> {
	const { client, unitId, ids } = world;
	const officer = await world.as('officer');
	const named = { column: 'document_drafter.user_id', where: 'document_id = $1' };
	const drafted = await aDocument(world, { drafters: [giver] });
	hold('drafter', drafted.id, named);
	const draft = await createVersion(await world.asId(giver), { documentId: drafted.id, summary: 'Lần đầu', pdf: await world.pdf() });
	// Who wrote stays its author; whoever goes on with it drafts the document.
	hold('draft', draft.id, {
		column: 'version_author.user_id',
		names: 'document_drafter.user_id',
		where: 'document_id = (select document_id from version where id = $1)'
	});
	const owned = await aDocument(world);
	await onItsDay(world, (db) => db.document.update({ where: { id: owned.id }, data: { ownerId: giver, rowVersion: { increment: 1 } } }));
	hold('owner', owned.id, { column: 'document.owner_id' });
	const looked = await submittedVersion(world, { reviewer: giver });
	hold('review', looked.id, { column: 'version.reviewer_id' });
	const keeper = 'coalesce(keeper_id, created_by_id)';
	const batch = await createBatch(await world.asId(giver), { unitId, versionIds: [(await approvedVersion(world)).id] });
	hold('batch', batch.id, {
		column: 'issue_batch.created_by_id',
		names: 'issue_batch.keeper_id',
		where: `id = $1 and ${keeper} = keeper_id`
	});
	const kept = await createBatch(officer, { unitId, versionIds: [(await approvedVersion(world)).id] });
	await onItsDay(world, (db) => db.issueBatch.update({ where: { id: kept.id }, data: { keeperId: giver, rowVersion: { increment: 1 } } }));
	hold('batch', kept.id, { column: 'issue_batch.keeper_id' });
	await pastGuards(client, ['division_version'], (db) =>
		db.divisionVersion.updateMany({ where: { divisionId: world.divisionId }, data: { headId: giver } })
	);
	hold('division_head', world.divisionId, { column: 'division_version.head_id', where: 'division_id = $1 and valid_to is null' });

	const elsewhere = await submittedVersion(world);
	const guest = await pastGuards(client, ['guest_review'], (db) =>
		db.guestReview.create({
			data: {
				...{ versionId: elsewhere.id, askedOfUnitId: unitId, state: 'appointed', askedById: ids.outsider, reason: 'Cần chuyên môn' },
				...{ guestId: giver, appointedById: ids.head }
			}
		})
	);
	hold('guest_review', guest.id, { column: 'guest_review.guest_id' }, 'appointed');
	const request = await pastGuards(client, ['change_request'], (db) =>
		db.changeRequest.create({
			data: {
				...{ unitId, number: 'YC-2026-900', kind: 'new', state: 'considered', title: 'Tiếp công dân', what: 'Viết mới', why: 'Chưa có' },
				...{ proposerId: ids.staff, proposedAt: world.clock.now(), consideredById: ids.officer, consideredAt: world.clock.now() },
				...{ drafterId: giver, opinion: 'Nên có', impact: 'Ít', dueOn: toDbDate(world.day(30)), firstDueOn: toDbDate(world.day(30)) }
			}
		})
	);
	hold('change_request', request.id, { column: 'change_request.drafter_id' }, 'considered');
	const external = await createExternal(officer, unitId, {
		...{ number: '61/2018/NĐ-CP', title: 'Một cửa', issuer: 'Chính phủ', issuedOn: '2018-04-23', inForceFrom: '2018-06-21' },
		...{ inForceUntil: null, link: '', receivedOn: null, appliedFor: '', divisionId: null, checkerId: giver, checkMonths: 12 }
	});
	const subscription = await client.externalSubscription.findFirstOrThrow({ where: { externalId: external.id, unitId } });
	hold('external_check', subscription.id, { column: 'external_subscription.checker_id' });
	const inForce = await issuedVersion(world);
	await issuePrints(officer, { documentId: inForce.documentId, versionId: inForce.id, divisions: [], people: [giver], places: [] });
	const print = await client.numberedPrint.findFirstOrThrow({ where: { holderId: giver } });
	hold('print', print.id, { column: 'numbered_print.holder_id' }, 'in_hand');
}

async function recordDuties(world: DocumentsWorld, giver: string, hold: Hold): Promise<void> {
	const { aSeries } = recordHelpers(() => world);
	hold('series', await aSeries({ custodianId: giver }), { column: 'record_series.custodian_id' });
	hold('series_reader', await aSeries({ readers: [giver] }), { column: 'record_series_reader.user_id', where: 'series_id = $1' });
}

async function actionDuties(world: DocumentsWorld, giver: string, hold: Hold): Promise<void> {
	const officer = await world.as('officer');
	const reason = 'Phân công lại';
	const owner = { column: 'corrective_action.owner_id' };
	const doer = { column: 'action_line.doer_id' };
	const verifier = { column: 'corrective_action.verifier_id' };
	const own = async ({ id }: AnAction) => {
		await reassignAction(officer, { actionId: id, ownerId: giver, reason });
		return id;
	};
	hold('action_owner', await own(await assignedAction(world)), owner);
	hold('action_owner', await own(await plannedAction(world)), owner);
	const lineOf = async (actionId: string) => (await world.client.actionLine.findFirstOrThrow({ where: { actionId } })).id;
	const written = await assignedAction(world);
	const line = { actionId: written.id, what: 'Rà soát hồ sơ', doerId: giver, dueOn: world.day(20) };
	await addLine(await world.as('drafter'), line);
	hold('action_line', await lineOf(written.id), doer);
	const working = await plannedAction(world);
	await reassignLine(officer, { actionId: working.id, lineId: await lineOf(working.id), doerId: giver, reason });
	hold('action_line', await lineOf(working.id), doer);
	// What waits for a signature stays with whom it names.
	const waiting = await plannedAction(world);
	await own(waiting);
	await pastGuards(world.client, ['corrective_action'], (db) =>
		db.correctiveAction.update({ where: { id: waiting.id }, data: { state: 'awaiting_plan_approval', approvedById: null } })
	);
	hold('action_owner', waiting.id, owner, 'signed');

	const submitted = async () => {
		const action = await plannedAction(world);
		await pastGuards(world.client, ['corrective_action'], (db) =>
			db.correctiveAction.update({ where: { id: action.id }, data: { state: 'analysing', approvedById: null } })
		);
		await submitPlan(await world.as('drafter'), { actionId: action.id });
		return action;
	};
	for (const make of [assignedAction, submitted, plannedAction, completedAction]) {
		const action = await make(world);
		await nameVerifier(officer, { actionId: action.id, userId: giver });
		hold('action_verifier', action.id, verifier);
	}
}

async function auditDuties(world: DocumentsWorld, { giver, taker }: { giver: string; taker: string }, hold: Hold): Promise<void> {
	const { client, ids } = world;
	const { anArea, anAuditor, drafted, explained, submitted } = auditHelpers(() => world);
	await anAuditor(taker);
	const led = await anArea({ leaderId: giver });
	hold('area_leader', led.id, { column: 'audit_area.leader_id' });
	hold('area_member', (await anArea({ members: [giver] })).id, { column: 'audit_area_member.user_id', where: 'area_id = $1' });
	const leads = async (programmeId: string) => {
		const { id } = await client.auditProgrammeLine.findFirstOrThrow({ where: { programmeId }, orderBy: { id: 'asc' } });
		await client.auditProgrammeLine.update({ where: { id }, data: { leadId: giver } });
		return id;
	};
	hold('programme_line', await leads((await drafted(2027)).id), { column: 'audit_programme_line.lead_id' });
	const sent = (await drafted(2028)).id;
	const sentLine = await leads(sent);
	await explained(sent);
	await submitted(sent);
	hold('programme_line', sentLine, { column: 'audit_programme_line.lead_id' }, 'signed');
	const audit = await staffedAudit(world, await auditedWorld(world));
	const member = await pastGuards(client, ['audit_team_member'], (db) =>
		db.auditTeamMember.create({
			data: { auditId: audit.id, userId: giver, role: 'member', proposedById: ids.officer, proposedAt: world.clock.now() }
		})
	);
	hold('audit_team', member.id, { column: 'audit_team_member.user_id' }, 'appointed');
	const inspection = await anInspection(world, await inspectedWorld(world));
	const helper = await pastGuards(client, ['inspection_helper'], (db) =>
		db.inspectionHelper.create({
			data: { inspectionId: inspection.id, userId: giver, namedById: ids.officer, namedAt: world.clock.now() }
		})
	);
	hold('inspection_helper', helper.id, { column: 'inspection_helper.user_id' }, 'appointed');
}

async function planDuties(world: DocumentsWorld, giver: string, hold: Hold): Promise<void> {
	const { client, unitId, ids } = world;
	const day = toDbDate(world.day());
	const at = { createdById: ids.coordinator, createdAt: world.clock.now() };
	const words = { nameVi: 'Xây dựng', nameEn: 'Build', shortVi: 'XD', shortEn: 'B', sortOrder: 1 };
	const tables = ['roll_out_phase', 'roll_out_wave', 'roll_out_step', 'roll_out_unit', 'roll_out_item'];
	const item = await pastGuards(client, tables, async (db) => {
		await db.rollOutPhase.upsert({ where: { code: 'build' }, create: { code: 'build', ...words }, update: {} });
		const wave = await db.rollOutWave.create({
			data: { kind: 'build', state: 'open', title: 'Đợt 143', year: 2026, openedOn: day, openedById: ids.coordinator, ...at }
		});
		const step = await db.rollOutStep.create({
			data: { waveId: wave.id, code: 'B1', phaseCode: 'build', position: 1, titleVi: 'Thành lập Ban', titleEn: 'Committee', addedOn: day }
		});
		const unit = await db.rollOutUnit.create({ data: { waveId: wave.id, unitId, joinedOn: day, responsibleId: giver } });
		return db.rollOutItem.create({ data: { rollOutUnitId: unit.id, stepId: step.id, responsibleId: giver } });
	});
	hold('roll_out_unit', item.rollOutUnitId, { column: 'roll_out_unit.responsible_id' });
	hold('roll_out_item', item.id, { column: 'roll_out_item.responsible_id' });
	const planned = { unitId, year: 2026, what: 'Đánh giá nội bộ', responsibleId: giver, responsibleName: '', dueOn: world.day(20) };
	hold('plan_step', (await addStep(await world.as('officer'), planned)).id, { column: 'iso_plan_step.responsible_id' });
	const since = { validFrom: toDbDate('2026-01-01'), createdAt: world.clock.now() };
	const committee = await client.steeringCommittee.create({
		data: {
			...{ unitId, decisionNumber: '5/QĐ', decisionDate: toDbDate('2026-01-01'), ...since },
			members: { create: { userId: giver, fullName: 'Người A', title: 'head', ...since } }
		},
		select: { members: true }
	});
	const [member] = committee.members;
	if (!member) throw new Error('a committee has its member');
	hold('committee', member.id, { column: 'committee_member.user_id' }, 'appointed');
}

async function reviewDuties(world: DocumentsWorld, { giver, taker }: { giver: string; taker: string }, hold: Hold): Promise<void> {
	const officer = await world.as('officer');
	const { head, officer: officerId, drafter } = world.ids;
	const plan = async (more: { chairId?: string; secretaryId?: string; memberIds?: string[] }) =>
		(
			await planReview(officer, {
				...{ title: 'Xem xét của lãnh đạo', plannedOn: world.day(), startsAt: '08:00', place: 'Phòng họp', periodFrom: null },
				...{ unitId: world.unitId, chairId: head, secretaryId: officerId, memberIds: [drafter] },
				...more
			})
		).id;
	const told = async (reviewId: string) => {
		await notifyReview(officer, { reviewId, shortNoticeReason: 'Theo yêu cầu của tỉnh' });
		return reviewId;
	};
	const chair = { column: 'management_review.chair_id' };
	const secretary = { column: 'management_review.secretary_id' };
	hold('review_chair', await plan({ chairId: giver }), chair);
	hold('review_secretary', await plan({ secretaryId: giver }), secretary);
	hold('review_chair', await told(await plan({ chairId: giver })), chair, 'signed');
	hold('review_secretary', await told(await plan({ secretaryId: giver })), secretary, 'signed');
	const reported = await plan({ memberIds: [giver, taker] });
	const inputId = (await reviewPage(officer, reported)).inputs[1]?.id ?? '';
	await assignInputs(officer, { reviewId: reported, reporters: [{ inputId, userId: giver }] });
	hold('review_input', inputId, { column: 'management_review_input.reporter_id' });
	const member = await world.client.managementReviewMember.findFirstOrThrow({ where: { reviewId: reported, userId: giver } });
	hold('review_member', member.id, { column: 'management_review_member.user_id' }, 'appointed');
	const held = await told(await plan({}));
	await startReview(officer, { reviewId: held });
	const { id } = await decideInReview(officer, {
		...{ reviewId: held, decisionId: null, inputId: (await reviewPage(officer, held)).inputs[0]?.id ?? '', kind: 'improvement' },
		...{ follow: 'step', what: 'Mua máy quét', responsibleId: giver, dueOn: world.day(30), documentId: null }
	});
	hold('review_decision', id, { column: 'management_review_decision.responsible_id' });
}

async function registerDuties(world: DocumentsWorld, giver: string, hold: Hold): Promise<void> {
	const { client, unitId } = world;
	const [officer, head] = [await world.as('officer'), await world.as('head')];
	const objectives = async (year: number) => {
		const { id } = await createObjectiveSet(officer, { unitId, year, copy: false });
		const objective = objectiveForm.omit({ rowVersion: true }).parse({
			...{ code: 'MT-01', statement: 'Đúng hạn', indicator: 'Tỷ lệ', measure: '%', direction: 'at_least', target: '98', judging: 'latest' },
			...{ period: 'year', ownerId: giver, dueOn: `${year}-12-31` }
		});
		const { rowVersion } = await objectiveSetPage(officer, id);
		await saveObjective(officer, { setId: id, rowVersion, lineId: null, objective });
		return { id, objectiveId: (await client.objective.findFirstOrThrow({ where: { setId: id } })).id };
	};
	const draft = await objectives(2027);
	hold('objective', draft.objectiveId, { column: 'objective.owner_id' });
	const signed = await objectives(2026);
	await submitObjectives(officer, { setId: signed.id, rowVersion: (await objectiveSetPage(officer, signed.id)).rowVersion });
	const shown = await objectiveSetPage(head, signed.id);
	await approveObjectives(head, { setId: signed.id, rowVersion: shown.rowVersion, sha256: shown.sha256, password });
	hold('objective', signed.objectiveId, { column: 'objective.owner_id' }, 'signed');
	hold('objective_report', signed.objectiveId, { column: 'objective.reporter_id' });
	const risk = await createRisk(officer, {
		...newRiskForm.parse({
			...{ kind: 'risk', activity: 'Tiếp nhận', statement: 'Mất hồ sơ', ownerId: giver, likelihood: '3', impact: '4' },
			reviewOn: world.day(60)
		}),
		unitId
	});
	hold('risk', risk.id, { column: 'risk.owner_id' });
	const measure = await addMeasure(officer, { riskId: risk.id, what: 'Quét hồ sơ', doerId: giver, dueOn: world.day(50) });
	hold('risk_measure', measure.id, { column: 'risk_measure.doer_id' });
	const need = await planNeed(officer, {
		...{ unitId, year: 2026, topic: 'ISO', reason: '', audience: '', plannedOn: '2026-12-30', responsibleId: giver }
	});
	hold('training_need', need.id, { column: 'training_need.responsible_id' });
}
