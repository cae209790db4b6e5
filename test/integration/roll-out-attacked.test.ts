import { createHash, randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepInput } from '#lib/domain/roll-out/forms.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { readTable } from '#lib/server/files/table.ts';
import { keepTable } from '#lib/server/files/kept-table.ts';
import { noticeText } from '#lib/server/notifications/notice-words.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { addUnits, removeUnit } from '#lib/server/roll-out/units.ts';
import { nameResponsible, setOwnDue } from '#lib/server/roll-out/arrange.ts';
import { exportBoard } from '#lib/server/roll-out/board-export.ts';
import { readRunningWaves } from '#lib/server/roll-out/board-facts.ts';
import { boardPage } from '#lib/server/roll-out/board-page.ts';
import { boardQuery } from '#lib/server/roll-out/board.ts';
import { askWaiver, claimSteps } from '#lib/server/roll-out/claims.ts';
import { acceptItems, reopenItem, returnItem, waiveStep } from '#lib/server/roll-out/decisions.ts';
import { importProgress, progressPage } from '#lib/server/roll-out/import-progress.ts';
import { addStep, changeStep, dropStep, moveDue } from '#lib/server/roll-out/plan.ts';
import { recordProofs } from '#lib/server/roll-out/prove.ts';
import { remindLate } from '#lib/server/roll-out/remind-late.ts';
import { recordReported, recordReportedStep } from '#lib/server/roll-out/reported.ts';
import { readUnitsFile } from '#lib/server/roll-out/units-page.ts';
import { createWave, openWave } from '#lib/server/roll-out/waves.ts';
import { rollOutProofs as proofs } from '#lib/server/roll-out-proofs.ts';
import { closeEndedUnits, recordUnitEvent } from '#lib/server/unit-closing.ts';
import { appointCommittee } from '#lib/server/units/quality-system/committees.ts';
import { loadRollOut, readRollOut } from '../../prisma/seed/roll-out.ts';
import { counting } from '#test/support/counting.ts';
import { documentsWorld, refusal, type DocumentsWorld, type Who } from '#test/support/documents.ts';
import { openRoute } from '#test/support/page-loads.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

/* One wave of three units, opened in January; each test looks at what was shown before and what is shown after. */
let world: DocumentsWorld;
let waveId: string;
let second: string;
const step = new Map<string, string>();
const place = new Map<string, string>();
const now = '2026-07-01';
const wave = { year: 2026, note: '', nextId: null, fromId: null, soonDays: 14, lateDays: 1, coordinatorDays: 14 };
const stepId = (code: string) => step.get(code) ?? '';
const placeOf = (code: string) => place.get(code) ?? '';
const board = async (asOf: string | null = null) => {
	const params = new URLSearchParams({ wave: waveId, columns: 'all', ...(asOf && { asOf }) });
	const { page } = await boardPage(await world.as('coordinator'), proofs, boardQuery(params));
	if (!page?.board) throw new Error('no board');
	return page.board;
};
/** All that the board says of the units and their steps on a day. */
const told = async (asOf: string) => {
	const { rows, columns, totals, curve, states, units, by } = await board(asOf);
	return { rows, columns, totals, curve, states, units, kinds: by.kind, phases: by.phase };
};
/** Changes some of the words of a step and leaves the rest. */
const rename = async (code: string, words: Partial<StepInput>) => {
	const where = { id: stepId(code) };
	const select = {
		phaseCode: true,
		position: true,
		titleVi: true,
		titleEn: true,
		howVi: true,
		howEn: true,
		proof: true,
		role: true
	} as const;
	const { role, ...step } = await world.client.rollOutStep.findUniqueOrThrow({ where, select });
	await changeStep(await world.as('coordinator'), proofs, {
		...step,
		role: role === 'head' ? 'head' : 'officer',
		...words,
		stepId: where.id
	});
};
/** What each of several acts at once came to: `done` or the code of its refusal; anything else is thrown. */
const outcomes = async (acts: readonly Promise<unknown>[]) => {
	const settled = await Promise.allSettled(acts);
	return Promise.all(
		settled.map(async (one) => (one.status === 'fulfilled' ? 'done' : (await refusal(Promise.reject(one.reason as Error))).code))
	);
};

