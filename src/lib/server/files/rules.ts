import { DomainError } from '#lib/server/platform/errors.ts';

/** What a file can be refused for. The words are in messages/<locale>/errors.json under `refusalMessageKey(code)`. */
export const fileRefusalCodes = [
	// Receiving
	'upload_not_multipart',
	'upload_incomplete',
	'upload_stalled',
	'upload_too_many_files',
	'upload_unexpected_field',
	'upload_missing_file',
	'upload_field_too_long',
	'file_empty',
	'file_too_large',
	// Type
	'type_not_allowed',
	'type_mismatch',
	'type_unknown',
	// PDF
	'pdf_encrypted',
	'pdf_owner_password',
	'pdf_broken',
	'pdf_active_content',
	'pdf_two_faces',
	'pdf_other_file',
	'pdf_too_complex',
	// Word, Excel, OpenDocument
	'office_encrypted',
	'office_old_format',
	'office_broken',
	'office_macros',
	'office_external_link',
	'office_doctype',
	'archive_bomb',
	'archive_unsafe_name',
	// Scans
	'image_broken',
	'image_too_large',
	// Tables for imports
	'table_too_many_rows',
	'table_too_wide',
	'table_broken',
	'table_encoding',
	'table_empty'
] as const;

export type FileRefusalCode = (typeof fileRefusalCodes)[number];

export type RefusalParams = Readonly<Record<string, string | number>>;

/** The file cannot be taken; the person can do something about it. */
export class FileRefusal extends DomainError {
	declare readonly code: FileRefusalCode;

	constructor(code: FileRefusalCode, params: RefusalParams = {}) {
		super(code, 422, params);
	}
}

export function refusalMessageKey(code: FileRefusalCode): string {
	return code.startsWith('file_') ? code : `file_${code}`;
}

/** Types that eISO keeps, with the content type they are served under. */
export const contentTypes = {
	pdf: 'application/pdf',
	docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
	xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
	odt: 'application/vnd.oasis.opendocument.text',
	png: 'image/png',
	jpeg: 'image/jpeg'
} as const;

export type FileType = keyof typeof contentTypes;

export function isFileType(text: string): text is FileType {
	return Object.hasOwn(contentTypes, text);
}

/** What an uploaded file is for, and the types that it may have. */
export const allowedTypes = {
	reading: ['pdf'],
	source: ['docx', 'xlsx', 'odt'],
	scan: ['pdf', 'png', 'jpeg'],
	/** A filled form or other proof, as it was made. */
	evidence: ['pdf', 'docx', 'xlsx', 'odt', 'png', 'jpeg'],
	/** A document that was in force on paper, as it was found. */
	paper: ['pdf', 'docx', 'xlsx', 'odt'],
	table: ['xlsx']
} as const satisfies Record<string, readonly FileType[]>;

export type FilePurpose = keyof typeof allowedTypes;

/** The name endings under which a type may come. */
export const extensionsOf: Record<FileType, readonly string[]> = {
	pdf: ['pdf'],
	docx: ['docx'],
	xlsx: ['xlsx'],
	odt: ['odt'],
	png: ['png'],
	jpeg: ['jpg', 'jpeg', 'jpe', 'jfif']
};

export type InspectedFile = {
	readonly type: FileType;
	/** PDF only; null for other types. */
	readonly pages: number | null;
	/** Width and height of each page as it is seen, in points. PDF only. */
	readonly pageSizes: readonly PageSize[];
	/** PDF only. */
	readonly pdfVersion: string | null;
};

export type PageSize = { readonly width: number; readonly height: number };

export const fileLimits = {
	bytes: 50 * 1024 * 1024,
	pdf: {
		pages: 2_000,
		objects: 500_000,
		/** Points: 200 inches, the largest page that Acrobat opens. A0 is 3,370. */
		pageSide: 14_400,
		/** Unpacked bytes of one stream that is not an image, and of all such streams. */
		streamBytes: 64 * 1024 * 1024,
		allStreamBytes: 512 * 1024 * 1024,
		/** A0 scanned at 300 dots an inch has 139 million. */
		imagePixels: 200_000_000,
		/** Times that form objects are drawn on one page, counted through nesting. */
		formDraws: 100_000,
		/** Unpacked bytes of the operators that draw one page, each form counted as often as it is drawn. */
		drawnBytes: 256 * 1024 * 1024,
		/** Cells of a pattern that would cover the largest page: on A4, cells of a sixth of a point. */
		tiles: 20_000_000
	},
	archive: {
		entries: 5_000,
		entryBytes: 256 * 1024 * 1024,
		allBytes: 400 * 1024 * 1024,
		/** Packed XML reaches 100; a bomb 1,000. Small entries are let off. */
		ratio: 250,
		ratioFrom: 1024 * 1024,
		nesting: 1
	},
	image: { side: 30_000, pixels: 200_000_000 },
	text: { characters: 2_000_000, pages: 500, rows: 20_000 },
	table: { rows: 20_000, columns: 200, bytes: 20 * 1024 * 1024 }
} as const;
