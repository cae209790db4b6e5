import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmReading } from '#lib/server/documents/readings/confirm.ts';
import { recordBriefing } from '#lib/server/documents/readings/briefing.ts';
import { waiveReading } from '#lib/server/documents/readings/waive.ts';
import { recordOpening } from '#lib/server/documents/reading.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { approvedVersion, documentsWorld, issuedVersion, type AVersion, type DocumentsWorld, type Who } from '#test/support/documents.ts';

/* states.md §4 and design.md §5 against raw SQL: what the app refuses, the database refuses as well. */
let world: DocumentsWorld;
let version: AVersion;
beforeAll(async () => {
	world = await documentsWorld();
	version = await issuedVersion(world, { document: { audience: [{ kind: 'unit' }] } });
});
afterAll(() => world.close());

/** On the day of the world's clock, and with what the database itself says. */
const write = (sql: Prisma.Sql) =>
	world.client.$transaction(async (tx) => {
		await tx.$executeRaw`select set_config('eiso.now', ${world.clock.now().toISOString()}, true)`;
		return tx.$executeRaw(sql);
	});
const idOf = async (who: Who) =>
	(await world.client.readingRequest.findFirstOrThrow({ where: { versionId: version.id, userId: world.ids[who] } })).id;
const hash = Prisma.sql`(select coalesce(v.pdf_sha256, v.source_sha256) from version v where v.id = version_id)`;
const opened = async (who: Who) => recordOpening(await world.as(who), { id: version.id, round: 1 });

/** Changes the request of somebody, as raw SQL would. */
const change = async (who: Who, set: Prisma.Sql) =>
	write(Prisma.sql`update reading_request set row_version = row_version + 1, ${set} where id = ${await idOf(who)}::uuid`);

