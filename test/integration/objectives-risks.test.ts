import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { objectiveForm, type ObjectiveInput } from '#lib/domain/reviews/objectives/forms.ts';
import { newRiskForm, riskQuery, type NewRiskInput } from '#lib/domain/reviews/risks/forms.ts';
import { defaultScale } from '#lib/domain/reviews/risks/scale.ts';
import { readTable } from '#lib/server/files/table.ts';
import { homePage } from '#lib/server/home.ts';
import { closeObjectiveYear } from '#lib/server/reviews/objectives/close.ts';
import { createObjectiveSet } from '#lib/server/reviews/objectives/create.ts';
import { dropObjective, saveObjective } from '#lib/server/reviews/objectives/edit.ts';
import { objectivesFacts } from '#lib/server/reviews/objectives/facts.ts';
import { objectivesList } from '#lib/server/reviews/objectives/list.ts';
import { acceptMissed, raiseForMissed } from '#lib/server/reviews/objectives/missed.ts';
import { objectivePage, objectiveSetPage } from '#lib/server/reviews/objectives/page.ts';
import { recordResult } from '#lib/server/reviews/objectives/results.ts';
import * as sign from '#lib/server/reviews/objectives/sign.ts';
import { remindOfReviews } from '#lib/server/reviews/remind.ts';
import { assessRisk, closeRisk, createRisk, linkAction } from '#lib/server/reviews/risks/acts.ts';
import { exportRisks } from '#lib/server/reviews/risks/export.ts';
import { risksFacts } from '#lib/server/reviews/risks/facts.ts';
import { addMeasure, dropMeasure, reportMeasure } from '#lib/server/reviews/risks/measures.ts';
import { riskList, riskPage } from '#lib/server/reviews/risks/pages.ts';
import { setScale } from '#lib/server/reviews/risks/scales.ts';
import { documentsWorld, noticesOf, password, refusal, trailOf, type DocumentsWorld, type Who } from '#test/support/documents.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

const code = async (act: Promise<unknown>) => (await refusal(act)).code;
const attack = (sql: string) => world.client.$executeRawUnsafe(sql);

const objective = (more: Record<string, string> = {}): ObjectiveInput =>
	objectiveForm.omit({ rowVersion: true }).parse({
		...{ code: 'MT-01', statement: 'Giải quyết hồ sơ đúng hạn', indicator: 'Tỷ lệ hồ sơ đúng hạn', measure: '%', direction: 'at_least' },
		...{ target: '98,5', judging: 'latest', period: 'quarter', ownerId: world.ids.drafter, dueOn: '2026-12-31', ...more }
	});
const setOf = async (who: Who, id: string) => objectiveSetPage(await world.as(who), id);
const at = async (id: string) => ({ setId: id, rowVersion: (await setOf('officer', id)).rowVersion });
async function signed(id: string): Promise<void> {
	await sign.submitObjectives(await world.as('officer'), await at(id));
	const shown = await setOf('head', id);
	await sign.approveObjectives(await world.as('head'), { setId: id, rowVersion: shown.rowVersion, sha256: shown.sha256, password });
}
const result = (value: string, period: number, reason = '') => ({
	period,
	value: Number(value),
	note: '',
	source: 'Cổng dịch vụ công',
	reason
});

