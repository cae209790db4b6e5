import type { Prisma } from '#lib/server/platform/generated/client.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { membershipIn, type Actor, type ReceivedBy } from '#lib/domain/permissions/actor.ts';
import { inPlaceOf } from '#lib/server/permissions/in-place.ts';

/** Who did what to what: one row of the trail (design.md §5.3; states.md: recorded for every row). */
export type TrailEntry = {
	/** `version.approve`, `batch.issue`, `person.invite` ... */
	event: string;
	subjectType: string;
	subjectId: string;
	/** The unit whose chain gets the row; null, or a unit whose chain is closed: the chain of the province. */
	unitId: string | null;
	/** The role by which the act was allowed, from `authorize`. */
	role?: string;
	before?: Prisma.InputJsonValue | null;
	after?: Prisma.InputJsonValue | null;
	comment?: string | null;
};

const chainIds = new WeakMap<object, Map<string, string>>();
/** Chains that an open transaction made itself: when it is rolled back they never were. */
const madeHere = new WeakMap<object, Set<string>>();

/**
 * Appends a row to the chain of the unit, in the caller's transaction. The database numbers and hashes it. Personal secrets,
 * passwords and file contents never go into `before` and `after`.
 * @throws Error when called outside a transaction: an act and its record commit together or not at all.
 */
export function record(ctx: Ctx, entry: TrailEntry): Promise<void> {
	return recordMany(ctx, [entry]);
}

/**
 * The same for many acts of one command, in the order given and in one statement per chain. What is still done about a unit that is no
 * more (an inspector's access ends, an export of its trail) goes into the province's chain and names the unit in `after`: the unit's
 * own chain was closed and is never continued.
 */
export async function recordMany(ctx: Ctx, entries: readonly TrailEntry[]): Promise<void> {
	const [first] = entries;
	if (!first) return;
	if (!ctx.inTransaction) throw new Error(`record(${first.event}) outside a transaction`);
	for (const [unitId, group] of Map.groupBy(entries, (entry) => entry.unitId)) {
		const chainId = await chainOf(ctx, unitId);
		const who = describe(ctx.actor, unitId);
		const rows = group.map((entry) => ({
			event: entry.event,
			subject_type: entry.subjectType,
			subject_id: entry.subjectId,
			role: entry.role ?? who.role,
			before: entry.before ?? null,
			after: entry.after ?? null,
			comment: entry.comment ?? null,
			delegation: delegationText(inPlaceOf(ctx.actor, unitId, entry.role))
		}));
		await ctx.db.$executeRaw`
			insert into audit_trail (chain_id, seq, at, event, subject_type, subject_id, actor_id, actor_name, actor_role, position,
				delegation, token_id, operator, before, after, comment, request_id)
			select case when chain.closed_at is null then chain.id else (select id from audit_chain where unit_id is null) end,
				0, ${ctx.clock.now()}::timestamptz, event, subject_type, subject_id, ${who.id}::uuid, ${who.name}::text, role,
				${who.position}::text, delegation, ${who.tokenId}::uuid, ${who.operator}::text, before,
				case when chain.closed_at is null then after else coalesce(after, '{}') || jsonb_build_object('unitId', chain.unit_id) end,
				comment, ${ctx.requestId}::text
			from (select id, unit_id, closed_at from audit_chain where id = ${chainId}::uuid) chain, rows from (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as (
				event text, subject_type text, subject_id text, role text, before jsonb, after jsonb, comment text, delegation text)) with ordinality
			order by ordinality`;
	}
}

/** How a row names in whose place the act was done: the delegation, and the name of who was absent as it was then. */
function delegationText(delegation: ReceivedBy | null): string | null {
	return delegation && `${delegation.id} ${delegation.ofName}`;
}

/** The two parts of it. */
export function readDelegation(text: string | null): { id: string; ofName: string } | null {
	return text === null ? null : { id: text.slice(0, 36), ofName: text.slice(37) };
}

/** Chains are made on first use and never go away, so their ids may be remembered per database. */
async function chainOf(ctx: Ctx, unitId: string | null): Promise<string> {
	const known = chainIds.get(ctx.client) ?? new Map<string, string>();
	chainIds.set(ctx.client, known);
	const key = unitId ?? 'province';
	const remembered = known.get(key);
	if (remembered) return remembered;
	const find = () => ctx.db.auditChain.findFirst({ where: { unitId }, select: { id: true } });
	const found = await find();
	if (found) {
		// Remembered only when it was there before this transaction: a chain that is rolled back must not be.
		if (!madeHere.get(ctx.db)?.has(key)) known.set(key, found.id);
		return found.id;
	}
	await ctx.db
		.$executeRaw`insert into audit_chain (id, unit_id) values (${crypto.randomUUID()}::uuid, ${unitId}::uuid) on conflict do nothing`;
	madeHere.set(ctx.db, (madeHere.get(ctx.db) ?? new Set()).add(key));
	const made = await find();
	if (!made) throw new Error('the chain of the trail could not be made');
	return made.id;
}

function describe(actor: Actor, unitId: string | null) {
	if (actor.kind !== 'user') {
		const name = actor.kind === 'system' ? actor.name : 'public';
		return { id: null, name, role: actor.kind, position: '', tokenId: null, operator: null };
	}
	const membership = (unitId ? membershipIn(actor, unitId) : null) ?? actor.memberships[0];
	return {
		id: actor.userId,
		name: actor.fullName,
		role: membership?.roles.join(',') ?? actor.province.join(','),
		position: membership?.position ?? actor.provincePosition,
		tokenId: actor.token?.id ?? null,
		operator: actor.operator ?? actor.token?.name ?? null
	};
}
