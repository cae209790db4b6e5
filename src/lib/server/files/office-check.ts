import { refuseStartingFields } from './office-fields.ts';
import { refuseStartingFormulas } from './office-formulas.ts';
import { checkOoxmlRelations, type RelationPart } from './office-links.ts';
import { checkOpenDocument, type OfficeType } from './open-document-check.ts';
import { fileLimits, FileRefusal, type FileType } from './rules.ts';
import { decodeXml, elementsNamed, plainXml, refuseDoctype } from './xml.ts';
import { openZip, unpack, unpackWhole, type Zip, type ZipEntry } from './zip.ts';

const partBytes = 64 * 1024 * 1024;
const smallPartBytes = 4 * 1024 * 1024;

const mainTypes: readonly { ending: string; type: FileType | null; label: string }[] = [
	{ ending: 'wordprocessingml.document.main+xml', type: 'docx', label: 'DOCX' },
	{ ending: 'spreadsheetml.sheet.main+xml', type: 'xlsx', label: 'XLSX' },
	{ ending: 'presentationml.presentation.main+xml', type: null, label: 'PPTX' },
	{ ending: 'wordprocessingml.template.main+xml', type: null, label: 'DOTX' },
	{ ending: 'spreadsheetml.template.main+xml', type: null, label: 'XLTX' },
	{ ending: 'sheet.binary.macroEnabled.main', type: null, label: 'XLSB' }
];

/** Parts that run or carry something: their content type says so, whatever their name. */
const activeTypes = /macroEnabled|vbaProject|vbaData|activeX|macrosheet|\.oleObject|ms-package\.obfuscated|x-msdownload/i;
const programNames = /\.(?:exe|dll|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|lnk|jar|msi|reg|sct|xlsm|xlsb|xlam|docm|dotm|pptm)$/i;
const packageNames = /\.(?:docx|xlsx|pptx|odt|ods)$/i;

/**
 * Checks a DOCX, XLSX or ODT from its directory to its last byte: sizes, names, damage, macros, embedded programs and links that
 * fetch something. Throws `FileRefusal`.
 */
export async function checkOffice(bytes: Buffer, depth = 0): Promise<OfficeType> {
	const zip = openZip(bytes);
	const types = zip.entries.get('[Content_Types].xml');
	const office = types ? await ooxmlType(zip, types) : await checkOpenDocument(zip, await openDocumentMimetype(zip));
	await checkParts(zip, depth);
	return office;
}

/** An older or encrypted office file: both come in the container of Word 97. */
export function refuseCompound(bytes: Buffer): never {
	const isEncrypted = bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'));
	throw new FileRefusal(isEncrypted ? 'office_encrypted' : 'office_old_format');
}

async function openDocumentMimetype(zip: Zip): Promise<string> {
	const entry = zip.entries.get('mimetype');
	return entry ? (await unpackWhole(zip, entry, 1000)).toString('latin1').trim() : '';
}

async function ooxmlType(zip: Zip, types: ZipEntry): Promise<OfficeType> {
	const typeOf = contentTypeReader(decodeXml(await unpackWhole(zip, types, smallPartBytes)));
	const relations: RelationPart[] = [];
	for (const entry of zip.entries.values()) {
		if (activeTypes.test(typeOf(entry.name)) && !typeOf(entry.name).includes('sheet.binary')) {
			throw new FileRefusal('office_macros', { what: entry.name });
		}
		if (entry.name.toLowerCase().endsWith('.rels')) {
			relations.push({ name: entry.name, xml: decodeXml(await unpackWhole(zip, entry, smallPartBytes)) });
		}
	}
	checkOoxmlRelations(relations);
	const main = mainPart(relations);
	if (!main || !zip.entries.has(main)) return { type: null, label: 'ZIP' };
	const mainType = typeOf(main);
	const known = mainTypes.find((candidate) => mainType.endsWith(candidate.ending));
	await refuseStarting(zip, typeOf);
	return known ? { type: known.type, label: known.label } : { type: null, label: 'ZIP' };
}

function contentTypeReader(xml: string): (name: string) => string {
	refuseDoctype(xml.slice(0, 64 * 1024));
	const byName = new Map<string, string>();
	const byEnding = new Map<string, string>();
	for (const element of elementsNamed(xml, 'Override')) {
		byName.set((element.get('PartName') ?? '').toLowerCase(), element.get('ContentType') ?? '');
	}
	for (const element of elementsNamed(xml, 'Default')) {
		byEnding.set((element.get('Extension') ?? '').toLowerCase(), element.get('ContentType') ?? '');
	}
	return (name) => {
		const lower = name.toLowerCase();
		return byName.get(`/${lower}`) ?? byEnding.get(lower.slice(lower.lastIndexOf('.') + 1)) ?? '';
	};
}

