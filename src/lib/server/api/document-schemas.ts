import { z } from 'zod';
import { documentClasses } from '#lib/domain/documents/list-query.ts';
import type { DocumentVersion, VersionFile } from '#lib/server/documents/queries/document-versions.ts';
import { day, moment, rowVersion, sha256 } from './schemas.ts';

/** Open ones by the step they are at, issued ones by where the day lies in their range. */
export const shownStates = [
	'draft',
	'in_review',
	'in_approval',
	'approved',
	'upcoming',
	'in_force',
	'superseded',
	'withdrawn',
	'cancelled'
] as const;

const file = z
	.object({ fileName: z.string(), type: z.string(), size: z.int().meta({ description: 'Bytes.' }), pages: z.int().nullable(), sha256 })
	.meta({ id: 'VersionFile' });

export const carriedOver = z
	.object({ unit: z.string(), lastDay: day })
	.meta({ id: 'CarriedOver', description: 'In force after the end of the unit that issued it: which one that was, and the last day.' });

export const version = z
	.object({
		id: z.uuid(),
		documentId: z.uuid(),
		issueNo: z.int(),
		revisionNo: z.int(),
		numbers: z.string().meta({ description: 'Both numbers by the scheme of the unit, for example 02/01.' }),
		title: z.string(),
		summary: z.string(),
		changeClass: z.enum(['editorial', 'substantive']),
		state: z.enum(shownStates).meta({ description: 'What people see today.' }),
		effectiveOn: day.nullable(),
		lastDay: day.nullable().meta({ description: 'The last day in force; null while no end is set.' }),
		replacedSameDay: z.boolean().meta({ description: 'Replaced or withdrawn on its own first day: it never applied.' }),
		issuedAt: moment.nullable(),
		withdrawnAt: moment.nullable(),
		reason: z.string().nullable(),
		decisionNumber: z.string().nullable(),
		decisionDate: day.nullable(),
		exception: z.string().nullable().meta({ description: 'Number of the exception “one person reviews and approves”, where it was used.' }),
		takenOn: day
			.nullable()
			.meta({ description: 'In force before eISO, recorded from paper on this day: no review or approval in eISO is claimed.' }),
		carriedOver: carriedOver.nullable(),
		pdf: file.nullable(),
		source: file.nullable(),
		rowVersion
	})
	.meta({ id: 'Version' });

export function versionJson(documentId: string, from: DocumentVersion) {
	return {
		id: from.id,
		documentId,
		issueNo: from.issueNo,
		revisionNo: from.revisionNo,
		numbers: from.numbers,
		title: from.title,
		summary: from.summary,
		changeClass: from.changeClass,
		state: from.state,
		effectiveOn: from.from,
		lastDay: from.lastDay,
		replacedSameDay: from.sameDay,
		issuedAt: from.issuedAt?.toISOString() ?? null,
		withdrawnAt: from.withdrawnAt?.toISOString() ?? null,
		reason: from.stateReason,
		decisionNumber: from.decisionNumber,
		decisionDate: from.decisionDate,
		exception: from.exception,
		takenOn: from.takenOn,
		carriedOver: from.carriedOver,
		pdf: fileJson(from.pdf),
		source: fileJson(from.source),
		rowVersion: from.rowVersion
	};
}

function fileJson(file: VersionFile | null) {
	return file && { fileName: file.name, type: file.type, size: file.size, pages: file.pages, sha256: file.sha256 };
}

export const listedDocument = z
	.object({
		id: z.uuid(),
		unitId: z.uuid(),
		unitCode: z.string(),
		code: z.string(),
		title: z.string(),
		kind: z.string(),
		class: z.enum(documentClasses).nullable(),
		state: z.enum([...shownStates, 'none']).meta({ description: 'On that day; `none`: nothing of it has ever been in force.' }),
		versionId: z.uuid().nullable().meta({ description: 'The version in force that day, else the next, else the last one.' }),
		issueNo: z.int().nullable(),
		revisionNo: z.int().nullable(),
		numbers: z.string().nullable(),
		issuedOn: day.nullable().meta({ description: 'The date of the decision.' }),
		effectiveOn: day.nullable(),
		lastDay: day.nullable(),
		open: z
			.object({ versionId: z.uuid(), state: z.enum(shownStates), numbers: z.string(), effectiveOn: day.nullable() })
			.nullable()
			.meta({ description: 'What is being worked on or waits for its day, where it may be seen.' }),
		keeper: z.string(),
		distribution: z.string(),
		replaces: z.string().nullable().meta({ description: 'The code of the document that this one replaces.' }),
		onePerson: z.boolean(),
		takenOn: day.nullable().meta({ description: 'The day on which it was recorded from paper.' }),
		carriedOver: carriedOver.nullable()
	})
	.meta({ id: 'ListedDocument' });
