import type { Readable } from 'node:stream';
import { phaseOn, type VersionTimes } from '#lib/domain/documents/phase.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { logRead, originalDetail, type ReadAction } from '#lib/server/audit-trail/access-log.ts';
import { attachment, deliverFile } from '#lib/server/files/deliver.ts';
import type { UploadTools } from '#lib/server/files/store-upload.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { evidenceOf } from './approval-evidence.ts';
import { fileResponseBody } from './reading-stream.ts';
import { ensureReadingCopy, personalCopy } from './renditions.ts';
import { readableCopyFacts } from './renditions-facts.ts';
import { originalOf, sourceOf, type FilePart } from './renditions-originals.ts';
import type { RenditionTools } from './renditions-make.ts';

/**
 * Files of versions as answers to a request: permission, then the note in the access log, then the bytes. A viewer fetches a file
 * in many ranges; only the first of them is a read.
 */

/** What the process holds of files: the running one's `Runtime` is one. */
export type FileHost = { readonly tools: UploadTools; readonly settings: RenditionTools['settings'] };

function toolsOf({ tools, settings }: FileHost): RenditionTools {
	return { ...tools, settings };
}

/**
 * The first opening of a version by a person in a round, written at once: a confirmation of reading depends on it, and the history says
 * whether a reviewer had opened what they passed. Once noted it stays as it is; a round drafted anew has other files to open.
 */
export async function recordOpening(ctx: Ctx, { id, round }: { id: string; round: number }): Promise<void> {
	const userId = userIdOf(ctx.actor);
	if (!userId) return;
	const known = noted.get(ctx.client) ?? new Set<string>();
	noted.set(ctx.client, known);
	const opening = `${userId} ${id} ${round}`;
	if (known.has(opening)) return;
	await ctx.db.$executeRaw`insert into version_opening (version_id, user_id, round, first_at)
		values (${id}::uuid, ${userId}::uuid, ${round}::int, ${ctx.clock.now()}) on conflict do nothing`;
	// In an open transaction it may yet be undone.
	if (ctx.inTransaction) return;
	if (known.size >= mostNoted) known.clear();
	known.add(opening);
}

/** Openings that stand in the database, where they never go away: who opens again need not be written again. */
const noted = new WeakMap<object, Set<string>>();
const mostNoted = 20_000;

/** The reading copy with today's mark. @throws NotFound as `readingCopy` */
export async function deliverReadingCopy(ctx: Ctx, host: FileHost, versionId: string, request: Request): Promise<Response> {
	const id = versionIdOf(versionId);
	const version = await readableCopyFacts(ctx, id);
	const copy = await ensureReadingCopy(ctx, toolsOf(host), version, today(ctx));
	if (isRead(request)) {
		await recordOpening(ctx, version);
		const inPlace = request.headers.get('sec-fetch-dest') === 'empty';
		const past = phaseOn(version, today(ctx)) === 'past';
		logRead(ctx, { ...about(version), action: past ? 'past' : inPlace ? 'open' : 'file' });
	}
	return deliverFile(request, host.tools.store, { ...copy, contentType: 'application/pdf' });
}

/**
 * The PDF of a version that is being worked on, for those who do; once issued what was signed, for those who check approvals.
 * @throws NotFound as `originalOf`, `evidenceOf`
 */
export async function deliverOriginal(ctx: Ctx, host: FileHost, versionId: string, request: Request): Promise<Response> {
	const id = versionIdOf(versionId);
	const version = await readableCopyFacts(ctx, id);
	if (isOpen(ctx, version)) return deliverPart(ctx, host, id, 'pdf', request);
	const file = await evidenceOf(ctx, id);
	// Evidence is compared, not read: it confirms no reading.
	if (isRead(request)) logRead(ctx, { ...about(version), action: 'file', detail: originalDetail });
	return deliverFile(request, host.tools.store, file);
}

/** The editable file: of an issued version the one to use, before that the draft's. @throws NotFound as `sourceOf`, `originalOf` */
export function deliverSource(ctx: Ctx, host: FileHost, versionId: string, request: Request): Promise<Response> {
	return deliverPart(ctx, host, versionId, 'source', request);
}

async function deliverPart(ctx: Ctx, host: FileHost, versionId: string, part: FilePart, request: Request): Promise<Response> {
	const id = versionIdOf(versionId);
	const version = await readableCopyFacts(ctx, id);
	const file = part === 'source' && !isOpen(ctx, version) ? await sourceOf(ctx, id) : await originalOf(ctx, id, part);
	if (isRead(request)) {
		await recordOpening(ctx, version);
		const action: ReadAction = part === 'source' ? 'source' : request.headers.get('sec-fetch-dest') === 'empty' ? 'open' : 'file';
		logRead(ctx, { ...about(version), action });
	}
	return deliverFile(request, host.tools.store, file);
}

/** A copy with the person's name on every page; made anew each time and kept nowhere. @throws as `personalCopy` */
export async function deliverPersonalCopy(ctx: Ctx, host: FileHost, versionId: string): Promise<Response> {
	const id = versionIdOf(versionId);
	const copy = await personalCopy(ctx, toolsOf(host), id);
	await recordOpening(ctx, { id, round: copy.round });
	return madeResponse(copy);
}

/** A copy that was made for this request alone. */
export function madeResponse(copy: { readonly body: Readable; readonly size: number; readonly fileName: string }): Response {
	return new Response(fileResponseBody(copy.body), {
		headers: {
			'content-type': 'application/pdf',
			'content-length': String(copy.size),
			'content-disposition': attachment(copy.fileName),
			'cache-control': 'private, no-store',
			'x-content-type-options': 'nosniff',
			'content-security-policy': "sandbox; default-src 'none'",
			'cross-origin-resource-policy': 'same-origin'
		}
	});
}

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

function versionIdOf(text: string): string {
	if (!uuid.test(text)) throw new NotFound('version_not_found');
	return text;
}

function isOpen(ctx: Ctx, version: VersionTimes): boolean {
	const phase = phaseOn(version, today(ctx));
	return phase === 'open' || phase === 'cancelled';
}

function isRead(request: Request): boolean {
	const range = request.headers.get('range');
	return request.method === 'GET' && (range === null || /^bytes=0-/.test(range));
}

function about({ unitId, documentId, id }: { unitId: string; documentId: string; id: string }) {
	return { unitId, documentId, versionId: id };
}
