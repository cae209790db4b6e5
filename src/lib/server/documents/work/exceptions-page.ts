import { membershipIn } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { addMonths, fromDbDate } from '#lib/domain/shared/day.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';
import { eligiblePeople } from '../eligibility.ts';
import { grantSentence } from '../exceptions.ts';

/** The exceptions "one person reviews and approves" of a unit, and whether another may be granted now. */
export async function exceptionsPage(ctx: Ctx, unitId: string | null) {
	if (!unitId) throw new Forbidden();
	authorize(ctx, 'exception.read', { unitId });
	const day = today(ctx);
	const [rows, people] = await Promise.all([
		ctx.db.sodException.findMany({
			where: { unitId },
			orderBy: { validFrom: 'desc' },
			select: {
				id: true,
				number: true,
				reason: true,
				validFrom: true,
				validTo: true,
				endedAt: true,
				endReason: true,
				signedBy: { select: { fullName: true } },
				endedBy: { select: { fullName: true } }
			}
		}),
		eligiblePeople(ctx, unitId)
	]);
	const head = membershipIn(ctx.actor, unitId, ['head']);
	const items = rows.map((row) => ({
		...row,
		validFrom: fromDbDate(row.validFrom),
		validTo: fromDbDate(row.validTo),
		holds: row.endedAt === null && fromDbDate(row.validFrom) <= day && day < fromDbDate(row.validTo)
	}));
	return {
		items,
		people,
		sentence: await grantSentence(ctx, unitId),
		/** Fewer than three people with duties: only then the exception is for this unit. */
		isSmall: people < 3,
		longest: addMonths(day, 12),
		signer: ctx.actor.kind === 'user' ? { fullName: ctx.actor.fullName, position: head?.position ?? '' } : { fullName: '', position: '' },
		may: { grant: may(ctx.actor, 'exception.grant', { unitId }), end: may(ctx.actor, 'exception.end', { unitId }) }
	};
}
