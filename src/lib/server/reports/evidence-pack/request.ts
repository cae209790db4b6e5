import type { PackForm, PackScope } from '#lib/domain/reports/evidence-pack.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { headsOf } from '#lib/server/audit-trail/units.ts';
import { enqueue } from '#lib/server/jobs/queue.ts';
import { inEachLanguage } from '#lib/server/notifications/each-language.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound, Unauthenticated } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { givenUpMs } from './deliver.ts';
import * as m from '#lib/paraglide/messages.js';

/** Packs of one unit that wait or are being built at one time: one machine builds one after the other. */
const mostOpen = 3;

/**
 * Whether this person may have such a pack: of the unit, a year and an internal audit its officer and heads; of an inspection the
 * coordinators too. @returns the role @throws Forbidden, NotFound
 */
export function authorizePack(ctx: Ctx, { scope, unitId }: { scope: PackScope; unitId: string }): string {
	return authorize(ctx, scope === 'inspection' ? 'pack.make_inspection' : 'pack.make', { unitId });
}

/**
 * Asks for an evidence pack; a job builds it. Recorded as `pack.ask`, because it takes people's names and the trail out of the system
 * (states.md §13 exports), and heads of the unit are told.
 * @throws Invalid (what is missing), NotFound, Forbidden, Conflict `packs_open`
 */
export function askPack(ctx: Ctx, activeUnitId: string | null, form: PackForm): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const userId = userIdOf(ctx.actor);
		if (!userId) throw new Unauthenticated();
		const { unitId, subjectId, year, label } = await wanted(ctx, activeUnitId, form);
		const role = authorizePack(ctx, { scope: form.scope, unitId });
		await ctx.db.$executeRaw`select id from unit where id = ${unitId}::uuid for update`;
		const open = await ctx.db.evidencePack.count({
			where: { unitId, builtAt: null, failedAt: null, askedAt: { gt: new Date(ctx.clock.now().getTime() - givenUpMs) } }
		});
		if (open >= mostOpen) throw new Conflict('packs_open', { limit: mostOpen });
		const { id } = await ctx.db.evidencePack.create({
			data: { unitId, scope: form.scope, subjectId, year, label, locale: ctx.locale, askedById: userId, askedAt: ctx.clock.now() },
			select: { id: true }
		});
		await record(ctx, {
			event: 'pack.ask',
			subjectType: 'evidence_pack',
			subjectId: id,
			unitId,
			role,
			after: { scope: form.scope, label }
		});
		const who = ctx.actor.kind === 'user' ? ctx.actor.fullName : '';
		const what = inEachLanguage((locale) => m.packs_export_what({ what: label }, { locale }));
		await notify(ctx, {
			to: await headsOf(ctx, unitId),
			kind: 'export_made',
			subjectType: 'unit',
			subjectId: unitId,
			unitId,
			params: { who, what }
		});
		await enqueue(ctx, 'reports.pack', { packId: id }, { key: id });
		return { id };
	});
}

type Wanted = { unitId: string; subjectId: string | null; year: number | null; label: string };

async function wanted(ctx: Ctx, activeUnitId: string | null, { scope, year, auditId, inspectionId }: PackForm): Promise<Wanted> {
	if (scope === 'inspection') {
		if (!inspectionId) throw new Invalid({ inspectionId: 'required' });
		const found = await ctx.db.inspection.findUnique({
			where: { id: inspectionId },
			select: { unitId: true, state: true, cycle: { select: { number: true } } }
		});
		if (found?.state !== 'closed') throw new NotFound('inspection_not_found');
		return { unitId: found.unitId, subjectId: inspectionId, year: null, label: found.cycle.number };
	}
	if (!activeUnitId) throw new NotFound('unit_not_found');
	if (scope === 'audit') {
		if (!auditId) throw new Invalid({ auditId: 'required' });
		const found = await ctx.db.internalAudit.findFirst({ where: { id: auditId, unitId: activeUnitId }, select: { number: true } });
		if (!found) throw new NotFound('audit_not_found');
		return { unitId: activeUnitId, subjectId: auditId, year: null, label: found.number };
	}
	const label = m.packs_label_unit({}, { locale: ctx.locale });
	if (scope === 'unit') return { unitId: activeUnitId, subjectId: null, year: null, label };
	const thisYear = Number(today(ctx).slice(0, 4));
	if (year === undefined) throw new Invalid({ year: 'required' });
	if (year < 1990 || year > thisYear) throw new Invalid({ year: 'year_invalid' });
	return { unitId: activeUnitId, subjectId: null, year, label: m.packs_label_year({ year }, { locale: ctx.locale }) };
}
