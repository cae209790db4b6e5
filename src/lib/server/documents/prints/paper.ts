import { shownPrint } from '#lib/domain/documents/prints.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { numberedCopy } from '../renditions.ts';
import { madeResponse, type FileHost } from '../reading.ts';
import { loadPrint, printFacts } from './facts.ts';

/**
 * The paper of a print, with number, place and code on every page, for the officer who prints it. Each printing is recorded as
 * `numbered_print.print`: of one number there should be one paper. Made anew each time and kept nowhere.
 * @throws NotFound, Forbidden; Conflict `print_not_held` once it may not be used any more
 */
export async function deliverPrint(ctx: Ctx, host: FileHost, printId: string): Promise<Response> {
	const { print, subject } = await loadPrint(ctx, printId);
	const role = authorize(ctx, 'print.manage', subject);
	const shown = shownPrint({ ...print, recallFrom: fromDbDate(print.recallFrom), recallDueOn: fromDbDate(print.recallDueOn) }, today(ctx));
	if (shown !== 'held' && shown !== 'recall_ahead') throw new Conflict('print_not_held');
	await transaction(ctx, (ctx) =>
		record(ctx, {
			event: 'numbered_print.print',
			subjectType: 'numbered_print',
			subjectId: print.id,
			unitId: print.custodyUnitId,
			role,
			after: printFacts(print)
		})
	);
	logRead(ctx, {
		action: 'print',
		unitId: print.unitId,
		documentId: print.documentId,
		versionId: print.versionId,
		detail: print.code
	});
	return madeResponse(await numberedCopy(ctx, { ...host.tools, settings: host.settings }, print));
}
