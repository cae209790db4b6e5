import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { visibleVersions } from '#lib/server/permissions/visible.ts';
import { visibleVersionsSql } from '#lib/server/permissions/visible-sql.ts';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { manageDocument } from '#lib/server/documents/manage.ts';
import { cancelVersion } from '#lib/server/documents/review.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import {
	approvedVersion,
	documentsWorld,
	draftVersion,
	issuedVersion,
	passedVersion,
	submittedVersion,
	type AVersion,
	type DocumentsWorld,
	type Who
} from '#test/support/documents.ts';

let world: DocumentsWorld;

async function show(
	version: AVersion,
	visibility: 'restricted' | 'province' | 'public',
	audience: Parameters<typeof manageDocument>[1]['audience'] = []
) {
	await manageDocument(await world.as('officer'), { documentId: version.documentId, visibility, audience });
}

beforeAll(async () => {
	world = await documentsWorld('2026-11-01T02:00:00Z');
	await issuedVersion(world);
	const replaced = await issuedVersion(world);
	await show(replaced, 'province');
	await show(await issuedVersion(world), 'public');
	await show(await issuedVersion(world), 'restricted');
	await show(await issuedVersion(world), 'restricted', [{ kind: 'person', userId: world.ids.staff }]);
	await show(await issuedVersion(world), 'restricted', [{ kind: 'role', role: 'reader' }]);
	world.clock.set(new Date('2026-11-24T02:00:00Z'));
	await issuedVersion(world, { documentId: replaced.documentId, confirm: warningCodes });
	await issuedVersion(world, { effectiveOn: world.day(9), confirm: warningCodes });
	await draftVersion(world);
	await submittedVersion(world);
	await passedVersion(world);
	await approvedVersion(world);
	const cancelled = await draftVersion(world);
	await cancelVersion(await world.as('officer'), { versionId: cancelled.id, comment: 'Thôi' });
	const guest = await submittedVersion(world);
	await world.client.guestReview.create({
		data: {
			versionId: guest.id,
			askedOfUnitId: world.otherUnitId,
			askedById: world.ids.officer,
			reason: 'Thiếu người',
			state: 'appointed',
			guestId: world.ids.outsider
		}
	});
});
afterAll(() => world.close());

const everybody: Who[] = ['officer', 'drafter', 'reviewer', 'head', 'staff', 'outsider', 'coordinator', 'inspector', 'administrator'];

async function byModel(ctx: Ctx): Promise<string[]> {
	const rows = await ctx.db.version.findMany({ where: visibleVersions(ctx.actor, 'version.read', today(ctx)), select: { id: true } });
	return rows.map((row) => row.id).sort();
}

async function bySql(ctx: Ctx): Promise<string[]> {
	const where = visibleVersionsSql(ctx.actor, 'version.read', today(ctx), { version: 'v', document: 'd' });
	const rows = await ctx.db.$queryRaw<{ id: string }[]>(
		Prisma.sql`select v.id from version v join document d on d.id = v.document_id where ${where}`
	);
	return rows.map((row) => row.id).sort();
}

describe('the two forms of what may be read', () => {
	it.each(everybody)('agree for %s', async (who) => {
		const ctx = await world.as(who);
		expect(await bySql(ctx)).toEqual(await byModel(ctx));
	});

	it('agree for nobody, and tell people apart', async () => {
		expect(await bySql(world.nobody)).toEqual(await byModel(world.nobody));
		const counts = await Promise.all(everybody.map(async (who) => (await bySql(await world.as(who))).length));
		expect(new Set(counts).size).toBeGreaterThan(4);
	});

	it('agree for the parent unit, which sees what is in force', async () => {
		const ctx = await world.as('outsider');
		if (ctx.actor.kind !== 'user') throw new Error('no person');
		const parent: Ctx = { ...ctx, actor: { ...ctx.actor, childUnitIds: [world.unitId] } };
		expect(await bySql(parent)).toEqual(await byModel(parent));
		expect((await bySql(parent)).length).toBeGreaterThan((await bySql(ctx)).length);
	});
});
