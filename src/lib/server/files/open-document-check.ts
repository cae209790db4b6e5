import { isRemote } from './office-links.ts';
import { FileRefusal, type FileType } from './rules.ts';
import { decodeXml, elementsNamed, refuseDoctype } from './xml.ts';
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

function checkPart(xml: string): void {
	refuseDoctype(xml.slice(0, 64 * 1024));
	if (/<script:event-listener[\s/>]|<office:script[\s>]|<script:[\w-]+[\s>]/.test(xml)) {
		throw new FileRefusal('office_macros', { what: 'script' });
	}
	if (/<(?:office:dde-source|text:dde-connection)[\w-]*[\s/>]/.test(xml)) throw new FileRefusal('office_external_link', { what: 'DDE' });
	for (const name of fetching) {
		for (const element of elementsNamed(xml, name)) {
			if (isRemote(element.get('xlink:href') ?? '')) throw new FileRefusal('office_external_link', { what: name });
		}
	}
}

function openDocumentLabel(mimetype: string): string {
	const kind = mimetype.slice('application/vnd.oasis.opendocument.'.length);
	const labels: Record<string, string> = { spreadsheet: 'ODS', presentation: 'ODP', 'text-template': 'OTT' };
	return labels[kind] ?? 'OpenDocument';
}
