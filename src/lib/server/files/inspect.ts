import { unreadable, type SignatureReport } from '#lib/domain/signatures/report.ts';
import type { Words } from './extract-text.ts';
import type { DocxBlock } from '#lib/domain/procedures/docx-blocks.ts';
import { createLimitedProcesses, LimitReached, type Job, type LimitedOptions, type Reply } from './limited-process.ts';
import { fileLimits, FileRefusal, type FilePurpose, type FileType, type InspectedFile } from './rules.ts';
import type { Table } from './table.ts';

export type ExtractedText = {
	/** NFC, spaces folded; empty when there is a problem. */
	readonly text: string;
	/** The same words with lines (`\n`) and pages (`\f`). */
	readonly layout: string;
	/** Why there is no text: `time`, `memory`, `crash`, a refusal code, or `unreadable`. */
	readonly problem?: string;
};

/** The only way to look into a file that a person sent. Every call runs in a process with limits; files lie in `tempDir`. */
export type FileParser = {
	/** What the file is. Throws `FileRefusal` when it may not come in. */
	inspect(path: string, about: { fileName: string; purpose: FilePurpose }): Promise<InspectedFile>;
	/** The words of a file for search. Never throws for the file's sake. */
	text(path: string, type: FileType): Promise<ExtractedText>;
	/** Headings, paragraphs and tables of a Word file that was inspected. Throws `FileRefusal` when it cannot be read. */
	blocks(path: string): Promise<DocxBlock[]>;
	/** The rows of a TSV, CSV or XLSX. Throws `FileRefusal`. */
	table(path: string, fileName: string): Promise<Table>;
	/**
	 * What the signatures made outside eISO in a PDF are worth. Never throws for the file's sake.
	 * @param anchors trusted certificates in DER
	 */
	signatures(path: string, about: { anchors: readonly Uint8Array[]; at: Date; size: number }): Promise<SignatureReport>;
	/** Ends the processes. */
	close(): Promise<void>;
};

export type ParserOptions = Omit<LimitedOptions, 'readDir'> & {
	/** Where uploads and copies for parsing lie; the process may read nothing else of ours. */
	readonly tempDir: string;
	readonly timeoutMs?: number;
};

export function createFileParser({ tempDir, timeoutMs = 30_000, ...limits }: ParserOptions): FileParser {
	const processes = createLimitedProcesses({ ...limits, readDir: tempDir });

	async function ask<Result>(job: Job): Promise<Result> {
		const reply: Reply = await processes.run(job, timeoutMs);
		if ('refusal' in reply) throw new FileRefusal(reply.refusal.code, reply.refusal.params);
		if ('failure' in reply) throw new Error(`the file parser failed: ${reply.failure}`);
		return reply.result as Result;
	}

	return {
		async inspect(path, { fileName, purpose }) {
			try {
				return await ask<InspectedFile>({ job: 'inspect', path, fileName, purpose });
			} catch (error) {
				if (!(error instanceof LimitReached)) throw error;
				throw new FileRefusal(purpose === 'source' ? 'archive_bomb' : 'pdf_too_complex', { what: error.limit });
			}
		},
		async text(path, type) {
			try {
				return await ask<Words>({ job: 'text', path, type });
			} catch (error) {
				if (error instanceof LimitReached) return { text: '', layout: '', problem: error.limit };
				return { text: '', layout: '', problem: error instanceof FileRefusal ? error.code : 'unreadable' };
			}
		},
		async blocks(path) {
			try {
				return await ask<DocxBlock[]>({ job: 'blocks', path });
			} catch (error) {
				throw error instanceof FileRefusal ? error : new FileRefusal('office_broken');
			}
		},
		async table(path, fileName) {
			try {
				return await ask<Table>({ job: 'table', path, fileName });
			} catch (error) {
				if (!(error instanceof LimitReached)) throw error;
				throw new FileRefusal('table_too_many_rows', { limit: fileLimits.table.rows });
			}
		},
		async signatures(path, { anchors, at, size }) {
			try {
				return await ask<SignatureReport>({ job: 'signatures', path, anchors, at: at.getTime() });
			} catch (error) {
				return unreadable(error instanceof LimitReached ? error.limit : 'broken', size);
			}
		},
		close: () => processes.close()
	};
}
