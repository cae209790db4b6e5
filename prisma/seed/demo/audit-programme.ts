import { demoPassword } from '#lib/domain/identity/demo.ts';
import { addDays, dayOf, type Day } from '#lib/domain/shared/day.ts';
import { editArea } from '#lib/server/audits/area-acts.ts';
import { proposeAreas } from '#lib/server/audits/area-proposal.ts';
import { peopleOfAreas } from '#lib/server/audits/areas.ts';
import { registerAuditor } from '#lib/server/audits/auditor-acts.ts';
import { createProgramme } from '#lib/server/audits/programmes/create.ts';
import { saveGaps, saveGrid, saveLine } from '#lib/server/audits/programmes/edit.ts';
import { programmePage } from '#lib/server/audits/programmes/page.ts';
import { approveProgramme, submitProgramme } from '#lib/server/audits/programmes/sign.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import type { Runtime } from '#lib/server/runtime.ts';

/** Clauses that an office which only applies procedures does not have, or audits every other year, with what it says of them. */
const reasons: Readonly<Record<string, string>> = {
	'8.3': 'Không áp dụng: cơ quan thực hiện thủ tục hành chính theo quy định, không thiết kế sản phẩm, dịch vụ.',
	'8.1': 'Đã đánh giá tháng 11 năm trước, không có điểm không phù hợp; đánh giá lại năm sau.'
};

/**
 * The audits of a unit are set up: its areas, three auditors (the certificate of one has lapsed) and the programme of this year, signed in
 * January with a gap and its reason.
 */
export async function planAudits(runtime: Runtime, unitId: string): Promise<void> {
	const day = dayOf(runtime.clock.now());
	const year = Number(day.slice(0, 4));
	const before = await acting(runtime, unitId, `${year - 1}-12-05`);
	await proposeAreas(before.officer, unitId);
	await weighAreas(before.officer, unitId);
	const auditors = await register(before, unitId, day);
	const january = await acting(runtime, unitId, `${year}-01-08`);
	await signProgramme(january, unitId, year, auditors);
}

/** The draft of the next year: proposed after this year's audits were run, so that its reasons know of them. */
export async function draftNextYear(runtime: Runtime, unitId: string): Promise<void> {
	const day = dayOf(runtime.clock.now());
	const year = Number(day.slice(0, 4));
	const { officer } = await acting(runtime, unitId, day);
	await createProgramme(officer, { unitId, year: year + 1, objectives: 'Xác nhận việc khắc phục của năm trước có hiệu lực.' });
}

export type Acting = { officer: Ctx; head: Ctx };

/** The officer and the chief of a unit, as they were on a day at nine. */
export async function acting({ client }: Runtime, unitId: string, day: Day): Promise<Acting> {
	const clock = fixedClock(new Date(`${day}T09:00:00+07:00`));
	const as = async (role: 'officer' | 'head') => {
		const { userId } = await client.membership.findFirstOrThrow({
			where: { unitId, roles: { has: role } },
			orderBy: [{ validFrom: 'asc' }, { position: 'asc' }]
		});
		const actor = await loadActor(client, userId, day);
		if (!actor) throw new Error(`the ${role} of the demo cannot act`);
		return createContext({ actor, client, clock });
	};
	return { officer: await as('officer'), head: await as('head') };
}

/** Where people bring their papers the risk is high. */
async function weighAreas(officer: Ctx, unitId: string): Promise<void> {
	const areas = await officer.db.auditArea.findMany({
		where: { unitId },
		include: { auditAreaMemberArea: true, auditAreaDocumentArea: true },
		orderBy: { position: 'asc' }
	});
	for (const [index, area] of areas.entries()) {
		if (index === 0 || index > 2) continue;
		const { name, divisionId, leaderId, clauses, rowVersion } = area;
		await editArea(officer, area.id, {
			...{ name, divisionId, leaderId, clauses, rowVersion },
			risk: index === 1 ? 'high' : 'low',
			members: area.auditAreaMemberArea.map(({ userId }) => userId),
			documents: area.auditAreaDocumentArea.map(({ documentId }) => documentId)
		});
	}
}

/** Three people who hold the role; the certificate of the third ended two months ago. */
async function register({ officer }: Acting, unitId: string, day: Day): Promise<string[]> {
	const members = await officer.db.membership.findMany({
		where: { unitId, roles: { has: 'internal_auditor' }, user: { status: 'active' } },
		orderBy: [{ validFrom: 'asc' }, { user: { fullName: 'asc' } }],
		distinct: ['userId'],
		take: 3,
		select: { userId: true }
	});
	const year = Number(day.slice(0, 4));
	for (const [index, { userId }] of members.entries())
		await registerAuditor(officer, {
			...{ unitId, userId },
			training: 'Khóa đào tạo đánh giá viên nội bộ ISO 9001:2015, Chi cục Tiêu chuẩn Đo lường Chất lượng',
			trainedOn: `${year - 3}-06-1${index}`,
			certificateNumber: `ĐGV-${year - 3}-0${index + 1}`,
			certificateIssuer: 'Chi cục Tiêu chuẩn Đo lường Chất lượng Hà Tĩnh',
			certificateOn: `${year - 3}-06-20`,
			validFrom: `${year - 3}-06-20`,
			validTo: index === 2 ? addDays(day, -60) : `${year + 1}-06-20`,
			note: ''
		});
	return members.slice(0, 2).map(({ userId }) => userId);
}

async function signProgramme({ officer, head }: Acting, unitId: string, year: number, leads: readonly string[]): Promise<void> {
	const objectives = 'Xác nhận hệ thống phù hợp TCVN ISO 9001:2015 và được thực hiện ở mọi bộ phận.';
	const { id } = await createProgramme(officer, { unitId, year, objectives });
	await leaveOut(officer, id);
	const { lines } = await programmePage(officer, id);
	const people = await peopleOfAreas(
		officer,
		lines.map(({ areaId }) => areaId),
		`${year}-01-08`
	);
	for (const [index, line] of lines.entries()) {
		const outside = leads.filter((userId) => !people.get(line.areaId)?.some((person) => person.userId === userId));
		const leadId = outside[index % Math.max(1, outside.length)] ?? null;
		const { rowVersion } = await programmePage(officer, id);
		await saveLine(officer, {
			...{ programmeId: id, rowVersion, lineId: line.id, month: line.month, leadId, note: '' },
			clauses: index === lines.length - 1 ? line.clauses.filter((clause) => clause !== '8.1') : [...line.clauses]
		});
	}
	const { coverage, rowVersion } = await programmePage(officer, id);
	const gaps = coverage.gaps.map((gap) => ({ ...gap, reason: reasons[gap.clause] ?? 'Đánh giá trong năm sau theo chu kỳ hai năm.' }));
	await saveGaps(officer, { programmeId: id, rowVersion, gaps });
	await submitProgramme(officer, { programmeId: id, rowVersion: rowVersion + 1 });
	const shown = await programmePage(head, id);
	await approveProgramme(head, { programmeId: id, rowVersion: shown.rowVersion, sha256: shown.sha256, password: demoPassword });
}

/** The second audit of the last area that was proposed twice is not planned: the year has one audit of it. */
async function leaveOut(officer: Ctx, programmeId: string): Promise<void> {
	const { lines, rowVersion } = await programmePage(officer, programmeId);
	const twice = lines.filter((line) => line.reasons.some(({ code }) => code === 'second')).at(-1);
	const cells = lines.filter((line) => line !== twice).map(({ areaId, month }) => ({ areaId, month }));
	await saveGrid(officer, { programmeId, rowVersion, cells });
}
