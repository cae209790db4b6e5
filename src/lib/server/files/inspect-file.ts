import { readFile } from 'node:fs/promises';
import { detect } from './detect.ts';
import { extensionOf } from './file-name.ts';
import { checkJpeg, checkPng } from './image-check.ts';
import { checkOffice, refuseCompound } from './office-check.ts';
import { checkPdf } from './pdf-check.ts';
import { allowedTypes, extensionsOf, FileRefusal, type FilePurpose, type FileType, type InspectedFile } from './rules.ts';

export type InspectRequest = { readonly path: string; readonly fileName: string; readonly purpose: FilePurpose };

/**
 * Says what a file is by its content and refuses what may not come in. Runs in the limited process only: call `inspect` of
 * `inspect.ts` instead.
 */
export async function inspectFile({ path, fileName, purpose }: InspectRequest): Promise<InspectedFile> {
	const bytes = await readFile(path);
	if (bytes.length === 0) throw new FileRefusal('file_empty', { fileName });
	const detected = detect(bytes);
	switch (detected.container) {
		case 'pdf':
			admit('pdf', fileName, purpose);
			return checkPdf(bytes);
		case 'png':
			admit('png', fileName, purpose);
			checkPng(bytes);
			return plain('png');
		case 'jpeg':
			admit('jpeg', fileName, purpose);
			checkJpeg(bytes);
			return plain('jpeg');
		case 'cfb':
			return refuseCompound(bytes);
		case 'zip': {
			const office = await checkOffice(bytes);
			if (!office.type) throw notAllowed(office.label, purpose);
			admit(office.type, fileName, purpose);
			return plain(office.type);
		}
		case 'other':
			// A few bytes before the header make a PDF that readers forgive and checks may miss.
			if (bytes.toString('latin1', 0, 1024).includes('%PDF-')) throw new FileRefusal('pdf_broken');
			throw notAllowed(detected.label, purpose);
	}
}

/** The type must be one for this purpose, and the name must not claim another. */
function admit(type: FileType, fileName: string, purpose: FilePurpose): void {
	const extension = extensionOf(fileName);
	const allowed: readonly FileType[] = allowedTypes[purpose];
	if (extension && !extensionsOf[type].includes(extension)) {
		throw new FileRefusal('type_mismatch', { detected: type.toUpperCase(), extension });
	}
	if (!allowed.includes(type)) throw notAllowed(type.toUpperCase(), purpose);
}

function notAllowed(label: string, purpose: FilePurpose): FileRefusal {
	const allowed = allowedTypes[purpose].map((type) => type.toUpperCase()).join(', ');
	return label ? new FileRefusal('type_not_allowed', { detected: label, allowed }) : new FileRefusal('type_unknown', { allowed });
}

function plain(type: FileType): InspectedFile {
	return { type, pages: null, pageSizes: [], pdfVersion: null };
}
