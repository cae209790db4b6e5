import { getHandOver } from '#lib/server/api/hand-overs.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getHandOver);
