import { moveCorrectiveAction } from '#lib/server/api/corrective-actions.ts';
import { serve } from '#lib/server/http/api.ts';

export const POST = serve(moveCorrectiveAction);
