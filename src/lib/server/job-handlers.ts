import type { JobHandlers } from '#lib/server/jobs/worker.ts';

/** Which function does which job: the one place that knows both the queue and the business folders. */
export const jobHandlers: JobHandlers = {};
