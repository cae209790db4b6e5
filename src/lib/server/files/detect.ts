/** What the first bytes say. Office files are told apart later, by their parts. */
export type Container = 'pdf' | 'zip' | 'cfb' | 'png' | 'jpeg' | 'other';

export type Detected = {
	readonly container: Container;
	/** A short name that people know, for messages: `PDF`, `EXE`; empty when nothing was recognised. */
	readonly label: string;
};

const signatures: readonly { bytes: string; container: Container; label: string }[] = [
	{ bytes: '%PDF-', container: 'pdf', label: 'PDF' },
	{ bytes: 'PK\x03\x04', container: 'zip', label: 'ZIP' },
	{ bytes: 'PK\x05\x06', container: 'zip', label: 'ZIP' },
	{ bytes: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', container: 'cfb', label: 'DOC/XLS' },
	{ bytes: '\x89PNG\r\n\x1a\n', container: 'png', label: 'PNG' },
	{ bytes: '\xff\xd8\xff', container: 'jpeg', label: 'JPEG' },
	{ bytes: 'MZ', container: 'other', label: 'EXE' },
	{ bytes: '\x7fELF', container: 'other', label: 'ELF' },
	{ bytes: '#!', container: 'other', label: 'script' },
	{ bytes: 'Rar!\x1a\x07', container: 'other', label: 'RAR' },
	{ bytes: '7z\xbc\xaf\x27\x1c', container: 'other', label: '7Z' },
	{ bytes: '\x1f\x8b', container: 'other', label: 'GZIP' },
	{ bytes: '{\\rtf', container: 'other', label: 'RTF' },
	{ bytes: 'GIF8', container: 'other', label: 'GIF' },
	{ bytes: 'II*\x00', container: 'other', label: 'TIFF' },
	{ bytes: 'MM\x00*', container: 'other', label: 'TIFF' }
];

export function detect(bytes: Buffer): Detected {
	const head = bytes.toString('latin1', 0, 1024);
	const known = signatures.find((signature) => head.startsWith(signature.bytes));
	if (known) return { container: known.container, label: known.label };
	if (/^(?:\u00ef\u00bb\u00bf)?\s*<(?:!doctype html|html|script|svg|\?xml)/i.test(head)) {
		return { container: 'other', label: 'HTML/XML' };
	}
	return { container: 'other', label: '' };
}
