import * as m from '#lib/paraglide/messages.js';
import type { ClosingSteps } from '#lib/server/units/finish-closing.ts';
import { endProgrammes } from './programmes/close.ts';

/**
 * What the end of a unit does to its audits (states.md §11). Nothing when the event is entered: until the day everything goes on and can be
 * finished. From the day on:
 *
 * | thing | what happens |
 * | --- | --- |
 * | draft programme, or a change that was not signed | discarded |
 * | signed programme | closed with what was not done |
 * | areas, register of auditors | stay as they are: nobody is of the unit any more, so nobody is valid |
 */
export const auditClosing: ClosingSteps = {
	atEntry: async () => {},
	fromDay: async (ctx, { unitId }) => ({ programmes: await endProgrammes(ctx, unitId, m.units_closing_reason({}, { locale: 'vi' })) })
};
