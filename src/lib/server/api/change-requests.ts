import { z } from 'zod';
import { declineGrounds, requestKinds, requestSources, requestStates } from '#lib/domain/documents/change-requests.ts';
import { acceptRequest, extendRequest, stopRequest } from '#lib/server/documents/change-requests/direct.ts';
import { inheritedRequests } from '#lib/server/documents/change-requests/inherited.ts';
import { requestList } from '#lib/server/documents/change-requests/list.ts';
import { linkRequest } from '#lib/server/documents/change-requests/links.ts';
import { requestPage } from '#lib/server/documents/change-requests/page.ts';
import { propose } from '#lib/server/documents/change-requests/propose.ts';
import { answerBack, askBack, considerRequest, declineRequest, withdrawRequest } from '#lib/server/documents/change-requests/triage.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { unitIdOf } from '#lib/server/units/unit-ref.ts';
import { idParams, pageOf, operation, pageQuery } from './operation.ts';
import { day, dayInput, moment, requiredText, rowVersion, text, unitInput } from './schemas.ts';

const listed = z
	.object({
		id: z.uuid(),
		unitId: z.uuid(),
		number: z.string(),
		kind: z.enum(requestKinds),
		source: z.enum(requestSources),
		state: z.enum(requestStates).meta({ description: 'As of today: `done` from the day on which all that is linked took effect.' }),
		documentId: z.uuid().nullable(),
		code: z.string().nullable(),
		title: z.string(),
		proposedAt: moment,
		dueOn: day.nullable(),
		firstDueOn: day.nullable()
	})
	.meta({ id: 'ChangeRequest' });

export const listChangeRequests = operation({
	id: 'listChangeRequests',
	method: 'GET',
	path: '/change-requests',
	tag: 'Change requests',
	summary: 'The change requests of a unit that may be seen, newest first',
	query: pageQuery.extend({
		unit: unitInput.optional(),
		state: z.enum(['open', 'all', ...requestStates]).default('open'),
		kind: z.enum(requestKinds).optional(),
		document: z.uuid().optional(),
		q: text(200).optional()
	}),
	response: pageOf(listed),
	async run(ctx, { query: { unit, state, kind, document, q, page, pageSize } }) {
		const unitId = unit ? await unitIdOf(ctx, unit) : null;
		const asked = { state, kind, document, q: q || undefined, mine: false, late: false, sort: '-number', page } as const;
		const { items, total } = await requestList(ctx, unitId, asked, pageSize);
		return {
			items: items.map(({ proposer: _proposer, drafter: _drafter, proposedAt, ...item }) => ({
				...item,
				proposedAt: proposedAt.toISOString()
			})),
			total,
			page,
			pageSize
		};
	}
});

export const listInheritedRequests = operation({
	id: 'listInheritedRequests',
	method: 'GET',
	path: '/units/{id}/inherited-change-requests',
	tag: 'Change requests',
	summary: 'What was still open in units that ended, for their successor',
	description: 'They are closed; what is still needed is proposed anew.',
	params: idParams,
	response: z.object({
		items: z.array(
			z.object({
				id: z.uuid(),
				number: z.string(),
				kind: z.enum(requestKinds),
				code: z.string().nullable(),
				title: z.string(),
				what: z.string(),
				why: z.string(),
				unit: z.string(),
				endedOn: day
			})
		)
	}),
	run: async (ctx, { params }) => ({ items: await inheritedRequests(ctx, params.id) })
});

export const createChangeRequest = operation({
	id: 'createChangeRequest',
	method: 'POST',
	path: '/change-requests',
	tag: 'Change requests',
	summary: 'Propose to write, amend or withdraw a document',
	body: z.object({
		kind: z.enum(requestKinds),
		documentId: z.uuid().optional().meta({ description: 'What to amend or withdraw.' }),
		versionId: z.uuid().optional().meta({ description: 'The version that was read.' }),
		unit: unitInput.optional().meta({ description: 'Of a new document.' }),
		title: text(300).optional().meta({ description: 'Of a new document.' }),
		place: text(200).optional(),
		quote: text(2000).optional(),
		what: requiredText(4000),
		why: requiredText(4000)
	}),
	response: z.object({ id: z.uuid(), number: z.string(), state: z.literal('proposed'), rowVersion }),
	status: 201,
	problems: ['forbidden', 'document_not_found', 'version_not_found', 'unit_closed', 'illegal_transition'],
	run: async (ctx, { body: { unit, ...input } }) => propose(ctx, { ...input, unitId: unit ? await unitIdOf(ctx, unit) : null })
});

