import { compareText } from '#lib/domain/documents/compare.ts';
import { compareProcedures } from '#lib/domain/procedures/compare.ts';
import { limits, type ProcedureContent } from '#lib/domain/procedures/content.ts';
import { sampleProcedure } from '#test/support/procedure-samples.ts';
import type { Result } from '../report.ts';
import { inTurns, median, timed } from '../stats.ts';

const rounds = 20;
const pages = 40;
const paragraphsOnPage = 12;

/**
 * Two versions of forty pages: one that differs here and there, and the worst, of which nothing is left as it was; and two that are kept as data,
 * with as many steps as fit, the same ways.
 */
export async function measureCompare(): Promise<Result[]> {
	const before = textOf(() => 'hai ngày');
	const revised = textOf((at) => (at % 10 === 0 ? 'bốn giờ' : 'hai ngày'));
	const rewritten = textOf((at) => `lần ${at} bằng cách khác, sau khi người đứng đầu đồng ý`);
	const steps = procedureOf((at) => `${at}`);
	const stepsRevised = procedureOf((at) => (at % 10 === 0 ? `${at} trong bốn giờ` : `${at}`));
	const stepsRewritten = procedureOf((at) => `lần ${at} bằng cách khác, sau khi người đứng đầu đồng ý`);
	const times = await inTurns(rounds, {
		stepsRevised: () => timed(async () => void compareProcedures(steps, stepsRevised)),
		stepsRewritten: () => timed(async () => void compareProcedures(steps, stepsRewritten)),
		revised: () => timed(async () => void compareText(before, revised)),
		rewritten: () => timed(async () => void compareText(before, rewritten))
	});
	const row = (what: string, measured: number[]): Result => ({
		operation: `compare two versions of forty pages, ${what}`,
		measured: median(measured),
		unit: 'ms',
		target: { is: 'at most', value: 200 },
		absolute: false,
		detail: { pages, paragraphs: pages * paragraphsOnPage }
	});
	return [
		row('some words changed', times.revised),
		row('all of it rewritten', times.rewritten),
		row('kept as data, some steps changed and moved', times.stepsRevised),
		row('kept as data, every step rewritten', times.stepsRewritten)
	];
}

/** The most steps that a procedure has, each with two long sentences: about forty printed pages. */
function procedureOf(word: (at: number) => string): ProcedureContent {
	const content = sampleProcedure(1, limits.rows);
	const sentence = 'Công chức được phân công tiếp nhận hồ sơ, kiểm tra thành phần và trả lời kể từ ngày nhận đủ hồ sơ hợp lệ';
	const steps = content.steps.map((step, at) => ({ ...step, what: `${sentence} ${word(at)}.\n${sentence}, ghi vào sổ ${word(at)}.` }));
	return { ...content, steps: word(10) === '10' ? steps : [...steps.slice(20), ...steps.slice(0, 20)] };
}

function textOf(word: (at: number) => string): string {
	return Array.from({ length: pages }, (_, page) =>
		Array.from({ length: paragraphsOnPage }, (_, line) => {
			const at = page * paragraphsOnPage + line;
			return `${at + 1}. Công chức được phân công tiếp nhận hồ sơ, kiểm tra thành phần và trả lời trong ${word(at)} kể từ ngày nhận đủ hồ sơ hợp lệ.`;
		}).join('\n')
	).join('\f');
}
