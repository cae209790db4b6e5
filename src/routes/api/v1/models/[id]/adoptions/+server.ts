import { adoptModel } from '#lib/server/api/models.ts';
import { getModelAdoption } from '#lib/server/api/model-acts.ts';
import { serve } from '#lib/server/http/api.ts';

export const POST = serve(adoptModel);
export const GET = serve(getModelAdoption);
