import { z } from 'zod';
import { firstPlanYear, isoTitles, lastPlanYear } from '#lib/domain/units/quality-system/quality-system.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import {
	addMember,
	appointCommittee,
	changeCommittee,
	changeMember,
	endCommittee,
	endMember
} from '#lib/server/units/quality-system/committees.ts';
import { addStep, changeStep, dropStep, tickStep } from '#lib/server/units/quality-system/plan-steps.ts';
import { beginStandard, changeScope, endStandard } from '#lib/server/units/quality-system/standards.ts';
import { idParams, operation } from './operation.ts';
import { dayInput, optionalDayInput, optionalIdInput, requiredText, text } from './schemas.ts';

const row = { id: z.uuid('invalid'), rowVersion: z.int('invalid').min(1, 'invalid') };
const endsOn = dayInput.meta({ format: 'date', description: 'The first day without it.' });
const decision = { decisionNumber: requiredText(100), decisionDate: dayInput };
const step = {
	what: requiredText(500),
	responsibleId: optionalIdInput,
	responsibleName: text(200).default(''),
	dueOn: dayInput
};

const change = z.discriminatedUnion('event', [
	z.object({ event: z.literal('begin_standard'), standardCode: requiredText(60), scope: requiredText(2000), validFrom: dayInput }),
	z.object({ event: z.literal('change_scope'), ...row, scope: requiredText(2000) }),
	z.object({ event: z.literal('end_standard'), ...row, endsOn }),
	z.object({ event: z.literal('appoint_committee'), ...decision, validFrom: dayInput }),
	z.object({ event: z.literal('change_committee'), ...row, ...decision }),
	z.object({ event: z.literal('end_committee'), ...row, endsOn }),
	z.object({
		event: z.literal('add_member'),
		committeeId: z.uuid('invalid'),
		userId: optionalIdInput,
		fullName: text(200).default('').meta({ description: 'Of somebody without an account.' }),
		title: z.enum(isoTitles, 'required'),
		position: text(200).default(''),
		validFrom: dayInput
	}),
	z.object({ event: z.literal('change_member'), ...row, position: text(200).default('') }),
	z.object({ event: z.literal('end_member'), ...row, endsOn }),
	z.object({ event: z.literal('add_step'), year: z.int('invalid').min(firstPlanYear, 'invalid').max(lastPlanYear, 'invalid'), ...step }),
	z.object({ event: z.literal('change_step'), ...row, ...step }),
	z.object({ event: z.literal('tick_step'), ...row, doneOn: optionalDayInput, result: text(1000).default('') }),
	z.object({ event: z.literal('drop_step'), ...row, reason: requiredText(500) })
]);

function act(ctx: Ctx, unitId: string, body: z.output<typeof change>): Promise<unknown> {
	switch (body.event) {
		case 'begin_standard':
			return beginStandard(ctx, { unitId, ...body });
		case 'change_scope':
			return changeScope(ctx, body);
		case 'end_standard':
			return endStandard(ctx, body);
		case 'appoint_committee':
			return appointCommittee(ctx, { unitId, ...body });
		case 'change_committee':
			return changeCommittee(ctx, body);
		case 'end_committee':
			return endCommittee(ctx, body);
		case 'add_member':
			return addMember(ctx, body);
		case 'change_member':
			return changeMember(ctx, body);
		case 'end_member':
			return endMember(ctx, body);
		case 'add_step':
			return addStep(ctx, { unitId, ...body });
		case 'change_step':
			return changeStep(ctx, body);
		case 'tick_step':
			return tickStep(ctx, body);
		case 'drop_step':
			return dropStep(ctx, body);
	}
}

export const changeQualitySystem = operation({
	id: 'changeQualitySystem',
	method: 'POST',
	path: '/units/{id}/quality-system',
	tag: 'Units',
	summary: 'Change the system of a unit: editions of the standard, committees and their members, steps of the plan',
	description: 'One change a call. `id` and `rowVersion` are those of the row in `GET /units/{id}/quality-system`.',
	params: idParams,
	body: change,
	response: z.object({ id: z.uuid().meta({ description: 'The row that was made or changed.' }) }),
	problems: ['unit_not_found', 'forbidden', 'period_overlaps', 'step_done', 'stale'],
	async run(ctx, { params, body }) {
		const made = z.object({ id: z.uuid() }).safeParse(await act(ctx, params.id, body));
		return { id: made.success ? made.data.id : 'id' in body ? body.id : params.id };
	}
});
