import { Prisma } from './generated/client.ts';

/** `order by` keys in one direction; what has no value stands last in both. */
export function orderKeys(keys: readonly Prisma.Sql[], descending: boolean): Prisma.Sql {
	const direction = Prisma.raw(descending ? 'desc nulls last' : 'asc nulls last');
	return Prisma.join(
		keys.map((key) => Prisma.sql`${key} ${direction}`),
		', '
	);
}
