import { getCorrectiveAction } from '#lib/server/api/corrective-actions.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getCorrectiveAction);
