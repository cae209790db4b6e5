import { z } from 'zod';
import { limitUnits, serviceCodeKey } from '#lib/domain/procedures/admin-services/service.ts';
import { tickHandled, tickNotHandled } from '#lib/server/procedures/admin-services/choices.ts';
import { changeService, createService, endService } from '#lib/server/procedures/admin-services/catalogue.ts';
import { confirmUpdated, linkProcedure, unlinkProcedure } from '#lib/server/procedures/admin-services/links.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { idParams, operation } from './operation.ts';
import { dayInput, requiredText, text } from './schemas.ts';

const service = {
	name: requiredText(500),
	field: requiredText(200),
	kindCodes: z.array(text(60)).max(500).default([]).meta({ description: 'Kinds of units that it is for.' }),
	decisionNumber: requiredText(100),
	decisionDate: dayInput,
	limit: z
		.object({ value: z.number('limit_form').positive('limit_form').max(10_000, 'limit_form'), unit: z.enum(limitUnits) })
		.nullable()
		.default(null)
		.meta({ description: 'Null where the decision gives several, which the note says.' }),
	limitNote: text(1000).default(''),
	validFrom: dayInput
};
const done = z.object({ id: z.uuid() });

export const createAdminService = operation({
	id: 'createAdminService',
	method: 'POST',
	path: '/admin-services',
	tag: 'Administrative services',
	summary: 'Add a service to the catalogue of the province',
	body: z.object({ code: requiredText(60).refine((code) => serviceCodeKey(code) !== '', 'service_code_form'), ...service }),
	response: done,
	status: 201,
	problems: ['forbidden', 'service_code_taken'],
	run: (ctx, { body }) => createService(ctx, body)
});

const row = { rowVersion: z.int('invalid').min(1, 'invalid') };
const change = z.discriminatedUnion('event', [
	z.object({ event: z.literal('change'), ...row, ...service }),
	z.object({
		event: z.literal('end'),
		...row,
		endsOn: dayInput.meta({ format: 'date', description: 'The first day without it.' })
	})
]);

export const moveAdminService = operation({
	id: 'moveAdminService',
	method: 'POST',
	path: '/admin-services/{id}/transitions',
	tag: 'Administrative services',
	summary: 'Publish a service anew from a day on, or end it',
	params: idParams,
	body: change,
	response: done,
	problems: ['service_not_found', 'forbidden', 'service_same', 'service_changes_later', 'service_ended', 'stale'],
	async run(ctx, { params, body }) {
		if (body.event === 'change') await changeService(ctx, { serviceId: params.id, ...body });
		else await endService(ctx, { serviceId: params.id, ...body });
		return { id: params.id };
	}
});

const choice = z.discriminatedUnion('event', [
	z.object({ event: z.literal('handle'), serviceIds: z.array(z.uuid('invalid')).min(1, 'choose_one').max(500) }),
	z.object({ event: z.literal('refuse'), serviceId: z.uuid('invalid'), reason: requiredText(500) }),
	z.object({ event: z.literal('link'), serviceId: z.uuid('invalid'), documentId: z.uuid('invalid') }),
	z.object({ event: z.literal('unlink'), linkId: z.uuid('invalid') }),
	z.object({
		event: z.literal('confirm'),
		linkId: z.uuid('invalid'),
		versionId: z.uuid('invalid'),
		serviceVersionId: z.uuid('invalid').meta({ description: 'The text of the service that was seen; another one is 409 `stale`.' })
	})
]);

function choose(ctx: Ctx, unitId: string, body: z.output<typeof choice>): Promise<unknown> {
	switch (body.event) {
		case 'handle':
			return tickHandled(ctx, { unitId, serviceIds: body.serviceIds });
		case 'refuse':
			return tickNotHandled(ctx, { unitId, ...body });
		case 'link':
			return linkProcedure(ctx, { unitId, ...body });
		case 'unlink':
			return unlinkProcedure(ctx, body);
		case 'confirm':
			return confirmUpdated(ctx, body);
	}
}

export const chooseAdminServices = operation({
	id: 'chooseAdminServices',
	method: 'POST',
	path: '/units/{id}/admin-services',
	tag: 'Administrative services',
	summary: 'What a unit says about services: handled, not handled, and which procedure answers one',
	description: '`confirm`: the version of the procedure follows the text of the service as it is now.',
	params: idParams,
	body: choice,
	response: z.object({ id: z.uuid().nullable().meta({ description: 'link: the link.' }) }),
	problems: ['service_not_found', 'forbidden', 'service_not_ticked', 'service_linked', 'version_not_of_link', 'stale'],
	async run(ctx, { params, body }) {
		const made = z.object({ id: z.uuid() }).safeParse(await choose(ctx, params.id, body));
		return { id: made.success ? made.data.id : null };
	}
});