beforeAll(async () => {
	world = await documentsWorld('2026-01-12T02:00:00Z', { max: 20 });
	await transaction(world.system, (ctx) => loadRollOut(ctx, readRollOut()));
	await world.addUnit('X1');
	await world.addUnit('X2');
	second = await world.addPerson(['reader'], { unitId: world.otherUnitId });
	await world.client.provinceAppointment.create({ data: { userId: second, role: 'coordinator', validFrom: toDbDate('2026-01-01') } });
	const coordinator = await world.as('coordinator');
	({ id: waveId } = await createWave(coordinator, { ...wave, title: 'Đợt <b>thử</b>', kind: 'build' }));
	const named = ['SO-NV', 'SO-TC', 'X1'].map((code) => ({ code, groupCode: null }));
	await addUnits(coordinator, { waveId, named, kinds: [], groupCode: null });
	await openWave(coordinator, { waveId });
	for (const row of await world.client.rollOutStep.findMany({ where: { waveId } })) step.set(row.code, row.id);
	for (const row of await world.client.rollOutUnit.findMany({
		where: { waveId },
		include: { unit: { include: { versions: { select: { code: true } } } } }
	}))
		place.set(row.unit.versions[0]?.code ?? '', row.id);
	world.clock.set(new Date(`${now}T02:00:00Z`));
}, 120_000);
afterAll(() => world.close());

describe('an earlier day', () => {
	it('stays as it was shown, whatever is done, entered late or moved today', async () => {
		const days = ['2026-06-30', '2026-03-31', '2026-01-12'];
		const before = await Promise.all(days.map(told));
		const today = await told(now);
		const coordinator = await world.as('coordinator');
		const officer = await world.as('officer');
		const nv = placeOf('SO-NV');

		// What eISO knows of, entered today with days of long ago.
		await appointCommittee(officer, {
			...{ unitId: world.unitId, decisionNumber: '1/QĐ', decisionDate: '2026-02-01', validFrom: '2026-02-01' }
		});
		await onItsDay(world, (db) =>
			db.steeringCommittee.create({
				data: {
					...{ unitId: world.otherUnitId, decisionNumber: '2/QĐ', decisionDate: toDbDate('2026-01-12'), validFrom: toDbDate('2026-01-12') },
					createdAt: world.clock.now()
				}
			})
		);
		await recordProofs(world.system, proofs);
		// What people enter.
		await claimSteps(officer, { rollOutUnitId: nv, stepIds: [stepId('plan'), stepId('approach')], doneOn: '2026-01-12' });
		await recordReported(coordinator, {
			...{ waveId, source: 'Báo cáo 12' },
			rows: [{ unitId: world.otherUnitId, stepCode: 'plan', doneOn: '2026-01-12' }]
		});
		await waiveStep(coordinator, { rollOutUnitId: placeOf('X1'), stepId: stepId('post'), reason: 'Không có' });
		await setOwnDue(coordinator, { rollOutUnitId: nv, stepId: stepId('training'), dueOn: '2026-12-31', reason: 'Đã xin' });
		await moveDue(coordinator, { stepId: stepId('plan'), dueOn: '2026-09-30', reason: 'Dời' });
		await addStep(coordinator, proofs, {
			...{ waveId, phaseCode: 'prepare', position: 1, titleVi: 'Bước mới', titleEn: '', howVi: '', howEn: '', proof: null },
			...{ role: 'officer' as const, dueOn: '2026-01-31' }
		});
		await rename('training', { titleVi: 'Tập huấn lại', phaseCode: 'apply', position: 90 });
		await dropStep(coordinator, { stepId: stepId('approach'), reason: 'Bỏ' });
		await addUnits(coordinator, { waveId, named: [{ code: 'X2', groupCode: null }], kinds: [], groupCode: null });
		await removeUnit(coordinator, { rollOutUnitId: placeOf('X1'), reason: 'Nhầm' });

		expect(await Promise.all(days.map(told))).toEqual(before);
		// The other way round: today did change.
		expect(await told(now)).not.toEqual(today);
		const cells = (await board()).rows.find(({ code }) => code === 'SO-NV')?.cells ?? [];
		expect(cells.some((cell) => cell?.look === 'proven' && cell.day === '2026-02-01')).toBe(true);
	});
});

