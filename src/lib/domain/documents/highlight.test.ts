import { describe, expect, it } from 'vitest';
import { foldText, highlight, searchWords, snippet } from './highlight.ts';

const marked = (segments: readonly { text: string; hit: boolean }[] | null) =>
	segments?.map(({ text, hit }) => (hit ? `[${text}]` : text)).join('');

describe('folding', () => {
	it('drops accents and reads đ as d, composed or not', () => {
		expect(foldText('Đăng ký KẾT HÔN')).toBe('dang ky ket hon');
		expect(foldText('Đăng ký'.normalize('NFD'))).toBe('dang ky');
	});
});

describe('highlighting', () => {
	it('marks accented words that were typed without accents', () => {
		expect(marked(highlight('Cấp giấy xác nhận tình trạng hôn nhân', searchWords('xac nhan hon nhan ')))).toBe(
			'Cấp giấy [xác nhận] tình trạng [hôn nhân]'
		);
	});

	it('takes the last word as a beginning, others only whole', () => {
		expect(marked(highlight('Tuyển dụng công chức', searchWords('tuyen dun')))).toBe('[Tuyển dụn]g công chức');
		expect(marked(highlight('Bản sao', searchWords('an sao ')))).toBe('Bản [sao]');
	});

	it('keeps every character of the text, whatever it is', () => {
		const text = 'Đơn <b>xin</b> nghỉ 👩‍👩‍👧 phép & "ký"';
		const segments = highlight(text.normalize('NFD'), searchWords('xin ky'));
		expect(segments.map((segment) => segment.text).join('')).toBe(text.normalize('NFD'));
		expect(segments.filter((segment) => segment.hit).map((segment) => segment.text.normalize('NFC'))).toEqual(['xin', 'ký']);
	});
});

describe('snippets', () => {
	it('cuts at words around where most of them stand together', () => {
		const text = `${'Mở đầu nhân sự. '.repeat(30)}Nộp giấy xác nhận tình trạng hôn nhân do UBND cấp xã cấp. ${'Kết thúc. '.repeat(30)}`;
		const found = marked(snippet(text, searchWords('xac nhan hon nhan '), 120));
		expect(found).toContain('giấy [xác nhận] tình trạng [hôn nhân]');
		expect(found).toMatch(/^….*…$/);
	});

	it('says when nothing of it is in the text', () => {
		expect(snippet('Quản lý văn bản đi', searchWords('ket hon'))).toBeNull();
	});
});
