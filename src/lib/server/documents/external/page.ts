import { externalEnd, externalStateOn, nextCheck } from '#lib/domain/documents/external.ts';
import { membershipIn } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { addDays, dayOf, fromDbDate } from '#lib/domain/shared/day.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { readable } from '../queries/list-sql.ts';
import { divisionOptions, staffOptions } from '../work/options.ts';
import { authorizeKeeper, loadExternal, mayKeep } from './facts.ts';
import { externalDates } from './status.ts';
import { externalTasks } from './tasks.ts';

/** All that the page of an external document shows, for the unit that somebody works in. @throws NotFound */
export async function externalPage(ctx: Ctx, id: string, activeUnitId: string | null) {
	const external = await loadExternal(ctx, id);
	const day = today(ctx);
	const dates = externalDates(external);
	const unitId = external.unitId ?? activeUnitId;
	const [kept, checks, repeals, cited, tasks] = await Promise.all([
		keptBy(ctx, unitId, id),
		ctx.db.externalCheck.findMany({
			where: { externalId: id, OR: [{ unitId: null }, ...(unitId && may(ctx.actor, 'external.read', { unitId }) ? [{ unitId }] : [])] },
			orderBy: [{ checkedOn: 'desc' }, { recordedAt: 'desc' }],
			take: 50,
			select: { id: true, unitId: true, checkedOn: true, outcome: true, remark: true, checkerName: true }
		}),
		ctx.db.externalRepeal.findMany({
			where: { externalId: id },
			orderBy: { recordedAt: 'desc' },
			select: {
				id: true,
				effectiveOn: true,
				byAct: true,
				remark: true,
				takenBackAt: true,
				takeBackWhy: true,
				recordedAt: true,
				recordedBy: { select: { fullName: true } },
				replacedBy: { select: { id: true, number: true, title: true } }
			}
		}),
		citedBy(ctx, id),
		externalTasks(ctx, { externalId: id })
	]);
	const ofUnit = unitId !== null && kept !== null;
	const since = fromDbDate(checks[0]?.checkedOn ?? null) ?? dayOf(kept?.createdAt ?? external.createdAt);
	const current = repeals.find((repeal) => repeal.takenBackAt === null) ?? null;
	return {
		id,
		own: external.unitId !== null,
		number: external.number,
		title: external.title,
		issuer: external.issuer,
		issuedOn: fromDbDate(external.issuedOn),
		inForceFrom: dates.inForceFrom,
		endsOn: externalEnd(dates),
		state: externalStateOn(dates, day),
		link: external.link,
		rowVersion: external.rowVersion,
		checkMonths: kept?.checkMonths ?? external.checkMonths,
		checkDueOn: nextCheck(since, kept?.checkMonths ?? external.checkMonths),
		kept: kept && { ...kept, receivedOn: fromDbDate(kept.receivedOn) },
		checks: checks.map((check) => ({ ...check, checkedOn: fromDbDate(check.checkedOn), province: check.unitId === null })),
		repeals: repeals.map((repeal) => ({ ...repeal, effectiveOn: fromDbDate(repeal.effectiveOn), recordedBy: repeal.recordedBy.fullName })),
		current: current && { ...current, effectiveOn: fromDbDate(current.effectiveOn) },
		cited,
		tasks: tasks.map((task) => ({
			...task,
			request: may(ctx.actor, 'change_request.read', { unitId: task.unitId }) ? task.request : null
		})),
		today: day,
		may: {
			edit: mayKeep(ctx, external),
			repeal: mayKeep(ctx, external) && current === null,
			takeBack: mayKeep(ctx, external) && current !== null,
			keep: ofUnit && may(ctx.actor, 'external.keep', { unitId }),
			subscribe:
				!ofUnit &&
				(external.unitId ?? activeUnitId) === activeUnitId &&
				activeUnitId !== null &&
				may(ctx.actor, 'external.keep', { unitId: activeUnitId }),
			checkUnit: ofUnit && may(ctx.actor, 'external.check', { unitId, personId: membershipIn(ctx.actor, unitId) ? kept.checkerId : null }),
			checkProvince: external.unitId === null && may(ctx.actor, 'external.keep_province')
		}
	};
}

