import type { RequestKind } from '#lib/domain/documents/change-requests.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

/** A change request that was open when its unit ended, as the successor sees it. */
export type InheritedRequest = {
	readonly id: string;
	readonly number: string;
	readonly kind: RequestKind;
	/** Of the document in the unit that is no more. */
	readonly code: string | null;
	readonly title: string;
	readonly what: string;
	readonly why: string;
	/** The unit that ended, by its last name, and its first day without itself. */
	readonly unit: string;
	readonly endedOn: Day;
};

/**
 * What was still open when units ended whose successor this one is (states.md §11), the latest end first: for those who see all requests of
 * the successor. They are closed; what is still needed is proposed anew.
 */
export async function inheritedRequests(ctx: Ctx, unitId: string | null): Promise<InheritedRequest[]> {
	if (unitId === null || !isUuid(unitId) || !may(ctx.actor, 'change_request.read', { unitId })) return [];
	return ctx.db.$queryRaw<InheritedRequest[]>`
		select distinct on (e.effective_on, r.number, r.id) r.id, r.number, r.kind::text, d.code, r.title, r.what, r.why,
			coalesce(old.name, '') as unit, to_char(e.effective_on, 'YYYY-MM-DD') as "endedOn"
		from unit_passage l
		join unit_event e on e.id = l.event_id and e.kind in ('MERGE', 'SPLIT', 'ABOLISH')
		join change_request r on r.unit_id = l.from_unit_id
		join change_request_event ended on ended.request_id = r.id and ended.event = 'end'
		left join document d on d.id = r.document_id
		left join unit_version old on old.unit_id = r.unit_id and old.valid_to = e.effective_on
		where l.to_unit_id = ${unitId}::uuid and l.from_unit_id <> l.to_unit_id
		order by e.effective_on desc, r.number, r.id limit 500`;
}
