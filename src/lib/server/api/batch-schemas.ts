import { z } from 'zod';
import { correctionFields, warningCodes } from '#lib/domain/documents/batch.ts';
import { batchStates } from '#lib/domain/documents/lifecycle.ts';
import { roles } from '#lib/domain/permissions/actor.ts';
import { day, moment, rowVersion } from './schemas.ts';

const item = z
	.object({ documentId: z.uuid(), code: z.string(), title: z.string(), because: z.string().optional() })
	.meta({ id: 'BatchItem', description: 'A document that a preview is about; `because`: the code of the one it depends on.' });

const decision = { decisionNumber: z.string().nullable(), decisionDate: day.nullable(), effectiveOn: day.nullable() };

export const preview = z
	.object({
		...decision,
		lines: z.array(
			z.object({
				documentId: z.uuid(),
				versionId: z.uuid().nullable(),
				code: z.string(),
				kind: z.string(),
				title: z.string(),
				issueNo: z.int().nullable(),
				revisionNo: z.int().nullable(),
				changeClass: z.enum(['editorial', 'substantive']).nullable(),
				withdraws: z.boolean(),
				reason: z.string().nullable(),
				supersedes: z
					.object({
						versionId: z.uuid(),
						issueNo: z.int(),
						revisionNo: z.int(),
						title: z.string(),
						from: day,
						until: day.nullable().meta({ description: 'The first day without it, as it is now.' }),
						newUntil: day.meta({ description: 'The first day without it after this batch.' })
					})
					.nullable(),
				readers: z.int(),
				reading: z
					.object({ asks: z.int(), keeps: z.int() })
					.nullable()
					.meta({ description: 'How many people are asked to read, and how many keep the confirmation of the version before.' })
			})
		),
		forms: z.array(item.extend({ parentWithdrawn: z.boolean() })),
		citing: z.array(item),
		told: z.object({
			people: z.int(),
			mailed: z.int(),
			byDivision: z.array(z.object({ divisionId: z.uuid().nullable(), name: z.string().nullable(), people: z.int() })),
			byRole: z.array(z.object({ role: z.enum(roles), people: z.int() }))
		}),
		warnings: z
			.array(z.object({ code: z.enum(warningCodes), items: z.array(item) }))
			.meta({ description: 'To be confirmed by their codes.' }),
		problems: z
			.array(z.object({ code: z.string(), field: z.string().optional(), items: z.array(item).optional() }))
			.meta({ description: 'What would refuse the batch now.' }),
		needsSignature: z.boolean()
	})
	.meta({ id: 'BatchPreview', description: 'What a batch would do. Nothing is written.' });

export const batch = z
	.object({
		id: z.uuid(),
		unitId: z.uuid(),
		number: z.string(),
		state: z.enum(batchStates),
		...decision,
		note: z.string(),
		lines: z.array(
			z.object({
				documentId: z.uuid(),
				code: z.string(),
				title: z.string(),
				versionId: z.uuid().nullable().meta({ description: 'Null: the document is withdrawn.' }),
				issueNo: z.int().nullable(),
				revisionNo: z.int().nullable(),
				withdraws: z.boolean(),
				reason: z.string().nullable()
			})
		),
		corrections: z.array(
			z.object({
				field: z.enum(correctionFields),
				oldValue: z.string(),
				newValue: z.string(),
				reason: z.string(),
				state: z.string(),
				signedBy: z.string().nullable(),
				decidedAt: moment.nullable()
			})
		),
		createdAt: moment,
		createdBy: z.string(),
		issuedAt: moment.nullable(),
		issuedBy: z.string().nullable(),
		reason: z.string().nullable().meta({ description: 'Why it was discarded or revoked.' }),
		preview: preview.nullable().meta({ description: 'Of a draft: what it would do if it were issued now.' }),
		rowVersion
	})
	.meta({ id: 'IssueBatch' });
