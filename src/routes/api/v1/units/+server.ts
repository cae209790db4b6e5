import { listUnits } from '#lib/server/api/units.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(listUnits);
