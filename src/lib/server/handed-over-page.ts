import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { shownState, type ShownState } from '#lib/domain/documents/phase.ts';
import type { VersionState } from '#lib/domain/documents/lifecycle.ts';
import type { Role } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { addDays, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import type { HandedOverKind, HandedOverState } from '#lib/domain/units/handed-over.ts';
import { inheritedRequests } from '#lib/server/documents/change-requests/inherited.ts';
import { existsToday } from '#lib/server/documents/unit-closing/handed-over.ts';
import { closingReason } from '#lib/server/documents/unit-closing/tell.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { unitNameOn } from '#lib/server/units/units-on-day.ts';

export type OfferedItem = {
	readonly id: string;
	readonly kind: HandedOverKind;
	readonly state: HandedOverState;
	/** Of a draft its code, of an external document its number, of a person their name. */
	readonly label: string;
	/** Title, or position of a person. */
	readonly title: string;
	/** Of a person. */
	readonly roles: readonly Role[];
	readonly from: string;
	readonly reason: string | null;
	/** What came of it, where it was taken. */
	readonly href: string | null;
};

export type CarriedItem = {
	readonly documentId: string;
	readonly code: string;
	readonly title: string;
	readonly numbers: string;
	readonly from: string;
	readonly lastDay: Day;
	readonly state: ShownState;
};

export type HandedOverPage = {
	readonly unit: { readonly id: string; readonly name: string };
	readonly events: readonly { readonly id: string; readonly day: Day; readonly decision: string; readonly units: string }[];
	/** Null where this reader sees only the people. */
	readonly carried: readonly CarriedItem[] | null;
	readonly offers: readonly OfferedItem[];
	/** What came by itself: how much, by kind. */
	readonly came: {
		readonly requests: number;
		readonly series: number;
		readonly actions: number;
		readonly prints: number;
		readonly inspections: number;
		readonly audits: number;
		readonly adoptions: number;
	} | null;
	readonly may: { readonly take: boolean; readonly appoint: boolean };
	/** Before its first day nothing but people can be taken into a unit. */
	readonly isOpen: boolean;
};

/**
 * What a successor got from the units that ended into it, row by row of states.md §11, and what it may still take or decline: for its officers
 * and heads; the coordinator sees the people.
 * @throws NotFound for everybody else
 */
export async function handedOverPage(ctx: Ctx, unitId: string): Promise<HandedOverPage> {
	if (!isUuid(unitId) || !may(ctx.actor, 'handed_over.read', { unitId })) throw new NotFound('unit_not_found');
	const abilities = { take: may(ctx.actor, 'handed_over.take', { unitId }), appoint: may(ctx.actor, 'handed_over.appoint', { unitId }) };
	const events = await eventsOf(ctx, unitId);
	const offers = await offersOf(ctx, unitId);
	return {
		unit: { id: unitId, name: await unitNameOn(ctx, unitId, today(ctx)) },
		events,
		carried: abilities.take ? await carriedInto(ctx, unitId) : null,
		offers: offers.filter(({ kind }) => abilities.take || kind === 'membership'),
		came: abilities.take ? await cameOf(ctx, unitId) : null,
		may: abilities,
		isOpen: await existsToday(ctx, unitId)
	};
}

/** Whether units ended into this one and this reader may see what they handed over: for the link to the page. */
export async function hasHandedOver(ctx: Ctx, unitId: string): Promise<boolean> {
	return isUuid(unitId) && may(ctx.actor, 'handed_over.read', { unitId }) && (await eventsOf(ctx, unitId)).length > 0;
}

function eventsOf(ctx: Ctx, unitId: string): Promise<HandedOverPage['events'][number][]> {
	return ctx.db.$queryRaw`
		select e.id, to_char(e.effective_on, 'YYYY-MM-DD') as day, coalesce(e.decision_number, '') as decision,
			string_agg(distinct coalesce(old.name, ''), ', ') as units
		from unit_passage l join unit_event e on e.id = l.event_id and e.kind in ('MERGE', 'SPLIT', 'ABOLISH')
		left join unit_version old on old.unit_id = l.from_unit_id and old.valid_to = e.effective_on
		where l.to_unit_id = ${unitId}::uuid and l.from_unit_id <> l.to_unit_id
		group by e.id order by e.effective_on desc`;
}

type OfferRow = Omit<OfferedItem, 'href'> & { resultId: string | null };

async function offersOf(ctx: Ctx, unitId: string): Promise<OfferedItem[]> {
	const rows = await ctx.db.$queryRaw<OfferRow[]>`
		select h.id, h.kind::text as kind, h.state::text as state, h.reason, h.result_id as "resultId", coalesce(old.name, '') as "from",
			coalesce(d.code, x.number, p.full_name, '') as label, coalesce(v.title, x.title, m.position, '') as title,
			coalesce(m.roles::text[], '{}') as roles
		from handed_over h join unit_event e on e.id = h.event_id
		left join unit_version old on old.unit_id = h.origin_unit_id and old.valid_to = e.effective_on
		left join version v on h.kind = 'draft' and v.id = h.subject_id
		left join document d on d.id = v.document_id
		left join external_document x on h.kind = 'external_document' and x.id = h.subject_id
		left join membership m on h.kind = 'membership' and m.id = h.subject_id
		left join "user" p on p.id = m.user_id
		where h.unit_id = ${unitId}::uuid
		order by h.state, h.kind, label, h.id`;
	return rows.map(({ resultId, ...row }) => ({ ...row, href: hrefOf(row.kind, resultId) }));
}

function hrefOf(kind: HandedOverKind, resultId: string | null): string | null {
	if (resultId === null || kind === 'membership') return null;
	return kind === 'draft' ? `/documents/${resultId}` : '/external-documents';
}

async function carriedInto(ctx: Ctx, unitId: string): Promise<CarriedItem[]> {
	const rows = await ctx.db.$queryRaw<
		(Omit<CarriedItem, 'numbers' | 'state' | 'lastDay'> & {
			issueNo: number;
			revisionNo: number;
			versionState: VersionState;
			effectiveFrom: Day | null;
			effectiveTo: Day;
		})[]
	>`
		select d.id as "documentId", d.code, v.title, v.issue_no as "issueNo", v.revision_no as "revisionNo", coalesce(old.name, '') as "from",
			v.state::text as "versionState", to_char(v.effective_from, 'YYYY-MM-DD') as "effectiveFrom", to_char(v.effective_to, 'YYYY-MM-DD') as "effectiveTo"
		from carried_version c join version v on v.id = c.version_id and v.state <> 'cancelled' join document d on d.id = v.document_id
		join unit_event e on e.id = c.event_id
		left join unit_version old on old.unit_id = c.origin_unit_id and old.valid_to = e.effective_on
		where c.unit_id = ${unitId}::uuid order by d.code_sort`;
	const day = today(ctx);
	return rows.map(({ issueNo, revisionNo, versionState, effectiveFrom, effectiveTo, ...row }) => ({
		...row,
		numbers: shortNumbers({ issueNo, revisionNo }),
		lastDay: addDays(effectiveTo, -1),
		state: shownState({ state: versionState, effectiveFrom, effectiveTo }, day)
	}));
}

async function cameOf(ctx: Ctx, unitId: string): Promise<HandedOverPage['came']> {
	const [row] = await ctx.db.$queryRaw<Omit<NonNullable<HandedOverPage['came']>, 'requests'>[]>`
		with old as (select distinct l.from_unit_id as id, e.effective_on as day from unit_passage l join unit_event e on e.id = l.event_id
			and e.kind in ('MERGE', 'SPLIT', 'ABOLISH') where l.to_unit_id = ${unitId}::uuid and l.from_unit_id <> l.to_unit_id)
		select (select count(*) from record_series where custody_unit_id = ${unitId}::uuid and unit_id <> ${unitId}::uuid)::int as series,
			(select count(*) from corrective_action where unit_id = ${unitId}::uuid and number_unit_id <> ${unitId}::uuid and state <> 'closed')::int as actions,
			(select count(*) from numbered_print where custody_unit_id = ${unitId}::uuid and unit_id <> ${unitId}::uuid and state in ('held', 'recalled'))::int as prints,
			(select count(distinct a.inspection_id) from inspection_act a join inspection i on i.id = a.inspection_id
				where a.event = 'pass_on' and i.unit_id = ${unitId}::uuid)::int as inspections,
			(select count(*) from internal_audit a join old on old.id = a.unit_id where a.state = 'cancelled'
				and a.state_reason = ${closingReason()})::int as audits,
			(select count(*) from model_adoption m join old on old.id = m.unit_id where m.document_id is not null)::int as adoptions`;
	if (!row) return null;
	return { ...row, requests: (await inheritedRequests(ctx, unitId)).length };
}
