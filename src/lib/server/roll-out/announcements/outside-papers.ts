import type { UploadTools } from '#lib/server/files/store-upload.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { checkAtOnce } from '#lib/server/signatures/checks.ts';
import { attachPapers, deliverPaper, removePaper, type PaperFile, type PaperOf } from '#lib/server/signatures/papers.ts';
import type { FileStore } from '#lib/server/storage/port.ts';
import { loadAnnouncement, type Announcement } from './facts.ts';

/**
 * The decision or the statement as it was signed outside eISO, attached once the announcement is signed here, and checked at once where it is
 * small. Recorded as `paper.attach`.
 * @throws NotFound, Forbidden, Conflict `illegal_transition` (no decision was made), Invalid `paper`
 */
export async function attachToAnnouncement(
	ctx: Ctx,
	tools: UploadTools,
	input: { id: string; files: readonly PaperFile[] }
): Promise<void> {
	await transaction(ctx, async (ctx) => {
		const { announcement, role } = await mayAttachToAnnouncement(ctx, input.id);
		await attachPapers(ctx, paperOf(announcement), input.files, role);
	});
	await checkAtOnce(ctx, tools, input.files);
}

/** Before a byte is read. @throws NotFound, Forbidden, Conflict `illegal_transition` */
export async function mayAttachToAnnouncement(ctx: Ctx, id: string): Promise<{ announcement: Announcement; role: string }> {
	const { announcement, subject } = await loadAnnouncement(ctx, id);
	const role = authorize(ctx, 'announcement.manage', subject);
	if (!isAnnounced(announcement)) throw new Conflict('illegal_transition');
	return { announcement, role };
}

/** A decision was made: it is signed then, or was. */
export function isAnnounced({ state }: Pick<Announcement, 'state'>): boolean {
	return state === 'signed' || state === 'withdrawn';
}

/** Recorded as `paper.remove`. @throws NotFound, Forbidden, Conflict `stale`, Invalid `reason` */
export function removeFromAnnouncement(ctx: Ctx, input: { id: string; paperId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { announcement, subject } = await loadAnnouncement(ctx, input.id);
		const role = authorize(ctx, 'announcement.manage', subject);
		await removePaper(ctx, paperOf(announcement), input, role);
	});
}

/** For those who may read the announcement. @throws NotFound */
export async function deliverOfAnnouncement(ctx: Ctx, store: FileStore, id: string, paperId: string, request: Request): Promise<Response> {
	const { announcement } = await loadAnnouncement(ctx, id);
	return deliverPaper(ctx, store, paperOf(announcement), paperId, request);
}

function paperOf({ id, unitId, number }: Announcement): PaperOf {
	return { subjectType: 'announcement', subjectId: id, unitId, name: number };
}
