import * as m from '#lib/paraglide/messages.js';
import type { ClosingSteps } from '#lib/server/units/finish-closing.ts';
import { endInspections, moveInspections } from './cycles/unit-end.ts';
import { endAudits } from './internal/direct.ts';
import { endProgrammes } from './programmes/close.ts';

const reason = () => m.units_closing_reason({}, { locale: 'vi' });

/**
 * What the end of a unit does to its audits (states.md §11). Until the day everything goes on: what was cancelled stays so for ever, and the event may
 * still be called off; an audit that would only begin on the day or later is not announced any more. From the day on:
 *
 * | thing | what happens |
 * | --- | --- |
 * | draft programme, or a change that was not signed | discarded |
 * | signed programme | closed with what was not done |
 * | audit that was planned or notified | cancelled |
 * | audit in progress or reported | stopped by the system; what was answered stays |
 * | inspection by the Department that has not ended | goes on in the successor where that was chosen and the visit has not begun, else cancelled; what was answered stays |
 * | areas, register of auditors | stay as they are: nobody is of the unit any more, so nobody is valid |
 */
export const auditClosing: ClosingSteps = {
	atEntry: async () => {},
	fromDay: async (ctx, ending) => {
		const { unitId } = ending;
		const audits = (await endAudits(ctx, unitId, reason())).length;
		const movedInspections = await moveInspections(ctx, ending);
		const inspections = await endInspections(ctx, unitId, reason());
		return { audits, movedInspections, inspections, programmes: await endProgrammes(ctx, unitId, reason()) };
	}
};
