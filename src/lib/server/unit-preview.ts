import { wantedOf, type CarryChoice } from '#lib/domain/documents/carry-over.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { codeKey } from '#lib/domain/documents/code.ts';
import { addDays, type Day } from '#lib/domain/shared/day.ts';
import type { CarryLine, ClosingItem, ClosingPreview, ClosingSection, ClosingSectionKey } from '#lib/domain/units/closing-preview.ts';
import { longestUntil, type EventChoices } from '#lib/domain/units/event-choices.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { carryPlan, lastInForce } from '#lib/server/documents/carry-over/plan.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { keeperWithoutHeir } from '#lib/server/units/record-keeper.ts';
import { unitNamesOn } from '#lib/server/units/units-on-day.ts';

export type PreviewedEvent = {
	/** Null while it is not entered yet. */
	readonly eventId: string | null;
	readonly effectiveOn: Day;
	/** Units that end. */
	readonly endedIds: readonly string[];
	/** Successors in the order of the event's `to`; a new unit has no id before the event is entered. */
	readonly targets: readonly { readonly unitId: string | null; readonly name: string }[];
	readonly choices: EventChoices;
	/** Whether something was chosen already: then nothing is proposed. */
	readonly isChosen: boolean;
};

/**
 * What an event does to everything in the units that end, with the choices to be made; nothing is written. Titles are shown only of what the
 * coordinator may see (design.md §8): of drafts, requests and prints the numbers, of actions and audits number and state.
 * @throws Forbidden
 */
export async function closingPreview(ctx: Ctx, event: PreviewedEvent): Promise<ClosingPreview> {
	authorize(ctx, 'unit.manage');
	const { effectiveOn, endedIds, targets, choices } = event;
	const names = await unitNamesOn(ctx, endedIds, addDays(effectiveOn, -1));
	const longest = addDays(longestUntil(effectiveOn), -1);
	const untils = choices.flatMap(({ choice, until }) => (choice === 'carry' && until !== null ? [until] : []));
	const carried = await carryOf(ctx, event);
	return {
		effectiveOn,
		longestLastDay: longest,
		lastDay: untils[0] === undefined ? longest : addDays(untils[0], -1),
		askReading: choices.some(({ askReading }) => askReading),
		units: endedIds.map((unitId) => ({ unitId, name: names.get(unitId)?.name ?? '' })),
		targets: targets.map(({ name }, place) => ({ place, name })),
		keeper: targets.length > 0 ? null : await keeperOf(ctx, event),
		...carried,
		later: choices.flatMap(({ subjectType, subjectId, choice, target }) =>
			subjectType === 'unit' && choice === 'carry' ? [{ unitId: subjectId, place: target }] : []
		),
		sections: await sectionsOf(ctx, event)
	};
}

async function keeperOf(ctx: Ctx, { endedIds, effectiveOn }: PreviewedEvent): Promise<string | null> {
	const keepers = await Promise.all(endedIds.map((unitId) => keeperWithoutHeir(ctx, unitId, effectiveOn)));
	return keepers.includes(null) ? null : [...new Set(keepers.flatMap((keeper) => keeper?.name ?? []))].join(', ') || null;
}

/** The successor as the plan names it: its id, or its place where it has none yet. */
const targetName = (event: PreviewedEvent, place: number) => event.targets[place]?.unitId ?? `new:${place}`;

async function carryOf(ctx: Ctx, event: PreviewedEvent): Promise<Pick<ClosingPreview, 'carry' | 'clashes'>> {
	const { endedIds, effectiveOn: day, eventId } = event;
	const inForce = await lastInForce(ctx, endedIds, day);
	const chosen = event.choices.flatMap((choice): CarryChoice[] => {
		const { subjectType, target } = choice;
		if (subjectType !== 'unit' && subjectType !== 'document') return [];
		return [{ ...choice, subjectType, target: targetName(event, target), chosenById: null }];
	});
	const proposed = event.isChosen ? chosen : await proposal(ctx, event, inForce);
	const { clashes } = await carryPlan(ctx, { eventId, unitIds: endedIds, day, choices: proposed });
	const wanted = new Map(wantedOf(inForce, proposed, day).map((one) => [`${one.target} ${one.version.documentId}`, one]));
	const codes = new Map(proposed.map((choice) => [`${choice.target} ${choice.subjectId}`, choice.newCode]));
	const known = new Set(inForce.map(({ documentId }) => documentId));
	const carry = inForce.map((version): CarryLine => {
		const { documentId, unitId, code, title } = version;
		return {
			...{ documentId, unitId, code, title, numbers: shortNumbers(version) },
			isForm: version.parentId !== null && known.has(version.parentId),
			targets: event.targets.map((_, place) => {
				const target = targetName(event, place);
				const newCode = codes.get(`${target} ${documentId}`) ?? null;
				return {
					place,
					choice: wanted.has(`${target} ${documentId}`) ? 'carry' : 'leave',
					newCode,
					clashes: clashes.some((clash) => clash.target === target && clash.documentIds.includes(documentId))
				};
			})
		};
	});
	const placeOf = (target: string) => event.targets.findIndex((_, place) => targetName(event, place) === target);
	return { carry, clashes: clashes.map(({ target, code }) => ({ place: placeOf(target), code })) };
}

