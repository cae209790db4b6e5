import { Prisma } from '#lib/server/platform/generated/client.ts';
import { homeKinds } from './notice-kinds.ts';

/**
 * The notices that Home shows: the kinds that the table names. To somebody without a mail address, or who wants none, no digest comes, so
 * that Home shows them what others read there.
 */
export const inHome = {
	OR: [{ kind: { in: homeKinds } }, { user: { email: null } }, { user: { mailChoice: { digest: false } } }]
} satisfies Prisma.NoticeWhereInput;

/** The same as SQL over `notice n`. */
export const inHomeSql = Prisma.sql`(n.kind = any(${homeKinds}::text[])
	or exists (select 1 from "user" reader where reader.id = n.user_id and reader.email is null)
	or exists (select 1 from mail_choice c where c.user_id = n.user_id and not c.digest))`;
