import type { Ctx } from '#lib/server/platform/context.ts';

export type StoredFileRow = { readonly sha256: string; readonly size: number; readonly contentType: string };

/**
 * Adds the rows of files that lie in the store, in the transaction that refers to them (design.md §6). A row that is there already
 * is made young and held until the commit, so that the sweep cannot take it away in between.
 */
export async function addStoredFiles(ctx: Ctx, files: readonly StoredFileRow[]): Promise<void> {
	if (!ctx.inTransaction) throw new Error('addStoredFiles() outside a transaction');
	const rows = [...new Map(files.map((file) => [file.sha256, file])).values()].sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
	if (rows.length === 0) return;
	await ctx.db.$executeRaw`
		insert into stored_file (sha256, size, content_type, created_at)
		select sha256, size, "contentType", ${ctx.clock.now()}::timestamptz
		from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (sha256 text, size bigint, "contentType" text)
		on conflict (sha256) do update set created_at = greatest(stored_file.created_at, excluded.created_at)`;
}
