import { externalEnd, externalStates, externalStateOn, nextCheck, type ExternalState } from '#lib/domain/documents/external.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { dayOf, fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { fold } from '#lib/domain/shared/fold.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { externalDates, externalDatesSelect } from './status.ts';

export type ExternalQuery = {
	/** Null: the list of the province. */
	readonly unitId: string | null;
	readonly q: string;
	readonly state: ExternalState | '';
	/** Only what is to be checked by today. */
	readonly check: 'due' | '';
	/** Only lines of the unit itself, or of the province. */
	readonly from: 'own' | 'province' | '';
};

export type ExternalLine = {
	readonly id: string;
	readonly number: string;
	readonly title: string;
	readonly issuer: string;
	readonly issuedOn: Day | null;
	readonly inForceFrom: Day | null;
	/** First day without it. */
	readonly endsOn: Day | null;
	readonly state: ExternalState;
	readonly replacedBy: string | null;
	readonly own: boolean;
	readonly receivedOn: Day | null;
	readonly appliedFor: string;
	readonly division: string;
	readonly checker: string;
	readonly checkedOn: Day | null;
	readonly checkedBy: string;
	readonly checkDueOn: Day;
	/** Documents in force or on their way that cite it: of the unit, or of all units for the province's list. */
	readonly cited: number;
};

/** What an address asks for; anything it does not know is no filter. */
export function externalQuery(params: URLSearchParams, unitId: string | null): ExternalQuery {
	const state = params.get('state') ?? '';
	const from = params.get('from') ?? '';
	return {
		unitId,
		q: (params.get('q') ?? '').normalize('NFC').trim().slice(0, 200),
		state: externalStates.find((one) => one === state) ?? '',
		check: params.get('check') === 'due' ? 'due' : '',
		from: from === 'own' || from === 'province' ? from : ''
	};
}

/**
 * The list of a unit (what it subscribes to and its own lines) or of the province, by number. States and due checks are computed for today.
 * @throws Forbidden for who is not of the unit
 */
export async function externalLines(ctx: Ctx, query: ExternalQuery): Promise<ExternalLine[]> {
	const { unitId } = query;
	if (unitId === null) authorize(ctx, 'external.read_province');
	else authorize(ctx, 'external.read', { unitId });
	return linesOf(ctx, query);
}

/** The same for the system; rights are the caller's. */
export async function linesOf(ctx: Ctx, query: ExternalQuery): Promise<ExternalLine[]> {
	const { unitId } = query;
	const rows = await ctx.db.externalDocument.findMany({
		where: {
			...listed(unitId),
			...(query.from === 'own' ? { unitId } : query.from === 'province' ? { unitId: null } : {}),
			...(query.q
				? {
						AND: fold(query.q)
							.split(/\s+/)
							.map((word) => ({ searchText: { contains: word } }))
					}
				: {})
		},
		orderBy: [{ number: 'asc' }, { id: 'asc' }],
		select: {
			id: true,
			unitId: true,
			number: true,
			title: true,
			issuer: true,
			issuedOn: true,
			checkMonths: true,
			createdAt: true,
			...externalDatesSelect,
			subscriptions: {
				where: { unitId: unitId ?? '00000000-0000-0000-0000-000000000000' },
				select: {
					receivedOn: true,
					appliedFor: true,
					checkMonths: true,
					createdAt: true,
					division: { select: { versions: { orderBy: { validFrom: 'desc' }, take: 1, select: { name: true } } } },
					checker: { select: { fullName: true } }
				}
			},
			checks: {
				where: unitId === null ? { unitId: null } : { OR: [{ unitId: null }, { unitId }] },
				orderBy: [{ checkedOn: 'desc' }, { recordedAt: 'desc' }],
				take: 1,
				select: { checkedOn: true, checkerName: true }
			}
		}
	});
	const day = today(ctx);
	const cited = await citations(
		ctx,
		unitId,
		rows.map((row) => row.id)
	);
	return rows
		.map((row) => lineOf(row, day, cited.get(row.id) ?? 0))
		.filter((line) => (query.state === '' || line.state === query.state) && (query.check === '' || isCheckDue(line, day)));
}

