import type { ConfirmationInput } from '#lib/domain/roll-out/announcements/forms.ts';
import { agencyName, letterhead, signatureHeading } from '#lib/domain/documents/decision-words.ts';
import { confirmationSentence } from '#lib/domain/roll-out/announcements/sentences.ts';
import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import { fromDbDate, isDay, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { formatDay } from '#lib/format.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { contentHash, signAct, type SignedContent } from '#lib/server/corrective-actions/act-signatures.ts';
import { decisionUnit } from '#lib/server/documents/decision-text.ts';
import { officersOf } from '#lib/server/documents/eligibility.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { takeNumber } from '#lib/server/documents/numbers.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { proveSigner } from '#lib/server/identity/signing.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { unitNameOn } from '#lib/server/units/units-on-day.ts';
import { editionOf } from '#lib/server/audits/edition.ts';
import { confirmationMachine } from './machines.ts';
import { systemFigures, wordsFromFigures, type ConfirmationWords, type SystemFigures } from './figures.ts';

type At = { id: string; rowVersion: number };

/** One that the actor may read: of the own unit; signed ones also for who may read its announcements. @throws NotFound */
export async function loadConfirmation(ctx: Ctx, id: string) {
	const row = isUuid(id)
		? await ctx.db.systemConfirmation.findUnique({ where: { id }, include: { standard: { select: { nameVi: true, nameEn: true } } } })
		: null;
	const subject: Subject = { unitId: row?.unitId ?? null };
	if (!row || !may(ctx.actor, row.state === 'signed' ? 'announcement.read' : 'announcement.read_draft', subject))
		throw new NotFound('confirmation_not_found');
	const confirmation = {
		...row,
		asOf: fromDbDate(row.asOf),
		confirmedOn: fromDbDate(row.confirmedOn),
		words: readConfirmationWords(row.words)
	};
	return { confirmation, subject };
}
export type Confirmation = Awaited<ReturnType<typeof loadConfirmation>>['confirmation'];

/**
 * Begins the confirmation of a unit with eISO's figures of today and what they say in words. Recorded.
 * @throws Forbidden; Conflict `unit_closed`, `confirmation_draft_exists`
 */
export function createConfirmation(ctx: Ctx, input: { unitId: string }): Promise<{ id: string; number: string }> {
	return transaction(ctx, async (ctx) => {
		const { unitId } = input;
		const role = authorize(ctx, 'announcement.manage', { unitId });
		await requireOpenUnit(ctx, unitId, today(ctx));
		await ctx.db.$queryRaw`select id from unit where id = ${unitId}::uuid for update`;
		const open = await ctx.db.systemConfirmation.findFirst({ where: { unitId, state: 'draft' }, select: { number: true } });
		if (open) throw new Conflict('confirmation_draft_exists', { number: open.number });
		const [edition, figures] = await Promise.all([
			editionOf({ ...ctx, locale: 'vi' }, unitId, today(ctx)),
			systemFigures(ctx, unitId, today(ctx))
		]);
		const number = await takeNumber(ctx, 'XN', unitId);
		const { id } = await ctx.db.systemConfirmation.create({
			data: {
				...{ unitId, number },
				standardCode: edition.code,
				asOf: toDbDate(today(ctx)),
				figures,
				words: wordsFromFigures(figures, edition.name),
				createdById: requireUser(ctx),
				createdAt: ctx.clock.now()
			},
			select: { id: true }
		});
		await recordConfirmation(ctx, { id, unitId }, 'create', role, { number, documents: figures.documents.total });
		return { id, number };
	});
}

/** The words and the verdict of a draft. Recorded. @throws NotFound, Forbidden; Conflict `stale`, `illegal_transition`; Invalid `reviewOn` */
export function saveConfirmation(ctx: Ctx, input: { id: string } & ConfirmationInput): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { confirmation, role } = await takeConfirmation(ctx, input);
		if (input.reviewOn !== null && input.reviewOn > today(ctx)) throw new Invalid({ reviewOn: 'day_in_future' });
		const words = {
			documents: tidy(input.documents),
			audit: tidy(input.audit),
			auditResult: tidy(input.auditResult),
			openFindings: tidy(input.openFindings),
			reviewOn: input.reviewOn,
			review: tidy(input.review),
			conclusion: tidy(input.conclusion)
		};
		await ctx.db.systemConfirmation.update({
			where: { id: confirmation.id },
			data: { words, effective: input.effective, rowVersion: { increment: 1 } }
		});
		await recordConfirmation(
			ctx,
			confirmation,
			'edit',
			role,
			{ effective: input.effective, conclusion: words.conclusion },
			{
				before: { effective: confirmation.effective, conclusion: confirmation.words.conclusion }
			}
		);
	});
}

