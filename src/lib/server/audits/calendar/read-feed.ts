import ical, { ICalEventStatus } from 'ical-generator';
import type { InspectionState } from '#lib/domain/audits/inspection-lifecycle.ts';
import { addDays, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import * as m from '#lib/paraglide/messages.js';
import { wordsOf } from '#lib/words.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { hashSecret } from '#lib/server/identity/secrets.ts';
import { countAttempt, returnAttempt, type ThrottleRule } from '#lib/server/identity/throttle.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { visibleInspections } from '../inspections/visible.ts';

/** Programs ask every quarter of an hour or so; whoever asks oftener than once a minute on average is told to wait. */
const perFeed: ThrottleRule = { limit: 60, windowSeconds: 3600, blockSeconds: 600 };
/** Addresses that do not answer, from one place: somebody guesses. */
const perAddress: ThrottleRule = { limit: 20, windowSeconds: 900, blockSeconds: 900 };

/** Visits that are over stay so long. */
const daysBack = 180;

type Visit = {
	id: string;
	state: InspectionState;
	visitOn: Day;
	rowVersion: number;
	unit: string;
	team: string | null;
	number: string;
	title: string;
};

/**
 * The calendar at a secret address, as RFC 5545: the visits that its owner may see today, each a day long, under an id that stays and with a
 * sequence that grows with every change. Asks for no session; a feed that has ended, or whose owner may not act any more, is not there.
 * @throws NotFound; TooMany
 */
export async function readFeed(ctx: Ctx, input: { secret: string; origin: string }): Promise<string> {
	const now = ctx.clock.now();
	const guesses = `calendar:address:${ctx.address}`;
	await countAttempt(ctx.client, guesses, perAddress, now);
	const hash = hashSecret(input.secret);
	const feed = await ctx.db.calendarFeed.findFirst({
		where: { hash, endedAt: null },
		select: { id: true, user: { select: { id: true, locale: true } } }
	});
	const actor = feed && (await loadActor(ctx.client, feed.user.id, today(ctx), {}, { received: false }));
	if (!actor) throw new NotFound();
	await returnAttempt(ctx.client, guesses);
	await countAttempt(ctx.client, `calendar:feed:${feed.id}`, perFeed, now);
	const { locale } = feed.user;
	const calendar = ical({
		name: m.cycles_calendar_name({}, { locale }),
		prodId: { company: 'eISO', product: 'eISO', language: locale.toUpperCase() },
		ttl: 3600
	});
	for (const visit of await visitsOf({ ...ctx, actor }, addDays(today(ctx), -daysBack))) {
		calendar.createEvent({
			id: `${visit.id}@eiso`,
			sequence: visit.rowVersion,
			stamp: now,
			start: toDbDate(visit.visitOn),
			end: toDbDate(addDays(visit.visitOn, 1)),
			allDay: true,
			summary: m.cycles_calendar_event({ unit: visit.unit }, { locale }),
			description: m.cycles_calendar_details(
				{
					number: visit.number,
					title: visit.title,
					team: visit.team ?? m.cycles_no_team({}, { locale }),
					state: wordsOf(`inspections_state_${visit.state}`, {}, locale) ?? visit.state
				},
				{ locale }
			),
			url: `${input.origin}/inspections/${visit.id}`,
			status: statusOf(visit.state)
		});
	}
	return calendar.toString();
}

function statusOf(state: InspectionState): ICalEventStatus {
	if (state === 'cancelled') return ICalEventStatus.CANCELLED;
	return state === 'scheduled' ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED;
}

function visitsOf(ctx: Ctx, since: Day): Promise<Visit[]> {
	return ctx.db.$queryRaw<Visit[]>`
		select i.id, i.state::text as state, i.visit_on::text as "visitOn", i.row_version as "rowVersion", u.name as unit, t.name as team,
			c.number, c.title
		from inspection i join audit_cycle c on c.id = i.cycle_id left join cycle_team t on t.id = i.team_id
			join lateral (select v.name from unit_version v where v.unit_id = i.unit_id and (v.valid_to is null or v.valid_to > v.valid_from)
				order by (v.valid_from <= ${today(ctx)}::date) desc, v.valid_from desc limit 1) u on true
		where i.visit_on >= ${since}::date and ${visibleInspections(ctx.actor, 'inspection.read')}
		order by i.visit_on, i.id limit 2000`;
}
