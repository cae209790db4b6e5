import { moveVersion } from '#lib/server/api/versions.ts';
import { serve } from '#lib/server/http/api.ts';

export const POST = serve(moveVersion);
