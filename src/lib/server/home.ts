import { auditDutiesSql } from '#lib/server/audits/internal/home-duties.ts';
import { inspectionDutiesSql } from '#lib/server/audits/inspections/home-duties.ts';
import { announcementDutiesSql } from '#lib/server/roll-out/announcements/home-duties.ts';
import { programmeDutiesSql } from '#lib/server/audits/programmes/home-duties.ts';
import { actionDutiesSql } from '#lib/server/corrective-actions/home-duties.ts';
import { checkDutiesSql } from '#lib/server/corrective-actions/check-duties.ts';
import { managementReviewDutiesSql } from '#lib/server/reviews/management/home-duties.ts';
import { registerDutiesSql } from '#lib/server/reviews/home-duties.ts';
import { rollOutDutiesSql } from '#lib/server/roll-out/home-duties.ts';
import { rollOutProofs } from '#lib/server/roll-out-proofs.ts';
import { handOverDutiesSql } from '#lib/server/hand-overs/home-duties.ts';
import { reportDutiesSql } from '#lib/server/reports/home-duties.ts';
import { yearDutiesSql } from '#lib/server/year/home-duties.ts';
import { handedOverDutiesSql } from '#lib/server/units/home-duties.ts';
import type { LaterDuties } from '#lib/server/documents/queries/home-duties.ts';
import { homeFor, type Home } from '#lib/server/documents/queries/home.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

/** What waits for a person beyond documents: every domain with work to do joins here. */
export const laterDuties: LaterDuties = [
	handedOverDutiesSql,
	actionDutiesSql,
	checkDutiesSql,
	auditDutiesSql,
	inspectionDutiesSql,
	programmeDutiesSql,
	registerDutiesSql,
	announcementDutiesSql,
	managementReviewDutiesSql,
	reportDutiesSql,
	yearDutiesSql,
	handOverDutiesSql,
	rollOutDutiesSql(rollOutProofs)
];

/** Home with the duties of all domains. @throws Unauthenticated */
export function homePage(ctx: Ctx, activeUnitId: string | null): Promise<Home> {
	return homeFor(ctx, activeUnitId, laterDuties);
}
