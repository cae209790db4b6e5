import { z } from 'zod';
import { recordStates } from '#lib/domain/records/forms.ts';
import type { KeepingState } from '#lib/domain/records/retention.ts';
import { addEvidence, createRecord as create, editRecord, placeHold, releaseHold } from '#lib/server/records/records.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { deliverEvidence, recordPage } from '#lib/server/records/record-page.ts';
import { removeEvidence } from '#lib/server/records/remove-evidence.ts';
import { register } from '#lib/server/records/queries.ts';
import { unitIdOf } from '#lib/server/units/unit-ref.ts';
import { idParams, operation, pageOf, pageQuery } from './operation.ts';
import { day, dayInput, moment, optionalDayInput, requiredText, rowVersion, sha256, text, unitInput } from './schemas.ts';

const keepings = ['running', 'kept', 'for_ever', 'due', 'held', 'disposed'] as const satisfies readonly KeepingState[];
const keeping = z.enum(keepings).meta({ description: 'As of today: `due` from the day on which it may be disposed of.' });

const line = z
	.object({
		id: z.uuid(),
		number: z.string(),
		title: z.string(),
		series: z.object({ id: z.uuid(), code: z.string(), name: z.string() }),
		madeOn: day,
		closedOn: day.nullable().meta({ description: 'When the work ended; retention counts from the year after.' }),
		place: z.string(),
		custodian: z.string().nullable(),
		retentionYears: z.int().nullable().meta({ description: 'Null: for ever.' }),
		disposableFrom: day.nullable(),
		keeping,
		files: z.int()
	})
	.meta({ id: 'Record' });

export const listRecords = operation({
	id: 'listRecords',
	method: 'GET',
	path: '/records',
	tag: 'Records',
	summary: 'The register of a unit’s records, newest first',
	description: 'All of them for officer and heads; for others those of the series that they keep or are named to.',
	query: pageQuery.extend({
		unit: unitInput,
		q: text(200).optional(),
		series: z.uuid('invalid').optional(),
		year: z.coerce.number('invalid').int('invalid').min(1900, 'invalid').max(2200, 'invalid').optional(),
		state: z.enum(recordStates, 'invalid').default('all')
	}),
	response: pageOf(line),
	async run(ctx, { query: { unit, pageSize, ...query } }) {
		const { items, total, page } = await register(ctx, await unitIdOf(ctx, unit), { ...query, q: query.q || undefined }, { pageSize });
		return { items, total, page, pageSize };
	}
});

const about = {
	seriesId: z.uuid('invalid'),
	title: requiredText(300),
	madeOn: dayInput,
	closedOn: optionalDayInput,
	place: text(300).default('').meta({ description: 'Where this one is kept, if not where its series is.' }),
	note: text(2000).default('')
};

export const createRecord = operation({
	id: 'createRecord',
	method: 'POST',
	path: '/records',
	tag: 'Records',
	summary: 'File a record under a series',
	description: 'Its evidence is sent after it, one file at a time, to `/records/{id}/files`.',
	body: z.object(about),
	response: z.object({ id: z.uuid(), number: z.string() }),
	status: 201,
	problems: ['record_series_not_found', 'forbidden', 'unit_closed'],
	run: (ctx, { body }) => create(ctx, body)
});

const person = z.string().nullable();

export const getRecord = operation({
	id: 'getRecord',
	method: 'GET',
	path: '/records/{id}',
	tag: 'Records',
	summary: 'A record with its files, its holds and what became of it',
	params: idParams,
	response: z.object({
		...line.omit({ files: true, custodian: true }).shape,
		note: z.string(),
		form: z.object({ documentId: z.uuid(), code: z.string(), issueNo: z.int(), revisionNo: z.int() }).nullable(),
		createdAt: moment,
		createdBy: z.string(),
		files: z.array(
			z.object({
				id: z.uuid(),
				name: z.string(),
				type: z.string(),
				size: z.int(),
				sha256,
				addedAt: moment,
				addedBy: z.string(),
				removedAt: moment.nullable().meta({ description: 'Since then there is no file to this name and hash.' }),
				removedBy: person.meta({ description: 'Who took it away as filed by mistake; null when it went with the disposal.' }),
				removedReason: z.string().nullable()
			})
		),
		holds: z.array(
			z.object({
				id: z.uuid(),
				reason: z.string(),
				placedAt: moment,
				placedBy: z.string(),
				releasedAt: moment.nullable(),
				releasedBy: person,
				releaseReason: z.string().nullable()
			})
		),
		disposals: z.array(z.object({ id: z.uuid(), number: z.string(), state: z.string(), carriedOutOn: day.nullable() })),
		rowVersion
	}),
	problems: ['record_not_found'],
	async run(ctx, { params }) {
		const page = await recordPage(ctx, params.id);
		const { id, number, title, series, madeOn, closedOn, place, note, form, keeping, disposableFrom, disposals, rowVersion } = page;
		return {
			...{ id, number, title, madeOn, closedOn, note, keeping, disposableFrom, disposals, rowVersion },
			place: place || series.place,
			series: { id: series.id, code: series.code, name: series.name },
			retentionYears: series.retentionYears,
			form: form && {
				documentId: form.document.id,
				code: form.document.code,
				issueNo: form.issueNo,
				revisionNo: form.revisionNo
			},
			createdAt: page.createdAt.toISOString(),
			createdBy: page.createdBy,
			files: page.files.map(({ id, name, fileType, size, sha256, addedAt, addedBy, removedAt, removedBy, removedReason }) => ({
				...{ id, name, type: fileType, size, sha256, removedReason },
				addedAt: addedAt.toISOString(),
				addedBy: addedBy.fullName,
				removedAt: removedAt?.toISOString() ?? null,
				removedBy: removedBy?.fullName ?? null
			})),
			holds: page.holds.map(({ id, reason, placedAt, placedBy, releasedAt, releasedBy, releaseReason }) => ({
				...{ id, reason, releaseReason },
				placedAt: placedAt.toISOString(),
				placedBy: placedBy.fullName,
				releasedAt: releasedAt?.toISOString() ?? null,
				releasedBy: releasedBy?.fullName ?? null
			}))
		};
	}
});

