import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadStandards, readEditions } from '../../prisma/seed/standards.ts';
import { goes, handOverKinds } from '#lib/domain/hand-overs/duties.ts';
import { createBatch } from '#lib/server/documents/batches.ts';
import { beginHandOver, chooseLine } from '#lib/server/hand-overs/arrange.ts';
import { confirmHandOver } from '#lib/server/hand-overs/confirm.ts';
import { dutyColumns } from '#lib/server/hand-overs/duties.ts';
import { fixedKinds } from '#lib/server/hand-overs/movers.ts';
import { handOverPage } from '#lib/server/hand-overs/pages.ts';
import { homePage } from '#lib/server/home.ts';
import { approvedVersion, documentsWorld, type DocumentsWorld } from '#test/support/documents.ts';
import { everyDuty } from '#test/support/hand-overs.ts';

/*
 * Every column of the database that refers to a person is a duty, a person's own, or history; and every kind of duty moves, or stays for its reason.
 */
let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld('2026-11-26T02:00:00Z', { max: 16 });
	await loadStandards(world.system, await readEditions());
});
afterAll(() => world.close());

/** By its name such a column says who did something, or gave it: nothing of it is still to be done. One that is a duty all the same is in the table of duties. */
const history = /(?:^|_)by_id$/;

/** What is somebody's own and ends with them, or an act of theirs: nobody can go on with it. */
const personal: readonly string[] = [
	'action_act.user_id',
	'act_signature.user_id',
	'api_token.user_id',
	'audit_slot_person.user_id',
	'auditor.user_id',
	'calendar_feed.user_id',
	'change_request.proposer_id',
	'change_request_event.user_id',
	'cycle_team_member.user_id',
	'delegation.from_id',
	'delegation.to_id',
	'document_audience.user_id',
	'fault_report.reporter_id',
	'hand_over.from_id',
	'hand_over.to_id',
	'hand_over_choice.to_id',
	'hand_over_confirmation.user_id',
	'inspection_access.user_id',
	'inspection_act.user_id',
	'invitation.user_id',
	'mail.user_id',
	'mail_choice.user_id',
	'membership_offer.user_id',
	'model_adoption_act.user_id',
	'notice.user_id',
	'password_reset.user_id',
	'person_certificate.user_id',
	'print_code.user_id',
	'province_appointment.user_id',
	'reading_briefing_line.user_id',
	'reading_request.user_id',
	'roll_out_act.user_id',
	'session.user_id',
	'signature.user_id',
	'signing_hold.user_id',
	'training_participant.user_id',
	'upload.user_id',
	'version_act.user_id',
	'version_opening.user_id'
];

describe('the catalogue of duties', () => {
	it('knows every column that refers to a person: it is a duty, a person’s own, or history', async () => {
		const rows = await world.client.$queryRaw<{ name: string }[]>`
			select distinct k.table_name || '.' || k.column_name as name
			from information_schema.table_constraints t
			join information_schema.key_column_usage k on k.constraint_name = t.constraint_name and k.constraint_schema = t.constraint_schema
			join information_schema.constraint_column_usage u on u.constraint_name = t.constraint_name and u.constraint_schema = t.constraint_schema
			where t.constraint_type = 'FOREIGN KEY' and u.table_name = 'user' and t.table_schema = 'public' order by 1`;
		const names = rows.map(({ name }) => name);
		expect(names.length).toBeGreaterThan(150);
		const known = (name: string) => name in dutyColumns || personal.includes(name) || history.test(name.split('.')[1] ?? '');
		expect(names.filter((name) => !known(name))).toEqual([]);
		// No duty stands in the table that the database does not have, and nothing in two lists.
		expect(Object.keys(dutyColumns).filter((name) => !names.includes(name))).toEqual([]);
		expect(personal.filter((name) => name in dutyColumns)).toEqual([]);
	});

	it('has a column for every kind', () => {
		expect(handOverKinds.filter((kind) => !Object.values(dutyColumns).includes(kind))).toEqual([]);
	});
});

