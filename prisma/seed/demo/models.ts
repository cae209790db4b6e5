import { dayOf } from '#lib/domain/shared/day.ts';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import type { ProcedureContent } from '#lib/domain/procedures/content.ts';
import { createBatch } from '#lib/server/documents/batches.ts';
import { approveVersion } from '#lib/server/documents/approve.ts';
import { createDocument } from '#lib/server/documents/documents.ts';
import { issueBatch } from '#lib/server/documents/issue.ts';
import { createVersion } from '#lib/server/documents/versions.ts';
import { recordOpening } from '#lib/server/documents/reading.ts';
import { passVersion } from '#lib/server/documents/review.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { adoptModels } from '#lib/server/procedures/models/adopt.ts';
import { appointDepartment } from '#lib/server/procedures/models/department.ts';
import { tellAdoptingUnits } from '#lib/server/procedures/models/follow.ts';
import { markModel } from '#lib/server/procedures/models/manage.ts';
import { createSet } from '#lib/server/procedures/models/sets.ts';
import { declineVersion, setModelAside } from '#lib/server/procedures/models/stance.ts';
import { findContent } from '#lib/server/procedures/content-store.ts';
import { createProcedureVersion } from '#lib/server/procedures/new-procedure.ts';
import { saveContent } from '#lib/server/procedures/save-content.ts';
import { submitProcedure } from '#lib/server/procedures/submit.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import { systemContext, type Runtime } from '#lib/server/runtime.ts';
import { demoPassword } from '../content/people.ts';
import { demoModelForm, demoModels, demoModelsNext, demoSetName } from '../content/models.ts';
import { formFile } from './form-file.ts';
import { required, type DemoIds } from './people.ts';
import { storeBytes } from './store.ts';

const dayMs = 86_400_000;
const communes = ['WARD', 'TOWNSHIP', 'COMMUNE'];
type Duty = 'officer' | 'reviewer' | 'head';
type People = Readonly<Record<Duty, string>>;

/**
 * The Department publishes six models and a set for communes; three communes have adopted: one all of them as they are and is late with
 * a new version, one with changes of its own, one has drafts. The unit of the first day has nothing and can adopt the set by hand.
 */
export async function publishModels(runtime: Runtime, ids: DemoIds, coordinatorId: string): Promise<void> {
	const department = required(ids.units, 'SO-KHCN', 'unit');
	const unit = (code: string) => required(ids.units, code, 'unit');
	await appointDepartment(await as(runtime, coordinatorId, 64), { unitId: department });
	const people = await peopleOf(runtime, department);
	const officer = await as(runtime, people.officer, 62);
	const versions: string[] = [];
	const documents: string[] = [];
	for (const model of demoModels) {
		const { id: documentId } = await createDocument(officer, {
			unitId: department,
			kind: 'QT',
			class: model.class,
			code: model.code,
			title: model.title,
			visibility: 'province',
			audience: []
		});
		const version = await createProcedureVersion(officer, { documentId, summary: 'Ban hành lần đầu', content: model.content });
		documents.push(documentId);
		versions.push(version.id);
	}
	const form = await createDocument(officer, {
		unitId: department,
		kind: 'BM',
		code: demoModelForm.code,
		title: demoModelForm.title,
		visibility: 'province',
		audience: [],
		parentId: documents[0]
	});
	versions.push(await formVersion(runtime, officer, form.id, 1));
	await issue(runtime, department, people, versions, 60, '412/QĐ-SKHCN');
	const models: string[] = [];
	const coordinator = await as(runtime, coordinatorId, 56);
	for (const documentId of documents)
		models.push((await markModel(coordinator, { documentId, unitKinds: communes, edition: '2015', dueDays: 30 })).id);
	const note = 'Các quy trình hệ thống và hai quy trình mẫu; đơn vị áp dụng cả bộ rồi sửa theo điều kiện của mình.';
	await createSet(coordinator, { name: demoSetName, unitKinds: communes, edition: '2015', note, models, rowVersion: undefined });

	await adopt(runtime, unit('XA-18415'), [...documents, form.id], { issue: true });
	await adopt(runtime, unit('XA-18070'), documents.slice(0, 3), { issue: true, change: true, aside: models[5] });
	await adopt(runtime, unit('XA-18568'), documents.slice(0, 3), { issue: false });
	await newVersion(runtime, department, people, { documentId: documents[0] ?? '', content: demoModelsNext, formId: form.id });
	await decline(runtime, unit('XA-18070'), documents[0] ?? '');
}

async function newVersion(
	runtime: Runtime,
	department: string,
	people: People,
	{ documentId, content, formId }: { documentId: string; content: ProcedureContent; formId: string }
): Promise<void> {
	const summary = 'Bổ sung kiểm soát tài liệu điện tử';
	const officer = await as(runtime, people.officer, 40);
	const next = await createProcedureVersion(officer, { documentId, summary, content });
	const versions = [next.id, await formVersion(runtime, officer, formId, 2)];
	await issue(runtime, department, people, versions, 38, '498/QĐ-SKHCN');
	await tellAdoptingUnits(systemContext(runtime), versions);
}

