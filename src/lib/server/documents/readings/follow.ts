import { addDays } from '#lib/domain/shared/day.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { askOfCurrent } from './joined.ts';
import { forgetFormerMembers } from '#lib/server/notifications/former-members.ts';
import { forgetSuperseded, lapseRequests } from './lapse.ts';
import { remind } from './remind.ts';
import { audienceOfSql } from './sql.ts';

/** How far back the daily run looks for memberships that began: longer than any server is off. */
const lookBackDays = 14;

/** Memberships that began lately, and did not make the person a reader of the document the day before they began. */
function began(ctx: Ctx): Prisma.Sql {
	return Prisma.sql`(m.valid_from > ${addDays(today(ctx), -lookBackDays)}::date and not exists (
		select 1 from membership b where b.user_id = m.user_id and b.unit_id = m.unit_id
			and b.valid_from < m.valid_from and (b.valid_to is null or b.valid_to >= m.valid_from) and ${audienceOfSql('b')}))`;
}

/**
 * A person whose memberships or account changed: what does not concern them any more lapses, what concerns them newly is asked.
 * @param all they are new to everything: their account was activated or works again
 */
export function followPerson(ctx: Ctx, userId: string, all: boolean): Promise<void> {
	return transaction(ctx, async (ctx) => {
		await lapseRequests(ctx, { userId });
		await forgetFormerMembers(ctx, userId);
		const mine = Prisma.sql`m.user_id = ${userId}::uuid`;
		const only = all ? mine : Prisma.sql`${mine} and ${began(ctx)}`;
		await askOfCurrent(ctx, 'joining', Prisma.sql`true`, only);
	});
}

/** People whom a document did not concern before its audience was changed, and those whom it does not concern any more. */
export async function followAudience(ctx: Ctx, documentId: string, before: readonly string[]): Promise<void> {
	await lapseRequests(ctx, { documentIds: [documentId] });
	await askOfCurrent(ctx, 'audience', Prisma.sql`d.id = ${documentId}::uuid`, Prisma.sql`not (m.user_id = any(${[...before]}::uuid[]))`);
}

/**
 * The job `reading.follow`: lapses what dates have ended, asks those whose membership has begun, and reminds. It only follows dates; what
 * is asked of a person is read from them whether this has run or not.
 */
export async function followReading(ctx: Ctx): Promise<void> {
	await transaction(
		ctx,
		async (ctx) => {
			await lapseRequests(ctx);
			await forgetSuperseded(ctx);
			await forgetFormerMembers(ctx);
			await askOfCurrent(ctx, 'joining', Prisma.sql`true`, began(ctx));
		},
		{ timeoutMs: 300_000 }
	);
	await transaction(ctx, remind, { timeoutMs: 300_000 });
}
