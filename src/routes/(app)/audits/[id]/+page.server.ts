import type { z } from 'zod';
import {
	acceptAuditForm,
	appointTeamForm,
	auditFindingForm,
	auditReasonForm,
	notifyAuditForm,
	postponeAuditForm,
	proposeTeamForm,
	removeSlotForm,
	shareAuditForm,
	signAuditForm,
	slotForm,
	startAuditForm,
	verdictForm,
	writeReportForm
} from '#lib/domain/audits/audit-forms.ts';
import { announceAudit } from '#lib/server/audits/internal/announce.ts';
import { giveVerdict, saveAuditFinding, startAudit } from '#lib/server/audits/internal/conduct.ts';
import { acceptReport, returnReport } from '#lib/server/audits/internal/decide.ts';
import { cancelAudit, postponeAudit, stopAudit } from '#lib/server/audits/internal/direct.ts';
import { auditPage } from '#lib/server/audits/internal/page.ts';
import { reportAudit, shareReport, writeReport } from '#lib/server/audits/internal/report.ts';
import { appointTeam, proposeTeam } from '#lib/server/audits/internal/team.ts';
import { removeSlot, saveSlot } from '#lib/server/audits/internal/timetable.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ audit: await auditPage(ctx, event.params.id), now: ctx.clock.now() }));

/** A form of this page that is one command on its audit. */
function act<Input extends object, Done>(
	form: string,
	schema: z.ZodType<Input>,
	command: (ctx: Ctx, input: Input & { auditId: string }) => Promise<Done>,
	said: (done: Done) => string
) {
	return action(
		schema,
		async (ctx, input, event) => {
			const done = await command(ctx, { ...input, auditId: event.params.id ?? '' });
			return { toast: { text: said(done) } };
		},
		{ form }
	);
}

export const actions: Actions = {
	propose: act('propose', proposeTeamForm, proposeTeam, () => m.audits_team_saved()),
	appoint: act('appoint', appointTeamForm, appointTeam, () => m.audits_appointed()),
	slot: act('slot', slotForm, saveSlot, () => m.audits_saved()),
	removeSlot: act('removeSlot', removeSlotForm, removeSlot, () => m.audits_slot_removed()),
	notify: act('notify', notifyAuditForm, announceAudit, () => m.audits_notified()),
	start: act('start', startAuditForm, startAudit, () => m.audits_started()),
	finding: act('finding', auditFindingForm, saveAuditFinding, () => m.audits_finding_saved()),
	verdict: act('verdict', verdictForm, giveVerdict, () => m.audits_verdict_sent()),
	writeReport: act('writeReport', writeReportForm, writeReport, () => m.audits_saved()),
	report: act('report', signAuditForm, reportAudit, () => m.audits_reported()),
	return: act('return', auditReasonForm, returnReport, () => m.audits_returned()),
	accept: act('accept', acceptAuditForm, acceptReport, ({ actions }) => m.audits_accepted({ count: actions.length })),
	postpone: act('postpone', postponeAuditForm, postponeAudit, () => m.audits_postponed()),
	cancel: act('cancel', auditReasonForm, cancelAudit, () => m.audits_cancelled()),
	stop: act('stop', auditReasonForm, stopAudit, () => m.audits_stopped()),
	share: act('share', shareAuditForm, shareReport, () => m.audits_shared_saved())
};
