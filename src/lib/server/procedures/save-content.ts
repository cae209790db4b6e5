import { z } from 'zod';
import { partKeys, type PartKey, type ProcedureContent } from '#lib/domain/procedures/content.ts';
import { changedParts, withParts, type SomeParts } from '#lib/domain/procedures/content-parts.ts';
import { mergeContent, type Merge } from '#lib/domain/procedures/merge.ts';
import { decide } from '#lib/domain/permissions/decide.ts';
import { addAct } from '#lib/server/documents/history.ts';
import { requireUser } from '#lib/server/documents/input.ts';
import { requireUnitToPrepare } from '#lib/server/documents/unit-facts.ts';
import { loadVersion, type LoadedVersion } from '#lib/server/documents/version-facts.ts';
import { addAuthor } from '#lib/server/documents/versions.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Forbidden, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { contentBefore, holdContent, revisionsSince, writeContent, type Revision, type StoredContent } from './content-store.ts';

/** How long a sitting lasts after the last save of a person. */
const sittingMs = 10 * 60_000;

/** What others changed since a revision: one line per person, the newest first. */
export type OthersChange = { userId: string; name: string; at: Date; parts: PartKey[] };
export type SavedContent = {
	revision: number;
	savedAt: Date;
	/** The text as it is stored now; null when it is what the writer has. */
	content: ProcedureContent | null;
	others: OthersChange[];
};

/**
 * Saves parts of a draft's text. `base` is the revision that the writer began from: what others saved since is merged, and told.
 * Whoever saves is an author of the round. Records `version.write` once per sitting. Files made of an earlier text go.
 * @throws Conflict `stale` with `revision`, `content`, `conflicts` and `others` when one thing was changed in two ways, and nothing was
 * saved; `illegal_transition` when it is no draft any more; NotFound; Forbidden; Invalid by part
 */
export function saveContent(ctx: Ctx, input: { versionId: string; base: number; parts: SomeParts }): Promise<SavedContent> {
	return transaction(ctx, async (ctx) => {
		const { version, subject } = await loadVersion(ctx, input.versionId);
		const decision = decide(ctx.actor, 'version.edit', subject);
		if (!decision.allowed) throw new Forbidden(decision.reason);
		if (version.state !== 'draft') throw new Conflict('illegal_transition', { state: version.state, event: 'edit' });
		await requireUnitToPrepare(ctx, version.unitId);
		const stored = await holdContent(ctx, version.id);
		const since = await revisionsSince(ctx, version.id, input.base);
		const base = contentBefore(stored, since, input.base);
		const others = await othersOf(ctx, since);
		const { merged, conflicts } = merge(base, input.parts, stored.content);
		if (conflicts.length > 0)
			throw new Conflict('stale', { revision: stored.revision, content: stored.content, merged, conflicts, others });
		const changed = changedParts(stored.content, merged);
		const foreign = since.length > 0 ? merged : null;
		if (changed.length === 0) return { revision: stored.revision, savedAt: stored.savedAt, content: foreign, others };
		const written = await write(ctx, version, stored, { content: merged, changed, role: decision.role });
		return { revision: written.revision, savedAt: written.savedAt, content: foreign, others };
	});
}

function merge(base: ProcedureContent, parts: SomeParts, stored: ProcedureContent): Merge {
	try {
		return mergeContent(base, withParts(base, parts), stored);
	} catch (error) {
		if (!(error instanceof z.ZodError)) throw error;
		throw new Invalid(Object.fromEntries(error.issues.map((issue) => [issue.path.join('.'), issue.message])));
	}
}

async function write(
	ctx: Ctx,
	version: LoadedVersion,
	stored: StoredContent,
	next: { content: ProcedureContent; changed: readonly PartKey[]; role: string | undefined }
): Promise<StoredContent> {
	const me = requireUser(ctx);
	await addAuthor(ctx, version.id, version.round);
	const noted = await beginsSitting(ctx, version, stored, me);
	const written = await writeContent(ctx, version.id, stored, { ...next, savedById: me, noted });
	await dropFiles(ctx, version);
	if (noted) {
		await addAct(ctx, { ...version, pdfSha256: null, sourceSha256: written.sha256 }, 'edit');
		await record(ctx, {
			event: 'version.write',
			subjectType: 'version',
			subjectId: version.id,
			unitId: version.unitId,
			role: next.role,
			before: { contentRevision: stored.revision, contentSha256: stored.sha256 },
			after: { contentRevision: written.revision, contentSha256: written.sha256, parts: [...next.changed] }
		});
	}
	return written;
}

/** The last save was somebody else's, long ago, or in an earlier round: there is no row yet that says that this person writes. */
async function beginsSitting(ctx: Ctx, version: LoadedVersion, stored: StoredContent, me: string): Promise<boolean> {
	if (stored.savedById !== me || ctx.clock.now().getTime() - stored.savedAt.getTime() > sittingMs) return true;
	if (!version.authors.some((author) => author.userId === me && author.round === version.round)) return true;
	return (await ctx.db.versionAct.count({ where: { versionId: version.id, round: version.round, userId: me } })) === 0;
}

/** Files that were made of an earlier text are not this version any more. */
async function dropFiles(ctx: Ctx, version: LoadedVersion): Promise<void> {
	const made = version.pdfSha256 !== null || version.sourceSha256 !== null;
	const none = { pdfSha256: null, pdfName: null, pdfPages: null, sourceSha256: null, sourceName: null, sourceType: null };
	await ctx.db.version.updateMany({
		where: { id: version.id, state: 'draft' },
		data: { updatedAt: ctx.clock.now(), ...(made ? { ...none, rowVersion: { increment: 1 } } : {}) }
	});
}

/** Who saved what, without the saves of the one who asks. */
export async function othersOf(ctx: Ctx, since: readonly Revision[]): Promise<OthersChange[]> {
	const me = requireUser(ctx);
	const foreign = since.filter((save) => save.savedById !== me);
	if (foreign.length === 0) return [];
	const people = await ctx.db.user.findMany({
		where: { id: { in: foreign.map((save) => save.savedById) } },
		select: { id: true, fullName: true }
	});
	return people.map(({ id, fullName }) => {
		const own = foreign.filter((save) => save.savedById === id);
		const touched = new Set(own.flatMap((save) => Object.keys(save.before)));
		return { userId: id, name: fullName, at: own[0]?.savedAt ?? ctx.clock.now(), parts: partKeys.filter((part) => touched.has(part)) };
	});
}
