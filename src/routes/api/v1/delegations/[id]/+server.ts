import { getDelegation } from '#lib/server/api/delegations.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getDelegation);
