import type { AudienceLine } from '#lib/domain/documents/audience.ts';
import type { VersionState } from '#lib/domain/documents/lifecycle.ts';
import { mostAtOnce, type ManyEvent } from '#lib/domain/documents/many.ts';
import { visibleText } from '#lib/domain/shared/visible-text.ts';
import { proveSigners } from '#lib/server/identity/signing.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { DomainError, Invalid } from '#lib/server/platform/errors.ts';
import { requireApprovable, signApproval } from './approve.ts';
import { manageDocument } from './manage.ts';
import { cancelVersion, passVersion, recallVersion, returnVersion, submitVersion, type ActInput, type ActResult } from './review.ts';

/** A chosen thing as the person saw it: another row version or other bytes are refused for this one alone. */
export type ManyItem = { readonly id: string; readonly rowVersion?: number; readonly sha256?: string | null };

export type Done = { readonly id: string; readonly done: true; readonly state: VersionState | null; readonly rowVersion: number };
export type Refused = { readonly id: string; readonly done: false; readonly refusal: DomainError };
export type ItemAnswer = Done | Refused;

export type ManyMove = {
	readonly event: ManyEvent;
	readonly items: readonly ManyItem[];
	readonly comment?: string | null;
	/** submit: who is to review all of them. */
	readonly reviewer?: string | null;
	/** approve: one password for the list. */
	readonly password?: string;
};

const reasoned: readonly ManyEvent[] = ['return', 'cancel'];

type OneAct = (ctx: Ctx, input: ActInput & { reviewer?: string | null }) => Promise<ActResult>;

const acts: Record<Exclude<ManyEvent, 'approve' | 'submit'>, OneAct> = {
	recall: recallVersion,
	pass: passVersion,
	return: returnVersion,
	cancel: cancelVersion
};

/**
 * The same event for several versions (states.md V3 to V11). Each is its own act: own guard, own transaction, own rows of trail and
 * history; what is refused stops none of the others. In the order given, one after the other, so that they do not wait for each
 * other's rows in the chain of the unit.
 * @param submit how one is submitted: `procedures/move-many.ts` also makes the files of what is written here
 * @throws Invalid (nothing or too much chosen, one chosen twice, no reason); for `approve` also Conflict `signature_refused`, TooMany
 */
export function moveMany(ctx: Ctx, input: ManyMove, submit: OneAct = submitVersion): Promise<ItemAnswer[]> {
	requireItems(input.items);
	const { event, comment, reviewer } = input;
	if (reasoned.includes(event) && visibleText(comment ?? '') === '') throw new Invalid({ comment: 'reason_required' });
	if (event === 'approve') return approveMany(ctx, input);
	const act = event === 'submit' ? submit : acts[event];
	return oneByOne(input.items, ({ id, rowVersion }) => act(ctx, { versionId: id, rowVersion, comment, reviewer }));
}

/**
 * One password signs a list: it is checked once, by the throttle of sign-in, and each version gets a signature row of its own with its
 * own sentence and hashes. What cannot be approved anyway is answered before the password is looked at, and if that is all of them
 * no attempt is spent.
 */
async function approveMany(ctx: Ctx, { items, comment, password = '' }: ManyMove): Promise<ItemAnswer[]> {
	const unitOf = new Map<string, string>();
	const checked = await attempt(items, async ({ id }) => void unitOf.set(id, await requireApprovable(ctx, id)));
	if (unitOf.size === 0) return checked.flatMap((one) => (one.done ? [] : [one]));
	const signerOf = await proveSigners(ctx, [...new Set(unitOf.values())], password);
	return oneByOne(items, ({ id, rowVersion, sha256 }, at) => {
		const before = checked[at];
		if (before && !before.done) throw before.refusal;
		return signApproval(ctx, signerOf(unitOf.get(id) ?? ''), { versionId: id, rowVersion, sha256, comment });
	});
}

/** Whom several documents reach, or who keeps them (states.md §1); the rest of each stays as it is. */
export type ManyChange = {
	readonly items: readonly ManyItem[];
	readonly audience?: readonly AudienceLine[];
	readonly ownerDivisionId?: string | null;
	readonly ownerId?: string | null;
};

/** @throws Invalid (nothing or too much chosen, one chosen twice) */
export function manageMany(ctx: Ctx, { items, ...change }: ManyChange): Promise<ItemAnswer[]> {
	requireItems(items);
	return oneByOne(items, async ({ id, rowVersion }) => ({
		state: null,
		...(await manageDocument(ctx, { documentId: id, rowVersion, ...change }))
	}));
}

function requireItems(items: readonly ManyItem[]): void {
	if (items.length === 0) throw new Invalid({ items: 'choose_some' });
	if (items.length > mostAtOnce) throw new Invalid({ items: `too_many_chosen:${mostAtOnce}` });
	if (new Set(items.map((item) => item.id)).size !== items.length) throw new Invalid({ items: 'chosen_twice' });
}

type Act<Result> = (item: ManyItem, at: number) => Promise<Result>;

async function oneByOne(items: readonly ManyItem[], act: Act<{ state: VersionState | null; rowVersion: number }>): Promise<ItemAnswer[]> {
	const tried = await attempt(items, act);
	return tried.map((one) => (one.done ? { id: one.id, done: true, state: one.result.state, rowVersion: one.result.rowVersion } : one));
}

async function attempt<Result>(
	items: readonly ManyItem[],
	act: Act<Result>
): Promise<({ readonly id: string; readonly done: true; readonly result: Result } | Refused)[]> {
	const tried: Awaited<ReturnType<typeof attempt<Result>>> = [];
	for (const [at, item] of items.entries()) {
		try {
			tried.push({ id: item.id, done: true, result: await act(item, at) });
		} catch (cause) {
			tried.push({ id: item.id, done: false, refusal: refusalOf(cause) });
		}
	}
	return tried;
}

/** A bug in one of them must not hide what was done with the others; its cause goes to the log by `unexpectedIn`. */
function refusalOf(cause: unknown): DomainError {
	if (cause instanceof DomainError) return cause;
	const refusal = new DomainError('internal', 500);
	refusal.cause = cause;
	return refusal;
}

/** What the rules did not expect, for the log. */
export function unexpectedIn(answers: readonly ItemAnswer[]): unknown[] {
	return answers.flatMap((one) => (!one.done && one.refusal.code === 'internal' ? [one.refusal.cause] : []));
}