async function formVersion(runtime: Runtime, officer: Ctx, documentId: string, issueNo: 1 | 2): Promise<string> {
	const { code, title, columns, columnsNext } = demoModelForm;
	const head = issueNo === 1 ? columns : columnsNext;
	const bytes = await formFile({
		code,
		title,
		issueNo,
		revisionNo: 0,
		unit: { name: 'Sở Khoa học và Công nghệ' },
		body: {
			type: 'form',
			addressee: 'Kính gửi: Thư ký ISO',
			nationalHeading: false,
			blocks: [
				{ type: 'table', head, emptyRows: 3 },
				{ type: 'signatures', roles: ['Người đề nghị', 'Thư ký ISO'] }
			]
		}
	});
	const source = await storeBytes(runtime.tools, bytes, { fileName: `${code} ${title}.docx`, fileType: 'docx', pages: null });
	const summary = issueNo === 1 ? 'Ban hành lần đầu' : 'Thêm cột bản điện tử hay bản giấy';
	return (await createVersion(officer, { documentId, summary, source })).id;
}

type Adopting = { issue: boolean; change?: boolean; aside?: string };

async function adopt(runtime: Runtime, unitId: string, documents: readonly string[], more: Adopting): Promise<void> {
	const people = await peopleOf(runtime, unitId);
	const officer = await as(runtime, people.officer, 52);
	const results = await adoptModels(officer, {
		unitId,
		items: documents.map((documentId) => ({ documentId })),
		roles: [{ role: 'Lãnh đạo UBND', words: 'Chủ tịch, Phó Chủ tịch UBND' }]
	});
	const refused = results.find(({ outcome }) => outcome !== 'adopted');
	if (refused) throw new Error(`a model was not adopted: ${refused.refusal?.code ?? refused.outcome}`);
	const versions = results.flatMap(({ versionId }) => versionId ?? []);
	if (more.aside) await setModelAside(officer, { unitId, modelId: more.aside, reason: 'Phường tiếp công dân theo quy chế của thành phố.' });
	if (more.change) await changeOne(officer, versions[1] ?? '');
	if (more.issue) await issue(runtime, unitId, people, versions, 50, '35/QĐ-UBND');
}

async function changeOne(ctx: Ctx, versionId: string): Promise<void> {
	const stored = await findContent(ctx, versionId);
	if (!stored) throw new Error('what was adopted is not written here');
	await saveContent(ctx, {
		versionId,
		base: stored.revision,
		parts: { stepNotes: 'Rà soát rủi ro hai lần một năm, vào tháng 6 và tháng 12.' }
	});
}

async function decline(runtime: Runtime, unitId: string, sourceDocumentId: string): Promise<void> {
	const { client } = runtime;
	const { officer } = await peopleOf(runtime, unitId);
	const adoption = await client.modelAdoption.findUniqueOrThrow({ where: { unitId_sourceDocumentId: { unitId, sourceDocumentId } } });
	const newest = await client.version.findFirstOrThrow({
		where: { documentId: sourceDocumentId, state: 'issued' },
		orderBy: { issueNo: 'desc' }
	});
	const reason = 'Phường đã quy định việc này trong quy chế văn thư riêng.';
	await declineVersion(await as(runtime, officer, 20), { adoptionId: adoption.id, modelVersionId: newest.id, reason });
}

/** Submits, passes, approves and issues, each by the one whose duty it is. */
async function issue(
	runtime: Runtime,
	unitId: string,
	people: People,
	versionIds: readonly string[],
	daysAgo: number,
	decisionNumber: string
) {
	for (const versionId of versionIds) {
		const version = { id: versionId, round: 1 };
		await submitProcedure(await as(runtime, people.officer, daysAgo + 1), runtime.tools, { versionId });
		const reviewer = await as(runtime, people.reviewer, daysAgo + 0.6);
		await recordOpening(reviewer, version);
		await passVersion(reviewer, { versionId });
		const head = await as(runtime, people.head, daysAgo + 0.3);
		await recordOpening(head, version);
		await approveVersion(head, { versionId, password: demoPassword });
	}
	const head = await as(runtime, people.head, daysAgo);
	const day = dayOf(head.clock.now());
	const batch = await createBatch(head, { unitId, versionIds: [...versionIds], decisionNumber, decisionDate: day, effectiveOn: day });
	await issueBatch(head, { batchId: batch.id, confirm: warningCodes, password: demoPassword });
}

async function as({ client, clock }: Runtime, userId: string, daysAgo: number): Promise<Ctx> {
	const then = fixedClock(new Date(clock.now().getTime() - daysAgo * dayMs));
	const actor = await loadActor(client, userId, dayOf(then.now()));
	if (!actor) throw new Error('somebody of the demo cannot act');
	return createContext({ actor, client, clock: then });
}

async function peopleOf({ client }: Runtime, unitId: string): Promise<People> {
	const found = async (role: Duty, except: readonly string[]) => {
		const { userId } = await client.membership.findFirstOrThrow({
			where: { unitId, roles: { has: role }, validTo: null, userId: { notIn: [...except] } },
			orderBy: [{ validFrom: 'asc' }, { id: 'asc' }]
		});
		return userId;
	};
	const officer = await found('officer', []);
	const reviewer = await found('reviewer', [officer]);
	return { officer, reviewer, head: await found('head', [officer, reviewer]) };
}
