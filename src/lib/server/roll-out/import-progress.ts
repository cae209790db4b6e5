import { writtenDay } from '#lib/domain/audits/cycle-forms.ts';
import { isDay, type Day } from '#lib/domain/shared/day.ts';
import { byPlainName, plainName, readHead } from '#lib/domain/shared/table-head.ts';
import { keptTable } from '#lib/server/files/kept-table.ts';
import type { TableRow } from '#lib/server/files/delimited.ts';
import type { UploadTools } from '#lib/server/files/store-upload.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { wordsOf } from '#lib/words.ts';
import { readBoardUnits } from './board-facts.ts';
import { readCells } from './cells.ts';
import { loadWave, stepTitle, type LoadedWave } from './facts.ts';
import type { Proofs } from './proofs.ts';
import { recordReported } from './reported.ts';

const columns = ['unit', 'step', 'doneOn'] as const;
type Column = (typeof columns)[number];
const names = byPlainName<Column>(
	{
		unit: ['ma don vi', 'don vi', 'unit code'],
		step: ['ma buoc', 'buoc', 'step code', 'step'],
		doneOn: ['ngay xong', 'ngay hoan thanh', 'xong ngay', 'done on']
	},
	columns
);

export type ProgressRow = {
	readonly id: string;
	readonly line: number;
	/** As the file says them, and as they are called here where they are known. */
	readonly unit: string;
	readonly step: string;
	readonly doneOn: Day | null;
	/** What is wrong, in the reader's words. */
	readonly faults: readonly string[];
	/** `same`: settled or claimed already, so the line changes nothing. */
	readonly does: 'record' | 'same';
};

export type ProgressPreview = { readonly file: string; readonly fileName: string; readonly rows: readonly ProgressRow[] };
type ReadRow = ProgressRow & { readonly unitId: string | null; readonly stepCode: string | null };

/**
 * The page that takes what units reported from a file, and what a file that was sent would do; nothing is written. Unit by code, step by code or
 * title, the day as people write it.
 * @throws NotFound `wave_not_found`, `upload_gone`; Forbidden; Conflict `wave_not_open`; Invalid `table` without the columns it needs
 */
export async function progressPage(ctx: Ctx, tools: UploadTools, proofs: Proofs, input: { waveId: string; file: string | null }) {
	const wave = await openWaveOf(ctx, input.waveId);
	const steps = await stepsOf(ctx, wave.id);
	const preview = input.file === null ? null : await previewOf(ctx, tools, proofs, wave, input.file);
	return {
		wave: { id: wave.id, title: wave.title },
		steps: steps.map((step) => ({ id: step.code, code: step.code, title: stepTitle(ctx, step) })),
		preview: preview && { ...preview, rows: preview.rows.map(({ unitId: _unit, stepCode: _step, ...row }): ProgressRow => row) }
	};
}

/**
 * Records what the preview showed, all or nothing, with the number of the paper; lines that change nothing are left out.
 * @throws as `progressPage` and `recordReported`; Conflict `progress_faulty`
 */
export async function importProgress(
	ctx: Ctx,
	tools: UploadTools,
	proofs: Proofs,
	input: { waveId: string; file: string; source: string }
): Promise<{ recorded: number; already: number }> {
	const wave = await openWaveOf(ctx, input.waveId);
	const { rows } = await previewOf(ctx, tools, proofs, wave, input.file);
	if (rows.length === 0 || rows.some(({ faults }) => faults.length > 0)) throw new Conflict('progress_faulty');
	const lines = rows.flatMap(({ unitId, stepCode, doneOn, does }) =>
		does === 'record' && unitId && stepCode && doneOn ? [{ unitId, stepCode, doneOn }] : []
	);
	if (lines.length === 0) throw new Conflict('progress_nothing');
	return recordReported(ctx, { waveId: wave.id, rows: lines, source: input.source });
}

async function openWaveOf(ctx: Ctx, waveId: string): Promise<LoadedWave> {
	const wave = await loadWave(ctx, waveId);
	authorize(ctx, 'roll_out.manage');
	if (wave.state !== 'open') throw new Conflict('wave_not_open');
	return wave;
}

function stepsOf(ctx: Ctx, waveId: string) {
	return ctx.db.rollOutStep.findMany({
		where: { waveId, droppedOn: null },
		orderBy: [{ position: 'asc' }, { id: 'asc' }],
		select: { id: true, code: true, titleVi: true, titleEn: true }
	});
}

async function previewOf(ctx: Ctx, tools: UploadTools, proofs: Proofs, wave: LoadedWave, file: string) {
	const { table, fileName } = await keptTable(ctx, tools, file);
	return { file, fileName, rows: await readRows(ctx, proofs, wave.id, table.rows) };
}

async function readRows(ctx: Ctx, proofs: Proofs, waveId: string, rows: readonly TableRow[]): Promise<ReadRow[]> {
	const { places, faults } = readHead(rows[0], names, ['unit', 'step', 'doneOn']);
	if (faults.length > 0) throw new Invalid({ table: 'progress_head' });
	const day = today(ctx);
	const units = await readBoardUnits(ctx, waveId, day, null);
	const steps = await stepsOf(ctx, waveId);
	const cells = await readCells(ctx, proofs, day, Prisma.sql`w.id = ${waveId}::uuid`);
	const unitOf = new Map(units.map((unit) => [unit.code.toUpperCase(), unit]));
	const stepOf = new Map(
		steps.flatMap((step) => [step.titleEn, step.titleVi, step.code].map((name): [string, typeof step] => [plainName(name), step]))
	);
	const open = new Set(cells.flatMap((cell) => (cell.state === 'open' ? [`${cell.unitId} ${cell.stepId}`] : [])));
	const seen = new Set<string>();
	const fault = (code: string) => wordsOf(`field_${code}`, {}, ctx.locale) ?? code;
	return rows.slice(1).flatMap(({ line, cells }): ReadRow[] => {
		const cell = (column: Column) => (cells[places.get(column) ?? -1] ?? '').normalize('NFC').trim();
		if (columns.every((column) => cell(column) === '')) return [];
		const unit = unitOf.get(cell('unit').toUpperCase());
		const step = stepOf.get(plainName(cell('step')));
		const written = writtenDay(cell('doneOn'));
		const doneOn = isDay(written) ? written : null;
		const key = `${unit?.unitId ?? ''} ${step?.id ?? ''}`;
		const twice = unit && step && seen.has(key);
		seen.add(key);
		const wrong = [
			...(unit ? [] : [fault('unit_not_in_wave')]),
			...(step ? [] : [fault('step_not_in_plan')]),
			...(doneOn === null ? [fault('day_invalid')] : doneOn > day ? [fault('day_in_future')] : []),
			...(twice ? [fault('line_twice')] : [])
		];
		return [
			{
				...{ id: String(line), line, doneOn, faults: wrong, does: open.has(key) || wrong.length > 0 ? 'record' : 'same' },
				...{ unitId: unit?.unitId ?? null, stepCode: step?.code ?? null },
				unit: unit ? `${unit.code} · ${unit.name}` : cell('unit'),
				step: step ? stepTitle(ctx, step) : cell('step')
			}
		];
	});
}
