import { demoPassword } from '#lib/domain/identity/demo.ts';
import type { Answer } from '#lib/domain/audits/answers.ts';
import { addDays, dayOf, type Day } from '#lib/domain/shared/day.ts';
import { sendAnswers } from '#lib/server/audits/answering/send.ts';
import { latestPublished } from '#lib/server/audits/checklists/published.ts';
import { closeCycle } from '#lib/server/audits/cycles/close.ts';
import { createCycle } from '#lib/server/audits/cycles/draft.ts';
import { openCycle } from '#lib/server/audits/cycles/open.ts';
import { addMember, saveTeam } from '#lib/server/audits/cycles/teams.ts';
import { assignUnits } from '#lib/server/audits/cycles/units.ts';
import { cancelInspection } from '#lib/server/audits/inspections/direct.ts';
import { raiseOnSite } from '#lib/server/audits/inspections/findings.ts';
import { drawUpMinutes } from '#lib/server/audits/inspections/minutes.ts';
import { notifyInspection } from '#lib/server/audits/inspections/notify.ts';
import { handInSelfAssessment } from '#lib/server/audits/inspections/self-assessment.ts';
import { signMinutes } from '#lib/server/audits/inspections/sign.ts';
import { startVisit } from '#lib/server/audits/inspections/visit.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import type { Runtime } from '#lib/server/runtime.ts';
import { demoCommuneCode } from '../content/units.ts';
import { required, type DemoIds } from './people.ts';

type Reached = 'scheduled' | 'notified' | 'handed_in' | 'on_site' | 'minutes' | 'signed' | 'own_opinion' | 'cancelled';
/** `clean`: nothing was found that asks for an action. */
type Visit = { readonly code: string; readonly on: Day; readonly reached: Reached; readonly clean?: true };

/** What a team found, at the first question of a clause; everything else is met. */
const found: Readonly<Record<string, Partial<Answer>>> = {
	'4.3': { result: 'partly', note: 'Hai thủ tục mới công bố chưa có trong quy trình.' },
	'8.5.1': { result: 'partly', note: 'Phiếu kiểm soát quá trình của 3 trong 10 hồ sơ mẫu ghi thiếu thời gian.' },
	'9.2.1': { result: 'not_met', note: 'Chưa đánh giá nội bộ trong năm.' },
	'8.2.1': { result: 'not_applicable', note: 'Không phát sinh trong kỳ kiểm tra.' }
};
const foundClean = { '4.3': { result: 'partly', note: 'Một thủ tục mới công bố chưa có trong quy trình, đã bổ sung ngay.' } } as const;
const ownSide: Readonly<Record<string, Partial<Answer>>> = {
	'9.2.1': { result: 'none_yet', note: 'Dự kiến đánh giá trong tháng tới.' },
	'4.3': { result: 'partly', note: 'Đang bổ sung hai thủ tục mới.' }
};

/**
 * Two cycles of the Department: one of last year, closed, with two units; one that runs, with units in every state from scheduled to signed with an
 * own opinion. Played through the commands at the times at which it would have happened.
 */
export async function runCycles(runtime: Runtime, ids: DemoIds, coordinatorId: string): Promise<void> {
	const player = createPlayer(runtime, ids, coordinatorId);
	const day = dayOf(runtime.clock.now());
	const last = addDays(day, -370);
	const first = await player.run({ title: 'Kiểm tra duy trì HTQLCL năm trước', decision: '214/QĐ-SKHCN', from: last, previousId: null }, [
		{ code: 'SO-NV', on: addDays(last, 20), reached: 'signed', clean: true },
		{ code: demoCommuneCode, on: addDays(last, 22), reached: 'signed' }
	]);
	await closeCycle(await player.coordinator(addDays(last, 40)), { cycleId: first, reason: '' });
	const opened = addDays(day, -30);
	await player.run({ title: 'Kiểm tra duy trì HTQLCL, đợt cuối năm', decision: '356/QĐ-SKHCN', from: opened, previousId: first }, [
		{ code: 'SO-TP', on: addDays(day, -14), reached: 'signed' },
		{ code: 'SO-TC', on: addDays(day, -12), reached: 'own_opinion' },
		{ code: demoCommuneCode, on: addDays(day, -3), reached: 'minutes' },
		{ code: 'CC-VTLT', on: day, reached: 'on_site' },
		{ code: 'HU-440', on: addDays(day, 2), reached: 'handed_in' },
		{ code: 'SO-NV', on: addDays(day, 9), reached: 'notified' },
		{ code: 'XA-18406', on: addDays(day, 20), reached: 'scheduled' },
		{ code: 'XA-18070', on: addDays(day, 5), reached: 'cancelled' }
	]);
}

