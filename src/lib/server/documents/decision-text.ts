import type { z } from 'zod';
import type { decisionWordsForm } from '#lib/domain/documents/decision-forms.ts';
import { usualWords, type DecisionSigner, type DecisionUnit, type DecisionWords } from '#lib/domain/documents/decision-words.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';
import { loadBatch, type LoadedBatch } from './batch-facts.ts';
import { requireDraft } from './batches.ts';
import { requireUser } from './input.ts';
import { unitOn } from './unit-facts.ts';

export type DecisionText = {
	readonly words: DecisionWords;
	/** Null while nobody changed the usual words. */ readonly rowVersion: number | null;
};

const wordsSelect = {
	place: true,
	subject: true,
	authority: true,
	standard: true,
	grounds: true,
	responsible: true,
	recipients: true,
	signerHeading: true,
	signerName: true
} as const;

/** The words of a batch's decision: as somebody wrote them, else the usual ones of its unit on the day of the decision. */
export async function decisionText(ctx: Ctx, batch: LoadedBatch): Promise<DecisionText> {
	const row = await ctx.db.decisionText.findUnique({ where: { batchId: batch.id }, select: { ...wordsSelect, rowVersion: true } });
	if (row) {
		const { rowVersion, ...words } = row;
		return { words, rowVersion };
	}
	return { words: usualWords(await decisionUnit(ctx, batch)), rowVersion: null };
}

/** The unit as the decision names it, on its day. What is in the past does not move, so it reads the same for ever. */
export async function decisionUnit(ctx: Ctx, batch: Pick<LoadedBatch, 'unitId' | 'decisionDate'>): Promise<DecisionUnit> {
	const day = fromDbDate(batch.decisionDate) ?? today(ctx);
	const unit = (await unitOn(ctx, batch.unitId, day)) ?? (await unitOn(ctx, batch.unitId, today(ctx)));
	const heads = await headsOn(ctx, batch.unitId, day);
	const chief = heads.find(({ capacity }) => capacity === 'chief' || capacity === 'on_behalf') ?? null;
	const standard = await ctx.db.unitStandard.findFirst({
		where: { unitId: batch.unitId, ...validOn(day) },
		select: { standard: { select: { nameVi: true } } }
	});
	return {
		name: unit?.name ?? '',
		above: await namesAbove(ctx, unit?.parentId ?? null, day),
		standard: standard?.standard.nameVi ?? null,
		chiefTitle: chief?.position ?? null,
		signer: chief ?? heads[0] ?? null
	};
}

async function headsOn(ctx: Ctx, unitId: string, day: Day): Promise<DecisionSigner[]> {
	const date = toDbDate(day);
	const rows = await ctx.db.membership.findMany({
		where: { unitId, roles: { has: 'head' }, validFrom: { lte: date }, OR: [{ validTo: null }, { validTo: { gt: date } }] },
		orderBy: [{ validFrom: 'asc' }, { id: 'asc' }],
		select: { position: true, capacity: true, user: { select: { fullName: true } } }
	});
	return rows.map(({ position, capacity, user }) => ({ name: user.fullName, position, capacity }));
}

/** From the parent up. The tree is four deep at most; a circle ends after eight. */
async function namesAbove(ctx: Ctx, parentId: string | null, day: Day): Promise<string[]> {
	const names: string[] = [];
	for (let id = parentId; id !== null && names.length < 8;) {
		const unit = await unitOn(ctx, id, day);
		if (!unit) break;
		names.push(unit.name);
		id = unit.parentId;
	}
	return names;
}

/**
 * Changes the words of a draft's decision. Fixed with the issue of the batch, as its figures are.
 * @throws Conflict `stale`, `illegal_transition` (issued already); Forbidden; NotFound
 */
export function saveDecisionText(
	ctx: Ctx,
	input: { batchId: string } & z.output<typeof decisionWordsForm>
): Promise<{ rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const { batchId, rowVersion: expected, ...given } = input;
		const batch = await loadBatch(ctx, batchId);
		const role = authorize(ctx, 'batch.manage', { unitId: batch.unitId });
		requireDraft(batch, 'change', undefined);
		const before = await decisionText(ctx, batch);
		if (before.rowVersion !== (expected ?? null)) throw new Conflict('stale');
		const words = mapped(given);
		const changed = { ...words, updatedById: requireUser(ctx), updatedAt: ctx.clock.now() };
		const rowVersion = (before.rowVersion ?? 0) + 1;
		if (before.rowVersion === null) await ctx.db.decisionText.create({ data: { batchId: batch.id, ...changed } });
		else {
			const where = { batchId: batch.id, rowVersion: before.rowVersion };
			const { count } = await ctx.db.decisionText.updateMany({ where, data: { ...changed, rowVersion } });
			if (count !== 1) throw new Conflict('stale');
		}
		await record(ctx, {
			event: 'issue_batch.change',
			subjectType: 'issue_batch',
			subjectId: batch.id,
			unitId: batch.unitId,
			role,
			before: { decisionText: printedWords(before.words) },
			after: { decisionText: printedWords(words) }
		});
		return { rowVersion };
	});
}

type Given = Omit<z.output<typeof decisionWordsForm>, 'rowVersion'>;

function mapped(given: Given): Given {
	const nfc = (text: string) => text.normalize('NFC').trim();
	return {
		place: nfc(given.place),
		subject: nfc(given.subject),
		authority: nfc(given.authority),
		standard: nfc(given.standard),
		grounds: given.grounds.map(nfc),
		responsible: nfc(given.responsible),
		recipients: given.recipients.map(nfc),
		signerHeading: given.signerHeading.map(nfc),
		signerName: nfc(given.signerName)
	};
}

function printedWords(words: DecisionWords) {
	const { grounds, recipients, signerHeading, ...rest } = words;
	return { ...rest, grounds: [...grounds], recipients: [...recipients], signerHeading: [...signerHeading] };
}
