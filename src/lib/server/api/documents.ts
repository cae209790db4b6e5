import { z } from 'zod';
import { documentClasses, listSorts, listStates, openFilters, type ListQuery } from '#lib/domain/documents/list-query.ts';
import { roles } from '#lib/domain/permissions/actor.ts';
import { visibilities } from '#lib/domain/permissions/policy.ts';
import { createDocument as create } from '#lib/server/documents/documents.ts';
import { documentPage } from '#lib/server/documents/queries/document-page.ts';
import { listDocuments as list } from '#lib/server/documents/queries/list.ts';
import { unitIdOf } from '#lib/server/units/unit-ref.ts';
import { listedDocument, version, versionJson } from './document-schemas.ts';
import { named } from './field-names.ts';
import { idParams, operation, pageOf, pageQuery } from './operation.ts';
import { asOfQuery, day, requiredText, text, unitInput, unitRef } from './schemas.ts';

const sorts = listSorts.flatMap((key) => [key, `-${key}`] as const);
const states = [...listStates, ...openFilters] as const;
const isOpenFilter = (state: string): state is (typeof openFilters)[number] => openFilters.some((one) => one === state);
const kindCode = /^[\p{L}\d]{1,20}$/u;

export const listDocuments = operation({
	id: 'listDocuments',
	method: 'GET',
	path: '/documents',
	tag: 'Documents',
	summary: 'The master list of a day',
	description: 'What is in force that day; with `state` also documents that have no version in force then, or that have an open version.',
	query: z.object({
		unit: unitInput.optional().meta({ description: 'Id or code of a unit, or `all`. The own units when left out.' }),
		kind: z
			.union([z.string(), z.array(z.string())])
			.transform((kinds) => [kinds].flat().flatMap((kind) => kind.split(',').map((one) => one.trim().toUpperCase())))
			.pipe(z.array(z.string().regex(kindCode, 'kind_unknown')).max(50))
			.optional()
			.meta({ description: 'Codes of kinds: repeated, or separated by commas.' }),
		class: z.enum(documentClasses).optional(),
		q: text(200).optional().meta({ description: 'Words of the title without accents, or a code or its beginning.' }),
		state: z.enum(states).default('in_force'),
		division: z.uuid().optional(),
		sort: z.enum(sorts).default('code'),
		...asOfQuery.shape,
		...pageQuery.shape
	}),
	response: pageOf(listedDocument),
	async run(ctx, { query: { kind, state, unit, q, ...query } }) {
		const unitId = unit && unit !== 'all' ? await unitIdOf(ctx, unit, { day: query.asOf }) : unit;
		const where: Pick<ListQuery, 'state' | 'open'> = isOpenFilter(state) ? { state: 'all', open: state } : { state };
		return list(ctx, { ...query, ...where, unit: unitId, kinds: kind ?? [], q: q || undefined });
	}
});

const document = z
	.object({
		id: z.uuid(),
		code: z.string(),
		title: z.string(),
		kind: z.object({ code: z.string(), name: z.string() }),
		class: z.enum(documentClasses).nullable(),
		unit: unitRef,
		status: z.enum(['open', 'abandoned']),
		visibility: z.enum(visibilities),
		medium: z.enum(['paper', 'electronic', 'both']),
		distribution: z.string(),
		keeper: z.string(),
		asOf: day,
		inForce: version.nullable().meta({ description: 'The version in force at the end of `asOf`; null when there is none.' }),
		upcoming: version.nullable().meta({ description: 'Issued, and waiting for its day, today.' }),
		open: version.nullable().meta({ description: 'The one being worked on, where it may be seen.' })
	})
	.meta({ id: 'Document' });

export const getDocument = operation({
	id: 'getDocument',
	method: 'GET',
	path: '/documents/{id}',
	tag: 'Documents',
	summary: 'A document and its version in force on a day',
	params: idParams,
	query: asOfQuery,
	response: document,
	problems: ['document_not_found'],
	async run(ctx, { params, query }) {
		const page = await documentPage(ctx, params.id, { asOf: query.asOf });
		const { id, code, title, kind, class: documentClass, status, visibility, medium, distribution, keeper, asOf } = page;
		const inForce = page.versions.find(({ from, to }) => from !== null && from <= asOf && (to === null || to > asOf));
		return {
			id,
			code,
			title,
			kind,
			class: documentClass,
			unit: { id: page.unitId, ...page.unit },
			status,
			visibility,
			medium,
			distribution,
			keeper,
			asOf,
			inForce: inForce ? versionJson(id, inForce) : null,
			upcoming: page.upcoming && versionJson(id, page.upcoming),
			open: page.open && versionJson(id, page.open)
		};
	}
});

const audienceLine = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('unit') }),
	z.object({ kind: z.literal('division'), divisionId: z.uuid() }),
	z.object({ kind: z.literal('role'), role: z.enum(roles) }),
	z.object({ kind: z.literal('person'), userId: z.uuid() })
]);

export const audienceInput = z.array(audienceLine).max(200);

export const createDocument = operation({
	id: 'createDocument',
	method: 'POST',
	path: '/documents',
	tag: 'Documents',
	summary: 'Create a document, without a version yet',
	body: z.object({
		unit: unitInput,
		kind: requiredText(20).toUpperCase().meta({ description: 'A code of a kind: QT, BM, HD …' }),
		code: requiredText(100),
		title: requiredText(300),
		class: z.enum(documentClasses).nullish().meta({ description: 'Procedures only; `internal` when left out.' }),
		parent: z.uuid().nullish().meta({ description: 'The procedure that a form belongs to.' }),
		replaces: z.uuid().nullish().meta({ description: 'The document that this one is to replace.' }),
		ownerDivision: z.uuid().nullish(),
		owner: z.uuid().nullish().meta({ description: 'The person who keeps it.' }),
		visibility: z.enum(visibilities).optional(),
		medium: z.enum(['paper', 'electronic', 'both']).optional(),
		distribution: text(1000).optional(),
		audience: audienceInput.optional().meta({ description: 'Who is told; the whole unit when left out, nobody when empty.' }),
		drafters: z.array(z.uuid()).max(100).optional()
	}),
	response: z.object({ id: z.uuid(), code: z.string().meta({ description: 'As it is kept.' }) }),
	status: 201,
	problems: ['forbidden', 'code_taken', 'unit_closed'],
	async run(ctx, { body: { unit, parent, replaces, ownerDivision, owner, ...document } }) {
		const input = {
			...document,
			unitId: await unitIdOf(ctx, unit),
			parentId: parent,
			replacesId: replaces,
			ownerDivisionId: ownerDivision
		};
		const { id, code } = await named(
			{ parentId: 'parent', replacesId: 'replaces', ownerDivisionId: 'ownerDivision', ownerId: 'owner' },
			create(ctx, { ...input, ownerId: owner })
		);
		return { id, code };
	}
});
