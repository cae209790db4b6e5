import { printNumber } from '#lib/domain/documents/prints.ts';
import { formatDay } from '#lib/format.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import type { NoticeKind } from '#lib/server/notifications/notice-kinds.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { firstCodes } from '../issue-notices.ts';
import { printParams, type LoadedPrint } from './facts.ts';

export type Told = Pick<LoadedPrint, 'id' | 'custodyUnitId' | 'holderId' | 'copyNo' | 'place' | 'holderName' | 'document' | 'version'>;
export type More = { readonly day?: Day | null; readonly reason?: string | null };

/** Tells the holders that have an account, each person once: of one print by itself, of several by their codes. */
export async function tellHolders(ctx: Ctx, kind: NoticeKind, prints: readonly Told[], more: More = {}): Promise<void> {
	const held = prints.flatMap((print) => (print.holderId === null ? [] : [{ ...print, holderId: print.holderId }]));
	for (const [holderId, own] of Map.groupBy(held, (print) => print.holderId)) await tellOf(ctx, kind, [holderId], own, more);
}

/** The same for other people: the prints are one matter to them. */
export async function tellOf(
	ctx: Ctx,
	kind: NoticeKind,
	to: readonly string[],
	prints: readonly Told[],
	{ day = null, reason = null }: More = {}
): Promise<void> {
	const [first] = prints;
	if (!first) return;
	const codes = [...new Set(prints.map((print) => print.document.code))];
	const about =
		prints.length === 1
			? ({ subjectType: 'numbered_print', subjectId: first.id } as const)
			: ({ subjectType: 'unit', subjectId: first.custodyUnitId } as const);
	await notify(ctx, {
		to,
		kind,
		...about,
		unitId: first.custodyUnitId,
		params: {
			...printParams(first),
			code: firstCodes(codes),
			number: [...new Set(prints.map((print) => printNumber(print.copyNo)))].slice(0, 10).join(', '),
			title: codes.length === 1 ? first.version.title : null,
			count: prints.length,
			day: day === null ? null : formatDay(day),
			reason
		}
	});
}
