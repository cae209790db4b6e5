import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { parseListQuery } from '#lib/domain/documents/list-query.ts';
import type { Role } from '#lib/domain/permissions/actor.ts';
import { evidenceOf } from '#lib/server/documents/approval-evidence.ts';
import { loadBatch } from '#lib/server/documents/batch-facts.ts';
import { manageDocument } from '#lib/server/documents/manage.ts';
import { documentListPage } from '#lib/server/documents/queries/list-page.ts';
import { documentPage } from '#lib/server/documents/queries/document-page.ts';
import { listDocuments } from '#lib/server/documents/queries/list.ts';
import { createVersion } from '#lib/server/documents/versions.ts';
import { withdrawVersion } from '#lib/server/documents/withdraw.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { closeEndedUnits, recordUnitEvent } from '#lib/server/unit-closing.ts';
import { counting } from '#test/support/counting.ts';
import {
	documentsWorld,
	draftVersion,
	issuedVersion,
	password,
	refusal,
	type AVersion,
	type DocumentsWorld
} from '#test/support/documents.ts';

process.env.SECRET_KEY ??= Buffer.alloc(32, 7).toString('base64');

/*
 * A unit is split into two on a day, and one of the two is merged into a third afterwards. What it issued is read in each of them by who had the role
 * that reads it, and changed by nobody.
 */
let world: DocumentsWorld;
let [east, west, last, eventId] = ['', '', '', ''];
let things: Record<'open' | 'named' | 'forReaders' | 'forHeads' | 'carried' | 'draft', AVersion>;
const people = new Map<string, string>();

async function restricted(audience: Parameters<typeof manageDocument>[1]['audience']): Promise<AVersion> {
	const version = await issuedVersion(world);
	await manageDocument(await world.as('officer'), { documentId: version.documentId, visibility: 'restricted', audience });
	return version;
}

const as = (unit: string, role: string): Promise<Ctx> => world.asId(people.get(`${unit} ${role}`) ?? '');
const listOf = async (ctx: Ctx, address: string): Promise<string[]> =>
	(await listDocuments(ctx, parseListQuery(new URLSearchParams(address)))).items.map(({ code }) => code).sort();
const codesOf = (...versions: AVersion[]) => versions.map(({ code }) => code).sort();

beforeAll(async () => {
	world = await documentsWorld();
	[east, west, last] = [await world.addUnit('XA-D'), await world.addUnit('XA-T'), await world.addUnit('XA-M')];
	for (const [name, unitId] of Object.entries({ east, west, last }))
		for (const role of ['reader', 'drafter', 'reviewer', 'officer', 'head'] as const satisfies readonly Role[])
			people.set(`${name} ${role}`, await world.addPerson([role], { unitId }));
	// Who is named must be of the unit: this one was of both.
	await world.client.membership.create({
		data: {
			...{ userId: people.get('east reader') ?? '', unitId: world.unitId, roles: ['reader'], position: 'Chuyên viên' },
			validFrom: new Date('2016-01-01')
		}
	});
	things = {
		open: await issuedVersion(world),
		named: await restricted([{ kind: 'person', userId: people.get('east reader') ?? '' }]),
		forReaders: await restricted([{ kind: 'role', role: 'reader' }]),
		forHeads: await restricted([{ kind: 'role', role: 'head' }]),
		carried: await issuedVersion(world, { confirm: warningCodes }),
		draft: await draftVersion(world)
	};
	const end = world.day(10);
	const split = await recordUnitEvent(await world.as('coordinator'), {
		...{ kind: 'SPLIT', from: [world.unitId], to: [{ unitId: east }, { unitId: west }], effectiveOn: end },
		...{ decisionNumber: '12/NQ-HĐND', decisionDate: world.day() },
		choices: [
			{
				...{ subjectType: 'document', subjectId: things.carried.documentId, choice: 'carry', target: 0 },
				...{ newCode: null, until: null, askReading: false }
			}
		]
	});
	eventId = split.eventId;
});
afterAll(() => world.close());

it('gives nothing before the day', async () => {
	const officer = await as('east', 'officer');
	expect(officer.actor).toMatchObject({ predecessors: [] });
	expect((await refusal(documentPage(officer, things.open.documentId))).code).toBe('document_not_found');
});

