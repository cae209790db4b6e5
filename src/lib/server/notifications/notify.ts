import { userIdOf } from '#lib/domain/permissions/actor.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { InEachLanguage } from './each-language.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { enqueueMany } from '#lib/server/jobs/queue.ts';
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
};

/**
 * Tells people, in the caller's transaction, by the channels that the table has for the kind. Nobody is told of their own act, nobody
 * twice of the same thing: what a person has not heard yet is not said again in the same words. The mail of an M row goes out by a job
 * that starts only if this commits.
 */
export async function notify(ctx: Ctx, told: Notification): Promise<void> {
	const self = userIdOf(ctx.actor);
	const people = [...new Set(told.to.filter((id): id is string => typeof id === 'string' && id !== self))];
	if (people.length === 0) return;
	const open = await ctx.db.notice.findMany({
		where: {
			userId: { in: people },
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
	const already = new Set(open.filter(({ params }) => isSame(params, told.params)).map((notice) => notice.userId));
	const untold = people.filter((userId) => !already.has(userId));
	if (untold.length === 0) return;
	// One statement, because a batch may tell thousands the same.
	const rows = await ctx.db.$queryRaw<{ id: string }[]>`
		insert into notice (id, user_id, kind, subject_type, subject_id, unit_id, params, created_at)
		select gen_random_uuid(), person, ${told.kind}, ${told.subjectType}, ${told.subjectId}::uuid, ${told.unitId}::uuid,
			${JSON.stringify(told.params)}::jsonb, ${ctx.clock.now()}::timestamptz
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
 * @param only those of these people; those that a batch of this number told; those that say these words
 */
export async function lapse(
	ctx: Ctx,
	subjectType: Notification['subjectType'],
	subjectIds: readonly string[],
	kinds?: readonly NoticeKind[],
	only: { userIds?: readonly string[]; batch?: string; saying?: Readonly<Record<string, string>> } = {}
): Promise<void> {
	if (subjectIds.length === 0) return;
	await ctx.db.notice.updateMany({
		where: {
			subjectType,
			subjectId: { in: [...subjectIds] },
			lapsedAt: null,
			...(kinds ? { kind: { in: [...kinds] } } : {}),
			...(only.userIds ? { userId: { in: [...only.userIds] } } : {}),
			...(only.batch ? { params: { path: ['number'], equals: only.batch } } : {}),
			...(only.saying ? { AND: Object.entries(only.saying).map(([name, equals]) => ({ params: { path: [name], equals } })) } : {})
		},
		data: { lapsedAt: ctx.clock.now() }
	});
}
