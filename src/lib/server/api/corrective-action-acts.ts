import { z } from 'zod';
import type { ActionState } from '#lib/domain/corrective-actions/action-lifecycle.ts';
import { findAction } from '#lib/server/corrective-actions/action-facts.ts';
import { addLine, changeLine, recordCause, recordCorrection, removeLine } from '#lib/server/corrective-actions/analysis.ts';
import { assignAction, reassignAction } from '#lib/server/corrective-actions/assign.ts';
import { askExtension, grantExtension, refuseExtension } from '#lib/server/corrective-actions/extensions.ts';
import { linkDocument, unlinkDocument } from '#lib/server/corrective-actions/linked-documents.ts';
import { approvePlan, askCorrectionOnly, returnPlan, submitPlan } from '#lib/server/corrective-actions/plan.ts';
import { completeAction, dropLine, reportLine } from '#lib/server/corrective-actions/progress.ts';
import { addCheckEvidence, verifyEffective, verifyIneffective } from '#lib/server/corrective-actions/verification.ts';
import { nameVerifier } from '#lib/server/corrective-actions/verifier.ts';
import { askVoidAction, confirmVoidAction } from '#lib/server/corrective-actions/void.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import { dayInput, optionalDayInput, passwordSignature, requiredText, rowVersion, text } from './schemas.ts';

const reason = requiredText(2000);
const common = { rowVersion: rowVersion.optional() };
const line = { what: requiredText(1000), doerId: z.uuid(), dueOn: dayInput };
const pointed = { documentId: z.uuid().optional(), recordId: z.uuid().optional() };

/** Every event of an action, as the API takes it. Files are added on its page; a document or record of eISO is pointed to. */
export const actionTransition = z.discriminatedUnion('event', [
	z.object({ event: z.literal('assign'), ownerId: z.uuid(), dueOn: dayInput, ...common }),
	z.object({ event: z.literal('reassign'), ownerId: z.uuid(), reason, ...common }),
	z.object({
		event: z.literal('record_correction'),
		correction: text(4000).default(''),
		correctionDoneOn: optionalDayInput,
		correctionImpossible: text(4000).nullable().default(null),
		consequences: text(4000).default(''),
		...common
	}),
	z.object({
		event: z.literal('record_cause'),
		method: z.enum(['five_whys', 'tree']),
		whys: z.array(text(2000)).max(7).default([]),
		outline: text(40_000).default(''),
		rootCause: text(4000).default(''),
		riskTouched: z.boolean().nullable().default(null),
		riskNote: text(4000).default(''),
		...common
	}),
	z.object({ event: z.literal('add_line'), ...line, ...common }),
	z.object({ event: z.literal('change_line'), lineId: z.uuid(), ...line, ...common }),
	z.object({ event: z.literal('remove_line'), lineId: z.uuid(), ...common }),
	z.object({ event: z.literal('submit'), ...common }),
	z.object({
		event: z.literal('ask_correction_only'),
		reason,
		riskTouched: z.boolean().optional(),
		riskNote: text(2000).optional(),
		...common
	}),
	z.object({ event: z.literal('approve'), signature: passwordSignature, ...common }),
	z.object({ event: z.literal('return'), reason, ...common }),
	z.object({ event: z.literal('report_line'), lineId: z.uuid(), doneOn: dayInput, result: text(2000).optional(), ...pointed }),
	z.object({ event: z.literal('drop_line'), lineId: z.uuid(), reason }),
	z.object({ event: z.literal('complete'), checkDays: z.int().min(0).max(730).optional(), reason: text(2000).optional(), ...common }),
	z.object({ event: z.literal('ask_extension'), dueOn: dayInput, reason }),
	z.object({ event: z.literal('grant_extension'), extensionId: z.uuid(), reason, ...common }),
	z.object({ event: z.literal('refuse_extension'), extensionId: z.uuid(), reason, ...common }),
	z.object({
		event: z.literal('link_document'),
		documentId: z.uuid(),
		versionId: z.uuid().optional(),
		changeRequestId: z.uuid().optional()
	}),
	z.object({ event: z.literal('unlink_document'), linkId: z.uuid(), reason }),
	z.object({
		event: z.literal('name_verifier'),
		userId: z.uuid().optional(),
		guestEmail: text(200).optional(),
		reason: text(500).optional(),
		...common
	}),
	z.object({ event: z.literal('add_check_evidence'), ...pointed, note: text(300).optional() }),
	z.object({
		event: z.literal('verify_effective'),
		verification: reason,
		riskTouched: z.boolean(),
		riskNote: text(2000).optional(),
		...common
	}),
	z.object({ event: z.literal('verify_ineffective'), verification: reason, ...common }),
	z.object({ event: z.literal('ask_void'), reason, ...common }),
	z.object({ event: z.literal('void'), ...common })
]);

