import { afterEach, beforeEach, expect, it } from 'vitest';
import { verifyChain } from '#lib/server/audit-trail/verify.ts';
import { createBatch } from '#lib/server/documents/batches.ts';
import { issueBatch } from '#lib/server/documents/issue.ts';
import { closeEndedUnits, recordUnitEvent } from '#lib/server/unit-closing.ts';
import { addMembership } from '#lib/server/people/memberships.ts';
import {
	approvedVersion,
	documentsWorld,
	draftVersion,
	issuedVersion,
	noticesOf,
	refusedCodes,
	versionRow,
	type DocumentsWorld
} from '#test/support/documents.ts';

process.env.SECRET_KEY ??= Buffer.alloc(32, 7).toString('base64');

let world: DocumentsWorld;
beforeEach(async () => {
	world = await documentsWorld();
});
afterEach(() => world.close());

it.each(['ABOLISH', 'SPLIT'] as const)('%s of today closes everything in the act itself', async (kind) => {
	const draft = await draftVersion(world);
	const inForce = await issuedVersion(world);
	const tomorrow = await issuedVersion(world, { effectiveOn: world.day(1) });
	const batch = await createBatch(await world.as('officer'), { unitId: world.unitId, versionIds: [(await approvedVersion(world)).id] });
	const heir = await world.addUnit('SO-MOI');
	const to = kind === 'ABOLISH' ? [] : [{ unitId: heir }, { unitId: world.otherUnitId }];
	await recordUnitEvent(await world.as('coordinator'), { kind, effectiveOn: world.day(), from: [world.unitId], to });

	// Issued today, ended today: an empty range, which counts on no day.
	const today = new Date(world.day());
	expect(await versionRow(world, inForce.id)).toMatchObject({ state: 'issued', effectiveFrom: today, effectiveTo: today });
	for (const { id } of [draft, tomorrow]) expect(await versionRow(world, id)).toMatchObject({ state: 'cancelled', effectiveFrom: null });
	const batchOf = (id: string) => world.client.issueBatch.findUniqueOrThrow({ where: { id } });
	expect(await batchOf(tomorrow.batch.id)).toMatchObject({ state: 'revoked' });
	expect(await batchOf(batch.id)).toMatchObject({ state: 'discarded' });
	const trail = await world.client.auditTrail.findFirstOrThrow({ where: { event: 'version.cancel', subjectId: draft.id } });
	const by = { actorId: world.ids.coordinator, actorRole: 'system', comment: 'Sắp xếp đơn vị' };
	expect(trail).toMatchObject({ unitId: world.unitId, ...by });
	expect(await verifyChain(world.system, world.unitId)).toMatchObject({ broken: null, chain: { closedAt: world.clock.now() } });

	const [notice] = await world.client.notice.findMany({ where: { userId: world.ids.head, kind: 'unit_closed' } });
	expect(notice?.params).toMatchObject({ who: kind === 'ABOLISH' ? '—' : 'Đơn vị SO-MOI, Đơn vị SO-TC', count: 4 });
	expect(await noticesOf(world, 'outsider', world.unitId)).toEqual(kind === 'ABOLISH' ? [] : ['unit_closed']);
	expect(await world.client.notice.count({ where: { kind: 'unit_ends' } })).toBe(0);
	expect(await closeEndedUnits(world.system)).toBe(0);
});

it('a rename leaves documents and trail alone', async () => {
	const { id } = await issuedVersion(world);
	const before = await versionRow(world, id);
	const change = { unitId: world.unitId, change: { name: 'Tên khác' } };
	await recordUnitEvent(await world.as('coordinator'), {
		...{ kind: 'RENAME', effectiveOn: world.day(), from: [world.unitId], to: [change] }
	});
	expect(await versionRow(world, id)).toEqual(before);
	expect((await verifyChain(world.system, world.unitId)).chain.closedAt).toBeNull();
});

it('of acts that race with the event none puts anything in force beyond the end', async () => {
	const approved = [await approvedVersion(world), await approvedVersion(world), await approvedVersion(world)];
	const batches = await Promise.all(
		approved.map(async ({ id }, index) =>
			createBatch(await world.as('officer'), {
				unitId: world.unitId,
				versionIds: [id],
				decisionNumber: `${index}/QĐ`,
				decisionDate: world.day(),
				effectiveOn: world.day([0, 10, 40][index])
			})
		)
	);
	const [officer, head, coordinator] = [await world.as('officer'), await world.as('head'), await world.as('coordinator')];
	const seat = { unitId: world.unitId, divisionId: world.divisionId, position: '', capacity: null, validFrom: null, validTo: null };
	const end = world.day(30);
	const results = await Promise.allSettled([
		...batches.map(({ id }) => issueBatch(officer, { batchId: id })),
		addMembership(head, { ...seat, userId: world.ids.staff, roles: ['reader'] }),
		recordUnitEvent(coordinator, { kind: 'ABOLISH', effectiveOn: end, from: [world.unitId], to: [] })
	]);
	expect(refusedCodes(results).every((code) => code === 'unit_closed')).toBe(true);
	expect(results.at(-1)).toMatchObject({ status: 'fulfilled' });
	const beyond = { OR: [{ validTo: null }, { validTo: { gt: new Date(end) } }] };
	expect(await world.client.membership.count({ where: { unitId: world.unitId, ...beyond } })).toBe(0);
	const ranges = await world.client.version.findMany({ where: { unitId: world.unitId, effectiveFrom: { not: null } } });
	expect(ranges.map(({ effectiveTo }) => effectiveTo)).toEqual([new Date(end), new Date(end)]);
	expect(await world.client.issueBatch.count({ where: { state: 'issued', effectiveOn: { gte: new Date(end) } } })).toBe(0);
	expect((await verifyChain(world.system, world.unitId)).broken).toBeNull();
});
