import { z } from 'zod';
import { printQuery, printStateFilters } from '#lib/domain/documents/print-forms.ts';
import { printOutcomes, printRecalls, printStates, shownPrints } from '#lib/domain/documents/prints.ts';
import { closePrint, losePrint, recallPrint } from '#lib/server/documents/prints/close.ts';
import { receivePrint, reportPrint } from '#lib/server/documents/prints/holder.ts';
import { issuePrints } from '#lib/server/documents/prints/issue.ts';
import { documentPrints, printPage } from '#lib/server/documents/prints/pages.ts';
import { deliverPrint } from '#lib/server/documents/prints/paper.ts';
import { printsPage, type PrintLine } from '#lib/server/documents/prints/queries.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { unitIdOf } from '#lib/server/units/unit-ref.ts';
import { idParams, operation, pageOf, pageQuery } from './operation.ts';
import { day, dayInput, idsInput, moment, passwordSignature, requiredText, rowVersion, text, unitInput } from './schemas.ts';

const outcome = z.enum(printOutcomes);
const shown = z.enum(shownPrints).meta({ description: 'As of today; `recall_ahead`: used until the day before `recallFrom`.' });

const line = z
	.object({
		id: z.uuid(),
		documentId: z.uuid(),
		code: z.string(),
		title: z.string(),
		numbers: z.string(),
		number: z.string().meta({ description: 'As on the paper: `003`. It runs within the version.' }),
		place: z.string(),
		holder: z.string(),
		shown,
		issuedAt: moment,
		receivedAt: moment.nullable(),
		recallWhy: z.enum(printRecalls).nullable(),
		recallFrom: day.nullable(),
		recallDueOn: day.nullable(),
		closedOn: day.nullable(),
		said: outcome.nullable().meta({ description: 'What the holder said they did with it.' }),
		rowVersion
	})
	.meta({ id: 'NumberedPrint' });

function shownLine({ issuedAt, receivedAt, ...rest }: PrintLine): z.output<typeof line> {
	return { ...rest, issuedAt: issuedAt.toISOString(), receivedAt: receivedAt?.toISOString() ?? null };
}

export const listPrints = operation({
	id: 'listPrints',
	method: 'GET',
	path: '/prints',
	tag: 'Numbered prints',
	summary: 'The numbered prints that a unit has out, or that the person holds',
	description: 'A unit’s for its officers and heads; without `unit`, and for everybody else, those that the person holds.',
	query: pageQuery.extend({
		unit: unitInput.optional(),
		state: z.enum(printStateFilters).default('out'),
		holder: z.uuid().optional(),
		division: z.uuid().optional(),
		q: text(200).optional()
	}),
	response: pageOf(line),
	async run(ctx, { query: { unit, page, pageSize, ...filter } }) {
		const view = unit ? 'unit' : 'mine';
		const asked = printQuery.parse({ ...filter, view, page });
		const { items, total } = await printsPage(ctx, unit ? await unitIdOf(ctx, unit) : null, asked, pageSize);
		return { items: items.map(shownLine), total, page, pageSize };
	}
});

export const listDocumentPrints = operation({
	id: 'listDocumentPrints',
	method: 'GET',
	path: '/documents/{id}/prints',
	tag: 'Numbered prints',
	summary: 'All numbered prints of a document, the newest version first',
	params: idParams,
	response: z.object({
		items: z.array(line),
		out: z.int(),
		versions: z.array(
			z.object({ id: z.uuid(), numbers: z.string(), phase: z.enum(['upcoming', 'in_force']), from: day.nullable(), next: z.string() })
		)
	}),
	problems: ['document_not_found'],
	async run(ctx, { params }) {
		const { items, out, versions } = await documentPrints(ctx, params.id);
		return { items: items.map(shownLine), out, versions };
	}
});

export const createPrints = operation({
	id: 'createPrints',
	method: 'POST',
	path: '/documents/{id}/prints',
	tag: 'Numbered prints',
	summary: 'Issue numbered prints of a version, one to each division, person and place',
	params: idParams,
	body: z.object({
		versionId: z.uuid().meta({ description: 'Upcoming or in force, with a PDF.' }),
		divisions: idsInput.optional(),
		people: idsInput.optional(),
		places: z.array(requiredText(200)).max(100).optional()
	}),
	response: z.object({ prints: z.array(z.object({ id: z.uuid(), copyNo: z.int() })) }),
	status: 201,
	problems: ['document_not_found', 'version_not_found', 'forbidden', 'print_not_current', 'print_without_pdf', 'unit_closed'],
	run: async (ctx, { params, body: { versionId, divisions = [], people = [], places = [] } }) => ({
		prints: await issuePrints(ctx, { documentId: params.id, versionId, divisions, people, places })
	})
});

