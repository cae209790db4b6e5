import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { adoptModels } from '#lib/server/procedures/models/adopt.ts';
import { adoptionMatrix, matrixQuery } from '#lib/server/procedures/models/matrix.ts';
import { counting } from '#test/support/counting.ts';
import { aText, modelsWorld, type AModel, type ModelsWorld } from '#test/support/models-world.ts';

/** What PostgreSQL itself holds of models, attacked with raw SQL (design.md §5, states.md §13). */
let world: ModelsWorld;
let model: AModel;
let adoption: { id: string; documentId: string | null };
let versionId: string;
beforeAll(async () => {
	world = await modelsWorld();
	model = await world.model('QT.M.01', aText());
	const [adopted] = await adoptModels(await world.as('outsider'), {
		unitId: world.otherUnitId,
		items: [{ documentId: model.documentId, code: 'QT-01' }]
	});
	versionId = adopted?.versionId ?? '';
	adoption = await world.client.modelAdoption.findFirstOrThrow();
});
afterAll(() => world.close());

const attack = (sql: string) =>
	world.client.$transaction(async (tx) => {
		await tx.$executeRaw`select set_config('eiso.now', ${world.clock.now().toISOString()}, true)`;
		await tx.$executeRawUnsafe(sql);
	});
/** The same statement, meant well, goes through: what refuses the attack is the rule, not a slip in the statement. */
const works = (sql: string) =>
	world.client.$transaction(async (tx) => {
		await tx.$executeRaw`select set_config('eiso.now', ${world.clock.now().toISOString()}, true)`;
		await tx.$executeRawUnsafe(sql);
		await tx.$executeRawUnsafe('select 1/0');
	});

it('no document of another unit becomes a model, and none is deleted', async () => {
	const mark = (
		documentId: string
	) => `insert into framework_model (id, document_id, unit_kinds, edition, due_days, marked_by_id, marked_at)
		values ('${randomUUID()}', '${documentId}', '{}', '2015', 30, '${world.ids.officer}', now())`;
	await expect(attack(mark(adoption.documentId ?? ''))).rejects.toThrow(/not_the_department/);
	await expect(attack('delete from framework_model')).rejects.toThrow(/append_only/);
	await expect(attack('truncate framework_model cascade')).rejects.toThrow(/append_only/);
	await expect(attack(`update framework_model set document_id = '${adoption.documentId ?? ''}', row_version = 9`)).rejects.toThrow(
		/content_frozen/
	);
	await expect(works(`update framework_model set due_days = 60, row_version = row_version + 1`)).rejects.toThrow(/division by zero/);
	await expect(attack('update framework_model set due_days = 60')).rejects.toThrow(/stale/);
});

it('an adoption stays with its unit, model and document, and is made by an officer or head of the unit', async () => {
	await expect(attack(`delete from model_adoption`)).rejects.toThrow(/append_only/);
	await expect(attack(`update model_adoption set unit_id = '${world.unitId}', row_version = 9`)).rejects.toThrow(/content_frozen/);
	await expect(attack(`update model_adoption set document_id = null, not_applicable_reason = 'x', row_version = 9`)).rejects.toThrow(
		/content_frozen/
	);
	await expect(
		attack(`update model_adoption set declined_version_id = '${versionId}', decline_reason = 'x', row_version = 9`)
	).rejects.toThrow(/illegal_transition/);
	await expect(
		works(`update model_adoption set declined_version_id = '${model.versionId}', decline_reason = 'x', row_version = 9`)
	).rejects.toThrow(/division by zero/);
	const insert = (unitId: string, source: string, by: string) => `insert into model_adoption
		(id, unit_id, source_document_id, not_applicable_reason, created_by_id, created_at)
		values ('${randomUUID()}', '${unitId}', '${source}', 'x', '${by}', now())`;
	const other = await world.model('QT.M.02', null);
	await expect(attack(insert(world.otherUnitId, other.documentId, world.ids.officer))).rejects.toThrow(/illegal_transition/);
	await expect(attack(insert(world.unitId, other.documentId, world.ids.officer))).rejects.toThrow(/illegal_transition/);
	await expect(attack(insert(world.otherUnitId, adoption.documentId ?? '', world.ids.outsider))).rejects.toThrow(/illegal_transition/);
	await expect(works(insert(world.otherUnitId, other.documentId, world.ids.outsider))).rejects.toThrow(/division by zero/);
});

it('its history only grows, by the unit, about issued versions, never backwards', async () => {
	await expect(attack(`delete from model_adoption_act`)).rejects.toThrow(/append_only/);
	await expect(attack(`update model_adoption_act set reason = 'x'`)).rejects.toThrow(/append_only/);
	const act = (
		modelVersion: string,
		result: string,
		by = world.ids.outsider,
		at = world.clock.now().toISOString()
	) => `insert into model_adoption_act
		(id, adoption_id, event, model_version_id, result_version_id, user_id, actor_name, at)
		values ('${randomUUID()}', '${adoption.id}', 'merge', '${modelVersion}', '${result}', '${by}', 'x', '${at}')`;
	await expect(attack(act(versionId, versionId))).rejects.toThrow(/illegal_transition/);
	await expect(attack(act(model.versionId, model.versionId))).rejects.toThrow(/illegal_transition/);
	await expect(attack(act(model.versionId, versionId, world.ids.officer))).rejects.toThrow(/illegal_transition/);
	await expect(works(act(model.versionId, versionId))).rejects.toThrow(/division by zero/);
	await expect(attack(act(model.versionId, versionId, world.ids.outsider, '2020-01-01'))).rejects.toThrow(/illegal_transition/);
});

it('the matrix asks as much of the database whatever the number of units and models', async () => {
	const query = matrixQuery(new URLSearchParams());
	const asked = async () => {
		const { ctx, count } = counting(await world.as('coordinator'));
		await adoptionMatrix(ctx, query);
		return count();
	};
	const before = await asked();
	for (let i = 0; i < 3; i++) await world.addUnit(`XA-${i}`);
	await world.model('QT.M.03', null);
	const after = await asked();
	expect(after).toBe(before);
	expect(after).toBeLessThanOrEqual(5);
});
