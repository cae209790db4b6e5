import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { recordOpening } from '#lib/server/documents/reading.ts';
import { mayTakeAway } from '#lib/server/documents/queries/document-versions.ts';
import { loadVersion } from '#lib/server/documents/version-facts.ts';
import { copyFileName, markOn } from '#lib/server/documents/renditions-facts.ts';
import { fileWarning } from '#lib/server/documents/renditions.ts';
import { contentTypes } from '#lib/server/files/rules.ts';
import { phaseOn } from '#lib/domain/documents/phase.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import * as m from '#lib/paraglide/messages.js';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { findContent } from './content-store.ts';
import { procedureDocx } from './docx.ts';
import { citedNames, paperHead } from './paper-facts.ts';
import { paperOf } from './paper.ts';

/**
 * A version that was written here as a Word file, for whoever may read it; a past one as `sourceOf`. The name says what it is while it is not in force. Noted
 * in the access log as a read of the editable file.
 * @throws NotFound `version_not_found`; `content_not_found` when its files were uploaded; `no_original` for a past one
 */
export async function deliverDocx(ctx: Ctx, versionId: string): Promise<{ fileName: string; contentType: string; bytes: Uint8Array }> {
	const { version } = await loadVersion(ctx, versionId);
	const stored = await findContent(ctx, version.id);
	if (!stored) throw new NotFound('content_not_found');
	const times = { state: version.state, effectiveFrom: fromDbDate(version.effectiveFrom), effectiveTo: fromDbDate(version.effectiveTo) };
	const phase = phaseOn(times, today(ctx));
	if (!mayTakeAway(ctx, { unitId: version.unitId, phase })) throw new NotFound('no_original');
	const head = await paperHead(ctx, version.id, stored.content);
	const cited = await citedNames(ctx, version.unitId, stored.content);
	const mark = markOn(times, today(ctx));
	const warning = mark ? fileWarning(mark) : m.print_file_draft({}, { locale: 'vi' });
	const facts = { ...version, code: version.document.code, scheme: version.unit.numberingScheme };
	const bytes = await procedureDocx(paperOf(stored.content, head, cited));
	await recordOpening(ctx, version);
	logRead(ctx, { unitId: version.unitId, documentId: version.documentId, versionId: version.id, action: 'source', detail: 'docx' });
	return {
		fileName: copyFileName(facts, 'docx', warning),
		contentType: contentTypes.docx,
		bytes
	};
}
