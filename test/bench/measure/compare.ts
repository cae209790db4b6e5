import { compareText } from '#lib/domain/documents/compare.ts';
import type { Result } from '../report.ts';
import { inTurns, median, timed } from '../stats.ts';

const rounds = 20;
const pages = 40;
const paragraphsOnPage = 12;

/** Two versions of forty pages: one that differs here and there, and the worst, of which nothing is left as it was. */
export async function measureCompare(): Promise<Result[]> {
	const before = textOf(() => 'hai ngày');
	const revised = textOf((at) => (at % 10 === 0 ? 'bốn giờ' : 'hai ngày'));
	const rewritten = textOf((at) => `lần ${at} bằng cách khác, sau khi người đứng đầu đồng ý`);
	const times = await inTurns(rounds, {
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
	return [row('some words changed', times.revised), row('all of it rewritten', times.rewritten)];
}

function textOf(word: (at: number) => string): string {
	return Array.from({ length: pages }, (_, page) =>
		Array.from({ length: paragraphsOnPage }, (_, line) => {
			const at = page * paragraphsOnPage + line;
			return `${at + 1}. Công chức được phân công tiếp nhận hồ sơ, kiểm tra thành phần và trả lời trong ${word(at)} kể từ ngày nhận đủ hồ sơ hợp lệ.`;
		}).join('\n')
	).join('\f');
}
