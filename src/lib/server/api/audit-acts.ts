import { z } from 'zod';
import { announceAudit } from '#lib/server/audits/internal/announce.ts';
import { startAudit } from '#lib/server/audits/internal/conduct.ts';
import { acceptReport, returnReport } from '#lib/server/audits/internal/decide.ts';
import { cancelAudit, postponeAudit, stopAudit } from '#lib/server/audits/internal/direct.ts';
import type { AuditMoved } from '#lib/server/audits/internal/act.ts';
import { reportAudit, shareReport, writeReport } from '#lib/server/audits/internal/report.ts';
import { appointTeam, proposeTeam } from '#lib/server/audits/internal/team.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import { dayInput, idsInput, passwordSignature, requiredText, rowVersion, text } from './schemas.ts';

const common = { rowVersion: rowVersion.optional() };
const reason = requiredText(2000);
const signed = { signature: passwordSignature.optional() };
const member = z.object({
	userId: z.uuid('invalid'),
	homeUnitId: z.uuid('invalid').nullable().default(null),
	isLead: z.boolean().default(false),
	areaIds: idsInput
});

/** The events of an internal audit (states.md §7), with what each needs. Questions are answered at `/audits/{id}/answers`. */
export const auditTransition = z.discriminatedUnion('event', [
	z.object({ event: z.literal('propose_team'), members: z.array(member).max(20), ...common }),
	z.object({ event: z.literal('appoint'), ...signed, ...common }),
	// Strict, so that a day of a visit is read as an inspection's.
	z.strictObject({ event: z.literal('notify'), reason: text(2000).optional(), ...common }),
	z.object({ event: z.literal('start'), openingMeeting: requiredText(4000), ...common }),
	z.object({
		event: z.literal('write_report'),
		strengths: text(4000).default(''),
		conclusion: text(4000).default(''),
		proposals: text(4000).default(''),
		closingMeeting: text(4000).default(''),
		...common
	}),
	z.object({ event: z.literal('report'), ...signed, ...common }),
	z.object({ event: z.literal('return'), reason, ...common }),
	z.object({ event: z.literal('accept'), ...signed, ...common }),
	z.object({ event: z.literal('share'), shared: z.boolean(), ...common }),
	z.object({ event: z.literal('postpone'), reason, startsOn: dayInput, endsOn: dayInput, ...common }),
	z.object({ event: z.literal('cancel'), reason, ...common }),
	z.object({ event: z.literal('stop'), reason, ...common })
]);
export type AuditTransition = z.output<typeof auditTransition>;

export const auditProblems = [
	'audit_not_found',
	'forbidden',
	'illegal_transition',
	'stale',
	'signature_refused',
	'not_independent',
	'not_independent_any_more',
	'area_without_auditor',
	'team_not_proposed',
	'plan_incomplete',
	'report_incomplete',
	'unit_closed'
] as const;

/** Reads a body as an event of an internal audit. @throws Invalid for one that these do not have, or without what it needs */
export function readAuditTransition(body: unknown): AuditTransition {
	const parsed = auditTransition.safeParse(body);
	if (parsed.success) return parsed.data;
	throw new Invalid(Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path.join('.') || 'event', message])));
}

/** One event by the same command as the page. @throws as the commands */
export async function moveAuditBy(ctx: Ctx, auditId: string, body: AuditTransition): Promise<AuditMoved> {
	const { state, rowVersion } = await run(ctx, auditId, body);
	return { state, rowVersion };
}

function run(ctx: Ctx, auditId: string, body: AuditTransition): Promise<AuditMoved> {
	const act = { auditId, ...(body.rowVersion === undefined ? {} : { rowVersion: body.rowVersion }) };
	const password = 'signature' in body ? (body.signature?.password ?? '') : '';
	switch (body.event) {
		case 'propose_team':
			return proposeTeam(ctx, { ...act, members: body.members });
		case 'appoint':
			return appointTeam(ctx, { ...act, password });
		case 'notify':
			return announceAudit(ctx, { ...act, shortNoticeReason: body.reason });
		case 'start':
			return startAudit(ctx, { ...act, openingMeeting: body.openingMeeting });
		case 'write_report': {
			const { strengths, conclusion, proposals, closingMeeting } = body;
			return writeReport(ctx, { ...act, strengths, conclusion, proposals, closingMeeting });
		}
		case 'report':
			return reportAudit(ctx, { ...act, password });
		case 'return':
			return returnReport(ctx, { ...act, reason: body.reason });
		case 'accept':
			return acceptReport(ctx, { ...act, password });
		case 'share':
			return shareReport(ctx, { ...act, shared: body.shared });
		case 'postpone':
			return postponeAudit(ctx, { ...act, reason: body.reason, startsOn: body.startsOn, endsOn: body.endsOn });
		case 'cancel':
			return cancelAudit(ctx, { ...act, reason: body.reason });
		case 'stop':
			return stopAudit(ctx, { ...act, reason: body.reason });
	}
}
