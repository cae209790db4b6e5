import { Prisma } from '#lib/server/platform/generated/client.ts';

/** The day by which it is due, of `corrective_action a` and its `finding f`: until somebody is named, what the Department set (decision 0413). */
export const actionDueSql = Prisma.sql`coalesce(a.due_on, case when a.predecessor_id is null then f.due_on end)`;