describe('from the day on', () => {
	const all = () => [things.open, things.named, things.forReaders, things.forHeads, things.carried];

	beforeAll(async () => {
		world.clock.set(new Date(`${world.day(10)}T00:01:00+07:00`));
		await closeEndedUnits(world.system);
	});

	it.each([
		['reader', () => [things.open, things.named, things.forReaders, things.carried]],
		['drafter', () => [things.open, things.carried]],
		['reviewer', all],
		['officer', () => [...all(), things.draft]],
		['head', () => [...all(), things.draft]]
	] as const)('the %s reads in the list of the unit before what the same role read there', async (role, expected) => {
		expect(await listOf(await as('east', role), `unit=${world.unitId}&state=all`)).toEqual(codesOf(...expected()));
	});

	it('every successor of a split reads, and a person who was named reads for themself alone', async () => {
		const reader = await as('west', 'reader');
		expect(await listOf(reader, `unit=${world.unitId}&state=all`)).toEqual(codesOf(things.open, things.forReaders, things.carried));
		expect((await refusal(documentPage(reader, things.named.documentId))).code).toBe('document_not_found');
	});

	it('another unit, a unit to come and who only was there read nothing', async () => {
		for (const ctx of [await world.as('outsider'), await as('last', 'head'), await world.as('officer'), await world.as('administrator')]) {
			expect(ctx.actor).toMatchObject({ predecessors: [] });
			expect(await listOf(ctx, `unit=${world.unitId}&state=all`)).toEqual([]);
		}
	});

	it('the list of the own unit holds nothing of it, and says where it is', async () => {
		const ctx = await as('east', 'officer');
		expect(await listOf(ctx, 'state=all')).toEqual([things.carried.code]);
		const page = await documentListPage(ctx, new URLSearchParams(), east);
		const before = {
			...{ unitId: world.unitId, name: 'Đơn vị SO-NV', lastDay: world.day(-1), eventId },
			...{ decisionNumber: '12/NQ-HĐND', heirs: [expect.objectContaining({ unitId: east }), expect.objectContaining({ unitId: west })] }
		};
		expect(page).toMatchObject({ ended: null, before: [before] });
		const asked = await documentListPage(ctx, new URLSearchParams(`unit=${world.unitId}&state=all`), east);
		expect(asked).toMatchObject({ ended: before, facets: { unit: null }, list: { total: 6 } });
		expect(asked.can).toEqual({ create: false, batch: false, approve: false, prints: false, acts: [] });
	});

	it('its page says when and by what it ended, and where it goes on', async () => {
		const page = await documentPage(await as('east', 'reader'), things.carried.documentId);
		const [goneOn] = page.ended?.goesOn ?? [];
		expect(page).toMatchObject({
			...{ unit: { name: 'Đơn vị SO-NV' }, inForce: null, shown: { phase: 'past', lastDay: world.day(-1) } },
			ended: { lastDay: world.day(-1), decisionNumber: '12/NQ-HĐND', eventId, goesOn: [{ code: things.carried.code, unit: 'Đơn vị XA-D' }] }
		});
		const heir = await documentPage(await as('east', 'reader'), goneOn?.id ?? '');
		expect(heir).toMatchObject({ unitId: east, ended: null, inForce: { carriedOver: { unit: 'Đơn vị SO-NV' } } });
		// Who submitted, reviewed and approved it, as staff of the old unit knew; remarks are the keepers'.
		expect(new Set(page.history.acts.map(({ event }) => event))).toEqual(new Set(['submit', 'pass', 'approve', 'issue']));
		expect(page.history.signatures.map(({ meaning }) => meaning)).toContain('approve_version');
		// Of what goes on elsewhere, who may not read it there hears nothing.
		expect((await documentPage(await as('west', 'reader'), things.carried.documentId)).ended?.goesOn).toEqual([]);
	});

	it('keepers read the signed file, officers and heads the decision, staff neither', async () => {
		expect((await evidenceOf(await as('west', 'reviewer'), things.open.id)).size).toBeGreaterThan(0);
		for (const role of ['officer', 'head']) {
			const ctx = await as('west', role);
			expect((await evidenceOf(ctx, things.open.id)).size).toBeGreaterThan(0);
			const { issueBatchId } = await world.client.version.findUniqueOrThrow({ where: { id: things.open.id } });
			expect((await loadBatch(ctx, issueBatchId ?? '')).unitId).toBe(world.unitId);
		}
		expect((await refusal(evidenceOf(await as('west', 'reader'), things.open.id))).code).toBe('no_original');
	});

	it('nobody changes anything', async () => {
		const [officer, head] = [await as('east', 'officer'), await as('east', 'head')];
		const { documentId, id: versionId } = things.open;
		const refused = [
			await refusal(createVersion(officer, { documentId, summary: 'Lần sau', pdf: await world.pdf() })),
			await refusal(manageDocument(officer, { documentId, visibility: 'public' })),
			await refusal(withdrawVersion(head, { versionId, comment: 'Bỏ', password }))
		];
		expect(refused.map(({ code }) => code)).toEqual(['forbidden', 'forbidden', 'forbidden']);
		const page = await documentPage(head, documentId);
		expect(page.can).toMatchObject({
			createVersion: false,
			createLater: false,
			manage: false,
			withdraw: false,
			batch: false,
			propose: false
		});
	});

	it('asks the database nothing more of who has no unit before theirs', async () => {
		const asks = async (userId: string) => {
			const { ctx, count } = counting(await world.asId(userId));
			await documentListPage(ctx, new URLSearchParams(), null);
			return count();
		};
		const without = await asks(world.ids.outsider);
		expect(await asks(people.get('east officer') ?? '')).toBe(without + 1);
		const { ctx, count } = counting(world.system);
		await loadActor(ctx.db, people.get('east officer') ?? '', world.day());
		expect(count()).toBe(1);
	});
});

describe('a successor that ends in its turn', () => {
	it('hands on what was before it', async () => {
		await recordUnitEvent(await world.as('coordinator'), {
			...{ kind: 'MERGE', from: [west], to: [{ unitId: last }], effectiveOn: world.day() },
			...{ decisionNumber: '13/NQ-HĐND', decisionDate: world.day() }
		});
		const reader = await as('last', 'reader');
		// The unit between has no document, and stands in the way of nothing.
		expect(reader.actor).toMatchObject({ predecessors: [{ unitId: world.unitId, heirId: last }] });
		expect(await listOf(reader, `unit=${world.unitId}&state=all`)).toEqual(codesOf(things.open, things.forReaders, things.carried));
		expect(await listOf(await as('last', 'head'), `unit=${world.unitId}&state=all`)).toHaveLength(6);
	});

	it('a unit that gave something away and lives on keeps its papers for itself', async () => {
		const part = await world.addUnit('XA-P');
		await recordUnitEvent(await world.as('coordinator'), {
			...{ kind: 'SPLIT', from: [east], to: [{ unitId: east }, { unitId: part }], effectiveOn: world.day() },
			...{ decisionNumber: '14/NQ-HĐND', decisionDate: world.day() }
		});
		const head = await world.asId(await world.addPerson(['head'], { unitId: part }));
		expect(head.actor).toMatchObject({ predecessors: [] });
	});
});
