import { afterAll, beforeAll, expect, it } from 'vitest';
import { inspectionSorts, parseInspectionQuery } from '#lib/domain/audits/inspection-forms.ts';
import { actionSorts, parseActionQuery } from '#lib/domain/corrective-actions/list-query.ts';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { parseRequestQuery, requestSorts } from '#lib/domain/documents/request-forms.ts';
import { listInspections } from '#lib/server/audits/inspections/list.ts';
import { actionDaysPage, provinceActionDaysPage } from '#lib/server/corrective-actions/action-days.ts';
import { actionList } from '#lib/server/corrective-actions/list.ts';
import { requestList } from '#lib/server/documents/change-requests/list.ts';
import { propose } from '#lib/server/documents/change-requests/propose.ts';
import { recurrencesPage } from '#lib/server/corrective-actions/recurrences.ts';
import { sisterList } from '#lib/server/corrective-actions/sister-pages.ts';
import { considerRequest } from '#lib/server/documents/change-requests/triage.ts';
import { assignedAction, raisedAction } from '#test/support/actions.ts';
import { documentsWorld, issuedVersion, type DocumentsWorld } from '#test/support/documents.ts';

/* Lists that say their order in SQL: every key they offer, both ways; what has no value stands last either way. */
let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld('2026-11-26T02:00:00Z');
	await assignedAction(world, { dueIn: 9, clause: '7.5' });
	await assignedAction(world, { dueIn: 3, clause: '9.2' });
	await raisedAction(world, { clause: null });
});
afterAll(() => world.close());

const bothWays = (keys: readonly string[]) => keys.flatMap((key) => [key, `-${key}`]);
const valuesLast = (values: readonly (string | null)[], descending: boolean) => {
	const given = values.filter((value) => value !== null).toSorted();
	return [...(descending ? given.toReversed() : given), ...values.filter((value) => value === null)];
};

it.each(bothWays(actionSorts))('corrective actions by %s', async (sort) => {
	const { items } = await actionList(
		await world.as('officer'),
		world.unitId,
		parseActionQuery(new URLSearchParams({ state: 'all', sort }))
	);
	expect(items).toHaveLength(3);
	const key = sort.replace('-', '');
	const of = { number: 'number', unit: 'unitName', due: 'dueOn', first: 'firstDueOn', raised: 'raisedOn', clause: 'clause' } as const;
	const field = Object.entries(of).find(([name]) => name === key)?.[1] ?? 'number';
	const values = items.map((item) => item[field]);
	expect(values).toEqual(valuesLast(values, sort.startsWith('-')));
});

it.each(bothWays(requestSorts))('change requests by %s', async (sort) => {
	const officer = await world.as('officer');
	if ((await requestList(officer, world.unitId, parseRequestQuery(new URLSearchParams('state=all')))).total === 0) {
		for (const title of ['B', 'A']) {
			const { documentId } = await issuedVersion(world, { document: { title }, confirm: warningCodes });
			await propose(officer, { kind: 'amend', documentId, what: 'Sửa', why: 'Chưa rõ' });
		}
		await propose(officer, { kind: 'new', unitId: world.unitId, what: 'Quy trình mới', why: 'Chưa có', title: 'Quy trình mới' });
		const first = await world.client.changeRequest.findFirstOrThrow({ orderBy: { number: 'asc' } });
		await considerRequest(officer, { requestId: first.id, opinion: 'Cần', drafterId: world.ids.drafter, dueOn: world.day(9) });
	}
	const { items } = await requestList(officer, world.unitId, parseRequestQuery(new URLSearchParams({ state: 'all', sort })));
	expect(items).toHaveLength(3);
	const key = sort.replace('-', '');
	const values = items.map((item) =>
		key === 'due' ? item.dueOn : key === 'title' ? item.code : key === 'proposed' ? item.proposedAt.toISOString() : item.number
	);
	expect(values).toEqual(valuesLast(values, sort.startsWith('-')));
});

it.each(bothWays(inspectionSorts))('inspections by %s', async (sort) => {
	const query = parseInspectionQuery(new URLSearchParams({ sort }));
	expect((await listInspections(await world.as('coordinator'), query)).total).toBe(0);
});

it.each([
	['officer', { recurrences: true, sisters: true, rules: true }],
	['head', { recurrences: true, sisters: true, rules: true }],
	['staff', { recurrences: false, sisters: false, rules: false }],
	['inspector', { recurrences: false, sisters: false, rules: false }],
	['coordinator', { recurrences: true, sisters: true, rules: true }]
] as const)('the list of corrective actions leads %s only where a page opens', async (who, can) => {
	const ctx = await world.as(who);
	const unitId = ctx.actor.kind === 'user' && ctx.actor.memberships.length > 0 ? world.unitId : null;
	const list = await actionList(ctx, unitId, parseActionQuery(new URLSearchParams()));
	expect(list.can).toMatchObject(can);
	const opens = async (page: () => Promise<unknown>) =>
		page().then(
			() => true,
			() => false
		);
	expect({
		recurrences: await opens(async () => recurrencesPage(ctx, unitId)),
		sisters: await opens(async () => sisterList(ctx)),
		rules: await opens(async () => (list.province ? provinceActionDaysPage(ctx) : actionDaysPage(ctx, world.unitId)))
	}).toEqual(can);
});
