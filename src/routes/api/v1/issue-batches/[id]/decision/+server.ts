import { getDecisionPaper } from '#lib/server/api/decisions.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getDecisionPaper);
