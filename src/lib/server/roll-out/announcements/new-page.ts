import { proposedKind, scopeChange } from '#lib/domain/roll-out/announcements/kinds.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { editionOf } from '#lib/server/audits/edition.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { unitNameOn } from '#lib/server/units/units-on-day.ts';
import { predecessorOf } from './facts.ts';
import { draftOptions } from './page.ts';
import { scopeOn } from './scope.ts';

/** What a new announcement would be: its kind by what is in force and by the services that came or went since. @throws NotFound for who may not begin one */
export async function newAnnouncementPage(ctx: Ctx, unitId: string | null) {
	if (!unitId || !may(ctx.actor, 'announcement.manage', { unitId })) throw new NotFound();
	const day = today(ctx);
	const [unitName, predecessor, services, edition, options, made] = await Promise.all([
		unitNameOn(ctx, unitId, day),
		predecessorOf(ctx, unitId, day),
		scopeOn(ctx, unitId, day),
		editionOf(ctx, unitId, day),
		draftOptions(ctx, unitId),
		ctx.db.announcement.findFirst({ where: { unitId, takenOn: false, state: { in: ['signed', 'withdrawn'] } }, select: { id: true } })
	]);
	const change = scopeChange(predecessor?.services ?? [], services);
	return {
		unitId,
		unitName,
		today: day,
		services: services.length,
		change: predecessor ? { added: [...change.added], removed: [...change.removed], kept: change.kept } : null,
		predecessor: predecessor && {
			id: predecessor.id,
			number: predecessor.number,
			decisionNumber: predecessor.decisionNumber,
			effectiveOn: fromDbDate(predecessor.effectiveOn)
		},
		kind: proposedKind(predecessor, edition.code, change),
		standardCode: edition.code,
		options,
		mayTakeOn: made === null
	};
}
