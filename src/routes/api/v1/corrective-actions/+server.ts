import { createCorrectiveAction, listCorrectiveActions } from '#lib/server/api/corrective-actions.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(listCorrectiveActions);
export const POST = serve(createCorrectiveAction);
