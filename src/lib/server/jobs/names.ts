/** Every job of the system and what its handler is given. Data must survive JSON: days and moments as text. */
export type JobData = {
	'documents.extract-text': { versionId: string; part: 'pdf' | 'source' };
	'documents.convert': { versionId: string; sourceSha256: string };
	'documents.index': { versionId: string };
	'documents.finish-requests': { day: string };
	/** The documents of a unit that cite what was repealed. */
	'documents.ask-amendments': { repealId: string; unitId: string };
	'documents.upkeep': { day: string };
	'documents.make-reading-copies': { versionIds: string[]; batchId?: string };
	/** A file by its hash. */
	'signatures.check': { sha256: string };
	'signatures.recheck': Record<string, never>;
	'mail.send': { mailId: string };
	'mail.notice': { noticeId: string };
	'mail.digest': { day: string };
	'trail.checkpoint': { day: string };
	'files.sweep': { day: string };
	'files.scrub': { day: string };
	'log.partitions': { day: string };
	'units.close': { day: string };
	/** What adopting units are to hear of: versions of models, or of any document. */
	'models.issued': { versionIds: string[] };
	'models.remind': { day: string };
	'actions.remind': { day: string };
	'roll-out.prove': { day: string };
	'roll-out.remind': { day: string };
	'inspections.remind': { day: string };
	'reviews.remind': { day: string };
	'reports.pack': { packId: string };
	'reports.remind': { day: string };
	'delegations.end': { day: string };
	'reading.follow': { day: string };
	/** `all`: their account was activated, or works again. */
	'reading.person': { userId: string; all: boolean };
};
export type JobName = keyof JobData;

/** `retries` with growing pauses; `concurrency` of one worker; `cron` in Asia/Ho_Chi_Minh for jobs that begin by themselves. */
export type JobSettings = {
	readonly retries: number;
	readonly expireSeconds: number;
	readonly concurrency: number;
	readonly cron?: string;
};

export const jobSettings: Record<JobName, JobSettings> = {
	'documents.extract-text': { retries: 3, expireSeconds: 300, concurrency: 2 },
	'documents.convert': { retries: 2, expireSeconds: 300, concurrency: 1 },
	'documents.index': { retries: 5, expireSeconds: 60, concurrency: 2 },
	'documents.make-reading-copies': { retries: 5, expireSeconds: 900, concurrency: 1 },
	// Shortly after midnight; every hour, so that a server that was off says it in the morning. Pages do not wait for it.
	'documents.finish-requests': { retries: 3, expireSeconds: 300, concurrency: 1, cron: '7 * * * *' },
	'documents.ask-amendments': { retries: 5, expireSeconds: 300, concurrency: 1 },
	// Before the digest of the morning.
	'documents.upkeep': { retries: 3, expireSeconds: 900, concurrency: 1, cron: '30 6 * * *' },
	'signatures.check': { retries: 3, expireSeconds: 300, concurrency: 1 },
	'signatures.recheck': { retries: 5, expireSeconds: 60, concurrency: 1 },
	'mail.send': { retries: 8, expireSeconds: 120, concurrency: 2 },
	'mail.notice': { retries: 5, expireSeconds: 60, concurrency: 2 },
	'mail.digest': { retries: 3, expireSeconds: 900, concurrency: 1, cron: '0 7 * * 1-5' },
	'trail.checkpoint': { retries: 5, expireSeconds: 900, concurrency: 1, cron: '55 23 * * *' },
	'files.sweep': { retries: 1, expireSeconds: 3600, concurrency: 1, cron: '20 2 * * *' },
	'files.scrub': { retries: 1, expireSeconds: 3600, concurrency: 1, cron: '40 2 * * *' },
	'log.partitions': { retries: 3, expireSeconds: 60, concurrency: 1, cron: '10 0 * * *' },
	// Every hour, so that a server that is off at midnight finishes in the morning.
	'units.close': { retries: 3, expireSeconds: 900, concurrency: 1, cron: '5 * * * *' },
	'models.issued': { retries: 5, expireSeconds: 900, concurrency: 1 },
	'models.remind': { retries: 3, expireSeconds: 900, concurrency: 1, cron: '20 6 * * *' },
	'actions.remind': { retries: 3, expireSeconds: 900, concurrency: 1, cron: '25 6 * * *' },
	// Pages do not wait for it; notices and history follow within the hour.
	'roll-out.prove': { retries: 3, expireSeconds: 900, concurrency: 1, cron: '12 * * * *' },
	'roll-out.remind': { retries: 3, expireSeconds: 900, concurrency: 1, cron: '26 6 * * *' },
	'inspections.remind': { retries: 3, expireSeconds: 900, concurrency: 1, cron: '25 6 * * *' },
	'reviews.remind': { retries: 3, expireSeconds: 900, concurrency: 1, cron: '25 6 * * *' },
	// A pack of any size: hours where the store is slow.
	'reports.remind': { retries: 3, expireSeconds: 900, concurrency: 1, cron: '35 6 * * *' },
	'delegations.end': { retries: 3, expireSeconds: 900, concurrency: 1, cron: '10 0 * * *' },
	'reports.pack': { retries: 2, expireSeconds: 7200, concurrency: 1 },
	// Before the digest of the morning, and again by day for what began meanwhile.
	'reading.follow': { retries: 3, expireSeconds: 900, concurrency: 1, cron: '15 0,6,12 * * *' },
	'reading.person': { retries: 5, expireSeconds: 120, concurrency: 1 }
};

export const jobNames = Object.keys(jobSettings).filter((name): name is JobName => name in jobSettings);