function mainPart(relations: RelationPart[]): string | undefined {
	const root = relations.find((part) => part.name === '_rels/.rels');
	for (const relation of elementsNamed(root?.xml ?? '', 'Relationship')) {
		if (relation.get('Type')?.endsWith('/officeDocument')) return relation.get('Target')?.replace(/^\//, '');
	}
	return undefined;
}

/** Reads every part to its end, which proves sizes and checksums, and looks at how each begins. */
async function checkParts(zip: Zip, depth: number): Promise<void> {
	for (const entry of zip.entries.values()) {
		if (programNames.test(entry.name)) throw new FileRefusal('office_macros', { what: entry.name });
		let isFirst = true;
		let isPackage = false;
		for await (const chunk of unpack(zip, entry)) {
			if (!isFirst) continue;
			isFirst = false;
			isPackage = startsLike(chunk, 'PK\x03\x04');
			if (startsLike(chunk, '\xd0\xcf\x11\xe0') || startsLike(chunk, 'MZ\x90')) {
				throw new FileRefusal('office_macros', { what: entry.name });
			}
			if (/\.(?:xml|rels|vml)$/i.test(entry.name)) checkXmlStart(decodeXml(chunk));
		}
		if (!isPackage) continue;
		// A chart keeps its figures in a workbook inside the document. Anything else that is packed has no business there.
		if (!packageNames.test(entry.name)) throw new FileRefusal('office_macros', { what: entry.name });
		if (depth >= fileLimits.archive.nesting) throw new FileRefusal('archive_bomb', { what: 'nesting' });
		await checkOffice(await unpackWhole(zip, entry, partBytes), depth + 1);
	}
}

/** A part in a rare encoding would say to a program what it does not say to us. */
function checkXmlStart(xml: string): void {
	refuseDoctype(xml);
	const encoding = /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([^"']*)/.exec(xml)?.[1];
	if (encoding && !/^(?:utf-?8|utf-?16(?:le|be)?|us-ascii|iso-8859-\d+|windows-125\d)$/i.test(encoding)) {
		throw new FileRefusal('office_broken');
	}
}

function startsLike(chunk: Buffer, start: string): boolean {
	return chunk.toString('latin1', 0, start.length) === start;
}

/** What a Word part or a workbook's part would fetch or start when the file is opened or calculated. */
async function refuseStarting(zip: Zip, typeOf: (name: string) => string): Promise<void> {
	for (const entry of zip.entries.values()) {
		const type = typeOf(entry.name);
		if (/\.wordprocessingml\.(?!fontTable|styles|numbering|webSettings)/.test(type) || isNamed(entry, 'word', wordParts)) {
			const xml = plainXml(decodeXml(await unpackWhole(zip, entry, partBytes)));
			refuseStartingFields(xml);
			for (const name of ['connectString', 'dataSource']) {
				if (!elementsNamed(xml, name).next().done) throw new FileRefusal('office_external_link', { what: 'mailMerge' });
			}
		} else if (/\.connections\+xml$/.test(type) || isNamed(entry, 'xl', /^connections\.xml$/i)) {
			const xml = decodeXml(await unpackWhole(zip, entry, partBytes));
			if (!elementsNamed(xml, 'connection').next().done) throw new FileRefusal('office_external_link', { what: 'connections' });
		} else if (/\.externalLink\+xml$/.test(type) || isNamed(entry, 'xl/externalLinks', /\.xml$/i)) {
			const xml = decodeXml(await unpackWhole(zip, entry, partBytes));
			if (/<(?:[\w.-]+:)?(?:ddeLink|oleLink)[\s/>]/.test(xml)) throw new FileRefusal('office_external_link', { what: 'DDE' });
		} else if (/\.(?:spreadsheetml|drawingml)\.(?!sharedStrings|styles)/.test(type) || isNamed(entry, 'xl', /\.xml$/i)) {
			await refuseStartingFormulas(zip, entry);
		}
	}
}

const wordParts = /^(?:document|header|footer|footnotes|endnotes|comments|settings|glossary\/document)\w*\.xml$/i;

/** A part under its usual name, for files that leave its type out. */
function isNamed(entry: ZipEntry, folder: string, name: RegExp): boolean {
	return entry.name.toLowerCase().startsWith(`${folder.toLowerCase()}/`) && name.test(entry.name.slice(folder.length + 1));
}
