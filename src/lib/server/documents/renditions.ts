import type { Readable } from 'node:stream';
import { printNumber } from '#lib/domain/documents/prints.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import * as m from '#lib/paraglide/messages.js';
import { publicOrigin } from '#lib/server/notifications/mail.ts';
import { stampWords, type Mark, type StampFacts } from '#lib/server/pdf/stamp-words.ts';
import type { Stamp } from '#lib/server/pdf/stamp.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound, Unauthenticated } from '#lib/server/platform/errors.ts';
import { newPersonalCode, readingCodeOf } from './print-codes.ts';
import { copyFileName, loadCopyFacts, markOn, readableCopyFacts, type CopyFacts } from './renditions-facts.ts';
import { makeRendition, markKey, streamStamped, type RenditionTools } from './renditions-make.ts';

export type ReadingCopy = {
	readonly sha256: string;
	readonly size: number;
	/** Names (version, mark), without quotes. */
	readonly etag: string;
	readonly fileName: string;
};

/**
 * The copy that everybody reads, with the mark by the version's phase on `day`: made on first use, then from the store. `day` is
 * today for whoever reads now, whatever day a list was asked for: a version of last year is marked as past when it is read this
 * year. The caller notes the read and delivers `sha256` from the store. Call it outside a transaction.
 * @throws NotFound `version_not_found` when this actor may not read it; `no_reading_copy` before issue and for what has no PDF
 */
export async function readingCopy(ctx: Ctx, tools: RenditionTools, versionId: string, day: Day = today(ctx)): Promise<ReadingCopy> {
	return ensureReadingCopy(ctx, tools, await readableCopyFacts(ctx, versionId), day);
}

/** The same for the system itself: asks nothing about permission. */
export async function ensureReadingCopy(ctx: Ctx, tools: RenditionTools, version: CopyFacts, day: Day): Promise<ReadingCopy> {
	const { mark, pdfSha256, inForceFrom } = printable(version, day);
	const printCode = version.printCode ?? (await readingCodeOf(ctx, version.id));
	const stamp = stampOf(tools, version, { mark, inForceFrom, printCode, personal: null });
	const key = markKey(stamp);
	const copy =
		version.renditions.find((rendition) => rendition.mark === key) ??
		(await makeRendition(ctx, tools, { versionId: version.id, pdfSha256, mark: key, stamp }));
	return { sha256: copy.sha256, size: copy.size, etag: `${version.id}.${key}`, fileName: markedFileName(version, mark) };
}

export type PersonalCopy = {
	/** Ends by itself; destroy it when it is not read to its end. */
	readonly body: Readable;
	readonly size: number;
	readonly fileName: string;
	/** The code on it, for `/v/<code>`. */
	readonly code: string;
	/** Of the version that it is a copy of. */
	readonly round: number;
};

/**
 * A copy for one person, with their name, the moment and a code of its own on every page, and with today's mark. Noted as a
 * print, by code and in the access log, before it is made; kept nowhere.
 * @throws NotFound as `readingCopy`; Unauthenticated for nobody; TooMany while too many copies are being made
 */
export async function personalCopy(ctx: Ctx, tools: RenditionTools, versionId: string): Promise<PersonalCopy> {
	const version = await readableCopyFacts(ctx, versionId);
	if (ctx.actor.kind !== 'user') throw new Unauthenticated();
	const { mark, pdfSha256, inForceFrom } = printable(version, today(ctx));
	const code = await newPersonalCode(ctx, version.id, ctx.actor.userId);
	logRead(ctx, { action: 'print', unitId: version.unitId, documentId: version.documentId, versionId: version.id, detail: code });
	const personal = { name: ctx.actor.fullName, at: ctx.clock.now() };
	const stamp = stampOf(tools, version, { mark, inForceFrom, printCode: code, personal });
	const { body, size } = await streamStamped(tools, pdfSha256, stamp);
	return { body, size, fileName: markedFileName(version, mark), code, round: version.round };
}

/** Of a numbered print: what stands on every page of it. */
export type NumberedPaper = {
	readonly versionId: string;
	readonly code: string;
	readonly copyNo: number;
	readonly place: string;
	readonly holderName: string;
	readonly issuedAt: Date;
};

/**
 * The paper of a numbered print, with today's mark. The caller has asked for permission and noted it; kept nowhere.
 * @throws NotFound as `readingCopy`; TooMany while too many copies are being made
 */
export async function numberedCopy(ctx: Ctx, tools: RenditionTools, paper: NumberedPaper): Promise<Omit<PersonalCopy, 'round'>> {
	const version = await loadCopyFacts(ctx, paper.versionId);
	const { mark, pdfSha256, inForceFrom } = printable(version, today(ctx));
	const numbered = { number: printNumber(paper.copyNo), place: placeWords(paper), at: paper.issuedAt };
	const stamp = stampOf(tools, version, { mark, inForceFrom, printCode: paper.code, personal: null, numbered });
	const { body, size } = await streamStamped(tools, pdfSha256, stamp);
	const fileName = copyFileName(version, 'pdf', m.print_file_numbered({ number: numbered.number }, { locale: 'vi' }));
	return { body, size, fileName, code: paper.code };
}

function placeWords({ place, holderName }: Pick<NumberedPaper, 'place' | 'holderName'>): string {
	return holderName ? `${place} (${holderName})` : place;
}

function printable(version: CopyFacts, day: Day): { mark: Mark; pdfSha256: string; inForceFrom: Day } {
	const mark = markOn(version, day);
	const { pdfSha256, effectiveFrom } = version;
	if (!mark || !pdfSha256 || !effectiveFrom) throw new NotFound('no_reading_copy');
	return { mark, pdfSha256, inForceFrom: effectiveFrom };
}

function stampOf(
	tools: RenditionTools,
	{ code, title, issueNo, revisionNo, scheme, takenOn }: CopyFacts,
	about: Pick<StampFacts, 'mark' | 'inForceFrom' | 'printCode' | 'personal' | 'numbered'>
): Stamp {
	return stampWords({ code, title, issueNo, revisionNo, scheme, takenOn, ...about, origin: publicOrigin(tools.settings) });
}

/** The name of the file warns too: it is what people see in a folder or a mail. */
function markedFileName(version: CopyFacts, mark: Mark): string {
	return copyFileName(version, 'pdf', fileWarning(mark));
}

export function fileWarning(mark: Mark): string {
	if (mark.kind === 'upcoming') return m.print_file_upcoming({}, { locale: 'vi' });
	return mark.kind === 'past' ? m.print_file_past({}, { locale: 'vi' }) : '';
}
