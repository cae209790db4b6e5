import type { CheckedLine } from '#lib/domain/documents/take-on-check.ts';
import type { TakeOnState, TypedLine } from '#lib/domain/documents/take-on.ts';
import { membershipIn } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { dayOf, type Day } from '#lib/domain/shared/day.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { checkedLines, loadTakeOn, sentenceOf, typedOf } from './facts.ts';

export type TakeOnSummary = {
	readonly id: string;
	readonly number: string;
	readonly state: TakeOnState;
	readonly rows: number;
	readonly createdBy: string;
	readonly createdOn: Day;
};

/** The lists of the unit in which the person works, newest first. @throws NotFound without a unit; Forbidden */
export async function takeOnLists(ctx: Ctx, unitId: string | null): Promise<{ lists: TakeOnSummary[] }> {
	if (!unitId) throw new NotFound();
	authorize(ctx, 'take_on.keep', { unitId });
	const lists = await ctx.db.takeOn.findMany({
		where: { unitId },
		orderBy: { createdAt: 'desc' },
		select: {
			id: true,
			number: true,
			state: true,
			createdAt: true,
			createdBy: { select: { fullName: true } },
			_count: { select: { lines: true } }
		}
	});
	return {
		lists: lists.map(({ createdAt, createdBy, _count, ...list }) => ({
			...list,
			rows: _count.lines,
			createdBy: createdBy.fullName,
			createdOn: dayOf(createdAt)
		}))
	};
}

/** A row as the page shows it: what was typed, and what comes of it. After the signature nothing is checked any more. */
export type TakeOnRow = {
	readonly typed: TypedLine;
	readonly check: Pick<CheckedLine, 'from' | 'to' | 'problems' | 'hints'> & {
		readonly file: string | null;
		readonly source: string | null;
	};
};

export async function takeOnPage(ctx: Ctx, id: string) {
	const list = await loadTakeOn(ctx, id);
	const draft = list.state === 'draft';
	const checked = draft ? await checkedLines(ctx, list) : [];
	const typed = typedOf(list);
	const used = new Set(checked.flatMap((row) => [row.file?.id, row.source?.id]));
	const faulty = checked.filter(({ problems }) => problems.length > 0).length;
	const signature = await ctx.db.signature.findFirst({
		where: { takeOnId: list.id },
		select: { signerName: true, position: true, signedAt: true, meaningText: true }
	});
	const rows = typed.map((line, index): TakeOnRow => {
		const check = checked[index];
		return {
			typed: line,
			check: {
				from: check?.from ?? null,
				to: check?.to ?? null,
				problems: check?.problems ?? [],
				hints: check?.hints ?? [],
				file: check?.file?.fileName ?? null,
				source: check?.source?.fileName ?? null
			}
		};
	});
	const head = membershipIn(ctx.actor, list.unitId, ['head']);
	const maySign = draft && may(ctx.actor, 'take_on.sign', { unitId: list.unitId });
	return {
		list: { id: list.id, number: list.number, state: list.state, askReading: list.askReading, rowVersion: list.rowVersion },
		rows,
		files: list.files.map(({ id, fileName, size }) => ({ id, fileName, size, used: !draft || used.has(id) })),
		faulty,
		documents: new Set(checked.map(({ key }) => key)).size,
		signed: signature && {
			name: signature.signerName,
			position: signature.position,
			on: dayOf(signature.signedAt),
			meaning: signature.meaningText
		},
		meaning: sentenceOf(list, checked),
		maySign: maySign && rows.length > 0 && faulty === 0,
		isHead: maySign,
		signer: { fullName: ctx.actor.kind === 'user' ? ctx.actor.fullName : '', position: head?.position ?? '' },
		now: ctx.clock.now()
	};
}