describe('objectives of a year', () => {
	let id = '';
	let line = '';

	it('are drafted by the officer, unseen by others until a head has signed them', async () => {
		for (const who of ['head', 'staff', 'outsider', 'coordinator'] as const)
			expect(await code(createObjectiveSet(await world.as(who), { unitId: world.unitId, year: 2026, copy: false })), who).toBe('forbidden');
		({ id } = await createObjectiveSet(await world.as('officer'), { unitId: world.unitId, year: 2026, copy: true }));
		expect(await code(createObjectiveSet(await world.as('officer'), { unitId: world.unitId, year: 2026, copy: false }))).toBe(
			'objective_set_exists'
		);
		expect(await code(sign.submitObjectives(await world.as('officer'), await at(id)))).toBe('objectives_empty');
		({ lineId: line } = await saveObjective(await world.as('officer'), { ...(await at(id)), lineId: null, objective: objective() }));
		const add = async (more: Record<string, string>) =>
			saveObjective(await world.as('officer'), { ...(await at(id)), lineId: null, objective: objective(more) });
		expect((await refusal(add({}))).params.fields).toEqual({ code: 'code_taken' });
		expect((await refusal(add({ code: 'MT-02', ownerId: world.ids.outsider }))).params.fields).toEqual({ ownerId: 'not_staff' });
		expect((await refusal(add({ code: 'MT-02', dueOn: '2027-01-31' }))).params.fields).toEqual({ dueOn: 'day_not_in_year' });
		await add({ code: 'MT-02', statement: 'Hài lòng', target: '90', period: 'year' });
		expect(await code(setOf('staff', id))).toBe('objective_set_not_found');
		expect((await objectivesList(await world.as('staff'), world.unitId)).items).toEqual([]);
		expect(await code(recordResult(await world.as('drafter'), { setId: id, lineId: line, ...result('99', 1) }))).toBe(
			'objective_set_not_found'
		);
		await sign.submitObjectives(await world.as('officer'), await at(id));
		expect(await noticesOf(world, 'head', id)).toContain('objectives_submitted');
		const duties = await homePage(await world.as('head'), world.unitId);
		expect(JSON.stringify(duties)).toContain('objectives_sign');
		expect(await code(saveObjective(await world.as('officer'), { ...(await at(id)), lineId: line, objective: objective() }))).toBe(
			'objectives_submitted'
		);
		await sign.returnObjectives(await world.as('head'), { ...(await at(id)), reason: 'Chỉ tiêu thấp' });
		await saveObjective(await world.as('officer'), { ...(await at(id)), lineId: line, objective: objective({ target: '99' }) });
		await sign.submitObjectives(await world.as('officer'), await at(id));
		const shown = await setOf('head', id);
		const { rowVersion, sha256 } = shown;
		for (const who of ['officer', 'reviewer'] as const)
			expect(await code(sign.approveObjectives(await world.as(who), { setId: id, rowVersion, sha256, password })), who).toMatch(
				/forbidden|not_found/
			);
		expect(await code(sign.approveObjectives(await world.as('head'), { setId: id, rowVersion, sha256: 'a'.repeat(64), password }))).toBe(
			'content_changed'
		);
		expect(await sign.approveObjectives(await world.as('head'), { setId: id, rowVersion, sha256, password })).toEqual({ revision: 1 });
		expect((await setOf('staff', id)).items.map((one) => [one.code, one.target, one.state])).toEqual([
			['MT-01', 99, 'missing'],
			['MT-02', 90, 'not_due']
		]);
		expect(await trailOf(world, id)).toContain('objective_set.approve');
	});

	it('are changed by signed revisions only, and results stay with their line', async () => {
		const officer = await world.as('officer');
		expect(await code(saveObjective(officer, { ...(await at(id)), lineId: line, objective: objective() }))).toBe('objectives_not_open');
		await sign.beginObjectivesChange(officer, { ...(await at(id)), reason: 'Điều chỉnh theo kế hoạch tỉnh' });
		expect(await code(sign.submitObjectives(officer, await at(id)))).toBe('objectives_unchanged');
		await saveObjective(officer, { ...(await at(id)), lineId: line, objective: objective({ target: '97' }) });
		await saveObjective(officer, { ...(await at(id)), lineId: null, objective: objective({ code: 'MT-03', period: 'year' }) });
		// Until it is signed the old wording holds, for readers and for results.
		expect((await setOf('staff', id)).items.map(({ target }) => target)).toEqual([99, 90]);
		await sign.dropObjectivesChange(officer, await at(id));
		expect((await setOf('officer', id)).items.map(({ code, target }) => `${code} ${target}`)).toEqual(['MT-01 99', 'MT-02 90']);
		await sign.beginObjectivesChange(officer, { ...(await at(id)), reason: 'Điều chỉnh' });
		await saveObjective(officer, { ...(await at(id)), lineId: line, objective: objective({ target: '97' }) });
		await signed(id);
		const shown = await setOf('staff', id);
		expect(shown.items[0]).toMatchObject({ id: line, target: 97 });
		expect(shown.revisions.map(({ number, reason }) => [number, reason])).toEqual([
			[2, 'Điều chỉnh'],
			[1, '']
		]);
	});

	it('take results from their owner, keep what was corrected, and are judged', async () => {
		const give = async (who: Who, value: string, period: number, reason = '') =>
			recordResult(await world.as(who), { setId: id, lineId: line, ...result(value, period, reason) });
		expect(await code(give('staff', '98', 1))).toBe('forbidden');
		expect(await give('drafter', '98', 1)).toEqual({ state: 'missing' });
		expect((await refusal(give('drafter', '98', 5))).params.fields).toEqual({ period: 'period_unknown' });
		await give('officer', '98', 2);
		await give('officer', '96', 3);
		expect(await noticesOf(world, 'officer', id)).not.toContain('objective_missed');
		expect((await refusal(give('officer', '97,5', 3))).params.fields).toEqual({ reason: 'reason_required' });
		const page = await objectivePage(await world.as('staff'), id, line);
		expect(page.judged).toMatchObject({ state: 'missed', value: 96 });
		expect(page.periods.map(({ value, onTime }) => [value, onTime])).toEqual([
			[98, false],
			[98, false],
			[96, false],
			[null, null]
		]);
		await recordResult(await world.as('officer'), { setId: id, lineId: line, ...result('97.5', 3, 'Tính lại theo Cổng dịch vụ công') });
		const after = await objectivePage(await world.as('officer'), id, line);
		expect(after.judged?.state).toBe('met');
		expect(after.periods[2]?.earlier).toMatchObject([{ value: 96, corrected: 'Tính lại theo Cổng dịch vụ công' }]);
		// As they stood on an earlier day, nothing was known.
		expect((await objectivesFacts(world.system, world.unitId, '2026-01-01', '2026-11-23')).items[0]).toMatchObject({
			state: 'missing',
			value: null
		});
		const facts = await objectivesFacts(world.system, world.unitId, '2026-01-01', '2026-12-31');
		expect(facts).toMatchObject({ counts: { total: 2, met: 1, missed: 0, not_due: 1, missing: 0 }, lateResults: 3 });
	});

	it('of a missed one ask for an action or a reason, and a year is not closed without', async () => {
		const officer = await world.as('officer');
		const year = await createObjectiveSet(officer, { unitId: world.unitId, year: 2025, copy: false });
		const add = async (codeOf: string) =>
			(
				await saveObjective(officer, {
					...(await at(year.id)),
					lineId: null,
					objective: objective({ code: codeOf, period: 'year', dueOn: '2025-12-31' })
				})
			).lineId;
		const [missed, unknown, met] = [await add('MT-01'), await add('MT-02'), await add('MT-03')];
		await signed(year.id);
		const about = (lineId: string) => ({ setId: year.id, lineId });
		await recordResult(await world.as('officer'), { ...about(missed), ...result('80', 1) });
		await recordResult(await world.as('officer'), { ...about(met), ...result('99', 1) });
		expect(await noticesOf(world, 'head', year.id)).toContain('objective_missed');
		expect(await code(raiseForMissed(officer, { ...about(met), statement: 'x' }))).toBe('objective_not_missed');
		const refused = await refusal(closeObjectiveYear(officer, await at(year.id)));
		expect(refused).toMatchObject({ code: 'objectives_unanswered', params: { list: 'MT-01, MT-02' } });
		expect(await code(closeObjectiveYear(officer, await at(id)))).toBe('objectives_year_runs');
		expect(await code(raiseForMissed(await world.as('drafter'), { ...about(missed), statement: 'x' }))).toBe('forbidden');
		const { actionId, number } = await raiseForMissed(officer, { ...about(missed), statement: 'Hồ sơ đúng hạn chỉ đạt 80 %' });
		expect(await world.client.correctiveAction.findUniqueOrThrow({ where: { id: actionId } })).toMatchObject({
			number,
			source: 'objective_missed',
			clause: '6.2'
		});
		expect(await code(acceptMissed(officer, { ...about(missed), reason: 'x' }))).toBe('objective_answered');
		await acceptMissed(officer, { ...about(unknown), reason: 'Không khảo sát trong năm' });
		const row = await world.client.objective.findFirstOrThrow({ where: { lineId: unknown } });
		await closeObjectiveYear(officer, await at(year.id));
		expect((await setOf('staff', year.id)).items.map(({ verdict }) => verdict)).toEqual(['missed', 'unknown', 'met']);
		await expect(
			attack(`insert into objective_result (id, objective_id, line_id, period, number, value, due_on, recorded_on, recorded_by_id, recorded_at)
				values (gen_random_uuid(), '${row.id}', '${unknown}', 1, 1, 99, '2026-01-10', current_date, '${world.ids.officer}', now())`)
		).rejects.toThrow(/illegal_transition/);
		const copied = await createObjectiveSet(officer, { unitId: world.unitId, year: 2027, copy: true });
		expect((await setOf('officer', copied.id)).items.map((one) => [one.code, one.target, one.dueOn])).toEqual([
			['MT-01', 97, '2027-12-31'],
			['MT-02', 90, '2027-12-31']
		]);
		await dropObjective(officer, { ...(await at(copied.id)), lineId: (await setOf('officer', copied.id)).items[1]?.id ?? '' });
		expect((await setOf('officer', copied.id)).items).toHaveLength(1);
	});

	it('hold against raw SQL what was signed, said and decided', async () => {
		await expect(attack(`update objective set target = 1 where line_id = '${line}'`)).rejects.toThrow(/content_frozen/);
		await expect(attack(`delete from objective where line_id = '${line}'`)).rejects.toThrow(/append_only|violates/);
		await expect(attack(`update objective_set set revision = revision + 1 where id = '${id}'`)).rejects.toThrow(/unsigned/);
		await expect(
			attack(`update objective_set set state = 'closed', closed_at = now(), closed_by_id = '${world.ids.officer}' where id = '${id}'`)
		).rejects.toThrow(/gate_not_met/);
		await expect(
			attack(`update objective_set set state = 'closed', closed_at = now(), closed_reason = 'x' where id = '${id}'`)
		).rejects.toThrow(/gate_not_met/);
		for (const table of ['objective_result', 'objective_revision', 'objective_response', 'objective_outcome']) {
			await expect(attack(`delete from ${table}`), table).rejects.toThrow(/append_only/);
			await expect(attack(`truncate ${table} cascade`), table).rejects.toThrow(/append_only/);
		}
		await expect(attack('update objective_result set value = 100')).rejects.toThrow(/append_only/);
	});
});

