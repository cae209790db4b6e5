import * as m from '#lib/paraglide/messages.js';
import type { Ctx } from '#lib/server/platform/context.ts';

/** What an inspector signs as: their position with the Department, else that they lead the team. Vietnamese, as it is kept. */
export function inspectorPosition(ctx: Ctx): string {
	const position = ctx.actor.kind === 'user' ? ctx.actor.provincePosition : '';
	return position === '' ? m.inspections_lead_position({}, { locale: 'vi' }) : position;
}
