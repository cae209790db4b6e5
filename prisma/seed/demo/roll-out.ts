import path from 'node:path';
import type { NewWaveInput } from '#lib/domain/roll-out/forms.ts';
import { addDays, dayOf, daysBetween, type Day } from '#lib/domain/shared/day.ts';
import { readTableFile } from '#lib/server/files/table.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import { nameResponsible, setOwnDue } from '#lib/server/roll-out/arrange.ts';
import { askWaiver, claimSteps } from '#lib/server/roll-out/claims.ts';
import { returnItem } from '#lib/server/roll-out/decisions.ts';
import { recordReported, type ReportedStep } from '#lib/server/roll-out/reported.ts';
import { addUnits } from '#lib/server/roll-out/units.ts';
import { createWave, openWave } from '#lib/server/roll-out/waves.ts';
import type { Runtime } from '#lib/server/runtime.ts';
import { demoCommuneCode } from '../content/units.ts';
import { readRollOut } from '../roll-out.ts';
import { required, type DemoIds } from './people.ts';

/** Units whose systems the demo plays in eISO itself: what it knows of them proves itself. */
const played = new Set(['SO-NV', 'SO-TP', demoCommuneCode]);
/** How many units claim their next step themselves in the last days. */
const claiming = 9;

type Plan = readonly { readonly code: string; readonly proof: string | null; readonly due: Day }[];

/**
 * The wave that builds, with the 143 units of the list, and the list that maintains, with departments and districts: opened in January, reported on
 * paper every few weeks by most, claimed in eISO by a few. Played through the commands at the times at which it would have happened.
 */
export async function rollOut(runtime: Runtime, ids: DemoIds, coordinatorId: string): Promise<void> {
	const { client } = runtime;
	const day = dayOf(runtime.clock.now());
	const thisYear = Number(day.slice(0, 4));
	const year = day < `${thisYear}-02-15` ? thisYear - 1 : thisYear;
	const as = async (userId: string, on: Day, hour = 9): Promise<Ctx> => {
		const actor = await loadActor(client, userId, on);
		if (!actor) throw new Error('somebody of the demo cannot act');
		return createContext({ actor, client, clock: fixedClock(new Date(`${on}T${String(hour).padStart(2, '0')}:00:00+07:00`)) });
	};
	const coordinator = (on: Day) => as(coordinatorId, on, 8);

	const prepared = await coordinator(`${year}-01-06`);
	const wave = (more: Pick<NewWaveInput, 'title' | 'kind'> & Partial<NewWaveInput>): NewWaveInput => ({
		year,
		note: '',
		nextId: null,
		fromId: null,
		soonDays: 14,
		lateDays: 1,
		coordinatorDays: 14,
		...more
	});
	const maintain = await createWave(prepared, wave({ title: `Duy trì và cải tiến ${year}`, kind: 'maintain' }));
	const build = await createWave(prepared, wave({ title: `Đợt xây dựng mới ${year}`, kind: 'build', nextId: maintain.id }));
	const kinds = { waveId: maintain.id, named: [] };
	await addUnits(prepared, { ...kinds, kinds: ['PROVINCIAL_AGENCY'], groupCode: 'G_AGENCY' });
	await addUnits(prepared, { ...kinds, kinds: ['CITY', 'TOWN_DISTRICT', 'DISTRICT'], groupCode: 'H_DISTRICT' });
	const listed = await readList();
	await addUnits(prepared, { waveId: build.id, named: listed, kinds: [], groupCode: null });
	for (const { id } of [maintain, build]) await openWave(await coordinator(`${year}-01-12`), { waveId: id });

	const plans = { build: planOf('build', year), maintain: planOf('maintain', year) };
	const inMaintain = new Set(
		(await client.rollOutUnit.findMany({ where: { waveId: maintain.id }, select: { unitId: true } })).map(({ unitId }) => unitId)
	);
	const lists = [
		{ waveId: build.id, plan: plans.build, codes: listed.map(({ code }) => code) },
		{
			waveId: maintain.id,
			plan: plans.maintain,
			codes: [...ids.units].filter(([, unitId]) => inMaintain.has(unitId)).map(([code]) => code)
		}
	];
	for (const list of lists) {
		const done = list.codes.flatMap((code) => progressOf(code, list.plan, day).map((step) => ({ code, ...step })));
		let from = `${year}-01-01`;
		for (const on of reportDays(`${year}-03-05`, addDays(day, -3))) {
			const rows = done.flatMap(({ code, stepCode, doneOn }): ReportedStep[] =>
				doneOn >= from && doneOn < on ? [{ unitId: required(ids.units, code, 'unit'), stepCode, doneOn }] : []
			);
			const source = `Tổng hợp báo cáo của các đơn vị đến ${on.slice(8)}/${on.slice(5, 7)}/${year}`;
			from = on;
			if (rows.length > 0) await recordReported(await coordinator(on), { waveId: list.waveId, rows, source });
		}
	}
	await claimOwn();

	async function claimOwn(): Promise<void> {
		const steps = await client.rollOutStep.findMany({
			where: { waveId: build.id },
			orderBy: { position: 'asc' },
			select: { id: true, code: true }
		});
		let at = -1;
		for (const { code } of listed) {
			if (at + 1 === claiming) break;
			const unitId = required(ids.units, code, 'unit');
			const officer = ids.people.get(`${code}/officer`);
			const place = await client.rollOutUnit.findFirstOrThrow({ where: { waveId: build.id, unitId }, select: { id: true } });
			const settled = await client.rollOutItem.findMany({
				where: { rollOutUnitId: place.id, state: { not: 'open' } },
				select: { stepId: true }
			});
			const next = steps.find(({ id }) => !settled.some(({ stepId }) => stepId === id));
			if (!next || !officer || settled.length === 0) continue;
			at += 1;
			const on = addDays(day, -2 - at * 2);
			const ctx = await as(officer, on, 14);
			const key = { rollOutUnitId: place.id, stepId: next.id };
			if (at === 0) await nameResponsible(ctx, { rollOutUnitId: place.id, stepId: null, userId: officer });
			if (at === 3) {
				await askWaiver(ctx, { ...key, reason: 'Đơn vị không phát sinh việc thuộc bước này trong kỳ.' });
				continue;
			}
			const { items } = await claimSteps(ctx, { rollOutUnitId: place.id, stepIds: [next.id], doneOn: addDays(on, -3), note: '' });
			const [itemId] = items;
			if (at === 1 && itemId)
				await returnItem(await coordinator(addDays(day, -1)), { itemId, reason: 'Chưa đính kèm quyết định có chữ ký của người đứng đầu.' });
			if (at === 5)
				await setOwnDue(await coordinator(addDays(day, -1)), {
					...key,
					dueOn: addDays(day, 30),
					reason: 'Xã vừa kiện toàn lãnh đạo, gia hạn theo đề nghị.'
				});
		}
	}
}