/**
 * What is proposed: a new successor goes on with all that its predecessors have in force, of equal codes with the document of the first of
 * them; a unit that exists has its own documents.
 */
async function proposal(ctx: Ctx, event: PreviewedEvent, inForce: Awaited<ReturnType<typeof lastInForce>>): Promise<CarryChoice[]> {
	const order = new Map(event.endedIds.map((unitId, index) => [unitId, index]));
	const byUnit = inForce.toSorted((a, b) => (order.get(a.unitId) ?? 0) - (order.get(b.unitId) ?? 0));
	const existing = event.targets.flatMap(({ unitId }) => unitId ?? []);
	const begun = new Set(
		(
			await ctx.db.unitVersion.findMany({
				where: { unitId: { in: existing }, validFrom: { lt: new Date(`${event.effectiveOn}T00:00:00Z`) } },
				select: { unitId: true }
			})
		).map(({ unitId }) => unitId)
	);
	return event.targets.flatMap(({ unitId }, place) => {
		if (unitId !== null && begun.has(unitId)) return [];
		const seen = new Set<string>();
		return byUnit.map((version): CarryChoice => {
			const key = codeKey(version.code);
			const isFirst = !seen.has(key);
			seen.add(key);
			return {
				...{ subjectType: 'document', subjectId: version.documentId, target: targetName(event, place) },
				...{ choice: isFirst ? 'carry' : 'leave', newCode: null, until: null, askReading: false, chosenById: null }
			};
		});
	});
}

const shownItems = 50;
/** Sections of which the coordinator may see more than numbers. */
const listed: Partial<Record<ClosingSectionKey, ClosingSection['choice']>> = {
	upcoming: null,
	audits: null,
	inspections: 'move_or_cancel',
	actions: 'move',
	records: 'move',
	roll_outs: null,
	announcements: null,
	people: null
};

/** `about`: what its page is called by, where that is not the thing itself. */
type Row = {
	key: ClosingSectionKey;
	id: string;
	unitId: string;
	label: string;
	title: string;
	state: string | null;
	about: string | null;
	total: number;
};

