import type { Ctx } from '#lib/server/platform/context.ts';

/**
 * Lets documents bear the title of the version in force today, else of the newest issued one, else of the newest draft. Lists of
 * what is in force take the title from the version itself, so that no job has to run at midnight.
 */
export async function followTitles(ctx: Ctx, documentIds: readonly string[]): Promise<void> {
	await ctx.db.$executeRaw`
		update document d set title = v.title
		from (
			select distinct on (document_id) document_id, title from version
			where document_id = any(${[...documentIds]}::uuid[]) and state <> 'cancelled'
			order by document_id, coalesce(in_force @> eiso_today(), false) desc, (effective_from is not null) desc, issue_no desc, revision_no desc
		) v
		where d.id = v.document_id and d.title <> v.title`;
}