export const changeRecord = operation({
	id: 'changeRecord',
	method: 'PUT',
	path: '/records/{id}',
	tag: 'Records',
	summary: 'Put right what is written about a record',
	params: idParams,
	body: z.object({ ...about, rowVersion: rowVersion.optional() }),
	response: z.object({ rowVersion }),
	problems: ['record_not_found', 'record_series_not_found', 'forbidden', 'illegal_transition', 'record_listed', 'stale'],
	run: (ctx, { params, body }) => editRecord(ctx, params.id, body)
});

export const addRecordFile = operation({
	id: 'addRecordFile',
	method: 'POST',
	path: '/records/{id}/files',
	tag: 'Records',
	summary: 'Add a file of evidence to a record',
	description: 'PDF, DOCX, XLSX, ODT, PNG or JPEG. The same file twice is one piece of evidence.',
	params: idParams,
	files: { purposes: { file: 'evidence' }, required: ['file'] },
	response: z.object({ files: z.array(z.object({ id: z.uuid(), name: z.string(), sha256 })) }),
	status: 201,
	problems: ['record_not_found', 'forbidden', 'illegal_transition', 'record_listed'],
	async before(ctx, params) {
		await recordPage(ctx, params.id);
	},
	async run(ctx, { params, files }) {
		await addEvidence(ctx, params.id, files.map(versionFileFrom));
		const page = await recordPage(ctx, params.id);
		const there = page.files.filter(({ removedAt, sha256 }) => !removedAt && files.some((file) => file.sha256 === sha256));
		return { files: there.map(({ id, name, sha256 }) => ({ id, name, sha256 })) };
	}
});

const fileParams = z.object({ id: z.uuid(), file: z.uuid() });

export const getRecordFile = operation({
	id: 'getRecordFile',
	method: 'GET',
	path: '/records/{id}/files/{file}',
	tag: 'Records',
	summary: 'A file of a record',
	params: fileParams,
	response: null,
	problems: ['record_not_found', 'file_not_found'],
	run: (ctx, { params, request, runtime }) =>
		deliverEvidence(ctx, runtime.tools.store, { recordId: params.id, fileId: params.file }, request)
});

const reason = requiredText(2000);

export const removeRecordFile = operation({
	id: 'removeRecordFile',
	method: 'POST',
	path: '/records/{id}/files/{file}/removal',
	tag: 'Records',
	summary: 'Take away a file that was filed by mistake',
	description: 'By a head who did not add it. Its bytes go for good; name, size, hash, who and why stay.',
	params: fileParams,
	body: z.object({ reason }),
	response: z.object({ removed: z.literal(true) }),
	problems: ['record_not_found', 'file_not_found', 'forbidden', 'separation_of_duties', 'illegal_transition', 'evidence_held', 'stale'],
	async run(ctx, { params, body }) {
		await removeEvidence(ctx, { recordId: params.id, fileId: params.file, ...body });
		return { removed: true };
	}
});

export const moveRecord = operation({
	id: 'moveRecord',
	method: 'POST',
	path: '/records/{id}/transitions',
	tag: 'Records',
	summary: 'Place a legal hold on a record, or release one',
	description: 'While a hold lasts the record is not disposed of. Officers and heads place one; a head releases it.',
	params: idParams,
	body: z.discriminatedUnion('event', [
		z.object({ event: z.literal('hold'), reason }),
		z.object({ event: z.literal('release'), hold: z.uuid('invalid'), reason })
	]),
	response: z.object({ hold: z.uuid(), keeping }),
	problems: ['record_not_found', 'hold_not_found', 'forbidden', 'illegal_transition', 'stale'],
	async run(ctx, { params, body }) {
		const hold = body.event === 'hold' ? (await placeHold(ctx, params.id, body.reason)).id : body.hold;
		if (body.event === 'release') await releaseHold(ctx, { recordId: params.id, holdId: hold, reason: body.reason });
		return { hold, keeping: (await recordPage(ctx, params.id)).keeping };
	}
});
