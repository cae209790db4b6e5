import { loadActor } from '#lib/server/identity/actor.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { UsageError } from './command.ts';
import { findPerson } from './find-person.ts';
import { operator } from './operator.ts';

/** A context for acts that only a person may do: the trail names them and the operator. @throws UsageError */
export async function inNameOf(ctx: Ctx, email: string | undefined): Promise<Ctx> {
	if (email === undefined) throw new UsageError('--as is missing: whoever does it is named in the trail');
	const person = await findPerson(ctx, email);
	const actor = await loadActor(ctx.db, person.id, today(ctx), { operator: operator().name });
	if (!actor) throw new UsageError(`"${email}" may not act`);
	return { ...ctx, actor };
}
