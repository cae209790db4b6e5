import { adoptModel } from '#lib/server/api/models.ts';
import { serve } from '#lib/server/http/api.ts';

export const POST = serve(adoptModel);
