import { may } from '#lib/domain/permissions/decide.ts';
import * as m from '#lib/paraglide/messages.js';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { fileWarning } from './renditions.ts';
import { copyFileName, markOn } from './renditions-facts.ts';
import { loadOriginal, type OriginalFile } from './renditions-originals.ts';

/**
 * The file of an issued version that was signed, byte for byte: its SHA-256 is the one in the signature of the approval, which a
 * stamped copy cannot have. Evidence, not a copy to work with, so only for those who check approvals (`version.evidence`), and its
 * name says what it is. The caller notes the read.
 * @throws NotFound `version_not_found`, or `no_original` for others, before issue, and where nobody approved it here (taken on from paper)
 */
export async function evidenceOf(ctx: Ctx, versionId: string): Promise<OriginalFile> {
	const { version, times, facts, phase, pdf, source } = await loadOriginal(ctx, versionId);
	// As signatures do: the PDF where there is one, else the source of a form.
	const file = pdf ?? source;
	const mark = markOn(times, today(ctx));
	if (!file || !mark || !may(ctx.actor, 'version.evidence', { unitId: version.unitId, phase })) throw new NotFound('no_original');
	const signature = await ctx.db.signature.findFirst({
		where: { versionId, meaning: 'approve_version', voidedAt: null },
		select: { id: true }
	});
	if (!signature) throw new NotFound('no_original');
	const words = [fileWarning(mark), m.print_file_signed({}, { locale: 'vi' })].filter((word) => word !== '');
	const { sha256, size, contentType, ending } = file;
	return { sha256, size, contentType, fileName: copyFileName(facts, ending, words.join(' – ')) };
}
