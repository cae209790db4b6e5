import { randomUUID } from 'node:crypto';
import type { Answer } from '#lib/domain/audits/answers.ts';
import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { sendAnswers } from '#lib/server/audits/answering/send.ts';
import { handInSelfAssessment } from '#lib/server/audits/inspections/self-assessment.ts';
import { drawUpMinutes } from '#lib/server/audits/inspections/minutes.ts';
import { notifyInspection } from '#lib/server/audits/inspections/notify.ts';
import { startVisit } from '#lib/server/audits/inspections/visit.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { anEdit } from './answering.ts';
import { password, type DocumentsWorld } from './documents.ts';

/** An open cycle with one team; its inspections are added by `anInspection`. */
export type InspectedWorld = {
	readonly cycleId: string;
	readonly teamId: string;
	readonly departmentId: string;
	/** Questions of the checklist, in order: weights 4, 3, 2, 1; the first two are of clause 7.5, the others of 9.2 and of none. */
	readonly questions: readonly { id: string; key: string; weight: number }[];
	readonly lead: string;
	readonly member: string;
	asLead(): Promise<Ctx>;
	asMember(): Promise<Ctx>;
};

export const standard = 'ISO-9001-2015';
const longAgo = toDbDate('2016-01-01');
let cycles = 0;

/** An inspector of the Department, in no unit that is inspected. */
export async function anInspector(world: DocumentsWorld, departmentId: string): Promise<string> {
	const userId = await world.addPerson(['reader'], { unitId: departmentId });
	await world.client.provinceAppointment.create({ data: { userId, role: 'inspector', position: 'Thanh tra viên', validFrom: longAgo } });
	return userId;
}

export async function inspectedWorld(world: DocumentsWorld, options: { departmentId?: string } = {}): Promise<InspectedWorld> {
	const { client } = world;
	cycles += 1;
	const departmentId = options.departmentId ?? (await world.addUnit(`SO-KHCN-${cycles}`));
	const lead = await anInspector(world, departmentId);
	const member = await anInspector(world, departmentId);
	const code = standard;
	await client.standard.upsert({ where: { code }, create: { code, nameVi: code, nameEn: code, edition: 2015, sortOrder: 1 }, update: {} });
	const now = world.clock.now();
	const by = { createdById: world.ids.coordinator, createdAt: now };
	const checklist = await client.checklist.create({
		data: { ...by, title: 'Phiếu kiểm tra', purpose: 'inspection', standardCode: code, unitKinds: [] }
	});
	const version = await client.checklistVersion.create({ data: { ...by, checklistId: checklist.id, number: 1 } });
	const questions = [4, 3, 2, 1].map((weight) => ({ id: randomUUID(), key: randomUUID(), weight }));
	const clauses = ['7.5', '7.5', '9.2', null];
	await client.checklistQuestion.createMany({
		data: questions.map((question, index) => ({
			...question,
			versionId: version.id,
			position: index + 1,
			text: `Câu hỏi ${index + 1}`,
			clause: clauses[index] ?? null
		}))
	});
	await client.checklistVersion.update({
		where: { id: version.id },
		data: { state: 'published', publishedAt: now, publishedById: world.ids.coordinator }
	});
	const cycle = await client.auditCycle.create({
		data: {
			...by,
			number: `CK-2026-${String(cycles).padStart(2, '0')}`,
			title: 'Kiểm tra duy trì hệ thống năm 2026',
			decisionNumber: '12/QĐ-SKHCN',
			decisionDate: toDbDate(world.day(-10)),
			windowFrom: toDbDate(world.day(-5)),
			windowTo: toDbDate(world.day(90)),
			checklistVersionId: version.id,
			evidenceRequest: 'Danh mục tài liệu, hồ sơ xem xét của lãnh đạo',
			cycleTeamCycle: {
				create: {
					name: 'Đoàn 1',
					cycleTeamMemberTeam: {
						create: [
							{ userId: lead, isLead: true, since: now },
							{ userId: member, since: now }
						]
					}
				}
			}
		},
		select: { id: true, cycleTeamCycle: { select: { id: true } } }
	});
	await client.auditCycle.update({ where: { id: cycle.id }, data: { state: 'open', openedAt: now, openedById: world.ids.coordinator } });
	return {
		cycleId: cycle.id,
		teamId: cycle.cycleTeamCycle[0]?.id ?? '',
		departmentId,
		questions,
		lead,
		member,
		asLead: () => world.asId(lead),
		asMember: () => world.asId(member)
	};
}