describe('the words of a step', () => {
	const titles = async (asOf: string) => (await board(asOf)).columns.map(({ label }) => label);
	const read = async (asOf: string) => {
		const running = await readRunningWaves(await world.as('coordinator'), asOf, [world.unitId]);
		return running.find(({ id }) => id === waveId)?.steps.map(({ title }) => title);
	};
	const at = (day: string) => world.clock.set(new Date(`${day}T02:00:00Z`));

	it('are those of the day, through several changes of it', async () => {
		const first = readRollOut().steps.find(({ kind, code }) => kind === 'build' && code === 'scope')?.titleVi ?? '';
		try {
			at('2026-07-03');
			await rename('scope', { titleVi: 'Tên thứ hai' });
			await rename('scope', { titleVi: 'Tên thứ ba' });
			at('2026-07-05');
			await rename('scope', { titleVi: 'Tên thứ tư', position: 1 });
			// What is no word of it keeps nothing.
			await rename('scope', { howVi: 'Cách làm' });
			at('2026-07-06');
			for (const [day, title] of [
				['2026-07-02', first],
				['2026-07-03', 'Tên thứ ba'],
				['2026-07-04', 'Tên thứ ba'],
				['2026-07-05', 'Tên thứ tư'],
				['2026-07-06', 'Tên thứ tư']
			] as const) {
				const shown = await titles(day);
				expect([day, shown.filter((one) => one === title)]).toEqual([day, [title]]);
				expect(shown.filter((one) => one.startsWith('Tên thứ') && one !== title)).toEqual([]);
				expect(await read(day)).toEqual(shown);
			}
			expect((await titles('2026-07-04')).indexOf('Tên thứ ba')).toBeGreaterThan((await titles('2026-07-05')).indexOf('Tên thứ tư'));
			const kept = await world.client.rollOutStepWords.findMany({ where: { stepId: stepId('scope') }, orderBy: { number: 'asc' } });
			expect(kept.map(({ titleVi, heldUntil }) => [titleVi, heldUntil.toISOString().slice(0, 10)])).toEqual([
				[first, '2026-07-03'],
				['Tên thứ hai', '2026-07-03'],
				['Tên thứ ba', '2026-07-05']
			]);
			const file = await exportBoard(
				await world.as('coordinator'),
				proofs,
				boardQuery(new URLSearchParams({ wave: waveId, columns: 'all', asOf: '2026-07-04' })),
				'xlsx'
			);
			const [head] = await readSheet(Buffer.from(file.bytes), 1);
			const headers = head?.map(String) ?? [];
			expect(headers.some((cell) => cell.startsWith('Tên thứ ba'))).toBe(true);
			expect(headers.some((cell) => cell.startsWith('Tên thứ tư'))).toBe(false);
		} finally {
			at(now);
		}
	});

	it('were taken over from the trail as they are kept since', async () => {
		const migration = await readFile('prisma/migrations/20261201994000_keep_the_words_of_steps/migration.sql', 'utf8');
		const [taken = ''] = /^SELECT[^;]*/m.exec(migration) ?? [];
		const count = async (sql: string) => (await world.client.$queryRawUnsafe<unknown[]>(sql)).length;
		expect(await count(taken)).toBeGreaterThan(3);
		expect(await count(`${taken} except all select * from roll_out_step_words`)).toBe(0);
		expect(await count(`select * from roll_out_step_words except all (${taken})`)).toBe(0);
	});

	it('are written by the change itself and never again', async () => {
		const raw = (sql: string) => world.client.$executeRawUnsafe(sql);
		const row = `insert into roll_out_step_words (step_id, number, held_until, phase_code, position, title_vi, title_en)
			select id, 9, '2026-03-01', phase_code, position, 'Tên khác', '' from roll_out_step where id = '${stepId('scope')}'`;
		await expect(raw(row)).rejects.toThrow(/past_fixed/);
		await expect(raw("update roll_out_step_words set title_vi = 'x'")).rejects.toThrow(/append_only/);
		await expect(raw('delete from roll_out_step_words')).rejects.toThrow(/append_only/);
	});
});

