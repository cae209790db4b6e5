import { changeModelSet } from '#lib/server/api/model-acts.ts';
import { serve } from '#lib/server/http/api.ts';

export const PUT = serve(changeModelSet);