export type AnInspection = { readonly id: string; readonly unitId: string; readonly answers: readonly string[] };

/** Scheduled, in the world's own unit unless another is given; the unit of an inspection is inspected once per cycle. */
export async function anInspection(
	world: DocumentsWorld,
	inspected: InspectedWorld,
	options: { unitId?: string; visitOn?: Day | null } = {}
): Promise<AnInspection> {
	const { client } = world;
	const unitId = options.unitId ?? world.unitId;
	const visitOn = options.visitOn === undefined ? world.day(14) : options.visitOn;
	const day = visitOn === null ? null : toDbDate(visitOn);
	const inspection = await client.inspection.create({
		data: { cycleId: inspected.cycleId, unitId, teamId: inspected.teamId, visitOn: day, firstVisitOn: day },
		select: { id: true }
	});
	const answers = inspected.questions.map(() => randomUUID());
	await client.inspectionAnswer.createMany({
		data: answers.map((id, index) => ({
			id,
			inspectionId: inspection.id,
			questionId: inspected.questions[index]?.id ?? '',
			position: index + 1
		}))
	});
	return { id: inspection.id, unitId, answers };
}

/** What somebody says to questions, by their places; as often as is asked. */
export async function say(
	ctx: Ctx,
	inspection: AnInspection,
	kind: 'self' | 'inspection',
	answers: readonly (Partial<Answer> | null)[],
	baseVersion = 0
): Promise<void> {
	const edits = inspection.answers.flatMap((id, index) => {
		const answer = answers[index];
		return answer ? [anEdit(id, { result: 'met', ...answer }, { baseVersion })] : [];
	});
	const { results } = await sendAnswers(ctx, { sheet: { kind, id: inspection.id }, edits });
	const wrong = results.filter(({ outcome }) => outcome !== 'applied');
	if (wrong.length > 0) throw new Error(`not taken: ${JSON.stringify(wrong)}`);
}

export const allMet: readonly Partial<Answer>[] = [{}, {}, {}, {}];
/** 4 of 4, 1.5 of 3, 0 of 2, and one that does not apply: 5.5 of 9. */
export const mixed: readonly Partial<Answer>[] = [
	{ result: 'met' },
	{ result: 'partly', note: 'Thiếu sổ theo dõi' },
	{ result: 'not_met', note: 'Chưa đánh giá nội bộ năm 2026' },
	{ result: 'not_applicable', note: 'Đơn vị không có thủ tục này' }
];

export async function notified(world: DocumentsWorld, inspected: InspectedWorld, inspection: AnInspection): Promise<void> {
	await notifyInspection(await inspected.asLead(), { inspectionId: inspection.id });
}

/** By people of the unit: its officer answers, its head signs. */
export async function handedIn(
	world: DocumentsWorld,
	inspection: AnInspection,
	by: { officer?: string; head?: string } = {}
): Promise<void> {
	await say(await world.asId(by.officer ?? world.ids.officer), inspection, 'self', allMet);
	await handInSelfAssessment(await world.asId(by.head ?? world.ids.head), { inspectionId: inspection.id, password });
}

/** On site, whatever the unit did: begun early, with the reason that the lead gives. */
export async function onSite(world: DocumentsWorld, inspected: InspectedWorld, inspection: AnInspection): Promise<void> {
	await startVisit(await inspected.asLead(), { inspectionId: inspection.id, reason: 'Kết hợp chuyến công tác' });
}

export async function minuted(
	world: DocumentsWorld,
	inspected: InspectedWorld,
	inspection: AnInspection,
	answers: readonly Partial<Answer>[] = mixed
): Promise<void> {
	await say(await inspected.asMember(), inspection, 'inspection', answers);
	await drawUpMinutes(await inspected.asLead(), { inspectionId: inspection.id, password, strengths: 'Tài liệu đầy đủ', remarks: '' });
}