export const getPrint = operation({
	id: 'getPrint',
	method: 'GET',
	path: '/prints/{id}',
	tag: 'Numbered prints',
	summary: 'A numbered print: who holds it and what became of it',
	params: idParams,
	response: z.object({
		...line.shape,
		checkCode: z.string().nullable().meta({ description: 'For `/v/<code>`: for the officer and the holder.' }),
		issuedBy: z.string(),
		recallReason: z.string().nullable(),
		closed: z
			.object({
				outcome,
				at: moment.nullable(),
				by: z.string(),
				reason: z.string().nullable(),
				signed: z.object({ meaning: z.string(), name: z.string().nullable(), position: z.string().nullable() }).nullable()
			})
			.nullable()
	}),
	problems: ['print_not_found'],
	async run(ctx, { params }) {
		const { checkCode, issuedBy, recallReason, closed, ...print } = await printPage(ctx, params.id);
		const of = line.parse(shownLine(print));
		return { ...of, checkCode, issuedBy, recallReason, closed: closed && { ...closed, at: closed.at?.toISOString() ?? null } };
	}
});

export const getPrintFile = operation({
	id: 'getPrintFile',
	method: 'GET',
	path: '/prints/{id}/file',
	tag: 'Numbered prints',
	summary: 'The PDF to print: number, place and code on every page',
	description: 'For the officer, while it may be used. Every download is recorded: of one number there should be one paper.',
	params: idParams,
	response: null,
	problems: ['print_not_found', 'forbidden', 'print_not_held'],
	run: async (ctx, { params, runtime }) => deliverPrint(ctx, runtime, params.id)
});

const common = { rowVersion: rowVersion.optional() };
const reason = requiredText(1000);
const transition = z.discriminatedUnion('event', [
	z.object({ event: z.literal('recall'), reason, ...common }),
	z.object({ event: z.literal('return'), closedOn: dayInput, reason: text(1000).optional(), ...common }),
	z.object({ event: z.literal('destroy'), closedOn: dayInput, reason: text(1000).optional(), ...common }),
	z.object({ event: z.literal('lose'), reason, signature: passwordSignature.optional(), ...common }),
	z.object({ event: z.literal('receive'), ...common }),
	z.object({ event: z.literal('report'), outcome, ...common })
]);

function move(ctx: Ctx, printId: string, body: z.output<typeof transition>): Promise<unknown> {
	const { rowVersion } = body;
	switch (body.event) {
		case 'recall':
			return recallPrint(ctx, { printId, rowVersion, reason: body.reason });
		case 'return':
		case 'destroy': {
			const { closedOn, reason } = body;
			return closePrint(ctx, { printId, rowVersion, closedOn, reason, outcome: body.event === 'return' ? 'returned' : 'destroyed' });
		}
		case 'lose':
			return losePrint(ctx, { printId, rowVersion, reason: body.reason, password: body.signature?.password ?? '' });
		case 'receive':
			return receivePrint(ctx, { printId, rowVersion });
		case 'report':
			return reportPrint(ctx, { printId, rowVersion, outcome: body.outcome });
	}
}

export const movePrint = operation({
	id: 'movePrint',
	method: 'POST',
	path: '/prints/{id}/transitions',
	tag: 'Numbered prints',
	summary: 'Recall a print, or record what became of it',
	description:
		'The officer recalls, and takes back what was returned or destroyed; a head signs what is lost, with `signature`; the holder says that they have it (`receive`) and what they did with it (`report`). What the end of a version recalls the system recalls by itself.',
	params: idParams,
	body: transition,
	response: z.object({ state: z.enum(printStates), shown, rowVersion }),
	problems: ['print_not_found', 'forbidden', 'illegal_transition', 'stale', 'signature_refused', 'print_said'],
	async run(ctx, { params, body }) {
		await move(ctx, params.id, body);
		const { state, shown, rowVersion } = await printPage(ctx, params.id);
		return { state, shown, rowVersion };
	}
});