/** One statement: per section the number and the first fifty. */
async function sectionsOf(ctx: Ctx, event: PreviewedEvent): Promise<ClosingSection[]> {
	const ids = Prisma.sql`${[...event.endedIds]}::uuid[]`;
	const day = Prisma.sql`${event.effectiveOn}::date`;
	const rows = await ctx.db.$queryRaw<Row[]>`
		with coming as (
			-- Units that end before the event, with who keeps their records on the day before it.
			select distinct v.unit_id as from_id, k.id from unit_version v
			cross join lateral (select eiso_record_keeper(v.unit_id, ${day} - 1) as id) k
			where v.valid_to > ${today(ctx)}::date and v.valid_to < ${day} and v.valid_to > v.valid_from and k.id = any(${ids}) and k.id <> v.unit_id
		), thing as (
			select 'upcoming' as key, v.id, v.unit_id, d.code as label, v.title, null as state, null::text as about from version v join document d on d.id = v.document_id
				where v.unit_id = any(${ids}) and v.state = 'issued' and v.effective_from >= ${day} and v.effective_from > eiso_today()
			union all select 'drafts', id, unit_id, '', '', state::text, null from version
				where unit_id = any(${ids}) and state in ('draft', 'in_review', 'in_approval', 'approved')
			union all select 'batches', id, unit_id, '', '', null, null from issue_batch where unit_id = any(${ids}) and state = 'draft'
			union all select 'readings', id, unit_id, '', '', null, null from reading_request where unit_id = any(${ids}) and state = 'open'
			union all select 'prints', id, custody_unit_id, '', '', null, null from numbered_print where custody_unit_id = any(${ids}) and state in ('held', 'recalled')
			union all select 'requests', c.id, c.unit_id, '', '', null, null from change_request c where c.unit_id = any(${ids})
				and c.state in ('proposed', 'considered', 'accepted') and (c.state <> 'accepted' or eiso_change_request_done_on(c.id) is null)
			union all select 'programmes', id, unit_id, year::text, '', state::text, null from audit_programme where unit_id = any(${ids}) and state <> 'closed'
			union all select 'audits', id, unit_id, number, '', state::text, null from internal_audit where unit_id = any(${ids}) and state not in ('closed', 'cancelled')
			union all select 'inspections', i.id, i.unit_id, c.number, c.title, i.state::text, null from inspection i join audit_cycle c on c.id = i.cycle_id
				where i.unit_id = any(${ids}) and i.state not in ('closed', 'cancelled')
			union all select 'actions', id, unit_id, number, '', state::text, null from corrective_action where unit_id = any(${ids}) and state <> 'closed'
			union all select 'records', s.id, s.custody_unit_id, s.code, s.name, null, null from record_series s where s.custody_unit_id = any(${ids})
			union all select 'records', s.id, k.id, s.code, s.name, null, null from coming k join record_series s on s.custody_unit_id = k.from_id
			union all select 'externals', id, unit_id, '', '', null, null from external_subscription where unit_id = any(${ids}) and ended_at is null
			union all select 'adoptions', id, unit_id, '', '', null, null from model_adoption where unit_id = any(${ids}) and document_id is not null
			union all select 'roll_outs', r.id, r.unit_id, w.title, '', null, r.unit_id || '?wave=' || w.id
				from roll_out_unit r join roll_out_wave w on w.id = r.wave_id and w.state <> 'closed'
				where r.unit_id = any(${ids}) and r.joined_on <= ${day} and (r.left_on is null or r.left_on = ${day} and r.left_for = 'reorganised')
			union all select 'announcements', id, unit_id, number, '', null, null from announcement
				where unit_id = any(${ids}) and (state = 'signed' or state = 'withdrawn' and effective_to > effective_on)
				and (effective_to is null or effective_to > ${day} or effective_to = ${day} and ended_for = 'unit_ended')
			union all select 'reports', id, unit_id, '', '', null, null from periodic_report where unit_id = any(${ids}) and state = 'draft'
			union all select 'people', m.id, m.unit_id, p.full_name, m.position, null, p.id::text from membership m join "user" p on p.id = m.user_id and p.status <> 'disabled'
				where m.unit_id = any(${ids}) and m.valid_from < ${day} and (m.valid_to is null or m.valid_to >= ${day})
		), counted as (
			select thing.*, count(*) over (partition by key)::int as total, row_number() over (partition by key order by unit_id, label, id) as place from thing
		)
		select key, id, unit_id as "unitId", label, title, state, about, total from counted where place <= ${shownItems} order by key, place`;
	return [...Map.groupBy(rows, ({ key }) => key)].map(([key, own]) => ({
		key,
		count: own[0]?.total ?? 0,
		items: key in listed ? own.map((row) => itemOf(ctx, row, event)) : null,
		choice: listed[key] ?? null
	}));
}

function itemOf(ctx: Ctx, { key, total: _total, about, ...row }: Row, { choices }: PreviewedEvent): ClosingItem {
	const choice = choices.findLast(({ subjectId }) => subjectId === row.id);
	const href = mayOpen(ctx, key, row.unitId) ? `${pages[key]}${about ?? row.id}` : null;
	return { ...row, href, chosen: choice?.choice === 'cancel' ? 'cancel' : choice?.choice === 'move' ? choice.target : null };
}

/** Where a listed thing is read. Records are read by who keeps them alone. */
const pages: Partial<Record<ClosingSectionKey, string>> = {
	upcoming: '/versions/',
	audits: '/audits/',
	inspections: '/inspections/',
	actions: '/corrective-actions/',
	roll_outs: '/roll-out/units/',
	announcements: '/announcements/',
	people: '/people/'
};

/** A coordinator knows of an internal audit that it is, and opens it as officer or head of the unit only. */
function mayOpen(ctx: Ctx, key: ClosingSectionKey, unitId: string): boolean {
	return key in pages && (key !== 'audits' || may(ctx.actor, 'audit.read', { unitId }));
}
