import { getYear } from '#lib/server/api/years.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getYear);
