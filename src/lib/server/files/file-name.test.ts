import { describe, expect, it } from 'vitest';
import { cleanFileName, extensionOf } from './file-name.ts';

describe('a file name that a person sent', () => {
	it.each([
		['../../etc/passwd', 'passwd'],
		['C:\\Users\\an\\quy trình.pdf', 'quy trình.pdf'],
		['hop dong\u202efdp.exe', 'hop dongfdp.exe'],
		['\u2066quy\u2069 \u200bche\ufeff.pdf', 'quy che.pdf'],
		['quy che\u0301.pdf', 'quy ché.pdf'],
		['a\u0000b\r\nc.pdf', 'abc.pdf'],
		['a<b>:"|?*.pdf', 'a_b______.pdf'],
		['..', 'file'],
		['', 'file'],
		['.htaccess', 'htaccess'],
		['a.pdf. . ', 'a.pdf'],
		['\ud800.pdf', 'pdf']
	])('%j becomes %j', (name, clean) => {
		expect(cleanFileName(name)).toBe(clean);
	});

	it('is cut to what every filesystem takes and keeps its ending', () => {
		const name = cleanFileName(`${'ế'.repeat(300)}.docx`);
		expect(Buffer.byteLength(name)).toBeLessThanOrEqual(240);
		expect(name.endsWith('ế.docx')).toBe(true);
		expect(cleanFileName(`a.${'x'.repeat(400)}`).length).toBeLessThanOrEqual(150);
		expect(cleanFileName(`${'x'.repeat(149)}.${'y'.repeat(20)}`)).toBe('x'.repeat(149));
	});

	it('has an ending or none', () => {
		expect(extensionOf('a.b.PDF')).toBe('pdf');
		expect(extensionOf('pdf')).toBe('');
		expect(extensionOf('.pdf')).toBe('');
	});
});
