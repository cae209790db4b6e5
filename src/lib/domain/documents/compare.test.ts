import { describe, expect, it } from 'vitest';
import { compareText, compareWords, paragraphsOf, type Hunk } from './compare.ts';

const textOf = (spans: readonly { text: string }[]) => spans.map(({ text }) => text).join('');

/** Both texts can be read out of the hunks again: nothing is lost, nothing invented. */
function sides(hunks: readonly Hunk[]): [string, string] {
	const before = hunks.flatMap((hunk) =>
		hunk.kind === 'same' ? hunk.paragraphs.map(({ text }) => text) : hunk.kind === 'added' ? [] : [textOf(hunk.before)]
	);
	const after = hunks.flatMap((hunk) =>
		hunk.kind === 'same' ? hunk.paragraphs.map(({ text }) => text) : hunk.kind === 'removed' ? [] : [textOf(hunk.after)]
	);
	return [before.join('\n'), after.join('\n')];
}

const joined = (text: string) =>
	paragraphsOf(text)
		.map(({ text: one }) => one)
		.join('\n');

describe('comparing texts', () => {
	it('shows the syllables and numbers that changed, and no more', () => {
		expect(compareWords('Thời hạn 15 ngày làm việc.', 'Thời hạn 10 ngày làm việc.')).toEqual([
			{ text: 'Thời hạn ', change: 'same' },
			{ text: '15', change: 'removed' },
			{ text: '10', change: 'added' },
			{ text: ' ngày làm việc.', change: 'same' }
		]);
	});

	it('takes composed and decomposed letters for the same', () => {
		const text = 'Quy trình tiếp nhận hồ sơ.';
		expect(compareText(text.normalize('NFD'), text).changed).toBe(0);
	});

	it('does not take new line breaks for changes', () => {
		const before = 'Cán bộ tiếp nhận kiểm tra hồ sơ\nvà ghi vào sổ theo dõi.';
		const after = 'Cán bộ tiếp nhận kiểm tra\nhồ sơ và ghi vào\nsổ theo dõi.';
		expect(compareText(before, after).changed).toBe(0);
	});

	it('leaves running heads and feet with page numbers out', () => {
		const page = (n: number, body: string) => `QT.01 Lần ban hành 01\n${body}\nTrang ${n}/4`;
		const text = (bodies: readonly string[]) => bodies.map((body, index) => page(index + 1, body)).join('\f');
		const bodies = ['Một.', 'Hai.', 'Ba.', 'Bốn.'];
		expect(paragraphsOf(text(bodies)).map(({ text: one, page: at }) => [one, at])).toEqual(bodies.map((body, index) => [body, index + 1]));
		expect(compareText(text(bodies), text(bodies).replaceAll('ban hành 01', 'ban hành 02')).changed).toBe(0);
	});

	it('leaves out heads of several lines with empty ones between, also of two pages, and marks across pages', () => {
		const head = (numbers: string, page: string) =>
			['', 'ỦY BAN NHÂN DÂN XÃ A', '', 'QUY TRÌNH', 'Mã hiệu: QT.01', `Lần ban hành: ${numbers}`, '', `Trang: ${page}`, ''].join('\n');
		const text = (numbers: string, bodies: readonly string[]) =>
			bodies
				.map((body, index) => `${head(numbers, `${index + 1}/${bodies.length}`)}\n${body}\n\nIn ngày ${index + 1}/11/2026\n`)
				.join('\f');
		// As the papers of procedures that are written here are read: nine cells, after a cover that has none of them, and a last page without words.
		const cells = (numbers: string, page: string) =>
			`SỞ KHOA HỌC\nVÀ CÔNG NGHỆ\nQUY TRÌNH\nKIỂM SOÁT THÔNG TIN\nDẠNG VĂN BẢN\nMã hiệu: QT.MH.01\nNgày ban hành: …\nLần ban hành: ${numbers}\nTrang: ${page}`;
		const paper = (numbers: string) =>
			`Bìa.\f${['Một.', 'Hai.'].map((one, at) => `${cells(numbers, `${at + 2}/3`)}\n${one}${'\nCâu.'.repeat(10)}\nHết ${'ab'[at]}.`).join('\f')}\f`;
		expect(compareText(paper('01'), paper('02')).changed).toBe(0);
		const words = 'Tiếp nhận hồ sơ của tổ chức,\fcá nhân và ghi vào sổ.'.split('\f');
		expect(paragraphsOf(text('01', words))).toEqual([{ text: 'Tiếp nhận hồ sơ của tổ chức, cá nhân và ghi vào sổ.', page: 1 }]);
		expect(compareText(text('01', words), text('02', words)).changed).toBe(0);
		const body = (at: number) =>
			Array.from({ length: 20 }, (_, line) => `Câu ${'abcdefghijklmnopqrst'[line]} của trang thứ ${'mnopq'[at]}.`);
		const marked = (mark: string) =>
			Array.from({ length: 5 }, (_, at) =>
				body(at)
					.toSpliced(10, 0, ...(mark ? [mark] : []))
					.join('\n')
			).join('\f');
		expect(compareText(marked(''), marked('BẢN NHÁP 24/11/2026')).changed).toBe(0);
	});

	it('does not take a page that breaks elsewhere for a change', () => {
		const [one, two] = ['Công chức kiểm tra hồ sơ', 'và trả lời trong hai ngày.'];
		expect(compareText(`${one}\n\f\n${two}\fHết.`, `${one}\n${two}\fHết.`).changed).toBe(0);
		expect(paragraphsOf('6. BIỂU MẪU\f\nPhiếu tiếp nhận')).toHaveLength(2);
	});

	it('says the page of each change on both sides', () => {
		const result = compareText('Một.\fHai.', 'Một.\fMới.\fHai ba.');
		const change = result.hunks.find(({ kind }) => kind === 'changed');
		expect(change).toMatchObject({ page: 2, pageAfter: 2 });
		expect(compareText('Một.', 'Một.\fThêm.').hunks.at(-1)).toMatchObject({ kind: 'added', page: 2 });
		expect(compareText('Một.\fBớt.', 'Một.').hunks.at(-1)).toMatchObject({ kind: 'removed', page: 2 });
	});

	it('keeps every word of both texts', () => {
		let seed = 7;
		const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
		const words = ['hồ', 'sơ', 'ngày', '15', 'làm', 'việc', 'kiểm', 'tra', 'đ.', 'và', '\n', '\f', 'Điều 5', '-'];
		const text = () => Array.from({ length: 5 + random(120) }, () => words[random(words.length)]).join(' ');
		for (let round = 0; round < 200; round += 1) {
			const [before, after] = [text(), text()];
			for (const limits of [undefined, { paragraphEdits: 4, wordEdits: 3, words: 50 }]) {
				const found = compareText(before, after, limits);
				if (found.precision === 'pages') continue;
				expect(sides(found.hunks)).toEqual([joined(before), joined(after)]);
			}
		}
	});

	it('of equal texts finds nothing, of an empty one everything', () => {
		expect(compareText('A.\nB.', 'A.\nB.')).toMatchObject({ changed: 0, precision: 'words' });
		expect(compareText('', 'A.\nB.').hunks).toEqual([{ kind: 'added', page: 1, after: [{ text: 'A.\nB.', change: 'added' }] }]);
		expect(compareText('', '')).toMatchObject({ changed: 0, hunks: [] });
	});

	it('ends soon on huge texts without anything in common, and says how coarse it is', () => {
		const huge = (word: string) => Array.from({ length: 60_000 }, (_, index) => `${word}${index}.`).join('\n');
		const started = performance.now();
		const result = compareText(huge('a'), huge('b'));
		expect(result.precision).not.toBe('words');
		expect(performance.now() - started).toBeLessThan(3_000);
		const long = (word: string) => Array.from({ length: 60_000 }, (_, index) => `${word}${index}`).join(' ');
		expect(compareText(long('a'), long('b')).precision).toBe('paragraphs');
	});
});
