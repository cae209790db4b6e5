import { hasProvinceRole, unitIdsWith, userIdOf } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { changesBetween, goes, readContent, type HandOverLine, type ListChange } from '#lib/domain/hand-overs/duties.ts';
import type { HandOverState } from '#lib/domain/hand-overs/lifecycle.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden, NotFound, Unauthenticated } from '#lib/server/platform/errors.ts';
import { strandedDuties } from '#lib/server/people/duties.ts';
import { unitNameOn, unitNamesOn, validOn } from '#lib/server/units/units-on-day.ts';
import { liveList } from './list.ts';
import { placesOf } from './places.ts';
import { loadHandOver, subjectOf, worksIn, type LoadedHandOver } from './load.ts';

export type HandOverRow = {
	readonly id: string;
	readonly from: string;
	readonly to: string;
	readonly unit: string;
	readonly state: HandOverState;
	readonly begunAt: Date;
	readonly lastDay: Day;
	readonly endedAt: Date | null;
};

const shown = 200;

/**
 * Hand-overs, the newest first: of the whole unit for its officers and heads, of all units for administrators, else those that one is part of.
 * @throws Unauthenticated
 */
export async function handOverList(
	ctx: Ctx,
	activeUnitId: string | null
): Promise<{ items: HandOverRow[]; mayBegin: boolean; province: boolean }> {
	if (ctx.actor.kind !== 'user') throw new Unauthenticated();
	const me = ctx.actor.userId;
	const province = hasProvinceRole(ctx.actor, 'administrator');
	const leads = unitIdsWith(ctx.actor, ['officer', 'head']).filter((id) => id === activeUnitId);
	const own = { OR: [{ fromId: me }, { toId: me }], unitId: { in: ctx.actor.memberships.map(({ unitId }) => unitId) } };
	const rows = await ctx.db.handOver.findMany({
		where: province ? {} : leads.length > 0 ? { unitId: { in: leads } } : own,
		orderBy: [{ begunAt: 'desc' }, { id: 'desc' }],
		take: shown,
		include: { from: { select: { fullName: true } }, to: { select: { fullName: true } } }
	});
	const units = await unitNamesOn(
		ctx,
		rows.map(({ unitId }) => unitId),
		today(ctx)
	);
	return {
		province,
		mayBegin: activeUnitId !== null && may(ctx.actor, 'hand_over.arrange', { unitId: activeUnitId, assignedIds: [me] }),
		items: rows.map((row) => ({
			id: row.id,
			from: row.from.fullName,
			to: row.to.fullName,
			unit: units.get(row.unitId)?.name ?? '',
			state: row.state,
			begunAt: row.begunAt,
			lastDay: fromDbDate(row.lastDay),
			endedAt: row.endedAt
		}))
	};
}

export type PersonOption = { readonly value: string; readonly label: string };

/**
 * The form of a new hand-over. Whoever leads the unit names anybody of it, also who has left with work open; everybody else their own.
 * @param asked unit and person that a link named
 * @throws NotFound `unit_not_found`; Forbidden
 */
export async function newHandOverPage(
	ctx: Ctx,
	activeUnitId: string | null,
	asked: { unit: string | null; from: string | null }
): Promise<{ unitId: string; unit: string; from: PersonOption[]; to: PersonOption[]; chosen: string }> {
	const me = userIdOf(ctx.actor);
	if (!me) throw new Unauthenticated();
	const unitId = asked.unit ?? activeUnitId;
	if (unitId === null || !isUuid(unitId) || !may(ctx.actor, 'person.list', { unitId })) throw new NotFound('unit_not_found');
	if (!may(ctx.actor, 'hand_over.arrange', { unitId, assignedIds: [me] })) throw new Forbidden();
	const people = await peopleOf(ctx, unitId);
	const stranded = (await strandedDuties(ctx, unitId)).map(({ userId, fullName }) => ({ value: userId, label: fullName }));
	const leads = may(ctx.actor, 'hand_over.arrange', { unitId });
	const from = leads ? [...people, ...stranded] : people.filter(({ value }) => value === me);
	const chosen = from.find(({ value }) => value === (asked.from ?? me))?.value ?? from[0]?.value ?? '';
	return { unitId, unit: await unitNameOn(ctx, unitId, today(ctx)), from, to: people, chosen };
}

/** Who works in the unit today, by name. */
async function peopleOf(ctx: Ctx, unitId: string): Promise<PersonOption[]> {
	const rows = await ctx.db.membership.findMany({
		where: { unitId, ...validOn(today(ctx)), user: { status: 'active' } },
		orderBy: [{ user: { fullName: 'asc' } }, { userId: 'asc' }],
		select: { userId: true, position: true, user: { select: { fullName: true } } }
	});
	const people = new Map(
		rows.map(({ userId, position, user }) => [
			userId,
			{ value: userId, label: [user.fullName, position].filter((part) => part !== '').join(', ') }
		])
	);
	return [...people.values()];
}

