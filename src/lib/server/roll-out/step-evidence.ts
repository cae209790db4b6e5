import type { VersionFile } from '#lib/server/documents/files.ts';
import { addEvidence, removeEvidence } from '#lib/server/corrective-actions/evidence.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { settledStates } from '#lib/domain/roll-out/lifecycle.ts';
import { itemsOf, loadItems, loadMember, requireActing, type LoadedItem } from './facts.ts';

/** What shows that a step is done: files, or a document or record of eISO. Not to what is settled. @throws as `addEvidence`; Conflict `illegal_transition`, `wave_not_open` */
export function addStepEvidence(
	ctx: Ctx,
	input: {
		rollOutUnitId: string;
		stepId: string;
		files?: readonly VersionFile[];
		documentId?: string | null;
		recordId?: string | null;
		note?: string;
	}
): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const member = await loadMember(ctx, input.rollOutUnitId);
		const role = authorize(ctx, 'roll_out.claim', { unitId: member.unitId });
		requireActing(ctx, member);
		for (const item of await itemsOf(ctx, member, [input.stepId])) {
			requireUnsettled(item, 'add_evidence');
			const { files, documentId, recordId, note } = input;
			await addEvidence(ctx, {
				files,
				documentId,
				recordId,
				note,
				subjectType: 'roll_out_item',
				subjectId: item.id,
				unitId: item.unitId,
				role,
				trail: trailOf(item)
			});
		}
	});
}

/** Takes away what was added by mistake, while the step is not settled; not who added it. @throws as `removeEvidence` */
export function removeStepEvidence(ctx: Ctx, input: { itemId: string; evidenceId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const [item] = await loadItems(ctx, [input.itemId]);
		if (!item) return;
		requireActing(ctx, item.member);
		requireUnsettled(item, 'remove_evidence');
		await removeEvidence(ctx, {
			evidenceId: input.evidenceId,
			reason: input.reason,
			subjectType: 'roll_out_item',
			subjectIds: [item.id],
			by: { action: 'roll_out.remove_evidence', subject: { unitId: item.unitId } },
			trail: trailOf(item)
		});
	});
}

function requireUnsettled(item: LoadedItem, event: string): void {
	if (settledStates.some((state) => state === item.state)) throw new Conflict('illegal_transition', { state: item.state, event });
}

const trailOf = (item: LoadedItem) => ({ subjectType: 'roll_out_item', subjectId: item.id, name: item.step.titleVi });
