import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';
import type { FileStore } from '#lib/server/storage/port.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { deliverFile } from '#lib/server/files/deliver.ts';
import { contentTypes, isFileType } from '#lib/server/files/rules.ts';
import { visibleVersions } from '#lib/server/permissions/visible.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { seriesSubject } from '#lib/server/records/facts.ts';
import { evidenceSubjects, type EvidenceSubject } from './evidence.ts';

/** A file, or a document or record that is pointed to, as lists show it. */
export type EvidenceItem = {
	readonly id: string;
	readonly kind: 'file' | 'document' | 'record';
	/** Of a file its name; else code or number, with the title where this person may read it. */
	readonly name: string;
	/** Null for what was taken away, and for what this person may not read. */
	readonly href: string | null;
	/** Files: bytes and hash. */
	readonly size: number | null;
	readonly sha256: string | null;
	readonly note: string;
	readonly addedBy: string;
	readonly addedById: string;
	readonly addedAt: Date;
	readonly removed: { readonly at: Date; readonly by: string; readonly reason: string } | null;
};

const person = { select: { fullName: true } } as const;

/**
 * The evidence of several things of one kind, in the order in which it was added, stubs of what was taken away with it. The caller has asked
 * whether the things may be seen. Two statements, four where something is pointed to.
 */
export async function evidenceOf(
	ctx: Ctx,
	subjectType: EvidenceSubject,
	subjectIds: readonly string[]
): Promise<Map<string, EvidenceItem[]>> {
	if (subjectIds.length === 0) return new Map();
	const where = { subjectType, subjectId: { in: [...subjectIds] } };
	const [files, pointers] = await Promise.all([
		ctx.db.evidenceFile.findMany({ where, include: { addedBy: person, removedBy: person } }),
		ctx.db.evidencePointer.findMany({
			where,
			include: {
				addedBy: person,
				removedBy: person,
				document: { select: { code: true, title: true } },
				record: {
					select: {
						number: true,
						title: true,
						series: { select: { unitId: true, custodyUnitId: true, custodianId: true, readers: { select: { userId: true } } } }
					}
				}
			}
		})
	]);
	const documentIds = pointers.flatMap(({ documentId }) => documentId ?? []);
	const readable = await readableIds(ctx, documentIds);
	const items = [
		...files.map((file) => ({
			subjectId: file.subjectId,
			id: file.id,
			kind: 'file' as const,
			name: file.name,
			href: file.removedAt ? null : `/files/evidence/${file.id}`,
			size: Number(file.size),
			sha256: file.sha256,
			note: '',
			...byWhom(file)
		})),
		...pointers.map((pointer) => {
			const { document, record } = pointer;
			const seen = record
				? may(ctx.actor, 'record.read', seriesSubject(record.series))
				: pointer.documentId !== null && readable.has(pointer.documentId);
			const name = document
				? seen
					? `${document.code} · ${document.title}`
					: document.code
				: seen && record
					? `${record.number} · ${record.title}`
					: (record?.number ?? '');
			const place = record ? `/records/${pointer.recordId ?? ''}` : `/documents/${pointer.documentId ?? ''}`;
			return {
				subjectId: pointer.subjectId,
				id: pointer.id,
				kind: record ? ('record' as const) : ('document' as const),
				name,
				href: seen && !pointer.removedAt ? place : null,
				size: null,
				sha256: null,
				note: pointer.note,
				...byWhom(pointer)
			};
		})
	].toSorted((one, other) => one.addedAt.getTime() - other.addedAt.getTime() || (one.id < other.id ? -1 : 1));
	const grouped = Map.groupBy(items, ({ subjectId }) => subjectId);
	return new Map([...grouped].map(([id, list]) => [id, list.map(({ subjectId: _subject, ...item }) => item)]));
}

type Row = {
	addedBy: { fullName: string };
	addedById: string;
	addedAt: Date;
	removedAt: Date | null;
	removedBy: { fullName: string } | null;
	removedReason: string | null;
};

function byWhom({ addedBy, addedById, addedAt, removedAt, removedBy, removedReason }: Row) {
	const removed = removedAt ? { at: removedAt, by: removedBy?.fullName ?? '', reason: removedReason ?? '' } : null;
	return { addedBy: addedBy.fullName, addedById, addedAt, removed };
}

async function readableIds(ctx: Ctx, documentIds: readonly string[]): Promise<ReadonlySet<string>> {
	if (documentIds.length === 0) return new Set();
	const rows = await ctx.db.document.findMany({
		where: { id: { in: [...documentIds] } },
		select: {
			id: true,
			unitId: true,
			versions: { where: visibleVersions(ctx.actor, 'version.read', today(ctx)), select: { id: true }, take: 1 }
		}
	});
	return new Set(
		rows.filter(({ unitId, versions }) => versions.length > 0 || may(ctx.actor, 'batch.read', { unitId })).map(({ id }) => id)
	);
}

/** Ids of those that this actor may take away, asked as `removeEvidence` asks: of each with who added it as author. The caller asks the state. */
export function removableOf(ctx: Ctx, action: Action, subject: Subject, items: readonly EvidenceItem[]): string[] {
	return items
		.filter(({ addedById, removed }) => !removed && may(ctx.actor, action, { ...subject, authorIds: [addedById] }))
		.map(({ id }) => id);
}

/** How many pieces of evidence each thing has; what was taken away does not count. */
export async function countEvidence(ctx: Ctx, subjectType: EvidenceSubject, subjectIds: readonly string[]): Promise<Map<string, number>> {
	if (subjectIds.length === 0) return new Map();
	const rows = await ctx.db.$queryRaw<{ id: string; count: number }[]>`
		select id, sum(count)::int as count from (
			select subject_id as id, count(*) from evidence_file
			where subject_type = ${subjectType} and subject_id = any(${[...subjectIds]}::uuid[]) and removed_at is null group by 1
			union all
			select subject_id, count(*) from evidence_pointer
			where subject_type = ${subjectType} and subject_id = any(${[...subjectIds]}::uuid[]) and removed_at is null group by 1
		) kept group by 1`;
	return new Map(rows.map(({ id, count }) => [id, count]));
}

/**
 * Whether this actor may open the evidence of one thing. Loads the thing by its own rules: what may not be seen is a `NotFound`.
 * @returns its number or name, for the access log
 */
export type EvidenceReader = (ctx: Ctx, subjectId: string) => Promise<{ readonly name: string }>;

/** One for each kind of thing that has evidence; what has none is not opened. */
export type EvidenceReaders = Readonly<Partial<Record<EvidenceSubject, EvidenceReader>>>;

/**
 * One file of evidence, if the thing that it belongs to may be seen; noted in the access log.
 * @throws NotFound `file_not_found` for what was taken away, or may not be seen
 */
export async function deliverEvidence(
	ctx: Ctx,
	tools: { store: FileStore; readers: EvidenceReaders },
	evidenceId: string,
	request: Request
): Promise<Response> {
	const file = isUuid(evidenceId) ? await ctx.db.evidenceFile.findFirst({ where: { id: evidenceId, removedAt: null } }) : null;
	const subject = evidenceSubjects.find((one) => one === file?.subjectType);
	const read = subject ? tools.readers[subject] : undefined;
	if (!file || !read || !isFileType(file.fileType)) throw new NotFound('file_not_found');
	const { name } = await read(ctx, file.subjectId);
	logRead(ctx, { action: 'file', unitId: file.unitId, detail: `${name} ${file.name}` });
	return deliverFile(request, tools.store, { sha256: file.sha256, contentType: contentTypes[file.fileType], fileName: file.name });
}
