import { randomUUID } from 'node:crypto';
import type { AuditResult } from '#lib/domain/audits/audit-lifecycle.ts';
import { problemsOf } from '#lib/domain/audits/independence.ts';
import { demoPassword } from '#lib/domain/identity/demo.ts';
import { addDays, dayOf, type Day } from '#lib/domain/shared/day.ts';
import { sendAnswers } from '#lib/server/audits/answering/send.ts';
import { latestPublished } from '#lib/server/audits/checklists/published.ts';
import { peopleOfAreas } from '#lib/server/audits/areas.ts';
import { announceAudit } from '#lib/server/audits/internal/announce.ts';
import { saveAuditFinding, startAudit } from '#lib/server/audits/internal/conduct.ts';
import { acceptReport } from '#lib/server/audits/internal/decide.ts';
import { findAudit, type LoadedAudit } from '#lib/server/audits/internal/facts.ts';
import { independenceOf } from '#lib/server/audits/internal/independence.ts';
import { planAudit } from '#lib/server/audits/internal/plan.ts';
import { reportAudit, writeReport } from '#lib/server/audits/internal/report.ts';
import { appointTeam, proposeTeam } from '#lib/server/audits/internal/team.ts';
import { saveSlot } from '#lib/server/audits/internal/timetable.ts';
import { approvedProgramme } from '#lib/server/audits/programmes/approved.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import type { Runtime } from '#lib/server/runtime.ts';

type Tools = Pick<Runtime, 'client' | 'clock'>;

/**
 * Two audits of a unit whose programme is signed: one of last spring that found an observation and is closed, and one that is in progress
 * since yesterday with some questions answered and a nonconformity that waits for the word of its area.
 */
export async function runInternalAudits(runtime: Tools, unitId: string): Promise<void> {
	const today = dayOf(runtime.clock.now());
	const spring = await announced(runtime, unitId, { day: `${today.slice(0, 4)}-04-15`, title: 'Đánh giá nội bộ đợt 1' });
	if (spring) await concluded(runtime, spring);
	const now = await announced(runtime, unitId, { day: addDays(today, -1), title: 'Đánh giá nội bộ đợt 2' });
	if (now) await halfWay(runtime, now);
}

/** At nine of a day. */
async function as(runtime: Tools, userId: string, day: Day): Promise<Ctx> {
	const actor = await loadActor(runtime.client, userId, day);
	if (!actor) throw new Error('a person of the demo cannot act');
	return createContext({ actor, client: runtime.client, clock: fixedClock(new Date(`${day}T09:00:00+07:00`)) });
}

async function holderOf({ client }: Tools, unitId: string, role: 'officer' | 'head'): Promise<string> {
	const { userId } = await client.membership.findFirstOrThrow({
		where: { unitId, roles: { has: role } },
		orderBy: [{ validFrom: 'asc' }, { position: 'asc' }]
	});
	return userId;
}

type Running = { readonly audit: LoadedAudit; readonly leadId: string; readonly leaderId: string; readonly areaId: string };

/** Planned from the first line that somebody of the register may audit, staffed, signed and announced ten days ahead. */
async function announced(runtime: Tools, unitId: string, { day, title }: { day: Day; title: string }): Promise<Running | null> {
	const planned = addDays(day, -14);
	const officer = await as(runtime, await holderOf(runtime, unitId, 'officer'), planned);
	const head = await as(runtime, await holderOf(runtime, unitId, 'head'), addDays(planned, 1));
	const programme = await approvedProgramme(officer, unitId, Number(day.slice(0, 4)));
	const list = programme && (await latestPublished(officer, { unitId, purpose: 'internal', standardCode: programme.standardCode }));
	if (!programme || !list) return null;
	const taken = await runtime.client.auditScopeLine.findMany({ where: { audit: { unitId } }, select: { lineId: true } });
	const lines = programme.lines.filter(({ id }) => !taken.some(({ lineId }) => lineId === id));
	for (const line of lines) {
		const area = await runtime.client.auditArea.findUniqueOrThrow({ where: { id: line.areaId }, select: { leaderId: true } });
		if (!area.leaderId) continue;
		const leadId = await independentLead(officer, unitId, line.areaId, day);
		if (!leadId) continue;
		const { id } = await planAudit(officer, {
			...{ unitId, title, startsOn: day, endsOn: addDays(day, 1), lineIds: [line.id], extraordinaryReason: '' },
			purpose: 'Xác nhận hệ thống phù hợp và được thực hiện.',
			...{ law: '', place: 'Trụ sở cơ quan', areaIds: [], clauses: [], documentIds: [], checklistVersionId: list.versionId }
		});
		await proposeTeam(officer, { auditId: id, members: [{ userId: leadId, homeUnitId: null, isLead: true, areaIds: [line.areaId] }] });
		await appointTeam(head, { auditId: id, password: demoPassword });
		await arrange(officer, id, day, { leadId, leaderId: area.leaderId, areaId: line.areaId });
		await announceAudit(await as(runtime, await holderOf(runtime, unitId, 'officer'), addDays(day, -10)), { auditId: id });
		return { audit: await findAudit(officer, id), leadId, leaderId: area.leaderId, areaId: line.areaId };
	}
	return null;
}

