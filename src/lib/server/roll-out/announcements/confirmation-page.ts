import { membershipIn } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { contentHash, signaturesOf } from '#lib/server/corrective-actions/act-signatures.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { unitNameOn } from '#lib/server/units/units-on-day.ts';
import { confirmationContent, confirmationMeaning, loadConfirmation } from './confirmations.ts';

/** One confirmation with all that its page shows and asks. @throws NotFound */
export async function confirmationPage(ctx: Ctx, id: string) {
	const { confirmation, subject } = await loadConfirmation(ctx, id);
	const { unitId } = confirmation;
	const isDraft = confirmation.state === 'draft';
	const [signatures, unitName, content] = await Promise.all([
		signaturesOf(ctx, 'system_confirmation', [id]),
		unitNameOn(ctx, unitId, today(ctx)),
		isDraft ? confirmationContent(ctx, confirmation) : null
	]);
	const manage = may(ctx.actor, 'announcement.manage', subject) && isDraft;
	const held = membershipIn(ctx.actor, unitId, ['head']);
	return {
		id,
		unitName,
		number: confirmation.number,
		state: confirmation.state,
		rowVersion: confirmation.rowVersion,
		standardName: ctx.locale === 'en' ? confirmation.standard.nameEn : confirmation.standard.nameVi,
		asOf: confirmation.asOf,
		confirmedOn: confirmation.confirmedOn,
		words: confirmation.words,
		effective: confirmation.effective,
		sentence: confirmationMeaning(confirmation),
		sha256: content && contentHash(content),
		signer: held && ctx.actor.kind === 'user' ? { fullName: ctx.actor.fullName, position: held.position } : null,
		signature: signatures.get(id)?.[0] ?? null,
		today: today(ctx),
		may: { edit: manage, cancel: manage, sign: may(ctx.actor, 'announcement.sign', subject) && isDraft }
	};
}
export type ConfirmationPage = Awaited<ReturnType<typeof confirmationPage>>;
