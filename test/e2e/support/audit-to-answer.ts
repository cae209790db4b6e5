// Prepares an internal audit that is in progress, with sixty questions and two auditors, in the database of the product that is under test:
//   node test/e2e/support/audit-to-answer.ts <storage folder> <password> <unit code>
// Prints { auditId, lead, member } with their addresses. Everything through the commands.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { peopleOf } from '../../../prisma/seed/content/people.ts';
import { systemActor } from '#lib/domain/permissions/actor.ts';
import { addDays } from '#lib/domain/shared/day.ts';
import { createArea } from '#lib/server/audits/area-acts.ts';
import { registerAuditor } from '#lib/server/audits/auditor-acts.ts';
import { createChecklist } from '#lib/server/audits/checklists/create.ts';
import { addQuestion, publishDraft } from '#lib/server/audits/checklists/questions.ts';
import { announceAudit } from '#lib/server/audits/internal/announce.ts';
import { startAudit } from '#lib/server/audits/internal/conduct.ts';
import { planAudit } from '#lib/server/audits/internal/plan.ts';
import { appointTeam, proposeTeam } from '#lib/server/audits/internal/team.ts';
import { saveSlot } from '#lib/server/audits/internal/timetable.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { attachQueue, createBoss } from '#lib/server/jobs/queue.ts';
import { systemClock } from '#lib/server/platform/clock.ts';
import { createContext, today, type Ctx } from '#lib/server/platform/context.ts';
import { findEmbeddedPostgres } from '#lib/server/platform/embedded-postgres.ts';
import { createLogger } from '#lib/server/platform/log.ts';
import { createPrisma } from '#lib/server/platform/prisma.ts';

const [storage = '', password = '', unitCode = ''] = process.argv.slice(2);
const count = 60;
const server = findEmbeddedPostgres(path.join(storage, 'postgres'));
if (!server) throw new Error(`no database runs in ${storage}`);
const client = createPrisma(server.url, { max: 2 });
const boss = await createBoss(server.url, createLogger('silent'));
attachQueue(client, boss);

const system = createContext({ actor: systemActor, client, clock: systemClock() });
const day = today(system);
const { unitId } = await client.unitVersion.findFirstOrThrow({ where: { code: unitCode, validTo: null }, select: { unitId: true } });

async function asEmail(email: string): Promise<Ctx & { userId: string }> {
	const user = await client.user.findFirstOrThrow({ where: { email }, select: { id: true } });
	const actor = await loadActor(client, user.id, day);
	if (!actor) throw new Error(`${email} may not act`);
	return { ...createContext({ actor, client, clock: systemClock() }), userId: user.id };
}
const staff = peopleOf(unitCode);
const emailOf = (key: string) => staff.find((person) => person.key === `${unitCode}/${key}`)?.email ?? '';
const others = staff.filter((person) => person.email !== null && person.roles.every((role) => role === 'reader'));
const [lead, member, leader] = others.slice(-3).map(({ email }) => email ?? '');
if (!lead || !member || !leader) throw new Error(`${unitCode} has too few people`);

const officer = await asEmail(emailOf('officer'));
const head = await asEmail(emailOf('head'));
const team = { lead: await asEmail(lead), member: await asEmail(member), leader: await asEmail(leader) };
const name = `Khu vực ${randomUUID().slice(0, 6)}`;
const area = await createArea(officer, {
	unitId,
	name,
	divisionId: null,
	leaderId: team.leader.userId,
	risk: 'medium',
	members: [],
	documents: [],
	clauses: ['7.5', '8.5']
});
const registered = await client.auditor.findMany({ where: { unitId, endedOn: null }, select: { userId: true } });
const unregistered = [team.lead, team.member].filter(({ userId }) => !registered.some((auditor) => auditor.userId === userId));
for (const { userId } of unregistered)
	await registerAuditor(officer, {
		unitId,
		userId,
		training: 'Khóa đánh giá viên nội bộ',
		trainedOn: null,
		certificateNumber: '',
		certificateIssuer: '',
		certificateOn: null,
		validFrom: '2026-01-01',
		validTo: null,
		note: ''
	});
const { code: standardCode } = await client.standard.findFirstOrThrow({ where: { code: { contains: '9001' }, edition: 2015 } });
const { id: checklistId, versionId } = await createChecklist(officer, {
	unitId,
	title: `Phiếu ${name}`,
	purpose: 'internal',
	standardCode,
	unitKinds: [],
	fromVersionId: null
});
for (let i = 1; i <= count; i++)
	await addQuestion(officer, {
		checklistId,
		question: {
			section: '',
			text: `Câu ${i}: hồ sơ và tài liệu có đúng quy định không?`,
			clause: i <= count / 2 ? '7.5.3' : '8.5.1',
			evidence: 'Đối chiếu ba bản với danh mục.',
			guidance: '',
			weight: 1,
			documentIds: []
		}
	});
await publishDraft(officer, { checklistId });
// A day of its own: nobody is asked for by two audits at once, and this may be made more than once.
const first = addDays(day, 8 + (await client.internalAudit.count({ where: { unitId } })) * 2);
const audit = await planAudit(officer, {
	unitId,
	title: 'Đánh giá khi mất mạng',
	purpose: 'Xem xét tại chỗ',
	law: '',
	place: 'Trụ sở',
	startsOn: first,
	endsOn: addDays(first, 1),
	areaIds: [area.id],
	clauses: [],
	documentIds: [],
	checklistVersionId: versionId,
	lineIds: [],
	extraordinaryReason: 'Theo yêu cầu'
});
await proposeTeam(officer, {
	auditId: audit.id,
	members: [
		{ userId: team.lead.userId, homeUnitId: null, isLead: true, areaIds: [] },
		{ userId: team.member.userId, homeUnitId: null, isLead: false, areaIds: [area.id] }
	]
});
await appointTeam(head, { auditId: audit.id, password });
const slot = {
	auditId: audit.id,
	slotId: null,
	day: first,
	clauses: [],
	place: '',
	areaId: null,
	auditorIds: [],
	auditeeIds: []
};
await saveSlot(officer, { ...slot, kind: 'opening', topic: 'Khai mạc', from: 420, to: 450 });
await saveSlot(officer, {
	...slot,
	kind: 'session',
	topic: 'Xem hồ sơ',
	areaId: area.id,
	auditorIds: [team.member.userId],
	auditeeIds: [team.leader.userId],
	from: 480,
	to: 600
});
await saveSlot(officer, { ...slot, kind: 'closing', topic: 'Kết thúc', from: 630, to: 660 });
await announceAudit(officer, { auditId: audit.id });
await startAudit(team.lead, { auditId: audit.id, openingMeeting: 'Đủ thành phần' });
await boss.stop({ graceful: false });
await client.$disconnect();
process.stdout.write(JSON.stringify({ auditId: audit.id, lead, member }));
