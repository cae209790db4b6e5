import { daysBetween, type Day } from '#lib/domain/shared/day.ts';
import * as m from '#lib/paraglide/messages.js';
import { look, type StateLook } from './state-look.ts';

/** How a deadline reads on a day: late is crimson, three days or fewer amber, more is grey. */
export function dueLook(due: Day, today: Day): StateLook {
	const days = daysBetween(today, due);
	if (days < 0) return look(() => m.common_late_days({ days: -days }), 'clock', 'stop');
	if (days === 0) return look(m.common_due_today, 'clock', 'wait');
	return look(() => m.common_days_left({ days }), 'clock', days <= 3 ? 'wait' : 'grey');
}
