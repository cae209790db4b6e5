import { isScriptAddress, plainAddress } from './addresses.ts';
import { FileRefusal } from './rules.ts';
import { elementsNamed, refuseDoctype } from './xml.ts';

export type RelationPart = { readonly name: string; readonly xml: string };

/**
 * Relations that may point outside: a hyperlink waits for a click, and a template on a drive of the writer's machine is what Word
 * leaves in ordinary documents. Everything else fetches or runs something on opening; another workbook would change the figures of
 * this one. A part in another form (`aFChunk`: a web page, RTF) is taken in on opening with whatever it fetches.
 */
export function checkOoxmlRelations(parts: readonly RelationPart[]): void {
	for (const part of parts) {
		refuseDoctype(part.xml.slice(0, 64 * 1024));
		for (const relation of elementsNamed(part.xml, 'Relationship')) {
			const kind = relation.get('Type')?.split('/').at(-1) ?? '';
			if (/^(?:vbaProject|activeXControl|control|xlMacrosheet|xlIntlMacrosheet)/i.test(kind)) {
				throw new FileRefusal('office_macros', { what: kind });
			}
			if (/^aFChunk$/i.test(kind)) throw new FileRefusal('office_macros', { what: kind });
			const target = relation.get('Target') ?? '';
			if (relation.get('TargetMode')?.trim().toLowerCase() !== 'external' && !isRemote(target)) continue;
			if (kind === 'hyperlink' && !isScriptAddress(target)) continue;
			if (/^(?:xlPathMissing|xlAlternateStartup|xlLibrary|xlStartup)$/.test(kind) && !isRemote(target)) continue;
			if (kind === 'attachedTemplate' && isOnLocalDrive(target)) continue;
			throw new FileRefusal('office_external_link', { what: kind });
		}
	}
}

export function isRemote(target: string): boolean {
	const plain = plainAddress(target).replaceAll('\\', '/');
	return /^(?:https?|ftp|mhtml|ms-[\w-]+|webdavs?|smb):/i.test(plain) || /^(?:file:)?(?:\/\/|\/{4,})(?![a-z]:|\/)/i.test(plain);
}

function isOnLocalDrive(target: string): boolean {
	const plain = plainAddress(target).replaceAll('\\', '/');
	return /^(?:file:\/\/\/)?[a-z]:\//i.test(plain) || /^[^/:]+$/.test(plain);
}
