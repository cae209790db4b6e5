import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import type { ItemState, WaveState } from '#lib/domain/roll-out/lifecycle.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';

export const waveSelect = {
	id: true,
	kind: true,
	state: true,
	title: true,
	year: true,
	note: true,
	provesFrom: true,
	nextId: true,
	next: { select: { id: true, title: true } },
	soonDays: true,
	lateDays: true,
	coordinatorDays: true,
	createdAt: true,
	openedOn: true,
	closedOn: true,
	closedReason: true,
	rowVersion: true
} as const satisfies Prisma.RollOutWaveSelect;

export type LoadedWave = Prisma.RollOutWaveGetPayload<{ select: typeof waveSelect }>;

/**
 * A wave that this actor may see: coordinators every one, inspectors those that were opened.
 * @throws NotFound `wave_not_found`
 */
export async function loadWave(ctx: Ctx, waveId: string): Promise<LoadedWave> {
	const wave = isUuid(waveId) ? await ctx.db.rollOutWave.findUnique({ where: { id: waveId }, select: waveSelect }) : null;
	if (!wave || !may(ctx.actor, wave.state === 'draft' ? 'roll_out.manage' : 'roll_out.read_waves')) throw new NotFound('wave_not_found');
	return wave;
}

/**
 * The same, locked to the end of the transaction: acts on one wave come one after the other.
 * @throws NotFound; Conflict `stale` for another row version than the person saw, `wave_closed`
 */
export async function lockWave(ctx: Ctx, waveId: string, rowVersion?: number): Promise<LoadedWave> {
	if (!ctx.inTransaction) throw new Error('lockWave() outside a transaction');
	if (isUuid(waveId)) await ctx.db.$executeRaw`select 1 from roll_out_wave where id = ${waveId}::uuid for update`;
	const wave = await loadWave(ctx, waveId);
	if (rowVersion !== undefined && rowVersion !== wave.rowVersion)
		throw new Conflict('stale', { state: wave.state, rowVersion: wave.rowVersion });
	if (wave.state === 'closed') throw new Conflict('wave_closed');
	return wave;
}

export type MemberFacts = {
	readonly id: string;
	readonly unitId: string;
	readonly waveId: string;
	readonly waveState: WaveState;
	readonly waveTitle: string;
	readonly leftOn: Day | null;
	readonly responsibleId: string | null;
	readonly rowVersion: number;
};

/** A unit's place in a wave that this actor may see. @throws NotFound `roll_out_unit_not_found` */
export async function loadMember(ctx: Ctx, rollOutUnitId: string): Promise<MemberFacts> {
	const [member] = isUuid(rollOutUnitId) ? await readMembers(ctx, [rollOutUnitId]) : [];
	if (!member || !mayReadMember(ctx, member)) throw new NotFound('roll_out_unit_not_found');
	return member;
}

/** A draft is the coordinator's alone. */
export function mayReadMember(ctx: Ctx, member: { unitId: string; waveState: WaveState }): boolean {
	return may(ctx.actor, member.waveState === 'draft' ? 'roll_out.manage' : 'roll_out.read', { unitId: member.unitId });
}

export async function readMembers(ctx: Ctx, ids: readonly string[]): Promise<MemberFacts[]> {
	const rows = await ctx.db.rollOutUnit.findMany({
		where: { id: { in: [...ids] } },
		select: {
			id: true,
			unitId: true,
			waveId: true,
			leftOn: true,
			responsibleId: true,
			rowVersion: true,
			wave: { select: { state: true, title: true } }
		}
	});
	return rows.map(({ wave, leftOn, ...row }) => ({ ...row, leftOn: fromDbDate(leftOn), waveState: wave.state, waveTitle: wave.title }));
}

/** @throws Conflict `wave_not_open`, `roll_out_unit_left` */
export function requireActing(ctx: Ctx, member: MemberFacts): void {
	if (member.waveState !== 'open') throw new Conflict('wave_not_open');
	if (member.leftOn !== null && member.leftOn <= today(ctx)) throw new Conflict('roll_out_unit_left');
}

export type LoadedItem = {
	readonly id: string;
	readonly rollOutUnitId: string;
	readonly stepId: string;
	readonly state: ItemState;
	readonly doneOn: Day | null;
	readonly claimedById: string | null;
	readonly claimedOn: Day | null;
	readonly responsibleId: string | null;
	readonly rowVersion: number;
	readonly unitId: string;
	readonly member: MemberFacts;
	readonly step: { readonly id: string; readonly code: string; readonly titleVi: string; readonly titleEn: string };
};

