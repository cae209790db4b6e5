import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadStandards, readEditions } from '../../prisma/seed/standards.ts';
import { goes } from '#lib/domain/hand-overs/duties.ts';
import { objectiveForm } from '#lib/domain/reviews/objectives/forms.ts';
import { beginHandOver } from '#lib/server/hand-overs/arrange.ts';
import { confirmHandOver } from '#lib/server/hand-overs/confirm.ts';
import { handOversOfPerson } from '#lib/server/hand-overs/of-person.ts';
import { handOverPage } from '#lib/server/hand-overs/pages.ts';
import { handOverPaper } from '#lib/server/hand-overs/paper.ts';
import { homePage } from '#lib/server/home.ts';
import { createObjectiveSet } from '#lib/server/reviews/objectives/create.ts';
import { saveObjective } from '#lib/server/reviews/objectives/edit.ts';
import { objectivePage, objectiveSetPage } from '#lib/server/reviews/objectives/page.ts';
import { recordResult } from '#lib/server/reviews/objectives/results.ts';
import { approveObjectives, submitObjectives } from '#lib/server/reviews/objectives/sign.ts';
import { remindOfReviews } from '#lib/server/reviews/remind.ts';
import { documentsWorld, password, refusal, type DocumentsWorld, type Who } from '#test/support/documents.ts';
import { everyDuty } from '#test/support/hand-overs.ts';
import { wholeTextOf } from '#test/support/pdf-pages.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

/* What no hand-over moves is listed with its reason, what is done instead and where; of a signed objective the reporting goes. */
let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld('2026-11-26T02:00:00Z', { max: 16 });
	await loadStandards(world.system, await readEditions());
});
afterAll(() => world.close());

const begin = async (fromId: string, toId: string) =>
	beginHandOver(await world.as('officer'), world.unitId, { fromId, toId, reason: 'Nghỉ hưu' });

describe('what stays', () => {
	it('is listed with the place where somebody else is named, and the minutes say how', async () => {
		const everything = ['drafter', 'officer', 'reviewer', 'head'] as const;
		const [giver, taker] = [await world.addPerson(everything), await world.addPerson(everything)];
		await everyDuty(world, giver, taker);
		const { id } = await begin(giver, taker);
		const page = await handOverPage(await world.asId(giver), id);
		const placesOfKind = (kind: string) =>
			page.lines.filter((line) => line.kind === kind && line.stays !== null).map((line) => page.places[`${line.kind}:${line.subjectId}`]);
		const { auditId } = await world.client.auditTeamMember.findFirstOrThrow({ where: { userId: giver, endedAt: null } });
		expect(placesOfKind('audit_team')).toEqual([`/audits/${auditId}`]);
		expect(placesOfKind('committee')).toEqual(['/quality-system']);
		expect(placesOfKind('role')).toEqual([`/people/${giver}`]);
		const print = await world.client.numberedPrint.findFirstOrThrow({ where: { holderId: giver, state: { not: 'closed' } } });
		expect(placesOfKind('print')).toContain(`/documents/copies/${print.id}`);
		const set = await world.client.objectiveSet.findFirstOrThrow({ where: { year: 2026 } });
		expect(placesOfKind('objective')).toEqual([`/objectives/${set.id}`]);
		// What goes needs no place, and an administrator is led nowhere.
		expect(page.lines.filter(goes).filter((line) => page.places[`${line.kind}:${line.subjectId}`])).toEqual([]);
		expect((await handOverPage(await world.as('administrator'), id)).places).toEqual({});
		const text = wholeTextOf((await handOverPaper(await world.asId(giver), id)).bytes).replaceAll(/\s+/g, ' ');
		for (const words of ['quyết định kiện toàn ban chỉ đạo', 'quyết định về đoàn đánh giá', 'Ghi nhận đã thu lại'])
			expect(text).toContain(words);
	});

	it('names the seat of who chairs a review as well, which no hand-over gives', async () => {
		const page = await handOverPage(await world.as('officer'), (await world.client.handOver.findFirstOrThrow()).id);
		const seats = await world.client.managementReviewMember.findMany({
			where: { userId: page.from.id, review: { state: { notIn: ['closed', 'cancelled'] } } },
			select: { id: true }
		});
		const listed = page.lines.filter(({ kind }) => kind === 'review_member').map(({ subjectId }) => subjectId);
		expect(listed.toSorted()).toEqual(seats.map(({ id }) => id).toSorted());
	});

	it('is found on the pages of both persons', async () => {
		const [giver, taker] = [await world.addPerson(['drafter']), await world.addPerson(['drafter'])];
		const { id } = await begin(giver, taker);
		const on = async (who: Who, personId: string) =>
			(await handOversOfPerson(await world.as(who), personId)).items.map((one) => [one.id, one.state]);
		for (const personId of [giver, taker])
			for (const who of ['officer', 'head', 'administrator'] as const) expect(await on(who, personId)).toEqual([[id, 'open']]);
		for (const who of ['staff', 'outsider', 'coordinator', 'inspector'] as const) expect(await on(who, giver)).toEqual([]);
		expect((await handOversOfPerson(await world.as('officer'), giver)).mayBegin).toEqual([]);
		expect((await handOversOfPerson(await world.as('officer'), taker)).mayBegin.map(({ unitId }) => unitId)).toEqual([world.unitId]);
	});
});

