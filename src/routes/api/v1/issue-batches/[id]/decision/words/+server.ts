import { getDecisionWords, saveDecisionWords } from '#lib/server/api/decisions.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getDecisionWords);
export const PUT = serve(saveDecisionWords);