describe('two at once', () => {
	const first = async () => world.as('coordinator');
	const other = async () => world.asId(second);
	const claim = async (code: string) => {
		const { items } = await claimSteps(await world.as('officer'), {
			...{ rollOutUnitId: placeOf('SO-NV'), stepIds: [stepId(code)], doneOn: '2026-03-01' }
		});
		return items[0] ?? '';
	};
	const acts = async (itemId: string) => world.client.rollOutAct.findMany({ where: { itemId }, orderBy: { number: 'asc' } });

	it('accept a claim once', async () => {
		const itemId = await claim('training');
		const [one, two] = [await first(), await other()];
		const came = await outcomes([acceptItems(one, { itemIds: [itemId] }), acceptItems(two, { itemIds: [itemId] })]);
		expect(came.filter((code) => code === 'done')).toHaveLength(1);
		expect(came.every((code) => ['done', 'stale', 'illegal_transition'].includes(code))).toBe(true);
		expect((await acts(itemId)).map(({ event }) => event)).toEqual(['claim', 'accept']);
	});

	it('accept and give back: one of them holds, and the other is refused', async () => {
		const itemId = await claim('survey');
		const [one, two] = [await first(), await other()];
		const came = await outcomes([acceptItems(one, { itemIds: [itemId] }), returnItem(two, { itemId, reason: 'Thiếu' })]);
		expect(came.filter((code) => code === 'done')).toHaveLength(1);
		expect(await acts(itemId)).toHaveLength(2);
	});

	it('claim while the Department waives, and while the unit asks for it', async () => {
		for (const code of ['scope', 'assign', 'use']) {
			const where = { rollOutUnitId: placeOf('SO-NV'), stepId: stepId(code) };
			const [officer, head, coordinator] = [await world.as('officer'), await world.as('head'), await first()];
			const came = await outcomes([
				claimSteps(officer, { rollOutUnitId: where.rollOutUnitId, stepIds: [where.stepId], doneOn: '2026-03-01' }),
				waiveStep(coordinator, { ...where, reason: 'Không có' }),
				askWaiver(head, { ...where, reason: 'Không áp dụng' })
			]);
			expect(
				came.filter((code) => code === 'done'),
				came.join()
			).toHaveLength(1);
			const item = await world.client.rollOutItem.findFirstOrThrow({ where, include: { acts: true } });
			expect(item.acts).toHaveLength(1);
			expect(item.acts[0]?.state).toBe(item.state);
		}
	});

	it('name who answers, and give a day of their own: refused in words, never broken', async () => {
		const where = { rollOutUnitId: placeOf('SO-NV'), stepId: stepId('announce') };
		const [officer, head, one, two] = [await world.as('officer'), await world.as('head'), await first(), await other()];
		const named = await outcomes([
			nameResponsible(officer, { ...where, userId: world.ids.officer }),
			nameResponsible(head, { ...where, userId: world.ids.head }),
			nameResponsible(officer, { ...where, userId: world.ids.staff })
		]);
		expect(named).toContain('done');
		expect(
			named.every((code) => ['done', 'stale'].includes(code)),
			named.join()
		).toBe(true);
		const due = await outcomes([
			setOwnDue(one, { ...where, dueOn: '2026-12-01', reason: 'a' }),
			setOwnDue(two, { ...where, dueOn: '2026-12-02', reason: 'b' }),
			setOwnDue(one, { ...where, dueOn: '2026-12-03', reason: 'c' })
		]);
		expect(due).toContain('done');
		expect(
			due.every((code) => ['done', 'stale'].includes(code)),
			due.join()
		).toBe(true);
	});

	it('add the same unit once', async () => {
		await world.addUnit('X3');
		const named = [{ code: 'X3', groupCode: null }];
		const [one, two] = [await first(), await other()];
		await outcomes([
			addUnits(one, { waveId, named, kinds: [], groupCode: null }),
			addUnits(two, { waveId, named, kinds: [], groupCode: null })
		]);
		expect((await board()).rows.filter(({ code }) => code === 'X3')).toHaveLength(1);
	});
});

