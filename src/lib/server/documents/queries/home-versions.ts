import { decide } from '#lib/domain/permissions/decide.ts';
import { unitIdsWith, type Role, type UserActor } from '#lib/domain/permissions/actor.ts';
import type { VersionState } from '#lib/domain/documents/lifecycle.ts';
import type { Numbers, NumberingScheme } from '#lib/domain/documents/numbering.ts';
import { Prisma, type Visibility } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { reviewerFacts } from '../eligibility.ts';
import { openStates } from './list-sql.ts';

/** A version that waits for this person, and what for. */
export type WaitingVersion = {
	readonly what: 'returned' | 'draft' | 'review' | 'approve' | 'issue';
	readonly id: string;
	readonly documentId: string;
	readonly unitId: string;
	readonly code: string;
	readonly title: string;
	readonly numbers: Numbers;
	readonly scheme: NumberingScheme;
	readonly kind: string;
	/** When it came to this person. */
	readonly since: Date;
	/** Who sent it or sent it back. */
	readonly by: string | null;
	/** The remark of a return, else the summary of the change. */
	readonly remark: string | null;
	/** Waits for somebody absent, who has delegated it to this person. */
	readonly inPlaceOf: string | null;
};

type Row = {
	id: string;
	document_id: string;
	unit_id: string;
	code: string;
	title: string;
	summary: string;
	kind_code: string;
	issue_no: number;
	revision_no: number;
	scheme: NumberingScheme;
	state: VersionState;
	round: number;
	reviewer_id: string | null;
	owner_division_id: string | null;
	visibility: Visibility;
	since: Date;
	by_name: string | null;
	returned_by: string | null;
	returned_remark: string | null;
	authors: string[];
	drafters: string[];
	guests: string[];
	passers: string[];
	exception: string | null;
	in_batch: boolean;
	/** Reviewers and heads of its unit, where this person may be asked to review. */
	people: Person[];
};

type Person = { userId: string; divisionId: string | null; roles: Role[] };

/** One statement, whatever the number of versions. Whether something waits for this person is decided by the permission table. */
export async function waitingVersions(ctx: Ctx, actor: UserActor): Promise<WaitingVersion[]> {
	const rows = await openVersions(ctx, actor);
	return rows.flatMap((row) => waiting(actor, row));
}

function openVersions(ctx: Ctx, actor: UserActor): Promise<Row[]> {
	const day = today(ctx);
	const ids = (select: Prisma.Sql) => Prisma.sql`array(${select})`;
	return ctx.db.$queryRaw<Row[]>(Prisma.sql`
		select v.id, v.document_id, v.unit_id, d.code, v.title, v.summary, d.kind_code, v.issue_no, v.revision_no, u.numbering_scheme as scheme,
			v.state, v.round, v.reviewer_id, d.owner_division_id, d.visibility,
			coalesce(last.at, v.updated_at) as since, last.actor_name as by_name,
			returned.actor_name as returned_by, returned.comment as returned_remark,
			${ids(Prisma.sql`select a.user_id::text from version_author a where a.version_id = v.id and a.round = v.round`)} as authors,
			${ids(Prisma.sql`select a.user_id::text from document_drafter a where a.document_id = d.id`)} as drafters,
			${ids(Prisma.sql`select g.guest_id::text from guest_review g where g.version_id = v.id and g.state = 'appointed' and g.guest_id is not null`)} as guests,
			${ids(Prisma.sql`select p.user_id::text from version_act p where p.version_id = v.id and p.round = v.round and p.event = 'pass'
				and p.voided_at is null and p.user_id is not null`)} as passers,
			(select e.number from sod_exception e where e.unit_id = v.unit_id and e.ended_at is null
				and e.valid_from <= ${day}::date and e.valid_to > ${day}::date limit 1) as exception,
			exists (select 1 from issue_batch_line l join issue_batch b on b.id = l.batch_id where l.version_id = v.id and b.state = 'draft') as in_batch,
			coalesce((select jsonb_agg(jsonb_build_object('userId', m.user_id, 'divisionId', m.division_id, 'roles', m.roles::text[]))
				from membership m join "user" p on p.id = m.user_id
				where m.unit_id = v.unit_id and v.unit_id = any(${unitIdsWith(actor, ['reviewer', 'head'])}::uuid[])
					and m.roles && array['reviewer', 'head']::role[] and p.status = 'active'
					and m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to > ${day}::date)), '[]') as people
		from version v
		join document d on d.id = v.document_id
		join unit u on u.id = v.unit_id
		left join lateral (select act.at, act.actor_name from version_act act where act.version_id = v.id and act.event <> 'edit'
			order by act.at desc limit 1) last on true
		left join lateral (select act.actor_name, act.comment from version_act act where act.version_id = v.id and act.event = 'return'
			and act.round = v.round - 1 order by act.at desc limit 1) returned on true
		where v.state in ${openStates} and (v.unit_id = any(${unitIdsWith(actor)}::uuid[])
			or v.id in (select g.version_id from guest_review g where g.guest_id = ${actor.userId}::uuid and g.state = 'appointed'))
		order by since`);
}

