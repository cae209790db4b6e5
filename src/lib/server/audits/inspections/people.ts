import * as m from '#lib/paraglide/messages.js';
import type { Ctx } from '#lib/server/platform/context.ts';
import { currentInspectors } from '../cycles/teams.ts';
import type { LoadedInspection } from './facts.ts';
import { leadPeople } from './move.ts';

/** Who leads the team and may act on it: whose appointment as an inspector has ended leads nothing. */
export async function activeLeads(ctx: Ctx, inspection: LoadedInspection): Promise<string[]> {
	const leads = leadPeople(inspection);
	const inspectors = leads.length === 0 ? [] : await currentInspectors(ctx);
	return leads.filter((userId) => inspectors.some(({ id }) => id === userId));
}

/** What an inspector signs as: their position with the Department, else that they lead the team. Vietnamese, as it is kept. */
export function inspectorPosition(ctx: Ctx): string {
	const position = ctx.actor.kind === 'user' ? ctx.actor.provincePosition : '';
	return position === '' ? m.inspections_lead_position({}, { locale: 'vi' }) : position;
}
