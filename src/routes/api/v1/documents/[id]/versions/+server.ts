import { listVersions, createVersion } from '#lib/server/api/versions.ts';
import { serve } from '#lib/server/http/api.ts';

export const GET = serve(listVersions);
export const POST = serve(createVersion);