export type HandOverPage = {
	readonly id: string;
	readonly unit: string;
	readonly from: { readonly id: string; readonly name: string; readonly there: boolean };
	readonly to: { readonly id: string; readonly name: string };
	readonly state: HandOverState;
	readonly reason: string;
	readonly begunBy: string;
	readonly begunAt: Date;
	readonly lastDay: Day;
	readonly endedAt: Date | null;
	readonly endedReason: string | null;
	readonly rowVersion: number;
	/** Labels are empty for an administrator, who sees no content. */
	readonly lines: readonly HandOverLine[];
	/** Where somebody else is named for a line that stays, by its key. */
	readonly places: Readonly<Record<string, string>>;
	readonly blind: boolean;
	readonly sha256: string;
	readonly moving: number;
	readonly confirmations: readonly {
		readonly side: 'giver' | 'receiver';
		readonly name: string;
		readonly inPlace: boolean;
		readonly at: Date;
		readonly sha256: string;
		/** Of the list of now. */
		readonly counts: boolean;
	}[];
	/** What is otherwise than in the list that was confirmed last. */
	readonly changes: readonly ListChange[];
	readonly people: readonly PersonOption[];
	readonly can: { readonly arrange: boolean; readonly giver: boolean; readonly receiver: boolean; readonly paper: boolean };
};

/** One hand-over: its list as it is now, or as both confirmed it. @throws NotFound `hand_over_not_found` */
export async function handOverPage(ctx: Ctx, id: string): Promise<HandOverPage> {
	const handOver = await loadHandOver(ctx, id);
	const { list, sha256 } = await shownList(ctx, handOver);
	const open = handOver.state === 'open' && fromDbDate(handOver.lastDay) >= today(ctx);
	const subject = subjectOf(handOver);
	const blind = hasProvinceRole(ctx.actor, 'administrator');
	const there = await worksIn(ctx, handOver.unitId, handOver.fromId);
	const last = handOver.confirmations.at(-1);
	const confirmed = (side: string) => handOver.confirmations.some((one) => one.side === side && one.contentSha256 === sha256);
	const arrange = handOver.state === 'open' && may(ctx.actor, 'hand_over.arrange', subject.giver);
	const giver = there ? may(ctx.actor, 'hand_over.confirm', subject.giver) : mayInPlace(ctx, handOver);
	const hidden = <L extends { label: string }>(line: L): L => (blind ? { ...line, label: '' } : line);
	return {
		id: handOver.id,
		unit: await unitNameOn(ctx, handOver.unitId, today(ctx)),
		from: { id: handOver.fromId, name: handOver.from.fullName, there },
		to: { id: handOver.toId, name: handOver.to.fullName },
		state: handOver.state,
		reason: handOver.reason,
		begunBy: handOver.begunBy.fullName,
		begunAt: handOver.begunAt,
		lastDay: fromDbDate(handOver.lastDay),
		endedAt: handOver.endedAt,
		endedReason: handOver.endedReason,
		rowVersion: handOver.rowVersion,
		lines: list.map(hidden),
		places: blind ? {} : await placesOf(ctx, list, handOver.fromId),
		blind,
		sha256,
		moving: list.filter(goes).length,
		confirmations: handOver.confirmations.map((one) => ({
			side: one.side,
			name: one.user.fullName,
			inPlace: one.inPlace,
			at: one.confirmedAt,
			sha256: one.contentSha256,
			counts: one.contentSha256 === sha256
		})),
		changes:
			open && last && last.contentSha256 !== sha256
				? changesBetween(readContent(last.content).lines, list).map((change) => ({ ...change, line: hidden(change.line) }))
				: [],
		people: arrange ? (await peopleOf(ctx, handOver.unitId)).filter(({ value }) => value !== handOver.fromId) : [],
		can: {
			arrange,
			giver: open && !confirmed('giver') && giver,
			receiver: open && !confirmed('receiver') && may(ctx.actor, 'hand_over.confirm', subject.receiver),
			paper: !blind
		}
	};
}

function mayInPlace(ctx: Ctx, handOver: LoadedHandOver): boolean {
	return userIdOf(ctx.actor) !== handOver.fromId && may(ctx.actor, 'hand_over.confirm_in_place', subjectOf(handOver).inPlace);
}

/** The list of now; of what has ended the one that was confirmed, or none. */
export async function shownList(ctx: Ctx, handOver: LoadedHandOver): Promise<{ list: readonly HandOverLine[]; sha256: string }> {
	if (handOver.content !== null && handOver.contentSha256 !== null)
		return { list: readContent(handOver.content).lines, sha256: handOver.contentSha256 };
	if (handOver.state !== 'open') return { list: [], sha256: '' };
	const { content, sha256 } = await liveList(ctx, handOver);
	return { list: content.lines, sha256 };
}
