import { answer } from '#lib/server/http/answer.ts';
import { rollOutProofs } from '#lib/server/roll-out-proofs.ts';
import { wavesPage } from '#lib/server/roll-out/waves-page.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => wavesPage(ctx, rollOutProofs));