const itemSelect = {
	id: true,
	rollOutUnitId: true,
	stepId: true,
	state: true,
	doneOn: true,
	claimedById: true,
	claimedOn: true,
	responsibleId: true,
	rowVersion: true,
	step: { select: { id: true, code: true, titleVi: true, titleEn: true } }
} as const satisfies Prisma.RollOutItemSelect;

/** Who claimed it is its author: nobody accepts an own claim. */
export function itemSubject(item: LoadedItem): Subject {
	return { unitId: item.unitId, authorIds: item.claimedById === null ? [] : [item.claimedById] };
}

/** Items of units that this actor may see, in the order of the ids. @throws NotFound `roll_out_item_not_found` for any that they may not */
export async function loadItems(ctx: Ctx, itemIds: readonly string[]): Promise<LoadedItem[]> {
	const ids = [...new Set(itemIds)];
	if (!ids.every(isUuid)) throw new NotFound('roll_out_item_not_found');
	const rows = await ctx.db.rollOutItem.findMany({ where: { id: { in: ids } }, select: itemSelect });
	return withMembers(ctx, ids, rows);
}

/**
 * The steps of one unit, with a row of their own from now on where they had none.
 * @throws NotFound `step_not_found` for one that is not in the plan today
 */
export async function itemsOf(ctx: Ctx, member: MemberFacts, stepIds: readonly string[]): Promise<LoadedItem[]> {
	const ids = [...new Set(stepIds)];
	const day = toDbDate(today(ctx));
	const planned = await ctx.db.rollOutStep.count({
		where: {
			id: { in: ids.filter(isUuid) },
			waveId: member.waveId,
			addedOn: { lte: day },
			OR: [{ droppedOn: null }, { droppedOn: { gt: day } }]
		}
	});
	if (planned !== ids.length || planned === 0) throw new NotFound('step_not_found');
	await ctx.db.rollOutItem.createMany({ data: ids.map((stepId) => ({ rollOutUnitId: member.id, stepId })), skipDuplicates: true });
	const rows = await ctx.db.rollOutItem.findMany({ where: { rollOutUnitId: member.id, stepId: { in: ids } }, select: itemSelect });
	return rows.map((row) => toItem(row, member));
}

/** Items by a condition, of places that the caller has asked about. */
export async function toItems(ctx: Ctx, where: Prisma.RollOutItemWhereInput): Promise<LoadedItem[]> {
	const rows = await ctx.db.rollOutItem.findMany({ where, select: itemSelect });
	const members = new Map(
		(await readMembers(ctx, [...new Set(rows.map((row) => row.rollOutUnitId))])).map((member) => [member.id, member])
	);
	return rows.flatMap((row) => {
		const member = members.get(row.rollOutUnitId);
		return member ? [toItem(row, member)] : [];
	});
}

type ItemRow = Prisma.RollOutItemGetPayload<{ select: typeof itemSelect }>;

async function withMembers(ctx: Ctx, ids: readonly string[], rows: readonly ItemRow[]): Promise<LoadedItem[]> {
	const members = new Map(
		(await readMembers(ctx, [...new Set(rows.map((row) => row.rollOutUnitId))])).map((member) => [member.id, member])
	);
	const items = new Map(
		rows.flatMap((row): [string, LoadedItem][] => {
			const member = members.get(row.rollOutUnitId);
			return member && mayReadMember(ctx, member) ? [[row.id, toItem(row, member)]] : [];
		})
	);
	return ids.map((id) => {
		const item = items.get(id);
		if (!item) throw new NotFound('roll_out_item_not_found');
		return item;
	});
}

function toItem({ doneOn, claimedOn, ...row }: ItemRow, member: MemberFacts): LoadedItem {
	return { ...row, doneOn: fromDbDate(doneOn), claimedOn: fromDbDate(claimedOn), unitId: member.unitId, member };
}

/** The title of a step in the reader's language. */
export function stepTitle(ctx: Ctx, step: { readonly titleVi: string; readonly titleEn: string }): string {
	return ctx.locale === 'en' && step.titleEn !== '' ? step.titleEn : step.titleVi;
}

/** Whether the person is who acts. */
export function isActor(ctx: Ctx, userId: string | null): boolean {
	return userId !== null && userIdOf(ctx.actor) === userId;
}
