import { finishRequests } from '#lib/server/documents/change-requests/finish.ts';
import { remindOfInspections } from '#lib/server/audits/inspections/remind.ts';
import { convertSource } from '#lib/server/documents/conversion.ts';
import { askAmendments } from '#lib/server/documents/external/ask.ts';
import { remindOfUpkeep } from '#lib/server/documents/periodic-review/remind.ts';
import { remindOfPrints } from '#lib/server/documents/prints/remind.ts';
import { extractVersionText, indexVersion } from '#lib/server/documents/search-jobs.ts';
import { makeReadingCopies } from '#lib/server/documents/renditions-job.ts';
import { followPerson, followReading } from '#lib/server/documents/readings/follow.ts';
import { closeEndedUnits } from '#lib/server/unit-closing.ts';
import { remindOfAuditors } from '#lib/server/audits/auditor-remind.ts';
import { remindOfActions } from '#lib/server/corrective-actions/ladder.ts';
import { remindOfSisters } from '#lib/server/corrective-actions/sister-checks.ts';
import { recordProofs } from '#lib/server/roll-out/prove.ts';
import { remindOfSteps } from '#lib/server/roll-out/remind.ts';
import { rollOutProofs } from '#lib/server/roll-out-proofs.ts';
import { keepAccessLog } from '#lib/server/audit-trail/access-log-months.ts';
import { latestCheckpoints, writeCheckpoints } from '#lib/server/audit-trail/checkpoints.ts';
import { scrubFiles, sweepFiles } from '#lib/server/files/keeping.ts';
import type { JobHandlers } from '#lib/server/jobs/worker.ts';
import { buildPack } from '#lib/server/reports/evidence-pack/build.ts';
import { expireHandOvers } from '#lib/server/hand-overs/end.ts';
import { endPastDelegations } from '#lib/server/people/delegations/follow.ts';
import { remindOfReports } from '#lib/server/reports/periodic/remind.ts';
import { dropOldPacks } from '#lib/server/reports/evidence-pack/deliver.ts';
import { digestHandler } from '#lib/server/notifications/digest.ts';
import { remindOfDueDays, tellAdoptingUnits } from '#lib/server/procedures/models/follow.ts';
import { remindOfManagementReviews } from '#lib/server/reviews/management/remind.ts';
import { remindOfReviews } from '#lib/server/reviews/remind.ts';
import { remindOfYear } from '#lib/server/year/remind.ts';
import { mailNotice } from '#lib/server/notifications/mail-notice.ts';
import { checkJob, recheckJob } from '#lib/server/signatures/checks.ts';
import { sendMail } from '#lib/server/notifications/mail.ts';

/** Which function does which job: the one place that knows both the queue and the business folders. */
export const jobHandlers: JobHandlers = {
	'documents.extract-text': extractVersionText,
	'documents.convert': convertSource,
	'documents.index': indexVersion,
	'documents.make-reading-copies': (ctx, tools, data) => makeReadingCopies(ctx, tools, data),
	'documents.finish-requests': finishRequests,
	'documents.ask-amendments': (ctx, _tools, data) => askAmendments(ctx, data),
	'documents.upkeep': async (ctx) => {
		await remindOfUpkeep(ctx);
		await remindOfPrints(ctx);
		await remindOfAuditors(ctx);
	},
	'files.sweep': async (ctx, tools) => {
		await dropOldPacks(ctx);
		return sweepFiles(ctx, tools);
	},
	'files.scrub': scrubFiles,
	'signatures.check': checkJob,
	'signatures.recheck': recheckJob,
	'mail.send': sendMail,
	'mail.notice': mailNotice,
	'mail.digest': digestHandler(latestCheckpoints),
	'trail.checkpoint': (ctx) => writeCheckpoints(ctx),
	'log.partitions': keepAccessLog,
	'units.close': closeEndedUnits,
	'models.issued': (ctx, _tools, { versionIds }) => tellAdoptingUnits(ctx, versionIds),
	'models.remind': remindOfDueDays,
	'actions.remind': async (ctx) => {
		await remindOfActions(ctx);
		await remindOfSisters(ctx);
	},
	'roll-out.prove': (ctx) => recordProofs(ctx, rollOutProofs),
	'roll-out.remind': (ctx) => remindOfSteps(ctx, rollOutProofs),
	'inspections.remind': (ctx) => remindOfInspections(ctx),
	'reviews.remind': async (ctx) => {
		await remindOfReviews(ctx);
		await remindOfManagementReviews(ctx);
		await remindOfYear(ctx);
		await expireHandOvers(ctx);
	},
	'reports.remind': remindOfReports,
	'delegations.end': endPastDelegations,
	'reports.pack': (ctx, tools, { packId }) => buildPack(ctx, tools, packId),
	'reading.follow': followReading,
	'reading.person': (ctx, _tools, { userId, all }) => followPerson(ctx, userId, all)
};
