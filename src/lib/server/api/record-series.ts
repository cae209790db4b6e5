import { z } from 'zod';
import { seriesList, seriesPage } from '#lib/server/records/queries.ts';
import { createSeries, editSeries } from '#lib/server/records/series.ts';
import { unitIdOf } from '#lib/server/units/unit-ref.ts';
import { idParams, operation } from './operation.ts';
import { day, idsInput, optionalDayInput, optionalIdInput, requiredText, rowVersion, text, unitInput } from './schemas.ts';

const media = ['paper', 'electronic', 'both'] as const;
const ref = z.object({ id: z.uuid(), code: z.string() }).nullable();

export const listRecordSeries = operation({
	id: 'listRecordSeries',
	method: 'GET',
	path: '/record-series',
	tag: 'Records',
	summary: 'The list of records of a unit: what is kept, by whom, where and how long',
	query: z.object({ unit: unitInput }),
	response: z.object({
		items: z.array(
			z
				.object({
					id: z.uuid(),
					code: z.string(),
					name: z.string(),
					form: ref,
					procedure: ref,
					custodian: z.string().nullable(),
					place: z.string(),
					medium: z.enum(media),
					retentionYears: z.int().nullable().meta({ description: 'Null: for ever.' }),
					retentionBasis: z.string(),
					disposalMethod: z.string(),
					endedOn: day.nullable(),
					records: z.int()
				})
				.meta({ id: 'RecordSeries' })
		)
	}),
	async run(ctx, { query }) {
		const { items } = await seriesList(ctx, await unitIdOf(ctx, query.unit));
		return { items: items.map(({ custodian, ...item }) => ({ ...item, custodian: custodian?.fullName ?? null })) };
	}
});

const about = {
	code: requiredText(40),
	name: requiredText(300),
	formId: optionalIdInput,
	procedureId: optionalIdInput,
	keeperDivisionId: optionalIdInput,
	custodianId: optionalIdInput,
	readers: idsInput.meta({ description: 'People who file and read its records beside custodian, officer and heads.' }),
	place: requiredText(300),
	medium: z.enum(media, 'invalid').default('paper'),
	retentionYears: z
		.int('retention_years')
		.min(1, 'retention_years')
		.max(100, 'retention_years')
		.nullable()
		.default(null)
		.meta({ description: 'Null: for ever.' }),
	retentionBasis: text(300).default(''),
	disposalMethod: text(300).default(''),
	endedOn: optionalDayInput.meta({ description: 'From this day on nothing new is filed under it.' })
};

export const createRecordSeries = operation({
	id: 'createRecordSeries',
	method: 'POST',
	path: '/record-series',
	tag: 'Records',
	summary: 'Add a line to the list of records',
	body: z.object({ unit: unitInput, ...about }),
	response: z.object({ id: z.uuid() }),
	status: 201,
	problems: ['forbidden'],
	run: async (ctx, { body: { unit, ...input } }) => createSeries(ctx, await unitIdOf(ctx, unit), input)
});

export const getRecordSeries = operation({
	id: 'getRecordSeries',
	method: 'GET',
	path: '/record-series/{id}',
	tag: 'Records',
	summary: 'A line of the list of records, for who keeps the list',
	params: idParams,
	response: z.object({
		id: z.uuid(),
		/** Who keeps it: another unit than the one whose list it is, once that one became part of it. */
		unitId: z.uuid(),
		custodyUnitId: z.uuid().nullable(),
		originUnitId: z.uuid(),
		code: z.string(),
		name: z.string(),
		formId: z.uuid().nullable(),
		procedureId: z.uuid().nullable(),
		keeperDivisionId: z.uuid().nullable(),
		custodianId: z.uuid().nullable(),
		readers: z.array(z.uuid()),
		place: z.string(),
		medium: z.enum(media),
		retentionYears: z.int().nullable(),
		retentionBasis: z.string(),
		disposalMethod: z.string(),
		endedOn: day.nullable(),
		rowVersion
	}),
	problems: ['record_series_not_found'],
	run: async (ctx, { params }) => (await seriesPage(ctx, params.id)).series
});

export const changeRecordSeries = operation({
	id: 'changeRecordSeries',
	method: 'PUT',
	path: '/record-series/{id}',
	tag: 'Records',
	summary: 'Change a line of the list of records',
	description: 'The whole line: what is left out is taken away. A rule of retention holds from then on for all its records.',
	params: idParams,
	body: z.object({ ...about, rowVersion: rowVersion.optional() }),
	response: z.object({ rowVersion }),
	problems: ['record_series_not_found', 'forbidden', 'stale'],
	run: (ctx, { params, body }) => editSeries(ctx, params.id, body)
});