/** Takes eISO's figures of today, and says them in words again. Recorded. @throws as `saveConfirmation` */
export function refreshConfirmation(ctx: Ctx, input: At): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { confirmation, role } = await takeConfirmation(ctx, input);
		const figures = await systemFigures(ctx, confirmation.unitId, today(ctx));
		const { reviewOn, review, conclusion } = confirmation.words;
		const words = { ...wordsFromFigures(figures, confirmation.standard.nameVi), reviewOn, review, conclusion };
		await ctx.db.systemConfirmation.update({
			where: { id: confirmation.id },
			data: { figures, words, asOf: toDbDate(today(ctx)), rowVersion: { increment: 1 } }
		});
		await recordConfirmation(ctx, confirmation, 'refresh', role, { documents: figures.documents.total });
	});
}

async function takeConfirmation(ctx: Ctx, { id, rowVersion }: At) {
	const { subject } = await loadConfirmation(ctx, id);
	const role = authorize(ctx, 'announcement.manage', subject);
	await ctx.db.$queryRaw`select id from system_confirmation where id = ${id}::uuid for update`;
	const { confirmation } = await loadConfirmation(ctx, id);
	if (confirmation.rowVersion !== rowVersion) throw new Conflict('stale', { rowVersion: confirmation.rowVersion });
	if (confirmation.state !== 'draft') throw new Conflict('illegal_transition', { state: confirmation.state });
	return { confirmation, role };
}

/** What a head signs, and what the paper says. */
export async function confirmationContent(ctx: Ctx, confirmation: Confirmation): Promise<SignedContent> {
	const unit = await decisionUnit(ctx, {
		unitId: confirmation.unitId,
		decisionDate: confirmation.confirmedOn ? toDbDate(confirmation.confirmedOn) : null
	});
	return {
		number: confirmation.number,
		...letterhead(unit),
		agencyInText: agencyName(unit.name),
		standard: confirmation.standard.nameVi,
		asOf: confirmation.asOf,
		figures: confirmation.figures === null ? {} : (readFigures(confirmation.figures) ?? {}),
		words: { ...confirmation.words },
		effective: confirmation.effective
	};
}

export function confirmationMeaning(confirmation: Confirmation) {
	return confirmationSentence({
		standardName: confirmation.standard.nameVi,
		effective: confirmation.effective,
		asOf: formatDay(confirmation.asOf)
	});
}

/** The lines over a head's signature in this unit. */
export async function headingOf(
	ctx: Ctx,
	unitId: string,
	signer: { signerName: string; position: string; capacity: string | null; onBehalfOf?: string | null }
) {
	const unit = await decisionUnit(ctx, { unitId, decisionDate: null });
	const { signerName: name } = signer;
	// "TUQ." stands over the title already.
	const position = signer.onBehalfOf ? signer.position.replace(`, TUQ. ${signer.onBehalfOf}`, '') : signer.position;
	const capacity = capacities.find((one) => one === signer.capacity) ?? null;
	return signatureHeading({ name, position, capacity }, unit.chiefTitle ?? position, agencyName(unit.name).startsWith('Ủy ban nhân dân'));
}