describe('reminding who is late', () => {
	it('is the coordinator’s alone, once a day for a unit, told to its people and recorded with those whom nobody could tell', async () => {
		const late = (await board()).rows.filter(({ state }) => state === 'late').map(({ code }) => code);
		expect(late).toContain('SO-NV');
		for (const who of ['officer', 'head', 'drafter', 'staff', 'outsider', 'inspector', 'administrator'] satisfies Who[])
			expect(['wave_not_found', 'forbidden'], who).toContain((await refusal(remindLate(await world.as(who), proofs, { waveId }))).code);
		const sent = await Promise.allSettled([
			remindLate(await world.as('coordinator'), proofs, { waveId }),
			remindLate(await world.asId(second), proofs, { waveId })
		]);
		const done = sent.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
		expect(done).toHaveLength(1);
		// X2 and X3 have no people; SO-NV and SO-TC have.
		expect(done[0]).toMatchObject({ units: 2, already: 0 });
		expect(done[0]?.nobody.toSorted()).toEqual(late.filter((code) => code.startsWith('X')).toSorted());
		const heard = await world.client.notice.findMany({ where: { kind: 'roll_out_asked' } });
		for (const notice of heard) expect(noticeText(notice, 'vi')).toMatch(/trễ \d+ ngày\. Đơn vị đang trễ \d+ bước\./);
		expect(heard.map(({ userId }) => userId).toSorted()).toEqual(
			[world.ids.officer, world.ids.head, world.ids.deputy, world.ids.outsider].toSorted()
		);
		const entry = await world.client.auditTrail.findFirstOrThrow({ where: { subjectId: waveId, event: 'roll_out_wave.remind_late' } });
		expect(entry.after).toMatchObject({ units: 2, people: 4 });
		expect(JSON.stringify(entry.after)).toContain('SO-TC');
		expect((await refusal(remindLate(await world.as('coordinator'), proofs, { waveId }))).code).toBe('nobody_late');
		world.clock.set(new Date('2026-07-02T02:00:00Z'));
		expect(await remindLate(await world.as('coordinator'), proofs, { waveId })).toMatchObject({ units: 2, already: 0 });
	});
});

