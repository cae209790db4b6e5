import { inspectFile, type InspectRequest } from './inspect-file.ts';
import { docxBlocksFrom, type BlocksRequest } from './docx-blocks.ts';
import { extractTextFrom, type TextRequest } from './extract-text.ts';
import type { Job, Reply } from './limited-process.ts';
import { FileRefusal, type RefusalParams } from './rules.ts';
import { checkSignaturesIn, type SignaturesRequest } from './signatures-in.ts';
import { readTableFile, type TableRequest } from './table.ts';

/*
 * The process in which files are parsed (see `limited-process.ts`). It answers one request at a time and ends when the process
 * that started it goes away.
 */
process.on('message', (job: Job) => {
	void work(job).then((reply) => process.send?.(reply));
});
process.on('disconnect', () => process.exit());

async function work(job: Job): Promise<Reply> {
	try {
		return { result: await doJob(job) };
	} catch (error) {
		if (error instanceof FileRefusal) return { refusal: { code: error.code, params: error.params as RefusalParams } };
		return { failure: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
	}
}

/** The requests come from our own process, so their shape is not checked again. */
function doJob(job: Job): Promise<unknown> {
	switch (job.job) {
		case 'inspect':
			return inspectFile(job as unknown as InspectRequest);
		case 'text':
			return extractTextFrom(job as unknown as TextRequest);
		case 'blocks':
			return docxBlocksFrom(job as unknown as BlocksRequest);
		case 'table':
			return readTableFile(job as unknown as TableRequest);
		case 'signatures':
			return checkSignaturesIn(job as unknown as SignaturesRequest);
	}
}
