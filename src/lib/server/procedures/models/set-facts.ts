import type { Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

export type LoadedSet = {
	readonly id: string;
	readonly name: string;
	readonly unitKinds: readonly string[];
	readonly edition: string;
	readonly note: string;
	readonly retiredOn: Day | null;
	readonly retiredReason: string | null;
	readonly rowVersion: number;
	/** Models on offer, in the order of the set. */
	readonly models: readonly string[];
};

/** Sets by name in one statement; those on offer unless asked otherwise. No question of rights. */
export function offeredSets(ctx: Ctx, where: Prisma.Sql = Prisma.sql`s.retired_on is null`): Promise<LoadedSet[]> {
	return ctx.db.$queryRaw<LoadedSet[]>`
		select s.id, s.name, s.unit_kinds as "unitKinds", s.edition, s.note, s.retired_on::text as "retiredOn",
			s.retired_reason as "retiredReason", s.row_version as "rowVersion", coalesce((
				select array_agg(x.model_id::text order by x.position) from model_set_member x join framework_model m on m.id = x.model_id
				where x.set_id = s.id and x.removed_on is null and m.retired_on is null), '{}') as models
		from model_set s where ${where} order by s.name collate "vi-x-icu", s.id`;
}

/** @throws NotFound */
export async function readSet(ctx: Ctx, id: string): Promise<LoadedSet> {
	const [set] = isUuid(id) ? await offeredSets(ctx, Prisma.sql`s.id = ${id}::uuid`) : [];
	if (!set) throw new NotFound();
	return set;
}