const capacities = ['chief', 'on_behalf', 'deputy_for', 'by_order', 'by_authority', 'acting'] as const;

/**
 * A head signs (X1): password, sentence and the hash of figures and words, which are frozen with it. The officers are told.
 * @throws NotFound, Forbidden; Conflict `signature_refused`, `content_changed`, `stale`, `illegal_transition`
 */
export async function signConfirmation(ctx: Ctx, input: At & { password: string; sha256: string }): Promise<void> {
	const shown = await loadConfirmation(ctx, input.id);
	authorize(ctx, 'announcement.sign', shown.subject);
	const { unitId } = shown.confirmation;
	const signer = await proveSigner(ctx, unitId, input.password);
	return transaction(ctx, async (ctx) => {
		await ctx.db.$queryRaw`select id from system_confirmation where id = ${input.id}::uuid for update`;
		const { confirmation, subject } = await loadConfirmation(ctx, input.id);
		await requireOpenUnit(ctx, unitId, today(ctx));
		const content = await confirmationContent(ctx, confirmation);
		if (contentHash(content) !== input.sha256) throw new Conflict('content_changed');
		const signature = await signAct(ctx, {
			subjectType: 'system_confirmation',
			subjectId: confirmation.id,
			meaning: 'confirm_system',
			meaningText: confirmationMeaning(confirmation).vi,
			...{ unitId, signer, content }
		});
		const signedBy = { heading: await headingOf(ctx, unitId, signer), name: signer.signerName };
		await transition(ctx, confirmationMachine, confirmation, 'sign', subject, {
			expectedRowVersion: input.rowVersion,
			data: { signatureId: signature.id, confirmedOn: toDbDate(today(ctx)), content: { content, signer: signedBy } },
			after: { effective: confirmation.effective, content: signature.contentSha256 }
		});
		await notify(ctx, {
			to: await officersOf(ctx, unitId),
			kind: 'confirmation_signed',
			subjectType: 'system_confirmation',
			subjectId: confirmation.id,
			unitId,
			params: { title: confirmation.number, unit: await unitNameOn(ctx, unitId, today(ctx)), who: signer.signerName, reason: '' }
		});
	});
}

/** @throws NotFound, Forbidden, Invalid; Conflict `stale`, `illegal_transition` */
export function cancelConfirmation(ctx: Ctx, input: At & { reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { confirmation, subject } = await loadConfirmation(ctx, input.id);
		const comment = requireReason(input.reason, 'reason');
		await transition(ctx, confirmationMachine, confirmation, 'cancel', subject, { comment, expectedRowVersion: input.rowVersion });
	});
}

function recordConfirmation(
	ctx: Ctx,
	{ id, unitId }: { id: string; unitId: string },
	event: string,
	role: string,
	after: Prisma.InputJsonObject,
	more: { before?: Prisma.InputJsonObject } = {}
): Promise<void> {
	return record(ctx, {
		event: `system_confirmation.${event}`,
		subjectType: 'system_confirmation',
		subjectId: id,
		unitId,
		role,
		after,
		...more
	});
}

/** Figures as they were stored by this file alone. */
export function readFigures(value: unknown): SystemFigures | null {
	return isFigures(value) ? value : null;
}
function isFigures(value: unknown): value is SystemFigures {
	return typeof value === 'object' && value !== null && 'documents' in value && 'openActions' in value;
}

export function readConfirmationWords(value: Prisma.JsonValue): ConfirmationWords {
	const all = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
	const text = (key: string) => (typeof all[key] === 'string' ? all[key] : '');
	const reviewOn: Day = text('reviewOn');
	return {
		documents: text('documents'),
		audit: text('audit'),
		auditResult: text('auditResult'),
		openFindings: text('openFindings'),
		reviewOn: isDay(reviewOn) ? reviewOn : null,
		review: text('review'),
		conclusion: text('conclusion')
	};
}