function waiting(actor: UserActor, row: Row): WaitingVersion[] {
	const found = whatWaits(actor, row);
	if (!found) return [];
	const { what, inPlaceOf } = found;
	const returned = what === 'returned';
	return [
		{
			what,
			id: row.id,
			documentId: row.document_id,
			unitId: row.unit_id,
			code: row.code,
			title: row.title,
			numbers: { issueNo: row.issue_no, revisionNo: row.revision_no },
			scheme: row.scheme,
			kind: row.kind_code,
			since: row.since,
			by: returned ? row.returned_by : row.by_name,
			remark: (returned ? row.returned_remark : row.summary) || null,
			inPlaceOf
		}
	];
}

type Found = { readonly what: WaitingVersion['what']; readonly inPlaceOf: string | null };

function whatWaits(actor: UserActor, row: Row): Found | null {
	const facts = reviewerFacts(
		{
			unitId: row.unit_id,
			round: row.round,
			reviewerId: row.reviewer_id,
			document: { ownerDivisionId: row.owner_division_id },
			authors: row.authors.map((userId) => ({ userId, round: row.round })),
			guests: row.guests.map((guestId) => ({ guestId }))
		},
		row.people,
		row.exception === null ? null : { id: row.exception, number: row.exception }
	);
	const subject = {
		unitId: row.unit_id,
		phase: 'open' as const,
		visibility: row.visibility,
		authorIds: row.authors,
		drafterIds: row.drafters,
		guestIds: row.guests,
		reviewerIds: facts.asked,
		passerIds: row.passers
	};
	const asks = (action: 'version.pass' | 'batch.manage', what: WaitingVersion['what']): Found | null => {
		const decision = decide(actor, action, subject);
		return decision.allowed ? { what, inPlaceOf: decision.delegation?.ofName ?? null } : null;
	};
	switch (row.state) {
		case 'draft': {
			const mine = row.authors.includes(actor.userId) || row.drafters.includes(actor.userId);
			if (!mine || !decide(actor, 'version.edit', subject).allowed) return null;
			return { what: row.returned_by === null ? 'draft' : 'returned', inPlaceOf: null };
		}
		case 'in_review':
			return asks('version.pass', 'review');
		case 'in_approval': {
			const decision = decide(actor, 'version.approve', subject);
			if (!decision.allowed) return null;
			const persons = [actor.userId, decision.delegation?.ofUserId];
			const passed = row.passers.some((id) => persons.includes(id)) && row.exception === null;
			return passed ? null : { what: 'approve', inPlaceOf: decision.delegation?.ofName ?? null };
		}
		case 'approved':
			return row.in_batch ? null : asks('batch.manage', 'issue');
		default:
			return null;
	}
}
