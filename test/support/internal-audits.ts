import type { PlanAuditInput, ProposedMember, SlotInput } from '#lib/domain/audits/audit-forms.ts';
import type { AuditResult } from '#lib/domain/audits/audit-lifecycle.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { sendAnswers } from '#lib/server/audits/answering/send.ts';
import { createChecklist } from '#lib/server/audits/checklists/create.ts';
import { addQuestion, publishDraft } from '#lib/server/audits/checklists/questions.ts';
import { announceAudit } from '#lib/server/audits/internal/announce.ts';
import { saveAuditFinding, startAudit, giveVerdict } from '#lib/server/audits/internal/conduct.ts';
import { planAudit } from '#lib/server/audits/internal/plan.ts';
import { reportAudit, writeReport } from '#lib/server/audits/internal/report.ts';
import { appointTeam, proposeTeam } from '#lib/server/audits/internal/team.ts';
import { saveSlot } from '#lib/server/audits/internal/timetable.ts';
import { anEdit } from './answering.ts';
import { auditHelpers } from './audits.ts';
import { password, type DocumentsWorld } from './documents.ts';

/** Two areas with a leader each, three auditors: the lead, and one of each area who may audit the other. */
export type AuditedWorld = {
	readonly areas: { readonly office: string; readonly desk: string };
	readonly leaders: { readonly office: string; readonly desk: string };
	readonly lead: string;
	/** Belongs to the desk, audits the office. */
	readonly ofDesk: string;
	/** Belongs to the office, audits the desk. */
	readonly ofOffice: string;
	readonly checklistVersionId: string;
};

export async function auditedWorld(world: DocumentsWorld): Promise<AuditedWorld> {
	const { anArea, anAuditor } = auditHelpers(() => world);
	const people = [];
	for (const roles of [['internal_auditor'], ['internal_auditor'], ['internal_auditor'], ['reader'], ['reader']] as const)
		people.push(await world.addPerson(roles));
	const [lead = '', ofDesk = '', ofOffice = '', officeLeader = '', deskLeader = ''] = people;
	for (const userId of [lead, ofDesk, ofOffice]) await anAuditor(userId);
	const office = await anArea({ leaderId: officeLeader, members: [ofOffice], clauses: ['7.5'] });
	const desk = await anArea({ leaderId: deskLeader, members: [ofDesk], clauses: ['8.5', '7.5'] });
	return {
		areas: { office: office.id, desk: desk.id },
		leaders: { office: officeLeader, desk: deskLeader },
		lead,
		ofDesk,
		ofOffice,
		checklistVersionId: await aChecklist(world)
	};
}

/** Published, with a question of 7.5, one of 8.5.1 and one of no clause. */
export async function aChecklist(world: DocumentsWorld): Promise<string> {
	const officer = await world.as('officer');
	const { id: checklistId, versionId } = await createChecklist(officer, {
		unitId: world.unitId,
		title: `Phiếu ${crypto.randomUUID().slice(0, 8)}`,
		purpose: 'internal',
		standardCode: 'ISO9001-2015',
		unitKinds: [],
		fromVersionId: null
	});
	for (const [text, clause] of [
		['Thông tin dạng văn bản được kiểm soát?', '7.5'],
		['Hồ sơ được giải quyết đúng quy trình?', '8.5.1'],
		['Lãnh đạo có mặt tại họp khai mạc?', null]
	] as const)
		await addQuestion(officer, {
			checklistId,
			question: { section: '', text, clause, evidence: '', guidance: '', weight: 1, documentIds: [] }
		});
	await publishDraft(officer, { checklistId });
	return versionId;
}

type Plan = Partial<PlanAuditInput>;

export async function plannedAudit(world: DocumentsWorld, audited: AuditedWorld, more: Plan = {}) {
	return planAudit(await world.as('officer'), {
		unitId: world.unitId,
		title: 'Đánh giá nội bộ đột xuất',
		purpose: 'Xem xét sau khiếu nại',
		law: '',
		place: 'Trụ sở',
		startsOn: world.day(10),
		endsOn: world.day(11),
		areaIds: Object.values(audited.areas),
		clauses: [],
		documentIds: [],
		checklistVersionId: audited.checklistVersionId,
		lineIds: [],
		extraordinaryReason: 'Có khiếu nại',
		...more
	});
}

export function theTeam(audited: AuditedWorld): ProposedMember[] {
	return [
		{ userId: audited.lead, homeUnitId: null, isLead: true, areaIds: [] },
		{ userId: audited.ofDesk, homeUnitId: null, isLead: false, areaIds: [audited.areas.office] },
		{ userId: audited.ofOffice, homeUnitId: null, isLead: false, areaIds: [audited.areas.desk] }
	];
}

