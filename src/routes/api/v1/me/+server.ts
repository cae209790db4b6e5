import { getMe } from '#lib/server/api/me.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(getMe);
