import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { objectiveForm } from '#lib/domain/reviews/objectives/forms.ts';
import { closeObjectiveYear } from '#lib/server/reviews/objectives/close.ts';
import { createObjectiveSet } from '#lib/server/reviews/objectives/create.ts';
import { saveObjective } from '#lib/server/reviews/objectives/edit.ts';
import { objectivesFacts } from '#lib/server/reviews/objectives/facts.ts';
import { recurrenceOf } from '#lib/server/corrective-actions/recurrences.ts';
import { acceptMissed, raiseForMissed } from '#lib/server/reviews/objectives/missed.ts';
import { objectivePage, objectiveSetPage } from '#lib/server/reviews/objectives/page.ts';
import { recordResult } from '#lib/server/reviews/objectives/results.ts';
import { approveObjectives, submitObjectives } from '#lib/server/reviews/objectives/sign.ts';
import { documentsWorld, password, refusal, type DocumentsWorld } from '#test/support/documents.ts';

let world: DocumentsWorld;
let setId: string;
/** Judged by the last value: one whose first figure comes late, and one that misses twice; and one that each quarter must reach. */
let lines: { late: string; twice: string; every: string };
const on = (day: string) => world.clock.set(new Date(`${day}T02:00:00Z`));
const officer = () => world.as('officer');
const at = async () => ({ setId, rowVersion: (await objectiveSetPage(await officer(), setId)).rowVersion });
const code = async (act: Promise<unknown>) => (await refusal(act)).code;

const add = async (more: Record<string, string>): Promise<string> => {
	const objective = objectiveForm.omit({ rowVersion: true }).parse({
		...{ statement: 'Giải quyết hồ sơ đúng hạn', indicator: 'Tỷ lệ đúng hạn', measure: '%', direction: 'at_least', target: '95' },
		...{ judging: 'latest', period: 'quarter', ownerId: world.ids.drafter, dueOn: '2026-12-31', ...more }
	});
	return (await saveObjective(await officer(), { ...(await at()), lineId: null, objective })).lineId;
};
const give = async (lineId: string, period: number, value: number, reason = '') =>
	recordResult(await officer(), { setId, lineId, period, value, note: '', source: 'Cổng dịch vụ công', reason });
const accept = async (lineId: string, reason = 'Sự cố đường truyền') => acceptMissed(await officer(), { setId, lineId, reason });
const answers = async (lineId: string) => {
	const { responses, may } = await objectivePage(await officer(), setId, lineId);
	return { about: responses.map(({ period }) => period), asked: may.respond };
};
/** How often the head was told, and what of it stands. */
async function told(objectiveCode: string): Promise<[number, number]> {
	const notices = await world.client.notice.findMany({
		where: {
			...{ userId: world.ids.head, kind: 'objective_missed', subjectId: setId },
			params: { path: ['code'], equals: objectiveCode }
		},
		select: { lapsedAt: true }
	});
	return [notices.length, notices.filter(({ lapsedAt }) => lapsedAt === null).length];
}
const shown = async () => {
	const { items } = await objectiveSetPage(await officer(), setId);
	return items.map(({ code: of, state, answered }) => `${of} ${String(state)}${answered ? ' answered' : ''}`);
};

beforeAll(async () => {
	world = await documentsWorld('2026-02-02T02:00:00Z');
	({ id: setId } = await createObjectiveSet(await officer(), { unitId: world.unitId, year: 2026, copy: false }));
	lines = {
		late: await add({ code: 'MT-01' }),
		twice: await add({ code: 'MT-02' }),
		every: await add({ code: 'MT-03', judging: 'every' })
	};
	await submitObjectives(await officer(), await at());
	const { rowVersion, sha256 } = await objectiveSetPage(await world.as('head'), setId);
	await approveObjectives(await world.as('head'), { setId, rowVersion, sha256, password });
});
afterAll(() => world.close());

describe('an answer to a miss', () => {
	it('is about the figure that lacks, or about the period whose result missed the target', async () => {
		on('2026-04-20');
		await accept(lines.late, 'Phần mềm thống kê chưa có số liệu quý I');
		await give(lines.twice, 1, 80);
		await give(lines.every, 1, 90);
		expect(await told('MT-02')).toEqual([1, 1]);
		await raiseForMissed(await officer(), { setId, lineId: lines.twice, statement: 'Quý I chỉ đạt 80 %' });
		// What is said of one objective is no answer of another.
		expect([await told('MT-02'), await told('MT-03')]).toEqual([
			[1, 0],
			[1, 1]
		]);
		await accept(lines.every);
		expect(await shown()).toEqual(['MT-01 missing answered', 'MT-02 missed answered', 'MT-03 missed answered']);
		for (const lineId of Object.values(lines)) expect(await code(accept(lineId))).toBe('objective_answered');
	});

	it('is asked for and told again by the next period that misses, and not by a correction of the same', async () => {
		on('2026-07-06');
		await give(lines.late, 1, 99);
		await give(lines.late, 2, 99);
		await give(lines.twice, 2, 85);
		expect(await told('MT-02')).toEqual([2, 1]);
		expect(await answers(lines.twice)).toEqual({ about: [1], asked: true });
		expect(await shown()).toEqual(['MT-01 met', 'MT-02 missed', 'MT-03 missed answered']);
		const { actionId } = await raiseForMissed(await officer(), { setId, lineId: lines.twice, statement: 'Quý II chỉ đạt 85 %' });
		expect(await answers(lines.twice)).toEqual({ about: [1, 2], asked: false });
		// The same objective once more; what others of the year raised, about the same clause, is another thing.
		expect(await recurrenceOf(world.system, { id: actionId, recurrenceOfId: null })).toMatchObject({ time: 2 });
		await give(lines.twice, 2, 86, 'Tính lại');
		expect(await told('MT-02')).toEqual([2, 0]);
	});

	it('stays where each period must reach the target and later ones do', async () => {
		await give(lines.every, 2, 97);
		expect([await told('MT-03'), await answers(lines.every)]).toEqual([[1, 0], { about: [1], asked: false }]);
		on('2026-10-05');
		await give(lines.every, 3, 94);
		expect([await told('MT-03'), await answers(lines.every)]).toEqual([[2, 1], { about: [1], asked: true }]);
		await accept(lines.every);
		expect(await answers(lines.every)).toEqual({ about: [1, 3], asked: false });
	});

	it('of an earlier time does not close a year that its last period missed', async () => {
		for (const lineId of [lines.late, lines.twice]) await give(lineId, 3, 99);
		on('2027-01-05');
		await give(lines.twice, 4, 99);
		await give(lines.every, 4, 99);
		await give(lines.late, 4, 80);
		expect(await told('MT-01')).toEqual([1, 1]);
		expect(await shown()).toEqual(['MT-01 missed', 'MT-02 met', 'MT-03 missed answered']);
		const facts = async () => (await objectivesFacts(world.system, world.unitId, '2026-01-01', '2027-01-05')).items;
		expect((await facts()).map(({ answered }) => answered)).toEqual([false, true, true]);
		expect(await refusal(closeObjectiveYear(await officer(), await at()))).toMatchObject({
			code: 'objectives_unanswered',
			params: { list: 'MT-01' }
		});
		await accept(lines.late);
		expect(await answers(lines.late)).toEqual({ about: [null, 4], asked: false });
		expect((await facts()).map(({ answered }) => answered)).toEqual([true, true, true]);
		await closeObjectiveYear(await officer(), await at());
		expect((await objectiveSetPage(await officer(), setId)).items.map(({ verdict }) => verdict)).toEqual(['missed', 'met', 'missed']);
	});
});
