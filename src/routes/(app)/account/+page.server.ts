import { answer } from '#lib/server/http/answer.ts';
import { ownAccount } from '#lib/server/identity/own-account.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ account: await ownAccount(ctx) }));
