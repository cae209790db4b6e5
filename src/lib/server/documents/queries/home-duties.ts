import { actingAs, hasProvinceRole, receivedBy, roles, unitIdsWith, type UserActor } from '#lib/domain/permissions/actor.ts';
import { personsOf } from '#lib/domain/permissions/persons.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import type { LaterDuty } from '#lib/domain/home/later-duties.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';

/** What a change request asks: an answer of who proposed it, an officer's opinion, a head's decision, a draft of who was named. */
export type RequestDuty = 'request_answer' | 'request_consider' | 'request_accept' | 'request_draft';

/** A list of records to destroy: to propose, to sign, to carry out with its minutes. */
export type DisposalDuty = 'disposal_draft' | 'disposal_sign' | 'disposal_carry_out';

/** What waits beside versions: batches not yet issued, corrections and lists of paper documents to sign, guests to appoint, change requests and disposals to move on. */
export type WaitingDuty = {
	/** `batch_sign`: one that only a head can issue, because it withdraws something. */
	readonly what: 'batch' | 'batch_sign' | 'correction' | 'take_on' | 'guest' | RequestDuty | DisposalDuty | LaterDuty;
	readonly id: string;
	/** The batch, list, request or disposal, or for a guest the version. */
	readonly subjectId: string;
	/** Number of the batch, list, request or disposal, or the code of the document. */
	readonly name: string;
	/** Lines of a batch, or the codes it withdraws; the field of a correction; rows of a list or disposal; the title of the document or request. */
	readonly detail: string;
	readonly unitName: string;
	readonly since: Date;
	/** Waits for somebody absent, who has delegated it to this person. */
	readonly inPlaceOf: string | null;
};

/**
 * What later folders ask of a person, as selects of the same columns: `what, id, subject_id, name, detail, unit_id, since`. The composition
 * (`server/home.ts`) hands them in; this folder knows nothing of them.
 */
export type LaterDuties = readonly ((actor: UserActor) => Prisma.Sql)[];

/**
 * The duties of a person as a select, so that they are counted by the same words as they are listed: their own, and those of each absent one by
 * itself, because only there the separation of duties counts both persons.
 */
export function dutiesSql(actor: UserActor, later: LaterDuties): Prisma.Sql {
	const received = receivedBy(actor);
	if (received.length === 0) return dutiesAs(actor, later);
	const each = [null, ...received].map((delegation) => Prisma.sql`(${dutiesAs(actingAs(actor, delegation), later)})`);
	return Prisma.sql`select distinct on (${keySql}, d.id) d.* from (${Prisma.join(each, ' union all ')}) d`;
}

const keySql = Prisma.sql`replace(d.what, 'batch_sign', 'batch')`;

/** @param actor with their own rights alone, or with one delegation beside them */
function dutiesAs(actor: UserActor, later: LaterDuties): Prisma.Sql {
	return Prisma.join([ownDutiesSql(actor), ...later.map((duties) => duties(actor))], ' union all ');
}

