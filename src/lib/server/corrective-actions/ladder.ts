import { fromDbDate } from '#lib/domain/shared/day.ts';
import { headsOf, officersOf } from '#lib/server/documents/eligibility.ts';
import { inEachLanguage } from '#lib/server/notifications/each-language.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import type { NoticeKind } from '#lib/server/notifications/notice-kinds.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import * as m from '#lib/paraglide/messages.js';
import { actionDueSql } from './due-sql.ts';
import { actionDaysSql } from './action-days.ts';
import { coordinatorsOf } from './coordinators.ts';
import { forgetOfAction, membersAmong } from './action-facts.ts';
import { shortStatement } from './raise.ts';
import { stillVerifiesSql } from './still-verifies.ts';

const rungs = ['soon', 'officer', 'head', 'coordinator', 'check'] as const;
type Rung = (typeof rungs)[number];

type Due = {
	readonly id: string;
	readonly unitId: string;
	readonly unit: string;
	readonly number: string;
	readonly grade: string;
	readonly source: string;
	readonly statement: string;
	readonly ownerId: string | null;
	/** Null as well once they have left. */
	readonly verifierId: string | null;
	readonly rung: string;
	readonly dueOn: Date;
};

/**
 * Once a day: who hears of an action that comes due or is late, and of a check whose day has come. Each rung once per date, by the days of the
 * unit; a day on which nothing ran is made up for by the next, and a word ahead waits until there is an owner to hear it. Only a word: what is late is computed by the pages.
 * @returns how many rungs were told
 */
export async function remindOfActions(ctx: Ctx): Promise<number> {
	const due = await rungsReached(ctx);
	let told = 0;
	for (const action of due) if (await transaction(ctx, (ctx) => tellRung(ctx, action))) told += 1;
	return told;
}

/** Every rung that was reached and not told. What nobody was named for is due by the day that the Department set. A done plan is late no more; its check is due on its own day. */
async function rungsReached(ctx: Ctx): Promise<Due[]> {
	const day = today(ctx);
	const { soonDays, officerDays, headDays, coordinatorDays } = actionDaysSql;
	return ctx.db.$queryRaw<Due[]>`
		select reached.* from (
			select a.id, a.unit_id as "unitId", coalesce(n.name, '') as unit, a.number, a.grade::text, a.source::text, a.statement,
				a.owner_id as "ownerId",
				case when ${stillVerifiesSql(Prisma.sql`${day}::date`)} then a.verifier_id end as "verifierId", r.rung, r.due_on as "dueOn"
			from corrective_action a
			left join action_rule u on u.unit_id = a.unit_id
			left join unit_version n on n.unit_id = a.unit_id and n.valid_from <= ${day}::date and (n.valid_to is null or n.valid_to > ${day}::date)
			left join finding f on f.id = a.finding_id
			cross join lateral (select ${actionDueSql} as due_on) d
			cross join lateral (values
				('soon', d.due_on, a.state <> 'verifying' and ${day}::date between d.due_on - ${soonDays} and d.due_on
					and exists (select 1 from membership w join "user" o on o.id = w.user_id and o.status = 'active' where w.user_id = a.owner_id
						and w.unit_id = a.unit_id and w.valid_from <= ${day}::date and (w.valid_to is null or w.valid_to > ${day}::date))),
				('officer', d.due_on, a.state <> 'verifying' and ${day}::date >= d.due_on + ${officerDays}),
				('head', d.due_on, a.state <> 'verifying' and ${day}::date >= d.due_on + ${headDays}),
				('coordinator', d.due_on, a.state <> 'verifying' and ${day}::date >= d.due_on + ${coordinatorDays}),
				('check', a.check_due_on, a.state = 'verifying' and ${day}::date >= a.check_due_on)
			) r (rung, due_on, reached)
			where a.state in ('raised', 'analysing', 'awaiting_plan_approval', 'in_progress', 'verifying') and n.id is not null and r.reached
		) reached
		where not exists (select 1 from action_reminder t where t.action_id = reached.id and t.rung = reached.rung and t.due_on = reached."dueOn")
		order by reached."dueOn", reached.number, reached.id`;
}

async function tellRung(ctx: Ctx, action: Due): Promise<boolean> {
	const rung = rungs.find((one) => one === action.rung);
	if (!rung) return false;
	// Two runs at once tell it once.
	const first = await ctx.db.actionReminder.createMany({
		data: [{ actionId: action.id, rung, dueOn: action.dueOn, at: ctx.clock.now() }],
		skipDuplicates: true
	});
	if (first.count !== 1) return false;
	if (rung === 'officer') await forgetOfAction(ctx, action.id, ['action_soon']);
	const { to, kind } = await whoHears(ctx, action, rung);
	const outline = kind === 'action_late_province' && action.source !== 'inspection';
	await notify(ctx, {
		to,
		kind,
		subjectType: 'corrective_action',
		subjectId: action.id,
		unitId: action.unitId,
		params: {
			number: action.number,
			unit: action.unit,
			day: fromDbDate(action.dueOn),
			what: inEachLanguage((locale) => gradeWords(action.grade, locale)),
			// What a unit wrote of itself stays in it.
			...(outline ? {} : { title: shortStatement(action.statement) })
		}
	});
	return true;
}

async function whoHears(ctx: Ctx, action: Due, rung: Rung): Promise<{ to: (string | null)[]; kind: NoticeKind }> {
	switch (rung) {
		case 'soon':
			return { to: await ownerOf(ctx, action), kind: 'action_soon' };
		case 'officer':
			return { to: [...(await ownerOf(ctx, action)), ...(await officersOf(ctx, action.unitId))], kind: 'action_late' };
		case 'head':
			return { to: await headsOf(ctx, action.unitId), kind: 'action_late_head' };
		case 'coordinator':
			return { to: await coordinatorsOf(ctx), kind: 'action_late_province' };
		case 'check':
			if (action.verifierId) return { to: [action.verifierId], kind: 'action_check_due' };
			// Nobody is named, or nobody is left of it: whoever can name somebody.
			return {
				to:
					action.source === 'inspection'
						? await coordinatorsOf(ctx)
						: [...(await officersOf(ctx, action.unitId)), ...(await headsOf(ctx, action.unitId))],
				kind: 'action_check_unnamed'
			};
	}
}

/** Nobody, once the owner has left the unit. */
function ownerOf(ctx: Ctx, action: Due): Promise<string[]> {
	return membersAmong(ctx, action.unitId, action.ownerId === null ? [] : [action.ownerId]);
}

function gradeWords(grade: string, locale: 'vi' | 'en'): string {
	if (grade === 'major') return m.verification_grade_major({}, { locale });
	return grade === 'minor' ? m.verification_grade_minor({}, { locale }) : m.verification_grade_other({}, { locale });
}
