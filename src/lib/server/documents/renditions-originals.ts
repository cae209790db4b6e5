import { phaseOn } from '#lib/domain/documents/phase.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import * as m from '#lib/paraglide/messages.js';
import { cleanFileName, extensionOf } from '#lib/server/files/file-name.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { mayTakeAway } from './queries/document-versions.ts';
import { fileWarning } from './renditions.ts';
import { copyFileName, markOn, requireReadable } from './renditions-facts.ts';

export type OriginalFile = {
	readonly sha256: string;
	readonly size: number;
	readonly contentType: string;
	readonly fileName: string;
};

export type FilePart = 'pdf' | 'source';

/**
 * A file as it was uploaded, for those who write, review and approve the version. Once issued its PDF is read as a stamped copy
 * only, and its source by `sourceOf`. It carries no stamp, so its name says that it is a draft. The caller notes the read.
 * @throws NotFound `version_not_found`, or `no_original` when it is issued or has no such file
 */
export async function originalOf(ctx: Ctx, versionId: string, part: FilePart): Promise<OriginalFile> {
	const { phase, facts, [part]: file } = await loadOriginal(ctx, versionId);
	if ((phase !== 'open' && phase !== 'cancelled') || !file) throw new NotFound('no_original');
	const { name, ending, ...stored } = file;
	const warning = m.print_file_draft({}, { locale: 'vi' });
	return { ...stored, fileName: name ? cleanFileName(`[${warning}] ${cleanFileName(name)}`) : copyFileName(facts, ending, warning) };
}

/**
 * The editable file of an issued version: of a blank form it is the controlled thing itself. Its name carries code and numbers,
 * and says so when it is not in force; a past one is given only to those who keep the unit's documents, so that nobody fills in
 * an old form by mistake. The caller notes the read.
 * @throws NotFound `version_not_found`, or `no_original` when it is not issued, past or has no source
 */
export async function sourceOf(ctx: Ctx, versionId: string): Promise<OriginalFile> {
	const { source, phase, version, times, facts } = await loadOriginal(ctx, versionId);
	const mark = markOn(times, today(ctx));
	if (!source || !mark) throw new NotFound('no_original');
	if (!mayTakeAway(ctx, { unitId: version.unitId, phase })) throw new NotFound('no_original');
	const { sha256, size, contentType, ending } = source;
	return { sha256, size, contentType, fileName: copyFileName(facts, ending, fileWarning(mark)) };
}

const fileSelect = { select: { sha256: true, size: true, contentType: true } } as const;

/** A version with its files as they were uploaded. @throws NotFound `version_not_found` for who may not read it */
export async function loadOriginal(ctx: Ctx, versionId: string) {
	await requireReadable(ctx, versionId);
	const version = await ctx.db.version.findUniqueOrThrow({
		where: { id: versionId },
		select: {
			unitId: true,
			state: true,
			title: true,
			issueNo: true,
			revisionNo: true,
			effectiveFrom: true,
			effectiveTo: true,
			pdfName: true,
			sourceName: true,
			sourceType: true,
			pdf: fileSelect,
			source: fileSelect,
			document: { select: { code: true } },
			unit: { select: { numberingScheme: true } }
		}
	});
	const times = {
		state: version.state,
		effectiveFrom: fromDbDate(version.effectiveFrom),
		effectiveTo: fromDbDate(version.effectiveTo)
	};
	return {
		version,
		times,
		facts: { ...version, code: version.document.code, scheme: version.unit.numberingScheme },
		phase: phaseOn(times, today(ctx)),
		pdf: fileOf(version.pdf, version.pdfName, 'pdf'),
		source: fileOf(version.source, version.sourceName, version.sourceType)
	};
}

type Stored = { sha256: string; size: bigint; contentType: string };

function fileOf(file: Stored | null, name: string | null, ending: string | null) {
	return file && { ...file, size: Number(file.size), name, ending: ending ?? extensionOf(name ?? '') };
}
