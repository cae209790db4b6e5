import { z } from 'zod';
import { checkExternal } from '#lib/server/documents/external/checks.ts';
import { createExternal, editExternal, subscribe } from '#lib/server/documents/external/lines.ts';
import { repealExternal, takeBackRepeal } from '#lib/server/documents/external/repeal.ts';
import { leaveList, setKeeping } from '#lib/server/documents/external/subscriptions.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { unitIdOf } from '#lib/server/units/unit-ref.ts';
import { idParams, operation } from './operation.ts';
import { dayInput, optionalDayInput, optionalIdInput, requiredText, rowVersion, text, unitInput } from './schemas.ts';

const facts = {
	number: requiredText(100),
	title: requiredText(500),
	issuer: requiredText(200),
	issuedOn: optionalDayInput,
	inForceFrom: optionalDayInput,
	inForceUntil: optionalDayInput.meta({ description: 'The last day with it; null: no end.' }),
	link: text(500)
		.regex(/^(?:https?:\/\/\S+)?$/i, 'link_invalid')
		.default('')
};
const keeping = {
	receivedOn: optionalDayInput,
	appliedFor: text(500).default(''),
	divisionId: optionalIdInput,
	checkerId: optionalIdInput,
	checkMonths: z.int('whole_number').min(1, 'number_from:1').max(60, 'number_to:60').default(12)
};
const common = { rowVersion: rowVersion.optional() };
const done = z.object({ id: z.uuid() });

export const createExternalDocument = operation({
	id: 'createExternalDocument',
	method: 'POST',
	path: '/external-documents',
	tag: 'External documents',
	summary: 'Add a line to the list of external documents of a unit, or of the province',
	description: 'Without a unit: to the list of the province, by the coordinator. A unit’s own line stands in its list at once.',
	body: z.object({ unit: unitInput.optional(), ...facts, ...keeping }),
	response: done,
	status: 201,
	problems: ['forbidden', 'unit_closed'],
	run: async (ctx, { body: { unit, ...input } }) =>
		createExternal(ctx, unit ? await unitIdOf(ctx, unit) : null, { ...input, rowVersion: undefined })
});

export const changeExternalDocument = operation({
	id: 'changeExternalDocument',
	method: 'PUT',
	path: '/external-documents/{id}',
	tag: 'External documents',
	summary: 'Put right what a line of the list says',
	params: idParams,
	body: z.object({ ...facts, checkMonths: keeping.checkMonths, ...common }),
	response: done,
	problems: ['external_not_found', 'forbidden', 'stale'],
	async run(ctx, { params, body }) {
		const kept = { receivedOn: null, appliedFor: '', divisionId: null, checkerId: null };
		await editExternal(ctx, params.id, { ...kept, ...body, rowVersion: body.rowVersion });
		return { id: params.id };
	}
});

const act = z.discriminatedUnion('event', [
	z.object({
		event: z.literal('check'),
		unit: unitInput.optional().meta({ description: 'Whose check; the province’s when left out.' }),
		checkedOn: dayInput,
		outcome: z.enum(['in_force', 'needs_action'], 'required'),
		remark: text(1000).default('')
	}),
	z.object({
		event: z.literal('repeal'),
		effectiveOn: dayInput,
		byAct: requiredText(300),
		replacedById: optionalIdInput,
		remark: text(1000).default('')
	}),
	z.object({ event: z.literal('take_back'), repealId: z.uuid('invalid'), reason: requiredText(1000) }),
	z.object({ event: z.literal('subscribe'), unit: unitInput }),
	z.object({ event: z.literal('keep'), unit: unitInput, ...keeping, ...common }),
	z.object({ event: z.literal('leave'), unit: unitInput })
]);

async function move(ctx: Ctx, id: string, body: z.output<typeof act>): Promise<unknown> {
	switch (body.event) {
		case 'check':
			return checkExternal(ctx, body.unit ? await unitIdOf(ctx, body.unit) : null, id, body);
		case 'repeal':
			return repealExternal(ctx, id, body);
		case 'take_back':
			return takeBackRepeal(ctx, id, body);
		case 'subscribe':
			return subscribe(ctx, await unitIdOf(ctx, body.unit), [id]);
		case 'keep':
			return setKeeping(ctx, await unitIdOf(ctx, body.unit), id, body);
		case 'leave':
			return leaveList(ctx, await unitIdOf(ctx, body.unit), id);
	}
}

export const moveExternalDocument = operation({
	id: 'moveExternalDocument',
	method: 'POST',
	path: '/external-documents/{id}/transitions',
	tag: 'External documents',
	summary: 'Check, repeal, take a repeal back, take a line into a unit’s list, keep it or leave it',
	description: '`repeal` opens the tasks of what cites it; they are in `GET /external-documents/{id}`.',
	params: idParams,
	body: act,
	response: done,
	problems: ['external_not_found', 'forbidden', 'external_repealed', 'external_cited', 'unit_closed', 'stale'],
	async run(ctx, { params, body }) {
		await move(ctx, params.id, body);
		return { id: params.id };
	}
});
