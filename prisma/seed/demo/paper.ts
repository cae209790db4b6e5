import type { DocumentData, FormData, PaperHead, ProcedureData, Signer } from '#lib/server/pdf/procedure-data.ts';
import { renderDocument, renderForm, renderProcedure } from '#lib/server/pdf/render.ts';
import { hoursText, limitText } from '../content/duration.ts';
import { contentOf } from '../content/content.ts';
import { demoPerson } from '../content/people.ts';
import { instantOf } from '../content/calendar.ts';
import type { ScenarioBatch, ScenarioDocument, ScenarioVersion } from '../content/scenario-types.ts';
import type { DocumentContent, ProcedureBody } from '../content/types.ts';

const kindWords: Record<ScenarioDocument['kind'], string> = {
	HTQLCL: 'Mô hình hệ thống quản lý chất lượng',
	STCL: 'Sổ tay chất lượng',
	CSCL: 'Chính sách chất lượng',
	MTCL: 'Mục tiêu chất lượng',
	QT: 'Quy trình',
	HD: 'Hướng dẫn',
	BM: 'Biểu mẫu',
	PL: 'Phụ lục',
	QC: 'Quy chế',
	KH: 'Kế hoạch'
};

/** The content of a version and the facts that its cover prints. */
export function contentOfVersion(document: ScenarioDocument, version: ScenarioVersion, unit: DocumentContent['unit']): DocumentContent {
	return contentOf(document.spec, unit, document.year, version.nth);
}

/**
 * The reading PDF of one version as the unit would have made it: written before review, so that the cover names who drafted and who
 * is asked to review and approve, and the batch's dates where they are known.
 */
export async function paperOf(
	document: ScenarioDocument,
	version: ScenarioVersion,
	content: DocumentContent,
	batches: ReadonlyMap<string, ScenarioBatch>
): Promise<Uint8Array> {
	const createdAt = version.acts[0] ? instantOf(version.acts[0].at) : instantOf(document.createdAt);
	const { body } = content;
	const head = headOf(document, version, content, batches);
	if (body.type === 'procedure') return renderProcedure(procedureData(head, body), { createdAt });
	if (body.type === 'form') return renderForm(formData(head, content), { createdAt });
	const data: DocumentData = { ...head, legalBasis: body.legalBasis, sections: body.sections, records: body.records };
	return renderDocument(data, { createdAt });
}

function headOf(
	document: ScenarioDocument,
	version: ScenarioVersion,
	content: DocumentContent,
	batches: ReadonlyMap<string, ScenarioBatch>
): PaperHead {
	const batch = version.batchKey ? batches.get(version.batchKey) : undefined;
	const alone = version.acts.some((act) => act.underException);
	return {
		agency: content.unit.name,
		parentAgency: content.unit.parentName,
		standard: 'TCVN ISO 9001:2015',
		kind: kindWords[document.kind],
		title: content.title,
		code: content.code,
		issueNo: content.issueNo,
		revisionNo: content.revisionNo,
		issuedOn: batch?.decisionDate ?? null,
		effectiveOn: batch?.effectiveOn ?? null,
		signers: {
			drafted: signerOf(version, 'create'),
			reviewed: signerOf(version, 'pass') ?? reviewerOf(version),
			approved: signerOf(version, 'approve')
		},
		...(alone ? { coverNote: 'Một người soát xét và phê duyệt theo ngoại lệ của đơn vị.' } : {}),
		revisions: content.revisions.map((revision, index) => ({
			...revision,
			on: dateOfVersion(document, index, batches)
		}))
	};
}

function dateOfVersion(document: ScenarioDocument, index: number, batches: ReadonlyMap<string, ScenarioBatch>) {
	const key = document.versions.find((version) => version.nth === index + 1)?.batchKey;
	return (key ? batches.get(key)?.decisionDate : null) ?? null;
}

function signerOf(version: ScenarioVersion, event: 'create' | 'pass' | 'approve'): Signer | null {
	const act = version.acts.findLast((one) => one.event === event);
	return act ? personSigner(act.by) : null;
}

function reviewerOf(version: ScenarioVersion): Signer | null {
	const key = version.acts.findLast((act) => act.event === 'submit')?.reviewer;
	return key ? personSigner(key) : null;
}

function personSigner(key: string): Signer {
	const person = demoPerson(key);
	return { name: person.fullName, position: person.position };
}

function procedureData(head: PaperHead, body: ProcedureBody): ProcedureData {
	return {
		...head,
		purpose: body.purpose,
		scope: body.scope,
		references: body.references,
		definitions: body.definitions,
		...(body.service
			? {
					service: {
						conditions: body.service.conditions,
						dossier: body.service.dossier,
						dossierSets: body.service.sets,
						timeLimit: limitText(body.service.limitHours),
						place: body.service.place,
						channels: body.service.channels,
						fee: body.service.fee
					}
				}
			: {}),
		sections: body.sections,
		steps: body.steps.map((step, index) => ({
			no: `B${index + 1}`,
			what: step.task,
			who: step.by,
			time: step.hours === null ? '' : hoursText(step.hours),
			result: step.output
		})),
		legalBasis: body.legalBasis,
		forms: body.forms,
		records: body.records
	};
}

function formData(head: PaperHead, content: DocumentContent): FormData {
	const { agency, parentAgency, title, code, issueNo, revisionNo, issuedOn } = head;
	if (content.body.type !== 'form') throw new Error(`${code} is no form`);
	const { addressee, nationalHeading, blocks } = content.body;
	return { agency, parentAgency, title, code, issueNo, revisionNo, issuedOn, addressee, nationalHeading, blocks };
}
