import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handOverKinds } from '#lib/domain/hand-overs/duties.ts';
import { dutyColumns } from '#lib/server/hand-overs/duties.ts';
import { documentsWorld, type DocumentsWorld } from '#test/support/documents.ts';

/*
 * Every column of the database that refers to a person is a duty, a person's own, or history.
 */
let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld('2026-11-26T02:00:00Z', { max: 16 });
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