function createPlayer(runtime: Runtime, ids: DemoIds, coordinatorId: string) {
	const { client } = runtime;

	async function as(userId: string, day: Day, hour = 9): Promise<Ctx> {
		const at = new Date(`${day}T${String(hour).padStart(2, '0')}:00:00+07:00`);
		const actor = await loadActor(client, userId, day);
		if (!actor) throw new Error('somebody of the demo cannot act');
		return createContext({ actor, client, clock: fixedClock(at) });
	}
	const coordinator = (day: Day) => as(coordinatorId, day, 8);
	const inspector = required(ids.people, 'SO-KHCN/reader.TTR.1', 'person');

	async function staff(unitId: string, role: 'officer' | 'head'): Promise<string> {
		const found = await client.membership.findFirstOrThrow({
			where: { unitId, roles: { has: role }, user: { status: 'active' } },
			orderBy: [{ validFrom: 'asc' }, { position: 'asc' }],
			select: { userId: true }
		});
		return found.userId;
	}

	/** Drafts, staffs and opens a cycle, then takes each unit as far as it came. Gives the cycle's id. */
	async function run(
		cycle: { title: string; decision: string; from: Day; previousId: string | null },
		visits: readonly Visit[]
	): Promise<string> {
		const ctx = await coordinator(cycle.from);
		const checklist = await latestPublished(ctx, { unitId: null, purpose: 'inspection' });
		if (!checklist) throw new Error('the demo has no checklist for inspections');
		const { id: cycleId } = await createCycle(ctx, {
			title: cycle.title,
			decisionNumber: cycle.decision,
			decisionDate: cycle.from,
			scope: 'list',
			kinds: [],
			codes: visits.map(({ code }) => code),
			waveId: null,
			windowFrom: cycle.from,
			windowTo: addDays(cycle.from, 60),
			checklistVersionId: checklist.versionId,
			criteriaSetId: null,
			previousId: cycle.previousId,
			evidenceRequest:
				'Quyết định phân công Ban chỉ đạo ISO; danh mục tài liệu, hồ sơ; chương trình và báo cáo đánh giá nội bộ; thông báo và biên bản xem xét của lãnh đạo; kết quả thực hiện mục tiêu chất lượng.',
			selfDays: 3,
			recommendationDays: 45
		});
		const { id: teamId } = await saveTeam(ctx, { cycleId, teamId: null, name: 'Đoàn 1' });
		await addMember(ctx, { cycleId, teamId, userId: inspector, lead: true });
		const rows = visits.map(({ code, on }) => ({ unitId: required(ids.units, code, 'unit'), teamId, visitOn: on }));
		await assignUnits(ctx, { cycleId, rows });
		await openCycle(await coordinator(addDays(cycle.from, 1)), { cycleId });
		for (const visit of visits) await play(cycleId, visit, addDays(cycle.from, 2));
		return cycleId;
	}

	async function play(cycleId: string, { code, on, reached, clean }: Visit, told: Day): Promise<void> {
		if (reached === 'scheduled') return;
		const unitId = required(ids.units, code, 'unit');
		const { id } = await client.inspection.findFirstOrThrow({ where: { cycleId, unitId }, select: { id: true } });
		const lead = (day: Day, hour?: number) => as(inspector, day, hour);
		await notifyInspection(await lead(told), { inspectionId: id });
		if (reached === 'cancelled') {
			const reason = 'Đơn vị đang thực hiện sắp xếp tổ chức bộ máy.';
			await cancelInspection(await coordinator(addDays(told, 10)), { inspectionId: id, reason });
			return;
		}
		const answers = await client.inspectionAnswer.findMany({
			where: { inspectionId: id },
			orderBy: { position: 'asc' },
			select: { id: true, question: { select: { clause: true } } }
		});
		const say = async (ctx: Ctx, kind: 'self' | 'inspection', said: Readonly<Record<string, Partial<Answer>>>, most = answers.length) => {
			const madeAt = ctx.clock.now().toISOString();
			const firstOf = new Map(answers.toReversed().map(({ id, question }) => [question.clause ?? '', id]));
			const edits = answers.slice(0, most).map((answer) => ({
				id: crypto.randomUUID(),
				questionId: answer.id,
				baseVersion: 0,
				after: null,
				madeAt,
				answer: {
					result: 'met' as const,
					points: null,
					evidence: '',
					note: '',
					...(firstOf.get(answer.question.clause ?? '') === answer.id ? said[answer.question.clause ?? ''] : {})
				}
			}));
			await sendAnswers(ctx, { sheet: { kind, id }, edits });
		};
		const officer = await as(await staff(unitId, 'officer'), addDays(told, 5));
		await say(officer, 'self', ownSide, reached === 'notified' ? Math.ceil(answers.length / 2) : answers.length);
		if (reached === 'notified') return;
		const head = await staff(unitId, 'head');
		await handInSelfAssessment(await as(head, addDays(told, 6)), { inspectionId: id, password: demoPassword });
		if (reached === 'handed_in') return;
		await startVisit(await lead(on, 8), { inspectionId: id });
		const onSite = await lead(on, 9);
		await say(onSite, 'inspection', clean ? foundClean : found, reached === 'on_site' ? Math.ceil(answers.length / 3) : answers.length);
		if (reached === 'on_site') return;
		const statement = 'Cập nhật danh mục thủ tục hành chính trong quy trình mỗi khi có quyết định công bố mới.';
		if (!clean) await raiseOnSite(onSite, { inspectionId: id, grade: 'recommendation', statement });
		await drawUpMinutes(await lead(on, 16), {
			inspectionId: id,
			strengths: 'Tài liệu được kiểm soát tốt, cán bộ nắm rõ quy trình.',
			remarks: 'Hệ thống được duy trì; cần khắc phục các điểm nêu trong biên bản.',
			password: demoPassword
		});
		if (reached === 'minutes') return;
		const opinion =
			reached === 'own_opinion' ? 'Đơn vị đã lập chương trình đánh giá nội bộ trước ngày kiểm tra, đang chờ phê duyệt.' : null;
		await signMinutes(await as(head, addDays(on, 2)), { inspectionId: id, password: demoPassword, opinion });
	}

	return { run, coordinator };
}