describe('a hand-over of every kind at once', () => {
	it('names the taker in every column, or leaves the line for its reason; each in the trail and in Home', async () => {
		const everything = ['drafter', 'officer', 'reviewer', 'head'] as const;
		const giver = await world.addPerson(everything);
		const taker = await world.addPerson(everything);
		const duties = await everyDuty(world, giver, taker);
		expect([...new Set(duties.map(({ kind }) => kind))].toSorted()).toEqual(handOverKinds.toSorted());
		expect([...new Set(duties.map(({ column }) => column))].toSorted()).toEqual(Object.keys(dutyColumns).toSorted());
		expect(duties.filter(({ kind, column }) => dutyColumns[column] !== kind)).toEqual([]);
		const key = ({ kind, subjectId }: { kind: string; subjectId: string }) => `${kind} ${subjectId}`;

		const { id } = await begin(giver, taker);
		// Only a registered auditor leads an audit, and only a member of a review reports to it.
		for (const duty of duties.filter(({ kind, stays }) => stays === null && (kind === 'programme_line' || kind === 'review_input'))) {
			const choice = { kind: duty.kind, subjectId: duty.subjectId, leftOut: '', remark: '' };
			await chooseLine(await world.asId(giver), id, { ...choice, toId: world.ids.staff });
			const other = (await handOverPage(await world.asId(giver), id)).lines.find((line) => key(line) === key(duty));
			expect([duty.kind, other?.stays]).toEqual([duty.kind, 'role_missing']);
			await chooseLine(await world.asId(giver), id, { ...choice, toId: taker });
		}
		const { lines, sha256 } = await handOverPage(await world.asId(giver), id);
		const listed = new Map(lines.map((line) => [key(line), line.stays]));
		for (const duty of duties) expect([key(duty), listed.get(key(duty))]).toEqual([key(duty), duty.stays]);
		expect(fixedKinds.filter((kind) => duties.some((duty) => duty.kind === kind && duty.stays === null))).toEqual([]);
		const before = await asksOf(giver);
		const versions = await draftVersions();

		await confirmHandOver(await world.asId(giver), id, { side: 'giver', sha256 });
		expect(await confirmHandOver(await world.asId(taker), id, { side: 'receiver', sha256 })).toEqual({ done: true });

		for (const duty of duties) {
			const holders = await duty.holders();
			expect([key(duty), holders.includes(giver), holders.includes(taker)]).toEqual([key(duty), duty.stays !== null, duty.stays === null]);
		}
		const moved = lines.filter(goes);
		const rows = await world.client.auditTrail.findMany({
			where: { event: 'person.hand_over', subjectId: giver },
			orderBy: { seq: 'asc' }
		});
		expect(rows.map(({ after }) => after)).toEqual(
			moved.map(({ kind, subjectId }) => ({ duty: kind, subject: subjectId, holder: taker, handOver: id }))
		);
		// A page of the draft that was opened before does not write the old name back.
		expect(await draftVersions()).toEqual(versions.map((one) => one + 1));
		// What the giver still has is what stayed.
		const left = await handOverPage(await world.asId(giver), (await begin(giver, taker)).id);
		expect(left.lines.filter(goes)).toEqual([]);

		const [after, asked] = [await asksOf(giver), await asksOf(taker)];
		const lineActions = await world.client.actionLine.findMany({ select: { id: true, actionId: true } });
		const actionOf = new Map(lineActions.map((line) => [line.id, line.actionId]));
		for (const [kind, what] of Object.entries(asks)) {
			const ids = duties
				.filter((duty) => duty.kind === kind && duty.stays === null)
				.map(({ subjectId }) => `${what} ${actionOf.get(subjectId) ?? subjectId}`);
			const waiting = ids.filter((one) => before.includes(one));
			expect(waiting, kind).not.toEqual([]);
			expect([kind, waiting.filter((one) => !asked.includes(one))]).toEqual([kind, []]);
			// Who wrote a draft remains one of its authors.
			if (kind !== 'draft') expect([kind, waiting.filter((one) => after.includes(one))]).toEqual([kind, []]);
		}
	});

	it('asks a head who took a batch over for it, and no longer the head who began it', async () => {
		const [giver, taker] = [await world.addPerson(['head']), await world.addPerson(['head'])];
		const { id } = await createBatch(await world.asId(giver), { unitId: world.unitId, versionIds: [(await approvedVersion(world)).id] });
		const handOver = await begin(giver, taker);
		const { sha256 } = await handOverPage(await world.asId(taker), handOver.id);
		expect(await asksOf(giver)).toContain(`batch ${id}`);
		expect(await asksOf(taker)).not.toContain(`batch ${id}`);
		await confirmHandOver(await world.asId(taker), handOver.id, { side: 'receiver', sha256 });
		await confirmHandOver(await world.asId(giver), handOver.id, { side: 'giver', sha256 });
		expect(await asksOf(giver)).not.toContain(`batch ${id}`);
		expect(await asksOf(taker)).toContain(`batch ${id}`);
	});

	/** By which words Home asks whoever has the duty, and nobody else, now; the others have their day, or are shown where they are kept. */
	const asks = {
		...{ draft: 'version', review: 'version', action_owner: 'action_analyse', action_line: 'action_do' },
		...{ action_verifier: 'action_verify', risk_measure: 'risk_measure' }
	};
	/** The row versions of the programme and of the objectives that are being written. */
	async function draftVersions(): Promise<number[]> {
		const where = { year: 2027 };
		const { rowVersion: ofProgramme } = await world.client.auditProgramme.findFirstOrThrow({ where });
		const { rowVersion: ofObjectives } = await world.client.objectiveSet.findFirstOrThrow({ where });
		return [ofProgramme, ofObjectives];
	}
	async function asksOf(userId: string): Promise<string[]> {
		const { versions, duties } = await homePage(await world.asId(userId), world.unitId);
		return [...versions.map(({ id }) => `version ${id}`), ...duties.map(({ what, id }) => `${what} ${id}`)];
	}
	const begin = async (fromId: string, toId: string) =>
		beginHandOver(await world.asId(fromId), world.unitId, { fromId, toId, reason: 'Nghỉ hưu' });
});
