import type { z } from 'zod';
import { externalKey, externalSearchText } from '#lib/domain/documents/external.ts';
import type { externalForm } from '#lib/domain/documents/external-forms.ts';
import { addDays, fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { requireUser, tidy } from '../input.ts';
import { requireUnitToPrepare } from '../unit-facts.ts';
import { authorizeKeeper, loadExternal } from './facts.ts';
import { writeKeeping } from './subscriptions.ts';

export type ExternalInput = z.output<typeof externalForm>;

/**
 * Adds a line to the list of a unit, or of the province (`unitId` null; by the coordinator). A unit's own line stands in its list at
 * once. Recorded as `external.create`.
 * @throws Forbidden, Invalid `number` (`external_taken`: it stands there already), Conflict `unit_closed`
 */
export function createExternal(ctx: Ctx, unitId: string | null, input: ExternalInput): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const role = authorizeKeeper(ctx, { unitId });
		if (unitId !== null) await requireUnitToPrepare(ctx, unitId);
		const facts = factsOf(input);
		await refuseTaken(ctx, unitId, facts.numberKey, null);
		const created = await ctx.db.externalDocument.create({
			data: { unitId, ...facts, checkMonths: input.checkMonths, createdById: requireUser(ctx), createdAt: ctx.clock.now() },
			select: { id: true }
		});
		await record(ctx, {
			event: 'external.create',
			subjectType: 'external_document',
			subjectId: created.id,
			unitId,
			role,
			after: shownFacts(facts)
		});
		if (unitId !== null) await writeKeeping(ctx, unitId, created.id, input);
		return created;
	});
}

/**
 * Puts right what a line says. Recorded as `external.edit` with before and after.
 * @throws NotFound, Forbidden, Conflict `stale`, Invalid `number`
 */
export function editExternal(ctx: Ctx, id: string, input: ExternalInput): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const external = await loadExternal(ctx, id);
		const role = authorizeKeeper(ctx, external);
		const facts = factsOf(input);
		await refuseTaken(ctx, external.unitId, facts.numberKey, id);
		const expected = input.rowVersion ?? external.rowVersion;
		const { count } = await ctx.db.externalDocument.updateMany({
			where: { id, rowVersion: expected },
			data: { ...facts, ...(external.unitId === null ? { checkMonths: input.checkMonths } : {}), rowVersion: expected + 1 }
		});
		if (count !== 1) throw new Conflict('stale', { rowVersion: external.rowVersion });
		await record(ctx, {
			event: 'external.edit',
			subjectType: 'external_document',
			subjectId: id,
			unitId: external.unitId,
			role,
			before: shownFacts(external),
			after: shownFacts(facts)
		});
	});
}

/** A unit takes lines of the province, or own ones that had left, into its list; what is there already stays as it is. @throws Forbidden, NotFound */
export function subscribe(ctx: Ctx, unitId: string, externalIds: readonly string[]): Promise<{ added: number }> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'external.keep', { unitId });
		await requireUnitToPrepare(ctx, unitId);
		const wanted = [...new Set(externalIds)];
		const known = await ctx.db.externalDocument.findMany({
			where: { id: { in: wanted }, OR: [{ unitId: null }, { unitId }] },
			select: { id: true, number: true, checkMonths: true }
		});
		if (known.length !== wanted.length) throw new NotFound('external_not_found');
		const there = await ctx.db.externalSubscription.findMany({
			where: { unitId, externalId: { in: wanted } },
			select: { externalId: true, endedAt: true }
		});
		const back = there.filter((line) => line.endedAt !== null).map((line) => line.externalId);
		const fresh = known.filter(({ id }) => !there.some((line) => line.externalId === id));
		await ctx.db.externalSubscription.updateMany({
			where: { unitId, externalId: { in: back } },
			data: { endedAt: null, rowVersion: { increment: 1 } }
		});
		await ctx.db.externalSubscription.createMany({
			data: fresh.map(({ id }) => ({ unitId, externalId: id, receivedOn: toDbDate(today(ctx)), createdAt: ctx.clock.now() }))
		});
		const added = known.filter(({ id }) => back.includes(id) || fresh.some((one) => one.id === id));
		for (const { id, number } of added)
			await record(ctx, {
				event: 'external.subscribe',
				subjectType: 'external_document',
				subjectId: id,
				unitId,
				role,
				after: { number }
			});
		return { added: added.length };
	});
}

function factsOf(input: ExternalInput) {
	const [number, title, issuer] = [tidy(input.number), tidy(input.title), tidy(input.issuer)];
	const empty = Object.entries({ number, title, issuer }).filter(([, text]) => text === '');
	if (empty.length > 0) throw new Invalid(Object.fromEntries(empty.map(([field]) => [field, 'required'])));
	const { issuedOn, inForceFrom, inForceUntil } = input;
	if (inForceFrom && inForceUntil && inForceUntil < inForceFrom) throw new Invalid({ inForceUntil: 'until_before_from' });
	if (issuedOn && inForceFrom && inForceFrom < issuedOn) throw new Invalid({ inForceFrom: 'external_before_issue' });
	return {
		number,
		numberKey: externalKey(number, issuer, issuedOn),
		title,
		issuer,
		issuedOn: dateOf(issuedOn),
		inForceFrom: dateOf(inForceFrom),
		inForceTo: inForceUntil ? toDbDate(addDays(inForceUntil, 1)) : null,
		link: input.link,
		searchText: externalSearchText({ number, title, issuer })
	};
}

function dateOf(day: Day | null): Date | null {
	return day ? toDbDate(day) : null;
}

/** What the trail keeps of a line: days as text. */
function shownFacts(facts: {
	number: string;
	title: string;
	issuer: string;
	issuedOn: Date | null;
	inForceFrom: Date | null;
	inForceTo: Date | null;
	link: string;
}) {
	const { number, title, issuer, link } = facts;
	const days = { issuedOn: fromDbDate(facts.issuedOn), inForceFrom: fromDbDate(facts.inForceFrom), inForceTo: fromDbDate(facts.inForceTo) };
	return { number, title, issuer, ...days, link };
}

async function refuseTaken(ctx: Ctx, unitId: string | null, numberKey: string, exceptId: string | null): Promise<void> {
	// Two people who add the same line at once: one of them is told, instead of an error of the database.
	await ctx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`external:${unitId ?? ''}:${numberKey}`}, 0))`;
	const taken = await ctx.db.externalDocument.findFirst({
		where: { unitId, numberKey, ...(exceptId ? { id: { not: exceptId } } : {}) },
		select: { id: true }
	});
	if (taken) throw new Invalid({ number: 'external_taken' });
}
