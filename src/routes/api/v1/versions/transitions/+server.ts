import { moveVersions } from '#lib/server/api/versions-many.ts';
import { serve } from '#lib/server/http/api.ts';

export const POST = serve(moveVersions);
