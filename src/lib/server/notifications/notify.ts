import { userIdOf } from '#lib/domain/permissions/actor.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { InEachLanguage } from './each-language.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { enqueueMany } from '#lib/server/jobs/queue.ts';
import { delegatesOf, paramsInPlace, rolesAsked } from './in-place.ts';
import { homeKinds, isMailed, type NoticeKind } from './notice-kinds.ts';

export type Notification = {
	to: readonly (string | null | undefined)[];
	kind: NoticeKind;
	subjectType:
		| 'management_review'
		| 'version'
		| 'document'
		| 'external_document'
		| 'issue_batch'
		| 'take_on'
		| 'person'
		| 'unit'
		| 'unit_event'
		| 'exception'
		| 'guest_review'
		| 'membership_offer'
		| 'admin_service'
		| 'record_disposal'
		| 'change_request'
		| 'corrective_action'
		| 'finding'
		| 'fault_report'
		| 'sister_check'
		| 'audit'
		| 'auditor'
		| 'objective_set'
		| 'risk'
		| 'external_provider'
		| 'training'
		| 'training_need'
		| 'unit_year'
		| 'person_certificate'
		| 'audit_programme'
		| 'audit_cycle'
		| 'inspection'
		| 'numbered_print'
		| 'evidence_pack'
		| 'periodic_report'
		| 'delegation'
		| 'hand_over'
		| 'roll_out_wave'
		| 'roll_out_item'
		| 'announcement'
		| 'system_confirmation'
		| 'model';
	subjectId: string;
	unitId: string | null;
	/** Names and numbers for the words: code, title, numbers, who, reason, day. */
	params: Record<string, string | number | null | InEachLanguage>;
	/** Whether something changes in substance: for kinds that are mailed only then. */
	substantive?: boolean;
	/** Whom the separation of duties keeps from what is asked: in an absence it is not asked of them, nor of others in their name. */
	barred?: readonly (string | null | undefined)[];
};

/**
 * Tells people, in the caller's transaction, by the channels that the table has for the kind. Nobody is told of their own act, nobody
 * twice of the same thing: what a person has not heard yet is not said again in the same words. What asks an act of somebody who is away is asked of
 * their delegate as well, with the name in whose place. The mail of an M row goes out by a job that starts only if this commits.
 */
export async function notify(ctx: Ctx, told: Notification): Promise<void> {
	const self = userIdOf(ctx.actor);
	const people = ids(told.to).filter((id) => id !== self);
	if (people.length === 0) return;
	await tellAs(ctx, told, people, told.params);
	const delegates = await delegatesOf(ctx, { kind: told.kind, unitId: told.unitId, people, except: ids(told.barred ?? []) });
	for (const delegate of delegates)
		if (delegate.userId !== self) await tellAs(ctx, told, [delegate.userId], { ...told.params, ...paramsInPlace(delegate) });
}

const ids = (list: readonly (string | null | undefined)[]): string[] => [
	...new Set(list.filter((id): id is string => typeof id === 'string'))
];

async function tellAs(ctx: Ctx, told: Notification, people: readonly string[], params: Notification['params']): Promise<void> {
	const open = await ctx.db.notice.findMany({
		where: {
			userId: { in: [...people] },
			kind: told.kind,
			subjectType: told.subjectType,
			subjectId: told.subjectId,
			unitId: told.unitId,
			seenAt: null,
			lapsedAt: null,
			// What only the digest brings was heard when it went out.
			...(homeKinds.includes(told.kind) ? {} : { digestedAt: null })
		},
		select: { userId: true, params: true }
	});
	const already = new Set(open.filter((notice) => isSame(notice.params, params)).map((notice) => notice.userId));
	const untold = people.filter((userId) => !already.has(userId));
	if (untold.length === 0) return;
	// One statement, because a batch may tell thousands the same.
	const rows = await ctx.db.$queryRaw<{ id: string }[]>`
		insert into notice (id, user_id, kind, subject_type, subject_id, unit_id, params, created_at)
		select gen_random_uuid(), person, ${told.kind}, ${told.subjectType}, ${told.subjectId}::uuid, ${told.unitId}::uuid,
			${JSON.stringify(params)}::jsonb, ${ctx.clock.now()}::timestamptz
		from unnest(${untold}::uuid[]) person returning id`;
	if (!isMailed(told.kind, told.substantive ?? false)) return;
	await enqueueMany(
		ctx,
		'mail.notice',
		rows.map((row) => ({ data: { noticeId: row.id } }))
	);
}

/** Stored parameters come back in an order of their own. */
function isSame(stored: Prisma.JsonValue, params: Notification['params']): boolean {
	const sorted = (entries: [string, unknown][]) => JSON.stringify(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
	const known = typeof stored === 'object' && stored !== null && !Array.isArray(stored) ? Object.entries(stored) : [];
	return sorted(known) === sorted(Object.entries(params));
}

/**
 * What a thing that is over no longer asks of anybody: its open notices go (states.md: nothing about a thing that has lapsed).
 * @param kinds none: all of them
 * @param only those of these people, and of who was asked in their place; those that a batch of this number told; those that say these words
 */
export async function lapse(
	ctx: Ctx,
	subjectType: Notification['subjectType'],
	subjectIds: readonly string[],
	kinds?: readonly NoticeKind[],
	only: { userIds?: readonly string[]; batch?: string; saying?: Readonly<Record<string, string | InEachLanguage>> } = {}
): Promise<void> {
	if (subjectIds.length === 0) return;
	await ctx.db.notice.updateMany({
		where: {
			subjectType,
			subjectId: { in: [...subjectIds] },
			lapsedAt: null,
			...(kinds ? { kind: { in: [...kinds] } } : {}),
			...(only.userIds ? { OR: ofPeople(only.userIds, kinds) } : {}),
			...(only.batch ? { params: { path: ['number'], equals: only.batch } } : {}),
			...(only.saying ? { AND: Object.entries(only.saying).map(([name, equals]) => ({ params: { path: [name], equals } })) } : {})
		},
		data: { lapsedAt: ctx.clock.now() }
	});
}

/** Of these people, and in their place: that is looked for only among kinds that ask somebody's role. */
function ofPeople(userIds: readonly string[], kinds: readonly NoticeKind[] | undefined): Prisma.NoticeWhereInput[] {
	const own = { userId: { in: [...userIds] } };
	if (kinds && !kinds.some((kind) => rolesAsked(kind).length > 0)) return [own];
	return [own, ...userIds.map((id) => ({ params: { path: ['inPlaceOfId'], equals: id } }))];
}