describe('risks and opportunities', () => {
	const risk = (more: Record<string, string> = {}): NewRiskInput =>
		newRiskForm.parse({
			...{
				kind: 'risk',
				activity: 'Tiếp nhận hồ sơ',
				statement: 'Mất hồ sơ giấy',
				ownerId: world.ids.drafter,
				likelihood: '3',
				impact: '4'
			},
			...{ reviewOn: world.day(30), ...more }
		});
	const create = async (who: Who, more: Record<string, string> = {}) =>
		createRisk(await world.as(who), { ...risk(more), unitId: world.unitId });
	const query = riskQuery.parse({});
	let id = '';
	const version = async () => (await riskPage(await world.as('officer'), id)).risk.rowVersion;

	it('are entered by officer or head, read by the unit and by nobody else', async () => {
		for (const who of ['staff', 'outsider', 'coordinator', 'inspector'] as const) expect(await code(create(who)), who).toBe('forbidden');
		expect((await refusal(create('officer', { impact: '6', reviewOn: world.day(-1) }))).params.fields).toEqual({
			impact: 'scale_step_unknown',
			reviewOn: 'day_in_past'
		});
		expect((await refusal(create('officer', { expectedImpact: '2' }))).params.fields).toEqual({ expectedLikelihood: 'expected_both' });
		const made = await create('officer');
		id = made.id;
		expect(made.number).toBe('RR-2026-001');
		expect(await noticesOf(world, 'drafter', id)).toEqual(['risk_owner_named']);
		expect((await riskPage(await world.as('staff'), id)).risk).toMatchObject({ score: 12, level: 'Cao', state: 'open' });
		for (const who of ['outsider', 'coordinator'] as const)
			expect(await code(riskPage(await world.as(who), id)), who).toBe('risk_not_found');
		const list = await riskList(await world.as('staff'), world.unitId, riskQuery.parse({ cell: '3x4' }));
		expect(list.items.map(({ number }) => number)).toEqual(['RR-2026-001']);
		expect(list.matrix.flatMap(({ cells }) => cells).filter(({ risks }) => risks === 1)).toMatchObject([{ score: 12 }]);
		expect((await riskList(await world.as('staff'), world.unitId, riskQuery.parse({ cell: '1x1' }))).items).toEqual([]);
	});

	it('have measures that their doer reports, and keep what ended', async () => {
		const add = async (who: Who) =>
			addMeasure(await world.as(who), { riskId: id, what: 'Quét hồ sơ khi tiếp nhận', doerId: world.ids.staff, dueOn: world.day(5) });
		expect(await code(add('staff'))).toBe('forbidden');
		const { id: measureId } = await add('drafter');
		expect(await code(closeRisk(await world.as('officer'), { riskId: id, reason: 'x', rowVersion: await version() }))).toBe(
			'risk_measures_open'
		);
		const home = JSON.stringify(await homePage(await world.as('staff'), world.unitId));
		expect(home).toContain('risk_measure');
		const done = async (who: Who) =>
			reportMeasure(await world.as(who), { riskId: id, measureId, doneOn: world.day(), result: 'Đã quét 100 %', rowVersion: 1 });
		expect(await code(done('reviewer'))).toBe('forbidden');
		await done('staff');
		expect(await code(done('staff'))).toBe('measure_not_found');
		const other = await add('officer');
		await dropMeasure(await world.as('drafter'), { riskId: id, measureId: other.id, reason: 'Trùng việc', rowVersion: 1 });
		expect((await riskPage(await world.as('staff'), id)).measures.map((one) => [one.doneOn, one.droppedReason])).toEqual([
			[world.day(), null],
			[null, 'Trùng việc']
		]);
		await expect(attack(`update risk_measure set result = 'x' where id = '${measureId}'`)).rejects.toThrow(/content_frozen/);
	});

	it('are assessed again by the scale of the unit, and the register says what was assessed last', async () => {
		const scale = {
			likelihood: [...defaultScale.likelihood],
			impact: [...defaultScale.impact],
			levels: [
				{ from: 1, name: 'Nhẹ', tone: 'ok' as const },
				{ from: 10, name: 'Nặng', tone: 'stop' as const }
			]
		};
		expect(await code(setScale(await world.as('staff'), { ...scale, reason: 'x', unitId: world.unitId }))).toBe('forbidden');
		expect(
			(await refusal(setScale(await world.as('officer'), { ...scale, levels: [], reason: 'x', unitId: world.unitId }))).params.fields
		).toEqual({ levels: 'scale_levels' });
		await setScale(await world.as('officer'), { ...scale, reason: 'Hai mức là đủ', unitId: world.unitId });
		const assess = async (who: Who) =>
			assessRisk(await world.as(who), {
				...{ riskId: id, likelihood: 2, impact: 4, expectedLikelihood: null, expectedImpact: null, conclusion: 'Giảm nhờ quét hồ sơ' },
				...{ reviewOn: world.day(60), effective: 'yes', rowVersion: await version() }
			});
		expect(await code(assess('staff'))).toBe('forbidden');
		await assess('drafter');
		const page = await riskPage(await world.as('staff'), id);
		expect(page.risk).toMatchObject({ score: 8, level: 'Nhẹ' });
		expect(page.assessments.map(({ score, level, effective }) => [score, level, effective])).toEqual([
			[8, 'Nhẹ', true],
			[12, 'Cao', null]
		]);
		await expect(attack(`update risk set likelihood = 1, score = 4 where id = '${id}'`)).rejects.toThrow(/illegal_transition/);
		await expect(attack(`update risk_assessment set score = 1`)).rejects.toThrow(/append_only/);
		await expect(attack('delete from risk_scale')).rejects.toThrow(/append_only/);
	});

	it('are linked to corrective actions of the unit, counted, reminded of, exported and closed', async () => {
		const action = await world.client.correctiveAction.findFirstOrThrow({ where: { unitId: world.unitId } });
		const link = async (actionId: string) => linkAction(await world.as('drafter'), { riskId: id, actionId, note: 'Cùng nguyên nhân' });
		expect((await refusal(link(id))).params.fields).toEqual({ actionId: 'action_unknown' });
		await link(action.id);
		expect(await code(link(action.id))).toBe('risk_action_linked');
		await create('officer', { kind: 'opportunity', statement: 'Số hóa kết quả', reviewOn: world.day(10) });
		expect(await remindOfReviews(world.system)).toBeGreaterThan(0);
		expect(await remindOfReviews(world.system)).toBe(0);
		expect(await risksFacts(world.system, world.unitId, '2026-01-01', world.day())).toMatchObject({
			...{ entered: 2, assessed: 1, effective: 1, linkedActions: 1, reviewsOverdue: 0, measures: { open: 0, late: 0, done: 1 } },
			byLevel: [
				{ level: 'Nặng', count: 1 },
				{ level: 'Nhẹ', count: 1 }
			]
		});
		const { bytes } = await exportRisks(await world.as('staff'), world.unitId, query);
		const { rows } = await readTable(Buffer.from(bytes), 'x.xlsx');
		expect(rows.slice(1).map(({ cells }) => [cells[0], cells[9]])).toEqual([
			['RR-2026-002', '12'],
			['RR-2026-001', '8']
		]);
		await closeRisk(await world.as('head'), { riskId: id, reason: 'Không còn hồ sơ giấy', rowVersion: await version() });
		expect(await code(addMeasure(await world.as('officer'), { riskId: id, what: 'x', doerId: world.ids.staff, dueOn: world.day(5) }))).toBe(
			'risk_closed'
		);
		await expect(attack(`update risk set statement = 'x' where id = '${id}'`)).rejects.toThrow(/content_frozen/);
		expect(await trailOf(world, id)).toEqual([
			...['risk.create', 'risk.add_measure', 'risk.measure_done', 'risk.add_measure', 'risk.drop_measure'],
			...['risk.assess', 'risk.link_action', 'risk.close']
		]);
	});
});