/** What is over for good is looked at no more. */
export function isCheckDue(line: Pick<ExternalLine, 'state' | 'checkDueOn'>, day: Day): boolean {
	return line.checkDueOn <= day && line.state !== 'repealed' && line.state !== 'expired';
}

function listed(unitId: string | null): Prisma.ExternalDocumentWhereInput {
	return unitId === null ? { unitId: null } : { subscriptions: { some: { unitId, endedAt: null } } };
}

type Row = Prisma.ExternalDocumentGetPayload<{
	select: {
		id: true;
		unitId: true;
		number: true;
		title: true;
		issuer: true;
		issuedOn: true;
		checkMonths: true;
		createdAt: true;
		inForceFrom: true;
		inForceTo: true;
		repeals: (typeof externalDatesSelect)['repeals'];
		subscriptions: {
			select: {
				receivedOn: true;
				appliedFor: true;
				checkMonths: true;
				createdAt: true;
				division: { select: { versions: { select: { name: true } } } };
				checker: { select: { fullName: true } };
			};
		};
		checks: { select: { checkedOn: true; checkerName: true } };
	};
}>;

function lineOf(row: Row, day: Day, cited: number): ExternalLine {
	const dates = externalDates(row);
	const [kept] = row.subscriptions;
	const [check] = row.checks;
	const checkedOn = fromDbDate(check?.checkedOn ?? null);
	return {
		id: row.id,
		number: row.number,
		title: row.title,
		issuer: row.issuer,
		issuedOn: fromDbDate(row.issuedOn),
		inForceFrom: dates.inForceFrom,
		endsOn: externalEnd(dates),
		state: externalStateOn(dates, day),
		replacedBy: row.repeals[0]?.replacedBy?.number ?? null,
		own: row.unitId !== null,
		receivedOn: fromDbDate(kept?.receivedOn ?? null),
		appliedFor: kept?.appliedFor ?? '',
		division: kept?.division?.versions[0]?.name ?? '',
		checker: kept?.checker?.fullName ?? '',
		checkedOn,
		checkedBy: check?.checkerName ?? '',
		checkDueOn: nextCheck(checkedOn ?? dayOf(kept?.createdAt ?? row.createdAt), kept?.checkMonths ?? row.checkMonths),
		cited
	};
}

async function citations(ctx: Ctx, unitId: string | null, ids: readonly string[]): Promise<Map<string, number>> {
	const rows = await ctx.db.$queryRaw<{ id: string; count: number }[]>`
		select x.external_id as id, count(distinct v.document_id)::int as count from version_external_reference x join version v on v.id = x.version_id
		where x.external_id = any(${[...ids]}::uuid[]) and (${unitId}::uuid is null or v.unit_id = ${unitId}::uuid)
			and v.state in ('issued', 'withdrawn') and (v.effective_to is null or v.effective_to > ${today(ctx)}::date)
		group by x.external_id`;
	return new Map(rows.map((row) => [row.id, row.count]));
}

/** The page of a list: its lines, and what its filters and acts offer. */
export async function externalListPage(ctx: Ctx, params: URLSearchParams, activeUnitId: string | null) {
	const keepsProvince = may(ctx.actor, 'external.keep_province');
	// Who keeps the list of the province comes for that one.
	const list = params.get('list') ?? (keepsProvince ? 'province' : 'unit');
	const province = list === 'province' || activeUnitId === null;
	const query = externalQuery(params, province ? null : activeUnitId);
	const lines = await externalLines(ctx, query);
	const keeps = query.unitId === null ? keepsProvince : may(ctx.actor, 'external.keep', { unitId: query.unitId });
	const subscribed =
		province && activeUnitId !== null
			? await ctx.db.externalSubscription.findMany({ where: { unitId: activeUnitId, endedAt: null }, select: { externalId: true } })
			: [];
	return {
		query,
		province,
		hasUnit: activeUnitId !== null,
		lines,
		today: today(ctx),
		subscribed: subscribed.map((line) => line.externalId),
		may: {
			keep: keeps,
			setProvince: province && may(ctx.actor, 'upkeep.province'),
			subscribe: province && activeUnitId !== null && may(ctx.actor, 'external.keep', { unitId: activeUnitId })
		}
	};
}
