import { z } from 'zod';
import { externalStates } from '#lib/domain/documents/external.ts';
import { externalLines } from '#lib/server/documents/external/list.ts';
import { externalPage } from '#lib/server/documents/external/page.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { idParams, operation } from './operation.ts';
import { day, rowVersion, text } from './schemas.ts';

const external = z
	.object({
		id: z.uuid(),
		number: z.string(),
		title: z.string(),
		issuer: z.string(),
		issuedOn: day.nullable(),
		inForceFrom: day.nullable(),
		endsOn: day.nullable().meta({ description: 'The first day without it: by its own text, or by its repeal.' }),
		state: z.enum(externalStates)
	})
	.meta({ id: 'ExternalDocument' });

export const listExternalDocuments = operation({
	id: 'listExternalDocuments',
	method: 'GET',
	path: '/external-documents',
	tag: 'External documents',
	summary: 'The external documents of a unit, or of the province',
	description: 'Laws, decrees and standards that documents rest on. Without a unit: the list of the province. States are those of today.',
	query: z.object({ unit: z.uuid('invalid').optional(), q: text(200).optional() }),
	response: z.object({ items: z.array(external) }),
	async run(ctx, { query }) {
		const lines = await externalLines(ctx, { unitId: query.unit ?? null, q: query.q ?? '', state: '', check: '', from: '' });
		return { items: lines.map(shown) };
	}
});

export const getExternalDocument = operation({
	id: 'getExternalDocument',
	method: 'GET',
	path: '/external-documents/{id}',
	tag: 'External documents',
	summary: 'One external document, with what cites it',
	description: 'What cites it is what the reader may see; `tasks` are the documents that must be amended because it ends.',
	params: idParams,
	response: external.extend({
		rowVersion,
		repeal: z.object({ id: z.uuid(), effectiveOn: day, byAct: z.string() }).nullable(),
		citedBy: z.array(z.object({ documentId: z.uuid(), code: z.string(), title: z.string(), unit: z.string() })),
		tasks: z.array(z.object({ documentId: z.uuid(), code: z.string(), dueOn: day }))
	}),
	async run(ctx, { params }) {
		const page = await externalPage(ctx, params.id, null);
		return {
			...shown(page),
			rowVersion: page.rowVersion,
			repeal: repealOf(page.repeals),
			citedBy: page.cited.map(({ documentId, code, title, unit }) => ({ documentId, code, title, unit })),
			tasks: page.tasks.map(({ documentId, code, dueOn }) => ({ documentId, code, dueOn }))
		};
	}
});

function shown({ id, number, title, issuer, issuedOn, inForceFrom, endsOn, state }: z.output<typeof external>): z.output<typeof external> {
	return { id, number, title, issuer, issuedOn, inForceFrom, endsOn, state };
}

/** The repeal that holds: one that was taken back is none. */
function repealOf(repeals: readonly { id: string; effectiveOn: Day; byAct: string; takenBackAt: Date | null }[]) {
	const repeal = repeals.find(({ takenBackAt }) => takenBackAt === null);
	return repeal ? { id: repeal.id, effectiveOn: repeal.effectiveOn, byAct: repeal.byAct } : null;
}
