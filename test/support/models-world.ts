import { createHash, randomUUID } from 'node:crypto';
import { writeFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import type { Role } from '#lib/domain/permissions/actor.ts';
import { canonicalContent, emptyContent, type ProcedureContent } from '#lib/domain/procedures/content.ts';
import { approveVersion } from '#lib/server/documents/approve.ts';
import { createDocument } from '#lib/server/documents/documents.ts';
import type { VersionFile } from '#lib/server/documents/files.ts';
import { createBatch } from '#lib/server/documents/batches.ts';
import { issueBatch, issueNow } from '#lib/server/documents/issue.ts';
import { previewBatch } from '#lib/server/documents/preview.ts';
import { passVersion, submitVersion } from '#lib/server/documents/review.ts';
import { createVersion } from '#lib/server/documents/versions.ts';
import { appointDepartment } from '#lib/server/procedures/models/department.ts';
import { tellAdoptingUnits } from '#lib/server/procedures/models/follow.ts';
import { markModel } from '#lib/server/procedures/models/manage.ts';
import { createProcedureVersion } from '#lib/server/procedures/new-procedure.ts';
import { documentsWorld, password, type DocumentsWorld } from './documents.ts';

/** The world's own unit is the Department; `outsider` keeps the documents of a unit that adopts. */
export type ModelsWorld = DocumentsWorld & {
	/** A procedure of the Department with an issued version, as a model. */
	model(code: string, content: ProcedureContent | null, more?: { title?: string; kinds?: string[]; forms?: string[] }): Promise<AModel>;
	/** The next version of a model, issued from a day (default: today). */
	nextVersion(documentId: string, content: ProcedureContent | null, effectiveOn?: string): Promise<string>;
	/** What the queue would do about these versions. */
	runIssued(versionIds: readonly string[]): Promise<void>;
	/** Reviewed, signed and issued by people of the unit that adopts, from today on. */
	issueOther(versionId: string): Promise<void>;
	docx(text?: string): Promise<VersionFile>;
};
export type AModel = { id: string; documentId: string; versionId: string; forms: string[] };

export async function modelsWorld(now?: string): Promise<ModelsWorld> {
	const world = await documentsWorld(now);
	const { client } = world;
	await appointDepartment(await world.as('coordinator'), { unitId: world.unitId });

	async function store(bytes: Buffer, fileName: string, fileType: 'docx' | 'pdf'): Promise<VersionFile> {
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		const temporary = path.join(world.tools.tempDir, randomUUID());
		await writeFile(temporary, bytes);
		await world.tools.store.put(temporary, { sha256, size: bytes.length, contentType: 'application/octet-stream' });
		await rm(temporary, { force: true });
		return { sha256, fileName, fileType, size: bytes.length, pages: null };
	}
	const docx = (text: string = randomUUID()) => store(Buffer.from(`docx ${text}`), `${text}.docx`, 'docx');

	/** The files of a version that is written here, as its paper would be. */
	async function giveFiles(versionId: string): Promise<void> {
		const { content, sha256 } = await client.procedureContent.findUniqueOrThrow({ where: { versionId } });
		const pdf = await world.pdf();
		const bytes = Buffer.from(canonicalContent(content as ProcedureContent));
		for (const file of [
			{ sha256, size: bytes.length },
			{ sha256: pdf.sha256, size: pdf.size }
		])
			await client.storedFile.upsert({
				where: { sha256: file.sha256 },
				create: { ...file, contentType: 'application/octet-stream' },
				update: {}
			});
		await client.version.update({
			where: { id: versionId },
			data: {
				pdfSha256: pdf.sha256,
				pdfName: 'a.pdf',
				pdfPages: 1,
				sourceSha256: sha256,
				sourceName: 'a.json',
				sourceType: 'json',
				rowVersion: { increment: 1 }
			}
		});
	}

	async function issue(versionIds: readonly string[], effectiveOn = world.day()): Promise<void> {
		for (const versionId of versionIds) {
			const version = await client.version.findUniqueOrThrow({ where: { id: versionId } });
			if (version.structured) await giveFiles(versionId);
			await submitVersion(await world.as('officer'), { versionId });
			await passVersion(await world.as('reviewer'), { versionId });
			await approveVersion(await world.as('head'), { versionId, password });
		}
		const batch = {
			unitId: world.unitId,
			decisionNumber: '518/QĐ-SKHCN',
			decisionDate: world.day(),
			effectiveOn,
			versionIds: [...versionIds]
		};
		const created = await createBatch(await world.as('officer'), batch);
		const { warnings } = await previewBatch(await world.as('officer'), created.id);
		await issueBatch(await world.as('officer'), { batchId: created.id, confirm: warnings.map(({ code }) => code) });
	}

	async function draft(documentId: string, content: ProcedureContent | null): Promise<string> {
		const officer = await world.as('officer');
		const created = content
			? await createProcedureVersion(officer, { documentId, summary: 'Bản của Sở', content })
			: await createVersion(officer, { documentId, summary: 'Bản của Sở', pdf: await world.pdf(), source: await docx() });
		return created.id;
	}

	const others = new Map<Role, string>();
	async function other(role: Role): Promise<string> {
		const known = others.get(role) ?? (await world.addPerson([role], { unitId: world.otherUnitId }));
		others.set(role, known);
		return known;
	}

	return {
		...world,
		docx,
		async issueOther(versionId) {
			const { structured } = await client.version.findUniqueOrThrow({ where: { id: versionId } });
			const [reviewer, head] = [await other('reviewer'), await other('head')];
			const officer = await world.as('outsider');
			if (structured) await giveFiles(versionId);
			await submitVersion(officer, { versionId });
			await passVersion(await world.asId(reviewer), { versionId });
			await approveVersion(await world.asId(head), { versionId, password });
			const day = world.day();
			const batch = { unitId: world.otherUnitId, decisionNumber: '7/QĐ', decisionDate: day, effectiveOn: day, versionIds: [versionId] };
			await issueNow(officer, { ...batch, confirm: warningCodes });
		},
		async model(code, content, more = {}) {
			const officer = await world.as('officer');
			const create = (kind: string, formCode: string, parentId: string | null) =>
				createDocument(officer, {
					unitId: world.unitId,
					kind,
					code: formCode,
					title: more.title ?? `Mô hình ${formCode}`,
					visibility: 'province',
					parentId
				});
			const { id: documentId } = await create('QT', code, null);
			const versionId = await draft(documentId, content);
			const forms: string[] = [];
			const formVersions: string[] = [];
			for (const form of more.forms ?? []) {
				const { id } = await create('BM', form, documentId);
				forms.push(id);
				const version = await createVersion(officer, { documentId: id, summary: 'Biểu mẫu', source: await docx() });
				formVersions.push(version.id);
			}
			await issue([versionId, ...formVersions]);
			const { id } = await markModel(officer, { documentId, unitKinds: more.kinds ?? [], edition: '2015', dueDays: 30 });
			return { id, documentId, versionId, forms };
		},
		async nextVersion(documentId, content, effectiveOn) {
			const versionId = await draft(documentId, content);
			await issue([versionId], effectiveOn);
			return versionId;
		},
		async runIssued(versionIds) {
			await tellAdoptingUnits(world.system, versionIds);
		}
	};
}

/** A procedure in two steps, by roles of the models. */
export function aText(more: Partial<ProcedureContent> = {}): ProcedureContent {
	return {
		...emptyContent(false),
		purpose: 'Thống nhất cách làm tại [tên đơn vị]',
		steps: [
			{ id: 's1', what: 'Tiếp nhận, ghi BM.M.01.01', who: 'Văn thư', time: { value: 1, unit: 'days' }, result: 'BM.M.01.01' },
			{ id: 's2', what: 'Trình ký', who: 'Lãnh đạo', time: null, result: '' }
		],
		forms: [{ id: 'f1', code: 'BM.M.01.01', name: 'Phiếu' }],
		...more
	};
}