describe('a reading request in the database', () => {
	it('is not confirmed without an opening by that person, nor over other bytes', async () => {
		await expect(change('staff', Prisma.sql`state = 'confirmed', decided_at = eiso_now(), sha256 = ${hash}`)).rejects.toThrow('not_opened');
		await opened('staff');
		await expect(change('staff', Prisma.sql`state = 'confirmed', decided_at = eiso_now(), sha256 = ${'a'.repeat(64)}`)).rejects.toThrow(
			'content_changed'
		);
		await expect(change('staff', Prisma.sql`state = 'confirmed', decided_at = eiso_now()`)).rejects.toThrow('illegal_transition');
		await expect(
			change('staff', Prisma.sql`state = 'confirmed', decided_at = eiso_now() - interval '3 days', sha256 = ${hash}`)
		).rejects.toThrow('past_fixed');
	});

	it('never changes once it is confirmed, and is never deleted', async () => {
		await opened('reviewer');
		await confirmReading(await world.as('reviewer'), { versionId: version.id });
		for (const set of [
			Prisma.sql`state = 'open', decided_at = null, sha256 = null`,
			Prisma.sql`state = 'lapsed', sha256 = null`,
			Prisma.sql`decided_at = eiso_now()`,
			Prisma.sql`due_on = due_on + 5`,
			Prisma.sql`user_id = ${world.ids.staff}::uuid`
		])
			await expect(change('reviewer', set)).rejects.toThrow(/append_only|content_frozen/);
		await expect(write(Prisma.sql`delete from reading_request where id = ${await idOf('reviewer')}::uuid`)).rejects.toThrow('append_only');
		await expect(write(Prisma.sql`truncate reading_request cascade`)).rejects.toThrow('append_only');
	});

	it('is one per person and version, begins open, and of a version that can be read', async () => {
		const row = (state: string, versionId = version.id) => Prisma.sql`
			insert into reading_request (version_id, round, document_id, unit_id, user_id, state, why, due_on, asked_at, sha256, decided_at)
			select v.id, v.round, v.document_id, v.unit_id, ${world.ids.outsider}::uuid, ${state}::reading_state, 'issue', eiso_today(), eiso_now(),
				${state === 'open' ? Prisma.sql`null` : Prisma.sql`coalesce(v.pdf_sha256, v.source_sha256)`},
				${state === 'open' ? Prisma.sql`null` : Prisma.sql`eiso_now()`} from version v where v.id = ${versionId}::uuid`;
		await expect(write(row('confirmed'))).rejects.toThrow('illegal_transition');
		await expect(write(row('carried'))).rejects.toThrow('illegal_transition');
		await expect(write(row('waived'))).rejects.toThrow('illegal_transition');
		await write(row('open'));
		await expect(write(row('open'))).rejects.toThrow('reading_request_version_id_round_user_id_key');
		const approved = await approvedVersion(world, { document: { audience: [{ kind: 'unit' }] } });
		await expect(write(row('open', approved.id))).rejects.toThrow('only what is upcoming or in force');
	});

	it('is waived by another head of the unit, with a reason', async () => {
		const waived = (who: Who, by: Who, reason: string) =>
			change(who, Prisma.sql`state = 'waived', decided_at = eiso_now(), decided_by_id = ${world.ids[by]}::uuid, reason = ${reason}`);
		await expect(waived('staff', 'officer', 'x')).rejects.toThrow('separation_of_duties');
		await expect(waived('staff', 'outsider', 'x')).rejects.toThrow('separation_of_duties');
		await expect(waived('head', 'head', 'x')).rejects.toThrow('separation_of_duties');
		await expect(waived('staff', 'head', '')).rejects.toThrow('illegal_transition');
		await waiveReading(await world.as('head'), { requestId: await idOf('reviewer2'), reason: 'nghỉ phép' });
		await expect(change('reviewer2', Prisma.sql`reason = 'khác'`)).rejects.toThrow('append_only');
	});

	it('is confirmed on paper by a briefing that names the person, and a briefing stays as it is', async () => {
		const scan = await world.pdf();
		const { id } = await recordBriefing(await world.as('officer'), {
			versionId: version.id,
			heldOn: world.day(),
			place: 'Hội trường',
			heldBy: 'Trần Văn A',
			userIds: [world.ids.deputy],
			names: ['Người không có tài khoản'],
			scan
		});
		const onPaper = (who: Who, by: Who) =>
			change(
				who,
				Prisma.sql`state = 'confirmed_on_paper', decided_at = eiso_now(), sha256 = ${hash}, decided_by_id = ${world.ids[by]}::uuid, briefing_id = ${id}::uuid`
			);
		await expect(onPaper('staff', 'officer')).rejects.toThrow('no briefing by an officer names this person');
		await expect(
			write(Prisma.sql`insert into reading_briefing_line (id, briefing_id, name, user_id)
				values (gen_random_uuid(), ${id}::uuid, 'Thêm sau', ${world.ids.staff}::uuid)`)
		).rejects.toThrow('content_frozen');
		await expect(write(Prisma.sql`update reading_briefing set place = 'nơi khác' where id = ${id}::uuid`)).rejects.toThrow('append_only');
		await expect(write(Prisma.sql`delete from reading_briefing_line where briefing_id = ${id}::uuid`)).rejects.toThrow('append_only');
		await expect(
			write(Prisma.sql`insert into reading_briefing (id, unit_id, version_id, round, number, held_on, place, held_by, scan_sha256, scan_name,
				recorded_by_id, recorded_at) select gen_random_uuid(), unit_id, version_id, round, 'BBPB-X', held_on, place, held_by, scan_sha256,
				scan_name, ${world.ids.head}::uuid, eiso_now() from reading_briefing where id = ${id}::uuid`)
		).rejects.toThrow('no briefing that an officer');
	});

	it('is carried only from a confirmation of the direct predecessor to an editorial version', async () => {
		const first = await issuedVersion(world, { document: { audience: [{ kind: 'unit' }] } });
		const second = await issuedVersion(world, { documentId: first.documentId, changeClass: 'substantive', confirm: ['replaced_same_day'] });
		const before = await world.client.readingRequest.findFirstOrThrow({ where: { versionId: first.id, userId: world.ids.staff } });
		await expect(
			write(Prisma.sql`update reading_request set state = 'carried', row_version = row_version + 1, decided_at = eiso_now(), sha256 = ${hash},
				carried_from_id = ${before.id}::uuid where version_id = ${second.id}::uuid and user_id = ${world.ids.staff}::uuid`)
		).rejects.toThrow('no confirmation of the direct predecessor');
	});

	it('lets only its reminders be noted while it is open', async () => {
		await write(Prisma.sql`update reading_request set soon_told_at = eiso_now() where id = ${await idOf('staff')}::uuid`);
		await expect(
			write(Prisma.sql`update reading_request set due_on = due_on + 30 where id = ${await idOf('staff')}::uuid`)
		).rejects.toThrow('content_frozen');
		await expect(
			write(Prisma.sql`update reading_request set state = 'lapsed', decided_at = eiso_now() where id = ${await idOf('staff')}::uuid`)
		).rejects.toThrow('stale');
	});
});
