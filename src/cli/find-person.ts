import type { Ctx } from '#lib/server/platform/context.ts';
import { UsageError } from './command.ts';

/** An active person by email or staff name. @throws UsageError when there is none */
export async function findPerson(ctx: Ctx, given: string): Promise<{ id: string; fullName: string }> {
	const name = given.normalize('NFC').trim();
	const person = await ctx.db.user.findFirst({
		where: {
			OR: [{ email: { equals: name, mode: 'insensitive' } }, { staffName: { equals: name, mode: 'insensitive' } }],
			status: 'active'
		},
		select: { id: true, fullName: true }
	});
	if (!person) throw new UsageError(`nobody active has the email or staff name "${name}"`);
	return person;
}