describe('progress from a file', () => {
	/** As somebody's browser sends it: a table that is kept until it is confirmed. */
	const sent = async (who: Who, text: string) => {
		const bytes = Buffer.from(text);
		const tempPath = path.join(world.tools.tempDir, `${randomUUID()}.part`);
		await writeFile(tempPath, bytes);
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		const received = { field: 'table', fileName: 'tien-do.csv', tempPath, size: bytes.length, sha256 };
		return (await keepTable(await world.as(who), world.tools, received).finally(() => rm(tempPath, { force: true }))).uploadId;
	};
	const shown = async (file: string, who: Who = 'coordinator') =>
		(await progressPage(await world.as(who), world.tools, proofs, { waveId, file })).preview?.rows ?? [];
	const written = async (file: string, source = 'Báo cáo 15/BC') =>
		importProgress(await world.as('coordinator'), world.tools, proofs, { waveId, file, source });

	it('says of each line what it would do, and writes nothing while one is wrong', async () => {
		const before = await world.client.rollOutAct.count();
		const file = await sent(
			'coordinator',
			'Mã đơn vị,Mã bước,Ngày xong\nso-tc,survey,01/06/2026\nSO-TC,Khảo sát thực trạng,02/06/2026\nLẠ,survey,01/06/2026\nX2,không có,01/06/2026\nX2,survey,hôm qua\nX2,use,01/01/2030\n=cmd|x,<script>,'
		);
		expect((await shown(file)).map(({ line, faults }) => [line, faults.length])).toEqual([
			[2, 0],
			[3, 1],
			[4, 1],
			[5, 1],
			[6, 1],
			[7, 1],
			[8, 3]
		]);
		expect((await refusal(written(file))).code).toBe('progress_faulty');
		const headless = await sent('coordinator', 'a,b,c\n1,2,3');
		expect((await refusal(shown(headless))).code).toBe('invalid');
		expect(await world.client.rollOutAct.count()).toBe(before);
	});

	it('records what was shown with the paper, once, and leaves out what is done', async () => {
		const file = await sent('coordinator', 'don vi;buoc;xong ngay\nSO-TC;survey;2026-06-01\nSO-TC;plan;2026-06-01\nX2;survey;01-06-2026');
		expect((await shown(file)).map(({ does }) => does)).toEqual(['record', 'same', 'record']);
		expect((await refusal(written(file, ' '))).code).toBe('invalid');
		const came = await Promise.allSettled([written(file), written(file)]);
		const counts = came.flatMap((one) => (one.status === 'fulfilled' ? [one.value.recorded] : []));
		expect(counts.reduce((sum, one) => sum + one, 0)).toBe(2);
		expect((await shown(file)).map(({ does }) => does)).toEqual(['same', 'same', 'same']);
		expect((await refusal(written(file))).code).toBe('progress_nothing');
		const acts = await world.client.rollOutAct.findMany({ where: { event: 'record', text: 'Báo cáo 15/BC' } });
		expect(acts.map(({ doneOn }) => doneOn)).toEqual([toDbDate('2026-06-01'), toDbDate('2026-06-01')]);
	});

	it('is the coordinator’s alone, of their own file', async () => {
		const file = await sent('coordinator', 'don vi;buoc;xong ngay\nX2;use;2026-06-01');
		for (const who of ['officer', 'head', 'inspector', 'administrator', 'staff'] satisfies Who[])
			expect(['forbidden', 'wave_not_found'], who).toContain((await refusal(shown(file, who))).code);
		const other = await world.asId(second);
		expect((await refusal(progressPage(other, world.tools, proofs, { waveId, file }))).code).toBe('upload_gone');
		for (const [who, status] of [
			['coordinator', 200],
			['inspector', 403],
			['officer', 404],
			['drafter', 404]
		] as const)
			expect(
				(await openRoute(world, await world.as(who), '(app)/roll-out/waves/[id]/progress', { params: { id: waveId } })).status,
				who
			).toBe(status);
	});
});

describe('acts of others', () => {
	it('are refused to every role that the matrix does not name', async () => {
		const where = { rollOutUnitId: placeOf('SO-NV'), stepId: stepId('announce') };
		const unitActs: Record<string, (ctx: Awaited<ReturnType<DocumentsWorld['as']>>) => Promise<unknown>> = {
			claim: (ctx) => claimSteps(ctx, { ...where, stepIds: [where.stepId], doneOn: '2026-03-01' }),
			askWaiver: (ctx) => askWaiver(ctx, { ...where, reason: 'x' }),
			name: (ctx) => nameResponsible(ctx, { ...where, userId: null })
		};
		const province: typeof unitActs = {
			waive: (ctx) => waiveStep(ctx, { ...where, reason: 'x' }),
			due: (ctx) => setOwnDue(ctx, { ...where, dueOn: '2026-12-24', reason: 'x' }),
			record: (ctx) => recordReportedStep(ctx, { ...where, doneOn: '2026-03-01', source: 'x' }),
			move: (ctx) => moveDue(ctx, { stepId: where.stepId, dueOn: '2026-12-24', reason: 'x' }),
			drop: (ctx) => dropStep(ctx, { stepId: where.stepId, reason: 'x' }),
			remove: (ctx) => removeUnit(ctx, { rollOutUnitId: where.rollOutUnitId, reason: 'x' })
		};
		const refused = ['forbidden', 'roll_out_unit_not_found', 'wave_not_found', 'step_not_found'];
		for (const [name, act] of Object.entries(unitActs))
			for (const who of ['drafter', 'reviewer', 'staff', 'outsider', 'coordinator', 'inspector', 'administrator'] satisfies Who[])
				expect(refused, `${who} ${name}`).toContain((await refusal(act(await world.as(who)))).code);
		for (const [name, act] of Object.entries(province))
			for (const who of ['officer', 'head', 'drafter', 'staff', 'outsider', 'inspector', 'administrator'] satisfies Who[])
				expect(refused, `${who} ${name}`).toContain((await refusal(act(await world.as(who)))).code);
	});

	it('are refused in words for what is no day, no step, no unit or of another wave', async () => {
		const [officer, coordinator] = [await world.as('officer'), await world.as('coordinator')];
		const at = { rollOutUnitId: placeOf('SO-NV') };
		expect((await refusal(claimSteps(officer, { ...at, stepIds: [stepId('announce')], doneOn: '2026-07-03' }))).code).toBe('invalid');
		expect((await refusal(claimSteps(officer, { ...at, stepIds: [], doneOn: now }))).code).toBe('step_not_found');
		expect((await refusal(claimSteps(officer, { ...at, stepIds: ['x'], doneOn: now }))).code).toBe('step_not_found');
		expect((await refusal(claimSteps(officer, { rollOutUnitId: 'x', stepIds: [stepId('announce')], doneOn: now }))).code).toBe(
			'roll_out_unit_not_found'
		);
		expect((await refusal(reopenItem(coordinator, { itemId: 'x', reason: 'x' }))).code).toBe('roll_out_item_not_found');
		expect((await refusal(acceptItems(coordinator, { itemIds: [] }))).code).toBe('invalid');
		const { id: other } = await createWave(coordinator, { ...wave, title: 'Khác', kind: 'build' });
		const foreign = await world.client.rollOutStep.findFirstOrThrow({ where: { waveId: other } });
		expect((await refusal(claimSteps(officer, { ...at, stepIds: [foreign.id], doneOn: now }))).code).toBe('step_not_found');
	});
});