export const getChangeRequest = operation({
	id: 'getChangeRequest',
	method: 'GET',
	path: '/change-requests/{id}',
	tag: 'Change requests',
	summary: 'A change request',
	params: idParams,
	response: z.object({
		...listed.omit({ documentId: true, code: true }).shape,
		document: z.object({ id: z.uuid(), code: z.string() }).nullable(),
		place: z.string(),
		quote: z.string(),
		what: z.string(),
		why: z.string(),
		opinion: z.string().nullable(),
		impact: z.string().nullable(),
		changeClass: z.enum(['editorial', 'substantive']).nullable(),
		onlyOfficer: z.boolean(),
		doneOn: day.nullable(),
		reason: z.string().nullable(),
		touched: z.array(z.object({ id: z.uuid(), code: z.string(), title: z.string() })),
		links: z.array(z.object({ versionId: z.uuid(), purpose: z.enum(['issue', 'withdraw']), code: z.string(), numbers: z.string() })),
		events: z.array(z.object({ event: z.string(), at: moment, text: z.string().nullable(), by: z.string().nullable() })),
		rowVersion
	}),
	problems: ['change_request_not_found'],
	async run(ctx, { params }) {
		const page = await requestPage(ctx, params.id);
		const { id, unitId, number, kind, source, state, title, dueOn, firstDueOn, document, place, quote, what, why } = page;
		const { opinion, impact, changeClass, onlyOfficer, doneOn, closedReason, touched, rowVersion } = page;
		return {
			...{ id, unitId, number, kind, source, state, title, dueOn, firstDueOn, document, place, quote, what, why },
			...{ opinion, impact, changeClass, onlyOfficer, doneOn, touched, rowVersion },
			reason: closedReason,
			proposedAt: page.proposedAt.toISOString(),
			links: page.links.map(({ versionId, purpose, code, numbers }) => ({ versionId, purpose, code, numbers })),
			events: page.events.map(({ event, at, text, by }) => ({ event, at: at.toISOString(), text, by }))
		};
	}
});

const comment = text(2000).optional();
const reason = requiredText(2000);
const common = { rowVersion: rowVersion.optional() };
const transition = z.discriminatedUnion('event', [
	z.object({ event: z.literal('ask'), comment: reason, ...common }),
	z.object({ event: z.literal('answer'), comment: reason, ...common }),
	z.object({ event: z.literal('withdraw'), comment, ...common }),
	z.object({
		event: z.literal('consider'),
		opinion: reason,
		impact: text(4000).optional(),
		touched: z.array(z.uuid()).max(100).optional(),
		drafterId: z.uuid(),
		dueOn: dayInput,
		...common
	}),
	z.object({ event: z.literal('decline'), ground: z.enum(declineGrounds), comment: reason, ...common }),
	z.object({ event: z.literal('accept'), changeClass: z.enum(['editorial', 'substantive']), comment, ...common }),
	z.object({ event: z.literal('link'), versionId: z.uuid(), purpose: z.enum(['issue', 'withdraw']).optional(), ...common }),
	z.object({ event: z.literal('extend'), dueOn: dayInput, comment: reason, ...common }),
	z.object({ event: z.literal('stop'), comment: reason, ...common })
]);

function move(ctx: Ctx, requestId: string, body: z.output<typeof transition>) {
	switch (body.event) {
		case 'ask':
			return askBack(ctx, { requestId, ...body });
		case 'answer':
			return answerBack(ctx, { requestId, ...body });
		case 'withdraw':
			return withdrawRequest(ctx, { requestId, ...body });
		case 'consider':
			return considerRequest(ctx, { requestId, ...body });
		case 'decline':
			return declineRequest(ctx, { requestId, ...body });
		case 'accept':
			return acceptRequest(ctx, { requestId, ...body });
		case 'link':
			return linkRequest(ctx, { requestId, ...body });
		case 'extend':
			return extendRequest(ctx, { requestId, ...body });
		case 'stop':
			return stopRequest(ctx, { requestId, ...body });
	}
}

export const moveChangeRequest = operation({
	id: 'moveChangeRequest',
	method: 'POST',
	path: '/change-requests/{id}/transitions',
	tag: 'Change requests',
	summary: 'Ask, answer, consider, decide, link, extend or end a change request',
	params: idParams,
	body: transition,
	response: z.object({ state: z.enum(requestStates), rowVersion }),
	problems: [
		'change_request_not_found',
		'forbidden',
		'separation_of_duties',
		'decline_other_by_head',
		'illegal_transition',
		'stale',
		'unit_closed'
	],
	run: (ctx, { params, body }) => move(ctx, params.id, body)
});