function ownDutiesSql(actor: UserActor): Prisma.Sql {
	const keeping = unitIdsWith(actor, ['officer', 'head']);
	const signing = unitIdsWith(actor, ['head']);
	const finishing = unitIdsWith(actor, ['officer']);
	const appoints = hasProvinceRole(actor, 'coordinator') ? Prisma.sql`true` : Prisma.sql`g.asked_of_unit_id = any(${keeping}::uuid[])`;
	const units = unitIdsWith(actor, [...roles]);
	const me = Prisma.sql`${actor.userId}::uuid`;
	/** Neither they nor, in whose place they would act, the absent one: whom the separation of duties asks. */
	const persons = Prisma.sql`${personsOf(actor)}::uuid[]`;
	return Prisma.sql`
			select case when l.withdrawn is not null and b.unit_id = any(${signing}::uuid[]) then 'batch_sign' else 'batch' end as what, b.id,
				b.id as subject_id, b.number as name,
				case when l.withdrawn is not null and b.unit_id = any(${signing}::uuid[]) then l.withdrawn else l.count::text end as detail,
				b.unit_id, b.created_at as since
			from issue_batch b
			cross join lateral (select count(*), string_agg(d.code, ', ' order by d.code_sort) filter (where l.withdraws) as withdrawn
				from issue_batch_line l join document d on d.id = l.document_id where l.batch_id = b.id) l
			where b.state = 'draft' and (b.unit_id = any(${finishing}::uuid[])
				-- A head is asked for what only a head can do, for what needs nothing more, and for what they began themself or took over.
				or coalesce(b.keeper_id, b.created_by_id) = ${me} and b.unit_id = any(${keeping}::uuid[])
				or b.unit_id = any(${signing}::uuid[]) and (l.withdrawn is not null
					or l.count > 0 and b.decision_number is not null and b.decision_date is not null and b.effective_on is not null))
			union all
			select 'correction', c.id, b.id, b.number, c.field, b.unit_id, c.created_at
			from batch_correction c join issue_batch b on b.id = c.batch_id where c.state = 'proposed' and b.unit_id = any(${signing}::uuid[])
			union all
			select 'take_on', t.id, t.id, t.number, (select count(*)::text from take_on_line l where l.take_on_id = t.id), t.unit_id, t.ready_at
			from take_on t where t.state = 'draft' and t.ready_at is not null and t.unit_id = any(${signing}::uuid[])
			union all
			select case x.state when 'draft' then 'disposal_draft' when 'proposed' then 'disposal_sign' else 'disposal_carry_out' end,
				x.id, x.id, x.number, (select count(*)::text from record_disposal_line l where l.disposal_id = x.id), x.unit_id,
				coalesce(x.approved_at, x.created_at)
			from record_disposal x
			where x.state = 'draft' and x.unit_id = any(${finishing}::uuid[]) and (x.created_by_id = any(${persons})
					-- Whoever listed it and is no officer there any more leaves it to those who are.
					or not (eiso_works_in(x.created_by_id, x.unit_id) and eiso_holds_own_role(x.created_by_id, x.unit_id, 'officer')))
				or x.state = 'proposed' and x.unit_id = any(${signing}::uuid[]) and x.created_by_id <> all(${persons})
				or x.state = 'approved' and x.unit_id = any(${finishing}::uuid[])
			union all
			select 'guest', g.id, g.version_id, d.code, v.title, v.unit_id, g.created_at
			from guest_review g join version v on v.id = g.version_id join document d on d.id = v.document_id
			where g.state = 'asked' and ${appoints}
			union all
			select r.asks, r.id, r.id, r.number, r.title, r.unit_id, r.since from (
				select c.id, c.number, c.title, c.unit_id, case
						when c.state = 'proposed' and asked.last = 'ask' then case when c.proposer_id = ${me} then 'request_answer' end
						when c.state = 'proposed' and c.unit_id = any(${finishing}::uuid[])
							and (c.proposer_id is null or c.proposer_id <> all(${persons}) or c.proposer_id = ${me} and not exists (select 1 from membership m where m.unit_id = c.unit_id
								and m.user_id <> ${me} and 'officer' = any(m.roles) and eiso_today() >= m.valid_from
								and (m.valid_to is null or eiso_today() < m.valid_to))) then 'request_consider'
						when c.state = 'considered' and c.unit_id = any(${signing}::uuid[]) and (c.proposer_id is null or c.proposer_id <> all(${persons})) then 'request_accept'
						when c.state = 'accepted' and c.kind <> 'withdraw' and c.drafter_id = ${me}
							and not exists (select 1 from change_request_link k where k.request_id = c.id) then 'request_draft'
					end as asks, coalesce(asked.at, c.proposed_at) as since
				from change_request c left join lateral (select e.event as last, e.at from change_request_event e
					where e.request_id = c.id order by e.at desc, e.id desc limit 1) asked on true
				where c.closed_at is null and c.unit_id = any(${units}::uuid[])) r
			where r.asks is not null`;
}

/** One statement; for who acts in the place of others one more each, which tells whose it is. */
export async function waitingDuties(ctx: Ctx, actor: UserActor, later: LaterDuties = []): Promise<WaitingDuty[]> {
	const received = receivedBy(actor);
	const own = await dutiesOf(ctx, actingAs(actor, null), later);
	const seen = new Set(own.map(keyOf));
	const duties = own.map((duty): WaitingDuty => ({ ...duty, inPlaceOf: null }));
	for (const delegation of received)
		for (const duty of await dutiesOf(ctx, actingAs(actor, delegation), later)) {
			if (seen.has(keyOf(duty))) continue;
			seen.add(keyOf(duty));
			duties.push({ ...duty, inPlaceOf: delegation.ofName });
		}
	return duties.toSorted((one, other) => one.since.getTime() - other.since.getTime());
}

type FoundDuty = Omit<WaitingDuty, 'inPlaceOf'>;
const keyOf = ({ what, id }: FoundDuty) => `${what.replace(/^batch_sign$/, 'batch')}:${id}`;

function dutiesOf(ctx: Ctx, actor: UserActor, later: LaterDuties): Promise<FoundDuty[]> {
	const day = today(ctx);
	return ctx.db.$queryRaw<FoundDuty[]>(Prisma.sql`
		with duty as (${dutiesAs(actor, later)})
		select duty.what, duty.id, duty.subject_id as "subjectId", duty.name, duty.detail, coalesce(uv.name, '') as "unitName", duty.since
		from duty left join unit_version uv on uv.unit_id = duty.unit_id
			and uv.valid_from <= ${day}::date and (uv.valid_to is null or uv.valid_to > ${day}::date)
		order by duty.since`);
}