export async function staffedAudit(world: DocumentsWorld, audited: AuditedWorld, more: Plan = {}): Promise<{ id: string; number: string }> {
	const audit = await plannedAudit(world, audited, more);
	await proposeTeam(await world.as('officer'), { auditId: audit.id, members: theTeam(audited) });
	await appointTeam(await world.as('head'), { auditId: audit.id, password });
	return audit;
}

export async function aSlot(world: DocumentsWorld, auditId: string, slot: Partial<SlotInput>) {
	return saveSlot(await world.as('officer'), {
		auditId,
		slotId: null,
		kind: 'session',
		day: world.day(10),
		from: 8 * 60,
		to: 9 * 60,
		areaId: null,
		topic: '',
		clauses: [],
		place: '',
		auditorIds: [],
		auditeeIds: [],
		...slot
	});
}

let arranged = 0;

/**
 * Opening, both areas at once, closing: five minutes each, at a time of its own on the two days, because the same people are asked for by
 * every audit of a world. Gives the minute at which the areas are looked at.
 */
export async function arrange(world: DocumentsWorld, audited: AuditedWorld, auditId: string): Promise<{ day: Day; from: number }> {
	const places = 96;
	const day = world.day(10 + Math.floor((arranged % places) / 48));
	const first = 6 * 60 + (arranged % 48) * 20;
	arranged += 1;
	const at = (place: number) => ({ day, from: first + place * 5, to: first + place * 5 + 5 });
	const { areas, leaders } = audited;
	await aSlot(world, auditId, { kind: 'opening', topic: 'Khai mạc', ...at(0) });
	await aSlot(world, auditId, { areaId: areas.office, auditorIds: [audited.ofDesk], auditeeIds: [leaders.office], ...at(1) });
	await aSlot(world, auditId, { areaId: areas.desk, auditorIds: [audited.ofOffice], auditeeIds: [leaders.desk], ...at(1) });
	await aSlot(world, auditId, { kind: 'closing', topic: 'Kết thúc', ...at(2) });
	return { day, from: first + 5 };
}

export async function announcedAudit(world: DocumentsWorld, audited: AuditedWorld, more: Plan = {}) {
	const audit = await staffedAudit(world, audited, more);
	await arrange(world, audited, audit.id);
	await announceAudit(await world.as('officer'), { auditId: audit.id });
	return audit;
}

export async function startedAudit(world: DocumentsWorld, audited: AuditedWorld, more: Plan = {}) {
	const audit = await announcedAudit(world, audited, more);
	await startAudit(await world.asId(audited.lead), { auditId: audit.id, openingMeeting: 'Đủ thành phần' });
	return audit;
}

/** The lead answers everything by result, in order; not applicable with a reason. */
export async function answerAll(world: DocumentsWorld, audited: AuditedWorld, auditId: string, results: readonly AuditResult[] = []) {
	const questions = await world.client.auditQuestion.findMany({
		where: { auditId },
		orderBy: { position: 'asc' },
		select: { id: true, answerVersion: true }
	});
	return sendAnswers(await world.asId(audited.lead), {
		sheet: { kind: 'internal', id: auditId },
		edits: questions.map(({ id, answerVersion }, at) =>
			anEdit(id, { result: results[at] ?? 'conform', evidence: 'Đã xem hồ sơ', note: 'Ghi chú' }, { baseVersion: answerVersion })
		)
	});
}

type Finding = Partial<Parameters<typeof saveAuditFinding>[1]>;
export async function aFinding(world: DocumentsWorld, audited: AuditedWorld, auditId: string, more: Finding = {}) {
	return saveAuditFinding(await world.asId(audited.ofDesk), {
		auditId,
		findingId: null,
		questionId: null,
		areaId: audited.areas.office,
		grade: 'minor',
		clause: '7.5',
		requirement: '',
		statement: 'Hai hồ sơ thiếu phiếu kiểm soát.',
		evidence: 'HS-01, HS-02',
		repeats: false,
		...more
	});
}

/** Answered, with one minor finding of the office, confirmed; reported by the lead. */
export async function reportedAudit(world: DocumentsWorld, audited: AuditedWorld) {
	const audit = await startedAudit(world, audited);
	await answerAll(world, audited, audit.id);
	const finding = await aFinding(world, audited, audit.id);
	await giveVerdict(await world.asId(audited.leaders.office), { auditId: audit.id, findingId: finding.id, verdict: 'confirmed' });
	const lead = await world.asId(audited.lead);
	await writeReport(lead, {
		auditId: audit.id,
		strengths: 'Lưu trữ gọn',
		conclusion: 'Hệ thống phù hợp',
		proposals: '',
		closingMeeting: 'Thống nhất'
	});
	await reportAudit(lead, { auditId: audit.id, password });
	return { ...audit, findingId: finding.id };
}
