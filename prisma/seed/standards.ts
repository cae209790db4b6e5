import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Ctx } from '#lib/server/platform/context.ts';

/** One edition: a file under data/standards. A further edition is a further file with its mapping from the one before. */
const editionFile = z.object({
	standard: z.object({ code: z.string(), nameVi: z.string(), nameEn: z.string(), edition: z.int(), sortOrder: z.int() }),
	/** Number and short title; never the text of the standard. In the order of the standard. */
	clauses: z.array(z.object({ number: z.string(), titleVi: z.string().max(120), titleEn: z.string().max(120) })),
	/** Which clause of an earlier edition goes on in which of this. */
	mapping: z.array(z.object({ standard: z.string(), from: z.string(), to: z.string() }))
});
export type EditionFile = z.infer<typeof editionFile>;

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), 'data', 'standards');

/** The editions of the folder, oldest first. */
export async function readEditions(dir = folder): Promise<EditionFile[]> {
	const names = (await readdir(dir)).filter((name) => name.endsWith('.json'));
	const files = await Promise.all(names.map(async (name) => editionFile.parse(JSON.parse(await readFile(path.join(dir, name), 'utf8')))));
	return files.toSorted((a, b) => a.standard.sortOrder - b.standard.sortOrder);
}

/** Loads the editions, their clauses and mappings; what is there already is left as it is. In the caller's transaction. */
export async function loadStandards(ctx: Ctx, editions: readonly EditionFile[]): Promise<void> {
	await ctx.db.standard.createMany({ data: editions.map(({ standard }) => standard), skipDuplicates: true });
	for (const { standard, clauses, mapping } of editions) {
		await ctx.db.clause.createMany({
			data: clauses.map((clause, index) => ({ standardCode: standard.code, ...clause, sortOrder: index + 1 })),
			skipDuplicates: true
		});
		await ctx.db.clauseMapping.createMany({
			data: mapping.map((line) => ({ fromStandard: line.standard, fromNumber: line.from, toStandard: standard.code, toNumber: line.to })),
			skipDuplicates: true
		});
	}
}
