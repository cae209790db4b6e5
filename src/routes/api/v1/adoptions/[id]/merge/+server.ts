import { getMerge } from '#lib/server/api/model-merge.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getMerge);
