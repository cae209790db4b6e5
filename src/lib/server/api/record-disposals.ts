import { z } from 'zod';
import { carryOutForm } from '#lib/domain/records/forms.ts';
import type { DisposalState } from '#lib/domain/records/lifecycle.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { deliverMinutes, disposalList, disposalPage } from '#lib/server/records/disposal-page.ts';
import {
	approveDisposal,
	cancelDisposal,
	carryOutDisposal,
	createDisposal,
	proposeDisposal,
	returnDisposal
} from '#lib/server/records/disposals.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { unitIdOf } from '#lib/server/units/unit-ref.ts';
import { idParams, operation, pageOf, pageQuery } from './operation.ts';
import { day, idsInput, moment, passwordSignature, requiredText, rowVersion, unitInput } from './schemas.ts';

const states = ['draft', 'proposed', 'approved', 'carried_out', 'cancelled'] as const satisfies readonly DisposalState[];
const state = z.enum(states);
const after = z.object({ state, rowVersion });

async function stateOf(ctx: Ctx, id: string): Promise<z.output<typeof after>> {
	const { state, rowVersion } = await disposalPage(ctx, id);
	return { state, rowVersion };
}

export const listRecordDisposals = operation({
	id: 'listRecordDisposals',
	method: 'GET',
	path: '/record-disposals',
	tag: 'Records',
	summary: 'The disposals of a unit, newest first',
	query: pageQuery.extend({ unit: unitInput }),
	response: pageOf(
		z
			.object({ id: z.uuid(), number: z.string(), state, method: z.string(), carriedOutOn: day.nullable(), records: z.int() })
			.meta({ id: 'RecordDisposal' })
	),
	problems: ['forbidden'],
	async run(ctx, { query: { unit, page, pageSize } }) {
		const { items } = await disposalList(ctx, await unitIdOf(ctx, unit));
		return { items: items.slice((page - 1) * pageSize, page * pageSize), total: items.length, page, pageSize };
	}
});

export const createRecordDisposal = operation({
	id: 'createRecordDisposal',
	method: 'POST',
	path: '/record-disposals',
	tag: 'Records',
	summary: 'List records whose time is over for disposal, as a draft',
	body: z.object({ unit: unitInput, recordIds: idsInput, reason: requiredText(2000), method: requiredText(300) }),
	response: z.object({ id: z.uuid(), number: z.string() }),
	status: 201,
	problems: ['forbidden', 'not_disposable'],
	run: async (ctx, { body: { unit, ...input } }) => createDisposal(ctx, await unitIdOf(ctx, unit), input)
});

export const getRecordDisposal = operation({
	id: 'getRecordDisposal',
	method: 'GET',
	path: '/record-disposals/{id}',
	tag: 'Records',
	summary: 'A disposal with its records, its signature and its minutes',
	params: idParams,
	response: z.object({
		id: z.uuid(),
		number: z.string(),
		state,
		reason: z.string(),
		method: z.string(),
		stateReason: z.string().nullable(),
		createdAt: moment,
		createdBy: z.string(),
		approval: z.object({ name: z.string(), position: z.string(), at: moment, meaning: z.string(), sha256: z.string() }).nullable(),
		carriedOutOn: day.nullable(),
		participants: z.string().nullable(),
		minutes: z.string().nullable().meta({ description: 'The name of the scan at `/record-disposals/{id}/minutes`.' }),
		records: z.array(
			z.object({
				id: z.uuid(),
				number: z.string(),
				title: z.string(),
				series: z.string(),
				madeOn: day,
				closedOn: day.nullable(),
				retention: z.string(),
				dueOn: day.nullable(),
				state: z.enum(['kept', 'disposed'])
			})
		),
		rowVersion
	}),
	problems: ['disposal_not_found'],
	async run(ctx, { params }) {
		const {
			may: _may,
			sentence: _sentence,
			signer: _signer,
			approval,
			records,
			createdAt,
			...disposal
		} = await disposalPage(ctx, params.id);
		return {
			...disposal,
			createdAt: createdAt.toISOString(),
			approval: approval && { ...approval, at: approval.at.toISOString() },
			records: records.map(({ series, ...record }) => ({ ...record, series: series.code }))
		};
	}
});

const common = { rowVersion: rowVersion.optional() };
const reason = requiredText(2000);
const transition = z.discriminatedUnion('event', [
	z.object({ event: z.literal('propose'), ...common }),
	z.object({ event: z.literal('return'), reason, ...common }),
	z.object({ event: z.literal('approve'), signature: passwordSignature.optional(), ...common }),
	z.object({ event: z.literal('cancel'), reason, ...common })
]);

function move(ctx: Ctx, disposalId: string, body: z.output<typeof transition>): Promise<void> {
	switch (body.event) {
		case 'propose':
			return proposeDisposal(ctx, { disposalId, rowVersion: body.rowVersion });
		case 'return':
			return returnDisposal(ctx, { disposalId, ...body });
		case 'approve':
			return approveDisposal(ctx, { disposalId, rowVersion: body.rowVersion, password: body.signature?.password ?? '' });
		case 'cancel':
			return cancelDisposal(ctx, { disposalId, ...body });
	}
}

export const moveRecordDisposal = operation({
	id: 'moveRecordDisposal',
	method: 'POST',
	path: '/record-disposals/{id}/transitions',
	tag: 'Records',
	summary: 'Propose, return, approve or cancel a disposal',
	description: 'A head who did not list it approves, with `signature`.',
	params: idParams,
	body: transition,
	response: after,
	problems: [
		'disposal_not_found',
		'forbidden',
		'separation_of_duties',
		'illegal_transition',
		'not_disposable',
		'signature_refused',
		'stale'
	],
	async run(ctx, { params, body }) {
		await move(ctx, params.id, body);
		return stateOf(ctx, params.id);
	}
});

export const carryOutRecordDisposal = operation({
	id: 'carryOutRecordDisposal',
	method: 'POST',
	path: '/record-disposals/{id}/minutes',
	tag: 'Records',
	summary: 'Carry out an approved disposal, with its minutes',
	description: 'The files of its records are deleted for good; number, title, days, names and hashes stay.',
	params: idParams,
	files: { purposes: { minutes: 'scan' }, required: ['minutes'] },
	body: carryOutForm,
	response: after,
	status: 201,
	problems: ['disposal_not_found', 'forbidden', 'illegal_transition', 'not_disposable', 'stale'],
	async before(ctx, params) {
		await disposalPage(ctx, params.id);
	},
	async run(ctx, { params, body, files }) {
		const minutes = files.map(versionFileFrom)[0] ?? null;
		await carryOutDisposal(ctx, { disposalId: params.id, ...body, minutes });
		return stateOf(ctx, params.id);
	}
});

export const getRecordDisposalMinutes = operation({
	id: 'getRecordDisposalMinutes',
	method: 'GET',
	path: '/record-disposals/{id}/minutes',
	tag: 'Records',
	summary: 'The scanned minutes of a disposal',
	params: idParams,
	response: null,
	problems: ['disposal_not_found', 'file_not_found'],
	run: (ctx, { params, request, runtime }) => deliverMinutes(ctx, runtime.tools.store, params.id, request)
});
