import { extractVersionText, indexVersion } from '#lib/server/documents/search-jobs.ts';
import type { JobHandlers } from '#lib/server/jobs/worker.ts';

/** Which function does which job: the one place that knows both the queue and the business folders. */
export const jobHandlers: JobHandlers = {
	'documents.extract-text': extractVersionText,
	'documents.index': indexVersion
};
