import { afterAll, beforeAll, expect, it } from 'vitest';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { addDays, addMonths, type Day } from '#lib/domain/shared/day.ts';
import type { EventChoice, EventChoices } from '#lib/domain/units/event-choices.ts';
import { relatedDocuments } from '#lib/server/documents/queries/related.ts';
import { citingDocuments } from '#lib/server/documents/withdraw.ts';
import { callOffEvent, changeChoices, recordUnitEvent } from '#lib/server/unit-closing.ts';
import { documentsWorld, issuedVersion, refusal, trailOf, type AVersion, type DocumentsWorld } from '#test/support/documents.ts';

/* What a document cites when it goes on in force in a successor (states.md §11), and how long it goes on at most. */
process.env.SECRET_KEY ??= Buffer.alloc(32, 7).toString('base64');

let world: DocumentsWorld;
let [cited, left, citing]: AVersion[] = [];
let end = '';
let [eventId, heir] = ['', ''];

const carry = (documentId: string, more: Partial<EventChoice> = {}): EventChoice => ({
	...{ subjectType: 'document', subjectId: documentId, choice: 'carry', target: 0, newCode: null, until: null, askReading: false },
	...more
});
const fresh = (code: string) => ({ unitId: null, facts: { code, name: `Xã ${code}`, kindCode: 'T-KIND', parentId: null } });
const merge = async (choices: EventChoices, effectiveOn: Day = end, code = 'XA-M') =>
	recordUnitEvent(await world.as('coordinator'), {
		kind: 'MERGE',
		from: [world.unitId, world.otherUnitId],
		to: [fresh(code)],
		effectiveOn,
		choices
	});
const documentIdOf = (version: AVersion | undefined) => version?.documentId ?? '';

/** The codes that the carried version of a document cites, and whether in the successor. */
async function cites(origin: AVersion | undefined): Promise<{ versionId: string; documentId: string; cites: string[] }> {
	const { version } = await world.client.carriedVersion.findFirstOrThrow({
		where: { unitId: heir, originVersionId: origin?.id, version: { state: 'issued' } },
		include: { version: { include: { references: { include: { document: true } } } } }
	});
	const codes = version.references.map(({ document }) => `${document.unitId === heir ? 'heir' : 'old'} ${document.code}`);
	return { versionId: version.id, documentId: version.documentId, cites: codes.sort() };
}

beforeAll(async () => {
	world = await documentsWorld();
	end = world.day(30);
	cited = await issuedVersion(world, { document: { code: 'QT.B' } });
	left = await issuedVersion(world, { document: { code: 'QT.C' } });
	citing = await issuedVersion(world, {
		document: { code: 'QT.A' },
		references: [documentIdOf(cited), documentIdOf(left)],
		confirm: warningCodes
	});
	const applied = await merge([carry(documentIdOf(citing)), carry(documentIdOf(cited))]);
	eventId = applied.eventId;
	heir = applied.begun[0] ?? '';
});
afterAll(() => world.close());

it('is the document of the successor where that is carried over, else the one of the unit that ended', async () => {
	const carried = await cites(citing);
	expect(carried.cites).toEqual(['heir QT.B', 'old QT.C']);
	const there = (await cites(cited)).documentId;
	expect((await citingDocuments(world.system, there, end)).map(({ code }) => code)).toEqual(['QT.A']);
	const related = await relatedDocuments(await world.as('coordinator'), carried.documentId, carried.versionId);
	expect(related.cites.map(({ id }) => id)).toContain(there);
});

it('follows when the choice is changed', async () => {
	const coordinator = await world.as('coordinator');
	await changeChoices(coordinator, eventId, [carry(documentIdOf(cited), { newCode: 'QT.B2' }), carry(documentIdOf(left))]);
	expect((await cites(citing)).cites).toEqual(['heir QT.B2', 'heir QT.C']);
	await changeChoices(coordinator, eventId, [carry(documentIdOf(cited), { choice: 'leave' })]);
	expect((await cites(citing)).cites).toEqual(['heir QT.C', 'old QT.B']);
	// One document and one version of each in force there, whatever was changed in between.
	const open = await world.client.document.findMany({ where: { unitId: heir, status: 'open' }, orderBy: { codeSort: 'asc' } });
	expect(open.map(({ code }) => code)).toEqual(['QT.A', 'QT.C']);
	expect(await world.client.version.count({ where: { unitId: heir, state: 'issued' } })).toBe(2);
	await callOffEvent(coordinator, { eventId, reason: 'Nghị quyết hoãn' });
	expect(await world.client.document.count({ where: { unitId: heir, status: 'open' } })).toBe(0);
});

it('hangs a form beneath its procedure, whichever was carried over first', async () => {
	const procedure = await issuedVersion(world, { document: { code: 'QT.D' } });
	const parent = documentIdOf(procedure);
	const form = await issuedVersion(world, { document: { code: 'QT.D.01', parentId: parent } });
	const coordinator = await world.as('coordinator');
	const { eventId: third, begun } = await merge([carry(documentIdOf(form))], end, 'XA-F');
	const there = async (origin: AVersion) => {
		const { version } = await world.client.carriedVersion.findFirstOrThrow({
			where: { unitId: begun[0], originVersionId: origin.id, version: { state: 'issued' } },
			include: { version: { include: { document: true } } }
		});
		return version.document;
	};
	expect((await there(form)).parentId).toBeNull();
	await changeChoices(coordinator, third, [carry(parent)]);
	expect((await there(form)).parentId).toBe((await there(procedure)).id);
	expect(await trailOf(world, (await there(form)).id)).toContain('document.manage');
	// With another code it is another document there: the form hangs beneath that one.
	const before = (await there(procedure)).id;
	await changeChoices(coordinator, third, [carry(parent, { newCode: 'QT.D2' })]);
	expect((await there(procedure)).id).not.toBe(before);
	expect((await there(form)).parentId).toBe((await there(procedure)).id);
	await changeChoices(coordinator, third, [carry(parent, { choice: 'leave' })]);
	expect((await there(form)).parentId).toBeNull();
	await callOffEvent(coordinator, { eventId: third, reason: 'Hoãn' });
});

it('goes on for twelve months at most, also from a leap day', async () => {
	const leap = '2028-02-29';
	expect(addMonths(leap, 12)).toBe('2029-02-28');
	const all = (until: Day) => [carry(documentIdOf(citing), { until })];
	expect((await refusal(merge(all('2029-03-01'), leap, 'XA-N'))).code).toBe('carry_too_long');
	expect((await refusal(merge(all(leap), leap, 'XA-N'))).code).toBe('carry_until_early');
	const { begun, eventId: second } = await merge(all('2029-02-28'), leap, 'XA-N');
	const [row] = await world.client.version.findMany({ where: { unitId: begun[0], origin: 'carried_over' } });
	expect(row?.effectiveFrom?.toISOString().slice(0, 10)).toBe(leap);
	expect(row?.effectiveTo?.toISOString().slice(0, 10)).toBe('2029-02-28');
	// Two events cannot end one unit, on one day or on two.
	for (const day of [leap, addDays(leap, 1), addDays(leap, -1)])
		expect((await refusal(merge([], day, 'XA-P'))).code, day).toMatch(/unit_not_on_day|unit_changed_later/);
	await callOffEvent(await world.as('coordinator'), { eventId: second, reason: 'Hoãn' });
	await merge([], leap, 'XA-P');
});