describe('the 143', () => {
	it('stay 143 on every day before units go into one, whatever happens since', async () => {
		const file = await readFile('prisma/seed/data/roll-out-wave-143.tsv');
		const named = readUnitsFile((await readTable(file, 'roll-out-wave-143.tsv')).rows);
		expect(named).toHaveLength(143);
		const ids = new Map<string, string>();
		for (const { code } of named) ids.set(code, await world.addUnit(code));
		const coordinator = await world.as('coordinator');
		const { id } = await createWave(coordinator, { ...wave, title: 'Lộ trình 143 đơn vị', kind: 'build' });
		const added = await addUnits(coordinator, { waveId: id, named, kinds: [], groupCode: null });
		expect([added.joining.length, added.unknown.length, added.unknownGroups]).toEqual([143, 0, []]);
		await openWave(coordinator, { waveId: id });
		const shown = async (asOf: string | null, page = 1) => {
			const params = new URLSearchParams({ wave: id, page: String(page), ...(asOf && { asOf }) });
			const { page: seen } = await boardPage(await world.as('coordinator'), proofs, boardQuery(params));
			return seen?.board;
		};
		const opened = world.day();
		const before = await shown(opened);
		expect([before?.units, before?.by.group.reduce((sum, group) => sum + group.units, 0), before?.by.group.length]).toEqual([143, 143, 6]);
		const communes = named.filter(({ groupCode }) => groupCode === 'E_NTM_52').map(({ code }) => ids.get(code) ?? '');
		const end = world.day(30);
		await recordUnitEvent(coordinator, {
			kind: 'MERGE',
			from: communes.slice(0, 9),
			to: [{ unitId: null, facts: { code: 'XA-MOI', name: 'Xã mới', kindCode: 'T-KIND', parentId: null } }],
			effectiveOn: end
		});
		world.clock.set(new Date(`${world.day(31)}T02:00:00Z`));
		await closeEndedUnits(world.system);
		expect((await shown(null))?.units).toBe(143 - 9 + 1);
		const after = await shown(opened);
		expect({ units: after?.units, rows: after?.rows, totals: after?.totals }).toEqual({
			units: 143,
			rows: before?.rows,
			totals: before?.totals
		});
		expect((await shown(world.day(-2)))?.units).toBe(143);
		const { ctx, count } = counting(await world.as('coordinator'));
		await boardPage(ctx, proofs, boardQuery(new URLSearchParams({ wave: id })));
		expect(count()).toBeLessThanOrEqual(5);
	}, 120_000);
});
