import type { PrismaClient } from '#lib/server/platform/generated/client.ts';

/** Triggers that guard acts of people, one by one: what is loaded as it stands would be refused. They sleep in this one transaction. */
const asleep = ['version', 'issue_batch', 'corrective_action', 'document', 'membership'];

/**
 * People and things in every other commune and district, in a handful of statements: a head and an officer, a division, a procedure in force since
 * the day and one upcoming, a draft, a draft batch, an action in progress. All names and numbers follow from the units' codes.
 */
export async function populateProvince(client: PrismaClient, since: string, upcoming: string): Promise<void> {
	await client.$transaction(
		async (tx) => {
			const run = (sql: string) => tx.$executeRawUnsafe(sql);
			for (const table of asleep) await run(`alter table "${table}" disable trigger user`);
			await run(`create temp table place on commit drop as
				select v.unit_id, v.code, gen_random_uuid() as head, gen_random_uuid() as officer, gen_random_uuid() as division,
					gen_random_uuid() as qt1, gen_random_uuid() as qt2
				from unit_version v where v.code ~ '^(XA|HU)-[0-9]*[02468]$'`);
			await run(`insert into document_kind (code, name_vi, name_en, sort_order, pdf_required, source_required)
				values ('QT', 'QT', 'QT', 1, true, false) on conflict do nothing`);
			await run(`insert into "user" (id, full_name, email, status) select head, 'Lãnh đạo ' || code, lower(code) || '.h@eiso.test', 'active'::user_status from place
				union all select officer, 'Thư ký ' || code, lower(code) || '.o@eiso.test', 'active'::user_status from place`);
			await run(`insert into membership (id, user_id, unit_id, roles, position, valid_from)
				select gen_random_uuid(), head, unit_id, '{head}'::role[], 'Chủ tịch', '${since}'::date from place
				union all select gen_random_uuid(), officer, unit_id, '{officer}'::role[], 'Chuyên viên', '${since}'::date from place`);
			await run(`insert into division (id, unit_id) select division, unit_id from place`);
			await run(`insert into division_version (id, division_id, code, name, valid_from)
				select gen_random_uuid(), division, 'VP', 'Văn phòng', '${since}'::date from place`);
			await run(`insert into document (id, unit_id, kind_code, code, code_key, code_sort, title, created_by_id)
				select qt1, unit_id, 'QT', 'QT-01', 'QT.1', 'QT.1', 'Quy trình 1', officer from place
				union all select qt2, unit_id, 'QT', 'QT-02', 'QT.2', 'QT.2', 'Quy trình 2', officer from place`);
			await run(`insert into stored_file (sha256, size, content_type) values (repeat('a', 64), 100, 'application/pdf')`);
			await run(`insert into version (id, document_id, unit_id, issue_no, revision_no, title, created_by_id, state, issued_at, effective_from, updated_at,
					pdf_sha256, pdf_name, pdf_pages)
				select gen_random_uuid(), qt1, unit_id, 1, 0, 'Quy trình 1', officer, 'issued'::version_state, '${since}'::timestamptz, '${since}'::date, now(), repeat('a', 64), 'qt.pdf', 1 from place
				union all select gen_random_uuid(), qt2, unit_id, 1, 0, 'Quy trình 2', officer, 'issued'::version_state, '${since}'::timestamptz, '${upcoming}'::date, now(), repeat('a', 64), 'qt.pdf', 1 from place
				union all select gen_random_uuid(), qt1, unit_id, 1, 1, 'Quy trình 1', officer, 'draft'::version_state, null, null, now(), repeat('a', 64), 'qt.pdf', 1 from place`);
			await run(
				`insert into issue_batch (id, unit_id, number, created_by_id, state) select gen_random_uuid(), unit_id, 'ĐBH-1', officer, 'draft' from place`
			);
			await run(`insert into corrective_action (id, unit_id, number_unit_id, number, source, grade, statement, raised_at, state)
				select gen_random_uuid(), unit_id, unit_id, 'KPH-1', 'self_found', 'minor', 'Hồ sơ thiếu chữ ký', '${since}'::timestamptz, 'raised' from place`);
			for (const table of asleep) await run(`alter table "${table}" enable trigger user`);
		},
		{ timeout: 60_000 }
	);
}
