import { listModels } from '#lib/server/api/models.ts';
import { markModel } from '#lib/server/api/model-acts.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(listModels);
export const POST = serve(markModel);
