import type { JobName } from '#lib/server/jobs/names.ts';
import * as m from '#lib/paraglide/messages.js';

/** What the jobs are called. */
export const jobWords: Record<JobName, () => string> = {
	'documents.extract-text': m.admin_job_documents_extract_text,
	'documents.convert': m.admin_job_documents_convert,
	'documents.index': m.admin_job_documents_index,
	'documents.make-reading-copies': m.admin_job_documents_make_reading_copies,
	'documents.finish-requests': m.admin_job_documents_finish_requests,
	'documents.ask-amendments': m.admin_job_documents_ask_amendments,
	'documents.upkeep': m.admin_job_documents_upkeep,
	'signatures.check': m.admin_job_signatures_check,
	'signatures.recheck': m.admin_job_signatures_recheck,
	'mail.send': m.admin_job_mail_send,
	'mail.notice': m.admin_job_mail_notice,
	'mail.digest': m.admin_job_mail_digest,
	'trail.checkpoint': m.admin_job_trail_checkpoint,
	'files.sweep': m.admin_job_files_sweep,
	'files.scrub': m.admin_job_files_scrub,
	'log.partitions': m.admin_job_log_partitions,
	'units.close': m.admin_job_units_close,
	'models.issued': m.admin_job_models_issued,
	'models.remind': m.admin_job_models_remind,
	'actions.remind': m.admin_job_actions_remind,
	'reviews.remind': m.admin_job_reviews_remind,
	'roll-out.prove': m.admin_job_roll_out_prove,
	'roll-out.remind': m.admin_job_roll_out_remind,
	'inspections.remind': m.admin_job_inspections_remind,
	'reports.remind': m.admin_job_reports_remind,
	'delegations.end': m.admin_job_delegations_end,
	'reports.pack': m.admin_job_reports_pack,
	'reading.follow': m.admin_job_reading_follow,
	'reading.person': m.admin_job_reading_person
};
