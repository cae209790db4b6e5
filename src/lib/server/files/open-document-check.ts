import { isScriptAddress, plainAddress } from './addresses.ts';
import { startingFunction } from './office-formulas.ts';
import { isRemote } from './office-links.ts';
import { FileRefusal, type FileType } from './rules.ts';
import { decodeEntities, decodeXml, elementsNamed, plainXml, refuseDoctype, type XmlAttributes } from './xml.ts';
import { unpackWhole, type Zip } from './zip.ts';

/** What an archive turned out to be: a type that eISO knows, or a label for the message that refuses it. */
export type OfficeType = { readonly type: FileType | null; readonly label: string };

const partBytes = 64 * 1024 * 1024;
const textType = 'application/vnd.oasis.opendocument.text';
/** Elements whose link is followed when the document is opened. */
const fetching = ['image', 'object', 'object-ole', 'plugin', 'applet', 'floating-frame', 'section-source', 'template'];

/** Checks an OpenDocument text for encryption, macros and links that fetch something; tells what another archive is. */
export async function checkOpenDocument(zip: Zip, mimetype: string): Promise<OfficeType> {
	if (!mimetype.startsWith('application/vnd.oasis.opendocument.')) return { type: null, label: 'ZIP' };
	const xmlOf = async (name: string) => {
		const entry = zip.entries.get(name);
		return entry ? decodeXml(await unpackWhole(zip, entry, partBytes)) : '';
	};
	const manifest = await xmlOf('META-INF/manifest.xml');
	if (/<(?:[\w.-]+:)?encryption-data[\s/>]/.test(manifest)) throw new FileRefusal('office_encrypted');
	for (const name of zip.entries.keys()) {
		if (/^(?:.*\/)?(?:Basic|Scripts)\//.test(name)) throw new FileRefusal('office_macros', { what: name });
	}
	if (mimetype !== textType) return { type: null, label: openDocumentLabel(mimetype) };
	if (!zip.entries.has('content.xml')) throw new FileRefusal('office_broken');
	for (const name of zip.entries.keys()) {
		if (/(?:^|\/)(?:content|styles|meta|settings)\.xml$/.test(name)) checkPart(await xmlOf(name));
	}
	return { type: 'odt', label: 'ODT' };
}

/** By the names of elements without their prefixes, which a file may choose. */
function checkPart(written: string): void {
	refuseDoctype(written.slice(0, 64 * 1024));
	const xml = plainXml(written);
	const has = (name: string) => !elementsNamed(xml, name).next().done;
	if (has('event-listener') || has('script') || /<script:[\w-]+[\s/>]/.test(xml))
		throw new FileRefusal('office_macros', { what: 'script' });
	if (/<(?:[\w.-]+:)?dde-(?:source|connection)[\w-]*[\s/>]/.test(xml)) throw new FileRefusal('office_external_link', { what: 'DDE' });
	for (const name of fetching) {
		for (const element of elementsNamed(xml, name)) {
			if (isRemote(hrefOf(element))) throw new FileRefusal('office_external_link', { what: name });
		}
	}
	for (const name of ['table-source', 'cell-range-source']) if (has(name)) throw new FileRefusal('office_external_link', { what: name });
	for (const element of elementsNamed(xml, 'a')) {
		const address = plainAddress(hrefOf(element));
		if (isScriptAddress(address) || /^(?:vnd\.sun\.star\.(?!help)|macro:|service:|slot:|\.uno:)/i.test(address)) {
			throw new FileRefusal('office_macros', { what: 'a' });
		}
	}
	for (const [, double, single] of xml.matchAll(/[\s:]formula\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
		const what = startingFunction(decodeEntities(double ?? single ?? ''));
		if (what) throw new FileRefusal('office_external_link', { what });
	}
}

function hrefOf(element: XmlAttributes): string {
	for (const [name, value] of element) if (/^(?:.*:)?href$/.test(name)) return value;
	return '';
}

function openDocumentLabel(mimetype: string): string {
	const kind = mimetype.slice('application/vnd.oasis.opendocument.'.length);
	const labels: Record<string, string> = { spreadsheet: 'ODS', presentation: 'ODP', 'text-template': 'OTT' };
	return labels[kind] ?? 'OpenDocument';
}
