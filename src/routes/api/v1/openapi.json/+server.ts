import { getOpenApi } from '#lib/server/api/index.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getOpenApi);
