import type { z } from 'zod';
import type { keepingForm } from '#lib/domain/documents/external-forms.ts';
import { fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { inForceOn } from '#lib/server/permissions/visible.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { divisionOptions, staffOptions } from '../work/options.ts';
import { tidy } from '../input.ts';
import { requireUnitToPrepare } from '../unit-facts.ts';
import { loadExternal } from './facts.ts';

export type KeepingInput = Omit<z.output<typeof keepingForm>, 'rowVersion'>;

/** How the unit keeps a line of its list. Recorded as `external.keep`. @throws Forbidden, NotFound, Conflict `stale`, Invalid */
export function setKeeping(ctx: Ctx, unitId: string, externalId: string, input: KeepingInput & { rowVersion?: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'external.keep', { unitId });
		await requireUnitToPrepare(ctx, unitId);
		const line = await lineOf(ctx, unitId, externalId);
		if (input.rowVersion !== undefined && input.rowVersion !== line.rowVersion)
			throw new Conflict('stale', { rowVersion: line.rowVersion });
		await writeKeeping(ctx, unitId, externalId, input);
		await record(ctx, {
			event: 'external.keep',
			subjectType: 'external_document',
			subjectId: externalId,
			unitId,
			role,
			before: {
				receivedOn: fromDbDate(line.receivedOn),
				appliedFor: line.appliedFor,
				divisionId: line.divisionId,
				checkerId: line.checkerId,
				checkMonths: line.checkMonths
			},
			after: { ...pickKeeping(input) }
		});
	});
}

/**
 * Takes a line off the unit's list. What versions cite stays cited; while one in force or on its way does, the line stays.
 * @throws Forbidden, NotFound, Conflict `external_cited`
 */
export function leaveList(ctx: Ctx, unitId: string, externalId: string): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'external.keep', { unitId });
		const external = await loadExternal(ctx, externalId);
		const line = await lineOf(ctx, unitId, externalId);
		const cited = await ctx.db.versionExternalReference.count({
			where: {
				externalId,
				version: {
					unitId,
					OR: [{ state: { in: ['draft', 'in_review', 'in_approval', 'approved'] } }, inForceOn(today(ctx)), upcoming(ctx)]
				}
			}
		});
		if (cited > 0) throw new Conflict('external_cited', { count: cited });
		await ctx.db.externalSubscription.update({
			where: { id: line.id },
			data: { endedAt: ctx.clock.now(), rowVersion: line.rowVersion + 1 }
		});
		await record(ctx, {
			event: 'external.leave',
			subjectType: 'external_document',
			subjectId: externalId,
			unitId,
			role,
			before: { number: external.number }
		});
	});
}

const upcoming = (ctx: Ctx) => ({ state: 'issued', effectiveFrom: { gt: toDbDate(today(ctx)) } }) as const;

async function lineOf(ctx: Ctx, unitId: string, externalId: string) {
	const line = await ctx.db.externalSubscription.findFirst({ where: { unitId, externalId, endedAt: null } });
	if (!line) throw new NotFound('external_not_found');
	return line;
}

/** Writes how a unit keeps a line, and puts the line into its list. @throws Invalid `divisionId`, `checkerId` */
export async function writeKeeping(ctx: Ctx, unitId: string, externalId: string, input: KeepingInput): Promise<void> {
	const divisions = input.divisionId ? await divisionOptions(ctx, unitId) : [];
	if (input.divisionId && !divisions.some(({ value }) => value === input.divisionId)) throw new Invalid({ divisionId: 'invalid' });
	const staff = input.checkerId ? await staffOptions(ctx, unitId) : [];
	if (input.checkerId && !staff.some(({ value }) => value === input.checkerId)) throw new Invalid({ checkerId: 'invalid' });
	const data = { ...pickKeeping(input), receivedOn: input.receivedOn ? toDbDate(input.receivedOn) : null, endedAt: null };
	await ctx.db.externalSubscription.upsert({
		where: { unitId_externalId: { unitId, externalId } },
		create: { unitId, externalId, ...data, createdAt: ctx.clock.now() },
		update: { ...data, rowVersion: { increment: 1 } }
	});
}

function pickKeeping(input: KeepingInput) {
	const { receivedOn, divisionId, checkerId, checkMonths } = input;
	return { receivedOn, appliedFor: tidy(input.appliedFor), divisionId, checkerId, checkMonths };
}
