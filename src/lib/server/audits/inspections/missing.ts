import { isShortNotice, remindersNeeded, unsignedFrom } from '#lib/domain/audits/inspection-days.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { isSelfTimeOver, type LoadedInspection } from './facts.ts';
import { countAndPlaces } from './self-assessment.ts';

/** What stands between an inspection and its next step, as a code with what its words need. */
export type Missing =
	| { readonly code: 'visit_day' | 'lead' | 'short_notice' | 'self_over' | 'head_hands_in' | 'visit_day_not_reached' | 'head_signs' }
	| { readonly code: 'self_unanswered' | 'unanswered' | 'conflicts'; readonly count: number; readonly positions: string };

export type AnswerFacts = readonly {
	readonly position: number;
	readonly selfResult: string;
	readonly result: string;
	readonly conflicts: { readonly self: number; readonly team: number };
}[];

/**
 * What is missing before the next step, whoever looks: pages show it, and the commands ask the same of the database again.
 * @param leads who leads the team and is an inspector today
 */
export function missingFor(ctx: Ctx, inspection: LoadedInspection, answers: AnswerFacts, leads: number): Missing[] {
	const day = today(ctx);
	const visitOn = fromDbDate(inspection.visitOn);
	const missing: Missing[] = [];
	switch (inspection.state) {
		case 'scheduled':
			if (!visitOn) missing.push({ code: 'visit_day' });
			if (leads === 0) missing.push({ code: 'lead' });
			if (visitOn && isShortNotice(day, visitOn)) missing.push({ code: 'short_notice' });
			break;
		case 'notified': {
			missing.push(
				...placesOf(
					'self_unanswered',
					answers.filter(({ selfResult }) => selfResult === 'unanswered')
				)
			);
			missing.push(
				...placesOf(
					'conflicts',
					answers.filter(({ conflicts }) => conflicts.self > 0)
				)
			);
			if (isSelfTimeOver(ctx, inspection) && missing.length > 0) missing.push({ code: 'self_over' });
			if (missing.length === 0) missing.push({ code: 'head_hands_in' });
			break;
		}
		case 'handed_in':
			if (visitOn && day < visitOn) missing.push({ code: 'visit_day_not_reached' });
			break;
		case 'on_site':
			missing.push(
				...placesOf(
					'unanswered',
					answers.filter(({ result }) => result === 'unanswered')
				)
			);
			missing.push(
				...placesOf(
					'conflicts',
					answers.filter(({ conflicts }) => conflicts.team > 0)
				)
			);
			break;
		case 'minutes':
			missing.push({ code: 'head_signs' });
			break;
		case 'closed':
		case 'cancelled':
			break;
	}
	return missing;
}

function placesOf(code: 'self_unanswered' | 'unanswered' | 'conflicts', rows: readonly { position: number }[]): Missing[] {
	if (rows.length === 0) return [];
	return [{ code, ...countAndPlaces(rows) }];
}

/** Whether lead and coordinator may close without the unit's signature today, by days and reminders. */
export function mayCloseUnsigned(ctx: Ctx, inspection: LoadedInspection, reminders: number): boolean {
	return inspection.minutesAt !== null && today(ctx) >= unsignedFrom(inspection.minutesAt) && reminders >= remindersNeeded;
}
