import type { CycleInput } from '#lib/domain/audits/cycle-forms.ts';
import { addQuestion, publishDraft } from '#lib/server/audits/checklists/questions.ts';
import { createChecklist } from '#lib/server/audits/checklists/create.ts';
import { createCycle } from '#lib/server/audits/cycles/draft.ts';
import { addMember, saveTeam } from '#lib/server/audits/cycles/teams.ts';
import { assignUnits } from '#lib/server/audits/cycles/units.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { World } from './people.ts';

export const standard = 'T-ISO';

/** The catalogue that a list of questions needs. */
export async function clauses({ database: { client } }: World, numbers: readonly string[] = ['4.4', '7.5', '10.2']): Promise<void> {
	await client.standard.create({ data: { code: standard, edition: 2015, nameVi: 'TCVN', nameEn: 'ISO', sortOrder: 1 } });
	await client.clause.createMany({
		data: numbers.map((number, at) => ({
			standardCode: standard,
			number,
			titleVi: `Điều ${number}`,
			titleEn: `Clause ${number}`,
			sortOrder: at
		}))
	});
}

/** A published list of the province with so many questions, the clauses in turn. */
export async function publishedList(coordinator: Ctx, count: number, numbers: readonly string[] = ['4.4', '7.5', '10.2']): Promise<string> {
	const { id, versionId } = await createChecklist(coordinator, {
		unitId: null,
		title: 'Phiếu kiểm tra',
		purpose: 'inspection',
		standardCode: standard,
		unitKinds: [],
		fromVersionId: null
	});
	for (let at = 0; at < count; at++)
		await addQuestion(coordinator, {
			checklistId: id,
			question: {
				section: '',
				text: `Câu ${at + 1}`,
				clause: numbers[at % numbers.length] ?? null,
				evidence: '',
				guidance: '',
				weight: 2,
				documentIds: []
			}
		});
	await publishDraft(coordinator, { checklistId: id });
	return versionId;
}

export const cycleInput = (more: Partial<CycleInput> = {}): CycleInput => ({
	title: 'Kiểm tra năm 2026',
	decisionNumber: '15/QĐ-SKHCN',
	decisionDate: '2026-11-20',
	scope: 'list',
	kinds: [],
	codes: [],
	waveId: null,
	windowFrom: '2026-12-07',
	windowTo: '2026-12-25',
	checklistVersionId: null,
	criteriaSetId: null,
	previousId: null,
	evidenceRequest: 'Kế hoạch ISO, báo cáo đánh giá nội bộ',
	selfDays: 3,
	recommendationDays: 30,
	...more
});

/** A draft that can be opened: one team with a lead, every unit with a day. */
export async function readyCycle(
	coordinator: Ctx,
	input: {
		codes: string[];
		unitIds: readonly string[];
		lead: string;
		checklistVersionId: string;
		visitOn?: string;
		more?: Partial<CycleInput>;
	}
): Promise<{ id: string; number: string; teamId: string }> {
	const { codes, checklistVersionId } = input;
	const { id, number } = await createCycle(coordinator, cycleInput({ codes, checklistVersionId, ...input.more }));
	const { id: teamId } = await saveTeam(coordinator, { cycleId: id, teamId: null, name: 'Đoàn 1' });
	await addMember(coordinator, { cycleId: id, teamId, userId: input.lead, lead: true });
	const visitOn = input.visitOn ?? '2026-12-10';
	await assignUnits(coordinator, { cycleId: id, rows: input.unitIds.map((unitId) => ({ unitId, teamId, visitOn })) });
	return { id, number, teamId };
}
