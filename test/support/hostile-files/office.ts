import { writeZip, type ArchivePart } from './archive.ts';

const relationTypes = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

export type OfficeOptions = {
	/** The content type of the main part without its common beginning. */
	readonly mainType?: string;
	/** `<Default …>` and `<Override …>` elements to add. */
	readonly types?: string;
	/** `<Relationship …>` elements of the main part. */
	readonly relations?: string;
	readonly body?: string;
	readonly parts?: readonly ArchivePart[];
};

export function relation(kind: string, target: string, mode = 'External'): string {
	return `<Relationship Id="r${kind}" Type="${relationTypes}/${kind}" Target="${target}" TargetMode="${mode}"/>`;
}

/** A Word document of one paragraph, and whatever is added to it. */
export function docxWith(options: OfficeOptions = {}): Buffer {
	const { mainType = 'wordprocessingml.document.main+xml' } = options;
	const body = options.body ?? '<w:p><w:r><w:t>Quy trình tiếp nhận hồ sơ</w:t></w:r></w:p>';
	const main = `${xml}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`;
	return officePackage({ ...options, mainType, mainName: 'word/document.xml', main });
}

/** A workbook of one sheet with these rows as inline strings, or with the sheet given as XML. */
export function xlsxWith(options: OfficeOptions & { rows?: readonly (readonly string[])[]; sheetData?: string } = {}): Buffer {
	const { mainType = 'spreadsheetml.sheet.main+xml', rows = [['Mã', 'Tên']] } = options;
	const sheetData = options.sheetData ?? rows.map((cells, index) => sheetRow(cells, index + 1)).join('');
	const main = `${xml}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${relationTypes}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rworksheet"/></sheets></workbook>`;
	const sheet = `${xml}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${sheetData}</sheetData></worksheet>`;
	return officePackage({
		...options,
		mainType,
		mainName: 'xl/workbook.xml',
		main,
		types: `${options.types ?? ''}<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`,
		relations: `${options.relations ?? ''}<Relationship Id="rworksheet" Type="${relationTypes}/worksheet" Target="worksheets/sheet1.xml"/>`,
		parts: [...(options.parts ?? []), { name: 'xl/worksheets/sheet1.xml', bytes: sheet }]
	});
}

export function sheetRow(cells: readonly string[], number: number): string {
	const written = cells.map((text, index) => `<c r="${columnName(index)}${number}" t="inlineStr"><is><t>${escapeXml(text)}</t></is></c>`);
	return `<row r="${number}">${written.join('')}</row>`;
}

function columnName(index: number): string {
	return String.fromCharCode(65 + (index % 26));
}

function escapeXml(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

type PackageOptions = OfficeOptions & { readonly mainType: string; readonly mainName: string; readonly main: string };

function officePackage({ mainType, mainName, main, types = '', relations = '', parts = [] }: PackageOptions): Buffer {
	const full = mainType.includes('/') ? mainType : `application/vnd.openxmlformats-officedocument.${mainType}`;
	const folder = mainName.slice(0, mainName.lastIndexOf('/'));
	const file = mainName.slice(folder.length + 1);
	return writeZip([
		{
			name: '[Content_Types].xml',
			bytes: `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/${mainName}" ContentType="${full}"/>${types}</Types>`
		},
		{
			name: '_rels/.rels',
			bytes: `${xml}<Relationships xmlns="${packageRelations}"><Relationship Id="r1" Type="${relationTypes}/officeDocument" Target="${mainName}"/></Relationships>`
		},
		{
			name: `${folder}/_rels/${file}.rels`,
			bytes: `${xml}<Relationships xmlns="${packageRelations}">${relations}</Relationships>`
		},
		{ name: mainName, bytes: main },
		...parts
	]);
}

/** An OpenDocument text, and whatever is added to it. */
export function odtWith(options: { content?: string; manifest?: string; parts?: readonly ArchivePart[]; mimetype?: string } = {}): Buffer {
	const content = options.content ?? '<text:h>Quy trình</text:h><text:p>tiếp nhận<text:s/>hồ sơ</text:p>';
	return writeZip([
		{ name: 'mimetype', bytes: options.mimetype ?? 'application/vnd.oasis.opendocument.text', stored: true },
		{
			name: 'META-INF/manifest.xml',
			bytes: `${xml}<manifest:manifest><manifest:file-entry manifest:full-path="content.xml">${options.manifest ?? ''}</manifest:file-entry></manifest:manifest>`
		},
		{
			name: 'content.xml',
			bytes: `${xml}<office:document-content><office:scripts/><office:body><office:text>${content}</office:text></office:body></office:document-content>`
		},
		...(options.parts ?? [])
	]);
}

/** The container of Word 97 with one name in its directory: `EncryptedPackage` for a locked DOCX, `WordDocument` for a DOC. */
export function compoundFile(streamName: string): Buffer {
	const bytes = Buffer.alloc(4096);
	Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(bytes);
	Buffer.from(streamName, 'utf16le').copy(bytes, 1024);
	return bytes;
}