/** Every few weeks from a day on, and the last day itself. */
function reportDays(first: Day, last: Day): Day[] {
	const days: Day[] = [];
	for (let on = first; on < last; on = addDays(on, 45)) days.push(on);
	return [...days, last];
}

async function readList() {
	const file = 'roll-out-wave-143.tsv';
	const { rows } = await readTableFile({ path: path.join('prisma/seed/data', file), fileName: file });
	const [head, ...lines] = rows.map(({ cells }) => cells);
	const at = (name: string) => head?.indexOf(name) ?? -1;
	return lines.map((cells) => ({ code: cells[at('code')] ?? '', groupCode: cells[at('group')] ?? null }));
}

function planOf(kind: 'build' | 'maintain', year: number): Plan {
	const day = (month: number, date: number) => `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
	return readRollOut()
		.steps.filter((step) => step.kind === kind)
		.map(({ code, proof, dueMonth, dueDay }) => ({ code, proof, due: day(dueMonth, dueDay) }));
}

/** How far a unit has come: most near the plan, some weeks behind, some held up at a step; the same for a code every time. */
function progressOf(code: string, plan: Plan, day: Day): { stepCode: string; doneOn: Day }[] {
	const luck = hash(code) % 100;
	const delay = luck < 30 ? -7 : luck < 62 ? 0 : luck < 80 ? 14 : luck < 92 ? 28 : 42;
	const heldUpAt = luck >= 84 ? 2 + (hash(`${code} at`) % 9) : plan.length;
	return plan.slice(0, heldUpAt).flatMap(({ code: stepCode, proof, due }) => {
		if (played.has(code) && proof !== null) return [];
		const doneOn = addDays(due, delay);
		return daysBetween(doneOn, day) > 3 ? [{ stepCode, doneOn }] : [];
	});
}

function hash(text: string): number {
	let value = 7;
	for (const character of text) value = (value * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
	return value;
}
