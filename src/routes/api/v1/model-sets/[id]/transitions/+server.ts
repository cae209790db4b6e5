import { retireModelSet } from '#lib/server/api/model-acts.ts';
import { serve } from '#lib/server/http/api.ts';

export const POST = serve(retireModelSet);