type Moved = { state: ActionState; rowVersion: number; successor?: { id: string; number: string } };

/** Calls the command of the event and answers with the action as it is after it. @throws as the command */
export async function moveCorrectiveActionBy(ctx: Ctx, actionId: string, body: z.output<typeof actionTransition>): Promise<Moved> {
	const successor = await act(ctx, actionId, body);
	const { action } = await findAction(ctx, actionId);
	return { state: action.state, rowVersion: action.rowVersion, ...(successor ? { successor } : {}) };
}

async function act(ctx: Ctx, actionId: string, body: z.output<typeof actionTransition>): Promise<{ id: string; number: string } | null> {
	if (body.event === 'verify_ineffective') return (await verifyIneffective(ctx, { actionId, ...body })).successor;
	await plainAct(ctx, actionId, body);
	return null;
}

type Plain = Exclude<z.output<typeof actionTransition>, { event: 'verify_ineffective' }>;

async function plainAct(ctx: Ctx, actionId: string, body: Plain): Promise<unknown> {
	switch (body.event) {
		case 'assign':
			return assignAction(ctx, { actionId, ...body });
		case 'reassign':
			return reassignAction(ctx, { actionId, ...body });
		case 'record_correction':
			return recordCorrection(ctx, { actionId, ...body });
		case 'record_cause':
			return recordCause(ctx, { actionId, ...body });
		case 'add_line':
			return addLine(ctx, { actionId, ...body });
		case 'change_line':
			return changeLine(ctx, { actionId, ...body });
		case 'remove_line':
			return removeLine(ctx, { actionId, ...body });
		case 'submit':
			return submitPlan(ctx, { actionId, ...body });
		case 'ask_correction_only':
			return askCorrectionOnly(ctx, { actionId, ...body });
		case 'approve':
			return approvePlan(ctx, { actionId, password: body.signature.password, rowVersion: body.rowVersion });
		case 'return':
			return returnPlan(ctx, { actionId, ...body });
		case 'report_line':
			return reportLine(ctx, { actionId, ...body });
		case 'drop_line':
			return dropLine(ctx, { actionId, ...body });
		case 'complete':
			return completeAction(ctx, { actionId, ...body });
		case 'ask_extension':
			return askExtension(ctx, { actionId, ...body });
		case 'grant_extension':
			await requireOf(ctx, actionId, body.extensionId);
			return grantExtension(ctx, body);
		case 'refuse_extension':
			await requireOf(ctx, actionId, body.extensionId);
			return refuseExtension(ctx, body);
		case 'link_document':
			return linkDocument(ctx, { actionId, ...body });
		case 'unlink_document':
			return unlinkDocument(ctx, { actionId, ...body });
		case 'name_verifier':
			return nameVerifier(ctx, { actionId, ...body });
		case 'add_check_evidence': {
			const { event: _event, ...given } = body;
			return addCheckEvidence(ctx, { actionId, ...given });
		}
		case 'verify_effective':
			return verifyEffective(ctx, { actionId, ...body });
		case 'ask_void':
			return askVoidAction(ctx, { actionId, ...body });
		case 'void':
			return confirmVoidAction(ctx, { actionId, ...body });
	}
}

/** The extension belongs to the action of the address. @throws Invalid `extensionId` */
async function requireOf(ctx: Ctx, actionId: string, extensionId: string): Promise<void> {
	if ((await ctx.db.actionExtension.count({ where: { id: extensionId, actionId } })) === 0) throw new Invalid({ extensionId: 'invalid' });
}
