import { randomUUID } from 'node:crypto';
import { roles, type Role } from '#lib/domain/permissions/actor.ts';
import { visibilities } from '#lib/domain/permissions/policy.ts';
import type { VersionState } from '#lib/domain/documents/lifecycle.ts';
import { addDays, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { Prisma, PrismaClient } from '#lib/server/platform/generated/client.ts';
import { random, type Random } from './random.ts';
import { pastGuards } from './raw-writes.ts';

export type RandomWorld = { readonly userIds: readonly string[]; readonly unitIds: readonly string[] };

type Rows = {
	people: Prisma.UserCreateManyInput[];
	memberships: Prisma.MembershipCreateManyInput[];
	documents: Prisma.DocumentCreateManyInput[];
	drafters: Prisma.DocumentDrafterCreateManyInput[];
	audience: Prisma.DocumentAudienceCreateManyInput[];
	versions: Prisma.VersionCreateManyInput[];
	authors: Prisma.VersionAuthorCreateManyInput[];
	guests: Prisma.GuestReviewCreateManyInput[];
};

const longAgo = '2016-01-01';
const guarded = ['version', 'version_author', 'membership', 'province_appointment', 'unit_version', 'unit_event', 'unit_event_line'];
const fileHash = 'a'.repeat(64);
const openStates = ['draft', 'in_review', 'in_approval', 'approved'] as const;

/**
 * Adds to a database units in a tree, two that are no more (one passed into the other, that one into two of the units), people with every mix of duties (also ended ones and ones to come) and documents
 * whose versions are in every state and phase around a day, ranges of no day among them. Nothing of it came about by commands:
 * the world holds combinations that those would not make, and every one that they could.
 */
export async function fillRandomly(client: PrismaClient, seed: number, day: Day): Promise<RandomWorld> {
	const dice = random(seed);
	const units = Array.from({ length: 6 }, () => randomUUID());
	const [older, closed] = [randomUUID(), randomUUID()];
	const allUnits = [...units, older, closed];
	const divisions = allUnits.flatMap((unitId) => [1, 2].map(() => ({ id: randomUUID(), unitId })));
	const rows: Rows = {
		people: [],
		memberships: [],
		documents: [],
		drafters: [],
		audience: [],
		versions: [],
		authors: [],
		guests: []
	};
	const userIds = Array.from({ length: 14 }, (_, index) => addPerson(rows, `${seed}.${index}`));
	for (const userId of userIds) addMemberships(dice, rows, userId, units, divisions, day);
	for (let index = 0; index < 30; index += 1) addDocument(dice, rows, index, { units: allUnits, divisions, userIds, day });

	// The triggers would refuse versions that begin anywhere but as drafts, and administrators with duties.
	await pastGuards(client, guarded, async (tx) => {
		await tx.storedFile.createMany({ data: [{ sha256: fileHash, size: 1, contentType: 'application/pdf' }], skipDuplicates: true });
		await tx.unitKind.createMany({ data: [{ code: 'T-KIND', nameVi: 'Sở', nameEn: 'Department', sortOrder: 1 }], skipDuplicates: true });
		await tx.documentKind.createMany({ data: [{ code: 'QT', nameVi: 'QT', nameEn: 'QT', sortOrder: 1 }], skipDuplicates: true });
		await tx.unit.createMany({ data: allUnits.map((id) => ({ id })) });
		await tx.unitVersion.createMany({
			data: units.map((unitId, index) => ({
				unitId,
				code: `U.${seed}.${index}`,
				name: `Đơn vị ${index}`,
				kindCode: 'T-KIND',
				// A parent is always an earlier one: a forest.
				parentId: index > 0 && dice.chance(0.7) ? (units[dice.below(index)] ?? null) : null,
				validFrom: toDbDate(longAgo)
			}))
		});
		await closeInto(tx, older, [closed], { seed, validFrom: longAgo, day: addDays(day, -400) });
		await closeInto(tx, closed, units.slice(0, 2), { seed, validFrom: addDays(day, -400), day: addDays(day, -1) });
		await tx.division.createMany({ data: divisions });
		await tx.user.createMany({ data: rows.people });
		await tx.membership.createMany({ data: rows.memberships });
		await tx.provinceAppointment.createMany({
			data: userIds.flatMap((userId) =>
				dice
					.some(['coordinator', 'inspector', 'administrator'] as const, 0.12)
					.map((role) => ({ userId, role, validFrom: toDbDate(longAgo) }))
			)
		});
		await tx.inspectionAccess.createMany({
			data: userIds.flatMap((userId) =>
				dice.some(units, 0.15).map((unitId) => ({
					userId,
					unitId,
					basis: 'QĐ',
					grantedById: userId,
					validFrom: toDbDate(longAgo),
					validTo: dice.chance(0.3) ? toDbDate(addDays(day, dice.below(3) - 1)) : null
				}))
			)
		});
		await tx.document.createMany({ data: rows.documents });
		await tx.documentDrafter.createMany({ data: rows.drafters });
		await tx.documentAudience.createMany({ data: rows.audience });
		await tx.version.createMany({ data: rows.versions });
		await tx.versionAuthor.createMany({ data: rows.authors });
		await tx.guestReview.createMany({ data: rows.guests });
	});
	return { userIds, unitIds: allUnits };
}

/** A unit that stood until a day, and the event by which it passed into others. */
async function closeInto(
	tx: Prisma.TransactionClient,
	unitId: string,
	heirIds: readonly string[],
	{ seed, validFrom, day }: { seed: number; validFrom: Day; day: Day }
): Promise<void> {
	const named = { code: `C.${seed}.${unitId.slice(0, 8)}`, name: 'Đơn vị đã sắp xếp', kindCode: 'T-KIND' };
	await tx.unitVersion.create({ data: { unitId, ...named, validFrom: toDbDate(validFrom), validTo: toDbDate(day) } });
	const event = await tx.unitEvent.create({
		data: { kind: heirIds.length > 1 ? 'SPLIT' : 'MERGE', effectiveOn: toDbDate(day) },
		select: { id: true }
	});
	await tx.unitEventLine.createMany({ data: heirIds.map((toUnitId) => ({ eventId: event.id, fromUnitId: unitId, toUnitId })) });
}

function addPerson(rows: Rows, name: string): string {
	const id = randomUUID();
	rows.people.push({ id, fullName: `Người ${name}`, email: `${id}@example.vn`, staffName: `P.${name}`, status: 'active' });
	return id;
}

function addMemberships(
	dice: Random,
	rows: Rows,
	userId: string,
	units: readonly string[],
	divisions: readonly { id: string; unitId: string }[],
	day: Day
): void {
	for (const unitId of dice.some(units, 0.3)) {
		const held: Role[] = dice.some(roles, 0.3);
		const ended = dice.chance(0.15);
		rows.memberships.push({
			userId,
			unitId,
			divisionId: dice.chance(0.5) ? dice.pick(divisions.filter((division) => division.unitId === unitId)).id : null,
			roles: held.length > 0 ? held : ['reader'],
			position: 'Chuyên viên',
			capacity: held.includes('head') ? 'chief' : null,
			validFrom: toDbDate(dice.chance(0.1) ? addDays(day, 1) : longAgo),
			validTo: ended ? toDbDate(addDays(day, 1 + dice.below(2))) : null
		});
	}
}

type Around = {
	readonly units: readonly string[];
	readonly divisions: readonly { id: string; unitId: string }[];
	readonly userIds: readonly string[];
	readonly day: Day;
};

function addDocument(dice: Random, rows: Rows, index: number, { units, divisions, userIds, day }: Around): void {
	const id = randomUUID();
	const unitId = dice.pick(units);
	const creator = dice.pick(userIds);
	rows.documents.push({
		id,
		unitId,
		kindCode: 'QT',
		code: `QT.${index}`,
		codeKey: `QT.${index}`,
		codeSort: `QT.${String(index).padStart(4, '0')}`,
		title: `Quy trình ${index}`,
		visibility: dice.pick(visibilities),
		createdById: creator
	});
	rows.drafters.push(...dice.some(userIds, 0.12).map((userId) => ({ documentId: id, userId, namedById: creator })));
	for (const kind of dice.some(['unit', 'division', 'role', 'person'] as const, 0.35)) {
		rows.audience.push({
			documentId: id,
			kind,
			divisionId: kind === 'division' ? dice.pick(divisions.filter((division) => division.unitId === unitId || dice.chance(0.1))).id : null,
			role: kind === 'role' ? dice.pick(roles) : null,
			userId: kind === 'person' ? dice.pick(userIds) : null
		});
	}
	for (const [number, times] of timeline(dice, day).entries()) {
		const versionId = randomUUID();
		const round = 1 + dice.below(3);
		rows.versions.push({
			id: versionId,
			documentId: id,
			unitId,
			issueNo: number + 1,
			revisionNo: 0,
			title: `Quy trình ${index}`,
			state: times.state,
			round,
			origin: 'taken_on',
			pdfSha256: fileHash,
			effectiveFrom: times.from === null ? null : toDbDate(times.from),
			effectiveTo: times.to === null ? null : toDbDate(times.to),
			createdById: creator
		});
		for (let past = 1; past <= round; past += 1)
			rows.authors.push(...dice.some(userIds, 0.1).map((userId) => ({ versionId, round: past, userId })));
		for (const state of dice.some(['asked', 'appointed', 'declined', 'ended'] as const, 0.25)) {
			const guestId = state === 'asked' ? null : dice.pick(userIds);
			rows.guests.push({ versionId, state, guestId, askedOfUnitId: dice.pick(units), askedById: creator, reason: 'Thiếu người' });
		}
	}
}

type Times = { state: VersionState; from: Day | null; to: Day | null };

/** The versions of one document, oldest first: ranges one after the other around the day, then what is open or was given up. */
function timeline(dice: Random, day: Day): Times[] {
	const times: Times[] = [];
	let from = addDays(day, dice.below(9) - 6);
	const issued = dice.below(4);
	for (let index = 0; index < issued; index += 1) {
		// Also a range of no day: replaced or withdrawn on its own first day.
		const to = addDays(from, dice.below(4));
		const last = index === issued - 1;
		const openEnd = last && dice.chance(0.5);
		times.push({ state: last && !openEnd && dice.chance(0.6) ? 'withdrawn' : 'issued', from, to: openEnd ? null : to });
		from = to;
	}
	if (dice.chance(0.4)) times.push({ state: 'cancelled', from: null, to: null });
	if (dice.chance(0.6)) times.push({ state: dice.pick(openStates), from: null, to: null });
	return times;
}
