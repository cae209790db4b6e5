import { listPrints } from '#lib/server/api/numbered-prints.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(listPrints);