/** Whether somebody of the register is independent is asked of the rule itself, before anything is planned. */
async function independentLead(ctx: Ctx, unitId: string, areaId: string, day: Day): Promise<string | null> {
	const [area, auditors] = await Promise.all([
		ctx.client.auditArea.findUniqueOrThrow({ where: { id: areaId } }),
		ctx.client.auditor.findMany({ where: { unitId }, include: { user: true }, orderBy: { certificateNumber: 'asc' } })
	]);
	const people = (await peopleOfAreas(ctx, [areaId], day)).get(areaId) ?? [];
	const { name, leaderId, divisionId, clauses } = area;
	const facts = await independenceOf(
		ctx,
		{
			unitId,
			firstDay: day,
			lastDay: addDays(day, 1),
			documentIds: [],
			areas: [{ id: areaId, name, leaderId, divisionId, clauses, people }]
		},
		auditors.map(({ userId, user }) => ({ userId, fullName: user.fullName, homeUnitId: null, areaIds: [areaId] }))
	);
	return facts.find((one) => problemsOf(one).length === 0)?.userId ?? null;
}

async function arrange(
	officer: Ctx,
	auditId: string,
	day: Day,
	{ leadId, leaderId, areaId }: { leadId: string; leaderId: string; areaId: string }
): Promise<void> {
	const slot = (kind: 'opening' | 'session' | 'closing', from: number, topic: string) =>
		saveSlot(officer, {
			...{ auditId, slotId: null, kind, day, from: from * 60, to: (from + 1) * 60, topic, clauses: [], place: '' },
			areaId: kind === 'session' ? areaId : null,
			auditorIds: kind === 'session' ? [leadId] : [],
			auditeeIds: kind === 'session' ? [leaderId] : []
		});
	await slot('opening', 8, 'Họp khai mạc');
	await slot('session', 9, '');
	await slot('closing', 16, 'Họp kết thúc');
}

/** Answers the first questions by result, in order; the rest stays open. */
async function answer(ctx: Ctx, auditId: string, count: number, results: readonly AuditResult[]): Promise<void> {
	const questions = await ctx.client.auditQuestion.findMany({
		where: { auditId },
		orderBy: { position: 'asc' },
		take: count,
		select: { id: true }
	});
	await sendAnswers(ctx, {
		sheet: { kind: 'internal', id: auditId },
		edits: questions.map(({ id }, at) => ({
			...{ id: randomUUID(), questionId: id, baseVersion: 0, after: null, madeAt: ctx.clock.now().toISOString() },
			answer: { result: results[at] ?? 'conform', points: null, evidence: 'Đã xem hồ sơ và phỏng vấn tại chỗ.', note: '' }
		}))
	});
}

const blank = { findingId: null, questionId: null, requirement: '', repeats: false } as const;

async function concluded(runtime: Tools, { audit, leadId, areaId }: Running): Promise<void> {
	const auditId = audit.id;
	const lead = await as(runtime, leadId, audit.firstDay);
	await startAudit(lead, { auditId, openingMeeting: 'Lãnh đạo, trưởng bộ phận và đoàn có mặt đủ; thống nhất lịch.' });
	await answer(lead, auditId, 500, []);
	await saveAuditFinding(lead, {
		...blank,
		...{ auditId, areaId, grade: 'observation', clause: '7.5', evidence: 'Tủ hồ sơ phòng họp.' },
		statement: 'Hồ sơ sắp xếp theo tên, nên thêm mục lục theo mã để tìm nhanh hơn.'
	});
	await writeReport(lead, {
		auditId,
		strengths: 'Cán bộ nắm chắc quy trình, hồ sơ đầy đủ.',
		conclusion: 'Hệ thống phù hợp và được thực hiện.',
		proposals: 'Lập mục lục hồ sơ trong quý tới.',
		closingMeeting: 'Đoàn trình bày kết quả, bộ phận thống nhất.'
	});
	await reportAudit(await as(runtime, leadId, addDays(audit.lastDay, 3)), { auditId, password: demoPassword });
	const head = await as(runtime, await holderOf(runtime, audit.unitId, 'head'), addDays(audit.lastDay, 6));
	await acceptReport(head, { auditId, password: demoPassword });
}

async function halfWay(runtime: Tools, { audit, leadId, areaId }: Running): Promise<void> {
	const auditId = audit.id;
	const lead = await as(runtime, leadId, audit.firstDay);
	await startAudit(lead, { auditId, openingMeeting: 'Đoàn nêu mục đích, phạm vi, lịch làm việc.' });
	await answer(lead, auditId, 4, ['conform', 'conform', 'observation', 'conform']);
	await saveAuditFinding(lead, {
		...blank,
		...{ auditId, areaId, grade: 'minor', clause: '7.5', evidence: 'Hồ sơ số 12 và 17 tháng trước.' },
		statement: 'Hai trong mười hồ sơ đã kiểm thiếu phiếu kiểm soát quá trình.'
	});
}
