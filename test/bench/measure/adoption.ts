import { adoptionMatrix, matrixPage, matrixQuery } from '#lib/server/procedures/models/matrix.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { issuingUnit } from '../data/documents.ts';
import { idOf } from '../data/ids.ts';
import { countingDb } from '../counting.ts';
import type { Result } from '../report.ts';
import { median, timed } from '../stats.ts';
import type { World } from '../world.ts';
import { undone } from './issue.ts';

const models = 60;
const rounds = 5;

/** The adoption matrix of 60 models × every unit, all adopted: made in a transaction that is undone. */
export async function measureAdoption(world: World): Promise<Result[]> {
	const coordinator = await world.asPersonId(world.people.coordinator);
	const query = matrixQuery(new URLSearchParams());
	const times: number[] = [];
	let queries = 0;
	let cells = 0;
	await undone(coordinator, async (open) => {
		await adoptEverything(open, idOf('unit', issuingUnit));
		for (let round = -1; round < rounds; round++) {
			queries = 0;
			const db = countingDb(open.db, () => (queries += 1));
			const ms = await timed(async () => matrixPage({ ...open, db }, query));
			if (round >= 0) times.push(ms);
		}
		const matrix = await adoptionMatrix(open, query);
		cells = matrix.columns.length * matrix.rows.length;
	});
	return [
		{
			operation: `adoption matrix of ${models} models × ${world.size.units} units: queries`,
			measured: queries,
			unit: 'queries',
			target: { is: 'at most', value: 5 },
			absolute: true,
			detail: { 'median ms': median(times), cells }
		}
	];
}

/** The first documents of the department become models; each unit has adopted them with its own first documents. */
async function adoptEverything(ctx: Ctx, department: string): Promise<void> {
	for (const table of ['framework_model', 'model_adoption', 'model_adoption_act'])
		await ctx.db.$executeRawUnsafe(`alter table ${table} disable trigger user`);
	await ctx.db.$executeRaw`
		insert into framework_model (id, document_id, unit_kinds, edition, due_days, marked_by_id, marked_at)
		select gen_random_uuid(), d.id, '{}', '2015', 30, d.created_by_id, now()
		from document d where d.unit_id = ${department}::uuid
			and exists (select 1 from version v where v.document_id = d.id and v.state = 'issued')
		order by d.code_sort limit ${models}`;
	await ctx.db.$executeRaw`
		insert into model_adoption (id, unit_id, source_document_id, document_id, created_by_id, created_at)
		select gen_random_uuid(), own.unit_id, m.document_id, own.id, own.created_by_id, now()
		from (select document_id, row_number() over (order by id) as n from framework_model) m
		join (select d.id, d.unit_id, d.created_by_id, row_number() over (partition by d.unit_id order by d.id) as n
			from document d where d.unit_id <> ${department}::uuid) own on own.n = m.n`;
	await ctx.db.$executeRaw`
		insert into model_adoption_act (id, adoption_id, event, model_version_id, result_version_id, as_is_sha256, user_id, actor_name, at)
		select gen_random_uuid(), a.id, 'adopt', base.id, own.id, own.pdf_sha256, a.created_by_id, 'x', now()
		from model_adoption a
		join lateral (select id from version v where v.document_id = a.source_document_id and v.state = 'issued'
			order by v.issue_no, v.revision_no limit 1) base on true
		join lateral (select id, pdf_sha256 from version v where v.document_id = a.document_id and v.state <> 'cancelled'
			order by v.issue_no desc, v.revision_no desc limit 1) own on true`;
	await ctx.db.$executeRawUnsafe('analyze model_adoption, model_adoption_act, framework_model');
}
