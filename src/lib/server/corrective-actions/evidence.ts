import type { Action } from '#lib/domain/permissions/policy.ts';
import type { Subject } from '#lib/domain/permissions/decide.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { loadDocument } from '#lib/server/documents/document-facts.ts';
import { referToFiles, type VersionFile } from '#lib/server/documents/files.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { loadRecord } from '#lib/server/records/facts.ts';

/** What evidence can belong to; the reader of each is in `#lib/server/evidence-readers.ts`. */
export const evidenceSubjects = [
	'corrective_action',
	'action_line',
	'action_check',
	'finding',
	'fault_report',
	'sister_check',
	'audit_question',
	'inspection_answer',
	'auditor',
	'objective',
	'provider_rating',
	'training',
	'person_certificate',
	'audit',
	'roll_out_item'
] as const;
export type EvidenceSubject = (typeof evidenceSubjects)[number];

/** Where the act stands in the trail: the thing whose history it belongs to, with its number or name. */
export type EvidencePlace = { readonly subjectType: string; readonly subjectId: string; readonly name: string };

export type NewEvidence = {
	subjectType: EvidenceSubject;
	subjectId: string;
	unitId: string | null;
	/** Files that the store holds already. */
	files?: readonly VersionFile[];
	/** A document or a record of eISO that the actor may read. */
	documentId?: string | null;
	recordId?: string | null;
	note?: string | null;
	/** By which the caller allowed it. */
	role: string;
	trail: EvidencePlace;
};

/** How much may hang on one thing, so that a page stays a page. */
const most = 50;

/**
 * Adds files, or points to a document or record. The caller has loaded the thing and asked whether evidence may be added to it now. Recorded as
 * `evidence.add` with names and hashes. Joins an open transaction.
 * @throws Invalid `evidence` (nothing given, too much), `documentId` (nothing pointed to), `recordId` (two at once); NotFound for a document or record that the actor may not read
 */
export function addEvidence(ctx: Ctx, input: NewEvidence): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const files = input.files ?? [];
		const owner = { subjectType: input.subjectType, subjectId: input.subjectId };
		const by = { addedById: requireUser(ctx), addedAt: ctx.clock.now() };
		const pointer = await pointerOf(ctx, input);
		if (files.length === 0 && !pointer) {
			// The form that points says so with what it leaves empty.
			const points = input.documentId !== undefined || input.recordId !== undefined;
			throw new Invalid(points ? { documentId: 'pointer_required' } : { evidence: 'required' });
		}
		const kept =
			(await ctx.db.evidenceFile.count({ where: { ...owner, removedAt: null } })) +
			(await ctx.db.evidencePointer.count({ where: { ...owner, removedAt: null } }));
		if (kept + files.length + (pointer ? 1 : 0) > most) throw new Invalid({ evidence: 'evidence_too_many' });
		if (files.length > 0) {
			await referToFiles(ctx, files);
			await ctx.db.evidenceFile.createMany({
				data: files.map((file) => ({
					...owner,
					...by,
					unitId: input.unitId,
					sha256: file.sha256,
					storedSha256: file.sha256,
					name: file.fileName,
					fileType: file.fileType,
					size: BigInt(file.size)
				}))
			});
		}
		if (pointer) {
			const { name: _name, ...columns } = pointer;
			await ctx.db.evidencePointer.create({ data: { ...owner, ...by, ...columns, note: tidy(input.note).slice(0, 300) } });
		}
		await record(ctx, {
			event: 'evidence.add',
			subjectType: input.trail.subjectType,
			subjectId: input.trail.subjectId,
			unitId: input.unitId,
			role: input.role,
			after: {
				number: input.trail.name,
				files: files.map(({ fileName, sha256 }) => ({ name: fileName, sha256 })),
				...(pointer ? { pointsTo: pointer.name } : {})
			}
		});
	});
}

async function pointerOf(ctx: Ctx, input: NewEvidence) {
	if (input.documentId && input.recordId) throw new Invalid({ recordId: 'pointer_one' });
	if (input.documentId) {
		const { document } = await loadDocument(ctx, input.documentId);
		return { documentId: document.id, name: document.code };
	}
	if (input.recordId) {
		const { record } = await loadRecord(ctx, input.recordId);
		return { recordId: record.id, name: record.number };
	}
	return null;
}

/**
 * Takes away what was added by mistake: a stub with name, size, hash, who and why stays; of a file nothing refers to the bytes any more. Asked
 * of `by.action` with who added it as author, so that nobody takes away their own. Recorded as `evidence.remove`.
 * @throws NotFound `file_not_found` (not of this thing), Forbidden, Invalid (reason), Conflict `stale` (taken away already)
 */
export function removeEvidence(
	ctx: Ctx,
	input: {
		/** Of the file or pointer. */
		evidenceId: string;
		subjectType: EvidenceSubject;
		subjectIds: readonly string[];
		reason: string;
		by: { action: Action; subject: Subject };
		trail: EvidencePlace;
	}
): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const where = { id: input.evidenceId, subjectType: input.subjectType, subjectId: { in: [...input.subjectIds] } };
		const known = isUuid(input.evidenceId);
		const file = known ? await ctx.db.evidenceFile.findFirst({ where }) : null;
		const pointer = known && !file ? await ctx.db.evidencePointer.findFirst({ where }) : null;
		const found = file ?? pointer;
		if (!found) throw new NotFound('file_not_found');
		const role = authorize(ctx, input.by.action, { ...input.by.subject, authorIds: [found.addedById] });
		const comment = requireReason(input.reason, 'reason');
		const gone = { removedAt: ctx.clock.now(), removedById: requireUser(ctx), removedReason: comment };
		const open = { id: found.id, removedAt: null };
		const { count } = file
			? await ctx.db.evidenceFile.updateMany({ where: open, data: { ...gone, storedSha256: null } })
			: await ctx.db.evidencePointer.updateMany({ where: open, data: gone });
		if (count !== 1) throw new Conflict('stale');
		const about = file ? { name: file.name, sha256: file.sha256 } : { pointer: found.id };
		await record(ctx, {
			event: 'evidence.remove',
			subjectType: input.trail.subjectType,
			subjectId: input.trail.subjectId,
			unitId: input.by.subject.unitId ?? null,
			role,
			before: { number: input.trail.name, files: [about] },
			after: { removed: [about] },
			comment
		});
	});
}
