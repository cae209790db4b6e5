import type { ReportScore, ReportWave, WaveSum } from '#lib/domain/reports/attached.ts';
import type { ScoreLine } from '#lib/domain/audits/scores/rules.ts';
import { unitStates } from '#lib/domain/roll-out/board.ts';
import { formatDay, formatNumber, formatPercent } from '#lib/format.ts';
import { isDay } from '#lib/domain/shared/day.ts';
import * as m from '#lib/paraglide/messages.js';
import type { ReportBlock } from '#lib/server/pdf/periodic-report-data.ts';
import { waveStateWord } from './words.ts';

const vi = { locale: 'vi' } as const;

type Waves = { readonly waves: readonly ReportWave[]; readonly waveSums: readonly WaveSum[] };

/** Where a unit stands in the roll-out; of the province, how many units of each wave stand where. */
export function waveBlocks({ waves, waveSums }: Waves): ReportBlock[] {
	if (waves.length === 0 && waveSums.length === 0) return [];
	const heading = { kind: 'heading', text: m.reports_section_waves({}, vi) } as const;
	if (waveSums.length > 0) {
		const states = unitStates.map((state) => waveStateWord(state, 'vi'));
		return [
			heading,
			{
				kind: 'table',
				widths: [45, 18, 27, ...unitStates.map(() => 15)],
				head: [m.reports_head_wave({}, vi), m.reports_head_units({}, vi), m.reports_head_steps({}, vi), ...states],
				rows: waveSums.map(({ title, units, settled, steps, states }) => [
					title,
					String(units),
					m.reports_steps_of({ settled, steps }, vi),
					...unitStates.map((state) => String(states[state]))
				]),
				strong: [],
				middle: [1, 2, 3, 4, 5, 6, 7]
			}
		];
	}
	return [
		heading,
		{
			kind: 'table',
			widths: [60, 27, 28, 50],
			head: [
				m.reports_head_wave({}, vi),
				m.reports_head_steps({}, vi),
				m.reports_head_wave_state({}, vi),
				m.reports_head_next_step({}, vi)
			],
			rows: waves.map(({ title, settled, steps, state, lateDays, next }) => [
				title,
				m.reports_steps_of({ settled, steps }, vi),
				state === 'late' ? m.reports_late_days({ days: lateDays }, vi) : waveStateWord(state, 'vi'),
				next ?? '–'
			]),
			strong: [],
			middle: [1, 2]
		}
	];
}

/** A score line by line, with what each rests on and where eISO shows it. */
export function scoreBlocks(score: ReportScore | null): ReportBlock[] {
	if (score === null) return [];
	return [
		{ kind: 'heading', text: scoreHeading(score) },
		...(score.isSample ? ([{ kind: 'text', text: m.scores_sample_text({}, vi) }] as const) : []),
		{
			kind: 'table',
			widths: [15, 75, 20, 55],
			head: [m.scores_code({}, vi), m.scores_criterion({}, vi), m.scores_points({}, vi), m.scores_basis({}, vi)],
			rows: [
				...score.lines.map((line) => [line.code, line.text, pointsOf(line), basisOf(line)]),
				['', m.reports_head_sum({}, vi), pointsOf(score), '']
			],
			strong: [score.lines.length],
			middle: [0, 2]
		}
	];
}

function scoreHeading({ title, year, asOf }: ReportScore): string {
	return m.reports_section_score({ title, year, day: isDay(asOf) ? formatDay(asOf) : asOf }, vi);
}

function pointsOf({ points, max }: { readonly points: number; readonly max: number }): string {
	return m.scores_points_of({ points: pointsText(points), max: pointsText(max) }, vi);
}

/** The share or the remark, what a person pointed to, and the address of the things that were counted. */
function basisOf({ rule, share, points, remark, evidence, href }: ScoreLine): string {
	const counted = share
		? m.scores_basis_share({ done: pointsText(share.done), of: pointsText(share.of), percent: formatPercent(share.done, share.of) }, vi)
		: (points > 0 ? m.scores_basis_nothing_due : m.scores_basis_nothing)({}, vi);
	const said = rule === 'manual' ? remark || m.scores_basis_unmarked({}, vi) : counted;
	return [said, evidence, href ?? ''].filter(Boolean).join('\n');
}

type Line = readonly [label: string, value: string];

/** The same as lines of a sheet. */
export function waveLines(waves: readonly ReportWave[], waveSums: readonly WaveSum[]): Line[] {
	return [
		...waves.map(({ title, settled, steps, state }): Line => [
			title,
			`${m.reports_steps_of({ settled, steps }, vi)} · ${waveStateWord(state, 'vi')}`
		]),
		...waveSums.map(({ title, units, settled, steps, states }): Line => [
			title,
			[
				`${m.reports_head_units({}, vi)}: ${String(units)}`,
				`${m.reports_head_steps({}, vi)}: ${m.reports_steps_of({ settled, steps }, vi)}`,
				...unitStates.map((state) => `${waveStateWord(state, 'vi')}: ${String(states[state])}`)
			].join(' · ')
		])
	];
}

export function scoreSheetLines(score: ReportScore | null): Line[] {
	if (score === null) return [];
	return [
		[scoreHeading(score), pointsOf(score)],
		...score.lines.map((line): Line => [`${line.code} ${line.text}`, `${pointsOf(line)}\n${basisOf(line)}`])
	];
}

/** Two digits at most, and none that say nothing. */
function pointsText(points: number): string {
	const digits = Number.isInteger(points) ? 0 : Number.isInteger(points * 10) ? 1 : 2;
	return formatNumber(points, { digits, locale: 'vi' });
}
