import type { Check, CheckFacts, Fix } from './checks.ts';
import type { Duration, ProcedureContent } from './content.ts';
import { durationOf, hoursOf, sameHours } from './duration.ts';

/**
 * The steps of a service take together exactly its time limit (domain.md §2.4). Branches that run beside others leave their time
 * empty, which only warns, so that no procedure is kept from review by how it is told.
 */
export function checkTimes({ service, steps }: ProcedureContent, facts: CheckFacts): Check[] {
	if (!service) return [];
	const checks: Check[] = [];
	const timed = steps.flatMap(({ id, time }, index) => (time ? [{ id, time, no: index + 1 }] : []));
	const limit = service.timeLimit;
	if (limit && timed.length > 0) {
		const sum = timed.reduce((hours, { time }) => hours + hoursOf(time), 0);
		if (!sameHours(sum, hoursOf(limit))) checks.push(differ(timed, sum, limit, facts));
	}
	const known = facts.service;
	if (known !== null && known !== 'unknown' && known.timeLimit && limit && !sameHours(hoursOf(known.timeLimit), hoursOf(limit)))
		checks.push({
			part: 'service.timeLimit',
			code: 'service_limit_differs',
			params: { written: hoursOf(limit), known: hoursOf(known.timeLimit), decision: known.decision },
			severity: 'warn',
			fixes: [{ kind: 'set_time_limit', time: known.timeLimit }]
		});
	return checks;
}

type Timed = { readonly id: string; readonly time: Duration; readonly no: number };

function differ(timed: readonly Timed[], sum: number, limit: Duration, facts: CheckFacts): Check {
	const missing = hoursOf(limit) - sum;
	const step = stepToChange(timed, missing, facts);
	const fixes: Fix[] = step
		? [{ kind: 'set_step_time', rowId: step.id, time: durationOf(hoursOf(step.time) + missing, step.time.unit) }]
		: [];
	const earlier = step && facts.earlierTimes[step.id];
	return {
		part: 'steps',
		...(step ? { rowId: step.id } : {}),
		code: 'times_differ',
		params: {
			sum,
			limit: hoursOf(limit),
			missing,
			...(step && earlier && !sameHours(hoursOf(earlier), hoursOf(step.time))
				? { no: step.no, before: hoursOf(earlier), now: hoursOf(step.time) }
				: {})
		},
		severity: 'stop',
		fixes: [...fixes, { kind: 'set_time_limit', time: durationOf(sum, limit.unit) }]
	};
}

/** The step whose time was changed by just the difference; else the longest that can take it. */
function stepToChange(timed: readonly Timed[], missing: number, { earlierTimes }: CheckFacts): Timed | undefined {
	const changed = timed.find(({ id, time }) => {
		const before = earlierTimes[id];
		return before !== undefined && sameHours(hoursOf(before) - hoursOf(time), missing);
	});
	return changed ?? [...timed].sort((a, b) => hoursOf(b.time) - hoursOf(a.time)).find(({ time }) => hoursOf(time) + missing > 0);
}