describe('the reporting of a signed objective', () => {
	it('goes to who takes it: right, Home and reminder; the owner who signed stays, until a revision words it anew', async () => {
		const [giver, taker] = [await world.addPerson(['drafter']), await world.addPerson(['drafter'])];
		const { setId, lineId } = await signedObjective(2025, giver);
		const { id } = await begin(giver, taker);
		const { lines, sha256 } = await handOverPage(await world.asId(giver), id);
		expect(lines.filter(({ kind }) => kind.startsWith('objective')).map(({ kind, stays }) => [kind, stays])).toEqual([
			['objective', 'signed'],
			['objective_report', null]
		]);
		await confirmHandOver(await world.asId(giver), id, { side: 'giver', sha256 });
		await confirmHandOver(await world.asId(taker), id, { side: 'receiver', sha256 });
		const name = async (userId: string) => (await world.client.user.findUniqueOrThrow({ where: { id: userId } })).fullName;
		const shown = await objectivePage(await world.as('officer'), setId, lineId);
		expect(shown.objective).toMatchObject({ owner: await name(giver), reporter: await name(taker) });

		const asked = async (userId: string) =>
			(await homePage(await world.asId(userId), world.unitId)).duties.filter((duty) => duty.id === lineId).map(({ what }) => what);
		expect([await asked(giver), await asked(taker)]).toEqual([[], ['objective_result']]);
		await remindOfReviews(world.system);
		const told = await world.client.notice.findMany({
			where: { subjectId: setId, kind: 'objective_result_due' },
			select: { userId: true }
		});
		expect([taker, world.ids.officer, giver].map((id) => told.some(({ userId }) => userId === id))).toEqual([true, true, false]);

		const result = { setId, lineId, period: 1, value: 99, note: '', source: 'Một cửa', reason: '' };
		expect((await refusal(recordResult(await world.asId(giver), result))).code).toBe('forbidden');
		await recordResult(await world.asId(taker), result);
		// Again to somebody else, and the words that were signed are the same.
		const third = await world.addPerson(['drafter']);
		const next = await begin(taker, third);
		const list = await handOverPage(await world.asId(taker), next.id);
		expect(list.lines.filter(goes).map(({ kind }) => kind)).toEqual(['objective_report']);
		await confirmHandOver(await world.asId(taker), next.id, { side: 'giver', sha256: list.sha256 });
		await confirmHandOver(await world.asId(third), next.id, { side: 'receiver', sha256: list.sha256 });
		expect((await refusal(recordResult(await world.asId(taker), { ...result, period: 2 }))).code).toBe('forbidden');
		await recordResult(await world.asId(third), { ...result, period: 2 });
	});

	it('is no name that the database takes in a draft, of a stranger, or away; and nothing else of it moves', async () => {
		const [owner, other] = [await world.addPerson(['drafter']), await world.addPerson(['drafter'])];
		const { setId } = await signedObjective(2024, owner);
		const { id: draftId } = await createObjectiveSet(await world.as('officer'), { unitId: world.unitId, year: 2023, copy: false });
		await writeObjective(draftId, 2023, owner);
		const write = (ofSet: string, sql: string) =>
			onItsDay(world, (db) => db.$executeRawUnsafe(`update objective set ${sql} where set_id = '${ofSet}'`));
		const conflict: unknown = expect.objectContaining({ status: 409 });
		await expect(write(draftId, `reporter_id = '${other}'`)).rejects.toEqual(conflict);
		await expect(write(setId, `reporter_id = '${world.ids.outsider}'`)).rejects.toEqual(conflict);
		await expect(write(setId, `reporter_id = '${other}', owner_id = '${other}'`)).rejects.toEqual(conflict);
		await write(setId, `reporter_id = '${other}'`);
		await expect(write(setId, 'reporter_id = null')).rejects.toEqual(conflict);
	});
});

async function writeObjective(setId: string, year: number, ownerId: string): Promise<string> {
	const officer = await world.as('officer');
	const { rowVersion } = await objectiveSetPage(officer, setId);
	const objective = objectiveForm.omit({ rowVersion: true }).parse({
		...{ code: 'MT-01', statement: 'Trả kết quả đúng hạn', indicator: 'Tỷ lệ', measure: '%', direction: 'at_least', target: '98' },
		...{ judging: 'latest', period: 'half_year', ownerId, dueOn: `${year}-12-31` }
	});
	return (await saveObjective(officer, { setId, lineId: null, rowVersion, objective })).lineId;
}

async function signedObjective(year: number, ownerId: string): Promise<{ setId: string; lineId: string }> {
	const officer = await world.as('officer');
	const { id: setId } = await createObjectiveSet(officer, { unitId: world.unitId, year, copy: false });
	const lineId = await writeObjective(setId, year, ownerId);
	await submitObjectives(officer, { setId, rowVersion: (await objectiveSetPage(officer, setId)).rowVersion });
	const head = await world.as('head');
	const { rowVersion, sha256 } = await objectiveSetPage(head, setId);
	await approveObjectives(head, { setId, rowVersion, sha256, password });
	return { setId, lineId };
}
