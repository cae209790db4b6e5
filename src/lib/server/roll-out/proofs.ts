import { Prisma } from '#lib/server/platform/generated/client.ts';

/**
 * What eISO can know of a step (design.md §7). `held` gives rows `(unit_id uuid, since date, until date)` for the units of the given statement
 * (one column of ids): from `since` on it held, to the day before `until`; `until` null is without an end. What happened on a day holds from that
 * day to the next. A step is proven on the first such day in the wave's time.
 *
 * `day` is the day of which somebody asks: only what had been entered by its end counts, so that minutes of a review of last month, signed today,
 * change no board of yesterday.
 */
export type Proof = { readonly held: (units: Prisma.Sql, day: Prisma.Sql) => Prisma.Sql };

/** By code, as the steps of a plan name them. Put together in `#lib/server/roll-out-proofs.ts`, because reviews and reports come after. */
export type Proofs = Readonly<Record<string, Proof>>;

/** What happened on a day, from `(unit_id, day)`. */
export function onDay(rows: (units: Prisma.Sql, day: Prisma.Sql) => Prisma.Sql): Proof {
	return {
		held: (units, day) =>
			Prisma.sql`select d.unit_id, d.day as since, d.day + 1 as until from (${rows(units, day)}) d (unit_id, day) where d.day is not null`
	};
}

/** The day of a moment, as the province counts days. */
export const dayOfSql = (moment: Prisma.Sql): Prisma.Sql => Prisma.sql`(${moment} at time zone 'Asia/Ho_Chi_Minh')::date`;

/** Whether a moment had come by the end of a day; false for none. */
export const byThen = (moment: Prisma.Sql, day: Prisma.Sql): Prisma.Sql => Prisma.sql`coalesce(${dayOfSql(moment)} <= ${day}, false)`;

/**
 * Rows `(unit_id, proof, since, until)` of all the named proofs, as one statement. A code that the registry does not have proves nothing: the
 * step is then claimed and accepted as any other.
 */
export function heldSql(proofs: Proofs, codes: readonly string[], units: Prisma.Sql, day: Prisma.Sql): Prisma.Sql {
	const parts = [...new Set(codes)].flatMap((code) => {
		const proof = proofs[code];
		return proof ? [Prisma.sql`select p.unit_id, ${code}::text as proof, p.since, p.until from (${proof.held(units, day)}) p`] : [];
	});
	const none = Prisma.sql`select null::uuid as unit_id, null::text as proof, null::date as since, null::date as until where false`;
	return parts.length === 0 ? none : Prisma.join(parts, ' union all ');
}
