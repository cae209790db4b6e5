import { readFile } from 'node:fs/promises';
import { systemActor } from '#lib/domain/permissions/actor.ts';
import { readTable } from '#lib/server/files/table.ts';
import type { TableRow } from '#lib/server/files/delimited.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import { importUnits } from '#lib/server/units/import.ts';
import { loadReference } from '../../prisma/seed/reference.ts';
import type { World } from './identity-people.ts';

/** A table of the seed as an import reads it. */
export async function seedTable(name: string): Promise<readonly TableRow[]> {
	return (await readTable(await readFile(`prisma/seed/data/${name}`), name)).rows;
}

export function operatorContext({ client, clock }: World): Ctx {
	return createContext({ actor: systemActor, client, clock });
}

/** Kinds and the 354 units of 2016. */
export async function loadProvince(world: World): Promise<Ctx> {
	const ctx = operatorContext(world);
	await loadReference(ctx);
	await importUnits(ctx, { rows: await seedTable('units.tsv'), validFrom: '2016-01-01', dryRun: false });
	return ctx;
}

/** Rows with the usual head. */
export function unitTable(...rows: readonly string[][]): TableRow[] {
	return [['code', 'name_vi', 'kind', 'parent_code'], ...rows].map((cells, index) => ({ line: index + 1, cells }));
}

export async function unitIdOf({ client }: World, code: string, day = '2026-11-25'): Promise<string> {
	const date = new Date(`${day}T00:00:00Z`);
	const version = await client.unitVersion.findFirst({
		where: { code, validFrom: { lte: date }, OR: [{ validTo: null }, { validTo: { gt: date } }] },
		select: { unitId: true }
	});
	if (!version) throw new Error(`no unit has the code ${code} on ${day}`);
	return version.unitId;
}
