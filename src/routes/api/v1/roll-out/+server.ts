import { getRollOut } from '#lib/server/api/roll-out.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getRollOut);
