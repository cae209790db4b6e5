import { needsRequest, type ChangeRule } from '#lib/domain/documents/change-requests.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';

/** Which kinds the unit changes without a request. */
export async function changeRule(ctx: Ctx, unitId: string): Promise<ChangeRule & { readonly rowVersion: number }> {
	const row = await ctx.db.changeRule.findUnique({ where: { unitId } });
	return { revisions: kindsOf(row?.revisions), withdrawals: kindsOf(row?.withdrawals), rowVersion: row?.rowVersion ?? 0 };
}

function kindsOf(stored: unknown): Record<string, boolean> {
	const entries: [string, unknown][] = typeof stored === 'object' && stored !== null ? Object.entries(stored) : [];
	return Object.fromEntries(entries.flatMap(([kind, free]) => (typeof free === 'boolean' ? [[kind, free]] : [])));
}

/**
 * Sets which kinds may be changed without a request, from the next draft or withdrawal on. Recorded as `change_rule.set`.
 * @throws Forbidden; Conflict `stale`
 */
export function setChangeRule(ctx: Ctx, input: ChangeRule & { unitId: string; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { unitId, rowVersion } = input;
		const role = authorize(ctx, 'unit.settings', { unitId });
		const before = await changeRule(ctx, unitId);
		if (before.rowVersion !== rowVersion) throw new Conflict('stale');
		const data = { revisions: { ...input.revisions }, withdrawals: { ...input.withdrawals } };
		const { count } =
			rowVersion === 0
				? await ctx.db.changeRule.createMany({ data: [{ unitId, ...data }], skipDuplicates: true })
				: await ctx.db.changeRule.updateMany({ where: { unitId, rowVersion }, data: { ...data, rowVersion: rowVersion + 1 } });
		if (count !== 1) throw new Conflict('stale');
		await record(ctx, {
			event: 'change_rule.set',
			subjectType: 'change_rule',
			subjectId: unitId,
			unitId,
			role,
			before: { revisions: { ...before.revisions }, withdrawals: { ...before.withdrawals } },
			after: data
		});
	});
}

/** The setting for its page: of each kind whether it changes without a request. @throws Forbidden */
export async function changeRulePage(ctx: Ctx, unitId: string) {
	authorize(ctx, 'unit.settings', { unitId });
	const rule = await changeRule(ctx, unitId);
	const kinds = await ctx.db.documentKind.findMany({ orderBy: { sortOrder: 'asc' }, select: { code: true, nameVi: true, nameEn: true } });
	const free = (act: 'revision' | 'withdrawal') => kinds.filter(({ code }) => !needsRequest(rule, act, code)).map(({ code }) => code);
	return {
		kinds: kinds.map(({ code, nameVi, nameEn }) => ({ code, name: ctx.locale === 'vi' ? nameVi : nameEn })),
		revisions: free('revision'),
		withdrawals: free('withdrawal'),
		rowVersion: rule.rowVersion
	};
}