async function keptBy(ctx: Ctx, unitId: string | null, externalId: string) {
	if (unitId === null || !may(ctx.actor, 'external.read', { unitId })) return null;
	const row = await ctx.db.externalSubscription.findFirst({
		where: { unitId, externalId, endedAt: null },
		select: {
			receivedOn: true,
			appliedFor: true,
			divisionId: true,
			checkerId: true,
			checkMonths: true,
			createdAt: true,
			rowVersion: true,
			division: { select: { versions: { orderBy: { validFrom: 'desc' }, take: 1, select: { name: true } } } },
			checker: { select: { fullName: true } }
		}
	});
	if (!row) return null;
	const { division, checker, ...kept } = row;
	return { ...kept, division: division?.versions[0]?.name ?? '', checker: checker?.fullName ?? '' };
}

type Citing = { documentId: string; code: string; title: string; unit: string; inForce: boolean };

/** Documents in force or on their way that cite it, as far as this person may read them. */
function citedBy(ctx: Ctx, externalId: string): Promise<Citing[]> {
	const day = today(ctx);
	return ctx.db.$queryRaw<Citing[]>(Prisma.sql`
		select distinct on (uv.name, d.code_sort, d.id) d.id as "documentId", d.code, v.title, coalesce(uv.name, '') as unit,
			v.effective_from is not null and v.effective_from <= ${day}::date as "inForce"
		from version_external_reference x join version v on v.id = x.version_id join document d on d.id = v.document_id
		left join unit_version uv on uv.unit_id = v.unit_id and uv.valid_from <= ${day}::date and (uv.valid_to is null or uv.valid_to > ${day}::date)
		where x.external_id = ${externalId}::uuid and v.state not in ('cancelled') and (v.effective_to is null or v.effective_to > ${day}::date)
			and ${readable(ctx, 'v')}
		order by uv.name, d.code_sort, d.id, v.effective_from nulls last limit 500`);
}

/** What the form of a line offers and begins with. @throws Forbidden for who does not keep that list */
export async function externalFormOptions(ctx: Ctx, unitId: string | null) {
	authorizeKeeper(ctx, { unitId });
	const [divisions, people] = unitId === null ? [[], []] : await Promise.all([divisionOptions(ctx, unitId), staffOptions(ctx, unitId)]);
	return { unitId, divisions, people, today: today(ctx) };
}

/** The form of a line that exists. @throws NotFound, Forbidden */
export async function externalEditForm(ctx: Ctx, id: string) {
	const external = await loadExternal(ctx, id);
	const options = await externalFormOptions(ctx, external.unitId);
	const { number, title, issuer, link, checkMonths, rowVersion } = external;
	const endsOn = fromDbDate(external.inForceTo);
	return {
		...options,
		external: {
			id,
			number,
			title,
			issuer,
			link,
			checkMonths,
			rowVersion,
			issuedOn: fromDbDate(external.issuedOn),
			inForceFrom: fromDbDate(external.inForceFrom),
			inForceUntil: endsOn && addDays(endsOn, -1)
		}
	};
}

/** How a unit keeps a line, for its form. @throws NotFound, Forbidden */
export async function keepingFormOf(ctx: Ctx, id: string, unitId: string | null) {
	if (unitId === null) throw new NotFound('external_not_found');
	authorize(ctx, 'external.keep', { unitId });
	const external = await loadExternal(ctx, id);
	const kept = await keptBy(ctx, unitId, id);
	if (!kept) throw new NotFound('external_not_found');
	const [divisions, people] = await Promise.all([divisionOptions(ctx, unitId), staffOptions(ctx, unitId)]);
	return { id, number: external.number, kept: { ...kept, receivedOn: fromDbDate(kept.receivedOn) }, divisions, people };
}

/** What may replace a line: others of the same list and of the province's. */
export async function replacementChoices(ctx: Ctx, id: string) {
	const external = await loadExternal(ctx, id);
	authorizeKeeper(ctx, external);
	const rows = await ctx.db.externalDocument.findMany({
		where: { id: { not: id }, OR: [{ unitId: null }, ...(external.unitId ? [{ unitId: external.unitId }] : [])] },
		orderBy: { number: 'asc' },
		select: { id: true, number: true, title: true }
	});
	return rows.map((row) => ({ value: row.id, label: row.number, hint: row.title }));
}
